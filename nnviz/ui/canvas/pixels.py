"""Images of few pixels: as Qt's images, and as widgets that tell what is in each pixel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QWidget

from nnviz.data.dataset import Dataset
from nnviz.drawing.numbers import plain
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import pixel_image

_FULL: Final = (1.0, 16.0, 255.0)  # what all ink counts in the sources that there are


@dataclass(frozen=True)
class Raster:
    """Pictures of ``rows`` x ``columns`` pixels, of which one that is all ink counts ``full``.

    With 3 ``channels`` red, green and blue follow one another, each ``full`` where it is brightest.
    """

    rows: int
    columns: int
    full: float
    channels: int = 1

    @property
    def size(self) -> int:
        """How many numbers a picture has."""
        return self.channels * self.rows * self.columns

    def grid(self, values: NDArray[Any]) -> NDArray[Any]:
        """(rows, columns) of the numbers of a picture, or (rows, columns, 3) in colour."""
        if self.channels == 1:
            return np.asarray(values).reshape(self.rows, self.columns)
        return np.moveaxis(np.asarray(values).reshape(self.channels, self.rows, self.columns), 0, -1)

    def shares(self, values: NDArray[Any]) -> NDArray[Any]:
        """The same from 0 paper to 1 ink, or from dark to bright."""
        return self.grid(values) / self.full

    def written(self, value: float) -> str:
        """A number of a pixel."""
        return str(round(value)) if self.full > 1 else plain(value, 2)

    def texts(self, values: NDArray[Any]) -> list[list[str]]:
        """The number of each pixel, or its red, green and blue, row by row."""
        grid = self.grid(values).reshape(self.rows, self.columns, self.channels)
        return [["/".join(map(self.written, pixel)) for pixel in row] for row in grid.tolist()]


#: scikit-learn's digits
DIGITS: Final = Raster(8, 8, 16.0)


@lru_cache(maxsize=8)
def raster_of(dataset: Dataset) -> Raster | None:
    """How the pictures of a data set are made up; None where its samples are none."""
    shape = dataset.feature_shape
    channels = int(np.prod(shape[:-2], dtype=int))
    if len(shape) < 2 or channels not in (1, 3):
        return None
    largest = float(dataset.raw(dataset.train_features).max(initial=0.0))
    full = next((one for one in _FULL if largest <= 2 * one), largest)  # what is noisy may be beyond
    return Raster(shape[-2], shape[-1], full, channels)


def picture_image(values: NDArray[Any], theme: Theme) -> QImage:
    """A (height, width) array of 0 paper to 1 ink as an opaque image in the theme's pixel colours; one of
    (height, width, 3) in its own."""
    if values.ndim == 2:
        return pixel_image(theme.pixel_rgb(values))
    red, green, blue = np.moveaxis(np.rint(np.clip(values, 0, 1) * 255).astype(np.uint32), -1, 0)
    return pixel_image(0xFF000000 | red << 16 | green << 8 | blue)


class PixelCounts(QWidget):
    """The numbers of an image, of which one pixel can be pointed at; None: there are none."""

    def __init__(self, counts: NDArray[Any] | None, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._raster = DIGITS
        self._counts = counts
        self._cell = -1  # the pixel under the mouse, row by row
        self.setMouseTracking(True)

    def set_raster(self, raster: Raster) -> None:
        """How the images are made up, before the first of them is taken."""
        if raster != self._raster:
            self._raster, self._cell = raster, -1
            if self._counts is not None and self._counts.size != raster.size:
                self._counts = np.zeros(raster.size)  # those of the images before are none of these

    def take(self, counts: NDArray[Any] | None, words: str = "") -> None:
        """Other counts, with ``words`` for those who hear them."""
        self._counts = counts
        rows = [] if counts is None else self._raster.texts(counts)
        matrix = "\n".join(map(" ".join, rows))
        self.setAccessibleDescription(f"{words}\n{matrix}".strip())
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def _pixels(self) -> QRectF:
        """Where they are."""
        return QRectF(self.rect())

    def _cell_at(self, x: float, y: float) -> int:
        box, raster = self._pixels(), self._raster
        column = int((x - box.x()) // (box.width() / raster.columns))
        row = int((y - box.y()) // (box.height() / raster.rows))
        inside = 0 <= column < raster.columns and 0 <= row < raster.rows
        return row * raster.columns + column if inside else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._cell_at(*event.position().toTuple()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(-1)

    def _point_at(self, cell: int) -> None:
        if cell != self._cell:
            self._cell = cell
            self.update()
