"""What the back row cannot read, of the step that is seen and of all that are to come."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

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
    as large as the back row needs, also of the ``spare`` view."""

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
        self._measured = {}
        self._end_tour()
        self._tour_due.start()

    def look(self) -> None:
        """The room sees something else."""
        self._check.start()

    # ---- measuring
    @Slot()
    def _on_tour_due(self) -> None:
        """Before the class is there: its title stands on the wall."""
        if self._presenting.phase == "title":
            self.tour()

    def tour(self) -> None:
        """Measure every step of the lesson, off the picture."""
        self._end_tour()
        lesson = self._presenting.lesson
        if lesson is not None:
            self._tour = BackRowTour(lesson, self._views[0].size(), self._larger, self._looks, self)
            self._tour.changed.connect(self._tell)
            self._tour.start()

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
        known = {**({} if self._tour is None else self._tour.found), **self._measured}
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
