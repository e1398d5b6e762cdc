"""Paints tiles: the weights into a neuron as a picture, and what a neuron says in many places."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen, QPixmap, QRegion

from nnviz.drawing.heat import map_pixels
from nnviz.drawing.lit import Slots
from nnviz.drawing.shapes import Maps, Tiles
from nnviz.ui.diagram.sprites import TILE_MARGIN, blank, device_corners, tile_frame, tile_side
from nnviz.ui.theme import Theme

Floats = NDArray[np.floating[Any]]
PIXELS_MOST = 300_000  # of a layer's maps together; beyond, zoomed in, the painter enlarges them
MARKER = 3.2  # px at unit 1: radius of the mark where the point is


class TilePainter:
    """Paints the weights into each unit as a picture, all in one image."""

    def __init__(self, shape: Tiles, theme: Theme, dpr: float) -> None:
        box = shape.box
        self._units, self._theme = list(box.units), theme
        self._dpr = dpr
        self._shown: Floats = np.empty((0, 0))
        self.side = tile_side(box.tile, max(shape.shape), dpr)
        self._cell = round(self.side * dpr / max(shape.shape))
        margin = theme.unit * TILE_MARGIN
        corners = device_corners(box.x, box.y, self.side / 2, dpr)[: len(self._units)].astype(np.intp)
        first = corners.min(axis=0)
        self._corner = QPointF(*(first / dpr).tolist())
        self._places = (corners - first).tolist()
        width, height = (corners.max(axis=0) - first + round(self.side * dpr)).tolist()
        self._pixels = np.zeros((height, width), dtype=np.uint32)
        self._image = QImage(
            self._pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied
        )
        self._image.setDevicePixelRatio(dpr)
        self._frames = blank(width / dpr + 2 * margin, height / dpr + 2 * margin, dpr)
        self._margin = QPointF(margin, margin)
        painter = QPainter(self._frames)
        for x, y in self._places:
            painter.drawPixmap(QPointF(x / dpr, y / dpr), tile_frame(self.side, theme, dpr))
        painter.end()

    def paint(self, painter: QPainter, shape: Tiles, lit: Slots | None) -> None:
        """Paint the tiles; only the slots of ``lit``, if given."""
        if shape.values is not self._shown:
            self._shown = shape.values
            self._fill(shape.values / shape.full, *shape.shape)
        if lit is not None:
            painter.save()
            painter.setClipRegion(self._region(lit))
        painter.drawImage(self._corner, self._image)
        painter.drawPixmap(self._corner - self._margin, self._frames)
        if lit is not None:
            painter.restore()

    def _fill(self, values: Floats, rows: int, columns: int) -> None:
        colors = self._theme.signed_rgb(values[:, self._units].T.reshape(-1, rows, columns))
        large = colors.repeat(self._cell, axis=2).repeat(self._cell, axis=1)
        height, width = large.shape[1:]
        for tile, (x, y) in zip(large, self._places, strict=True):
            self._pixels[y : y + height, x : x + width] = tile

    def _region(self, lit: Slots) -> QRegion:
        """The tiles of some slots."""
        region, side = QRegion(), QSizeF(self.side, self.side)
        for slot, (x, y) in enumerate(self._places):
            if slot in lit:
                corner = self._corner + QPointF(x / self._dpr, y / self._dpr)
                region += QRectF(corner, side).toAlignedRect()
        return region


class MapPainter:
    """Paints the maps of one layer, whole pixels of the device each."""

    def __init__(self, shape: Maps, theme: Theme, dpr: float) -> None:
        box = shape.box
        self._theme, self._dpr = theme, dpr
        wanted = max(1, round(box.tile * dpr))
        self._pixels = min(wanted, int((PIXELS_MOST / len(box.units)) ** 0.5))
        self._enlarged, self.side = self._pixels < wanted, wanted / dpr
        corners = device_corners(box.x, box.y, self.side / 2, dpr)[: len(box.units)] / dpr
        self._corners = [QPointF(*corner) for corner in corners.tolist()]
        self._shown: tuple[Floats, Floats | float] | None = None
        self._image, self._kept = QImage(), np.empty((0, 0), dtype=np.uint32)

    def paint(self, painter: QPainter, shape: Maps, lit: Slots | None) -> None:
        """Paint the maps; only the slots of ``lit``, if given."""
        known = self._shown
        if known is None or known[0] is not shape.values or not np.array_equal(known[1], shape.full):
            self._shown = shape.values, shape.full
            self._color(shape)
        n, side = self._pixels, self.side
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._enlarged)
        frame = frame_sprite(side, self._theme, self._dpr)
        margin = TILE_MARGIN * self._theme.unit
        for slot, corner in enumerate(self._corners):
            if lit is None or slot in lit:
                place = QRectF(corner.x(), corner.y(), side, side)
                painter.drawImage(place, self._image, QRectF(0, slot * n, n, n))
                painter.drawPixmap(QPointF(corner.x() - margin, corner.y() - margin), frame)
        if shape.mark is not None:
            self._mark(painter, *shape.mark, lit)

    def _color(self, shape: Maps) -> None:
        pixels = map_pixels(shape, self._pixels, self._theme.look)
        self._kept = np.ascontiguousarray(pixels).reshape(-1, self._pixels)
        rows, columns = self._kept.shape
        form = QImage.Format.Format_RGB32
        self._image = QImage(self._kept.data, columns, rows, columns * 4, form)

    def _mark(self, painter: QPainter, x: float, y: float, lit: Slots | None) -> None:
        """Mark the point at the share (x, y) of every map, from its top left corner."""
        radius = min(MARKER * self._theme.unit, self.side * 0.09)
        sprite = marker_sprite(radius, self._theme, self._dpr)
        half = sprite.width() / self._dpr / 2
        inset = radius * 0.7
        dx = min(max(x * self.side, inset), self.side - inset) - half
        dy = min(max(y * self.side, inset), self.side - inset) - half
        for slot, corner in enumerate(self._corners):
            if lit is None or slot in lit:
                painter.drawPixmap(QPointF(corner.x() + dx, corner.y() + dy), sprite)


@lru_cache(maxsize=32)
def frame_sprite(side: float, theme: Theme, dpr: float) -> QPixmap:
    """What lies round a map: the stage where its corners are round, and a hairline."""
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
