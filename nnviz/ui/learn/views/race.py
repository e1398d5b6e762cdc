"""The runs of a lesson's step raced over the loss of two numbers of the network."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from nnviz.lessons.lesson import Step
from nnviz.lessons.moment import Moment, read_moment
from nnviz.session.lesson_runner import StepShown
from nnviz.session.sentences import told as translated
from nnviz.session.shown import Shown
from nnviz.training.race import Count
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.race.course import field_of
from nnviz.ui.race.race_view import RaceView

#: Steps about who has the smallest loss when it ends, not about who is first at a goal.
_BY_LOSS = ("predict", "run", "state")
#: Steps before anything is asked: who races is seen, and where they start.
_WAITING = ("hook", "look")


class LessonRace(QObject):
    """All runs of the step; the step names the two numbers in ``of``. See ``LessonView``."""

    answer_offered = Signal(object)

    def __init__(self, parts: ViewParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._of = ""
        self._until: Moment | None = None
        self._goal = True
        self._race = RaceView(by_hand=parts.by_hand)

    @property
    def widget(self) -> QWidget:
        return self._race

    def show_step(self, told: StepShown) -> None:
        self._of = told.step.show.of
        self._until = _until(told.step)
        self._goal = told.step.kind not in _BY_LOSS
        self._race.set_ahead(told.phase != "ask" and told.step.kind not in _WAITING)

    def show(self, shown: Shown, before: Shown | None) -> None:
        field = field_of(self._parts.runs.all, self._of)
        course = field.course
        if course is not None and self._until is not None:
            by: Count = "updates" if self._until.unit == "update" else "epochs"
            course = replace(course, by=by, until=self._until.number, goal=self._goal)
        self._race.show_course(course, field.starters, translated(field.note))

    def settle(self) -> None:
        self._race.settle()

    def shut_down(self) -> None:
        self._race.shut_down()


def _until(step: Step) -> Moment | None:
    """As far as the runs of the step go, where it says so: “update 10”, “epoch 10”."""
    named = [read_moment(text) for run in step.runs for text in (run.until, run.at) if text]
    return max((moment for moment in named if moment.number), key=lambda one: one.number, default=None)
