"""The canvas, driven by real mouse, touch, tablet and key events."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QKeyEvent, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnviz.data.pen_line import fine_line
from nnviz.ui.canvas import DrawingCanvas
from nnviz.ui.canvas.ink_layer import stroke_path
from nnviz.ui.theme import Theme

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def canvas(shown):
    return shown(DrawingCanvas())


def drag(canvas, *places):
    """Press at the first place, move through the others, release at the last."""
    first, *others = (QPoint(*place) for place in places)
    QTest.mousePress(canvas, LEFT, NONE, first)
    for place in others:
        QTest.mouseMove(canvas, place)
    QTest.mouseRelease(canvas, LEFT, NONE, others[-1] if others else first)


def pixels(canvas):
    """(height, width, 4) bytes of what the canvas shows, its ring and border apart."""
    image = canvas.grab().toImage()
    view = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return view[4:-4, 4 : image.width() - 4, :3].astype(int)


def leave(canvas):
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))


def test_the_mouse_draws_what_it_passes(canvas):
    drag(canvas, (24, 48), (60, 60), (120, 120))
    (stroke,) = canvas.strokes
    np.testing.assert_allclose(stroke, [[0.1, 0.2], [0.25, 0.25], [0.5, 0.5]])
    ink = Theme("dark").pixel(1.0)
    image = canvas.grab().toImage()
    assert image.pixelColor(60, 60) == ink
    assert image.pixelColor(125, 185) == Theme("dark").surface("inset")


def test_many_moves_in_one_turn_of_the_event_loop_are_told_once(canvas, qtbot):
    told = []
    canvas.strokes_changed.connect(told.append)
    QTest.mousePress(canvas, LEFT, NONE, QPoint(20, 20))
    for x in range(30, 200, 10):
        where = QPointF(x, 100)
        move = QMouseEvent(QEvent.Type.MouseMove, where, canvas.mapToGlobal(where), LEFT, LEFT, NONE)
        QApplication.sendEvent(canvas, move)
    before = len(told)
    qtbot.waitUntil(lambda: len(told) > before)
    assert len(told) == before + 1
    assert len(told[-1][0]) == 18
    QTest.mouseRelease(canvas, LEFT, NONE, QPoint(190, 100))


def test_it_is_told_while_the_pen_is_still_down(canvas, qtbot):
    with qtbot.waitSignal(canvas.strokes_changed) as told:
        QTest.mousePress(canvas, LEFT, NONE, QPoint(20, 20))
        QTest.mouseMove(canvas, QPoint(50, 50))
    assert len(told.args[0]) == 1
    QTest.mouseRelease(canvas, LEFT, NONE, QPoint(50, 50))


def test_the_picture_grown_by_pieces_is_the_picture_drawn_at_once(canvas):
    rng = np.random.default_rng(3)
    for _ in range(4):
        walk = np.cumsum(np.vstack([rng.integers(60, 180, (1, 2)), rng.integers(-14, 15, (40, 2))]), axis=0)
        drag(canvas, *np.clip(walk, 2, 237).tolist())
    leave(canvas)
    grown = pixels(canvas)
    canvas.set_theme(Theme("dark"))  # all of it anew
    at_once = pixels(canvas)
    differ = np.abs(grown - at_once).max(axis=2)
    assert (differ > 40).mean() < 0.002  # only antialiased rims may be a shade apart
    assert (at_once > 200).mean() > 0.05


def test_leaving_the_canvas_cuts_the_line_at_its_border(canvas):
    drag(canvas, (120, 120), (300, 120), (300, 180), (120, 180))
    assert len(canvas.strokes) == 2
    np.testing.assert_allclose(canvas.strokes[0], [[0.5, 0.5], [1, 0.5]])
    np.testing.assert_allclose(canvas.strokes[1], [[1, 0.75], [0.5, 0.75]])
    canvas.drawing.undo()
    assert canvas.strokes == ()  # it was one movement


def test_undo_redo_clear(canvas, qtbot):
    drag(canvas, (20, 20), (100, 100))
    drag(canvas, (100, 20), (20, 100))
    both = canvas.strokes
    canvas.drawing.clear()
    assert canvas.strokes == ()
    canvas.drawing.undo()
    assert canvas.strokes == both
    canvas.drawing.undo()
    assert canvas.strokes == both[:1]
    canvas.drawing.redo()
    canvas.drawing.redo()
    assert canvas.strokes == ()
    assert not canvas.drawing.history.can_redo
    drag(canvas, (20, 20), (100, 100))
    assert canvas.drawing.history.can_undo
    assert not canvas.drawing.history.can_redo


def test_undo_in_the_middle_of_a_stroke_takes_that_stroke(canvas):
    QTest.mousePress(canvas, LEFT, NONE, QPoint(20, 20))
    QTest.mouseMove(canvas, QPoint(90, 90))
    canvas.drawing.undo()
    assert canvas.strokes == ()
    QTest.mouseRelease(canvas, LEFT, NONE, QPoint(90, 90))
    assert canvas.strokes == ()


def test_keys_undo_and_redo_when_the_canvas_has_the_focus(canvas):
    drag(canvas, (20, 20), (100, 100))
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert canvas.strokes == ()
    shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(canvas, Qt.Key.Key_Z, shift)
    assert len(canvas.strokes) == 1


def test_the_eraser_splits_and_its_whole_movement_is_one_step(canvas):
    drag(canvas, (20, 120), (220, 120))
    whole = canvas.strokes
    canvas.set_eraser(True)
    drag(canvas, (100, 60), (100, 100), (100, 180), (140, 180), (140, 60))
    assert len(canvas.strokes) == 3
    leave(canvas)
    image = canvas.grab().toImage()
    assert image.pixelColor(99, 125) == Theme("dark").surface("inset")
    assert image.pixelColor(40, 120) == Theme("dark").pixel(1.0)
    canvas.drawing.undo()
    assert canvas.strokes == whole


def test_erasing_repaints_as_much_as_it_must(canvas):
    drag(canvas, (20, 40), (60, 200), (120, 50), (180, 200), (220, 40))
    canvas.set_eraser(True)
    drag(canvas, (10, 120), (70, 130), (230, 110))
    canvas.set_eraser(False)
    leave(canvas)
    patched = pixels(canvas)
    canvas.set_theme(Theme("dark"))
    assert (np.abs(patched - pixels(canvas)).max(axis=2) > 40).mean() < 0.002


def test_the_brush_is_clipped_to_its_range_and_changes_the_width(canvas):
    drag(canvas, (20, 120), (220, 120))
    leave(canvas)
    widths = []
    for brush in (-1, 0.06, 5):
        canvas.drawing.set_brush(brush)
        widths.append(int((pixels(canvas)[:, 116].min(axis=1) > 128).sum()))
    assert widths[0] == pytest.approx(0.03 * 240, abs=1)
    assert widths[1] == pytest.approx(0.06 * 240, abs=1)
    assert widths[2] == pytest.approx(0.135 * 240, abs=1)


# ---- fingers and tablets


def test_one_finger_draws_and_a_second_is_ignored(canvas):
    screen = QTest.createTouchDevice()
    QTest.touchEvent(canvas, screen).press(0, QPoint(24, 24), canvas).commit()
    QTest.touchEvent(canvas, screen).move(0, QPoint(60, 60), canvas).press(
        1, QPoint(200, 30), canvas
    ).commit()
    QTest.touchEvent(canvas, screen).move(0, QPoint(96, 96), canvas).move(1, QPoint(200, 90), canvas).commit()
    QTest.touchEvent(canvas, screen).release(0, QPoint(96, 96), canvas).stationary(1).commit()
    QTest.touchEvent(canvas, screen).move(1, QPoint(150, 150), canvas).commit()
    QTest.touchEvent(canvas, screen).release(1, QPoint(150, 150), canvas).commit()
    (stroke,) = canvas.strokes
    np.testing.assert_allclose(stroke, [[0.1, 0.1], [0.25, 0.25], [0.4, 0.4]])


def test_mouse_events_made_up_from_a_finger_do_not_draw(canvas):
    for kind, buttons in (
        (QEvent.Type.MouseButtonPress, LEFT),
        (QEvent.Type.MouseMove, LEFT),
        (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
    ):
        where = QPointF(50, 50)
        made_up = Qt.MouseEventSource.MouseEventSynthesizedByQt
        event = QMouseEvent(kind, where, where, where, LEFT, buttons, NONE, made_up)
        QApplication.sendEvent(canvas, event)
    assert canvas.strokes == ()


def _tablet(canvas, kind, x, y, *, end=QPointingDevice.PointerType.Pen, pressure=0.5):
    device = QPointingDevice(
        "pen",
        7,
        QInputDevice.DeviceType.Stylus,
        end,
        QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
        1,
        2,
    )
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletRelease else LEFT
    where = QPointF(x, y)
    event = QTabletEvent(
        kind, device, where, canvas.mapToGlobal(where), pressure, 0, 0, 0, 0, 0, NONE, LEFT, held
    )
    QApplication.sendEvent(canvas, event)
    assert event.isAccepted()  # or Qt would make mouse events of it
    return device


def test_a_tablet_draws_at_any_pressure_and_its_far_end_erases(canvas):
    _tablet(canvas, QEvent.Type.TabletPress, 24, 120, pressure=0.01)
    _tablet(canvas, QEvent.Type.TabletMove, 120, 120, pressure=1.0)
    _tablet(canvas, QEvent.Type.TabletMove, 216, 120, pressure=0.3)
    _tablet(canvas, QEvent.Type.TabletRelease, 216, 120, pressure=0.0)
    assert [len(stroke) for stroke in canvas.strokes] == [3]
    eraser = QPointingDevice.PointerType.Eraser
    _tablet(canvas, QEvent.Type.TabletPress, 120, 60, end=eraser)
    _tablet(canvas, QEvent.Type.TabletMove, 120, 180, end=eraser)
    _tablet(canvas, QEvent.Type.TabletRelease, 120, 180, end=eraser)
    assert len(canvas.strokes) == 2


def test_the_mouse_does_not_draw_while_the_tablet_does(canvas):
    _tablet(canvas, QEvent.Type.TabletPress, 24, 24)
    drag(canvas, (200, 200), (100, 200))
    _tablet(canvas, QEvent.Type.TabletMove, 60, 60)
    _tablet(canvas, QEvent.Type.TabletRelease, 60, 60)
    (stroke,) = canvas.strokes
    assert stroke.max() == pytest.approx(0.25)


# ---- keys


def test_keys_alone_draw_a_line(canvas):
    canvas.clearFocus()
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(8):
        QTest.keyClick(canvas, Qt.Key.Key_Up)  # the pen is still up
    QTest.keyClick(canvas, Qt.Key.Key_D)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_PageDown):
        QTest.keyClick(canvas, key)
    QTest.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(canvas, Qt.Key.Key_D)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    (stroke,) = canvas.strokes
    s = 1 / 32
    expected = [[0.5, 0.25], [0.5 + s, 0.25], [0.5 + s, 0.25 + s], [0.5 + 2 * s, 0.25 + 2 * s]]
    expected.append([0.5 + 2 * s - 1 / 128, 0.25 + 2 * s])
    np.testing.assert_allclose(stroke, expected)
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert canvas.strokes == ()


def test_e_switches_the_eraser(canvas, qtbot):
    canvas.setFocus()
    with qtbot.waitSignal(canvas.eraser_changed) as told:
        QTest.keyClick(canvas, Qt.Key.Key_E)
    assert told.args == [True]


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Home])
def test_keys_that_belong_to_the_window_pass_through_after_a_click(canvas, qtbot, key):
    drag(canvas, (20, 20), (40, 40))
    event = QKeyEvent(QEvent.Type.KeyPress, key, NONE)
    QApplication.sendEvent(canvas, event)
    assert not event.isAccepted()


def test_space_belongs_to_the_window_even_while_keys_draw(canvas):
    canvas.clearFocus()
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Space, NONE)
    QApplication.sendEvent(canvas, event)
    assert not event.isAccepted()


# ---- what it shows


def test_setting_a_drawing_is_no_signal_and_cannot_be_undone(canvas, qtbot):
    with qtbot.assertNotEmitted(canvas.strokes_changed, wait=20):
        canvas.set_strokes([[[0.1, 0.1], [0.9, 0.9]]])
    assert not canvas.drawing.history.can_undo
    with pytest.raises(ValueError, match="Stroke 1"):
        canvas.set_strokes(["no stroke"])
    assert len(canvas.strokes) == 1


def test_it_says_whether_it_is_empty(canvas, qtbot):
    assert "Draw here" in canvas.accessibleDescription()
    drag(canvas, (20, 20), (90, 90))
    qtbot.waitUntil(lambda: "1" in canvas.accessibleDescription())


@pytest.mark.parametrize("theme", ["light", "projector", "dark"])
def test_a_new_theme_recolours_paper_and_ink(canvas, theme):
    drag(canvas, (20, 120), (220, 120))
    leave(canvas)
    canvas.set_theme(Theme(theme))
    image = canvas.grab().toImage()
    assert image.pixelColor(100, 120) == Theme(theme).pixel(1.0)
    assert image.pixelColor(100, 200) == Theme(theme).surface("inset")


def test_a_smaller_canvas_shows_the_same_drawing(canvas):
    drag(canvas, (120, 24), (120, 216))
    before = canvas.strokes
    canvas.resize(120, 120)
    leave(canvas)
    image = canvas.grab().toImage()
    assert canvas.strokes == before
    assert image.pixelColor(60, 60) == Theme("dark").pixel(1.0)
    drag(canvas, (12, 12), (12, 60))
    np.testing.assert_allclose(canvas.strokes[1], [[0.1, 0.1], [0.1, 0.5]])


def test_the_eraser_follows_the_line_that_is_painted():
    points = [(0.1, 0.1), (0.9, 0.1), (0.5, 0.6), (0.9, 0.9)]
    painted = stroke_path(points)
    on_line = np.array([painted.pointAtPercent(t).toTuple() for t in np.linspace(0, 1, 200)])
    cut = fine_line(np.array(points), 0.002)
    apart = np.hypot(*(on_line[:, None] - cut[None]).transpose(2, 0, 1)).min(axis=1)
    assert apart.max() < 0.002
