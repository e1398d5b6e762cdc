"""The workspace Sequences: what is measured while a network learns them."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from nnviz.session.shown import Shown
from nnviz.training.experiment import Experiment
from nnviz.ui.guarded import Teller
from nnviz.ui.plots.curves_view import CurvesView


class Sequences(QObject):
    """The curves in the middle, and nothing beside them yet."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._left, self._curves, self._right = QWidget(), CurvesView(), QWidget()
        self._curves.finish_start()

    @property
    def left(self) -> QWidget:
        return self._left

    @property
    def stage(self) -> QWidget:
        return self._curves

    @property
    def right(self) -> QWidget:
        return self._right

    def show_settings(self, experiment: Experiment) -> None:
        """The curves have none to show."""

    def show(self, shown: Shown, before: Shown | None, tell: Teller) -> None:
        tell(self._curves.show_timeline, shown.timeline, shown.epoch, shown)

    def settle(self) -> None:
        self._curves.settle()

    def shut_down(self) -> None:
        """Nothing is done in the background."""
