"""A made digit beside the real one that is nearest to it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen

from nnviz.drawing.generate.meeting import MadeDigit
from nnviz.drawing.numbers import fitted, percent
from nnviz.ui.canvas.pixels import Raster, picture_image
from nnviz.ui.widgets.painted import PaintedWidget

_SIDE = 84  # px at unit 1


class DigitPair(PaintedWidget):
    """Both with a line below: what is read in the one, how far away the other is."""

    def __init__(self) -> None:
        super().__init__(row=True)
        self._digit: MadeDigit | None = None
        self._raster: Raster | None = None
        self.setAccessibleName(self.tr("Made digit and the nearest real one"))

    @property
    def shows(self) -> bool:
        """Whether there is a digit."""
        return self._digit is not None

    @property
    def words(self) -> tuple[str, ...]:
        """What stands below both."""
        if self._digit is None:
            return ()
        read = self.tr("read as {digit}, {sure}").format(
            digit=self._digit.read, sure=percent(self._digit.sure)
        )
        return read, self.tr("{far} away").format(far=fitted(self._digit.away, 3))

    def show_digit(self, digit: MadeDigit | None, raster: Raster | None) -> None:
        """Another digit; None where there is none."""
        self._digit, self._raster = digit, raster
        self.setAccessibleDescription("; ".join(self.words))
        self.update()

    def sizeHint(self) -> QSize:
        line = QFontMetricsF(self._theme.font("caption")).height()
        return QSize(self._theme.px(2 * _SIDE + 20), round(self._theme.px(_SIDE) + line + self._theme.px(4)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        digit, raster, theme = self._digit, self._raster, self._theme
        if digit is None or raster is None:
            return
        painter = QPainter(self)
        side, half = theme.px(_SIDE), self.width() / 2
        pictures = (digit.picture, digit.near)
        for at, (values, words) in enumerate(zip(pictures, self.words, strict=True)):
            box = QRectF(at * half, 0, side, side)
            painter.drawImage(box, picture_image(raster.shares(np.nan_to_num(values)), theme))
            painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
            painter.drawRect(box)
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.text("secondary"))
            below = QRectF(at * half, side + theme.px(3), half, self.height() - side)
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, words)
        painter.end()
