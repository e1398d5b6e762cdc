"""What a class has handed in, in a small window: how each question was answered, and who said what."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFileDialog,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from nnviz.data.saving import chosen_path, save_bytes
from nnviz.lessons.collected import Collected, Known, as_csv, collect, read_csv, spreads
from nnviz.session.sentences import told
from nnviz.ui.folders import folder
from nnviz.ui.sheets.sheet import Sheet
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import PushButton, Segmented

_MOST = 6  # answers of a question that are named with how often each was given


class AnswersSheet(Sheet):
    """Opens a folder of answers; ``known`` gives the lesson of an id, None where it is not at hand."""

    def __init__(self, known: Known, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Answers of a class"), parent)
        self._known = known
        self._folder: Path | None = None
        self._collected: Collected | None = None
        self.add_words(
            self.tr(
                "The files that pupils have saved at the end of a lesson, put into one folder. They hold no "
                "times, come over no network, and anyone could have changed them."
            )
        )
        self.choose = PushButton(self.tr("Open a folder …"))
        self.choose.clicked.connect(self._on_choose)
        self.hide_names = QCheckBox(self.tr("Hide names"))
        self.hide_names.toggled.connect(self._read)
        self.which = Segmented(
            (("questions", self.tr("Questions")), ("answers", self.tr("Answers"))), self.tr("What is listed")
        )
        self.which.chosen.connect(self._show)
        self.save = PushButton(self.tr("Save as CSV …"))
        self.save.clicked.connect(self._on_save)
        self.save.setEnabled(False)
        self.add_row(self.choose, self.hide_names, None, self.which, self.save)
        self.table = QTableWidget()
        self.table.setAccessibleName(self.tr("Answers of a class"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        self.body.addWidget(self.table, 1)
        self.said = self.add_words("")

    # ---- what is read
    def read(self, place: Path) -> None:
        """Read the answers in that folder; what is wrong with any of them is said below."""
        self._folder = place
        self._read()

    @Slot()
    def _read(self) -> None:
        if self._folder is None:
            return
        try:
            self._collected = collect(self._folder, self._known, hidden=self.hide_names.isChecked())
            self.said.setText("\n".join(told(note) for note in self._collected.notes))
        except ValueError as sentence:
            self._collected = None
            self.said.setText(told(sentence))
        self.save.setEnabled(self._collected is not None)
        self._show()

    @Slot()
    def _show(self) -> None:
        collected = self._collected
        if collected is None:
            self._fill((), ())
        elif self.which.current == "answers":
            heads, *rows = read_csv(as_csv(collected, self._known))
            self._fill(heads, rows)
        else:
            heads = [self.tr("Question"), self.tr("Answered"), self.tr("Right"), self.tr("Answers")]
            rows = [
                [
                    spread.question,
                    str(spread.count),
                    self.tr("{right} of {revealed}").format(right=spread.right, revealed=spread.revealed),
                    ", ".join(f"{answer} × {times}" for answer, times in spread.answers[:_MOST]),
                ]
                for spread in spreads(collected, self._known)
            ]
            self._fill(heads, rows)

    def _fill(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        table = self.table
        table.clear()
        table.setColumnCount(len(heads))
        table.setRowCount(len(rows))
        table.setHorizontalHeaderLabels([told(head) for head in heads])
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(told(text))
                item.setToolTip(told(text))
                table.setItem(at, column, item)
        table.resizeColumnsToContents()

    # ---- files
    @Slot()
    def _on_choose(self) -> None:
        place = str(self._folder or folder(QStandardPaths.StandardLocation.DocumentsLocation))
        named = QFileDialog.getExistingDirectory(self, self.tr("Open a folder of answers"), place)
        if named:
            self.read(Path(named))

    @Slot()
    def _on_save(self) -> None:
        if self._collected is None or self._folder is None:
            return
        wanted = str(self._folder / self.tr("answers.csv"))
        named, _ = QFileDialog.getSaveFileName(self, self.tr("Save as CSV"), wanted, self.tr("Table (*.csv)"))
        if not named:
            return
        try:
            path = chosen_path(Path(named), ".csv")
            save_bytes(path, as_csv(self._collected, self._known).encode("utf-8-sig"))
        except ValueError as sentence:
            self.said.setText(told(sentence))
        else:
            self.said.setText(self.tr("Saved in “{file}”.").format(file=path))

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for part in (self.table, self.hide_names, self.table.horizontalHeader()):
            part.setFont(theme.font("label"))
        self.table.setMinimumSize(theme.px(760), theme.px(320))
        self.table.verticalHeader().setDefaultSectionSize(theme.px(28))
