"""What the room sees of a lesson: head, words and stage at the room's sizes, or a card with its title."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from nnviz.lessons.back_row import SMALLEST_TEXT
from nnviz.session.desk import Desk
from nnviz.session.presenting import RoomTold
from nnviz.session.shown import Shown
from nnviz.ui.learn.stage import Stage
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.present.room_sizes import COLUMN, LEFT, TOP, WIDE_COLUMN, unit_of
from nnviz.ui.present.room_words import RoomHead, RoomWords
from nnviz.ui.theme import Theme, apply_theme
from nnviz.ui.widgets.painted import PaintedWidget

_CARDS = ("title", "end")
_NETWORK = "network"
_OF_A_NETWORK = {"micro", "neuron"}  # who shows one itself
#: Of so many inputs a network is still read beside another view.
MOST_INPUTS = 12


class RoomCard(PaintedWidget):
    """The lesson's title alone, between two lessons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = self._words = ""

    def show_card(self, title: str, words: str) -> None:
        """That title, and a sentence below it."""
        self._title, self._words = title, words
        self.setAccessibleName(f"{title}. {words}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, unit = self._theme, unit_of(self._theme)
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.surface("stage"))
        box = QRectF(self.rect()).adjusted(160 * unit, 0, -160 * unit, 0)
        font = theme.font("title", weight="semibold")
        font.setPixelSize(round(104 * unit))
        painter.setFont(font)
        painter.setPen(theme.text())
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        upper = QRectF(box.left(), box.top(), box.width(), box.height() * 0.54)
        painter.drawText(upper, flags | Qt.AlignmentFlag.AlignBottom, self._title)
        font.setPixelSize(round(48 * unit))
        font.setWeight(theme.font("body").weight())
        painter.setFont(font)
        painter.setPen(theme.text("secondary"))
        lower = QRectF(box.left(), upper.bottom() + 36 * unit, box.width(), box.height() * 0.4)
        painter.drawText(lower, flags | Qt.AlignmentFlag.AlignTop, self._words)
        painter.end()


class RoomView(QWidget):
    """Shows a room what it is told, of what ``desk`` shows; nothing in it can be pressed.

    Its sizes grow with its height, and with ``larger`` for a back row that is far away. ``told_changed``: it
    shows something else.
    """

    told_changed = Signal()

    def __init__(self, desk: Desk, parts: ViewParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._larger, self._reduced = desk, 1.0, False
        self._column = COLUMN
        self._theme = Theme("projector")
        self.head, self.words = RoomHead(self), RoomWords(self)
        self.stage, self.card = Stage(parts, self), RoomCard(self)
        self._room: RoomTold | None = None
        for part in (self.head, self.words, self.card, self.stage):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(self.tr("What the room sees"))
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(0)
        self._due.timeout.connect(self._on_due)
        desk.shown_changed.connect(self._on_shown)
        self.resize(1920, 1080)
        self._dress()

    @property
    def room(self) -> RoomTold | None:
        """What it shows."""
        return self._room

    @property
    def theme(self) -> Theme:
        """The room's own."""
        return self._theme

    def show_room(self, room: RoomTold) -> None:
        """Show that."""
        before, self._room = self._room, room
        on_card = room.phase in _CARDS
        if on_card:
            lesson = room.lesson
            self.card.show_card(lesson.title, lesson.purpose if room.phase == "title" else self.tr("The end"))
        else:
            self.head.show_place(room.lesson.title, room.told.place, len(room.lesson.steps))
            self._column = COLUMN
            self._place()
            self.words.show_room(room)
            if self.words.overflow:
                self._column = WIDE_COLUMN
                self._place()
            if before is None or before.told is not room.told or before.phase in _CARDS:
                self.stage.show_step(room.told)
                self._show_moment()
        for part in (self.head, self.words):
            part.setVisible(not on_card)
        self.stage.setVisible(not on_card and room.told.ready)
        self.card.setVisible(on_card)
        self.told_changed.emit()

    def _weigh(self) -> None:
        """Beside another view a network is small, and one of many inputs has no room: it gives way."""
        row, names, shown = self.stage.layout(), self.stage.names, self._desk.shown
        if not isinstance(row, QBoxLayout) or _NETWORK not in names or len(names) < 2:
            return
        for place, name in enumerate(names):
            row.setStretch(place, 1 if name == _NETWORK else 2)
        many = shown is not None and math.prod(shown.dataset.feature_shape) > MOST_INPUTS
        self.stage.view(_NETWORK).widget.setVisible(not many and not _OF_A_NETWORK & set(names))

    @Slot(object)
    def _on_shown(self, shown: Shown | None) -> None:
        if self._room is not None and self._room.phase not in _CARDS:
            self._due.start()  # a step that opens is told after its moment, which would be the last one's

    @Slot()
    def _on_due(self) -> None:
        self._show_moment()
        self.told_changed.emit()

    def _show_moment(self) -> None:
        """Until the step's own runs stand, the moment is of another."""
        self._due.stop()
        if self._room is not None and self._room.told.ready:
            self.stage.show_moment(self._desk.shown)
            self._weigh()

    def settle(self) -> None:
        """Let all that is seen be of the moment shown, now."""
        if self._due.isActive():
            self._on_due()
        self.stage.settle()

    # ---- sizes
    def set_larger(self, larger: float) -> None:
        """All sizes so many times as large."""
        if larger != self._larger:
            self._larger = larger
            self._dress()

    def _dress(self) -> None:
        height = max(240.0, float(self.height()))
        self._theme = Theme(
            "projector",
            window_height=height,
            reduce_motion=self._reduced,
            least_text=SMALLEST_TEXT * self._larger,
        )
        for part in (self.head, self.words, self.card, self.stage):
            apply_theme(part, self._theme)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().height() != event.oldSize().height():
            self._dress()
        self._place()

    def _place(self) -> None:
        unit = unit_of(self._theme)
        width, height, top = self.width(), self.height(), round(TOP * unit)
        column = round(min(self._column * unit, width * 0.46) + LEFT * unit * 0.2)
        self.card.setGeometry(self.rect())
        self.head.setGeometry(0, 0, width, top)
        self.words.setGeometry(0, top, column, height - top)
        gap = round(24 * unit)
        self.stage.setGeometry(column + gap, top + gap, width - column - 2 * gap, height - top - 2 * gap)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.surface("stage"))
        painter.end()

    def shut_down(self) -> None:
        """Wait for what its views do in the background."""
        self._due.stop()
        self.stage.shut_down()
