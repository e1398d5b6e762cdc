"""The course as a path of lessons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.ui.theme import Theme
from nnviz.ui.widgets import TextLabel


class CoursePage(QWidget):
    """All lessons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("The course"))
        column = QVBoxLayout(self)
        column.addWidget(TextLabel(self.tr("The course"), "heading", weight="semibold"))
        column.addStretch(1)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.surface("panel"))
        painter.end()
