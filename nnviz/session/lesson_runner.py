"""Running a lesson: which step is open, what was predicted, and when it is revealed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal

from nnviz.lessons.answers import Answers, Given, Value
from nnviz.lessons.lesson import Confidence, Lesson, Predict, Step
from nnviz.session.desk import Desk
from nnviz.session.lesson_progress import Progress
from nnviz.session.session import Session

Phase = Literal["ask", "revealed"]


@dataclass(frozen=True, eq=False, kw_only=True)
class StepShown:
    """A step of a lesson as it stands now: all that its views are told of it.

    ``question`` is what the step asks to predict; a step that asks nothing has that of the last step before
    it which does, answered or not, so that guess and truth stay side by side. Of ``phase`` “ask” is a
    question of the step's own that has not been revealed; everything else is “revealed”. ``given`` is what
    was predicted, ``truth`` how it is, known only once revealed; ``right`` likewise. ``counting``: it is
    being worked out.
    """

    lesson: Lesson
    place: int
    step: Step
    phase: Phase = "revealed"
    question: Predict | None = None
    given: Given | None = None
    truth: Value | None = None
    right: bool | None = None
    feedback: str = ""
    counting: bool = False


class LessonRunner(QObject):
    """Leads through a lesson in a Session of its own, looked at from ``desk``.

    ``told`` is what the views are told. ``step_changed``: another step is open; ``answer_changed``: something
    was predicted, revealed or chosen in it; ``done_changed``: what it asks to be reached has been, or no
    longer. Opening, predicting and revealing raise nothing: what cannot be is told by ``fault_raised`` in a
    sentence, and the step stays as it is.
    """

    step_changed = Signal()
    answer_changed = Signal()
    done_changed = Signal()
    fault_raised = Signal(str)

    def __init__(
        self, session: Session, desk: Desk, progress: Progress, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.session, self.desk, self.progress = session, desk, progress
        self._lesson: Lesson | None = None
        self._place = 0
        self._told: StepShown | None = None

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

    def open(self, lesson: Lesson, at: int = 0) -> None:
        """Open a lesson at that step."""
        self._lesson = lesson
        self.go(at)

    def go(self, place: int) -> None:
        """Open that step; from whatever step, it is the same."""
        if self._lesson is not None and 0 <= place < len(self._lesson.steps):
            self._place = place
            self._told = StepShown(lesson=self._lesson, place=place, step=self._lesson.steps[place])
            self.step_changed.emit()

    def next(self) -> None:
        """The step after this one."""
        self.go(self._place + 1)

    def back(self) -> None:
        """The step before this one."""
        self.go(self._place - 1)

    def predict(self, value: Value, confidence: Confidence | None = None) -> None:
        """Predict that; revealed where it is right, or was the last of the tries."""

    def show_me(self) -> None:
        """Reveal without a prediction, which is kept as that."""

    def reveal(self) -> None:
        """Reveal what was predicted, though tries are left; without a prediction nothing is."""

    def say(self, text: str) -> None:
        """Keep what the pupil saw, in their own words."""

    def choose(self, index: int) -> None:
        """Take that option of the question about a principle."""

    def run(self) -> None:
        """Run on until the moment that the step names."""

    def pause(self) -> None:
        """Rest."""

    def leave(self) -> None:
        """Close the lesson; where it was is kept."""

    def shut_down(self) -> None:
        """End everything in the background and wait for it."""
