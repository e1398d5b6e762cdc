"""A field in place of a name, as long as somebody types another one."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

NAME_MOST = 60  # characters


class NameEditor(QLineEdit):
    """Return, or leaving the field, takes the name (``named``); Escape gives it up. Then it goes away."""

    named = Signal(str)
    given_up = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        self._over = False
        self.setMaxLength(NAME_MOST)
        self.editingFinished.connect(self._on_finished)

    def begin(self, box: QRect) -> None:
        """Stand in ``box``, with all of the name marked."""
        self.setGeometry(box)
        self.selectAll()
        self.show()
        self.setFocus()

    def _close(self) -> bool:
        """Go away; whether it had not yet."""
        before, self._over = self._over, True
        if not before:
            self.hide()
            self.deleteLater()
        return not before

    @Slot()
    def _on_finished(self) -> None:
        if self._close():
            self.named.emit(self.text().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._close():
            self.given_up.emit()
