"""The left panel of My data: which table, its columns, and its first rows."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from nnviz.data import DATASETS, Dataset
from nnviz.data.own.about import about_columns
from nnviz.data.own.own import Own
from nnviz.data.own.recipe import TableRecipe
from nnviz.data.own.table import table_of as read
from nnviz.data.own.usual import said_of_classes
from nnviz.drawing import numbers
from nnviz.drawing.table.columns import Table, own_table, table_of
from nnviz.drawing.table.empty_rows import EmptyRows, empty_rows, without
from nnviz.session.sentences import told
from nnviz.training.experiment import Experiment
from nnviz.training.samples import Sample
from nnviz.ui.plain import plain_item, plain_tip
from nnviz.ui.table.column_list import ColumnList
from nnviz.ui.table.first_rows import FirstRows
from nnviz.ui.table.invitation import Invitation
from nnviz.ui.table.role_menu import role_menu
from nnviz.ui.table.sentence import TableSentence, own_of
from nnviz.ui.table.warning_row import WarningRow
from nnviz.ui.table.what_if import WhatIf
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, ChoiceChip, PushButton, SectionTitle, TextLabel
from nnviz.ui.widgets.ground import Ground
from nnviz.ui.widgets.scroll import Scroll
from nnviz.ui.widgets.segmented import Segment, Segmented

_WIDE, _LEAST, _SHARE = 420, 336, 0.292  # px at unit 1, of the window's width


def examples() -> list[tuple[str, str, str]]:
    """The tables that are there from the beginning: name, label, what each is for."""
    shown = (
        source
        for source in DATASETS.values()
        if source.family == "table" and not (source.brought or source.unchosen)
    )
    return [(source.name, told(source.label), told(source.purpose)) for source in shown]


class TablePanel(Ground):
    """``example_requested(name)``: begin with this table. ``row_requested(row)``: run this row of it.

    ``experiment_requested(Experiment, str)``: other settings, and what undo will call them.
    ``open_requested()``, ``paste_requested()``: a table of one's own is to be brought in;
    ``way_requested(action)``: something else is.
    """

    example_requested = Signal(str)
    experiment_requested = Signal(object, str)
    row_requested = Signal(int)
    open_requested = Signal()
    paste_requested = Signal()
    way_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(edge="right", parent=parent)
        self._dataset: Dataset | None = None
        self._table: Table | None = None
        self._own: Own | None = None
        self._empty: EmptyRows | None = None
        self.example = ChoiceChip(examples(), self.tr("Table"), self.tr("A table to try it with"))
        self.name = TextLabel("", "section", weight="semibold")
        self.extent = TextLabel("", "label", "secondary")
        self.another = PushButton(self.tr("Open another"), small=True)
        self.another.setToolTip(self.tr("Open another table: a file, cells that were copied, an example"))
        self.invitation = Invitation()
        self.sentence = TableSentence()
        self.columns, self.first = ColumnList(), FirstRows()
        self._first_title, self._first_note = (
            SectionTitle(self.tr("First rows")),
            Caption(self.tr("as in the file")),
        )
        self.what_if = WhatIf()
        self.below = Segmented(
            [
                Segment(
                    "rows", self.tr("First rows"), tip=self.tr("The first rows, as they are in the file")
                ),
                Segment("what_if", self.tr("What if"), tip=self.tr("Change the row that is shown, and see")),
            ],
            self.tr("Rows of the table"),
            small=True,
        )
        self.warning = WarningRow(
            self.tr("Leave them out"),
            self.tr("These rows are then neither learned nor tested; can be undone"),
        )
        self.warning.hide()
        self.said = TextLabel("", "label", "secondary")
        self.said.setWordWrap(True)
        self.note = Caption()
        self.note.setWordWrap(True)
        for label in (self.name, self._first_title):  # rather shortened than cut off
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._lay_out()
        self.example.chosen.connect(self.example_requested)
        self.first.row_requested.connect(self.row_requested)
        self.another.clicked.connect(self._on_another)
        self.invitation.open.clicked.connect(self.open_requested)
        self.invitation.paste.clicked.connect(self.paste_requested)
        self.invitation.more.way_requested.connect(self.way_requested)
        self.warning.button.clicked.connect(self._on_leave_out)
        self.below.chosen.connect(self._on_below)
        self.what_if.hide()
        self.sentence.experiment_requested.connect(self.experiment_requested)
        self.columns.menu_requested.connect(self._on_menu)
        self.setAccessibleName(self.tr("Table and columns"))

    def _lay_out(self) -> None:
        self._body = QWidget()
        self._column = QVBoxLayout(self._body)
        self._head, self._first_head = QHBoxLayout(), QHBoxLayout()
        self._head.addWidget(self.example)
        self._head.addWidget(self.name, 1)
        self.extent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._head.addStretch(0)
        self._head.addWidget(self.extent)
        self._first_head.addWidget(self._first_title, 1)
        self._first_head.addWidget(self._first_note)
        self._first_head.addWidget(self.below)
        self._head.addWidget(self.another)
        self._column.addLayout(self._head)
        self._column.addWidget(self.invitation)
        self._column.addWidget(self.sentence)
        self._column.addWidget(self.columns)
        self._column.addLayout(self._first_head)
        self._column.addWidget(self.first)
        self._column.addWidget(self.what_if)
        self._column.addWidget(self.said)
        self._column.addWidget(self.warning)
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
        self._own = own_of(experiment)
        example, listed = experiment.own is None, experiment.data in {name for name, _, _ in examples()}
        self.example.setVisible(example and listed)
        self.invitation.setVisible(example)
        self.name.setVisible(not (example and listed))
        self.another.setVisible(not example)
        if example and listed:
            self.example.set_current(experiment.data)
        elif experiment.own is not None:
            self.name.setText(str(experiment.own.content.about.get("name", "…")))
        else:  # rows of a lesson, or a network that came without data
            self.name.setText(told(DATASETS[experiment.data].label))
        self.sentence.show_experiment(experiment)
        if self._dataset is not None and self._dataset.name == experiment.data:
            self._show_table(self._dataset)

    def set_dataset(self, dataset: Dataset) -> None:
        """The table that is learned."""
        self._dataset = dataset
        self._show_table(dataset)
        self.what_if.set_dataset(dataset)

    def _show_table(self, dataset: Dataset) -> None:
        own = self._own if dataset.entered is not None else None
        table = table_of(dataset) if own is None else own_table(own)
        self.columns.show_columns(table.columns, can_change=own is not None)
        if self._table is None or table.cell is not self._table.cell:
            self.first.show_table(table)
        self._table = table
        self._empty = None
        if own is not None and isinstance(own.recipe, TableRecipe):
            self._empty = empty_rows(read(own.content), own.recipe)
        if self._empty is not None:
            self.warning.show_words(told(self._empty.title), told(self._empty.text))
        self.warning.setVisible(self._empty is not None)
        self.extent.setText(
            self.tr("{rows} rows, {columns} columns").format(
                rows=numbers.count(table.rows), columns=numbers.count(len(table.columns))
            )
        )
        self.note.setText(f"{self._said_of_parts(dataset)} {self._said_of_classes()}".rstrip())

    def _said_of_parts(self, dataset: Dataset) -> str:
        learned, tested = len(dataset.train_labels), len(dataset.test_labels)
        if DATASETS[dataset.name].unchosen:
            return self.tr("Rows that came with the network: {n}").format(n=tested)
        if np.array_equal(dataset.train_indices, dataset.test_indices):
            return self.tr("All {n} rows are learned from, and all are tested.").format(n=learned)
        text = self.tr(
            "Inputs are scaled by the {learned} training rows only. The {tested} test rows stay unseen."
        )
        return text.format(learned=numbers.count(learned), tested=numbers.count(tested))

    def _said_of_classes(self) -> str:
        own = self._own
        if own is None or not isinstance(own.recipe, TableRecipe) or own.recipe.split_by == "whole":
            return ""
        if own.recipe.kind != "classification":
            return ""
        table = read(own.content)
        return told(said_of_classes(about_columns(table)[table.places[own.recipe.target]]))

    @Slot(str)
    def _on_below(self, which: str) -> None:
        """The first rows, or the row that is shown, to be changed."""
        self.below.set_current(which)
        self._arrange_below()

    def _arrange_below(self) -> None:
        changes, far = self.below.current == "what_if", self._theme.projector
        self.first.setVisible(not changes and not far)
        self.what_if.setVisible(changes)
        title = self.tr("The row that is shown, changed") if changes else self.tr("First rows")
        self._first_title.setText(title)
        self._first_note.setVisible(not changes and not far and self.width() > self._theme.px(_LEAST + 40))
        self._first_title.setVisible(changes or not far)

    def show_answer(self, words: str) -> None:
        """What the network says of the row that is shown."""
        self.said.setText(words)
        self.said.setVisible(bool(words))

    def show_sample(self, sample: Sample | None) -> None:
        """The row that goes through the network."""
        if self._dataset is not None:
            self.what_if.show_sample(sample, self._dataset)

    @Slot()
    def _on_leave_out(self) -> None:
        if self._empty is not None and self._own is not None and isinstance(self._own.recipe, TableRecipe):
            self.sentence.ask(without(self._own.recipe, self._empty), self.tr("rows left out"))

    @Slot()
    def _on_another(self) -> None:
        """Another table: a file, cells that were copied, or an example."""
        menu = QMenu(self)
        for text, wish in (
            (self.tr("Open a file…"), self.open_requested),
            (self.tr("Paste cells"), self.paste_requested),
        ):
            menu.addAction(text).triggered.connect(wish)
        menu.addSeparator()
        for name, label, purpose in examples():
            action = menu.addAction(plain_item(label))
            action.setToolTip(plain_tip(purpose))
            action.setData(name)
            action.triggered.connect(self._on_example)
        menu.setToolTipsVisible(True)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.another.mapToGlobal(QPoint(0, self.another.height() + 2)))

    @Slot()
    def _on_example(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.example_requested.emit(str(action.data()))

    @Slot(int, QPoint)
    def _on_menu(self, place: int, corner: QPoint) -> None:
        """What a column is for."""
        if self._own is None or not isinstance(self._own.recipe, TableRecipe):
            return
        menu = role_menu(read(self._own.content).columns[place], self._own.recipe, self)
        menu.triggered.connect(self._on_role)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(corner)

    @Slot(QAction)
    def _on_role(self, action: QAction) -> None:
        column, way = action.data()
        if way in ("classification", "regression"):
            self.sentence.set_target(column, way)
        else:
            self.sentence.set_way(column, way)

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        px = theme.px
        self.setMinimumWidth(theme.layout("left"))
        self._column.setContentsMargins(px(16), px(14), px(15), px(12))
        self._column.setSpacing(px(8))
        self.note.setVisible(not theme.projector)
        self._arrange_below()

    def sizeHint(self) -> QSize:
        """As wide as its rows like it, but of a small window not more than its share."""
        share = round(self.window().width() * _SHARE)
        return QSize(max(self._theme.px(_LEAST), min(self._theme.px(_WIDE), share)), self._theme.px(760))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._scroll.setGeometry(0, 0, self.width() - 1, self.height())
        self._arrange_below()
