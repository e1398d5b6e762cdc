"""A lesson is led through: steps restore their state, predictions are judged, nothing is revealed early."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from nnviz.lessons.answers import Answer, open_answers
from nnviz.lessons.course import course
from nnviz.lessons.lesson import Asked, Check, Lesson, Predict, Step
from nnviz.lessons.named import read_named
from nnviz.lessons.reading import read_lesson
from nnviz.lessons.recorded import Recorded
from nnviz.lessons.setup import set_up
from nnviz.lessons.truth import read_truth
from nnviz.session.lesson_progress import Progress
from nnviz.session.lesson_runner import LessonRunner, StepShown
from nnviz.session.session import Session
from nnviz.training.samples import Sample
from tests.helpers.lesson_asked import PREDICTIONS, TWO, asked_lesson
from tests.helpers.rest import on_its_way


@dataclass
class Pupil:
    """Somebody who takes a lesson."""

    session: Session
    runner: LessonRunner
    wait_until: Callable[..., None]
    faults: list[str]

    @property
    def told(self) -> StepShown:
        told = self.runner.told
        assert told is not None
        return told

    def go(self, key: str) -> StepShown:
        """Open the step of that key, and wait until it stands."""
        lesson = self.runner.lesson
        assert lesson is not None
        self.runner.go([step.key for step in lesson.steps].index(key))
        self.wait_until(lambda: (self.told.ready or bool(self.told.fault)) and not self.told.counting)
        return self.told

    def answered(self) -> StepShown:
        """Wait until what was said has been judged."""
        self.wait_until(lambda: not self.told.counting)
        return self.told

    @property
    def weight(self) -> float:
        shown = self.runner.desk.shown
        assert shown is not None
        return float(shown.snapshot.layers[0].weights[0, 0])


@pytest.fixture
def pupil(qtbot) -> Iterator[Callable[..., Pupil]]:
    made: list[Pupil] = []

    def opened(lesson: Lesson | None = None, file: Path | None = None, at: int | None = 0) -> Pupil:
        session = Session()
        runner = LessonRunner(session, session.desk(parent=session), Progress(file), session)
        pupil = Pupil(session, runner, qtbot.waitUntil, [])
        runner.fault_raised.connect(pupil.faults.append)
        session.signals.fault_raised.connect(pupil.faults.append)
        made.append(pupil)
        runner.open(lesson or asked_lesson(), at)
        qtbot.waitUntil(lambda: pupil.told.ready or bool(pupil.told.fault))
        return pupil

    yield opened
    for one in made:
        one.runner.shut_down()
        one.runner.desk.shut_down()
        one.session.shut_down()
        assert one.faults == []


def state(pupil: Pupil) -> tuple[object, ...]:
    """All that a step restores, as bits."""
    shown = pupil.runner.desk.shown
    assert shown is not None
    snapshot = shown.snapshot
    optimizer = {name: np.asarray(value).tobytes() for name, value in snapshot.optimizer_state.items()}
    return (
        [run.letter for run in pupil.session.runs.all],
        snapshot.epoch,
        snapshot.step,
        snapshot.position,
        snapshot.parameters.tobytes(),
        json.dumps(snapshot.generators, default=str, sort_keys=True),
        optimizer,
        shown.timeline.train_loss.tobytes(),
        None if shown.sample is None else (shown.sample.source, shown.sample.index),
        None if shown.micro is None else shown.micro.place,
        shown.selection,
    )


@pytest.mark.parametrize("kind", PREDICTIONS)
def test_right_and_wrong_predictions_are_judged_by_the_run(pupil, kind):
    right, wrong = PREDICTIONS[kind]
    one = pupil()
    assert one.go(kind).phase == "ask"
    assert one.told.truth is None
    one.runner.predict(wrong, "sure")
    told = one.answered()
    if kind == "number":  # which has two tries
        assert (told.phase, told.truth, told.right) == ("ask", None, None)
        assert told.feedback == "Right size, wrong way: the sign. You added the step."
        one.runner.predict(right, "sure")
        told = one.answered()
        assert (told.right, told.given.tries, told.truth) == (True, (wrong,), pytest.approx(2.4))
    else:
        assert (told.phase, told.right, told.given.value) == ("revealed", False, wrong)
        assert told.truth is not None
        assert told.feedback
    assert one.runner.answers.at(kind).right is (kind == "number")

    other = pupil()
    other.go(kind)
    other.runner.predict(right, "guess")
    told = other.answered()
    assert (told.phase, told.right, told.given.confidence) == ("revealed", True, "guess")


def test_nothing_is_revealed_without_a_prediction_or_being_asked_for(pupil):
    one = pupil()
    one.go("number")
    one.runner.reveal()
    one.runner.say("w")
    assert one.answered().truth is None
    assert one.told.phase == "ask"
    one.runner.show_me()
    told = one.answered()
    assert (told.phase, told.truth, told.right) == ("revealed", pytest.approx(2.4), None)
    assert told.given.shown
    assert told.given.value is None
    one.runner.predict(2.4)  # too late to have known
    assert one.answered().given.value is None


def test_after_a_first_try_one_may_give_up(pupil):
    one = pupil()
    one.go("number")
    one.runner.predict(9.0, "fairly")
    assert one.answered().feedback == "Not quite: it is less than that."
    one.runner.reveal()
    assert (one.answered().right, one.told.truth) == (False, pytest.approx(2.4))


def test_revealing_runs_on_to_the_moment_that_is_asked_about(pupil):
    one = pupil()
    one.go("number")
    assert one.weight == 3.0
    one.runner.predict(2.4, "sure")
    one.wait_until(lambda: one.weight == pytest.approx(2.4))
    assert not one.runner.can_run


def test_steps_that_look_back_keep_guess_and_truth_side_by_side(pupil):
    one = pupil()
    assert one.go("say").question is None  # nothing has been predicted
    one.go("number")
    one.runner.predict(2.4, "sure")
    one.answered()
    for key in ("run", "say"):
        told = one.go(key)
        assert (told.given.value, told.truth, told.right) == (2.4, pytest.approx(2.4), True)
    assert one.go("make").question is None


def test_every_order_of_steps_gives_each_the_same_state(pupil):
    one = pupil()
    keys = ("begin", "say", "order", "point")
    first = {}
    for key in keys:
        one.go(key)
        first[key] = state(one)
    for order in permutations(keys):
        for key in order:
            one.go(key)
            assert state(one) == first[key]
            one.runner.advance(by_batch=True)  # what is done in a step leaves no trace in another


def test_the_weight_that_a_step_selects_is_the_one_whose_blame_is_asked_for(pupil):
    """Of lesson 9, whose fourth and fifth steps ask about weights out of the second input."""
    lesson = read_lesson(next(entry.path for entry in course() if entry.number == 9)).lesson
    one = pupil(lesson)
    for step in lesson.steps:
        wanted = read_named(step.show.select).index if "weights" in step.show.select else ()
        if step.show.micro is not None and wanted:
            one.runner.go(lesson.steps.index(step))
            one.wait_until(lambda: one.runner.told.ready and on_its_way(one.session) == "")
            weight = one.runner.desk.micro.weight
            assert (weight.source, weight.unit) == wanted


def test_a_step_can_open_at_a_micro_step(pupil):
    lesson = asked_lesson()
    show = replace(lesson.steps[0].show, micro=2)
    lesson = replace(lesson, steps=(replace(lesson.steps[0], show=show), *lesson.steps[1:]))
    one = pupil(lesson)
    one.wait_until(lambda: on_its_way(one.session) == "")
    assert one.runner.desk.micro.place == 2
    one.go("say")
    assert one.runner.desk.micro is None
    one.go("begin")
    one.wait_until(lambda: on_its_way(one.session) == "")
    assert one.runner.desk.micro.place == 2


def test_it_runs_until_the_moment_that_the_step_names_and_can_be_had_again(pupil):
    one = pupil()
    one.go("run")
    one.runner.run()
    assert one.runner.running
    one.wait_until(lambda: not one.runner.running)
    assert one.weight == pytest.approx(0.98304)
    one.runner.again()
    assert one.weight == 3.0


def test_a_principle_is_chosen_until_it_is_right(pupil):
    one = pupil()
    one.go("why")
    assert not one.told.done
    one.runner.choose(0)
    one.wait_until(lambda: one.told.told_of_goal == "No.")
    assert not one.told.done
    one.runner.choose(1)
    one.wait_until(lambda: one.told.done)
    assert one.told.told_of_goal == "Yes: uphill."


def test_a_puzzle_is_done_when_the_run_is_and_not_with_more_than_it_allows(pupil):
    one = pupil()
    one.go("make")
    for _ in range(3):  # 2.4² = 5.76, 1.92² = 3.69, too late at the third
        before = one.runner.desk.shown.update
        one.runner.advance(by_batch=True)
        one.wait_until(lambda: one.runner.desk.shown.update > before)  # noqa: B023 - called at once
        one.wait_until(lambda: one.told.done or bool(one.told.told_of_goal) or before < 1)  # noqa: B023
        if one.told.done:
            break
    assert one.told.told_of_goal == "Solved."
    assert one.runner.desk.shown.update == 2

    late = pupil()
    late.go("make")
    late.session.training.advance(3, by_batch=True)
    late.wait_until(lambda: bool(late.told.told_of_goal))
    assert late.told.told_of_goal == "That took more than 2 updates: begin again."
    assert not late.told.done


def test_a_puzzle_may_be_about_what_somebody_sends_through(pupil):
    lesson = asked_lesson()
    make = replace(lesson.steps[-1], puzzle=Check(goal="abs(dense1.a[0]) >= 6"), runs=(TWO,))
    one = pupil(replace(lesson, steps=(make,)))
    dataset = one.runner.desk.dataset
    one.runner.desk.set_sample(Sample(np.array([1.0, 1.0]), source="drawing", dataset=dataset))
    one.wait_until(lambda: one.runner.desk.shown.probe.output[0] == -2.0)
    assert not one.told.done  # the row of the step itself gives -5
    one.runner.desk.set_sample(Sample(np.array([0.0, 2.0]), source="drawing", dataset=dataset))
    one.wait_until(lambda: one.told.done)


def test_an_experiment_that_cannot_be_is_a_sentence_in_its_step(pupil):
    lesson = asked_lesson()
    broken = replace(lesson.steps[0], runs=(Asked(settings={"learning_rate": -1.0}),))
    one = pupil(replace(lesson, steps=(broken, *lesson.steps[1:])))
    assert not one.told.ready
    assert one.told.fault.endswith(".")
    assert one.go("number").ready  # the rest of the lesson goes on


def test_a_truth_that_cannot_be_worked_out_is_a_sentence(pupil):
    lesson = asked_lesson()
    step = lesson.steps[1]
    step = replace(step, predict=replace(step.predict, truth="dense7.weights[0, 0] @ update 1"))
    one = pupil(replace(lesson, steps=(lesson.steps[0], step)))
    one.go("number")
    one.runner.predict(1.0, "sure")
    assert "dense7" in one.answered().fault
    assert one.told.phase == "ask"
    assert one.told.given.value == 1.0  # nothing is lost


def test_it_comes_back_at_the_same_step_with_all_that_was_answered(pupil, tmp_path):
    file = tmp_path / "lessons.json"
    one = pupil(file=file)
    one.go("number")
    one.runner.predict(3.6, "sure")
    one.answered()
    one.go("say")
    one.runner.say("it went down")
    one.runner.progress.save()  # and then the power goes
    again = pupil(file=file, at=None)
    assert again.runner.progress.present == "one-step"
    assert again.told.step.key == "say"
    assert again.told.answer.said == "it went down"
    told = again.go("number")
    assert (told.phase, told.given.value, told.given.confidence) == ("ask", 3.6, "sure")
    again.runner.predict(2.4)
    assert again.answered().given.tries == (3.6,)


def test_another_version_of_a_lesson_begins_anew(pupil, tmp_path):
    file = tmp_path / "lessons.json"
    one = pupil(file=file)
    one.go("say")
    one.runner.progress.save()
    newer = pupil(replace(asked_lesson(), digest="2"), file=file, at=None)
    assert newer.told.step.key == "begin"


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"format": 1}', b"\x00" * 100, b"[" * 5000])
def test_a_damaged_file_of_progress_is_put_aside_with_a_sentence(qapp, tmp_path, content):
    file = tmp_path / "lessons.json"
    file.write_bytes(content)
    progress = Progress(file)
    assert progress.fault.startswith("How far you were in the lessons cannot be read from “lessons.json”: ")
    assert progress.fault.endswith(".")
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["lessons-damaged-1.json"]


def test_predictions_are_counted_by_how_sure_they_were(pupil):
    one = pupil()
    for key, value, sure in (
        ("choice", 1, "sure"),
        ("direction", "up", "sure"),
        ("order", ("B", "A"), "guess"),
    ):
        one.go(key)
        one.runner.predict(value, sure)
        one.answered()
    one.go("number")
    one.runner.show_me()  # which is no prediction
    one.answered()
    tallies = one.runner.progress.tallies()
    assert {sure: (tally.made, tally.right) for sure, tally in tallies.items()} == {
        "sure": (2, 1),
        "guess": (1, 1),
    }


def test_answers_are_handed_in_under_the_name_one_gives(pupil, tmp_path):
    one = pupil()
    one.go("direction")
    one.runner.predict("up", "sure")
    one.answered()
    one.runner.progress.call("Ada")
    one.runner.hand_in(tmp_path / "a.nnanswers")
    answers = open_answers(tmp_path / "a.nnanswers")
    assert (answers.lesson, answers.nickname) == ("one-step", "Ada")
    assert answers.at("direction").given.value == "up"
    assert answers.at("direction").right is False


def test_the_last_step_done_ends_the_lesson(pupil):
    one = pupil(replace(asked_lesson(), steps=asked_lesson().steps[:1]))
    assert one.runner.progress.way(one.runner.lesson).finished


def test_a_step_without_a_run_stands_at_once(pupil):
    lesson = asked_lesson()
    plain = Step(key="plain", title="Plain", kind="look", line=1)
    one = pupil(replace(lesson, steps=(plain, *lesson.steps)))
    assert one.told.ready


def test_the_persons_runs_stay_as_they_are_and_what_is_kept_joins_them_until_undone(pupil, open_session):
    person = open_session(epochs=5)
    person.train_to(2)
    run, bits = person.session.runs.current, person.session.runs.current.snapshot.parameters.tobytes()
    one = pupil()
    for key in ("number", "order", "make", "say"):
        one.go(key)
        one.runner.advance(by_batch=True)
    one.runner.leave()
    assert person.session.runs.all == (run,)
    assert run.snapshot.parameters.tobytes() == bits
    assert run.timeline.epochs.tolist() == [0, 1, 2]

    one.runner.open(asked_lesson(), 6)
    one.wait_until(lambda: one.told.ready)
    person.session.runs.adopt(one.runner.kept_runs())
    kept = person.session.runs.all
    assert [other.letter for other in kept] == ["A", "B", "C"]
    assert [other.name for other in kept[1:]] == [f"One step downhill: Title of order {at}" for at in "AB"]
    assert person.session.runs.current is run
    assert [float(other.snapshot.layers[0].weights[0, 0]) for other in kept[1:]] == [3.0, 3.0]
    person.session.settings.undo()
    assert [other.letter for other in person.session.runs.all] == ["A"]
    assert person.session.runs.current.snapshot.parameters.tobytes() == bits


def test_a_claim_over_seeds_is_told_seed_by_seed_once_it_is_revealed(pupil):
    asked = Predict(
        ask="How often?", kind="number", truth="share(4 seeds, train_accuracy >= 1 within 20 epochs)"
    )
    settings = {"data": "xor", "layers": [3], "activation": "tanh", "learning_rate": 0.3}
    run = Asked(settings=settings)
    steps = (
        Step(key="bet", title="Bet", kind="predict", line=1, runs=(run,), predict=asked),
        Step(key="say", title="Say", kind="state", line=2, runs=(run,)),
    )
    person = pupil(Lesson(id="seeds", title="Seeds", steps=steps))
    assert person.told.outcomes == ()
    person.runner.predict(0.25)
    told = person.answered()
    single = [
        read_truth("train_accuracy >= 1 within 20 epochs").value(
            {"A": Recorded(set_up(run, 0).with_seed(seed))}
        )
        for seed in range(4)
    ]
    assert [one.holds for one in told.outcomes] == single
    assert told.truth == sum(single) / 4
    told = person.go("say")
    assert [one.holds for one in told.outcomes] == single


def test_a_run_that_breaks_rests_and_says_where(pupil):
    lesson = asked_lesson()
    settings = {"loss": "mse", "learning_rate": 50.0, "layers": (), "output_activation": "linear"}
    start = {"dense1.weights": [[3.0]]}
    fierce = Asked(rows=((1.0, 0.0),), bias=False, weights=start, until="update 900", settings=settings)
    step = replace(lesson.steps[0], key="fierce", runs=(fierce,), predict=None)
    one = pupil(replace(lesson, steps=(step,)))
    one.runner.run()
    assert one.runner.running
    one.wait_until(lambda: bool(one.told.broke))
    assert not one.runner.running
    assert "The network is shown as it was before" in one.told.broke
    one.runner.again()
    one.wait_until(lambda: one.told.ready and not one.told.broke)


def test_a_run_gets_to_the_update_it_names_whatever_epochs_are_usual():
    """Of one sample an epoch is one update, and 60 epochs are usual; of three in twos it is two."""
    rows = ((1.0, 0.0), (2.0, 1.0), (3.0, 1.0))
    settings = {"loss": "mse", "layers": ()}
    assert set_up(Asked(rows=rows[:1], settings=settings, until="update 100")).experiment.epochs == 100
    twos = {**settings, "batch_size": 2}
    assert set_up(Asked(rows=rows, settings=twos, until="update 301")).experiment.epochs == 151
    assert set_up(Asked(rows=rows, settings=twos, until="update 3")).experiment.epochs == 60


def test_a_step_is_settled_once_nothing_in_it_is_left_to_be_answered(pupil):
    one = pupil()
    lesson = one.runner.lesson
    asks = [step.key for step in lesson.steps if step.predict is not None]
    for step in lesson.steps:
        one.go(step.key)
    settled = one.runner.progress.settled(lesson)
    assert settled == {step.key for step in lesson.steps if not (step.predict or step.check or step.puzzle)}
    one.go(asks[0])
    one.runner.show_me()
    one.answered()
    assert one.runner.progress.settled(lesson) == settled | {asks[0]}


def test_two_windows_at_one_lesson_lose_no_answer(qapp, tmp_path):
    lesson, file = asked_lesson(), tmp_path / "lessons.json"
    keys = [step.key for step in lesson.steps]
    one, other = Progress(file), Progress(file)
    one.answer(lesson, keys[1], Answer(said="here"))
    one.come_to(lesson, keys[1])
    other.answer(lesson, keys[2], Answer(said="there"))
    other.come_to(lesson, keys[2])
    one.save()
    other.save()
    both = Progress(file).way(lesson)
    assert {key: answer.said for key, answer in both.answers.steps.items()} == {
        keys[1]: "here",
        keys[2]: "there",
    }
    assert set(both.opened) == {keys[1], keys[2]}
    one.again(lesson)
    one.save()
    assert not Progress(file).way(lesson).answers.steps, "what is begun again is begun again"
