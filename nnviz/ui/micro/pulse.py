"""The pulse along the lit edges from one place to the next: on with the values, back with the blame."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QElapsedTimer, QObject, QPointF, QVariantAnimation, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QRadialGradient
from PySide6.QtWidgets import QWidget

from nnviz.drawing.micro.stage_edges import Route
from nnviz.training.micro import Micro
from nnviz.ui.micro.paint_edges import Canvas
from nnviz.ui.theme import with_alpha

_HASTE = 1.2  # steps that follow within this many durations have no pulse: it would never arrive


def follows(micro: Micro, before: Micro) -> bool:
    """Whether it is the step after that one, and nothing else is different."""
    same = micro.batch is before.batch and micro.example == before.example and micro.weight == before.weight
    return same and micro.place == before.place + 1


class Pulse(QObject):
    """Runs once after a step on; ``moved`` asks for a repaint."""

    moved = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._routes: list[Route] = []
        self._color, self._unit = QColor(), 1.0
        self._since = QElapsedTimer()
        self._run = QVariantAnimation(self)
        self._run.setStartValue(0.0)
        self._run.setEndValue(1.0)
        self._run.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._run.valueChanged.connect(self._on_value)
        self._run.finished.connect(self._on_finished)

    @property
    def running(self) -> bool:
        """Whether there is something to paint."""
        return bool(self._routes)

    def start(self, canvas: Canvas) -> None:
        """Begin along the edges of this step, unless motion is unwanted or the steps come too fast."""
        duration = canvas.theme.motion("micro")
        hasty = self._since.isValid() and self._since.elapsed() < _HASTE * duration
        self._since.start()
        self.stop()
        if duration <= 0 or hasty:
            return
        self._routes, self._unit = canvas.edges.routes(), canvas.plan.unit
        backward = canvas.state.micro.phase == "backward"
        self._color = canvas.theme.gradient if backward else canvas.theme.accent()
        if self._routes:
            self._run.setDuration(duration)
            self._run.start()

    def stop(self) -> None:
        """No pulse any more."""
        self._run.stop()
        self._routes = []

    @Slot()
    def _on_value(self) -> None:
        self.moved.emit()

    @Slot()
    def _on_finished(self) -> None:
        self._routes = []
        self.moved.emit()

    def paint(self, painter: QPainter) -> None:
        """A glowing dot on every route."""
        share = float(self._run.currentValue() or 0.0)
        for route in self._routes:
            point = QPointF(*route.curve.at(share if route.onward else 1 - share))
            radius = 11 * self._unit
            glow = QRadialGradient(point, radius)
            glow.setColorAt(0.0, self._color)
            glow.setColorAt(0.35, with_alpha(self._color, 0.75))
            glow.setColorAt(1.0, with_alpha(self._color, 0.0))
            painter.setPen(QColor(0, 0, 0, 0))
            painter.setBrush(glow)
            painter.drawEllipse(point, radius, radius)
