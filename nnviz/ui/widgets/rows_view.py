"""A bare table in which a row, or a cell, is chosen by mouse and keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QModelIndex, QRectF, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QTableView

from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import paint_focus


class Rows(QTableView):
    """Qt's table without frame and ground; ``chosen`` tells what a click or a key asks for.

    ``keys()`` says what is chosen by each key that it has a use for. All others are the window's: Qt's table
    would look for a row that begins with the letter.
    """

    chosen = Signal(QModelIndex)

    def __init__(self, name: str, keys: Callable[[], Mapping[int, QModelIndex]]) -> None:
        super().__init__()
        self._theme, self._keys = Theme(), keys
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.viewport().setAutoFillBackground(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().hide()
        self.clicked.connect(self._on_clicked)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.viewport().update()

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self.chosen.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        wished = self._keys().get(event.key())
        if wished is None:
            event.ignore()
        elif wished.isValid():
            self.chosen.emit(wished)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1)
        paint_focus(painter, self, self._theme, box, 5)
        painter.end()
