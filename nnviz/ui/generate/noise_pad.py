"""The noise of the point that is followed, to be dragged: two numbers, as a place on a square."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen

from nnviz.drawing.generate.meeting import SHOWN
from nnviz.drawing.generate.sheet import REACH
from nnviz.drawing.numbers import fitted
from nnviz.ui.generate.square_canvas import Floats, SquareCanvas
from nnviz.ui.theme import with_alpha

_STEP = 0.1  # of a noise number, for an arrow key
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class NoisePad(SquareCanvas):
    """Dragging, and the arrow keys, change the two numbers: ``noise_chosen`` (2,)."""

    noise_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._still: Floats = np.zeros((0, 2))
        self._noise: Floats | None = None
        self.setAccessibleName(self.tr("Noise of the point that is followed"))

    def show_noise(self, still: Floats, noise: Floats | None) -> None:
        """The noise that stays the same (n, 2), and that of the point that is followed (2,)."""
        self._still, self._noise = still, noise
        if noise is not None:
            numbers = ", ".join(fitted(float(number), 3) for number in noise)
            self.setAccessibleDescription(
                self.tr("z = ({numbers}); arrow keys move it").format(numbers=numbers)
            )
        self.update()

    def paint_plane(self, painter: QPainter, side: float) -> None:
        theme = self._theme
        painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
        painter.drawLine(QPointF(0, side / 2), QPointF(side, side / 2))
        painter.drawLine(QPointF(side / 2, 0), QPointF(side / 2, side))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(with_alpha(theme.text("tertiary"), 0.6))
        for place in self._still[:SHOWN]:
            painter.drawEllipse(self._at(place, side), 1.3 * theme.unit, 1.3 * theme.unit)
        if self._noise is not None:
            painter.setPen(QPen(theme.accent(), 2.5 * theme.unit))
            painter.setBrush(theme.surface("stage"))
            painter.drawEllipse(self._at(self._noise, side), 6 * theme.unit, 6 * theme.unit)

    @staticmethod
    def _at(noise: Floats, side: float) -> QPointF:
        x, y = np.clip(noise, -REACH, REACH) / (2 * REACH)
        return QPointF((0.5 + float(x)) * side, (0.5 - float(y)) * side)

    # ---- pointer and keys
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drag(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._drag(event)

    def _drag(self, event: QMouseEvent) -> None:
        if not event.buttons() & Qt.MouseButton.LeftButton:
            event.ignore()
            return
        area, at = self.area, event.position()
        right, up = (at.x() - area.x()) / area.width() - 0.5, 0.5 - (at.y() - area.y()) / area.height()
        self._choose(np.array([right, up]) * (2 * REACH))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = _ARROWS.get(Qt.Key(event.key()))
        if way is None or self._noise is None:
            event.ignore()
            return
        self._choose(np.asarray(self._noise) + np.array(way) * _STEP)

    def _choose(self, noise: Floats) -> None:
        self.noise_chosen.emit(np.clip(noise, -REACH, REACH))
