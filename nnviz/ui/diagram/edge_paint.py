"""Paints the lines on an image in full beauty.

Positions never change between layouts, so the curve of every edge is computed once and kept.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from nnviz.drawing.curve import Curves
from nnviz.drawing.layout import DiagramLayout
from nnviz.drawing.lines import Lines
from nnviz.drawing.look import Rgb


class EdgePainter:
    """The curves of one layout, and how they are painted."""

    def __init__(self, layout: DiagramLayout) -> None:
        self._made = Curves(layout.gaps)
        self._curves: dict[tuple[int, int, int], QPolygonF] = {}

    def curve(self, gap: int, source: int, target: int) -> QPolygonF:
        """The curve of an edge, computed at its first use."""
        key = (gap, source, target)
        found = self._curves.get(key)
        if found is None:
            found = QPolygonF([QPointF(x, y) for x, y in self._made.points(*key).tolist()])
            self._curves[key] = found
        return found

    def paint(self, painter: QPainter, lines: Lines, colors: Rgb, start: int, stop: int) -> None:
        """Paint the lines ``start`` to ``stop`` in ``colors``, 0xAARRGGBB."""
        pen = QPen()
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        part = slice(start, stop)
        columns = (lines.gap, lines.source, lines.target, colors, lines.width)
        for gap, source, target, rgba, width in zip(*(c[part].tolist() for c in columns), strict=True):
            pen.setColor(QColor.fromRgba(rgba))
            pen.setWidthF(width)
            painter.setPen(pen)
            painter.drawPolyline(self.curve(gap, source, target))
