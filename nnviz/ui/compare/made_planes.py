"""What two networks make of noise, side by side on the plane of the data that both learned from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen

from nnviz.data import Dataset
from nnviz.drawing.plane.points import shares
from nnviz.ui.theme import with_alpha
from nnviz.ui.widgets.painted import PaintedWidget

Floats = NDArray[np.floating[Any]]

POINTS = 500  # of either network, and of the real ones
_GAP = 10  # px at unit 1 between the two


@dataclass(frozen=True, eq=False)
class MadeBy:
    """The (n, 2) ``points`` that the run with this ``letter`` makes, and how ``good`` they are."""

    letter: str
    points: Floats
    good: str


class MadePlanes(PaintedWidget):
    """Two squares: real points filled, made ones hollow."""

    def __init__(self) -> None:
        super().__init__(row=True)
        self._pair: tuple[MadeBy, ...] = ()
        self._real: Floats = np.zeros((0, 2))
        self.setAccessibleName(self.tr("What both make of noise"))

    @property
    def pair(self) -> tuple[MadeBy, ...]:
        """What is shown, from left to right."""
        return self._pair

    def show_made(self, pair: tuple[MadeBy, ...], dataset: Dataset) -> None:
        """These two, beside the real points of the data."""
        real = dataset.train_points
        self._pair, self._real = pair, np.zeros((0, 2)) if real is None else real[:POINTS]
        self.setAccessibleDescription("; ".join(f"{one.letter}: {one.good}" for one in pair))
        self.update()

    def _side(self) -> float:
        return (self.width() - self._theme.px(_GAP)) / 2

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round((width - self._theme.px(_GAP)) / 2 + self._theme.type_px("caption") * 1.8)

    def sizeHint(self) -> QSize:
        wide = max(self.width(), self._theme.px(240))
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(160), self.heightForWidth(self._theme.px(160)))

    def resizeEvent(self, event: object) -> None:
        self.setFixedHeight(self.heightForWidth(self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, side = self._theme, self._side()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, one in enumerate(self._pair):
            left = place * (side + theme.px(_GAP))
            self._paint_plane(painter, QRectF(left, 0, side, side), one)
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.text("secondary"))
            below = QRectF(left, side, side, self.height() - side)
            words = f"{one.letter}: {one.good}"
            painter.drawText(below, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        painter.end()

    def _paint_plane(self, painter: QPainter, box: QRectF, one: MadeBy) -> None:
        theme, radius = self._theme, 6 * self._theme.unit
        clip = QPainterPath()
        clip.addRoundedRect(box, radius, radius)
        painter.save()
        painter.setClipPath(clip)
        painter.fillRect(box, theme.surface("stage"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(with_alpha(theme.ramp(1, 7), 0.55))
        size = theme.unit * (0.7 + box.width() / 400)
        for x, y in (shares(self._real) * box.width()).tolist():
            painter.drawEllipse(box.topLeft() + QPointF(x, y), size, size)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.ramp(-1, 7), 0.8 * size))
        known = one.points[np.isfinite(one.points).all(axis=1)]
        for x, y in (shares(known) * box.width()).tolist():
            painter.drawEllipse(box.topLeft() + QPointF(x, y), 1.6 * size, 1.6 * size)
        painter.restore()
        painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
