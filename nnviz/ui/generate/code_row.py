"""A picture, the code it became, and the picture that was made of the code, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen

from nnviz.drawing.numbers import fitted
from nnviz.ui.canvas.pixels import Raster, picture_image
from nnviz.ui.widgets.painted import PaintedWidget

Floats = NDArray[np.floating[Any]]
_SIDE, _GAP = 84, 10  # px at unit 1


@dataclass(frozen=True, eq=False)
class ThereAndBack:
    """``given`` (d,) in the units of the data, None for a code of one's own; the ``code`` (units,), what was
    ``made`` of it (d,), and the ``error`` of its pixels, where there is something to hold it against.
    ``spread`` (units,) is the deviation with which a variational code is drawn around it in training."""

    given: Floats | None
    code: Floats
    made: Floats
    error: float | None
    spread: Floats | None = None


class CodeRow(PaintedWidget):
    """The three of them with their names; empty where there is nothing yet."""

    def __init__(self) -> None:
        super().__init__(row=True)
        self._shown: ThereAndBack | None = None
        self._raster: Raster | None = None
        self.setAccessibleName(self.tr("Picture, code, and picture"))

    def show_way(self, way: ThereAndBack | None, raster: Raster | None) -> None:
        """Another picture, or another code."""
        self._shown, self._raster = way, raster
        self.setAccessibleDescription("" if way is None else "; ".join(self._words(way)))
        self.update()

    @property
    def words(self) -> tuple[str, ...]:
        """What stands here, from left to right."""
        return () if self._shown is None else self._words(self._shown)

    def _words(self, way: ThereAndBack) -> tuple[str, str, str]:
        given = self.tr("given") if way.given is not None else self.tr("a code of your own")
        made = self.tr("made of it")
        if way.error is not None:
            made = self.tr("given back, error {value}").format(value=fitted(way.error, 2))
        return given, ", ".join(self._numbers(way)), made

    @staticmethod
    def _numbers(way: ThereAndBack) -> list[str]:
        numbers = [fitted(float(value), 2, sign=True) for value in way.code[:3]]
        if way.spread is not None:
            pairs = zip(numbers, way.spread[:3], strict=True)
            numbers = [f"{number} ± {fitted(float(value), 2)}" for number, value in pairs]
        return numbers + ["…"] * (len(way.code) > 3)

    def sizeHint(self) -> QSize:
        line = QFontMetricsF(self._theme.font("caption")).height()
        return QSize(3 * self._theme.px(_SIDE), round(self._theme.px(_SIDE) + line + self._theme.px(4)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(180), self.sizeHint().height())

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        way, raster, theme = self._shown, self._raster, self._theme
        if way is None or raster is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, wide = theme.px(_SIDE), self.width()
        left, right = QRectF(0, 0, side, side), QRectF(wide - side, 0, side, side)
        self._paint_picture(painter, left, way.given, raster)
        self._paint_picture(painter, right, way.made, raster)
        self._paint_code(painter, QRectF(side, 0, wide - 2 * side, side), way)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.text("secondary"))
        below = QRectF(0, side + theme.px(3), wide, self.height() - side - theme.px(3))
        given, _, made = self._words(way)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, given)
        painter.drawText(below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, made)
        painter.end()

    def _paint_picture(self, painter: QPainter, box: QRectF, values: Floats | None, raster: Raster) -> None:
        theme = self._theme
        if values is None:  # there is none: hatched, not of any colour of a pixel
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(Qt.BrushStyle.BDiagPattern)
            painter.fillRect(box, theme.surface("stage"))
            painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
            painter.drawRect(box)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(box, picture_image(raster.shares(np.nan_to_num(values)), theme))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
        painter.drawRect(box)

    def _paint_code(self, painter: QPainter, room: QRectF, way: ThereAndBack) -> None:
        """The numbers, one below the other, with an arrow to either side."""
        theme = self._theme
        font = theme.font("number", family="mono")
        numbers, metrics = self._numbers(way), QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(theme.text())
        top = room.center().y() - len(numbers) * metrics.height() / 2
        widest = max(metrics.horizontalAdvance(number) for number in numbers)
        for at, number in enumerate(numbers):
            box = QRectF(room.x(), top + at * metrics.height(), room.width(), metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, number)
        gap, tip = theme.px(_GAP), theme.px(4)
        painter.setPen(QPen(theme.text("tertiary"), theme.line("hairline")))
        away = (room.width() - widest) / 2
        for start in (room.x() + gap, room.right() - away + gap):
            if start == room.x() + gap and way.given is None:
                continue
            end = QPointF(start + away - 2 * gap, room.center().y())
            painter.drawLine(QLineF(start, end.y(), end.x(), end.y()))
            painter.drawLines([QLineF(end, end + QPointF(-tip, -tip)), QLineF(end, end + QPointF(-tip, tip))])
