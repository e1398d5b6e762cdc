"""Every number that the window shows of a run that another program trains is that of the moment shown."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnviz import RunWriter
from nnviz.data import load_dataset
from nnviz.drawing.selection import Selection
from nnviz.session.run import Run
from nnviz.ui.canvas.strip import SeenStrip
from tests.gui.conftest import Person
from tests.helpers import truth_answer as answer
from tests.helpers import truth_inspector as inspector
from tests.helpers.truth_digits import digits
from tests.helpers.truth_facts import fact
from tests.helpers.truth_moment import Right
from tests.helpers.truth_window import check, plain_answer, reader_right, right_of

EPOCHS = 4


def written(folder: Path) -> None:
    """A loop of plain NumPy over a few digits, which are the samples that come along as well."""
    data, rng = load_dataset("digits", scale="sixteenth"), np.random.default_rng(0)
    X, labels = data.test_features[:24].astype(np.float64), data.test_labels[:24]
    t = np.eye(10)[labels]
    W, b, V, c = (rng.standard_normal(shape) / 4 for shape in ((64, 12), (12,), (12, 10), (10,)))
    run = RunWriter(
        folder, layers="12, 10", activation="tanh", outputs="softmax", loss="categorical_crossentropy",
        probes=X, labels=labels, classes=range(10),
    )  # fmt: skip
    for _ in range(EPOCHS + 1):
        a = np.tanh(X @ W + b)
        z = a @ V + c
        y = np.exp(z - z.max(axis=1, keepdims=True))
        y /= y.sum(axis=1, keepdims=True)
        loss, right = -np.log(y[np.arange(24), labels]).mean(), (y.argmax(axis=1) == labels).mean()
        told = {"loss": loss, "val_loss": loss, "accuracy": right, "val_accuracy": right}
        run.record([W, b, V, c], **told)
        dz = (y - t) / 24
        da = (dz @ V.T) * (1 - a * a)
        for value, slope in ((W, X.T @ da), (b, da.sum(0)), (V, a.T @ dz), (c, dz.sum(0))):
            value -= slope


@pytest.fixture
def watched(open_window, tmp_path) -> tuple[Person, Run]:
    written(tmp_path / "run")
    person = open_window(epochs=1)
    person.desk.show_reader(True)
    person.wait(lambda: person.desk.reading)
    person.session.watching.watch(tmp_path / "run")
    person.wait(lambda: person.session.runs.current.folder is not None)
    person.wait(lambda: person.desk.shown is not None and person.desk.shown.epoch == EPOCHS)
    assert not person.desk.reading
    person.session.signals.message_raised.emit(None)
    return person, person.session.runs.current


def right(run: Run, epoch: int) -> Right:
    """What is right after that epoch, of the first sample."""
    found = right_of(run, run.timeline.exact(epoch), back=epoch < EPOCHS)
    found.planned, found.open_end = EPOCHS, True  # nobody knows how far another program goes on
    return found


ASSUMED = (
    fact("how pixels enter", r"to enter it as 0 to 1:[ |]counts of 0 to 16 divided by 16", least=0),
    fact("what is taken", r"It takes 64 numbers: they are taken as pictures of 8×8 pixels", least=0),
)


def test_at_rest_looking_back_and_with_something_selected(watched) -> None:
    person, run = watched
    other = reader_right()
    check(person, [*ASSUMED, *plain_answer(right(run, EPOCHS), other)], "at rest", (SeenStrip,))
    person.desk.look_at(1)
    back = right(run, 1)
    check(person, [*ASSUMED, *plain_answer(back, other)], "looking back", (SeenStrip,))
    for selection in (Selection("neuron", 0, 5), Selection("edge", 1, 2, 8)):
        person.window.diagram.select(selection)
        facts = [
            *inspector.selected(back, selection),
            *digits(back, other, lit=True),
            *answer.raw_answer(back),
        ]
        check(person, [*ASSUMED, *facts], f"looking back at {selection}")
