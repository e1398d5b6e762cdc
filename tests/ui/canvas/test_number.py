"""Several digits on one canvas, and a drawing without one of its strokes."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from nnviz.data.ink import prepare
from nnviz.ui.canvas import InputPanel
from tests.data.test_rows import written
from tests.helpers.strokes import DIGIT_STROKES, as_arrays
from tests.ui.canvas.test_canvas import drag
from tests.ui.canvas.test_panel import body, hint

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(shown):
    return shown(InputPanel(), 272, 760)


@pytest.fixture
def number(panel):
    """The panel with 2026 on its canvas."""
    panel.set_drawing([stroke for digit in written("2026") for stroke in digit])
    panel.show_number(["2", "0", "2", "6"])
    return panel


def canvas(panel):
    return body(panel).canvas


def middle(panel, index) -> QPoint:
    side = canvas(panel).width()
    x0, y0, x1, y1 = canvas(panel).marks.boxes[index]
    return QPoint(round((x0 + x1) / 2 * side), round((y0 + y1) / 2 * side))


def test_each_digit_has_its_own_picture_and_the_last_one_is_read(number):
    seen = [prepare(digit).seen for digit in written("2026")]
    np.testing.assert_array_equal([picture.seen for picture in number.number], seen)
    np.testing.assert_array_equal(number.drawn.picture.seen, seen[3])
    assert hint(number) == "2 0 2 6 Reads 2026"
    assert canvas(number).marks.chosen == 3


def test_a_click_on_a_digit_reads_it_and_draws_nothing(number, qtbot):
    before = canvas(number).strokes
    with qtbot.waitSignal(number.drawing_changed) as told:
        QTest.mouseClick(canvas(number), LEFT, pos=middle(number, 1))
    np.testing.assert_array_equal(told.args[1].seen, prepare(written("2026")[1]).seen)
    assert canvas(number).strokes == before
    assert not canvas(number).drawing.history.can_undo
    assert canvas(number).marks.chosen == 1


def test_a_line_that_begins_on_a_digit_is_drawn(number):
    at = middle(number, 1)
    drag(canvas(number), (at.x(), at.y()), (at.x() + 6, at.y() + 10))
    assert len(canvas(number).strokes) == 5


def test_the_keys_go_along_the_digits(number):
    canvas(number).setFocus()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right):
        QTest.keyClick(canvas(number), key, Qt.KeyboardModifier.ControlModifier)
    assert canvas(number).marks.chosen == 2


def test_each_digit_keeps_what_it_was_meant_to_be(number, qtbot):
    body(number).label_row.toggle(6)
    QTest.mouseClick(canvas(number), LEFT, pos=middle(number, 0))
    assert number.drawn.label is None
    body(number).label_row.toggle(2)
    with qtbot.waitSignal(number.drawing_changed) as told:
        QTest.mouseClick(canvas(number), LEFT, pos=middle(number, 3))
    assert told.args[2] == 6
    assert body(number).label_row.label == 6


def test_drawing_on_keeps_the_pictures_of_the_other_digits(number, monkeypatch, qtbot):
    made = []
    monkeypatch.setattr(
        "nnviz.ui.canvas.digits_input.prepare", lambda *a, **k: made.append(a) or prepare(*a, **k)
    )
    at = middle(number, 3)
    with qtbot.waitSignal(number.drawing_changed):
        drag(canvas(number), (at.x(), at.y()), (at.x() + 3, at.y() + 12))
    assert len(made) == 1
    assert len(number.number) == 4


def test_one_digit_has_no_boxes(panel):
    panel.set_drawing(as_arrays(DIGIT_STROKES[5]))
    assert panel.number == ()
    assert canvas(panel).marks.boxes == ()


# ---- without a stroke


def test_a_stroke_is_left_out_and_comes_back(panel, qtbot):
    strokes = as_arrays(DIGIT_STROKES[5])
    panel.set_drawing(strokes)
    with qtbot.waitSignal(panel.drawing_changed) as told:
        panel.leave_out(1)
    np.testing.assert_array_equal(told.args[1].seen, prepare(strokes[:1]).seen)
    assert len(told.args[0]) == 1
    panel.show_number(["6"])
    assert hint(panel) == "Without this stroke: 6"
    assert len(canvas(panel).strokes) == 2, "it is still there"
    with qtbot.waitSignal(panel.drawing_changed) as told:
        panel.leave_out(-1)
    np.testing.assert_array_equal(told.args[1].seen, prepare(strokes).seen)


def test_the_only_stroke_is_not_left_out(panel, qtbot):
    panel.set_drawing(as_arrays(DIGIT_STROKES[3]))
    with qtbot.assertNotEmitted(panel.drawing_changed):
        panel.leave_out(0)


def test_pointing_at_a_stroke_leaves_it_out_but_not_right_after_drawing(panel, qtbot):
    panel.set_drawing(as_arrays(DIGIT_STROKES[5]))
    side = canvas(panel).width()
    on_flag, aside = QPoint(round(0.55 * side), round(0.2 * side)), QPoint(10, side - 10)
    QTest.mouseMove(canvas(panel), on_flag)
    qtbot.wait(450)
    assert not panel.previews, "the pen may have come to rest there"
    QTest.mouseMove(canvas(panel), aside)
    QTest.mouseMove(canvas(panel), on_flag)
    qtbot.waitUntil(lambda: panel.previews)
    image = canvas(panel).grab().toImage()
    ink = image.pixelColor(round(0.6 * side), round(0.2 * side) + 5)
    assert ink.lightness() < 128, "the flag is not inked"
    QTest.mouseMove(canvas(panel), aside)
    assert not panel.previews


def test_the_pen_brings_it_back(panel, qtbot):
    panel.set_drawing(as_arrays(DIGIT_STROKES[5]))
    panel.leave_out(1)
    with qtbot.waitSignal(panel.drawing_changed):
        drag(canvas(panel), (130, 200), (140, 220))
    assert not panel.previews
    assert len(canvas(panel).strokes) == 3
