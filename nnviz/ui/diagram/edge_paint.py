"""Paints the lines on an image: quickly while it plays, in full beauty when it rests.

Positions never change between layouts, so the curve of every edge is computed once and kept.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from nnviz.drawing.curve import height_at
from nnviz.drawing.layout import DiagramLayout
from nnviz.drawing.lines import Lines
from nnviz.ui.theme import Theme

Rgba = NDArray[np.uint32]

PIECE = 8.0  # px across of a straight piece of a curve
PIECES = (12, 80)  # at least and at most


class EdgePainter:
    """The curves of one layout, and how they are painted."""

    def __init__(self, layout: DiagramLayout) -> None:
        self._layout = layout
        self._gaps = [layout.gap(k) for k in range(len(layout.layers))]
        self._places = [
            np.linspace(0.0, 1.0, int(np.clip((x1.max() - x0.min()) / PIECE, *PIECES)) + 1)
            for x0, _, x1, _ in self._gaps
        ]
        self._shapes = [
            height_at(place, max(len(y0), len(y1)))
            for place, (_, y0, _, y1) in zip(self._places, self._gaps, strict=True)
        ]
        self._curves: dict[tuple[int, int, int], QPolygonF] = {}

    def points(self, gap: int, source: int, target: int) -> NDArray[np.float64]:
        """(2, points) px along the curve of an edge."""
        x0, y0, x1, y1 = self._gaps[gap]
        x = x0[source] + (x1[target] - x0[source]) * self._places[gap]
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
        """Paint the lines ``start`` to ``stop`` in ``colors`` (see :func:`translucent`)."""
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


class Budget:
    """How many lines fit into a time, told from what the last pictures took."""

    LEAST = 100  # lines painted however slow the machine is
    STEP = 50  # the number is not to flicker

    def __init__(self) -> None:
        self._per_line, self._always = 0.004, 2.0

    def lines(self, milliseconds: float) -> int:
        """How many lines can be painted in ``milliseconds``."""
        fits = int((milliseconds - self._always) / self._per_line)
        return max(self.LEAST, fits - fits % self.STEP)

    def spent(self, lines: int, on_lines: float, in_all: float) -> None:
        """Learn from a picture of ``lines`` that took ``on_lines`` of ``in_all`` ms."""
        if lines:
            self._per_line = _learn(self._per_line, max(1e-5, on_lines / lines))
            self._always = _learn(self._always, in_all - on_lines)


def _learn(known: float, seen: float) -> float:
    """Quick to believe in less time, slow in more: a busy machine tells nothing about painting."""
    return known + (0.3 if seen < known else 0.03) * (seen - known)
