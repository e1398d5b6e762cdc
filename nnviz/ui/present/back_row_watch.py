"""What the back row cannot read, of the step that is seen and of all that are to come, and how those look."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QPixmap

from nnviz.lessons.back_row import BackRow, Mark, too_small
from nnviz.session.presenting import Presenting
from nnviz.ui.looks import Looks
from nnviz.ui.present.back_row_check import marks_in
from nnviz.ui.present.back_row_tour import BackRowTour
from nnviz.ui.present.notes_panel import BackRowCard
from nnviz.ui.present.room_view import RoomView

#: When what the room shows is measured, ms after it has changed: what is animated has come to rest by then.
CHECK_MS = 700
#: When a lesson whose title stands there begins to be measured as a whole, ms.
TOUR_MS = 2000


class BackRowWatch(QObject):
    """Measures the room's ``view`` and says in the ``card`` what is too small, with one way out: all sizes
    as large as the back row needs, also of the ``spare`` view.

    ``pictured``: of one more step it is known how it looks when it opens.
    """

    pictured = Signal()

    def __init__(
        self,
        presenting: Presenting,
        view: RoomView,
        spare: RoomView,
        card: BackRowCard,
        looks: Looks,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._presenting, self._views, self._card, self._looks = presenting, (view, spare), card, looks
        self._larger = 1.0
        self._tour: BackRowTour | None = None
        self._measured: dict[int, tuple[tuple[Mark, ...], bool]] = {}
        self._pictures: dict[int, QPixmap] = {}
        self._check = self._timer(CHECK_MS)
        self._check.timeout.connect(self.check)
        self._tour_due = self._timer(TOUR_MS)
        self._tour_due.timeout.connect(self._on_tour_due)
        card.enlarge_wished.connect(self._on_enlarge)

    def _timer(self, after: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after)
        return timer

    @property
    def row(self) -> BackRow:
        """Where the last row sits."""
        return BackRow(*self._looks.preferences.back_row)

    @Slot(object)
    def set_row(self, row: BackRow) -> None:
        """Where the last row sits; remembered, and every step is measured for it."""
        self._looks.set("back_row", (row.distance, row.picture))
        self.tour()
        self.check()

    def begin(self) -> None:
        """Another lesson is presented: nothing is known of it."""
        self._measured, self._pictures = {}, {}
        self._end_tour()
        self._tour_due.start()

    def look(self) -> None:
        """The room sees something else."""
        self._check.start()
        if self._tour is None or self._tour.over:
            self._tour_due.start()

    def picture_of(self, place: int) -> QPixmap:
        """How the step at that place looks when it opens; a null picture where that is not known yet."""
        return self._pictures.get(place, QPixmap())

    # ---- measuring
    @Slot()
    def _on_tour_due(self) -> None:
        """Before the class is there its title stands on the wall; later, the step after this one is looked at
        ahead."""
        there, lesson = self._presenting, self._presenting.lesson
        after = there.runner.place + 1
        if there.phase == "title":
            self.tour()
        elif lesson is not None and after < len(lesson.steps) and after not in self._pictures:
            self.tour([after])

    def tour(self, places: Sequence[int] | None = None) -> None:
        """Measure the steps of the lesson at those places, None: every one, off the picture."""
        self._end_tour()
        lesson = self._presenting.lesson
        if lesson is not None:
            wanted = range(len(lesson.steps)) if places is None else places
            size = self._views[0].size()
            self._tour = BackRowTour(lesson, wanted, size, self._larger, self._looks, self)
            self._tour.changed.connect(self._on_toured)
            self._tour.start()

    @Slot()
    def _on_toured(self) -> None:
        if self._tour is not None:
            self._measured = {**self._tour.found, **self._measured}
            self._pictures |= self._tour.pictures
        self._tell()
        self.pictured.emit()

    @property
    def toured(self) -> bool:
        """Whether every step has been measured."""
        return self._tour is not None and self._tour.over

    def _end_tour(self) -> None:
        if self._tour is not None:
            self._tour.shut_down()
            self._tour.deleteLater()
            self._tour = None

    @Slot()
    def check(self) -> None:
        """Measure the step that the room sees."""
        there, view = self._presenting, self._views[0]
        if there.room == "live" and there.phase not in ("title", "end", "reveal"):
            measured = marks_in(view), not view.words.overflow
            self._measured = {**self._measured, there.runner.place: measured}
            self._tell()

    @Slot()
    def _on_enlarge(self) -> None:
        self._larger, self._measured = self.row.larger, {}
        for view in self._views:
            view.set_larger(self._larger)
        self.tour()
        self.check()

    # ---- saying
    @Slot()
    def _tell(self) -> None:
        """Name what is too small in this step, else in the first one that has such a thing."""
        known = self._measured
        here = self._presenting.runner.place
        for place in sorted(known, key=lambda place: (place != here, place)):
            marks, whole = known[place]
            found = too_small(marks, self.row)
            said = [self._small(mark) for mark in found]
            if not whole:
                said.append(self.tr("There are more words than the room's window has place for."))
            if said:
                can = bool(found) and self._larger < self.row.larger - 0.01
                self._card.warn(place + 1, " ".join(said), can_enlarge=can)
                return
        self._card.hide()

    def _small(self, mark: Mark) -> str:
        row = self.row
        floor = row.line if mark.line else row.text
        text = self.tr("{what} is {px} px. From row {row}, on a picture {height} m high, it takes {floor}.")
        return text.format(
            what=mark.what,
            px=f"{mark.size:.3g}",
            row=row.rows,
            height=f"{row.picture:g}",
            floor=f"{floor:.3g}",
        )

    def shut_down(self) -> None:
        """Measure no more."""
        self._check.stop()
        self._tour_due.stop()
        self._end_tour()
