"""Paints the lines on an image: quickly while it plays, in full beauty when it rests.

Positions never change between layouts, so the curve of every edge is computed once and kept.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from nnviz.ui.diagram.edge_curve import height_at
from nnviz.ui.diagram.edges import Lines
from nnviz.ui.diagram.layout import DiagramLayout
from nnviz.ui.theme import Theme

Rgba = NDArray[np.uint32]

STEPS = 14  # straight pieces of a curve


class EdgePainter:
    """The curves of one layout, and how they are painted."""

    def __init__(self, layout: DiagramLayout) -> None:
        self._layout = layout
        self._place = np.linspace(0.0, 1.0, STEPS + 1)
        self._gaps = [layout.gap(k) for k in range(len(layout.layers))]
        self._shapes = [height_at(self._place, max(len(y0), len(y1))) for _, y0, _, y1 in self._gaps]
        self._curves: dict[tuple[int, int, int], QPolygonF] = {}

    def points(self, gap: int, source: int, target: int) -> NDArray[np.float64]:
        """(2, STEPS + 1) px along the curve of an edge."""
        x0, y0, x1, y1 = self._gaps[gap]
        x = x0[source] + (x1[target] - x0[source]) * self._place
        return np.stack([x, y0[source] + (y1[target] - y0[source]) * self._shapes[gap]])

    def curve(self, gap: int, source: int, target: int) -> QPolygonF:
        """The curve of an edge, computed at its first use."""
        key = (gap, source, target)
        found = self._curves.get(key)
        if found is None:
            found = QPolygonF([QPointF(x, y) for x, y in self.points(*key).T.tolist()])
            self._curves[key] = found
        return found

    def paint(self, painter: QPainter, lines: Lines, colors: Rgba, start: int, stop: int) -> None:
        """Paint the lines ``start`` to ``stop`` in ``colors`` (:func:`opaque` or :func:`translucent`)."""
        pen = QPen()
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        part = slice(start, stop)
        keys = zip(
            lines.gap[part].tolist(), lines.source[part].tolist(), lines.target[part].tolist(), strict=True
        )
        looks = zip(colors[part].tolist(), lines.width[part].tolist(), strict=True)
        for key, (rgba, width) in zip(keys, looks, strict=True):
            pen.setColor(QColor.fromRgba(rgba))
            pen.setWidthF(width)
            painter.setPen(pen)
            painter.drawPolyline(self.curve(*key))


def translucent(lines: Lines, theme: Theme) -> Rgba:
    """(n,) uint32 0xAARRGGBB: the lines' colours as the law has them."""
    alpha = np.rint(np.clip(lines.alpha, 0, 1) * 255).astype(np.uint32)
    rgba: Rgba = (theme.signed_rgb(lines.tone) & np.uint32(0xFFFFFF)) | (alpha << np.uint32(24))
    return rgba


def opaque(lines: Lines, theme: Theme) -> Rgba:
    """(n,) uint32: the same colours mixed with the stage beforehand, since alpha is what costs time."""
    front, back = theme.signed_rgb(lines.tone), np.uint32(theme.surface("stage").rgb())
    mixed = np.full(front.shape, 0xFF000000, dtype=np.uint32)
    for shift in (np.uint32(0), np.uint32(8), np.uint32(16)):
        f = ((front >> shift) & np.uint32(0xFF)).astype(np.float64)
        b = float((back >> shift) & np.uint32(0xFF))
        mixed |= np.rint(b + (f - b) * np.clip(lines.alpha, 0, 1)).astype(np.uint32) << shift
    return mixed


class Budget:
    """How many lines fit into a time, told from what the last ones took."""

    def __init__(self, per_line_ms: float = 0.03) -> None:
        self._per_line = per_line_ms

    def lines(self, milliseconds: float) -> int:
        """How many lines can be painted in ``milliseconds``."""
        return max(20, int(milliseconds / self._per_line))

    def spent(self, lines: int, milliseconds: float) -> None:
        """Learn from ``lines`` painted in ``milliseconds``."""
        if lines:
            self._per_line += 0.2 * (max(1e-4, milliseconds / lines) - self._per_line)
