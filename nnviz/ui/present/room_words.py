"""What the room reads: the title and how far the lesson is, the question, its answers, what to do now."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from nnviz.session.presenting import RoomTold
from nnviz.session.presenting_phases import asks
from nnviz.ui.learn.prose import Prose
from nnviz.ui.logo import logo_pixmap
from nnviz.ui.present.answers_told import answered, note_of, question_of
from nnviz.ui.present.room_options import RoomOptions
from nnviz.ui.present.room_sizes import (
    BODY,
    LEFT,
    NOTE,
    QUESTION,
    TITLE,
    TRUTH,
    larger_of,
    room_font,
    unit_of,
)  # fmt: skip
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import PaintedWidget

#: Where the words have too little room: sizes of body, question and note, and how high an answer stands.
_SQUEEZED: Final = (
    (BODY, QUESTION, NOTE, 136.0),
    (38.0, 56.0, 38.0, 112.0),
    (36.0, 48.0, 36.0, 92.0),
    (36.0, 40.0, 36.0, 84.0),
)


class RoomProse(Prose):
    """Text of a lesson at a size of the room's own."""

    def __init__(self, size: float, color: str = "primary", parent: QWidget | None = None) -> None:
        super().__init__("body", color, parent)
        self.size_px = size

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(replace(theme, least_text=self.size_px * larger_of(theme)))


class RoomHead(PaintedWidget):
    """The mark, the title of the lesson, and a dot for each step."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._place, self._count = "", 0, 0

    def show_place(self, title: str, place: int, count: int) -> None:
        """The lesson's title, and that its step number ``place`` (from 0) of so many is open."""
        self._title, self._place, self._count = title, place, count
        self.setAccessibleName(
            self.tr("{title}, step {n} of {all}").format(title=title, n=place + 1, all=count)
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, unit = self._theme, unit_of(self._theme)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.surface("panel"))
        line = max(1.0, 2 * unit)
        painter.fillRect(QRectF(0, self.height() - line, self.width(), line), theme.surface("hairline"))
        dots = self._dots(painter, unit)
        mark = logo_pixmap(replace(theme, least_text=0.0), device_ratio(self))
        side = 42 * unit
        middle = (self.height() - line) / 2
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(QRectF(LEFT * unit, middle - side / 2, side, side), mark, QRectF(mark.rect()))
        painter.setFont(room_font(theme, TITLE * unit, "semibold"))
        painter.setPen(theme.text())
        left = LEFT * unit + side + 20 * unit
        text = painter.fontMetrics().elidedText(
            self._title, Qt.TextElideMode.ElideRight, int(self.width() - left - dots - 60 * unit)
        )
        painter.drawText(
            QRectF(left, 0, self.width() - left, self.height() - line), Qt.AlignmentFlag.AlignVCenter, text
        )
        painter.end()

    def _dots(self, painter: QPainter, unit: float) -> float:
        """From the right: steps to come, the one that is open, those before. Returns how wide they are."""
        theme, side, gap = self._theme, 18 * unit, 14 * unit
        wide = self._count * side + max(0, self._count - 1) * gap + (56 - 18) * unit
        x, middle = self.width() - LEFT * unit - wide, (self.height() - 2 * unit) / 2
        painter.setPen(Qt.PenStyle.NoPen)
        for step in range(self._count):
            here = step == self._place
            length = 56 * unit if here else side
            before = theme.text() if step < self._place else theme.surface("hairline")
            painter.setBrush(theme.accent() if here else before)
            painter.drawRoundedRect(QRectF(x, middle - side / 2, length, side), side / 2, side / 2)
            x += length + gap
        return wide + LEFT * unit


class RoomWords(PaintedWidget):
    """The column beside the stage."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._body = RoomProse(BODY, parent=self)
        self._question = RoomProse(QUESTION, parent=self)
        self._truth = RoomProse(TRUTH, parent=self)
        self._options = RoomOptions(self)
        self._note = RoomProse(NOTE, "secondary", parent=self)
        self._asks = self._revealed = False
        #: Whether there are more words than there is room for; what gives way first is left out then.
        self.overflow = False

    def show_room(self, room: RoomTold) -> None:
        """What the room is told."""
        told = answered(room)
        media = room.lesson.media
        self._body.show_text(room.told.step.body, media)
        self._question.show_text(f"**{question_of(room)}**", media)
        plain = told.truth if told.right is None else ""
        self._truth.show_text(f"**{plain}**" if plain else "", media)
        self._options.show_answers(told, room.hands)
        self._note.show_text(note_of(room, told.said), media)
        self._asks, self._revealed = asks(room.told.step), room.phase == "reveal"
        self._place()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for part in (self._body, self._question, self._truth, self._options, self._note):
            part.set_theme(theme)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """As large as there is room for. Where there is too little, what to do now gives way first, and then
        the text beside a question, or the title of a step that asks nothing; of an answer, only the text."""
        gives_way = self._body if self._asks else self._question
        first = (True, True) if self._revealed else (True, False)
        for told, noted in ((True, True), first, (False, True), (False, False)):
            self.overflow = not told and (self._asks or not noted)
            gives_way.setVisible(told and bool(gives_way.text))
            self._note.setVisible(noted and bool(self._note.text))
            for sizes in _SQUEEZED:
                for part, size in zip((self._body, self._question, self._note), sizes, strict=False):
                    if part.size_px != size:
                        part.size_px = size
                        part.set_theme(self._theme)
                if self._stack(sizes[-1]):
                    return
        self.overflow = True

    def _stack(self, row: float) -> bool:
        """From above: body, question, truth, answers; the note at the foot. Whether all have room."""
        unit = unit_of(self._theme)
        left, width = round(LEFT * unit), self.width() - round(LEFT * unit)
        y = top = 64 * unit if self.height() > 700 * unit else 40 * unit
        for part, gap in ((self._body, 0), (self._question, 36), (self._truth, 28)):
            if part.isHidden():
                continue
            y += gap * unit if y > top else 0
            high = self._high(part, width)
            part.setGeometry(left, round(y), width, high)
            y += high
        if not self._options.isHidden():
            y += (48 if row > 100 else 28) * unit
            high = round(self._options.height_for(width, row))
            self._options.setGeometry(left, round(y), width, high)
            y += high
        foot = self.height() - (64 if row > 100 else 40) * unit
        high = self._high(self._note, width) if not self._note.isHidden() else 0
        self._note.setGeometry(left, round(foot - high), width, high)
        return y + (24 * unit if high else 0) <= foot - high + 1

    @staticmethod
    def _high(part: Prose, width: int) -> int:
        part.setFixedWidth(width)
        return part.height()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface("stage"))
        painter.end()
