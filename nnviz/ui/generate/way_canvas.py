"""The points of a diffusion on their way: where they are at a step, and the step that is made everywhere."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from nnviz.data import Dataset
from nnviz.drawing.generate.way import Arrows, WayPlane
from nnviz.training.diffusion import STEPS
from nnviz.training.generated import DEVIATIONS
from nnviz.ui.generate.square_canvas import SquareCanvas
from nnviz.ui.theme import with_alpha

Floats = NDArray[np.floating[Any]]

NEAR = 12.0  # px from a point's middle that still count as on it
_REAL = 500  # of the real points, the first that are shown
_WARM, _COOL = 7, 7  # stops of the ramps


class WayCanvas(SquareCanvas):
    """A square. A click follows the point that is nearest: ``point_chosen(int)``. Left and Right go a step
    on or back: ``step_requested(int)``, Page Up and Page Down follow another."""

    point_chosen = Signal(int)
    step_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plane: WayPlane | None = None
        self._dataset: Dataset | None = None
        self._arrows: Arrows | None = None
        self._step, self._point = STEPS, 0
        self.setAccessibleName(self.tr("Points on their way from noise"))

    # ---- what is shown
    def show_way(
        self, plane: WayPlane | None, dataset: Dataset, step: int, point: int, arrows: Arrows | None
    ) -> None:
        """The points at that step, of which one is followed; ``arrows`` None: without the field."""
        self._plane, self._dataset, self._step, self._point = plane, dataset, step, point
        self._arrows = arrows
        self.update()

    # ---- painting
    def paint_plane(self, painter: QPainter, side: float) -> None:
        if self._plane is not None and self._dataset is not None:
            self._paint_arrows(painter, side)
            self._paint_real(painter, self._plane, self._dataset, side)
            self._paint_made(painter, self._plane, side)
            self._paint_followed(painter, self._plane, side)

    def _paint_real(self, painter: QPainter, plane: WayPlane, dataset: Dataset, side: float) -> None:
        theme, scale, real = self._theme, self.dot(side), dataset.train_points
        if real is None:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(with_alpha(theme.ramp(1, _WARM), 0.55))
        for x, y in (plane.shares(real[:_REAL]) * side).tolist():
            painter.drawEllipse(QPointF(x, y), 1.7 * scale, 1.7 * scale)
        if dataset.modes is not None:
            reach = DEVIATIONS * dataset.modes.sigma / (2 * plane.extent) * side
            pen = QPen(theme.text("secondary"), theme.line("hairline"), Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for x, y in (plane.shares(dataset.modes.centres) * side).tolist():
                painter.drawEllipse(QPointF(x, y), reach, reach)

    def _paint_made(self, painter: QPainter, plane: WayPlane, side: float) -> None:
        theme, scale = self._theme, self.dot(side)
        painter.setPen(QPen(theme.ramp(-1, _COOL), 1.4 * scale))
        painter.setBrush(with_alpha(theme.surface("stage"), 0.7))
        at = plane.points[self._step]
        for x, y in (plane.shares(at[np.isfinite(at).all(axis=1)]) * side).tolist():
            painter.drawEllipse(QPointF(x, y), 2.8 * scale, 2.8 * scale)

    def _paint_arrows(self, painter: QPainter, side: float) -> None:
        if self._arrows is None:
            return
        theme = self._theme
        pen = QPen(with_alpha(theme.text("tertiary"), 0.9), 1.2 * theme.unit)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        pairs = zip((self._arrows.places * side).tolist(), (self._arrows.steps * side).tolist(), strict=True)
        for (x, y), (dx, dy) in pairs:
            length = float(np.hypot(dx, dy))
            if length < 0.5:
                painter.drawPoint(QPointF(x, y))
                continue
            end, tip = QPointF(x + dx, y + dy), min(4.0 * theme.unit, length / 2)
            along, across = QPointF(dx, dy) * (tip / length), QPointF(-dy, dx) * (tip / length * 0.6)
            painter.drawLine(QLineF(QPointF(x, y), end))
            painter.drawLines([QLineF(end, end - along + across), QLineF(end, end - along - across)])

    def _paint_followed(self, painter: QPainter, plane: WayPlane, side: float) -> None:
        """The way so far of the point that is followed, from noise to here."""
        theme = self._theme
        trail = plane.points[self._step :, self._point]
        places = [QPointF(x, y) for x, y in (plane.shares(trail) * side).tolist() if np.isfinite(x + y)]
        if not places:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(with_alpha(theme.accent(), 0.75), 1.5 * theme.unit))
        painter.drawPolyline(QPolygonF(places))
        painter.setPen(QPen(theme.accent(), 2.5 * theme.unit))
        painter.drawEllipse(places[0], 7 * theme.unit, 7 * theme.unit)

    # ---- pointer and keys
    def mousePressEvent(self, event: QMouseEvent) -> None:
        area, at = self.area, event.position()
        if event.button() != Qt.MouseButton.LeftButton or self._plane is None or not area.contains(at):
            event.ignore()
            return
        x, y = (at.x() - area.x()) / area.width(), (at.y() - area.y()) / area.height()
        near = self._plane.nearest(x, y, self._step, NEAR * self._theme.unit / area.width())
        if near is not None:
            self.point_chosen.emit(near)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        on = {Qt.Key.Key_Right: -1, Qt.Key.Key_Left: 1}.get(key, 0)
        other = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(key, 0)
        if on:
            self.step_requested.emit(min(max(self._step + on, 0), STEPS))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.step_requested.emit(STEPS if key == Qt.Key.Key_Home else 0)
        elif other and self._plane is not None:
            self.point_chosen.emit((self._point + other) % self._plane.points.shape[1])
        else:
            event.ignore()
