"""Painting points by hand: the drawing with its undo, and the canvas with mouse and keys."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from nnviz.data.planar import EXTENT
from nnviz.drawing.plane.own_points import PointDrawing
from nnviz.ui.playground.drawing import DrawMyOwn
from nnviz.ui.playground.drawing_canvas import ERASER

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE = Qt.KeyboardModifier.NoModifier

COORDINATE = st.floats(-9, 9)
ACTION = st.one_of(
    st.tuples(st.just("paint"), st.lists(st.tuples(COORDINATE, COORDINATE), min_size=1, max_size=5)),
    st.tuples(st.just("erase"), st.lists(st.tuples(COORDINATE, COORDINATE), min_size=1, max_size=3)),
    st.tuples(st.just("move"), st.lists(st.tuples(COORDINATE, COORDINATE), min_size=1, max_size=3)),
    st.tuples(st.just("clear"), st.just([])),
)


def act(drawing: PointDrawing, action: str, places: list[tuple[float, float]]) -> None:
    if action == "clear":
        drawing.replace(())
        return
    drawing.begin()
    held = drawing.nearest(*places[0], 1.0) if action == "move" else -1
    for x1, x2 in places:
        if action == "paint":
            drawing.paint(x1, x2, 1)
        elif action == "erase":
            drawing.erase(x1, x2, 1.0)
        elif held >= 0:
            drawing.move(held, x1, x2)
    drawing.end()


@given(st.lists(ACTION, max_size=12))
def test_undo_and_redo_go_through_the_very_same_points(actions: list) -> None:
    drawing = PointDrawing()
    states = [drawing.points]
    for action, places in actions:
        act(drawing, action, places)
        if drawing.points != states[-1]:
            states.append(drawing.points)
    for state in reversed(states):
        assert drawing.points == state
        drawing.undo()
    assert not drawing.can_undo
    for state in states:
        assert drawing.points == state
        drawing.redo()
    assert not drawing.can_redo
    assert all(max(abs(x1), abs(x2)) <= EXTENT for state in states for x1, x2, _ in state)


def test_a_stroke_sprays_around_its_way_and_begins_where_it_was_pressed() -> None:
    drawing = PointDrawing()
    drawing.begin()
    drawing.paint(-4, 1, 2)
    for step in range(1, 81):
        drawing.paint(-4 + step / 10, 1, 2)
    drawing.end()
    assert drawing.points[0] == (-4, 1, 2)
    assert len(drawing.points) == 21  # the first, and one each 0.4 of the way
    assert {label for _, _, label in drawing.points} == {2}
    assert all(abs(x2 - 1) < 2 for _, x2, _ in drawing.points)
    drawing.undo()
    assert drawing.points == ()


def test_the_topmost_of_two_points_is_taken() -> None:
    drawing = PointDrawing()
    drawing.replace(((0, 0, 0), (3, 3, 0), (0, 0, 1)))
    assert drawing.nearest(0.1, 0, 0.5) == 2
    assert drawing.nearest(1.5, 1.5, 0.5) == -1
    assert PointDrawing().nearest(0, 0, 9) == -1


@pytest.fixture
def own(shown) -> DrawMyOwn:
    return shown(DrawMyOwn(), 240, 400)


def at(own: DrawMyOwn, x1: float, x2: float) -> QPoint:
    return own.canvas.position_of(x1, x2).toPoint()


def drag(own: DrawMyOwn, *places: tuple[float, float], button: Qt.MouseButton = LEFT) -> None:
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    canvas = own.canvas
    QTest.mousePress(canvas, button, NONE, at(own, *places[0]))
    for place in places[1:]:
        where = QPointF(at(own, *place))
        move = QMouseEvent(
            QMouseEvent.Type.MouseMove,
            where,
            canvas.mapToGlobal(where),
            Qt.MouseButton.NoButton,
            button,
            NONE,
        )
        QApplication.sendEvent(canvas, move)
    QTest.mouseRelease(canvas, button, NONE, at(own, *places[-1]))


def near(point: tuple[float, ...], x1: float, x2: float) -> bool:
    return math.dist(point[:2], (x1, x2)) < 0.1  # two pixels


def test_a_click_paints_a_point_of_the_chosen_class(own, qtbot) -> None:
    with qtbot.waitSignal(own.drawing_changed):
        drag(own, (2, -3))
    own.swatches[1].click()
    drag(own, (-2, 3))
    first, second = own.canvas.points
    assert near(first, 2, -3)
    assert near(second, -2, 3)
    assert (first[2], second[2]) == (0, 1)


def test_one_more_class_at_a_time_up_to_six(own) -> None:
    assert [swatch.isVisible() for swatch in own.swatches] == [True] * 2 + [False] * 4
    for classes in range(3, 7):
        own.more.click()
        assert sum(swatch.isVisible() for swatch in own.swatches) == classes
        drag(own, (classes - 4, 0))
        assert own.canvas.points[-1][2] == classes - 1
    assert not own.more.isVisible()


def test_points_are_dragged_with_the_hand(own) -> None:
    drag(own, (2, 2))
    drag(own, (-2, -2))
    own.tools["move"].click()
    drag(own, (2, 2), (0, 1), (-4, 4))
    assert near(own.canvas.points[0], -4, 4)
    assert near(own.canvas.points[1], -2, -2)
    own.undo.click()
    assert near(own.canvas.points[0], 2, 2)
    own.redo.click()
    assert near(own.canvas.points[0], -4, 4)


@pytest.mark.parametrize("button", [LEFT, RIGHT])
def test_the_eraser_and_the_right_button_erase(own, button) -> None:
    own.set_points("classification", ((0, 0, 0), (ERASER / 2, 0, 1), (4, 4, 0)))
    if button == LEFT:
        own.tools["erase"].click()
    drag(own, (0, 0), button=button)
    assert own.canvas.points == ((4, 4, 0),)
    own.clear.click()
    assert own.canvas.points == ()
    own.undo.click()
    own.undo.click()
    assert len(own.canvas.points) == 3


def test_the_keys_do_it_all(own, qtbot) -> None:
    canvas = own.canvas
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(canvas, Qt.Key.Key_D)
    assert canvas.points == ((0.5, 0.1, 0),)
    QTest.keyClick(canvas, Qt.Key.Key_3)
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert canvas.points[1] == (0, 0.1, 2)
    QTest.keyClick(canvas, Qt.Key.Key_M)
    for _ in range(4):
        QTest.keyClick(canvas, Qt.Key.Key_Left)
    QTest.keyClick(canvas, Qt.Key.Key_M)
    assert canvas.points[1] == (-2, 0.1, 2)
    QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert canvas.points[1] == (0, 0.1, 2)  # the whole move at once
    QTest.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(canvas, Qt.Key.Key_E)
    assert own.tools["erase"].isChecked()


def test_arrows_are_left_to_the_window_after_a_click(own) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    drag(own, (0, 0))
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Right, NONE)
    QApplication.sendEvent(own.canvas, key)
    assert not key.isAccepted()


def test_swatches_and_tools_are_chosen_by_arrows(own) -> None:
    own.swatches[0].setFocus()
    QTest.keyClick(own.swatches[0], Qt.Key.Key_Right)
    drag(own, (1, 1))
    assert own.canvas.points[0][2] == 1
    own.tools["paint"].setFocus()
    QTest.keyClick(own.tools["paint"], Qt.Key.Key_Right)
    assert own.canvas.tool == "move"


def test_values_are_painted_as_the_slider_says_and_kept_apart(own) -> None:
    drag(own, (1, 1))
    own.set_kind("regression")
    assert own.canvas.points == ()
    assert not own.swatches[0].isVisible()
    own.value.setValue(5)
    drag(own, (-1, 1))
    assert own.canvas.points[0][2] == pytest.approx(-0.5)
    own.set_kind("classification")
    assert len(own.canvas.points) == 1
    assert own.canvas.points[0][2] == 0


def test_points_are_added_to_the_picture_that_is_there_as_if_all_were_painted(own) -> None:
    canvas = own.canvas
    canvas.drawing.replace(((-1, -1, 0), (1, 1, 1)))
    canvas.grab()
    for points in (((-1, -1, 0), (1, 1, 1), (1.1, 1, 0), (3, -3, 1)), ((1, 1, 1),), ()):
        canvas.drawing.replace(points)
        added = canvas.grab().toImage()
        canvas.drawing.replace(())
        canvas.grab()  # nothing is there to be added to
        canvas.drawing.replace(points)
        assert canvas.grab().toImage() == added


def test_every_control_says_what_it_is(own) -> None:
    controls = [*own.swatches, *own.tools.values(), own.more, own.undo, own.redo, own.clear, own.value]
    for control in (*controls, own.canvas):
        assert control.accessibleName()
        assert control.toolTip()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus or control.group() is not None
    own.set_points("classification", ((0, 0, 0),))
    assert own.canvas.accessibleDescription() == "Points: 1"
