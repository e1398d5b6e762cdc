"""The runs of a lesson's step raced over the loss of two numbers of the network."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from nnviz.session.lesson_runner import StepShown
from nnviz.session.sentences import told as translated
from nnviz.session.shown import Shown
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.race.course import field_of
from nnviz.ui.race.race_view import RaceView


class LessonRace(QObject):
    """All runs of the step; the step names the two numbers in ``of``. See ``LessonView``."""

    answer_offered = Signal(object)

    def __init__(self, parts: ViewParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._of = ""
        self._race = RaceView(by_hand=parts.by_hand)

    @property
    def widget(self) -> QWidget:
        return self._race

    def show_step(self, told: StepShown) -> None:
        self._of = told.step.show.of
        self._race.set_ahead(told.phase != "ask")

    def show(self, shown: Shown, before: Shown | None) -> None:
        field = field_of(self._parts.runs.all, self._of)
        self._race.show_course(field.course, field.starters, translated(field.note))

    def settle(self) -> None:
        """The race shows itself when it is worked out."""

    def shut_down(self) -> None:
        self._race.shut_down()
