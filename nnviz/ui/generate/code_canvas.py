"""The plane of the code: every digit at the numbers that stand for it, and a point that one can drag."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

from nnviz.data import Dataset
from nnviz.drawing.generate.codes import SHEET, CodePlane
from nnviz.drawing.numbers import plain
from nnviz.drawing.plane.points import PointAt
from nnviz.ui.canvas.pixels import Raster, picture_image
from nnviz.ui.diagram.sprites import blank
from nnviz.ui.generate.square_canvas import SquareCanvas
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme, with_alpha

Floats = NDArray[np.floating[Any]]

NEAR = 9.0  # px from the middle of a digit that still count as on it
_STEP, _SMALL_STEP = 0.02, 0.005  # of the side, for an arrow key
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class CodeCanvas(SquareCanvas):
    """A square with the digits as numerals, or with the pictures that are made of its places.

    ``point_moved(x, y)``: the point was dragged to, or moved by arrow keys to these shares of the side.
    ``sample_requested(part, index)``: a digit was clicked, or Enter pressed on the nearest.
    """

    point_moved = Signal(float, float)
    sample_requested = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plane: CodePlane | None = None
        self._dataset: Dataset | None = None
        self._raster: Raster | None = None
        self._pictures = False
        self._others: Floats = np.zeros(0)
        self._at: tuple[float, float] | None = None
        self._own = False
        self._reach: tuple[float, float] | None = None
        self._class: int | None = None
        self._layer, self._key = QPixmap(), object()
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(self.tr("Plane of the code"))

    # ---- what is shown
    def show_plane(self, plane: CodePlane | None, dataset: Dataset, raster: Raster | None) -> None:
        """Another network; its codes."""
        self._plane, self._dataset, self._raster = plane, dataset, raster
        self.update()

    def show_point(
        self,
        at: tuple[float, float] | None,
        others: Floats,
        *,
        own: bool,
        label: int | None,
        reach: tuple[float, float] | None = None,
    ) -> None:
        """Where the point is, in shares of the side; ``own``: dragged there, it is no picture's. The digits
        of the class ``label`` stand out; ``reach`` is how far from there it is drawn in training."""
        self._reach = reach
        self._at, self._others, self._own, self._class = at, others, own, label
        self.update()

    def set_pictures(self, on: bool) -> None:
        """Whether the plane shows what is made of its places, instead of where the digits lie."""
        self._pictures = on
        self.update()

    @property
    def at(self) -> tuple[float, float] | None:
        """Where the point is, in shares of the side."""
        return self._at

    # ---- places
    def _share(self, at: QPointF) -> tuple[float, float]:
        area = self.area
        x, y = (at.x() - area.x()) / area.width(), (at.y() - area.y()) / area.height()
        return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)

    # ---- painting
    def paint_plane(self, painter: QPainter, side: float) -> None:
        painter.drawPixmap(QPointF(0, 0), self._painted(side, device_ratio(self)))
        self._paint_point(painter, side)
        self._paint_axes(painter, side)

    def _painted(self, side: float, dpr: float) -> QPixmap:
        """All but the point, painted once for a network, a size and a theme."""
        others = tuple(self._others[2:]) if self._pictures else ()
        key = (self._plane, self._pictures, others, self._class, side, dpr, self._theme)
        if key != self._key:
            self._key, self._layer = key, blank(side, side, dpr)
            painter = QPainter(self._layer)
            if self._plane is not None and self._pictures:
                self._paint_sheet(painter, self._plane, side)
            elif self._plane is not None:
                self._paint_digits(painter, self._plane, side, dpr)
            painter.end()
        return self._layer

    def _paint_digits(self, painter: QPainter, plane: CodePlane, side: float, dpr: float) -> None:
        """Those of the class that is looked at last, over the others; of the training part paler."""
        theme, dataset = self._theme, self._dataset
        assert dataset is not None
        painter.setPen(QPen(theme.surface("hairline"), theme.line("hairline")))
        x, y = (plane.shares(np.zeros((1, plane.units)))[0] * side).tolist()
        painter.drawLines([QLineF(x, 0, x, side), QLineF(0, y, side, y)])
        labels = np.concatenate([dataset.train_labels, dataset.test_labels])
        places = np.concatenate([plane.shares(plane.train), plane.shares(plane.test)])
        known = np.isfinite(places).all(axis=1)
        for label, name in enumerate(dataset.class_names):
            for ours in (False, True):
                if ours is (self._class is None or label == self._class):
                    sprite = numeral(name, theme, dpr, strong=ours and self._class is not None)
                    size = sprite.deviceIndependentSize()
                    for x, y in (places[known & (labels == label)] * side).tolist():
                        painter.drawPixmap(QPointF(x - size.width() / 2, y - size.height() / 2), sprite)

    def _paint_sheet(self, painter: QPainter, plane: CodePlane, side: float) -> None:
        raster, dataset, cell = self._raster, self._dataset, side / SHEET
        if raster is None or dataset is None:
            return
        made = dataset.raw(plane.sheet(self._others))
        for row in range(SHEET):
            for column in range(SHEET):
                box = QRectF(column * cell, row * cell, cell, cell).adjusted(1, 1, -1, -1)
                painter.drawImage(box, picture_image(raster.shares(made[row, column]), self._theme))

    def _paint_point(self, painter: QPainter, side: float) -> None:
        if self._at is None:
            return
        theme = self._theme
        x, y, gap = self._at[0] * side, self._at[1] * side, 10 * theme.unit
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(with_alpha(theme.accent(), 0.8), theme.line("hairline")))
        if self._own:
            for line in (
                (x, 0, x, y - gap),
                (x, y + gap, x, side),
                (0, y, x - gap, y),
                (x + gap, y, side, y),
            ):
                painter.drawLine(QLineF(*line))
        if self._reach is not None:
            painter.setPen(QPen(theme.accent(), theme.line("hairline"), Qt.PenStyle.DashLine))
            painter.drawEllipse(QPointF(x, y), self._reach[0] * side, self._reach[1] * side)
        painter.setPen(QPen(theme.accent(), 2.5 * theme.unit))
        painter.drawEllipse(QPointF(x, y), gap, gap)

    def _paint_axes(self, painter: QPainter, side: float) -> None:
        """The names of both numbers and the ends of the plane, on plates of the stage's colour."""
        if self._plane is None:
            return
        theme, gap = self._theme, self._theme.px(6)
        metrics = QFontMetricsF(theme.font("caption"))
        row = side - metrics.height() - gap
        (left, below), (right, above) = (
            map(axis_number, ends) for ends in (self._plane.low, self._plane.high)
        )
        places = [
            (left, gap, row, 0.0),
            (right, side - gap, row, 1.0),
            (self.tr("code 1"), side / 2, row, 0.5),
        ]
        if self._plane.units > 1:
            lift = row - metrics.height() - gap / 2
            places += [
                (below, gap, lift, 0.0),
                (self.tr("code 2"), gap, side / 2, 0.0),
                (above, gap, gap, 0.0),
            ]
        painter.setFont(theme.font("caption"))
        for text, x, y, share in places:
            width = metrics.horizontalAdvance(text)
            box = QRectF(x - share * width, y, width, metrics.height())
            painter.fillRect(box.adjusted(-3, 0, 3, 0), with_alpha(theme.surface("stage"), 0.85))
            painter.setPen(theme.text("secondary"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)

    # ---- pointer and keys
    def digit_at(self, at: QPointF) -> PointAt | None:
        """The digit under the pointer, where digits are shown."""
        if self._plane is None or self._pictures or not self.area.contains(at):
            return None
        return self._plane.nearest(*self._share(at), NEAR * self._theme.unit / self.area.width())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self.area.contains(event.position()):
            event.ignore()
            return
        digit = self.digit_at(event.position())
        near = self._at is not None and self._on_point(event.position())
        if digit is not None and not near:
            self.sample_requested.emit(digit.part, digit.index)
        else:
            self.point_moved.emit(*self._share(event.position()))

    def _on_point(self, at: QPointF) -> bool:
        assert self._at is not None
        area = self.area
        away = at - area.topLeft() - QPointF(self._at[0] * area.width(), self._at[1] * area.height())
        return bool(np.hypot(away.x(), away.y()) <= 12 * self._theme.unit)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.point_moved.emit(*self._share(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, (x, y) = Qt.Key(event.key()), self._at or (0.5, 0.5)
        if key in _ARROWS:
            step = _SMALL_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _STEP
            dx, dy = _ARROWS[key]
            self.point_moved.emit(min(max(x + dx * step, 0.0), 1.0), min(max(y + dy * step, 0.0), 1.0))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._plane is not None:
            near = self._plane.nearest(x, y, np.inf)
            if near is not None:
                self.sample_requested.emit(near.part, near.index)
        else:
            event.ignore()


def axis_number(value: float) -> str:
    """The end of an axis, which is a round number."""
    digits = next(digits for digits in range(12) if digits == 11 or round(value, digits) == value)
    return plain(value, digits)


def numeral(name: str, theme: Theme, dpr: float, *, strong: bool) -> QPixmap:
    """A class's name, small, on transparent ground."""
    font = theme.font("caption", weight="semibold" if strong else "regular")
    metrics = QFontMetricsF(font)
    width, height = metrics.horizontalAdvance(name) + 2, metrics.height()
    sprite = blank(width, height, dpr)
    painter = QPainter(sprite)
    painter.setFont(font)
    painter.setPen(theme.text() if strong else with_alpha(theme.text("secondary"), 0.6))
    painter.drawText(QRectF(0, 0, width, height), Qt.AlignmentFlag.AlignCenter, name)
    painter.end()
    return sprite
