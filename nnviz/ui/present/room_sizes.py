"""Sizes and letters of what a room reads, drawn for a picture 1080 px high."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from nnviz.lessons.back_row import HEIGHT, SMALLEST_TEXT
from nnviz.ui.theme import Theme

#: Sizes of text in px in a room 1080 px high; all lengths of the room's words are drawn for that height.
TITLE, BODY, QUESTION, OPTION, NOTE, TRUTH = 36.0, 42.0, 64.0, 60.0, 40.0, 64.0
TOP: Final = 92.0
COLUMN: Final = 700.0  # of 1920
WIDE_COLUMN: Final = 860.0  # where a step has more words than have room in it
LEFT: Final = 56.0


def unit_of(theme: Theme) -> float:
    """How large 1 px of a room 1080 px high is here, with all that makes it larger for the back row."""
    return theme.window_height / HEIGHT * larger_of(theme)


def larger_of(theme: Theme) -> float:
    """How many times the usual sizes of a room are meant."""
    return max(1.0, theme.least_text / SMALLEST_TEXT)


def paint_badge(
    painter: QPainter, box: QRectF, text: str, ground: QColor, theme: Theme, ink: QColor | None = None
) -> None:
    """A letter on its ground, in the ``ink`` of strong grounds if none is named."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, box.height() * 0.23, box.height() * 0.23)
    painter.setFont(room_font(theme, box.height() * 0.64, "semibold"))
    painter.setPen(ink or theme.text("on_strong"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def room_font(theme: Theme, size: float, weight: str, family: str = "ui") -> QFont:
    """A font of that many px."""
    font = theme.font("body", weight=weight, family=family)
    font.setPixelSize(max(1, round(size)))
    return font
