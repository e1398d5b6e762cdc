"""Paints what the small plots of the micro-steps share: a horizontal grid with its values."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter, QPen, QPolygonF

from nnviz.drawing.micro.check_plot import Axes
from nnviz.drawing.micro.stage_plan import Point
from nnviz.drawing.ranges import tick_text, ticks
from nnviz.ui.micro.micro_parts import CENTRE, RIGHT
from nnviz.ui.theme import Theme


def polygon(points: Sequence[Point]) -> QPolygonF:
    """A line of those points."""
    return QPolygonF([QPointF(*point) for point in points])


def paint_axes(painter: QPainter, theme: Theme, axes: Axes, most: tuple[int, int] = (5, 3)) -> None:
    """Horizontal lines with their values at the left, and values below; ``most`` parts across and up."""
    painter.setFont(theme.font("caption"))
    box, height = QRectF(*axes.box), theme.type_px("caption") * 1.5
    rows, columns = ticks(*axes.up, most[1]), ticks(*axes.across, most[0])
    for value in rows:
        at = axes.y(value)
        painter.setPen(QPen(theme.surface("hairline"), theme.line("grid")))
        painter.drawLine(QLineF(box.left(), at, box.right(), at))
        painter.setPen(theme.text("tertiary"))
        before = QRectF(0, at - height / 2, box.left() - theme.px(6), height)
        painter.drawText(before, RIGHT, tick_text(value, _step(rows)))
    for value in columns:
        text = tick_text(value, _step(columns))
        wide = painter.fontMetrics().horizontalAdvance(text) + 2
        left = min(axes.x(value) - wide / 2, box.right() + theme.px(8) - wide)  # the last one keeps its end
        painter.drawText(QRectF(left, box.bottom() + theme.px(3), wide, height), CENTRE, text)


def _step(values: Sequence[float]) -> float:
    return values[1] - values[0] if len(values) > 1 else 1.0
