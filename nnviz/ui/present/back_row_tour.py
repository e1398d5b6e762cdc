"""Steps of a lesson as the room will see them, measured for the back row and painted, unseen by anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, QPoint, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPixmap, QRegion
from PySide6.QtWidgets import QWidget

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
PICTURE_WIDTH = 720  # px of a picture that is kept


class BackRowTour(QObject):
    """Opens the steps of ``lesson`` at ``places`` in a Session and a view of its own, and measures them.

    ``found``: the texts and lines of each step by its place, and whether its words have room; ``pictures``:
    how it is seen when it opens, small. ``changed``: one more is known.
    """

    changed = Signal()

    def __init__(
        self,
        lesson: Lesson,
        places: Sequence[int],
        size: QSize,
        larger: float,
        looks: Looks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._lesson, self._places = lesson, tuple(places)
        self._session = Session(Experiment.on("xor"), parent=self)
        self._desk = self._session.desk(parent=self)
        self._runner = LessonRunner(self._session, self._desk, Progress(parent=self), self)
        self._view = RoomView(self._desk, ViewParts.of(self._session, self._desk, looks, by_hand=False))
        self._view.resize(size)
        self._view.set_larger(larger)
        self.found: Mapping[int, tuple[tuple[Mark, ...], bool]] = {}
        self.pictures: Mapping[int, QPixmap] = {}
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(PAUSE_MS)
        self._due.timeout.connect(self._measure)
        self._runner.step_changed.connect(self._on_told)
        self._runner.answer_changed.connect(self._on_told)

    def start(self) -> None:
        """Open the first of them."""
        self._session.start()
        if self._places:
            self._runner.open(self._lesson, self._places[0])

    @Slot()
    def _on_told(self) -> None:
        told = self._runner.told
        wanted = told is not None and told.place in self._places and told.place not in self.found
        if told is not None and wanted and (told.ready or told.fault):
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
        self.pictures = {**self.pictures, told.place: self._painted()}
        self.changed.emit()
        left = [place for place in self._places if place not in self.found]
        if left:
            self._runner.go(left[0])

    def _painted(self) -> QPixmap:
        """The view as it is, small."""
        picture = QPixmap(self._view.size())
        picture.fill(Qt.GlobalColor.transparent)
        self._view.render(picture, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
        return picture.scaledToWidth(
            min(PICTURE_WIDTH, picture.width()), Qt.TransformationMode.SmoothTransformation
        )

    @property
    def over(self) -> bool:
        """Whether every one of them is known."""
        return len(self.found) == len(self._places)

    def shut_down(self) -> None:
        """End it, and wait for what it does in the background."""
        self._due.stop()
        self._view.shut_down()
        self._runner.leave()
        self._runner.shut_down()
        self._desk.shut_down()
        self._session.shut_down()
        self._view.deleteLater()
