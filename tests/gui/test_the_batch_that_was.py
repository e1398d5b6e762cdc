"""Micro-steps while looking back show the batch that was learned, by the settings it was learned with."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest

from nnviz.engine.layers import Dense
from nnviz.training.edits import Edit
from tests.gui.conftest import Person
from tests.helpers.truth_texts import texts

RING = {
    "data": "ring",
    "scale": "none",
    "layers": (Dense(4, "tanh"),),
    "loss": "binary_crossentropy",
    "optimizer": "sgd",
    "learning_rate": 0.001,
    "batch_size": 20,
    "points": 200,
    "epochs": 1_000_000,
}
AT = 2  # the epoch at whose end something was changed


#: (block, *place) of the parameters that stay as they are: weights and bias of each layer are a block.
HELD = {
    "a cut edge": {(2, 2, 0)},
    "a frozen layer": {(0, *place) for place in np.ndindex(2, 4)} | {(1, place) for place in range(4)},
}


def set_to(**settings: object) -> Callable[[Person], None]:
    def change(person: Person) -> None:
        person.desk.change(person.desk.experiment.with_(**settings), "changed")

    return change


CHANGES: dict[str, Callable[[Person], None]] = {
    "learning rate": set_to(learning_rate=0.05),
    "batch size": set_to(batch_size=32),
    "L2": set_to(l2=0.1),
    "a weight by hand": lambda person: person.desk.edit(Edit(1, 2, 0, 3.0)),
    "a cut edge": lambda person: person.desk.cut(1, 2, 0),
    "a frozen layer": lambda person: person.desk.freeze(0),
    "several": lambda person: [set_to(learning_rate=0.05)(person), person.desk.edit(Edit(0, 1, 1, -2.0))],
}


def drawn(snapshot, size: int) -> np.ndarray:
    """The rows of the first batch after the end of an epoch, drawn here."""
    generator = np.random.Generator(np.random.PCG64())
    generator.bit_generator.state = snapshot.generators["order"]
    rows = np.arange(160)
    generator.shuffle(rows)
    return rows[:size]


def moved(network, dataset, rows, rate: float, l2: float = 0.0, held=None):
    """The parameters after one step down the slope, in float64, from central differences of the loss."""
    parameters = [np.array(block, np.float64) for layer in network for block in (layer.weights, layer.bias)]
    inputs = np.asarray(dataset.train_features[rows], np.float64)
    labels = np.asarray(dataset.train_labels[rows], np.float64)

    def loss() -> float:
        first, bias, last, end = parameters
        z = (np.tanh(inputs @ first + bias) @ last + end)[:, 0]
        mean = np.mean(np.logaddexp(0, z) - labels * z)
        return float(mean + l2 / 2 * (np.sum(first**2) + np.sum(last**2)))

    after = [block.copy() for block in parameters]
    for number, block in enumerate(parameters):
        for place in np.ndindex(*block.shape):
            if (number, *place) in (held or ()):
                continue
            was, losses = block[place], []
            for way in (1e-6, -1e-6):
                block[place] = was + way
                losses.append(loss())
            block[place] = was
            after[number][place] -= rate * (losses[0] - losses[1]) / 2e-6
    return np.concatenate([block.ravel() for block in after])


def rates(person: Person) -> set[tuple[str, str]]:
    """Where the window names the learning rate, and what it says there."""
    said = [said.text for said in texts(person.window)]
    written = {
        ("the update", found) for text in said for found in re.findall(r"learning rate \|η\|([\d.]+)", text)
    }
    return written | {
        ("the settings", found) for text in said for found in re.findall(r"^Learning rate: ([\d.]+)$", text)
    }


def recorded(person: Person, change: Callable[[Person], None]):
    """Two epochs, a change, a batch, an epoch more: the moments before the change and after that batch."""
    desk = person.desk
    desk.advance(AT)
    person.wait(lambda: desk.shown.epoch == AT and desk.shown.snapshot.whole)
    before = desk.shown.snapshot
    change(person)
    person.wait(lambda: desk.shown.snapshot.changes > 0)
    changed = desk.shown.snapshot
    desk.set_step_unit("batch")
    desk.step()
    person.wait(lambda: desk.shown.update == before.step + 1)
    after = desk.shown.snapshot
    desk.set_step_unit("epoch")
    desk.advance(2)
    person.wait(lambda: desk.shown.epoch == AT + 2 and desk.shown.snapshot.whole)
    return before, changed, after


@pytest.mark.parametrize("name", CHANGES)
def test_the_batch_after_a_change_is_the_one_that_was_learned(open_window, name: str) -> None:
    person = open_window(**RING)
    before, changed, after = recorded(person, CHANGES[name])
    desk, dataset = person.desk, person.desk.shown.dataset
    desk.look_at(AT)
    desk.set_step_unit("micro")
    person.wait(lambda: desk.micro is not None and desk.shown.epoch == AT)
    batch = desk.micro.batch
    size = 32 if name == "batch size" else 20
    rows = drawn(before, size)
    np.testing.assert_array_equal(batch.inputs, dataset.train_features[rows])
    np.testing.assert_array_equal(batch.update.old, changed.parameters)
    assert batch.update.limited.tobytes() == after.parameters.tobytes(), "as the run has it, to the bit"
    rate = 0.05 if name in ("learning rate", "several") else 0.001
    assert batch.update.settings["learning_rate"] == pytest.approx(rate)
    held = {
        "a cut edge": {(2, 2, 0)},
        "a frozen layer": {(0, *i) for i in np.ndindex(2, 4)} | {(1, i) for i in range(4)},
    }
    worked_out = moved(
        changed.layers, dataset, rows, rate, 0.1 if name == "L2" else 0.0, frozenset(held.get(name, ()))
    )
    np.testing.assert_allclose(batch.update.limited, worked_out, atol=2e-7)


def test_the_rate_that_is_told_is_the_one_that_was_used(open_window) -> None:
    person = open_window(**RING)
    recorded(person, CHANGES["learning rate"])
    desk = person.desk
    desk.change(desk.experiment.with_(learning_rate=0.3), "changed again")
    person.wait(lambda: desk.shown.experiment.learning_rate == 0.3)
    desk.look_at(AT)
    desk.set_step_unit("micro")
    person.wait(lambda: desk.micro is not None and desk.shown.epoch == AT)
    desk.set_micro(desk.micro.at(len(desk.micro.cells) - 1))
    assert rates(person) == {("the update", "0.05"), ("the settings", "0.05")}
    desk.look_at(AT - 1)
    person.wait(lambda: desk.micro is not None and desk.micro.snapshot.epoch == AT - 1)
    desk.set_micro(desk.micro.at(len(desk.micro.cells) - 1))
    assert rates(person) == {("the update", "0.001"), ("the settings", "0.001")}
