"""The ways a table gets into the window: asked for, dropped, pasted."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QStandardPaths, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from nnviz.session.desk import Desk
from nnviz.session.messages import Message
from nnviz.session.runs import Runs
from nnviz.training.training_on import with_own
from nnviz.ui.looks import Looks
from nnviz.ui.sheets.sheet import Sheet

ENDINGS = (".csv", ".tsv", ".tab", ".txt", ".dat", ".data")
#: What people take for tables and is none: opened as one, it is said what it is.
_OTHERS = (".xlsx", ".xls", ".ods", ".parquet", ".feather", ".arrow", ".sqlite", ".db")
_KIND = "table"


class TableOpening(QObject):
    """``begun()``: a table was read, and its run begins. ``message_raised(Message)``.

    ``way_requested(action)``: something else than a table is to be opened, which is another's.
    """

    begun = Signal()
    way_requested = Signal(str)
    message_raised = Signal(object)

    def __init__(self, window: QWidget, desk: Desk, runs: Runs, looks: Looks) -> None:
        super().__init__(window)
        self._window, self._desk, self._runs, self._looks = window, desk, runs, looks
        self._dialog: QFileDialog | None = None
        self._for_network = False

    @Slot()
    def ask(self) -> None:
        """Ask for a file, of which a run of its own begins."""
        self._ask(for_network=False)

    @Slot()
    def ask_for_network(self) -> None:
        """Ask for a file, from which the network that came without data trains on."""
        self._ask(for_network=True)

    def _ask(self, *, for_network: bool) -> None:
        self._for_network = for_network
        if self._dialog is None:
            place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
            self._dialog = QFileDialog(self._window, self.tr("Open a table"), place)
            self._dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            kinds = " ".join(f"*{ending}" for ending in ENDINGS)
            self._dialog.setNameFilters(
                [self.tr("Tables ({kinds})").format(kinds=kinds), self.tr("All files (*)")]
            )
            self._dialog.fileSelected.connect(self._on_file)
        self._dialog.open()

    @Slot(str)
    def _on_file(self, path: str) -> None:
        self._show(Path(path), Path(path).name, for_network=self._for_network)

    @Slot(str)
    def open_file(self, path: str) -> None:
        """Show how this file would be read."""
        self._show(Path(path), Path(path).name)

    @Slot()
    def paste(self) -> None:
        """Read the cells on the clipboard, as a spreadsheet puts them there."""
        data = QGuiApplication.clipboard().mimeData() or QMimeData()
        if not self.take(data):
            title = self.tr("There is no table on the clipboard")
            text = self.tr("Copy cells in a spreadsheet, with the names above them, and paste them here.")
            self.message_raised.emit(Message("error", title, text, about="sample"))

    def take(self, data: QMimeData) -> bool:
        """Show how a file, or the cells, in these data would be read; whether there is either."""
        paths = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        tables = [path for path in paths if is_table(path)]
        if tables:
            self.open_file(tables[0])
        elif holds_cells(data):
            self._show(data.text(), self.tr("Pasted table"))
        else:
            return False
        return True

    def _show(self, origin: Path | str, name: str, *, for_network: bool = False) -> None:
        from nnviz.ui.table.opening_sheet import OpeningSheet  # here, where it delays no window

        for old in self._window.findChildren(Sheet):
            if old.objectName() == _KIND:
                old.close()
        sheet = OpeningSheet(origin, name, self._window)
        sheet.setObjectName(_KIND)
        sheet.opened.connect(self._on_opened_for_network if for_network else self._on_opened)
        sheet.present(self._looks.theme)

    @Slot(object)
    def _on_opened(self, opened: object) -> None:
        from nnviz.ui.table.opening_sheet import OpenedTable

        assert isinstance(opened, OpenedTable)
        self.begun.emit()
        if self._desk.run.experiment.home == "table":
            self._desk.begin(opened.experiment, self.tr("“{name}”").format(name=opened.name))
        else:
            self._desk.show_reader(False)
            self._runs.new(opened.experiment)

    @Slot(object)
    def _on_opened_for_network(self, opened: object) -> None:
        from nnviz.ui.table.opening_sheet import OpenedTable

        assert isinstance(opened, OpenedTable)
        assert opened.experiment.own is not None
        self._desk.change(with_own(self._desk.experiment, opened.experiment.own), self.tr("data"))


def is_table(path: str) -> bool:
    """Whether a file of this name is opened as a table."""
    return path.lower().endswith(ENDINGS + _OTHERS)


def holds_cells(data: QMimeData) -> bool:
    """Whether there are cells of a spreadsheet, or lines of a table; a spreadsheet adds a picture of them."""
    text = data.text() if data.hasText() and not data.hasUrls() else ""
    lines = [line for line in text[:20_000].splitlines() if line.strip()]
    return len(lines) > 1 and all(any(mark in line for mark in "\t;,") for line in lines[:2])
