"""The one question that interrupts: what becomes of changes that are not saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from nnviz.ui.sheets.sheet import Sheet
from nnviz.ui.widgets import PushButton, TextLabel


class UnsavedQuestion(Sheet):
    """A sheet over the window with Save, Don't save and Cancel; ``answered`` is told whether to save.

    Cancel, and Escape, answer nothing. Enter saves, unless another button has the focus.
    """

    def __init__(self, name: str, answered: Callable[[bool], None], parent: QWidget) -> None:
        super().__init__(self.tr("Save the changes to “{name}”?").format(name=name), parent)
        self._answered = answered
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.body.addWidget(TextLabel(self.tr("What has been trained, set and drawn since would be lost.")))
        self.close_button.hide()
        self.discard_button = PushButton(self.tr("Don't save"))
        self.cancel_button = PushButton(self.tr("Cancel"))
        self.save_button = PushButton(self.tr("Save"), kind="strong")
        for button, slot in (
            (self.discard_button, self._on_discard),
            (self.cancel_button, self.close),
            (self.save_button, self._on_save),
        ):
            self.buttons.addWidget(button)
            button.clicked.connect(slot)
        self.save_button.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            (focused if isinstance(focused, PushButton) else self.save_button).click()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_save(self) -> None:
        self._answer(True)

    @Slot()
    def _on_discard(self) -> None:
        self._answer(False)

    def _answer(self, save: bool) -> None:
        self.close()
        QTimer.singleShot(0, partial(self._answered, save))  # when this is no more
