"""What every kind of network can do in the window, of one with convolutions, a pooling and a global one."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from nnviz.drawing.selection import Selection
from nnviz.engine import Conv, GlobalMaxPool, MaxPool
from nnviz.training.edits import Edit
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer

LAYERS = (Conv(4, 3, activation="relu"), MaxPool(2), Conv(6, 3, activation="relu"), GlobalMaxPool())
SHAPES = Experiment.on("shapes", workspace="images", layers=LAYERS, learning_rate=0.01, epochs=1_000_000)


@pytest.fixture
def person(open_window):
    person = open_window(experiment=SHAPES)
    person.wait(lambda: person.window.place.name == "images" and person.desk.shown is not None)
    return person


def again(epochs: int) -> Trainer:
    """The same run without a window."""
    trainer = Trainer(SHAPES)
    while trainer.epoch < epochs:
        next(trainer.run())
    return trainer


def test_it_plays_at_a_pace_and_every_epoch_shown_is_one_that_was_trained(person) -> None:
    desk, seen = person.desk, {}

    def note(shown) -> None:
        if shown is not None and shown.snapshot.whole:
            seen.setdefault(shown.epoch, shown.snapshot.parameters.copy())

    desk.shown_changed.connect(note)
    person.window.transport.readout.speed_requested.emit(25.0)
    desk.play()
    person.wait(lambda: len(seen) >= 4)
    desk.pause()
    person.wait(lambda: not desk.playing)
    for epoch, parameters in seen.items():
        assert parameters.tobytes() == again(epoch).network.parameters.tobytes(), epoch


def test_looking_back_an_edit_begins_a_branch_from_there(person) -> None:
    desk = person.desk
    desk.advance(3)
    person.wait(lambda: desk.shown.epoch == 3 and not desk.playing)
    desk.look_at(1)
    person.wait(lambda: desk.shown.epoch == 1 and desk.shown.exact)
    desk.edit(Edit(1, 5, 2, 0.5))
    person.wait(lambda: desk.run.letter == "B" and desk.shown.who.letter == "B" and desk.shown.epoch == 1)
    person.wait(lambda: desk.shown.snapshot.layers[1].parameters["weights"].reshape(6, -1)[2, 5] == 0.5)
    before = again(1).network.parameters
    now = np.asarray(desk.shown.snapshot.parameters)
    assert np.count_nonzero(now != before) == 1, "all else is that of epoch 1"
    desk.advance(1)
    person.wait(lambda: desk.shown.epoch == 2 and not desk.playing)
    trainer = again(1)
    trainer.edit(Edit(1, 5, 2, 0.5))
    while trainer.epoch < 2:
        next(trainer.run())
    assert desk.shown.snapshot.parameters.tobytes() == trainer.network.parameters.tobytes()
    first = next(run for run in person.session.runs.all if run.letter == "A")
    assert first.snapshot.epoch == 3, "the run that it left goes on from where it was"


def test_keys_go_from_number_to_number_of_a_global_pooling(person) -> None:
    diagram, desk = person.window.diagram, person.desk
    diagram.select(Selection("neuron", 1, 2, -1, 0, 0, 1))
    diagram.setFocus()
    for _ in range(2):
        person.key(Qt.Key.Key_Down)
    assert desk.shown.selection == Selection("neuron", 1, 4, -1, 0, 0, 1)
    value = float(desk.shown.probe.layers[3].a[4])
    assert f"a = {value:.3f}" in diagram.accessibleDescription()
    assert person.window.place.current.results.card.title.text() == "All of map 5"
    for _ in range(3):
        person.key(Qt.Key.Key_Down)
    assert desk.shown.selection.unit == 5, "the last stays"
    person.key(Qt.Key.Key_Up)
    assert desk.shown.selection.unit == 4
