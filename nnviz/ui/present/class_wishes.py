"""What is wished for a class: another one, its hands as a file, its back row."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from nnviz.session.presenting import Presenting
from nnviz.ui.looks import Looks
from nnviz.ui.present.ask_row import AskRow
from nnviz.ui.present.back_row_watch import BackRowWatch
from nnviz.ui.present.class_sheets import BackRowSheet, GroupSheet, KeysSheet
from nnviz.ui.sheets.sheet import Sheet


class ClassWishes(QObject):
    """Opens small windows over ``window``, and says in ``asks`` what came of it."""

    def __init__(
        self,
        presenting: Presenting,
        back_row: BackRowWatch,
        asks: AskRow,
        looks: Looks,
        window: QWidget,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._presenting, self._back_row, self._asks = presenting, back_row, asks
        self._looks, self._window = looks, window

    @Slot()
    def on_group(self) -> None:
        """Another class begins."""
        sheet = GroupSheet(self._presenting.group, self._presenting.tallies.groups, self._window)
        sheet.group_chosen.connect(self._presenting.again)
        self._present_sheet(sheet)

    @Slot()
    def on_back_row(self) -> None:
        """Where the last row sits."""
        sheet = BackRowSheet(self._back_row.row, self._window)
        sheet.row_chosen.connect(self._back_row.set_row)
        self._present_sheet(sheet)

    @Slot()
    def on_keys(self) -> None:
        """What keys mean."""
        self._present_sheet(KeysSheet(self._looks.preferences.shortcuts, self._window))

    def _present_sheet(self, sheet: Sheet) -> None:
        sheet.present(self._looks.theme)

    @Slot()
    def on_save(self) -> None:
        """The hands as a file."""
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save the hands"), "hands.csv", "CSV (*.csv)"
        )
        if name:
            self.save_hands(Path(name))

    def save_hands(self, path: Path) -> None:
        """The hands of all classes as CSV; what cannot be written is a sentence in the window."""
        try:
            path.write_text(self._presenting.tallies.csv(), encoding="utf-8-sig", newline="")
        except OSError as error:
            text = self.tr("“{name}” cannot be written: {why}.").format(name=path.name, why=error.strerror)
        else:
            text = self.tr("The hands are in “{name}”.").format(name=path.name)
        self._asks.ask("saved", text, (self.tr("All right"), self._window.setFocus))
