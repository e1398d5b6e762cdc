"""The answers that a room chooses from, by letter; once revealed the right one, and the hands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.lessons.back_row import SMALLEST_TEXT
from nnviz.lessons.tallies import TURNS, Hands, letter
from nnviz.ui.present.answers_told import Answered
from nnviz.ui.present.room_sizes import OPTION, paint_badge, room_font, unit_of
from nnviz.ui.widgets.painted import PaintedWidget

_GAP, _BADGE, _SIDE, _BETWEEN = 24.0, 66.0, 24.0, 22.0
_SIZES: Final = (OPTION, 54.0, 48.0, 42.0)  # in one line; smaller ones may take several
_COUNT_LINE: Final = 46.0
_COUNTS: Final = 190.0  # wide, beside an answer
_WRAPPED: Final = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap


@dataclass(frozen=True)
class Laid:
    """How the answers stand: the size of their text, and how high each row is, in px of a room 1080 high."""

    columns: int
    size: float
    heights: tuple[float, ...]
    gap: float = _GAP

    @property
    def height(self) -> float:
        """All of them."""
        return sum(self.heights) + self.gap * max(0, len(self.heights) - 1)


class RoomOptions(PaintedWidget):
    """All answers have one size: a right one does not stand out before it is revealed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told = Answered(())
        self._hands: Hands | None = None
        self._row = 136.0

    def show_answers(self, told: Answered, hands: Hands | None) -> None:
        """Those answers; ``hands`` that may be seen."""
        counted = hands is not None and any(hands.people(turn) is not None for turn in TURNS)
        self._told, self._hands = told, hands if counted else None
        words = [f"{letter(place)}: {text}" for place, text in enumerate(told.answers)]
        self.setAccessibleName(", ".join(words))
        self.setVisible(bool(told.answers))
        self.update()

    def height_for(self, width: float, row: float) -> float:
        """How high they stand in that width, an answer of one line ``row`` px high in a room 1080 px high."""
        self._row = row
        self.update()
        unit = unit_of(self._theme)
        return self._laid(width / unit).height * unit

    def _font(self, size: float) -> QFont:
        numbers = all(text.strip("+-−.,0123456789e ") == "" for text in self._told.answers)
        return room_font(self._theme, size, "semibold", "mono" if numbers else "ui")

    def _laid(self, width: float) -> Laid:
        """In two columns where every answer has room at its full size, else below one another."""
        answers = self._told.answers
        beside = 2 * _SIDE + _BADGE + _BETWEEN
        if len(answers) > 1 and self._widest(OPTION) <= (width - _GAP) / 2 - beside:
            return Laid(2, OPTION, (self._row,) * -(-len(answers) // 2))
        room = width - beside - (_COUNTS if self._hands is not None else 0)
        for size in _SIZES:
            if self._widest(size) <= room:
                return Laid(1, size, (self._row,) * len(answers))
        size = 40.0 if self._row > 100 else SMALLEST_TEXT
        metrics = QFontMetricsF(self._font(size))
        wrapped = (
            metrics.boundingRect(QRectF(0, 0, room, 9999), _WRAPPED, text).height() for text in answers
        )
        least = min(self._row, 84.0)
        return Laid(
            1, size, tuple(max(least, high + 18) for high in wrapped), _GAP if self._row > 100 else 14.0
        )

    def _widest(self, size: float) -> float:
        metrics = QFontMetricsF(self._font(size))
        return max((metrics.horizontalAdvance(text) for text in self._told.answers), default=0.0)

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        unit = unit_of(self._theme)
        laid = self._laid(self.width() / unit)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide, top = (self.width() / unit - (laid.columns - 1) * _GAP) / laid.columns, 0.0
        for place, text in enumerate(self._told.answers):
            row, column = divmod(place, laid.columns)
            box = QRectF(column * (wide + _GAP) * unit, top * unit, wide * unit, laid.heights[row] * unit)
            self._answer(painter, box, place, text, laid)
            if column == laid.columns - 1:
                top += laid.heights[row] + laid.gap
        painter.end()

    def _answer(self, painter: QPainter, box: QRectF, place: int, text: str, laid: Laid) -> None:
        theme, right, unit = self._theme, self._told.right, unit_of(self._theme)
        yes, dim = right == place, right is not None and right != place
        edge = theme.accent() if yes else theme.surface("hairline") if dim else theme.text()
        width = (6 if yes else 3) * unit
        painter.setPen(QPen(edge, width))
        painter.setBrush(theme.accent("quiet") if yes else theme.surface("panel"))
        painter.drawRoundedRect(
            box.adjusted(width / 2, width / 2, -width / 2, -width / 2), 20 * unit, 20 * unit
        )
        ground = theme.accent() if yes else theme.surface("outline") if dim else theme.text()
        side = min(_BADGE * unit, box.height() - 18 * unit)
        badge = QRectF(box.left() + _SIDE * unit, box.center().y() - side / 2, side, side)
        paint_badge(painter, badge, letter(place), ground, theme)
        ink = theme.text("tertiary") if dim else theme.text()
        words = QRectF(box)
        words.setLeft(box.left() + (_SIDE + _BADGE + _BETWEEN) * unit)
        words.setRight(box.right() - _SIDE * unit)
        self._count(painter, words, place, laid.columns == 2, ink)
        painter.setFont(self._font(laid.size * unit))
        painter.setPen(ink)
        painter.drawText(words, _WRAPPED, text)

    def _count(self, painter: QPainter, words: QRectF, place: int, below: bool, ink: QColor) -> None:
        """Hands before and after talking, as “8 → 17”; what nobody counted is left out."""
        if self._hands is None:
            return
        counts = (self._hands.before[place], self._hands.after[place])
        text = " → ".join(str(count) for count in counts if count is not None)
        if not text:
            return
        unit = unit_of(self._theme)
        painter.setFont(room_font(self._theme, SMALLEST_TEXT * unit, "semibold", "mono"))
        painter.setPen(ink)
        if below:
            words.adjust(0, 10 * unit, 0, -(_COUNT_LINE + 6) * unit)
            painter.drawText(words.translated(0, words.height()), Qt.AlignmentFlag.AlignLeft, text)
        else:
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
            words.setRight(words.right() - _COUNTS * unit)
