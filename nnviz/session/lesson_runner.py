"""Running a lesson: which step is open, what was predicted, and when it is revealed."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, Literal

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnviz.data import Dataset
from nnviz.data.saving import save_bytes
from nnviz.lessons.answers import Answer, Answers, Given, Value, write_answers
from nnviz.lessons.judging import feedback, is_right
from nnviz.lessons.lesson import Check, Confidence, Lesson, Predict, Step
from nnviz.lessons.used import Forgotten, Sent, leave_out_data, send_through
from nnviz.session.desk import Desk
from nnviz.session.lesson_jobs import LessonJob, LessonJobs
from nnviz.session.lesson_progress import Progress
from nnviz.session.lesson_setups import Setups, Standing, as_they_are
from nnviz.session.messages import Message
from nnviz.session.run import Run
from nnviz.session.session import Session
from nnviz.training.many.outcome import Outcome
from nnviz.training.snapshot import Snapshot

Phase = Literal["ask", "revealed"]

#: Steps without a question of their own that keep the last one in sight, with guess and truth.
_LOOK_BACK: Final = frozenset({"run", "state", "why"})
_CHECK_MS: Final = 100  # what a run has come to is looked at no more often
_LONGEST_RUN: Final = 4.0  # seconds that a run of many epochs is to take, where it can be so fast
_SLOWEST: Final = 8.0  # epochs a second
_NO_ANSWER: Final = Answer()


@dataclass(frozen=True, eq=False, kw_only=True)
class StepShown:
    """A step of a lesson as it stands now: all that its views are told of it.

    ``question`` is what the step asks to predict; a step that only looks back has that of the last step
    before it which asks, at place ``asked_at``, so that guess and truth stay side by side. Of ``phase``
    “ask” is a question of the step's own that has not been revealed; everything else is “revealed”.
    ``given`` is what was predicted, ``truth`` how it is, known only once revealed; ``right`` likewise.
    ``counting``: it is being worked out. ``outcomes`` are those of a claim over seeds, once it is revealed.

    ``sent`` and ``forgotten``: what using the network, and taking its data away, have brought to light.
    ``ready``: the runs stand as the step wants them; until then the moment shown is of another step. Where
    they cannot, ``fault`` says why. ``broke``: where and why training ended in numbers that are none.
    ``answer`` is all that was answered in this step, ``told_of_goal`` what
    is said of its check or puzzle, and ``done`` whether all that it asks for has been done.
    """

    lesson: Lesson
    place: int
    step: Step
    phase: Phase = "revealed"
    question: Predict | None = None
    asked_at: int = -1
    given: Given | None = None
    truth: Value | None = None
    right: bool | None = None
    feedback: str = ""
    counting: bool = False
    outcomes: tuple[Outcome, ...] = ()
    sent: Sent | None = None
    forgotten: Forgotten | None = None
    ready: bool = False
    fault: str = ""
    broke: str = ""
    answer: Answer = _NO_ANSWER
    told_of_goal: str = ""
    done: bool = False

    @property
    def goal(self) -> Check | None:
        """What the step is to come to, as a check or a puzzle."""
        return self.step.puzzle or self.step.check


class LessonRunner(QObject):
    """Leads through a lesson in a Session of its own, looked at from ``desk``.

    ``told`` is what the views are told. ``step_changed``: another step is open; ``answer_changed``: something
    was predicted, revealed or chosen in it, or its runs stand ready; ``done_changed``: what it asks for has
    been done; ``running_changed``: it runs, or rests. Nothing here raises: what cannot be is a sentence in
    ``told``. ``fault_raised``: a fault of nnviz, with its traceback.
    """

    step_changed = Signal()
    answer_changed = Signal()
    done_changed = Signal()
    running_changed = Signal(bool)
    fault_raised = Signal(str)

    def __init__(
        self, session: Session, desk: Desk, progress: Progress, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.session, self.desk, self.progress = session, desk, progress
        self._lesson: Lesson | None = None
        self._place = 0
        self._told: StepShown | None = None
        self._setups: Setups | None = None
        self._jobs = LessonJobs(self)
        self._jobs.fault_raised.connect(self.fault_raised)
        self._began: Snapshot | None = None  # the moment at which the current run of the step opened
        self._beginning: Standing | None = None  # whose own Trainer has yet to show the same moment
        self._goes_to: tuple[int, bool] | None = None  # how far it was to the moment that it runs to
        self._told_running = False
        self._checking = False
        self._check_due = QTimer(self)
        self._check_due.setSingleShot(True)
        self._check_due.setInterval(_CHECK_MS)
        self._check_due.timeout.connect(self._check)
        session.signals.run_changed.connect(self._on_run_changed)
        session.signals.playing_changed.connect(self._tell_running)
        session.signals.message_raised.connect(self._on_message)
        desk.shown_changed.connect(self._on_shown)

    # ---- what is open
    @property
    def lesson(self) -> Lesson | None:
        """The lesson that is open."""
        return self._lesson

    @property
    def place(self) -> int:
        """The place of the open step, counted from 0."""
        return self._place

    @property
    def told(self) -> StepShown | None:
        """The open step as it stands now; None without a lesson."""
        return self._told

    @property
    def answers(self) -> Answers | None:
        """What has been answered in this lesson."""
        return None if self._lesson is None else self.progress.answers(self._lesson)

    def open(self, lesson: Lesson, at: int | None = None) -> None:
        """Open a lesson at that step; None: where it was left."""
        if lesson is not self._lesson:
            self._jobs.drop()
            self._lesson, self._setups = lesson, Setups(lesson)
        if at is None:
            keys = [step.key for step in lesson.steps]
            left = self.progress.way(lesson).step
            at = keys.index(left) if left in keys else 0
        self.go(at)

    def go(self, place: int) -> None:
        """Open that step; from whatever step, it is the same. Where there is none, nothing happens."""
        lesson, setups = self._lesson, self._setups
        if lesson is None or setups is None or not 0 <= place < len(lesson.steps):
            return
        self._jobs.drop()
        self._check_due.stop()
        self.pause()
        self._place, self._checking = place, False
        self.progress.come_to(lesson, lesson.steps[place].key)
        self._told = self._opened(lesson, place)
        standing = setups.ready(place)
        if standing is not None:
            self._stand(standing)
        else:
            self._jobs.do(LessonJob(partial(setups.stand, place), self._on_standing, self._on_refused))
        self._look_back()
        self.step_changed.emit()
        self._finish_if_done()
        self._look_ahead(lesson, setups)

    def next(self) -> None:
        """The step after this one."""
        self.go(self._place + 1)

    def back(self) -> None:
        """The step before this one."""
        self.go(self._place - 1)

    def again(self) -> None:
        """Have the step as it was when it opened, with what was answered in it."""
        self.go(self._place)

    def leave(self) -> None:
        """Close the lesson; where it was is kept."""
        self._jobs.drop()
        self._check_due.stop()
        self.pause()
        self._lesson = self._told = None
        self.progress.leave()

    def shut_down(self) -> None:
        """End everything in the background and wait for it."""
        self._check_due.stop()
        self._jobs.shut_down()
        self.progress.save()

    # ---- opening a step
    def _opened(self, lesson: Lesson, place: int) -> StepShown:
        """The step with what has been answered in it, before anything is worked out."""
        step = lesson.steps[place]
        answer = self.progress.answers(lesson).at(step.key)
        told = StepShown(lesson=lesson, place=place, step=step, answer=answer)
        if step.predict is not None:
            phase: Phase = "revealed" if answer.revealed else "ask"
            told = replace(told, question=step.predict, asked_at=place, given=answer.given, phase=phase)
        elif (asked_at := self._asked_before(lesson, place)) is not None:
            asked = lesson.steps[asked_at]
            given = self.progress.answers(lesson).at(asked.key).given
            told = replace(told, question=asked.predict, asked_at=asked_at, given=given)
        return replace(told, done=_all_done(told))

    def _asked_before(self, lesson: Lesson, place: int) -> int | None:
        """The place of the step whose question this one looks back at, which has been revealed."""
        if lesson.steps[place].kind not in _LOOK_BACK:
            return None
        asked = next((at for at in range(place - 1, -1, -1) if lesson.steps[at].predict is not None), None)
        if asked is None or not self.progress.answers(lesson).at(lesson.steps[asked].key).revealed:
            return None
        return asked

    def _on_standing(self, standing: tuple[Standing, ...]) -> None:
        self._stand(standing)
        self.answer_changed.emit()

    def _on_refused(self, sentence: str) -> None:
        """The experiment of this step cannot be, or its truth not be worked out."""
        self._tell(fault=sentence, counting=False)

    def _stand(self, standing: tuple[Standing, ...]) -> None:
        """Have the runs of the step, exactly as it wants them."""
        if self._told is None:
            return
        if standing:
            self.desk.set_step_unit("epoch")  # no batch is looked into before it is known that one is wanted
            self.session.runs.open([one.run() for one in standing], standing[0].name)
            self._began, self._beginning = standing[0].parts.snapshot, standing[0]
            step = self._told.step
            micro = step.show.micro is not None or "micro" in step.runs[0].allow
            standing[0].look(self.desk, step.show, micro=micro)
        self._told = replace(self._told, ready=True)

    def _look_ahead(self, lesson: Lesson, setups: Setups) -> None:
        """Record what will be wanted: the truth of this step, and the steps beside it."""
        jobs = []
        if lesson.steps[self._place].predict is not None:
            jobs.append(LessonJob(partial(setups.warm, self._place), _nothing, _nothing))
        near = [at for at in (self._place + 1, self._place - 1) if 0 <= at < len(lesson.steps)]
        jobs += [LessonJob(partial(setups.stand, at), _nothing, _nothing) for at in near]
        self._jobs.set_ahead(jobs)

    # ---- predictions
    def predict(self, value: Value, confidence: Confidence | None = None) -> None:
        """Predict that; it is revealed where it is right, or was the last of the tries."""
        told = self._told
        if told is None or told.phase != "ask" or told.counting or told.question is None:
            return
        before = told.given
        tries = () if before is None or before.value is None else (*before.tries, before.value)
        given = Given(value, confidence or (before.confidence if before else None), tries)
        self._keep(replace(told.answer, given=given))
        self._tell(given=given, counting=True, feedback="")
        self._with_truth(self._place, value, partial(self._judge, given, last=False))

    def reveal(self) -> None:
        """Reveal what was predicted, though tries are left; without a prediction nothing is."""
        told = self._told
        if told is None or told.phase != "ask" or told.given is None or told.counting:
            return
        self._tell(counting=True)
        self._with_truth(self._place, told.given.value, partial(self._judge, told.given, last=True))

    def show_me(self) -> None:
        """Reveal without a prediction, or instead of another try; that it was asked for is kept."""
        told = self._told
        if told is None or told.phase != "ask" or told.counting or told.question is None:
            return
        given = replace(told.given or Given(), shown=True)
        self._keep(replace(told.answer, given=given))
        self._tell(given=given, counting=True)
        self._with_truth(self._place, given.value, partial(self._judge, given, last=True))

    def _with_truth(self, place: int, said: Value | None, then: Callable[[Value], None]) -> None:
        """Call ``then`` with the truth of that step, once it has been worked out."""
        setups = self._setups
        if setups is not None:
            self._jobs.do(LessonJob(partial(setups.truth, place, said), then, self._on_refused))

    def _judge(self, given: Given, truth: Value, *, last: bool) -> None:
        """The truth is known: whether that is right, and whether it is revealed."""
        told = self._told
        if told is None or told.question is None:
            return
        asked, value = told.question, given.value
        right = None if value is None else is_right(asked, value, truth)
        revealed = last or bool(right) or len(given.tries) + 1 >= asked.tries
        said = "" if value is None else feedback(asked, value, truth, revealed=revealed)
        if not revealed:
            self._tell(counting=False, feedback=said)
            return
        self._keep(replace(told.answer, given=given, right=right))
        outcomes = self._outcomes(self._place)
        self._tell(
            phase="revealed", truth=truth, right=right, feedback=said, counting=False, outcomes=outcomes
        )
        self._finish_if_done()
        if told.ready:
            self.run()

    def _outcomes(self, place: int) -> tuple[Outcome, ...]:
        return () if self._setups is None else self._setups.outcomes(place)

    def _look_back(self) -> None:
        """Have guess and truth of what was revealed before side by side."""
        told = self._told
        if told is None or told.phase != "revealed" or told.question is None or told.given is None:
            return
        question, value = told.question, told.given.value

        def shown(truth: Value) -> None:
            right = None if value is None else is_right(question, value, truth)
            said = "" if value is None else feedback(question, value, truth, revealed=True)
            outcomes = self._outcomes(told.asked_at)
            self._tell(truth=truth, right=right, feedback=said, counting=False, outcomes=outcomes)

        self._told = replace(told, counting=True)
        self._with_truth(told.asked_at, value, shown)

    # ---- what else is answered
    def say(self, text: str) -> None:
        """Keep what the pupil saw, in their own words."""
        if self._told is not None and text != self._told.answer.said:
            self._keep(replace(self._told.answer, said=text))

    def choose(self, index: int) -> None:
        """Take that option of the question about a principle, or about what was seen."""
        told, setups = self._told, self._setups
        if told is None or setups is None or told.goal is None or not 0 <= index < len(told.goal.options):
            return
        option, place = told.goal.options[index], self._place
        self._keep(replace(told.answer, chosen=index))
        self._tell(told_of_goal="")

        def known(right: bool) -> None:
            told = self._told
            if told is not None:
                self._keep(replace(told.answer, done=right or told.answer.done))
                self._tell(told_of_goal=option.say or self._said_of_goal(right))
                self._finish_if_done()

        self._jobs.do(LessonJob(partial(setups.is_so, place, option), known, self._on_refused))

    def show_right(self) -> None:
        """Take the option that is right, for a class that has raised its hands."""
        told, setups = self._told, self._setups
        if told is None or setups is None or told.goal is None:
            return
        options, place = told.goal.options, self._place

        def known(right: int | None) -> None:
            told = self._told
            if told is not None and right is not None:
                self._keep(replace(told.answer, chosen=right, done=True))
                self._tell(told_of_goal=options[right].say or self._said_of_goal(True))

        self._jobs.do(LessonJob(partial(setups.right_option, place, options), known, self._on_refused))

    def _said_of_goal(self, right: bool) -> str:
        told = self._told
        if right:
            return (told and told.goal and told.goal.done) or self.tr("That is right.")
        return self.tr("It is another one.")

    def handed_in(self) -> Answers | None:
        """What has been answered in this lesson, under the name that is handed in with it."""
        answers = self.answers
        return None if answers is None else replace(answers, nickname=self.progress.nickname)

    def hand_in(self, path: Path) -> None:
        """Save it as a file. Raises ``ValueError`` in one sentence where that cannot be."""
        answers = self.handed_in()
        if answers is not None:
            save_bytes(path, write_answers(answers))

    def start_again(self) -> None:
        """Forget what was answered in this lesson, and open its first step."""
        if self._lesson is not None:
            self.progress.again(self._lesson)
            self.go(0)

    def _keep(self, answer: Answer) -> None:
        if self._lesson is not None and self._told is not None:
            self.progress.answer(self._lesson, self._told.step.key, answer)
            self._told = replace(self._told, answer=answer)

    def _tell(self, **changes: object) -> None:
        if self._told is not None:
            self._told = replace(self._told, **changes)  # type: ignore[arg-type]
            self.answer_changed.emit()

    def _finish_if_done(self) -> None:
        told = self._told
        if told is None:
            return
        if (done := _all_done(told)) != told.done:
            self._told = replace(told, done=done)
            self.done_changed.emit()
        if done and told.place == len(told.lesson.steps) - 1:
            self.progress.finish(told.lesson)

    # ---- the run of the step
    @property
    def can_run(self) -> bool:
        """Whether the step has a moment to run on to, and is not there yet."""
        return self._to_go() is not None

    def _to_go(self) -> tuple[int, bool] | None:
        """How many epochs, or else updates, are left until the moment that the step names."""
        run = self.session.runs.current
        if self._setups is None or self._told is None or not self._told.ready or run.snapshot is None:
            return None
        return self._setups.left(self._place, run.snapshot)

    def run(self) -> None:
        """Run on until the moment that the step names; without one nothing happens."""
        to_go = self._to_go()
        if to_go is not None:
            count, by_batch = to_go
            training = self.session.training
            training.set_speed(max(_SLOWEST, count / _LONGEST_RUN))
            self.desk.look_at_newest()
            self._goes_to = count, by_batch
            training.advance(count, by_batch=by_batch)
            self._tell_running()

    def use(self) -> None:
        """Send test samples through the network as it is, and compare its weights before and after."""
        self._try_out(send_through, lambda found: self._tell(sent=found))

    def forget(self) -> None:
        """Take the training data away from a copy of the network, and compare its answers."""
        self._try_out(leave_out_data, lambda found: self._tell(forgotten=found))

    def _try_out(self, trial: Callable[[Snapshot, Dataset], object], then: Callable[[object], None]) -> None:
        run = self.session.runs.current
        snapshot, dataset = run.snapshot, run.dataset
        if snapshot is not None and dataset is not None:
            self._jobs.do(LessonJob(lambda _: trial(snapshot, dataset), then, self._on_refused))

    def kept_runs(self) -> tuple[Run, ...]:
        """Copies of the runs of this step as they are now, named after the lesson and its step."""
        told = self._told
        self.session.training.collect()
        names = [] if told is None else [f"{told.lesson.title}: {told.step.title}"]
        return tuple(
            replace(run, name=" ".join([*names, run.letter] if len(self.session.runs.all) > 1 else names))
            for run in as_they_are(self.session.runs.all)
        )

    def run_on(self) -> None:
        """Run on until that moment; past it, or without one, on and on until paused."""
        if self.can_run:
            self.run()
        else:
            self.session.training.set_speed(math.inf)
            self.desk.play()

    def advance(self, *, by_batch: bool) -> None:
        """One update, or one epoch."""
        self.desk.look_at_newest()
        self.session.training.advance(1, by_batch=by_batch)

    def pause(self) -> None:
        """Rest."""
        self._goes_to = None
        self.desk.pause()
        self._tell_running()

    @property
    def running(self) -> bool:
        """Whether it runs, to a moment or on and on."""
        return self._goes_to is not None or self.session.training.playing

    @Slot()
    def _tell_running(self) -> None:
        if self.running != self._told_running:
            self._told_running = self.running
            self.running_changed.emit(self.running)

    # ---- what the step is to come to
    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        beginning, self._beginning = self._beginning, None
        if beginning is not None and self._told is not None:
            beginning.look_into(self.desk, self._told.step.show)
        if self._goes_to is not None and self._to_go() is None:
            self._rest()

    @Slot(object)
    def _on_message(self, message: Message | None) -> None:
        """It has come to rest by itself: it broke, or nothing more is planned. None: that is over."""
        if message is not None and self._goes_to is not None:
            self._rest()
        broke = message.text if message is not None and message.kind == "error" else ""
        if self._told is not None and broke != self._told.broke:
            self._tell(broke=broke)

    def _rest(self) -> None:
        self._goes_to = None
        self._tell_running()

    @Slot()
    def _on_shown(self) -> None:
        told = self._told
        if told is not None and told.ready and told.goal is not None and not self._check_due.isActive():
            self._check_due.start()

    @Slot()
    def _check(self) -> None:
        """Look whether the run, as the pupil has made it, is what the step asks for."""
        told, setups = self._told, self._setups
        goal = None if told is None else told.goal
        if told is None or setups is None or goal is None or not goal.goal or told.answer.done:
            return
        if self._checking:
            self._check_due.start()
            return
        self._checking = True
        runs = as_they_are(self.session.runs.all)
        work = partial(setups.holds, goal.goal, runs, self.desk.sample)
        then = partial(self._on_checked, goal, self._too_long(goal))
        self._jobs.do(LessonJob(work, then, self._on_unchecked))

    def _too_long(self, goal: Check) -> bool:
        """Whether more has been trained than a puzzle allows."""
        now, began = self.session.runs.current.snapshot, self._began
        if not goal.most or now is None or began is None:
            return False
        number, unit = goal.most.split()
        used = now.epoch - began.epoch if unit.startswith("epoch") else now.step - began.step
        return used > int(number)

    def _on_unchecked(self, sentence: str) -> None:
        """It is too early to say: the run is not there yet, or nothing has been drawn."""
        self._checking = False

    def _on_checked(self, goal: Check, too_long: bool, holds: bool) -> None:
        self._checking = False
        told = self._told
        if told is None:
            return
        if too_long:
            text = self.tr("That took more than {most}: begin again.").format(most=goal.most)
            self._tell(told_of_goal=text)
        elif holds:
            self._keep(replace(told.answer, done=True))
            self._tell(told_of_goal=goal.done or self.tr("Done: that is what was asked for."))
            self._finish_if_done()


def _all_done(told: StepShown) -> bool:
    """Whether all that the step asks for has been done."""
    asked = told.step.predict is None or told.phase == "revealed"
    return asked and (told.goal is None or told.answer.done)


def _nothing(_: object) -> None:
    """What was done ahead of its time is kept where it was done."""
