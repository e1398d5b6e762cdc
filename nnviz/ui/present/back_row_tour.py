"""Every step of a lesson measured for the back row before the class comes, where nobody sees it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QSize, QTimer, Signal, Slot

from nnviz.lessons.back_row import Mark
from nnviz.lessons.lesson import Lesson
from nnviz.session.lesson_progress import Progress
from nnviz.session.lesson_runner import LessonRunner
from nnviz.session.presenting import RoomTold
from nnviz.session.presenting_phases import phases_of
from nnviz.session.session import Session
from nnviz.training.experiment import Experiment
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.looks import Looks
from nnviz.ui.present.back_row_check import marks_in
from nnviz.ui.present.room_view import RoomView

#: Between two steps, ms: what the person does comes in between.
PAUSE_MS = 120


class BackRowTour(QObject):
    """Opens one step after another of ``lesson`` in a Session and a view of its own, and measures it.

    ``found``: the texts and lines of each step by its place, and whether its words have room. ``changed``:
    one more is known.
    """

    changed = Signal()

    def __init__(
        self, lesson: Lesson, size: QSize, larger: float, looks: Looks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._lesson = lesson
        self._session = Session(Experiment.on("xor"), parent=self)
        self._desk = self._session.desk(parent=self)
        self._runner = LessonRunner(self._session, self._desk, Progress(parent=self), self)
        self._view = RoomView(self._desk, ViewParts.of(self._session, self._desk, looks, by_hand=False))
        self._view.resize(size)
        self._view.set_larger(larger)
        self.found: Mapping[int, tuple[tuple[Mark, ...], bool]] = {}
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(PAUSE_MS)
        self._due.timeout.connect(self._measure)
        self._runner.step_changed.connect(self._on_told)
        self._runner.answer_changed.connect(self._on_told)

    def start(self) -> None:
        """Open the first step."""
        self._session.start()
        self._runner.open(self._lesson, 0)

    @Slot()
    def _on_told(self) -> None:
        told = self._runner.told
        if told is not None and (told.ready or told.fault) and told.place not in self.found:
            phase = phases_of(told.step, counting=True)[0]
            self._view.show_room(RoomTold(self._lesson, told, phase))
            self._due.start()

    @Slot()
    def _measure(self) -> None:
        told = self._runner.told
        if told is None:
            return
        self._view.settle()
        measured = marks_in(self._view), not self._view.words.overflow
        self.found = {**self.found, told.place: measured}
        self.changed.emit()
        self._runner.next()

    @property
    def over(self) -> bool:
        """Whether every step is known."""
        return len(self.found) == len(self._lesson.steps)

    def shut_down(self) -> None:
        """End it, and wait for what it does in the background."""
        self._due.stop()
        self._view.shut_down()
        self._runner.leave()
        self._runner.shut_down()
        self._desk.shut_down()
        self._session.shut_down()
        self._view.deleteLater()
