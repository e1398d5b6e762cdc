"""Every number that the window shows is that of the moment shown.

For each state all texts of the window are gathered (``tests/helpers/truth_texts.py``): painted, told to
listeners, shown where the pointer rests. Each number in them must be claimed by a fact whose right value was
worked out in float64 from the parameters, apart from the code that it judges (``truth_network.py``). Whoever
adds a number to the window adds its fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from nnviz.data.ink import prepare
from nnviz.drawing.selection import Selection
from nnviz.session.run import Run
from nnviz.training.reader import load_reader
from nnviz.training.snapshot import Snapshot
from nnviz.ui.canvas.strip import SeenStrip
from nnviz.ui.inspector.confusion import ConfusionView
from nnviz.ui.sheets.sheet import Sheet
from tests.gui.conftest import Person
from tests.helpers import truth_answer as answer
from tests.helpers import truth_inspector as inspector
from tests.helpers import truth_reading as reading
from tests.helpers import truth_results as results
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
    moment.trained = run.snapshot.epoch
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


def test_digits_at_rest_and_looking_back(open_window) -> None:
    person = open_window(epochs=6)
    run = trained(person, 3)
    other = reader_right()
    newest = right_of(run)
    check(person, plain_answer(newest, other), "at rest", (SeenStrip,))

    person.desk.look_at(1)
    back = right_of(run, run.timeline.exact(1), back=True)
    check(person, plain_answer(back, other), "looking back", (SeenStrip,))

    for selection in (
        Selection("neuron", 0, 5),
        Selection("neuron", 1, 3),
        Selection("edge", 0, 9, 20),
        Selection("edge", 1, 2, 8),
        Selection("input", -1, 20),
    ):
        person.window.diagram.select(selection)
        facts = [
            *inspector.selected(back, selection),
            *digits(back, other, lit=True),
            *answer.raw_answer(back),
        ]
        if selection.kind == "neuron" and selection.layer == 1:
            facts += answer.reasons(back, selection.unit)
        check(person, facts, f"looking back at {selection}")
    person.window.diagram.select(None)

    tabs = person.window.results.tabs
    for name, more in (("layers", results.layers(back)), ("results", results.results(back))):
        tabs.open(name)
        facts = [*digits(back, other), *answer.raw_answer(back), *more]
        check(person, facts, f"looking back, {name}", (ConfusionView,))


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
    """The calibrated answer, of a drawing read three times, with its reasons."""
    reader = load_reader()
    passes = [right.raw] if strokes is None else reading.turned(strokes)
    degree = reader.temperature if right.read else reading.own_temperature(right)
    away, alike = reading.nearest(reader, passes)
    facts = answer.calibrated_answer(right, degree, (away, reader.limit), passes)
    facts += answer.reasons(right, alike=alike)
    return facts if strokes is None else [*facts, *reading.without_strokes(right, strokes)]


def test_calibrated_answers_reasons_and_the_sheet_are_the_shown_networks(open_window) -> None:
    """Looking back, of a drawing of two strokes: once they were the newest network's."""
    person = open_window(epochs=6)
    run = trained(person, 5)
    desk, foot = person.desk, person.window.results.foot
    person.draw_digit(4)
    person.wait(lambda: desk.sample.source == "drawing")
    strokes = [np.asarray(stroke) for stroke in desk.sample.strokes]
    assert len(strokes) == 2
    foot.kind.setFocus()
    person.key(Qt.Key.Key_Right)
    assert foot.calibrated
    other = drawn(reader_right(), strokes)
    for epoch in (5, 0, 2):
        desk.look_at(epoch)
        right = drawn(right_of(run, run.timeline.exact(epoch), back=epoch < 5), strokes)
        facts = [
            *digits(right, other),
            *inspector.network_summary(right),
            *calibrated_answer(right, strokes),
        ]
        check(person, facts, f"calibrated at epoch {epoch}")
        person.click(foot.plot)
        sheet = next(one for one in person.window.findChildren(Sheet) if one.objectName() == "calibration")
        faults = audit(texts(sheet), reading.calibration_sheet(right, reading.own_temperature(right)))
        sheet.close()
        assert not faults, "\n".join(faults)
