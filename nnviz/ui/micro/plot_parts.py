"""What the small plots of the micro-steps share: a horizontal grid, and a place for curves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter, QPen, QPolygonF

from nnviz.drawing.ranges import tick_text, ticks
from nnviz.ui.micro.painted import CENTRE, RIGHT
from nnviz.ui.theme import Theme


@dataclass(frozen=True)
class Axes:
    """A plot in ``box`` (px) over ``across`` and ``up``, the ranges of its two values."""

    box: QRectF
    across: tuple[float, float]
    up: tuple[float, float]

    def x(self, value: float) -> float:
        low, high = self.across
        return self.box.left() + self.box.width() * (value - low) / (high - low)

    def y(self, value: float) -> float:
        low, high = self.up
        return self.box.bottom() - self.box.height() * (value - low) / (high - low)

    def point(self, x: float, y: float) -> QPointF:
        return QPointF(self.x(x), self.y(y))

    def polyline(self, xs: NDArray[np.float64], ys: NDArray[np.float64]) -> QPolygonF:
        """The points that are finite."""
        return QPolygonF([self.point(x, y) for x, y in zip(xs, ys, strict=True) if np.isfinite(y)])


def paint_axes(
    painter: QPainter,
    theme: Theme,
    axes: Axes,
    most: tuple[int, int] = (5, 3),
    across_text: Callable[[float, float], str] = tick_text,
) -> None:
    """Horizontal lines with their values at the left, and values below; ``most`` parts across and up."""
    painter.setFont(theme.font("caption"))
    height = theme.type_px("caption") * 1.5
    rows, columns = ticks(*axes.up, most[1]), ticks(*axes.across, most[0])
    for value in rows:
        at = axes.y(value)
        painter.setPen(QPen(theme.surface("hairline"), theme.line("grid")))
        painter.drawLine(QLineF(axes.box.left(), at, axes.box.right(), at))
        painter.setPen(theme.text("tertiary"))
        step = rows[1] - rows[0] if len(rows) > 1 else 1.0
        left = QRectF(0, at - height / 2, axes.box.left() - theme.px(6), height)
        painter.drawText(left, RIGHT, tick_text(value, step))
    for value in columns:
        step = columns[1] - columns[0] if len(columns) > 1 else 1.0
        below = QRectF(axes.x(value) - 40, axes.box.bottom() + theme.px(3), 80, height)
        painter.drawText(below, CENTRE, across_text(value, step))


def clear_box(
    centres: Sequence[QPointF], size: tuple[float, float], within: QRectF, lines: Sequence[QPolygonF]
) -> QRectF:
    """Room for a word of ``size`` (px) in ``within``: the first centre where it meets least of ``lines``."""
    found: list[tuple[int, QRectF]] = []
    for centre in centres:
        box = QRectF(0, 0, *size)
        box.moveCenter(centre)
        box.moveLeft(min(max(box.left(), within.left()), within.right() - size[0]))
        box.moveTop(min(max(box.top(), within.top()), within.bottom() - size[1]))
        found.append((sum(_met(box, line) for line in lines), box))
    return min(found, key=lambda pair: pair[0])[1]


def _met(box: QRectF, line: QPolygonF) -> int:
    """How many points of a line, taken every two px or so, lie in the box."""
    met = 0
    for start, end in pairwise(line.toList()):
        piece = QLineF(start, end)
        parts = max(1, min(400, round(piece.length() / 2)))
        met += sum(box.contains(piece.pointAt(i / parts)) for i in range(parts + 1))
    return met
