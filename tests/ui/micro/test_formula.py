"""The box layout of formulas."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from nnviz.ui.micro.formula import Box, Flow, Fraction, Marked, Row, Sub, Text

INK = QColor("black")


@pytest.fixture
def font(qapp) -> QFont:
    found = QFont("Inter")
    found.setPixelSize(20)
    return found


def test_rows_and_fractions_add_up(font):
    a, b = Text("a", font, INK), Text("bbb", font, INK)
    row = Row([a, b], 4)
    assert row.width == pytest.approx(a.width + b.width + 4)
    fraction = Fraction(a, b, 20, INK)
    assert fraction.width >= b.width
    assert fraction.ascent > a.ascent
    assert fraction.descent > 0
    assert Sub(a, b, 4).descent >= 4


def test_ids_are_found_where_their_boxes_are_painted(font):
    word = Text("M", font, INK)
    row = Row([Box(30), Marked(word, "3", QColor("red"), (5, 4)), Box(10), Marked(word, "4")])
    hits = dict(row.hits(100, 50))
    assert set(hits) == {"3", "4"}
    assert hits["3"].left() == pytest.approx(130)
    assert hits["4"].left() == pytest.approx(130 + word.width + 10 + 10)
    image = QImage(300, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    row.paint(painter, 100, 50)
    painter.end()
    inside = hits["3"].topLeft() + QPointF(hits["3"].width() / 2, 3)
    assert image.pixelColor(inside.toPoint()).red() > 200
    assert image.pixelColor(inside.toPoint()).green() < 80


def test_words_are_set_in_lines_that_fit(font):
    words = [Text("word", font, INK) for _ in range(9)]
    space = 5.0
    flow = Flow(words, 3 * words[0].width + 2 * space + 1, space, 24)
    assert flow.lines == 3
    assert flow.height == 72
    assert Flow(words, 10, space, 24).lines == 9, "a word too long for a line still has one"
