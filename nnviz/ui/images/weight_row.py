"""A weight of a kernel as it is now: typed anew by hand, or its curve kept in sight."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.drawing.inspector.track import Track
from nnviz.drawing.numbers import fitted
from nnviz.drawing.selection import Selection
from nnviz.session.shown import Shown
from nnviz.training.edits import Edit
from nnviz.training.kernel_gradient import KernelWeight, convolution, source_of
from nnviz.ui.diagram.number_entry import NumberEntry
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, IconButton


class WeightRow(QWidget):
    """``edit_requested(Edit)``: it is to have another value; ``pin_requested(Track)``: keep its curve."""

    edit_requested = Signal(object)
    pin_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._shown: Shown | None = None
        self._weight: KernelWeight | None = None
        self.now = Caption()
        self.by_hand = IconButton("hand", self.tr("Type another value for this weight"), small=True)
        self.pin = IconButton("pin", self.tr("Keep the curve of this weight in sight"), small=True)
        self.by_hand.clicked.connect(self._on_by_hand)
        self.pin.clicked.connect(self._on_pin)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for part in (self.now, self.by_hand, self.pin):
            row.addWidget(part)
        row.addStretch(1)

    def show_weight(self, shown: Shown, weight: KernelWeight) -> None:
        """Another weight, or another moment of it."""
        self._shown, self._weight = shown, weight
        value = fitted(self._value(shown, weight), 4, sign=True)
        self.now.setText(self.tr("this weight is now {value}").format(value=value))

    @staticmethod
    def _value(shown: Shown, weight: KernelWeight) -> float:
        kernels = convolution(shown.network, weight.layer).values["weights"]
        return float(kernels[weight.unit].reshape(-1)[source_of(shown.network, weight)])

    @Slot()
    def _on_by_hand(self) -> None:
        stage = self.parentWidget()
        if self._shown is not None and self._weight is not None and stage is not None:
            value, name = self._value(self._shown, self._weight), self.by_hand.accessibleName()
            entry = NumberEntry("w", value, name, self._theme, stage)
            entry.entered.connect(self._on_entered)
            entry.open_at(QPointF(self.mapTo(stage, self.by_hand.geometry().center())))

    @Slot(float)
    def _on_entered(self, value: float) -> None:
        shown, weight = self._shown, self._weight
        if shown is not None and weight is not None:
            layer, source = shown.network.weighted.index(weight.layer), source_of(shown.network, weight)
            self.edit_requested.emit(Edit(layer, source, weight.unit, value))

    @Slot()
    def _on_pin(self) -> None:
        shown, weight = self._shown, self._weight
        if shown is not None and weight is not None:
            layer = shown.network.weighted.index(weight.layer)
            cell = Selection("edge", layer, weight.unit, weight.channel, weight.row, weight.column)
            self.pin_requested.emit(Track(cell, "weight"))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self.now, self.by_hand, self.pin):
            part.set_theme(theme)
