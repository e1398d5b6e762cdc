"""The ways in beside tables and digits: pictures, doodles, and models of other programs."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.ui.theme import Theme
from nnviz.ui.widgets import PushButton, TextLabel


class MoreWays(QWidget):
    """A small button for each; ``way_requested(action)``: the action of the window that it stands for."""

    way_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = {
            "pictures": PushButton(self.tr("Pictures"), small=True, kind="ghost"),
            "doodles": PushButton(self.tr("Doodles"), small=True, kind="ghost"),
            "open": PushButton(self.tr("A model"), small=True, kind="ghost"),
        }
        tips = {
            "pictures": self.tr("Learn a folder of your own pictures"),
            "doodles": self.tr("Draw doodles of classes that you name, to be told apart"),
            "open": self.tr("Open a model of another program: ONNX, safetensors or .npz"),
        }
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(TextLabel(self.tr("Or begin with"), "label", "tertiary"))
        for name, button in self.buttons.items():
            button.setToolTip(tips[name])
            button.clicked.connect(partial(self.way_requested.emit, name))
            self._row.addWidget(button)
        self._row.addStretch(1)

    def set_theme(self, theme: Theme) -> None:
        self._row.setSpacing(theme.px(4))
