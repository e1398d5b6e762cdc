"""The page that nnviz begins with."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.ui.theme import Theme
from nnviz.ui.widgets import PushButton, TextLabel


class StartPage(QWidget):
    """A network to watch, and the doors to everything else."""

    digits_requested = Signal()
    lesson_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Start"))
        self.digits = PushButton(self.tr("Draw a digit"))
        self.lesson = PushButton(self.tr("Take a lesson"))
        column = QVBoxLayout(self)
        column.addWidget(TextLabel(self.tr("Watch a network learn"), "headline", weight="semibold"))
        column.addWidget(self.digits)
        column.addWidget(self.lesson)
        column.addStretch(1)
        self.digits.clicked.connect(self.digits_requested)
        self.lesson.clicked.connect(self.lesson_requested)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.surface("panel"))
        painter.end()
