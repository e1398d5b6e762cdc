"""The window of a kernel gliding from a place of its map to another."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnviz.drawing.micro.kernel_state import KernelState
from nnviz.ui.theme import Theme

_SHARE = 0.5  # of the time that a place is looked at while the kernel slides


class Glide(QObject):
    """Runs once after another place of the same map is looked into; ``moved`` asks for a repaint.

    Only the window moves: all numbers are those of the place at once.
    """

    moved = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._far = (0.0, 0.0)
        self._run = QVariantAnimation(self)
        self._run.setStartValue(1.0)
        self._run.setEndValue(0.0)
        self._run.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._run.valueChanged.connect(self._on_value)

    def start(self, before: KernelState | None, state: KernelState | None, theme: Theme) -> None:
        """From the place of ``before`` to that of ``state``, unless that is on another map."""
        self._run.stop()
        self._far = (0.0, 0.0)
        duration = round(theme.motion("micro") * _SHARE)
        if before is None or state is None or not duration:
            return
        same = before.micro.batch is state.micro.batch and before.micro.example == state.micro.example
        here, there = state.place, before.place
        if same and (here.layer, here.unit) == (there.layer, there.unit) and here != there:
            self._far = float(there.row - here.row), float(there.column - here.column)
            self._run.setDuration(duration)
            self._run.start()

    @property
    def behind(self) -> tuple[float, float]:
        """(rows, columns) of the map that are still to go."""
        if self._run.state() != QVariantAnimation.State.Running:
            return 0.0, 0.0
        share = float(self._run.currentValue())
        return self._far[0] * share, self._far[1] * share

    @Slot()
    def _on_value(self) -> None:
        self.moved.emit()
