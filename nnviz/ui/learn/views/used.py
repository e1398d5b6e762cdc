"""A network at work on a lesson's stage: what using it changes, and what it is without its data."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.lessons.used import UsedPicture, UsedRow, same_answers, unchanged
from nnviz.drawing.numbers import count
from nnviz.session.lesson_runner import StepShown
from nnviz.session.sentences import told as translated
from nnviz.session.shown import Shown
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.paper_view import PaperView


class UsedView(QObject):
    """What the controls “use” and “forget” have brought to light; see ``LessonView``."""

    answer_offered = Signal(object)

    def __init__(self, parts: ViewParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._paper = PaperView(self.tr("A network at work"), self._draw)
        self._told: StepShown | None = None

    @property
    def widget(self) -> QWidget:
        return self._paper

    def show_step(self, told: StepShown) -> None:
        self._told = told
        self._paper.redraw()

    def show(self, shown: Shown, before: Shown | None) -> None:
        """It is shown once it has been tried."""

    def _draw(self, paper: Paper) -> str:
        return UsedPicture(paper, [self._sent(), self._forgotten()]).draw()

    def _sent(self) -> UsedRow:
        sent = None if self._told is None else self._told.sent
        lines = (
            (self.tr("fingerprint of all weights before"), "?" if sent is None else sent.before),
            (self.tr("and after"), "?" if sent is None else sent.after),
        )
        title = self.tr("It is used")
        if sent is not None:
            title = self.tr("Samples sent through: {n}").format(n=count(sent.samples))
        result = "" if sent is None else translated(unchanged(sent.changed, sent.numbers))
        return UsedRow(title, lines, result, sent is None or not sent.changed)

    def _forgotten(self) -> UsedRow:
        left = None if self._told is None else self._told.forgotten
        if left is None:
            return UsedRow(self.tr("The training data are taken away"), ((self.tr("answers"), "?"),), "")
        lines = (
            (self.tr("numbers in the training data"), count(left.values)),
            (self.tr("bytes of the network alone, as a file"), count(left.size)),
        )
        title = self.tr("Training samples taken away: {n}").format(n=count(left.samples))
        return UsedRow(title, lines, translated(same_answers(left.same, left.asked)), left.same == left.asked)

    def settle(self) -> None:
        """Nothing is put off."""

    def shut_down(self) -> None:
        """Nothing is done in the background."""
