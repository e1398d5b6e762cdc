"""What is learned of a table, as a sentence whose words are controls."""

from __future__ import annotations

import re
from dataclasses import replace

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from nnviz.data import DATASETS
from nnviz.data.dataset import Kind
from nnviz.data.own.edits import usual_way, with_target, with_way
from nnviz.data.own.own import Own
from nnviz.data.own.recipe import TableRecipe
from nnviz.data.own.table import Table, table_of
from nnviz.training.experiment import Experiment
from nnviz.ui.plain import plain_item
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import ChoiceChip, NumberChip, TextLabel
from nnviz.ui.widgets.chips import Chip
from nnviz.ui.widgets.flow_layout import FlowLayout

_TESTED = re.compile(r"\b(?:test|testing|valid|validation|val|eval|holdout|hold-out)\b", re.IGNORECASE)
_MOST_PARTS = 5  # words of a column that splits the rows
_PERCENT = (1.0, 90.0)  # of the rows that can be kept for the test


def own_of(experiment: Experiment) -> Own | None:
    """The table that is learned, a person's own or one that comes with nnviz; None for other data, and for a
    file that is not at hand."""
    table = DATASETS[experiment.data].table
    own = table() if table is not None else experiment.own
    return own if own is not None and isinstance(own.recipe, TableRecipe) and own.content.there else None


def tested_by(table: Table) -> dict[str, tuple[str, ...]]:
    """The columns that tell which rows are for the test, each with its words for them."""
    found = {}
    for column in table.columns:
        if column.numbers is None and 2 <= len(column.words) <= _MOST_PARTS:
            words = tuple(word for word in column.words if _TESTED.search(word))
            if words and len(words) < len(column.words):
                found[column.name] = words
    return found


def learned(experiment: Experiment, recipe: TableRecipe) -> Experiment:
    """The same with another recipe of its table, and the loss that suits what is learned then."""
    own = own_of(experiment)
    assert own is not None
    changed = experiment.with_(data="own_table", own=own.with_recipe(recipe))
    if recipe.kind != experiment.kind:
        loss = "mse" if recipe.kind == "regression" else "categorical_crossentropy"
        changed = changed.with_(loss=loss, output_activation="")
    return changed


class InputsChip(Chip):
    """“6 columns”: a menu in which each is used or not. ``toggled_column(name)``."""

    toggled_column = Signal(str)

    def __init__(self, name: str, tip: str) -> None:
        super().__init__(name, tip, None)
        self._columns: list[tuple[str, str, bool]] = []
        self._icon_name, self._icon_last = "chev", True
        self._icon_side, self._icon_gap = 13, 4
        self.pressed.connect(self.open_menu)

    def show_columns(self, columns: list[tuple[str, str, bool]]) -> None:
        """Of each its name, its title, and whether it is used."""
        self._columns = columns
        self.say(self.tr("%n column(s)", "", sum(used for _, _, used in columns)))

    def _extra_width(self) -> int:
        return self._theme.px(14)

    @Slot()
    def open_menu(self) -> None:
        """Show the columns below the chip."""
        self.setDown(False)
        menu = QMenu(self)
        for name, title, used in self._columns:
            action = QAction(plain_item(title), menu)
            action.setCheckable(True)
            action.setChecked(used)
            action.setData(name)
            menu.addAction(action)
        menu.triggered.connect(self._on_triggered)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        self.toggled_column.emit(str(action.data()))


class TableSentence(QWidget):
    """“Predict species from 6 columns, fill gaps with the median, scale to mean 0, spread 1 …”.

    Emits ``experiment_requested(Experiment, str)``, with the name of the change, as undo will call it.
    """

    experiment_requested = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._experiment: Experiment | None = None
        self._phrases: list[QHBoxLayout] = []
        self.target = ChoiceChip(
            [("", "", "")], self.tr("What is predicted"), self.tr("The column that is learned")
        )
        self.inputs = InputsChip(
            self.tr("Columns that enter"), self.tr("The columns that the network is given")
        )
        self.missing = ChoiceChip(
            self._gap_choices(),
            self.tr("Gaps"),
            self.tr("What stands for a gap; known from the training rows"),
        )
        self.scale = ChoiceChip(
            self._scales(),
            self.tr("Scale"),
            self.tr("How numbers are brought to one size; by the training rows only"),
        )
        self.share = NumberChip(
            self.tr("Share of the test"),
            self.tr("How many of the rows are kept to test with, in percent"),
            _PERCENT, 25, integer=True,
        )  # fmt: skip
        self.split = ChoiceChip(
            [("share", "", "")], self.tr("Split"), self.tr("Which rows are kept for the test")
        )
        self._flow = FlowLayout(self)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._kept = self._phrase(self.tr("and keep"), self.share, self.tr("% of the rows for the test,"))
        for phrase in (
            self._phrase(self.tr("Predict"), self.target),
            self._phrase(self.tr("from"), self.inputs),
            self._phrase(self.tr("fill gaps with"), self.missing),
            self._phrase(self.tr("scale to"), self.scale),
            self._kept,
            self._phrase(self.tr("split"), self.split),
        ):
            self._flow.addWidget(phrase)
        self.target.chosen.connect(self._on_target)
        self.inputs.toggled_column.connect(self._on_column)
        self.missing.chosen.connect(self._on_missing)
        self.scale.chosen.connect(self._on_scale)
        self.share.value_requested.connect(self._on_share)
        self.split.chosen.connect(self._on_split)

    def _phrase(self, before: str, chip: QWidget, after: str = "") -> QWidget:
        """Words that stay on one line with their control."""
        phrase = QWidget()
        row = QHBoxLayout(phrase)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (TextLabel(before, "body", "tertiary"), chip):
            row.addWidget(widget)
        if after:
            row.addWidget(TextLabel(after, "body", "tertiary"))
        self._phrases.append(row)
        return phrase

    def _gap_choices(self) -> list[tuple[str, str, str]]:
        return [
            ("median", self.tr("the median"), self.tr("The middle value of the training rows")),
            ("mean", self.tr("the mean"), self.tr("The mean of the training rows")),
            (
                "most_frequent",
                self.tr("the most frequent"),
                self.tr("What occurs most often in the training rows"),
            ),
            (
                "leave_out",
                self.tr("nothing: leave the row out"),
                self.tr("Rows with a gap are neither learned nor tested"),
            ),
        ]

    def _scales(self) -> list[tuple[str, str, str]]:
        return [
            (
                "standard",
                self.tr("mean 0, spread 1"),
                self.tr("Each column less its mean, divided by its deviation"),
            ),
            (
                "minmax",
                self.tr("0 to 1"),
                self.tr("The smallest value of each column becomes 0, the largest 1"),
            ),
            ("none", self.tr("what they are"), self.tr("Large numbers then drown the small ones")),
        ]

    # ---- content
    @property
    def _own(self) -> tuple[Own, TableRecipe, Table] | None:
        own = None if self._experiment is None else own_of(self._experiment)
        if own is None:
            return None
        assert isinstance(own.recipe, TableRecipe)
        return own, own.recipe, table_of(own.content)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show what is learned; only a table of one's own can be changed."""
        self._experiment = experiment
        parts = self._own
        self.setVisible(parts is not None)
        if parts is None:
            return
        _, recipe, table = parts
        titles = {column.name: column.title or column.name for column in table.columns}
        self.target.set_choices([(name, title, "") for name, title in titles.items()])
        self.target.set_current(recipe.target)
        used = dict(recipe.inputs)
        self.inputs.show_columns(
            [(name, title, name in used) for name, title in titles.items() if name != recipe.target]
        )
        self.missing.set_current(recipe.missing)
        self.scale.set_current(experiment.scale)
        self.share.set_value(round(100 * experiment.test_share))
        self.split.set_choices(self._splits(table, recipe, titles))
        by = recipe.split_by
        self._kept.setVisible(by in ("share", "evenly"))  # else it says nothing of them
        self.split.set_current(f"column {recipe.split_column}" if by == "column" else by)
        self._flow.invalidate()
        self.updateGeometry()

    def _splits(
        self, table: Table, recipe: TableRecipe, titles: dict[str, str]
    ) -> list[tuple[str, str, str]]:
        found = [("share", self.tr("by chance"), self.tr("Any row can be kept"))]
        if recipe.kind == "classification":
            text = self.tr("evenly by {target}").format(target=titles.get(recipe.target, recipe.target))
            found.insert(0, ("evenly", text, self.tr("Of each class as large a share")))
        found.append(
            ("whole", self.tr("not at all"), self.tr("All rows are learned from, and all are tested"))
        )
        columns = tested_by(table)
        if recipe.split_by == "column":
            columns.setdefault(recipe.split_column, recipe.tested)
        for name, words in columns.items():
            text = self.tr("as {column} says").format(column=titles.get(name, name))
            tip = self.tr("Those rows are tested where it says {words}").format(words=", ".join(words))
            found.append((f"column {name}", text, tip))
        return found

    # ---- what the person changes
    def ask(self, recipe: TableRecipe, text: str) -> None:
        """Wish for another recipe; ``text`` is what undo will call the change."""
        if self._experiment is not None:
            self.experiment_requested.emit(learned(self._experiment, recipe), text)

    def set_way(self, column: str, way: str) -> None:
        """Let a column enter in this way, or "" not at all."""
        parts = self._own
        if parts is not None:
            self.ask(with_way(parts[1], parts[2], column, way), self.tr("columns"))

    def set_target(self, column: str, learn: str = "") -> None:
        """Learn this column; as “classification” or “regression”, or as it usually is."""
        parts = self._own
        if parts is not None:
            kinds: dict[str, Kind] = {"classification": "classification", "regression": "regression"}
            recipe = with_target(parts[1], parts[2], column, kinds.get(learn))
            self.ask(recipe, self.tr("what is predicted"))

    @Slot(str)
    def _on_target(self, name: str) -> None:
        self.set_target(name)

    @Slot(str)
    def _on_column(self, name: str) -> None:
        parts = self._own
        if parts is not None:
            _, recipe, table = parts
            column = table.column(name)
            way = usual_way(table, name) or ("number" if column.numbers is not None else "category")
            self.set_way(name, "" if name in dict(recipe.inputs) else way)

    @Slot(str)
    def _on_missing(self, name: str) -> None:
        parts = self._own
        if parts is not None:
            self.ask(replace(parts[1], missing=name), self.tr("gaps"))

    @Slot(str)
    def _on_scale(self, name: str) -> None:
        if self._experiment is not None:
            self.experiment_requested.emit(self._experiment.with_(scale=name), self.tr("scale"))

    @Slot(float)
    def _on_share(self, percent: float) -> None:
        if self._experiment is not None:
            changed = self._experiment.with_(test_share=percent / 100)
            self.experiment_requested.emit(changed, self.tr("share of the test"))

    @Slot(str)
    def _on_split(self, name: str) -> None:
        parts = self._own
        if parts is None:
            return
        by, _, column = name.partition(" ")
        words = tested_by(parts[2]).get(column, parts[1].tested) if column else ()
        changed = replace(parts[1], split_by=by, split_column=column, tested=tuple(words))
        if column:  # what tells the rows apart is no input
            changed = with_way(changed, parts[2], column, "")
        self.ask(changed, self.tr("split"))

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        for layout in (self._flow, *self._phrases):
            layout.setSpacing(theme.px(5))
