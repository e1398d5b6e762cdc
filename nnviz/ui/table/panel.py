"""The left panel of My data: which table, its columns, and its first rows."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.data import DATASETS, Dataset
from nnviz.drawing import numbers
from nnviz.drawing.table.columns import Table, table_of
from nnviz.session.sentences import told
from nnviz.training.experiment import Experiment
from nnviz.ui.table.column_list import ColumnList
from nnviz.ui.table.first_rows import FirstRows
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, ChoiceChip, SectionTitle, TextLabel
from nnviz.ui.widgets.ground import Ground
from nnviz.ui.widgets.scroll import Scroll

_WIDE, _SHARE = 420, 0.292  # px at unit 1, of the window's width


def examples() -> list[tuple[str, str, str]]:
    """The tables that are there from the beginning: name, label, what each is for."""
    shown = (source for source in DATASETS.values() if source.family == "table" and not source.given)
    return [(source.name, told(source.label), told(source.purpose)) for source in shown]


class TablePanel(Ground):
    """``example_requested(name)``: begin with this table. ``row_requested(row)``: run this row of it."""

    example_requested = Signal(str)
    row_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(edge="right", parent=parent)
        self._dataset: Dataset | None = None
        self._table: Table | None = None
        self.example = ChoiceChip(examples(), self.tr("Table"), self.tr("A table to try it with"))
        self.extent = TextLabel("", "label", "secondary")
        self.columns, self.first = ColumnList(), FirstRows()
        self._first_title, self._first_note = (
            SectionTitle(self.tr("First rows")),
            Caption(self.tr("as in the file")),
        )
        self.note = Caption()
        self.note.setWordWrap(True)
        self._lay_out()
        self.example.chosen.connect(self.example_requested)
        self.first.row_requested.connect(self.row_requested)
        self.setAccessibleName(self.tr("Table and columns"))

    def _lay_out(self) -> None:
        self._body = QWidget()
        self._column = QVBoxLayout(self._body)
        self._head, self._first_head = QHBoxLayout(), QHBoxLayout()
        self._head.addWidget(self.example)
        self._head.addWidget(self.extent, 1, Qt.AlignmentFlag.AlignRight)
        self._first_head.addWidget(self._first_title, 1)
        self._first_head.addWidget(self._first_note)
        self._column.addLayout(self._head)
        self._column.addWidget(self.columns)
        self._column.addLayout(self._first_head)
        self._column.addWidget(self.first)
        self._column.addWidget(self.note)
        self._column.addStretch(1)
        self._scroll = Scroll(self._body, self)

    # ---- content
    @property
    def table(self) -> Table | None:
        """What is listed."""
        return self._table

    def show_experiment(self, experiment: Experiment) -> None:
        """Whose table it is."""
        self.example.set_current(experiment.data)

    def set_dataset(self, dataset: Dataset) -> None:
        """The table that is learned."""
        self._dataset, self._table = dataset, table_of(dataset)
        table = self._table
        self.columns.show_columns(table.columns, can_change=False)
        self.first.show_table(table)
        self.extent.setText(
            self.tr("{rows} rows, {columns} columns").format(
                rows=numbers.count(table.rows), columns=numbers.count(len(table.columns))
            )
        )
        self.note.setText(self._said_of_parts(dataset))

    def _said_of_parts(self, dataset: Dataset) -> str:
        learned, tested = len(dataset.train_labels), len(dataset.test_labels)
        if set(dataset.train_indices.tolist()) == set(dataset.test_indices.tolist()):
            return self.tr("All {n} rows are learned from, and all are tested.").format(n=learned)
        text = self.tr(
            "Inputs are scaled by the {learned} training rows only. The {tested} test rows stay unseen."
        )
        return text.format(learned=numbers.count(learned), tested=numbers.count(tested))

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        px = theme.px
        self.setMinimumWidth(theme.layout("left"))
        self._column.setContentsMargins(px(16), px(14), px(15), px(12))
        self._column.setSpacing(px(8))
        self.first.setVisible(not theme.projector)
        for part in (self._first_title, self._first_note, self.note):
            part.setVisible(not theme.projector)

    def sizeHint(self) -> QSize:
        """As wide as its rows like it, but of a small window not more than its share."""
        return QSize(min(self._theme.px(_WIDE), round(self.window().width() * _SHARE)), self._theme.px(760))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._scroll.setGeometry(0, 0, self.width() - 1, self.height())
