"""The button that lets a kernel slide on over its map, place by place, each being the computation."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnviz.drawing.images.places import next_place
from nnviz.engine import Network
from nnviz.training.places import Place
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import IconButton


class SlideButton(IconButton):
    """``place_requested(Place)``: look into the next place; with less motion that is one a press.

    ``began()`` when it starts to slide. It stops at the last place, where another one is looked into, and
    where it is not seen.
    """

    place_requested = Signal(object)
    began = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("play", "", small=True, parent=parent)
        self._network: Network | None = None
        self._place: Place | None = None
        self._onward: Place | None = None
        self._motion = Theme().motion("micro")
        self.setCheckable(True)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_time)
        self.toggled.connect(self._on_toggled)
        self._name()

    def follow(self, place: Place | None, network: Network | None) -> None:
        """The place that is looked into now, of that network; at one that is picked the kernel stays."""
        if self.isChecked() and (place is None or place not in (self._place, self._onward)):
            self.setChecked(False)
        self._place, self._network = place, network

    @property
    def _next(self) -> Place | None:
        if self._place is None or self._network is None:
            return None
        return next_place(self._place, self._network)

    @Slot(bool)
    def _on_toggled(self, on: bool) -> None:
        self._name()
        if not on:
            self._timer.stop()
        elif self._motion:
            self.began.emit()
            self._timer.start(self._motion)
        else:  # one place a press, for who wants no motion
            self._on_time()
            self.setChecked(False)

    @Slot()
    def _on_time(self) -> None:
        onward = self._next
        if onward is None or not self.isVisible():
            self.setChecked(False)
        else:
            self._onward = onward
            self.place_requested.emit(onward)

    def _name(self) -> None:
        on = self.isChecked()
        words = self.tr("Stop") if on else self.tr("Let the kernel slide on, place by place")
        if not self._motion:
            words = self.tr("Move the kernel on by one place")
        self.set_icon("pause" if on else "play" if self._motion else "step")
        self.setAccessibleName(words)
        self.setToolTip(words)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._motion = theme.motion("micro")
        self._name()
