"""Having a sequence of one's own gone on with, symbol by symbol, with a temperature."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.drawing.numbers import plain
from nnviz.drawing.plane.scales import Scale
from nnviz.ui.playground.panel_body import NumberRow
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import PushButton

_TEMPERATURE = Scale(20, lambda place: place / 10, lambda value: value * 10, lambda value: plain(value, 1))
USUAL = 1.0


class GoingOn(QWidget):
    """``requested(whole)``: one symbol more is wished, or all up to the end."""

    requested = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.one = PushButton(self.tr("One symbol more"), small=True)
        self.one.setToolTip(self.tr("Draws a symbol by the shares that the network gives at the last step"))
        self.whole = PushButton(self.tr("To the end"), small=True)
        self.whole.setToolTip(self.tr("Goes on symbol by symbol until all steps are full"))
        self.temperature = NumberRow(
            self.tr("Temperature"),
            self.tr("0: always the likeliest symbol; 1: by its share; above: the unlikely ones more often"),
            _TEMPERATURE,
        )
        self.temperature.show_value(USUAL)
        self._row = QHBoxLayout()
        for button in (self.one, self.whole):
            self._row.addWidget(button)
        self._row.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._row)
        self._column.addWidget(self.temperature)
        self.one.clicked.connect(self._on_one)
        self.whole.clicked.connect(self._on_whole)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @Slot()
    def _on_one(self) -> None:
        self.requested.emit(False)

    @Slot()
    def _on_whole(self) -> None:
        self.requested.emit(True)

    def set_theme(self, theme: Theme) -> None:
        self._row.setSpacing(theme.px(6))
        self._column.setSpacing(theme.px(4))
