"""A sheet of made digits, each of noise that stays the same, so that one can be followed."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPen

from nnviz.drawing.generate.meeting import MadeDigit
from nnviz.ui.canvas.pixels import Raster, picture_image
from nnviz.ui.generate.square_canvas import SquareCanvas
from nnviz.ui.theme import Theme

_ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class DigitCanvas(SquareCanvas):
    """A click, and the arrow keys, follow another digit: ``digit_chosen(int)``."""

    digit_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._digits: tuple[MadeDigit, ...] = ()
        self._raster: Raster | None = None
        self._chosen: int | None = None
        self._images: list[QImage] = []
        self.setAccessibleName(self.tr("Sheet of made digits"))

    def show_sheet(self, digits: tuple[MadeDigit, ...], raster: Raster | None, chosen: int | None) -> None:
        """Other digits, or another one that is followed."""
        if digits is not self._digits:
            self._images = []
        self._digits, self._raster, self._chosen = digits, raster, chosen
        if chosen is not None and chosen < len(digits):
            digit = digits[chosen]
            text = self.tr("Digit {n} of {all}, read as {read}; arrow keys go to another")
            self.setAccessibleDescription(text.format(n=chosen + 1, all=len(digits), read=digit.read))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._images = []
        super().set_theme(theme)

    @property
    def _across(self) -> int:
        return max(1, math.isqrt(len(self._digits)))

    def paint_plane(self, painter: QPainter, side: float) -> None:
        if self._raster is None or not self._digits:
            return
        if not self._images:
            raster = self._raster
            shares = [raster.shares(np.nan_to_num(digit.picture)) for digit in self._digits]
            self._images = [picture_image(share, self._theme) for share in shares]
        cell = side / self._across
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for index, image in enumerate(self._images):
            row, column = divmod(index, self._across)
            painter.drawImage(QRectF(column * cell + 1, row * cell + 1, cell - 2, cell - 2), image)
        if self._chosen is not None and self._chosen < len(self._digits):
            row, column = divmod(self._chosen, self._across)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.accent(), 2.5 * self._theme.unit))
            painter.drawRect(QRectF(column * cell + 1, row * cell + 1, cell - 2, cell - 2))

    # ---- pointer and keys
    def mousePressEvent(self, event: QMouseEvent) -> None:
        area, at = self.area, event.position()
        if event.button() != Qt.MouseButton.LeftButton or not self._digits or not area.contains(at):
            event.ignore()
            return
        cell = area.width() / self._across
        row, column = int((at.y() - area.y()) / cell), int((at.x() - area.x()) / cell)
        self.digit_chosen.emit(min(row, self._across - 1) * self._across + min(column, self._across - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = _ARROWS.get(Qt.Key(event.key()))
        if way is None or not self._digits:
            event.ignore()
            return
        row, column = divmod(self._chosen or 0, self._across)
        row = min(max(row + way[0], 0), self._across - 1)
        column = min(max(column + way[1], 0), self._across - 1)
        self.digit_chosen.emit(row * self._across + column)
