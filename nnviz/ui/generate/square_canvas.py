"""A square of the plane that is painted by hand: its frame, its ground, and the points on it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.data.modes import Modes
from nnviz.data.planar import EXTENT
from nnviz.drawing.plane.points import shares
from nnviz.training.generated import DEVIATIONS
from nnviz.ui.theme import with_alpha
from nnviz.ui.widgets.painted import PaintedWidget, framed

Floats = NDArray[np.floating[Any]]

_WARM, _COOL = 7, 7  # stops of the ramps


class SquareCanvas(PaintedWidget):
    """As wide as it is high; what stands on it is painted by ``paint_plane``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def paint_plane(self, painter: QPainter, side: float) -> None:
        """Paint what is shown in a square of ``side`` px."""
        raise NotImplementedError

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return width

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(368), self._theme.px(368))

    def minimumSizeHint(self) -> QSize:
        return QSize(150, 150)

    @property
    def area(self) -> QRectF:
        """The square within the widget."""
        side = float(min(self.width(), self.height()))
        return QRectF((self.width() - side) // 2, (self.height() - side) // 2, side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, area = self._theme, self.area
        radius, side = 8.0 * theme.unit, area.width()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        clip = QPainterPath()
        clip.addRoundedRect(area, radius, radius)
        painter.save()
        painter.setClipPath(clip)
        painter.translate(area.topLeft())
        painter.fillRect(QRectF(0, 0, side, side), theme.surface("stage"))
        self.paint_plane(painter, side)
        painter.restore()
        focused = framed(self)
        edge = theme.accent() if focused else theme.surface("outline")
        painter.setPen(QPen(edge, theme.line("focus" if focused else "hairline")))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.end()

    # ---- points, in the units of the plane
    def dot(self, side: float) -> float:
        """How large points are on so large a plane."""
        return self._theme.unit * min(1.0, 0.55 + side / (800 * self._theme.unit))

    def paint_real(self, painter: QPainter, points: Floats, side: float) -> None:
        """Filled and warm."""
        scale = self.dot(side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(with_alpha(self._theme.ramp(1, _WARM), 0.75))
        for x, y in (shares(points) * side).tolist():
            painter.drawEllipse(QPointF(x, y), 2.2 * scale, 2.2 * scale)

    def paint_made(self, painter: QPainter, points: Floats, side: float) -> None:
        """Hollow and cool."""
        theme, scale = self._theme, self.dot(side)
        painter.setPen(QPen(theme.ramp(-1, _COOL), 1.5 * scale))
        painter.setBrush(theme.surface("stage"))
        for x, y in (shares(points[np.isfinite(points).all(axis=1)]) * side).tolist():
            painter.drawEllipse(QPointF(x, y), 2.8 * scale, 2.8 * scale)

    def paint_modes(self, painter: QPainter, modes: Modes, side: float) -> None:
        """A dashed circle of 3 sigma around each."""
        theme = self._theme
        painter.setPen(QPen(theme.text("secondary"), theme.line("hairline"), Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        reach = DEVIATIONS * modes.sigma / (2 * EXTENT) * side
        for x, y in (shares(modes.centres) * side).tolist():
            painter.drawEllipse(QPointF(x, y), reach, reach)
