"""Paints feature maps and kernels: all of a layer as one image of its own numbers, a pixel each."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPixmap

from nnviz.drawing.lit import Slots
from nnviz.drawing.shapes import Grids, Joins, Places, place_frame
from nnviz.ui.diagram.sprites import TILE_MARGIN, blank, device_corners, tile_frame
from nnviz.ui.theme import Theme, with_alpha

Floats = NDArray[np.floating[Any]]


class GridPainter:
    """Paints the maps of one part: a pixel of the image for each number, enlarged without blurring."""

    def __init__(self, shape: Grids, theme: Theme, dpr: float) -> None:
        tiles = shape.box
        self._theme, self._rows, self._columns = theme, tiles.rows, tiles.columns
        wide, high = (max(1, round(side * dpr)) / dpr for side in (tiles.wide, tiles.high))
        self._crowded = tiles.wide * dpr < tiles.columns  # less than a pixel for each number
        x = device_corners(tiles.x, tiles.y, wide / 2, dpr)[:, 0] / dpr
        y = device_corners(tiles.x, tiles.y, high / 2, dpr)[:, 1] / dpr
        self._grounds = [QRectF(a, b, wide, high) for a, b in zip(x.tolist(), y.tolist(), strict=True)]
        self._frame = tile_frame(wide, theme, dpr, high)
        self._dpr, self._hatch = dpr, QPixmap()
        self._shown: object = None
        self._image, self._kept = QImage(), np.empty((0, 0), dtype=np.uint32)

    def paint(self, painter: QPainter, shape: Grids, lit: Slots | None) -> None:
        """Paint them; only the slots of ``lit``, if given."""
        if shape.values is None:
            self._paint_nothing(painter, lit)
            return
        if self._shown is not shape:
            self._shown = shape
            self._colour(shape)
        margin, rows, columns = TILE_MARGIN * self._theme.unit, self._rows, self._columns
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._crowded)
        for slot, ground in enumerate(self._grounds):
            if lit is None or slot in lit:
                painter.drawImage(ground, self._image, QRectF(0, slot * rows, columns, rows))
                painter.drawPixmap(QPointF(ground.x() - margin, ground.y() - margin), self._frame)

    def _paint_nothing(self, painter: QPainter, lit: Slots | None) -> None:
        ground = self._grounds[0]
        if self._hatch.isNull():
            self._hatch = _hatched(ground.width(), ground.height(), self._theme, self._dpr)
        for slot, ground in enumerate(self._grounds):
            if lit is None or slot in lit:
                painter.drawPixmap(ground.topLeft(), self._hatch)

    def _colour(self, shape: Grids) -> None:
        self._kept = np.ascontiguousarray(self._theme.signed_rgb(shape.shares)).reshape(-1, self._columns)
        rows, columns = self._kept.shape
        self._image = QImage(self._kept.data, columns, rows, columns * 4, QImage.Format.Format_RGB32)


def _hatched(wide: float, high: float, theme: Theme, dpr: float) -> QPixmap:
    """A map of which nothing is computed yet: no colour, which would be a number."""
    pixmap = blank(wide, high, dpr)
    painter = QPainter(pixmap)
    painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
    painter.setBrush(Qt.BrushStyle.BDiagPattern)
    painter.drawRect(QRectF(0.5, 0.5, wide - 1, high - 1))
    painter.end()
    return pixmap


class JoinPainter:
    """Paints the short lines from maps to what pooling makes of them."""

    def __init__(self, shape: Joins, theme: Theme, dpr: float) -> None:
        self._pen = QPen(with_alpha(theme.text("tertiary"), 0.5), 1.25 * theme.unit)

    def paint(self, painter: QPainter, shape: Joins, lit: Slots | None) -> None:
        painter.setPen(self._pen)
        painter.drawLines([QLineF(x, y, x + width, y + height) for x, y, width, height in shape.lines])


class PlacePainter:
    """Paints a small frame round the largest cell of each map."""

    def __init__(self, shape: Places, theme: Theme, dpr: float) -> None:
        self._theme = theme

    def paint(self, painter: QPainter, shape: Places, lit: Slots | None) -> None:
        theme = self._theme
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for slot, (row, column) in enumerate(shape.cells.tolist()):
            if row >= 0 and (lit is None or slot in lit):
                frame = QRectF(*place_frame(shape.box, slot, row, column, theme.unit))
                painter.setPen(QPen(theme.surface("stage"), 3.0 * theme.unit))
                painter.drawRect(frame)
                painter.setPen(QPen(theme.text(), 1.2 * theme.unit))
                painter.drawRect(frame)
