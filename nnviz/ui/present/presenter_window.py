"""The laptop's window while presenting."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.ui.focus_frame import FocusFrame
from nnviz.ui.window_place import SMALLEST


class PresenterWindow(QWidget):
    """The laptop's window while presenting; closing it asks whether to end."""

    closing = Signal()
    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("nnviz: presenting"))
        self.setMinimumSize(*SMALLEST)
        self.may_close = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._frame = FocusFrame(self)

    def take(self, page: QWidget) -> None:
        """Let that page fill it."""
        self._column.addWidget(page)

    def watch(self) -> None:
        """See the presses of the mouse, once it is shown."""
        self._frame.watch()
        self.setFocus()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab was pressed."""
        return super().focusNextPrevChild(forward) if self._frame.tabbed() else True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.may_close:
            super().closeEvent(event)
        else:
            event.ignore()
            self.closing.emit()
