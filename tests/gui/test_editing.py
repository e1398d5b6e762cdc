"""The network is changed with the mouse while it trains, and every change can be taken back."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from nnviz.drawing.findings import finding_marks
from nnviz.drawing.selection import Selection
from nnviz.engine.layers import Dense
from nnviz.training.edits import Edit
from nnviz.ui.diagram.pointing import Pointing
from tests.helpers.pointer import point_at

EDGE = Selection("edge", 0, 3, 1)


@pytest.fixture
def person(open_window):
    person = open_window(
        data="ring", scale="none", layers=(Dense(6, "tanh"), Dense(4, "tanh")), loss="binary_crossentropy",
        learning_rate=0.003, epochs=1_000_000, points=100,
    )  # fmt: skip
    person.window.diagram.set_lines("weights")
    person.wait(lambda: person.window.diagram.lines_shown[0] > 0)
    return person


def weight(person, target=EDGE):
    return float(
        person.session.runs.current.snapshot.layers[target.layer].weights[target.source, target.unit]
    )


def bead(person, layer, unit):
    box = person.window.diagram.scene.layout.layers[layer]
    return QPoint(round(box.bead_x[unit]), round(box.y[unit]))


def test_a_bias_is_dragged_while_it_trains(person):
    desk = person.desk
    diagram, session = person.window.diagram, person.session
    session.training.set_speed(
        20
    )  # flat out, a slow window would see what training has made of the new bias since
    desk.play()
    person.wait(lambda: session.runs.current.snapshot.epoch > 2)
    at = bead(person, 0, 3)
    QTest.mousePress(diagram, Qt.MouseButton.LeftButton, pos=at)
    for way in range(10, 250, 20):
        QTest.mouseMove(diagram, at - QPoint(0, way))
        person.qtbot.wait(5)
    QTest.mouseRelease(diagram, Qt.MouseButton.LeftButton, pos=at - QPoint(0, 230))
    person.wait(lambda: float(session.runs.current.snapshot.layers[0].bias[3]) > 0.8)
    assert desk.playing, "training goes on from there"
    desk.pause()
    person.wait(lambda: not desk.playing)
    session.settings.undo()
    person.wait(lambda: float(session.runs.current.snapshot.layers[0].bias[3]) < 0.8)


def test_a_weight_is_typed_cut_and_restored_and_a_layer_frozen(person):
    desk = person.desk
    diagram, session = person.window.diagram, person.session
    before = session.runs.current.snapshot
    diagram.select(EDGE)
    diagram.setFocus()
    person.key(Qt.Key.Key_Return)
    field = diagram.findChild(QLineEdit, "number_entry")
    field.setText("-1.5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    person.wait(lambda: weight(person) == -1.5)
    QTest.keyClick(diagram, Qt.Key.Key_Delete)
    person.wait(lambda: weight(person) == 0 and desk.experiment.cut == ((0, 1, 3),))
    person.wait(lambda: diagram.scene.snapshot.experiment.cut == ((0, 1, 3),))
    QTest.keyClick(diagram, Qt.Key.Key_Delete)
    person.wait(lambda: weight(person) == -1.5 and desk.experiment.cut == ())
    diagram.freeze_requested.emit(0, None, True)
    person.wait(lambda: desk.experiment.frozen == (0,))
    desk.step()
    person.wait(lambda: session.runs.current.snapshot.epoch == 1)
    assert weight(person) == -1.5
    assert (session.runs.current.snapshot.layers[1].weights != before.layers[1].weights).any()
    for _ in range(8):
        session.settings.undo()
    person.wait(lambda: np.array_equal(session.runs.current.snapshot.parameters, before.parameters))


def test_hovering_panning_and_selecting_go_on_as_ever(person):
    diagram = person.window.diagram
    point_at(diagram, bead(person, 0, 2))
    pointing = diagram.findChild(Pointing)
    assert pointing.hover == Selection("neuron", 0, 2)
    QTest.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=bead(person, 0, 2))
    assert diagram.selection == Selection("neuron", 0, 2)
    for _ in range(3):
        QTest.keyClick(diagram, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    before = pointing.viewport
    y = diagram.height() - 90

    def is_ground(x):
        point_at(diagram, QPoint(x, y))
        return pointing.hover is None

    ground = next(x for x in range(10, 700, 5) if is_ground(x))
    QTest.mousePress(diagram, Qt.MouseButton.LeftButton, pos=QPoint(ground, y))
    QTest.mouseMove(diagram, QPoint(ground, y - 30))
    QTest.mouseRelease(diagram, Qt.MouseButton.LeftButton, pos=QPoint(ground, y - 30))
    assert pointing.viewport.dy == before.dy - 30


def test_a_dead_neuron_is_marked_where_it_is(open_window):
    person = open_window(
        data="ring", scale="none", layers=(Dense(4, "relu"),), loss="binary_crossentropy", epochs=50
    )
    desk = person.desk
    diagram, session = person.window.diagram, person.session
    for source in (0, 1):
        desk.cut(0, source, 2)
    diagram.edit_requested.emit(Edit(0, None, 2, -3.0))
    desk.step()  # before the first update a dead neuron is no warning
    person.wait(lambda: any(f.kind == "dead" and 2 in f.units for f in diagram.scene.findings))
    marks = finding_marks(diagram.scene.findings, diagram.scene.layout)
    mark = next(m for m in marks if m.finding.kind == "dead" and abs(m.y - bead(person, 0, 2).y()) < 20)
    person.wait(lambda: session.runs.current.snapshot.epoch == 1)
    with person.qtbot.waitSignal(diagram.finding_requested):
        QTest.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=QPoint(round(mark.x), round(mark.y)))


def test_the_reasons_of_a_neuron_go_with_its_layer(open_window):
    """What is selected in the hidden layer is, without that layer, no output that could be explained."""
    person = open_window(layers=(Dense(16, "relu"),))
    desk, diagram = person.desk, person.window.diagram
    person.draw_digit(4)
    person.wait(lambda: desk.shown.probe is not None)
    diagram.select(Selection("neuron", 0, 11))
    diagram.layer_removed_requested.emit(0)
    person.wait(lambda: len(desk.shown.snapshot.layers) == 1)
    person.wait(lambda: desk.selection is None)
    person.window.place.settle()
    why = person.window.results.inspector.reasons.why
    assert why is None or why.answer == desk.shown.probe.answer
