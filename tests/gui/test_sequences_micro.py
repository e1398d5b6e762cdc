"""Micro-steps through sequences in the real window: the step, the unit, the weight, by keys and mouse."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnviz.engine import GRU, LSTM, RNN, Dense
from nnviz.engine.layers import LayerSpec
from nnviz.training.experiment import Experiment
from nnviz.ui.micro.chain_panel import ChainPanel
from nnviz.ui.micro.examples_panel import ExamplesPanel
from nnviz.ui.micro.micro_stage import MicroStage
from nnviz.ui.micro.time_stage import TimeStage

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def at_a_batch(person, data: str, *layers: LayerSpec, length: int = 20):
    """An epoch into sequences, at the beginning of the next batch."""
    own = {"length": length} if data in ("temporal_order", "echo") else {}
    person.session.runs.new(
        Experiment.on(data, workspace="sequences", layers=layers, epochs=3, batch_size=16, **own),
        unasked=True,
    )
    person.wait(lambda: person.window.place.name == "sequences" and person.desk.shown is not None)
    person.desk.advance(1)
    person.wait(lambda: person.desk.shown.epoch == 1 and not person.desk.playing)
    person.desk.set_step_unit("micro")
    person.wait(lambda: person.desk.micro is not None)
    return person


def stage(person) -> TimeStage:
    return person.window.findChild(TimeStage)


def chain(person) -> ChainPanel:
    return person.window.findChild(ChainPanel)


def go(person, phase: str, label: str) -> None:
    micro = person.desk.micro
    place = next(i for i, cell in enumerate(micro.cells) if (cell.phase, cell.label) == (phase, label))
    person.desk.set_micro(micro.at(place))
    QApplication.processEvents()


@pytest.mark.parametrize(
    ("data", "layers"),
    [
        ("echo", (GRU(3, True),)),
        ("echo", (Dense(4, "tanh"),)),
        ("sine_sequence", (RNN(2, True, True),)),
        ("temporal_order", (LSTM(2, True), LSTM(3))),
    ],
    ids=["gru at each step", "dense alone", "values", "two layers"],
)
def test_a_batch_is_walked_through_and_then_learned(open_window, data: str, layers) -> None:
    person = at_a_batch(open_window(), data, *layers)
    desk, told = person.desk, set()
    for place in range(len(desk.micro.cells)):
        desk.set_micro(desk.micro.at(place))
        seen = stage(person) if desk.micro.timed_layer is not None else person.window.findChild(MicroStage)
        assert seen.isVisible()
        told.add(seen.accessibleDescription())
        if place % 7 == 0:
            person.window.grab()
    assert len(told) == len(desk.micro.cells), "each has something else to say"
    batch = desk.micro.batch
    person.key(Qt.Key.Key_Right)
    person.wait(lambda: desk.micro is not None and desk.micro.batch is not batch)
    assert desk.micro.snapshot.parameters.tobytes() == batch.update.limited.tobytes()


def test_what_has_not_been_worked_out_is_not_told(open_window) -> None:
    person = at_a_batch(open_window(), "temporal_order", LSTM(4))
    go(person, "forward", "lstm1, step 5: z")
    rows = {row.strip.name: row.known for row in stage(person).state.rows}
    assert [int(rows[name].sum()) for name in "figoch"] == [4] * 6
    card = chain(person).time.told.card
    assert all(np.isnan(row.parts.value) for row in card.rows)
    assert card.lines == ()
    go(person, "forward", "lstm1, step 5: i f g o")
    rows = {row.strip.name: row.known for row in stage(person).state.rows}
    assert [int(rows[name].sum()) for name in "figoch"] == [5, 5, 5, 5, 4, 4]
    go(person, "backward", "lstm1, step 9: ∂L/∂c")
    rows = {row.strip.word: row.known for row in stage(person).state.rows}
    assert np.flatnonzero(rows["∂L/∂c"]).tolist() == list(range(8, 20))
    assert np.flatnonzero(rows["∂L/∂z"]).tolist() == list(range(9, 20))
    layout = stage(person).placed
    span = layout.row_span(0, 0)
    hidden = QPoint(round(layout.x(2)), round(span.middle))
    assert stage(person).words_at(hidden.toPointF()) == "not worked out yet"
    known = QPoint(round(layout.x(9)), round(span.middle))
    assert stage(person).words_at(known.toPointF()).startswith("h (∂L/∂h) of unit 1 at step 10: ")


def test_keys_and_mouse_choose_step_unit_gate_and_source(open_window) -> None:
    person = at_a_batch(open_window(), "temporal_order", LSTM(4))
    desk, here = person.desk, stage(person)
    go(person, "forward", "lstm1, step 5: c")
    assert not here.hasFocus()
    for key, label in ((Qt.Key.Key_Right, "lstm1, step 6: c"), (Qt.Key.Key_Left, "lstm1, step 5: c")):
        person.key(key, CONTROL)
        assert desk.micro.cell.label == label, "before any click"
    here.setFocus()
    unit = here.state.unit
    person.key(Qt.Key.Key_Down)
    assert here.state.unit == (unit + 1) % 4
    person.key(Qt.Key.Key_Right, CONTROL)
    assert (desk.micro.cell.time, desk.micro.cell.label) == (5, "lstm1, step 6: c")
    before = desk.micro.asked_time
    person.key(Qt.Key.Key_Down, CONTROL)
    assert desk.micro.asked_time.column == (before.column + 4) % 16
    person.key(Qt.Key.Key_Up, SHIFT)
    assert desk.micro.asked_time.source == (before.source - 1) % 4
    layout = here.placed
    at = QPoint(round(layout.x(2)), round(layout.row_span(1, 3).middle))
    QTest.mouseClick(here, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert (here.state.step, here.state.unit) == (2, 3)
    person.key(Qt.Key.Key_Right)
    assert desk.micro.cell.label == "lstm1, step 3: h", "Right alone goes one cell on"


def test_the_gradient_is_split_over_the_steps_and_checked(open_window) -> None:
    person = at_a_batch(open_window(), "echo", GRU(3, True))
    go(person, "backward", "gru1: ∂L/∂W")
    panel = chain(person)
    assert panel.time.isVisible()
    assert panel.check.isVisible()
    panel.settle()
    assert panel.check.nudge.agrees
    bars = panel.time.split
    assert bars.isVisible()
    assert len(bars.values) == person.desk.micro.batch.learner.layers[0].input_shape[1]
    QTest.mouseClick(
        bars, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(3, bars.height() // 3)
    )
    assert person.desk.micro.step == 0
    go(person, "update", "w")
    assert panel.told.isVisible()
    assert not panel.time.isVisible()


def test_the_examples_are_listed_as_text_and_one_is_chosen(open_window) -> None:
    person = at_a_batch(open_window(), "echo", GRU(3, True))
    panel = person.window.findChild(ExamplesPanel)
    model = panel.table.table.model()
    micro, symbols = person.desk.micro, person.desk.shown.dataset.symbols
    inputs = micro.batch.inputs[1].reshape(len(symbols), -1)
    assert model.index(1, 0).data() == "".join(symbols[at] for at in inputs.argmax(axis=0))
    assert not panel.wrong.isVisible()
    panel.table.table.setFocus()
    person.key(Qt.Key.Key_Down)
    assert person.desk.micro.example == 1
