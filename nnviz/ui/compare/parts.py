"""What the compare room's widgets share: the letter of a run, painted; a frame for what has the focus."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.ui.icons import icon_pixmap
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme

BADGE = 22  # px at unit 1
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def paint_badge(painter: QPainter, box: QRectF, letter: str, colour: int, theme: Theme) -> None:
    """The letter of a run in a rounded square of its colour, in an outline where another run has that too."""
    hue, outlined = theme.run_colour(colour), theme.run_outlined(colour)
    painter.setPen(QPen(hue, theme.line("focus")) if outlined else Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush if outlined else hue)
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1) if outlined else box, theme.px(6), theme.px(6))
    painter.setFont(theme.font("label", weight="bold"))
    # A run's colour stands out from the stage, so does the stage from it.
    painter.setPen(hue if outlined else theme.surface("stage"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)


def paint_icon(
    painter: QPainter, widget: QWidget, name: str, colour: QColor, middle: QPointF, size: int
) -> None:
    """An icon of one colour, ``size`` px high and wide."""
    pixmap = icon_pixmap(name, colour.rgba(), size, device_ratio(widget))
    painter.drawPixmap(middle - QPointF(size, size) / 2, pixmap)


def paint_text(
    painter: QPainter, at: QPointF, text: str, width: float = 1e4, flags: Qt.AlignmentFlag = LEFT
) -> float:
    """``text`` centred on the height of ``at``, shortened to ``width``; returns what it takes."""
    metrics = QFontMetricsF(painter.font())
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, width))
    taken = metrics.horizontalAdvance(shown)
    left = at.x() - taken if flags & Qt.AlignmentFlag.AlignRight else at.x()
    height = metrics.height() * 1.5
    painter.drawText(QRectF(left, at.y() - height / 2, taken + 2, height), LEFT, shown)
    return taken


def head_row(left: QWidget, right: QWidget) -> QHBoxLayout:
    """A heading, and what belongs to it at the other end of its line."""
    row = QHBoxLayout()
    row.addWidget(left)
    row.addStretch(1)
    row.addWidget(right)
    return row
