"""Paints the tiles of one layer of a network on the plane: what each neuron makes of every point."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen, QPixmap

from nnviz.drawing.heat import Floats, resampled
from nnviz.drawing.layout import LayerBox
from nnviz.drawing.look import Rgb
from nnviz.ui.diagram.sprites import TILE_MARGIN, blank, device_corners
from nnviz.ui.diagram.tiles import Slots
from nnviz.ui.theme import Theme

PIXELS_MOST = 300_000  # of a layer's tiles together; beyond, zoomed in, the painter enlarges them
MARKER = 3.2  # px at unit 1: radius of the mark where the point is


@lru_cache(maxsize=32)
def frame_sprite(side: float, theme: Theme, dpr: float) -> QPixmap:
    """What lies round a tile: the stage where its corners are round, and a hairline."""
    unit, margin = theme.unit, TILE_MARGIN * theme.unit
    full, radius = side + 2 * margin, min(7.0 * unit, side * 0.11)
    pixmap = blank(full, full, dpr)
    inner = QRectF(margin, margin, side, side)
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    path.addRect(QRectF(0, 0, full, full))
    path.addRoundedRect(inner, radius, radius)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(path, theme.surface("stage"))
    painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
    painter.drawRoundedRect(inner.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.end()
    return pixmap


@lru_cache(maxsize=16)
def marker_sprite(radius: float, theme: Theme, dpr: float) -> QPixmap:
    """The mark where the point is: a ring of the accent, filled with the stage."""
    reach = radius + 1.5 * theme.unit
    pixmap = blank(2 * reach, 2 * reach, dpr)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.accent(), 1.8 * theme.unit))
    painter.setBrush(theme.surface("stage"))
    painter.drawEllipse(QPointF(reach, reach), radius, radius)
    painter.end()
    return pixmap


class MapTiles:
    """The tiles of ``box``; ``side`` is a tile's length in px, whole pixels of the device."""

    def __init__(self, box: LayerBox, theme: Theme, dpr: float) -> None:
        self._units, self._theme, self._dpr = list(box.units), theme, dpr
        wanted = max(1, round(box.tile * dpr))
        self._pixels = min(wanted, int((PIXELS_MOST / len(self._units)) ** 0.5))
        self._enlarged, self.side = self._pixels < wanted, wanted / dpr
        corners = device_corners(box.x, box.y, self.side / 2, dpr)[: len(self._units)] / dpr
        self._corners = [QPointF(*corner) for corner in corners.tolist()]
        self._image, self._kept = QImage(), np.empty((0, 0), dtype=np.uint32)

    def resampled(self, values: Floats) -> Floats:
        """(slots, pixels, pixels) of ``values`` (units, r, r), for the units shown."""
        chosen = values if len(self._units) == len(values) else values[self._units]
        return resampled(chosen, self._pixels)

    def set_pixels(self, pixels: Rgb) -> None:
        """What to paint: (slots, pixels, pixels) 0xffRRGGBB."""
        self._kept = np.ascontiguousarray(pixels).reshape(-1, self._pixels)
        rows, columns = self._kept.shape
        form = QImage.Format.Format_RGB32
        self._image = QImage(self._kept.data, columns, rows, columns * 4, form)

    def paint(self, painter: QPainter, lit: Slots | None = None) -> None:
        """Paint the tiles; only the slots of ``lit``, if given."""
        n, side = self._pixels, self.side
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._enlarged)
        frame = frame_sprite(side, self._theme, self._dpr)
        margin = TILE_MARGIN * self._theme.unit
        for slot, corner in enumerate(self._corners):
            if lit is None or slot in lit:
                if not self._image.isNull():
                    place = QRectF(corner.x(), corner.y(), side, side)
                    painter.drawImage(place, self._image, QRectF(0, slot * n, n, n))
                painter.drawPixmap(QPointF(corner.x() - margin, corner.y() - margin), frame)

    def mark(self, painter: QPainter, x: float, y: float, lit: Slots | None = None) -> None:
        """Mark the point at the share (x, y) of every tile, from its top left corner."""
        radius = min(MARKER * self._theme.unit, self.side * 0.09)
        sprite = marker_sprite(radius, self._theme, self._dpr)
        half = sprite.width() / self._dpr / 2
        inset = radius * 0.7
        dx = min(max(x * self.side, inset), self.side - inset) - half
        dy = min(max(y * self.side, inset), self.side - inset) - half
        for slot, corner in enumerate(self._corners):
            if lit is None or slot in lit:
                painter.drawPixmap(QPointF(corner.x() + dx, corner.y() + dy), sprite)
