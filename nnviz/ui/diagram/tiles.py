"""Paints the tiles of the first hidden layer, all in one image: what each neuron looks for."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPainter, QRegion

from nnviz.drawing.layout import LayerBox, Picture
from nnviz.ui.diagram.sprites import TILE_MARGIN, blank, device_corners, tile_frame, tile_side
from nnviz.ui.theme import Theme

Floats = NDArray[np.floating[Any]]
Slots = frozenset[int]


class TilePainter:
    """Paints the weights into each unit of ``box`` as a picture; ``side`` is a tile's length in px."""

    def __init__(self, box: LayerBox, picture: Picture, theme: Theme, dpr: float) -> None:
        self._units, self._theme = list(box.units), theme
        self._dpr = dpr
        self._shown: Floats = np.empty((0, 0))
        self._shape = picture.rows, picture.columns
        self.side = tile_side(box.tile, max(self._shape), dpr)
        self._cell = round(self.side * dpr / max(self._shape))
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

    def paint(self, painter: QPainter, weights: Floats, full: float, lit: Slots | None = None) -> None:
        """Paint ``weights`` (inputs, units), full colour at ``full``; only the slots of ``lit``, if given."""
        if weights is not self._shown:
            self._shown = weights
            self._fill(weights / full)
        if lit is not None:
            painter.save()
            painter.setClipRegion(self._region(lit))
        painter.drawImage(self._corner, self._image)
        painter.drawPixmap(self._corner - self._margin, self._frames)
        if lit is not None:
            painter.restore()

    def _fill(self, values: Floats) -> None:
        rows, columns = self._shape
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
