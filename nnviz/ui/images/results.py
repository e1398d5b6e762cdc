"""The right side of Images: the place that is spoken of, the answer and what pushed it, curves, inspector."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.drawing.selection import Selection
from nnviz.session.shown import Shown
from nnviz.training.places import Place
from nnviz.ui.answer import AnswerView
from nnviz.ui.images.place_card import PlaceCard
from nnviz.ui.images.push_view import PushView
from nnviz.ui.results_panel import AnswerColumn
from nnviz.ui.widgets.scroll import Scroll

_CARD_LEAST = 240  # px at unit 1


class ImagesResults(AnswerColumn):
    """A results column, 400 px wide at unit 1; the card of a place takes the room of the inspector."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.card, self.answer, self.pushes = PlaceCard(), AnswerView(), PushView()
        self._crowded = False  # a card has the place of the curves
        self._card_scroll = Scroll(self.card, keyboard=True)
        self._card_scroll.hide()
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._below = QWidget()
        below = QVBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(self.answer)
        below.addWidget(self.pushes)
        column.addWidget(self._card_scroll, 1)
        column.addWidget(self._below)
        super().__init__(head, "right_wide", parent)
        self.card.installEventFilter(self)
        for view in (self.card, self.pushes):
            view.resized.connect(self._fit_head)

    def show_moment(self, shown: Shown, place: Place | None, pixel: tuple[int, int] | None = None) -> None:
        """What pushed the answer, and the place, or the ``pixel`` of the input, that is spoken of."""
        self.pushes.show_moment(shown)
        self.card.show_place(shown, place, pixel)
        self._card_scroll.setVisible(place is not None)
        self._fit_head()

    def show_selection(self, selection: Selection | None) -> None:
        """A place has its own card; of what else is selected the inspector tells."""
        super().show_selection(None if self.speaks_of_place else selection)

    @property
    def folded(self) -> bool:
        return self.speaks_of_place or super().folded

    @property
    def speaks_of_place(self) -> bool:
        """Whether there is a card."""
        return not self._card_scroll.isHidden()

    def settle(self) -> None:
        super().settle()
        self.card.settle()

    @Slot()
    def _fit_head(self) -> None:
        """The answer takes what it needs; a card too high for the window scrolls. Where it could not show
        what its place comes to, it also has the room of what pushed the answer; in front of a class that of
        the curves before.
        """
        self.card.set_room(self._head.width())
        card, whole = 0, self.speaks_of_place and self.card.needs_room
        self.answer.set_compact(self.speaks_of_place)
        self._below.setVisible(not whole)
        self.pushes.give_room(True)
        below, least = self._height_below(whole), self.curves.minimumSizeHint().height()
        self._crowded = (
            self.speaks_of_place
            and self._theme.projector
            and self.card.wanted + below + least > self.height()
        )
        if self.speaks_of_place:
            least = 0 if self._crowded else least
            if self.card.least > self.height() - below - least:
                self.pushes.give_room(False)
                below = self._height_below(whole)
            card = min(self.card.wanted, max(self._theme.px(_CARD_LEAST), self.height() - below - least))
        alone = self.speaks_of_place and (self._crowded or self.two_columns)  # nothing is below it then
        wanted = self.height() if alone else below + card
        if wanted != self._head.maximumHeight():
            self._head.setFixedHeight(wanted)
        self._fold()

    def _fold(self) -> None:
        super()._fold()
        if self._crowded:
            self._curves_pane.hide()
            self.parts.arrange()

    def _height_below(self, whole: bool) -> int:
        """The height in px of what stands below a card; 0 where it has the ``whole`` of the head."""
        return 0 if whole else self.answer.sizeHint().height() + self.pushes.wanted

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_head()
