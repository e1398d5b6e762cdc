from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from nnviz.drawing.cut_edges import cut_at, cut_shown
from nnviz.drawing.selection import Selection
from nnviz.training.edits import Edit
from nnviz.ui.diagram import DiagramView
from nnviz.ui.diagram.editing import Editing
from nnviz.ui.diagram.headers import LayerHeader
from nnviz.ui.diagram.pointing import Pointing
from nnviz.ui.theme import Theme, apply_theme
from tests.helpers.snapshots import hand_built_snapshot

SNAPSHOT = hand_built_snapshot((6,), inputs=2, outputs=2, label=1)
EDGE = Selection("edge", 0, 3, 1)
NEURON = Selection("neuron", 0, 3)


def held(cut=(), frozen=()):
    return dataclasses.replace(
        SNAPSHOT, experiment=dataclasses.replace(SNAPSHOT.experiment, cut=cut, frozen=frozen)
    )


@pytest.fixture
def view(qtbot):
    view = DiagramView(feature_shape=(2,), class_names=("a", "b"))
    qtbot.addWidget(view)
    view.resize(832, 712)
    apply_theme(view, Theme())
    view.set_lines("weights")
    view.show()
    view.show_snapshot(SNAPSHOT)
    view.asked = []
    view.edit_requested.connect(view.asked.append)
    return view


def bead(view, layer, unit):
    box = view.scene.layout.layers[layer]
    return QPoint(round(box.bead_x[unit]), round(box.y[unit]))


def under(view, at):
    """What the pointer is on at ``at``."""
    move(view, at, Qt.MouseButton.NoButton)
    return view.findChild(Pointing).hover


def viewport(view):
    """How far the person has zoomed in, and to where."""
    return view.findChild(Pointing).viewport


def zoom_in(view, times=3):
    for _ in range(times):
        QTest.keyClick(view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)


def on_edge(view, target):
    """A place on the curve of ``target`` where nothing else is hit."""
    x0, _, x1, _ = view.scene.layout.gap(target.layer)
    for y in np.arange(60.0, 700.0, 2.0):
        for share in (0.5, 0.35, 0.65, 0.2, 0.8):
            at = QPoint(round(x0[0] + (x1[0] - x0[0]) * share), round(y))
            if under(view, at) == target:
                return at
    raise AssertionError("the edge is nowhere alone")


def move(view, at, button=Qt.MouseButton.LeftButton, modifiers=Qt.KeyboardModifier.NoModifier):
    """Move the pointer there, the left button down."""
    moved = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(at), view.mapToGlobal(QPointF(at)),
        Qt.MouseButton.NoButton, button, modifiers,
    )  # fmt: skip
    QApplication.sendEvent(view, moved)


def drag(qtbot, view, start, *ways, shift=False):
    modifiers = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, modifiers, start)
    for way in ways:
        move(view, start + QPoint(0, way), modifiers=modifiers)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, modifiers, start + QPoint(0, ways[-1]))


def weight(target):
    return float(SNAPSHOT.layers[target.layer].weights[target.source, target.unit])


def test_dragging_an_edge_upwards_asks_for_more(view, qtbot):
    drag(qtbot, view, on_edge(view, EDGE), -10, -20, -30)
    assert [(e.layer, e.source, e.unit) for e in view.asked] == [(0, 1, 3)] * 3
    values = [e.value for e in view.asked]
    assert weight(EDGE) < values[0] < values[1] < values[2]
    assert view.selection is None, "what was dragged was not clicked"


def test_dragging_a_bead_changes_the_bias_and_shift_is_fine(view, qtbot):
    bias = float(SNAPSHOT.layers[0].bias[3])
    drag(qtbot, view, bead(view, 0, 3), 30)
    drag(qtbot, view, bead(view, 0, 3), 30, shift=True)
    coarse, fine = view.asked
    assert coarse.source is None
    assert coarse.unit == 3
    assert coarse.value < fine.value < bias
    assert bias - fine.value == pytest.approx((bias - coarse.value) / 10, rel=0.01)


def test_the_number_is_shown_while_it_is_dragged(view, qtbot):
    plain = view.grab().toImage()
    at = bead(view, 0, 3)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=at)
    move(view, at - QPoint(0, 30))
    editing = view.findChild(Editing)
    note = editing.note
    assert f"{view.asked[-1].value:+.3f}" in note[0].replace("\N{MINUS SIGN}", "-")
    assert view.grab().toImage() != plain
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=at)
    assert editing.note is None


def test_a_click_still_selects_and_moves_nothing(view, qtbot):
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=on_edge(view, EDGE))
    assert view.selection == EDGE
    drag(qtbot, view, bead(view, 0, 3), 2)
    assert view.selection == NEURON
    assert view.asked == []


def wheel(view, at, delta, modifiers=Qt.KeyboardModifier.NoModifier):
    position = QPointF(at)
    event = QWheelEvent(
        position, view.mapToGlobal(position), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton,
        modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


def test_the_wheel_changes_what_is_selected_and_else_zooms(view, qtbot):
    at = on_edge(view, EDGE)
    wheel(view, at, 120)
    assert not viewport(view).fitted
    assert view.asked == []
    qtbot.keyClick(view, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    view.select(EDGE)
    wheel(view, at, 120)
    assert viewport(view).fitted
    wheel(view, at, -120, Qt.KeyboardModifier.ShiftModifier)
    more, less = (edit.value for edit in view.asked)
    assert more - weight(EDGE) == pytest.approx(10 * (weight(EDGE) - less), rel=0.05)


def test_a_cut_edge_has_no_gradient_to_tell(view):
    edge = Selection("edge", 0, 3, 1)
    told = [str(part) for part in view.scene.words(edge)[1]]
    assert told[-1].startswith("∂L/∂w = ")
    view.show_snapshot(held(cut=((0, 1, 3),)))
    told = [str(part) for part in view.scene.words(edge)[1]]
    assert "cut: held at 0" in told
    assert not [part for part in told if "∂L" in part]


def test_keys_change_cut_and_type(view, qtbot):
    view.select(EDGE)
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    qtbot.keyClick(view, Qt.Key.Key_Minus, Qt.KeyboardModifier.AltModifier)
    assert view.asked[0].value > weight(EDGE) > view.asked[1].value
    with qtbot.waitSignal(view.cut_requested) as asked:
        qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert asked.args == [0, 1, 3, True]
    qtbot.keyClick(view, Qt.Key.Key_Return)
    field = view.findChild(QLineEdit, "number_entry")
    assert field.hasFocus()
    field.setText("\N{MINUS SIGN}1,25")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert view.asked[-1] == Edit(0, 1, 3, -1.25)
    assert view.hasFocus()


def test_what_is_no_number_is_refused_and_escape_leaves_all_as_it_is(view, qtbot):
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=bead(view, 0, 3))
    field = view.findChild(QLineEdit, "number_entry")
    for wrong in ("", "much", "nan", "inf", "1e9"):
        field.setText(wrong)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert field.isVisible()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.isVisible()
    assert view.asked == []
    assert view.hasFocus()


def test_shift_and_arrows_walk_along_the_edges_of_a_neuron(view, qtbot):
    view.select(NEURON)
    qtbot.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert view.selection in (Selection("edge", 0, 3, 0), Selection("edge", 0, 3, 1))
    qtbot.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert view.selection == Selection("edge", 0, 3, 0)
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert view.selection == Selection("edge", 0, 3, 1)


def menu_of(view, target):
    """The menu of ``target``, as the menu key opens it; None where none opens."""
    view.select(target)
    at = QPoint(1, 1)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, view.mapToGlobal(at))
    QApplication.sendEvent(view, event)
    return QApplication.activePopupWidget()


def entries(menu):
    return {a.data(): a for a in menu.actions() if a.data() is not None}


def test_the_menu_of_an_edge(view, qtbot):
    menu = menu_of(view, EDGE)
    actions = entries(menu)
    assert list(actions) == ["type", "zero", "cut"]
    actions["zero"].trigger()
    assert view.asked == [Edit(0, 1, 3, 0.0)]
    with qtbot.waitSignal(view.cut_requested) as asked:
        actions["cut"].trigger()
    assert asked.args == [0, 1, 3, True]
    menu.close()
    view.show_snapshot(held(cut=((0, 1, 3),)))
    menu = menu_of(view, EDGE)
    actions = entries(menu)
    assert list(actions) == ["cut"]
    with qtbot.waitSignal(view.cut_requested) as asked:
        actions["cut"].trigger()
    assert asked.args == [0, 1, 3, False]
    menu.close()


def test_the_menu_of_a_neuron_opens_by_mouse_and_by_key(view, qtbot):
    at = bead(view, 0, 3)
    for reason in (QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard):
        QApplication.sendEvent(view, QContextMenuEvent(reason, at, view.mapToGlobal(at)))
        menu = QApplication.activePopupWidget()
        assert [a.data() for a in menu.actions() if a.data()] == ["type", "zero", "freeze_unit", "freeze"]
        with qtbot.waitSignal(view.freeze_requested) as asked:
            next(a for a in menu.actions() if a.data() == "freeze").trigger()
        assert asked.args == [0, None, True]
        menu.close()


def test_a_frozen_layer_has_a_lock_and_can_learn_again(view, qtbot):
    before = view.grab().toImage()
    view.show_snapshot(held(frozen=(0,)))
    header = view.findChild(LayerHeader)
    assert "frozen" in header.title.accessibleName()
    assert view.grab().toImage() != before
    menu = header.menu()
    with qtbot.waitSignal(view.freeze_requested) as asked:
        menu.triggered.emit(next(a for a in menu.actions() if a.data() == ("freeze", False)))
    assert asked.args == [0, None, False]


def test_a_cut_edge_is_dashed_pointed_at_and_not_dragged(view, qtbot):
    plain = view.grab().toImage()
    cut = held(cut=((0, 1, 3), (7, 0, 0)))
    weights = SNAPSHOT.layers[0].weights.copy()
    weights[1, 3] = 0
    layers = (dataclasses.replace(SNAPSHOT.layers[0], weights=weights), SNAPSHOT.layers[1])
    view.show_snapshot(dataclasses.replace(cut, layers=layers))
    layout = view.scene.layout
    assert cut_shown(cut.experiment.cut, layout) == [(0, 1, 3)]
    assert view.grab().toImage() != plain
    at = on_edge(view, EDGE)
    assert cut_at(((0, 1, 3),), layout, at.x(), at.y(), 5) == EDGE
    drag(qtbot, view, at, -10, -30)
    assert view.asked == []
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    assert view.selection == EDGE
    assert "cut" in view.accessibleDescription()
    with qtbot.waitSignal(view.cut_requested) as asked:
        qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert asked.args == [0, 1, 3, False]


def test_what_can_be_dragged_has_its_own_cursor(view, qtbot):
    qtbot.mouseMove(view, bead(view, 0, 3))
    assert view.cursor().shape() == Qt.CursorShape.SizeVerCursor
    qtbot.mouseMove(view, QPoint(400, 700))
    assert view.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_a_network_only_to_be_looked_at_is_not_changed(view, qtbot):
    view.set_editable(False)
    drag(qtbot, view, bead(view, 0, 3), -40)
    view.select(EDGE)
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Delete, Qt.Key.Key_Return):
        qtbot.keyClick(view, key)
    assert view.asked == []
    assert menu_of(view, EDGE) is None
    assert view.findChild(QLineEdit, "number_entry") is None


def test_a_network_that_shrinks_while_it_is_held_lets_go(view, qtbot):
    at = bead(view, 0, 5)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=at)
    view.show_snapshot(hand_built_snapshot((2,), inputs=2, outputs=2, label=1))
    move(view, at - QPoint(0, 30))
    assert view.asked == []
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=at)


def test_dragging_the_ground_still_pans(view, qtbot):
    zoom_in(view)
    before = viewport(view)
    ground = next(at for at in (QPoint(x, 650) for x in range(20, 800, 7)) if under(view, at) is None)
    drag(qtbot, view, ground, -30)
    assert viewport(view).dy == before.dy - 30
    assert view.asked == []
