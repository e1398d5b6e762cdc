"""Numbers of the moment shown while it plays, in a film, after what people do, and in a second window.

How they are found and judged: ``test_truth.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from nnviz.drawing.selection import Selection
from nnviz.engine import Dense
from nnviz.training.edits import Edit
from nnviz.ui.export.film_maker import FilmMaker
from tests.gui.conftest import Person
from tests.helpers import truth_answer as answer
from tests.helpers import truth_inspector as inspector
from tests.helpers import truth_results as results
from tests.helpers.truth_digits import digits
from tests.helpers.truth_facts import Fact, audit
from tests.helpers.truth_moment import Right
from tests.helpers.truth_texts import texts
from tests.helpers.truth_window import (
    calibrated_answer,
    calibrated_reasons,
    check,
    plain_answer,
    reader_right,
    right_of,
    trained,
)


def test_the_reader_is_fed_in_its_own_scaling_whatever_the_run_learns(open_window) -> None:
    """Once it read 301 of 360 test digits rightly, where 359 are right."""
    person = open_window(epochs=4, scale="standard")
    run = trained(person, 1)
    person.desk.show_reader(True)
    right, other = reader_right(), right_of(run)
    always = [*digits(right, other), *calibrated_answer(right)]
    check(person, [*always, *calibrated_reasons(right), *inspector.network_summary(right)], "the Reader")
    tabs = person.window.results.tabs
    for tab, more in (("layers", results.layers(right)), ("results", results.results(right))):
        tabs.open(tab)
        check(person, [*digits(right, other), *calibrated_answer(right), *more], f"the Reader, {tab}")
    person.window.diagram.select(Selection("input", -1, 20))
    facts = [*inspector.selected(right, Selection("input", -1, 20)), *digits(right, other, lit=True)]
    check(person, [*facts, *calibrated_answer(right)], "the Reader, a pixel")
    assert results.right_ones(right) == 359


def filmed(person: Person, path: Path, facts: Callable[[int], list[Fact]]) -> list[str]:
    """What is wrong in the frames of a film of the whole window."""
    faults: list[str] = []
    window = person.window

    def paint() -> QImage:
        epoch = person.desk.shown.epoch
        faults.extend(f"frame of epoch {epoch}: {fault}" for fault in audit(texts(window), facts(epoch)))
        image = QImage(64, 64, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.black)
        return image

    size = QImage(64, 64, QImage.Format.Format_RGB32).size()
    maker = FilmMaker(person.desk, window.place.settle, paint, size, path, 10, window)
    maker.start()
    person.wait(path.exists)
    person.wait(lambda: person.desk.cursor is None)
    return faults


def test_each_frame_of_a_film_is_one_moment_whole(open_window, tmp_path) -> None:
    """Results, histories and calibrated answers were once those of the frame before, or of the last."""
    person = open_window(epochs=6)
    run = trained(person, 2)
    other = reader_right()
    foot = person.window.results.foot
    foot.kind.setFocus()
    person.key(Qt.Key.Key_Right)
    person.window.results.tabs.open("results")

    def right(epoch: int) -> Right:
        return right_of(run, run.timeline.exact(epoch), back=epoch < 2)

    def counted(epoch: int) -> list[Fact]:
        moment = right(epoch)
        return [*results.results(moment), *digits(moment, other), *calibrated_answer(moment)]

    assert not filmed(person, tmp_path / "counted.gif", counted)

    neuron = Selection("neuron", 0, 9)
    foot.kind.setFocus()
    person.key(Qt.Key.Key_Left)
    person.window.diagram.select(neuron)

    def selected(epoch: int) -> list[Fact]:
        moment = right(epoch)
        facts = [*inspector.selected(moment, neuron), *digits(moment, other, lit=True)]
        return [*facts, *answer.raw_answer(moment)]

    assert not filmed(person, tmp_path / "selected.gif", selected)


def test_while_it_plays_every_number_is_of_one_moment(open_window) -> None:
    person = open_window(epochs=1_000_000, learning_rate=0.0005)
    desk, window = person.desk, person.window
    other = reader_right()
    foot = window.results.foot
    foot.kind.setFocus()
    person.key(Qt.Key.Key_Right)
    seen: dict[int, Right] = {}

    def remember(shown: object) -> None:
        moment = right_of(person.session.runs.current, desk.shown.snapshot)
        seen[desk.shown.snapshot.step] = moment

    remember(desk.shown)
    desk.shown_changed.connect(remember)
    desk.play()
    for count in (3, 6, 9):
        person.wait(lambda count=count: len(seen) >= count)
        right = seen[max(seen)]
        facts = [*digits(right, other, recent=[*seen.values()]), *inspector.network_summary(right)]
        facts += [*calibrated_answer(right), *answer.reasons_of([*seen.values()])]
        faults = audit(texts(window), facts)
        assert not faults, "\n".join(faults)
    desk.pause()
    person.wait(lambda: not desk.playing)
    desk.shown_changed.disconnect(remember)


def test_after_an_edit_mid_epoch_and_in_a_branch(open_window) -> None:
    person = open_window(epochs=6, layers=(Dense(8, "relu"),))
    run, desk, other = trained(person, 2), person.desk, reader_right()
    desk.edit(Edit(1, None, 3, 4.0), Edit(0, 20, 2, -3.0))
    person.wait(lambda: desk.shown.snapshot.changes == 2)
    check(person, plain_answer(right_of(run), other), "after an edit")

    desk.set_step_unit("batch")
    desk.advance(3)
    person.wait(lambda: desk.shown.snapshot.position == 96 and not desk.playing)
    check(person, plain_answer(right_of(run), other), "mid-epoch")
    desk.set_step_unit("epoch")

    desk.look_at(1)
    desk.cut(0, 20, 2)
    person.wait(lambda: person.session.runs.current.letter == "B" and bool(desk.shown.experiment.cut))
    desk.freeze(1)
    person.wait(lambda: bool(desk.shown.experiment.frozen))
    desk.advance(1)
    branch = person.session.runs.current
    person.wait(lambda: desk.shown.epoch == 2 and not desk.playing)
    check(person, plain_answer(right_of(branch), other), "a branch, cut and frozen")
    edge = Selection("edge", 0, 2, 20)
    person.window.diagram.select(edge)
    right = right_of(branch)
    facts = [*inspector.selected(right, edge), *digits(right, other, lit=True), *answer.raw_answer(right)]
    check(person, facts, "the edge that is cut")


def test_a_pinned_window_has_the_numbers_of_its_own_moment(open_window, second) -> None:
    first = open_window(epochs=6)
    run = trained(first, 1)
    pinned, other = second(first), reader_right()
    pinned.desk.pin(True)
    held = right_of(run)
    first.desk.advance(2)
    first.wait(lambda: first.desk.shown.epoch == 3 and not first.desk.playing)
    held.trained, held.back = 3, True
    check(first, plain_answer(right_of(run), other), "the window that trains")
    check(pinned, plain_answer(held, other), "the window that is pinned")
