"""The dialog for an internal error: the one message that interrupts."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget


class FaultDialog(QMessageBox):
    """Says that something failed inside nnviz; the details can be copied. Does not block the window."""

    def __init__(self, trace: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setIcon(QMessageBox.Icon.Warning)
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.setWindowTitle(QCoreApplication.translate("FaultDialog", "Something failed inside nnviz"))
        self.setText(
            QCoreApplication.translate(
                "FaultDialog",
                "Something failed inside nnviz. Your drawing and settings are kept and you can go on; "
                "the details are in the log.",
            )
        )
        self.setDetailedText(trace)
        self.setStandardButtons(QMessageBox.StandardButton.Close)

    @staticmethod
    def report(trace: str, parent: QWidget) -> None:
        """Show the fault; while one is open, further ones go to the log alone."""
        if not parent.findChildren(FaultDialog):
            FaultDialog(trace, parent).show()
