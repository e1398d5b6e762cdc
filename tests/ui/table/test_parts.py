"""The parts of My data by themselves: keys, words for listeners, in front of a class."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView

from nnviz.data import load_dataset
from nnviz.drawing.named_row import OPEN, shown_inputs
from nnviz.drawing.table.columns import name_and_unit, own_table, table_of
from nnviz.drawing.table.empty_rows import empty_rows, without
from nnviz.training.experiment import Experiment
from nnviz.training.row_answers import RowAnswers
from nnviz.training.samples import sample_of
from nnviz.training.trainer import Trainer
from nnviz.ui.table.column_list import ColumnList
from nnviz.ui.table.row_list import RowList
from nnviz.ui.theme import Theme, apply_theme
from tests.helpers.small_tables import EMPTY, plants, plants_recipe, small_table


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("petal width (cm)", ("petal width", "cm")),
        ("bill_length_mm", ("bill length", "mm")),
        ("class", ("class", "")),
        ("gas", ("gas", "")),
    ],
)
def test_names_and_units(name: str, told: tuple[str, str]) -> None:
    assert name_and_unit(name) == told


def test_columns_of_a_file_say_their_role_gaps_and_values() -> None:
    columns = {column.name: column for column in own_table(plants().own).columns}
    assert columns["kind"].role == "answer"
    assert (columns["height"].unit, columns["height"].gaps, columns["height"].sign) == ("cm", 2, "number")
    assert (columns["colour"].role, columns["colour"].becomes, columns["colour"].gaps) == ("input", 3, 3)
    assert columns["plot"].role == "left_out"
    shares = dict(columns["kind"].shares)
    assert shares == pytest.approx({"fern": 14 / 40, "ivy": 13 / 40, "moss": 13 / 40})


def test_a_set_that_was_no_file_is_a_table_of_its_rows_in_their_order() -> None:
    table = table_of(load_dataset("xor"))
    assert [[table.cell(row, column) for column in range(3)] for row in range(4)] == [
        ["0", "0", "false"], ["0", "1", "true"], ["1", "0", "true"], ["1", "1", "false"]
    ]  # fmt: skip


def test_rows_without_a_measurement_are_found_and_left_out() -> None:
    table, recipe = small_table(), plants_recipe()
    found = empty_rows(table, recipe)
    assert (found.rows, found.others) == (EMPTY, ("colour",))
    assert empty_rows(table, without(recipe, found)) is None
    assert empty_rows(table, plants_recipe(missing="leave_out")) is None


@pytest.fixture
def column_list(qtbot) -> ColumnList:
    made = ColumnList()
    qtbot.addWidget(made)
    apply_theme(made, Theme())
    made.show_columns(own_table(plants().own).columns, can_change=True)
    made.resize(388, 300)
    made.show()
    return made


def test_columns_are_gone_through_by_keys_and_asked_by_return(column_list: ColumnList) -> None:
    asked: list[int] = []
    column_list.menu_requested.connect(lambda place, _: asked.append(place))
    table = column_list.findChild(QTableView)
    table.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(table, key)
    assert asked == [2]
    told = table.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "height (cm): number, input. 2 gaps."


def test_what_cannot_be_changed_asks_nothing(column_list: ColumnList) -> None:
    asked: list[int] = []
    column_list.menu_requested.connect(lambda place, _: asked.append(place))
    column_list.show_columns(column_list.columns, can_change=False)
    QTest.keyClick(column_list.findChild(QTableView), Qt.Key.Key_Return)
    assert asked == []


def test_a_class_sees_five_rows_and_four_columns(qtbot) -> None:
    dataset = load_dataset("iris")
    labels = dataset.test_labels
    answers = RowAnswers("test", labels, labels, np.full(len(labels), 0.9), np.arange(len(labels)) / 100)
    made = RowList()
    qtbot.addWidget(made)
    made.resize(700, 900)
    apply_theme(made, Theme("projector"))
    made.show_answers(answers, dataset, "hardest")
    made.show()
    table = made.findChild(QTableView)
    assert table.viewport().height() <= 6 * table.verticalHeader().defaultSectionSize()
    assert sum(not table.isColumnHidden(column) for column in range(5)) == 4


def test_of_many_inputs_those_that_add_most_have_a_bead() -> None:
    experiment = Experiment.on("breast_cancer", layers=(4,), epochs=1)
    dataset = experiment.dataset()
    trainer = Trainer(experiment, dataset)
    list(trainer.run())
    snapshot = trainer.snapshot()
    sample = sample_of(dataset, "test", 0)
    shown = shown_inputs(snapshot.probed(sample.features, sample.label))
    adds = np.abs(sample.features) * np.abs(snapshot.layers[0].weights).sum(axis=1)
    assert len(shown) == OPEN
    assert set(shown) == set(np.argsort(-adds)[:OPEN].tolist())
