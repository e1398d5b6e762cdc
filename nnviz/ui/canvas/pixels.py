"""Images of few pixels: as Qt's images, and as widgets that tell what is in each pixel."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QWidget

from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import pixel_image

GRID = 8  # pixels a side
FULL = 16.0  # the largest count of a pixel of scikit-learn's digits


def grey_image(values: NDArray[Any], theme: Theme) -> QImage:
    """A (height, width) array of 0 paper to 1 ink as an opaque image in the theme's pixel colours."""
    return pixel_image(theme.pixel_rgb(values))


class PixelCounts(QWidget):
    """The (64,) counts 0..16 of an image, of which one pixel can be pointed at; None: there are none."""

    def __init__(self, counts: NDArray[Any] | None, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._counts = counts
        self._cell = -1  # the pixel under the mouse, row by row
        self.setMouseTracking(True)

    def take(self, counts: NDArray[Any] | None, words: str = "") -> None:
        """Other counts, with ``words`` for those who hear them."""
        self._counts = counts
        rows = [] if counts is None else np.rint(counts).astype(int).reshape(GRID, GRID).tolist()
        matrix = "\n".join(" ".join(map(str, row)) for row in rows)
        self.setAccessibleDescription(f"{words}\n{matrix}".strip())
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def _pixels(self) -> QRectF:
        """Where they are."""
        return QRectF(self.rect())

    def _cell_at(self, x: float, y: float) -> int:
        box = self._pixels()
        column, row = int((x - box.x()) // (box.width() / GRID)), int((y - box.y()) // (box.height() / GRID))
        return row * GRID + column if 0 <= column < GRID and 0 <= row < GRID else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._cell_at(*event.position().toTuple()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(-1)

    def _point_at(self, cell: int) -> None:
        if cell != self._cell:
            self._cell = cell
            self.update()
