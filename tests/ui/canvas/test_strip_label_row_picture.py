"""What the network sees, the row of classes, and a sample shown large."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from nnviz.data.ink import prepare
from nnviz.data.pen_line import as_strokes
from nnviz.data.steps import Steps
from nnviz.ui.canvas.label_row import ClassButton, LabelRow
from nnviz.ui.canvas.picture import SamplePicture
from nnviz.ui.canvas.strip import Drawn, SeenStrip
from nnviz.ui.theme import Theme
from tests.helpers.strokes import DIGIT_STROKES

DARK = Theme("dark")


@pytest.fixture
def strip(shown):
    return shown(SeenStrip(), 240, 88)


def middle(cell):
    """Of one of the 8 x 8 pixels, which stand at the right end of a strip 240 px wide, 8 px apart."""
    return QPoint(176 + cell % 8 * 8 + 3, cell // 8 * 8 + 3)


def tip(strip, point):
    """What is told where the pointer rests."""
    QApplication.sendEvent(strip, QHelpEvent(QEvent.Type.ToolTip, point, strip.mapToGlobal(point)))
    return QToolTip.text()


def show_four(strip):
    strokes = as_strokes(DIGIT_STROKES[4])
    picture = prepare(strokes)
    strip.show_stages(Drawn(strokes, 0.09), picture, Steps())
    return strokes, picture


def test_the_last_stage_has_the_colours_of_the_counts(strip):
    _, picture = show_four(strip)
    image = strip.grab().toImage()
    for cell in range(64):
        assert image.pixelColor(middle(cell)) == DARK.pixel(float(picture.seen[cell]) / 16)


def test_the_first_two_stages_show_ink_and_box(strip):
    strokes, picture = show_four(strip)
    image = strip.grab().toImage()
    x, y = strokes[0][1]
    assert image.pixelColor(round(x * 64), round(y * 64)) == DARK.pixel(1.0)
    accents = [image.pixelColor(px, py) for px in range(64) for py in range(64)]
    assert sum(c.green() > c.red() + 60 for c in accents) > 20  # the dashed box
    row, column = np.unravel_index(np.argmax(picture.field), (32, 32))
    at = image.pixelColor(int(92 + (column + 0.5) * 56 / 32), int(4 + (row + 0.5) * 56 / 32))
    assert at.lightness() > 120


def test_pointing_at_a_cell_says_its_count(strip):
    _, picture = show_four(strip)
    before = strip.grab().toImage()
    cell = int(np.argmax(picture.seen))
    QTest.mouseMove(strip, middle(cell))
    row, column = divmod(cell, 8)
    words = tip(strip, middle(cell))
    assert words.startswith(f"Row {row + 1}, column {column + 1}: {round(picture.seen[cell])} of")
    assert strip.grab().toImage() != before
    QApplication.sendEvent(strip, QEvent(QEvent.Type.Leave))
    assert strip.grab().toImage() == before


def test_the_other_stages_tell_what_was_done(strip, qtbot):
    _, picture = show_four(strip)
    assert "cut to its ink" in tip(strip, QPoint(30, 30))
    assert f"{picture.pen:.1f}" in tip(strip, QPoint(120, 30))
    strip.show_counts(np.arange(64) % 17)
    tip(strip, QPoint(30, 30))
    qtbot.waitUntil(lambda: not QToolTip.text())


def test_the_stages_tell_what_was_left_out(strip):
    strokes = as_strokes(DIGIT_STROKES[4])
    whole = prepare(strokes, crop=False, pen=False, shear=False)
    strip.show_stages(Drawn(strokes, 0.09), whole, Steps(crop=False, pen=False, shear=False))
    assert "place and size of the drawing matter" in tip(strip, QPoint(30, 30))
    field = tip(strip, QPoint(120, 30))
    assert (
        field
        == f"All of it on 32 × 32 pixels.\nThe line is {whole.pen:.1f} pixels wide, as the brush made it."
    )
    warning = DARK.note("warning")
    image = strip.grab().toImage()
    edge = [image.pixelColor(1 + k, 0) for k in range(60)]
    assert sum(abs(c.red() - warning.red()) < 60 and c.red() > c.blue() + 60 for c in edge) > 20


def test_a_sample_has_only_the_last_stage(strip):
    show_four(strip)
    strip.show_counts(np.full(64, 16.0))
    image = strip.grab().toImage()
    assert image.pixelColor(2, 50) == image.pixelColor(150, 50)  # no boxes
    assert image.pixelColor(middle(20)) == DARK.pixel(1.0)
    assert strip.accessibleDescription().split() == ["16"] * 64


# ---- the row of classes


@pytest.fixture
def row(shown):
    return shown(LabelRow(), 240, 24)


def button(row, k):
    return row.findChildren(ClassButton)[k]


def test_a_click_turns_a_class_on_and_another_click_off(row, qtbot):
    told = []
    row.label_requested.connect(told.append)
    for k in (4, 7, 7, 0):
        qtbot.mouseClick(button(row, k), Qt.MouseButton.LeftButton)
    assert told == [4, 7, None, 0]
    assert [b.isChecked() for b in row.findChildren(ClassButton)] == [True] + [False] * 9


def test_the_label_of_a_sample_cannot_be_changed(row, qtbot):
    row.show_label(3, True)
    with qtbot.assertNotEmitted(row.label_requested):
        qtbot.mouseClick(button(row, 5), Qt.MouseButton.LeftButton)
        qtbot.mouseClick(button(row, 3), Qt.MouseButton.LeftButton)
        row.toggle(5)
    assert button(row, 3).isChecked()
    assert not button(row, 5).isChecked()


def test_the_row_is_one_stop_for_tab_and_arrows_go_along_it(row, qtbot):
    stops = [b for b in row.findChildren(ClassButton) if b.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(stops) == 1
    stops[0].setFocus()
    for _ in range(3):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    with qtbot.waitSignal(row.label_requested) as told:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert told.args == [3]


def test_buttons_fill_the_row_evenly(row):
    boxes = [b.geometry() for b in row.findChildren(ClassButton)]
    assert boxes[0].left() == 0
    assert boxes[-1].right() == 239
    assert len({b.right() + 1 - a.left() for a, b in zip(boxes, boxes, strict=True)} - {21, 22}) == 0


def test_other_classes(row):
    row.set_classes(["cat", "dog"])
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert [b.text() for b in row.findChildren(ClassButton)] == ["cat", "dog"]
    row.toggle(9)  # no such class
    assert row.label is None


# ---- a sample, large


def test_the_sample_shows_its_pixels_and_its_numbers_when_pointed_at(shown, qtbot):
    picture = shown(SamplePicture())
    counts = np.full(64, 8.0)
    counts[63] = 16
    picture.show_counts(counts, "Test image 5: a 3")
    image = picture.grab().toImage()
    assert image.pixelColor(225, 225) == DARK.pixel(1.0)
    assert image.pixelColor(15, 15) == DARK.pixel(0.5)
    QTest.mouseMove(picture, QPoint(15, 15))
    assert picture.grab().toImage().pixelColor(225, 225) != image.pixelColor(225, 225) or (
        picture.grab().toImage() != image
    )
    assert picture.accessibleDescription().startswith("Test image 5: a 3\n8 8 8")
    assert picture.accessibleDescription().endswith("8 16")


def test_arrow_keys_ask_for_the_next_sample(shown, qtbot):
    picture = shown(SamplePicture())
    asked = []
    picture.step_requested.connect(asked.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(picture, key)
    assert asked == [1, -1]
