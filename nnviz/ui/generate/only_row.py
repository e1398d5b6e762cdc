"""The row below the plane: let one of the two networks move alone for an update."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.ui.plain import plain_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import PushButton, TextLabel


class OnlyRow(QWidget):
    """“Only: Discriminator step, Generator step”. ``alone_requested(str)``: that network is to move alone."""

    alone_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        words = {"discriminator": self.tr("Discriminator step"), "generator": self.tr("Generator step")}
        self._row = QHBoxLayout(self)
        self._row.addWidget(TextLabel(self.tr("Only"), "body", "secondary"))
        self.buttons: dict[str, PushButton] = {}
        tip = self.tr("One update in which the other network stays as it is; kept with the run")
        for name, text in words.items():
            button = PushButton(text, small=True)
            button.setToolTip(plain_tip(tip))
            button.setProperty("player", name)
            button.clicked.connect(self._on_clicked)
            self._row.addWidget(button)
            self.buttons[name] = button
        self._row.addStretch(1)

    @Slot()
    def _on_clicked(self) -> None:
        self.alone_requested.emit(str(self.sender().property("player")))

    def set_theme(self, theme: Theme) -> None:
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(6))
