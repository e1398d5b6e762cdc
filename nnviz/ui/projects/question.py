"""The one question that interrupts: what becomes of changes that are not saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Slot
from PySide6.QtWidgets import QMessageBox, QWidget


class UnsavedQuestion(QMessageBox):
    """A sheet over the window with Save, Don't save and Cancel; ``answered`` is told whether to save.

    Cancel, and Escape, answer nothing.
    """

    def __init__(self, name: str, answered: Callable[[bool], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._answered = answered
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_tr("Unsaved changes"))
        self.setText(_tr("Save the changes to “{name}”?").format(name=name))
        self.setInformativeText(_tr("What has been trained, set and drawn since would be lost."))
        box = QMessageBox.StandardButton
        self.setStandardButtons(box.Save | box.Discard | box.Cancel)
        self.setDefaultButton(box.Save)
        self.setEscapeButton(box.Cancel)
        self.button(box.Discard).setText(_tr("Don't save"))
        self.finished.connect(self._on_finished)

    @Slot()
    def _on_finished(self) -> None:
        role = self.buttonRole(self.clickedButton())
        roles = QMessageBox.ButtonRole
        if role in (roles.AcceptRole, roles.DestructiveRole):
            save = role == roles.AcceptRole
            QTimer.singleShot(0, partial(self._answered, save))  # when this is no more


def _tr(text: str) -> str:
    return QCoreApplication.translate("UnsavedQuestion", text)
