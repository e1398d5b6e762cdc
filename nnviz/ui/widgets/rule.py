"""A hairline between two sections of a panel."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy

from nnviz.ui.theme import Theme


class Rule(QFrame):
    """A hairline between two sections."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFixedHeight(max(1, round(theme.line("hairline"))))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface("hairline"))
        painter.end()
