"""The lesson that is open: a Session of its own, what leads through it, and its page."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from nnviz.lessons.lesson import Lesson
from nnviz.session.lesson_progress import Progress
from nnviz.session.lesson_runner import LessonRunner
from nnviz.session.session import Session
from nnviz.ui.learn.formulas_ahead import FormulasAhead
from nnviz.ui.learn.lesson_page import LessonPage
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.looks import Looks


class OpenLesson(QObject):
    """Its runs are no runs of the person's: those are as they were when it is closed.

    ``fault_raised(trace)``: an internal error, of any thread.
    """

    fault_raised = Signal(str)

    def __init__(self, looks: Looks, progress: Progress, parent: QObject) -> None:
        super().__init__(parent)
        self.session = Session(parent=self)
        self.desk = self.session.desk(parent=self)
        self.runner = LessonRunner(self.session, self.desk, progress, self)
        self._formulas = FormulasAhead(self)
        self.page = LessonPage(self.runner, self.desk, ViewParts.of(self.session, self.desk, looks))
        for raised in (self.session.signals.fault_raised, self.runner.fault_raised):
            raised.connect(self.fault_raised)

    @property
    def lesson(self) -> Lesson | None:
        """The lesson."""
        return self.runner.lesson

    def open(self, lesson: Lesson, at: int | None, number: int, count: int) -> None:
        """Lead through this lesson from that step on, None: where it was left. It is the lesson of that
        ``number`` of ``count``; 0: none of the course."""
        self.page.set_number(number, count)
        self.runner.open(lesson, at)
        self._formulas.begin(lesson, self.runner.place)

    def rest(self) -> None:
        """Nobody looks at it at present."""
        self.runner.pause()

    def close(self) -> None:
        """Keep how far it was, and end what it does in the background."""
        self._formulas.end()
        self.page.shut_down()
        self.runner.leave()
        self.runner.shut_down()
        self.desk.shut_down()
        self.session.shut_down()
        self.page.hide()
        self.page.deleteLater()
        self.deleteLater()
