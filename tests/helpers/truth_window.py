"""What is right of a moment of a window, and the audit of all that the window says of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from PySide6.QtWidgets import QApplication

from nnviz.data.ink import prepare
from nnviz.session.run import Run
from nnviz.training.reader import load_reader
from nnviz.training.snapshot import Snapshot
from tests.gui.conftest import Person
from tests.helpers import truth_answer as answer
from tests.helpers import truth_inspector as inspector
from tests.helpers import truth_reading as reading
from tests.helpers.truth_digits import digits
from tests.helpers.truth_facts import Fact, audit
from tests.helpers.truth_moment import Right
from tests.helpers.truth_texts import texts


def right_of(run: Run, snapshot: Snapshot | None = None, index: int = 0, **where: object) -> Right:
    """What is right of a moment of a run, by default the newest, with a test sample."""
    assert run.dataset is not None
    assert run.snapshot is not None
    snapshot = run.snapshot if snapshot is None else snapshot
    moment = Right(
        snapshot, run.experiment, run.dataset, np.zeros(0), None, f"test image {index + 1}", **where
    )
    moment.raw, moment.label = moment.data.raw["test"][index], int(moment.data.labels["test"][index])
    moment.trained = int(run.timeline.epochs[-1])
    moment.epochs = dict(run.timeline.snapshots)
    return moment


def check(person: Person, facts: Iterable[Fact], state: str, hovered: tuple[type, ...] = ()) -> None:
    """All numbers on the screen are right, and none is unknown."""
    QApplication.processEvents()
    person.window.place.settle()
    faults = audit(texts(person.window, hovered), list(facts))
    assert not faults, f"{state}:\n" + "\n".join(faults)


def trained(person: Person, epochs: int) -> Run:
    desk = person.desk
    desk.advance(epochs)
    person.wait(lambda: desk.shown.epoch == epochs and not desk.playing)
    return person.session.runs.current


def reader_right(index: int = 0) -> Right:
    """The Reader with a test sample of its own data."""
    reader = load_reader()
    right = Right(
        reader.snapshot(),
        reader.experiment,
        reader.dataset,
        np.zeros(0),
        None,
        f"test image {index + 1}",
        read=True,
    )
    right.raw, right.label = right.data.raw["test"][index], int(right.data.labels["test"][index])
    right.trained = right.planned = right.snapshot.epoch
    return right


def plain_answer(right: Right, other: Right) -> list[Fact]:
    """Nothing selected, the outputs as they are."""
    return [
        *digits(right, other),
        *answer.raw_answer(right),
        *inspector.network_summary(right),
        *answer.reasons(right),
    ]


def drawn(right: Right, strokes: list[np.ndarray]) -> Right:
    """The same moment with a drawing in the place of the sample."""
    other = replace(right, raw=np.asarray(prepare(strokes).seen, dtype=np.float64), label=None)
    other.called, other.strokes = "your drawing", len(strokes)
    return other


def calibrated_answer(right: Right, strokes: list[np.ndarray] | None = None) -> list[Fact]:
    """The calibrated answer, of a drawing read three times."""
    reader = load_reader()
    passes = [right.raw] if strokes is None else reading.turned(strokes)
    degree = reader.temperature if right.read else reading.own_temperature(right)
    away, _ = reading.nearest(reader, passes)
    return answer.calibrated_answer(right, degree, (away, reader.limit), passes)


def calibrated_reasons(right: Right, strokes: list[np.ndarray] | None = None) -> list[Fact]:
    """Why it answers so, what is most like the sample, and what it would be without each stroke."""
    _, alike = reading.nearest(load_reader(), [right.raw])
    facts = answer.reasons(right, alike=alike)
    return facts if strokes is None else [*facts, *reading.without_strokes(right, strokes)]
