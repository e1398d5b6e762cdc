"""What a panel or a stage lies on."""

from __future__ import annotations

import math
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnviz.ui.theme import Theme


class Ground(QWidget):
    """A surface of the theme, with a hairline along one edge."""

    def __init__(
        self,
        surface: str = "panel",
        edge: Literal["", "left", "right"] = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._surface, self._edge = surface, edge
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface(self._surface))
        if self._edge:
            line = max(1, math.floor(self._theme.line("hairline")))
            left = 0 if self._edge == "left" else self.width() - line
            painter.fillRect(left, 0, line, self.height(), self._theme.surface("hairline"))
        painter.end()
