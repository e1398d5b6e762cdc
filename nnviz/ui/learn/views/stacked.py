"""Of several widgets on a lesson's stage the one that suits, on a ground of its own."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedWidget

from nnviz.ui.theme import Theme


class Stacked(QStackedWidget):
    """One of its widgets at a time; ``surface`` is what they lie on."""

    def __init__(self, surface: str) -> None:
        super().__init__()
        self._theme, self._surface = Theme(), surface

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.surface(self._surface))
        painter.end()
