"""My data in the window: a table is brought in, its columns are given roles, its rows are run and changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from nnviz.data import Dataset
from nnviz.data.own.own import Own
from nnviz.data.own.table import Column, table_of
from nnviz.drawing.numbers import percent
from nnviz.training.experiment import Experiment
from nnviz.ui.table.opening_sheet import OpeningSheet
from nnviz.ui.ways_in.drop_cover import DropCover
from tests.gui.conftest import Person
from tests.helpers.small_tables import EMPTY, plants, plants_recipe, small_table

CSV = "size;weight;kind\n" + "".join(f"{i % 7},5;{'' if i == 4 else i};{'ab'[i % 2]}\n" for i in range(30))


def sheet_of(person: Person) -> OpeningSheet:
    found = [one for one in person.window.findChildren(OpeningSheet) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def opened(person: Person) -> None:
    """Wait for the run of the table that is being opened."""
    shows(person, lambda dataset: dataset.name == "own_table")


@pytest.fixture
def mine(open_window) -> Person:
    """My data with a small table of one's own."""
    person = open_window(experiment=plants())
    person.wait(lambda: person.desk.shown.probe is not None)
    return person


def shows(person: Person, condition: Callable[[Dataset], bool]) -> None:
    """Wait for data of which that holds."""
    person.wait(lambda: person.desk.shown is not None and condition(person.desk.shown.dataset))


def panel_of(person: Person):
    return person.window.place.current.panel


def test_a_dropped_file_is_shown_first_and_then_learned(open_window, tmp_path: Path) -> None:
    person = open_window(data="digits")
    path = tmp_path / "mine.csv"
    path.write_text(CSV)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    how = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(person.window, QDragEnterEvent(QPoint(600, 400), *how))
    assert "table" in person.window.findChild(DropCover).accessibleName()
    QApplication.sendEvent(person.window, QDropEvent(QPointF(600, 400), *how))
    sheet = sheet_of(person)
    assert (sheet.separator.current, sheet.decimal.current, sheet.header.current) == (";", ",", "names")
    assert sheet.found.names == ("size", "weight", "kind")
    sheet.separator.chosen.emit("|")  # as if chosen from the menu: there is but one column then
    assert len(sheet.found.names) == 1
    sheet.separator.chosen.emit(";")
    sheet.open_button.click()
    opened(person)
    table = table_of(person.desk.experiment.own.content)
    assert (table.name, table.rows) == ("mine.csv", 30)
    assert person.window.place.home == "table"
    assert len(person.session.runs.all) == 2, "the run that was there is kept"
    assert panel_of(person).name.text() == "mine.csv"
    assert person.desk.shown.dataset.entered.target.name == "kind"


def test_cells_of_a_spreadsheet_are_pasted(open_window) -> None:
    person = open_window(data="iris")
    QGuiApplication.clipboard().setText("a\tb\tc\n" + "".join(f"{i}\t{i % 5}\t{i % 2}\n" for i in range(40)))
    person.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    sheet = sheet_of(person)
    sheet.open_button.click()
    opened(person)
    assert table_of(person.desk.experiment.own.content).rows == 40
    person.window.header.undo_requested.emit()
    shows(person, lambda dataset: dataset.name == "iris")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"a,b\n1,2\n3\n", "Line 3 has 1 cell"),
        (b"PK\x03\x04 no table", "spreadsheet"),
        (b"a,b\n1,\x002\n", "mine.csv"),
    ],
)
def test_what_is_no_table_is_a_sentence_in_its_place(open_window, tmp_path: Path, content, words) -> None:
    person = open_window(data="iris")
    path = tmp_path / "mine.csv"
    path.write_bytes(content)
    person.window.tables.open_file(str(path))
    sheet = sheet_of(person)
    assert words in sheet.fault.text()
    assert not sheet.open_button.isEnabled()
    assert person.desk.shown.dataset.name == "iris"
    sheet.close()


def test_a_spreadsheet_is_no_picture(open_window, tmp_path: Path) -> None:
    person = open_window(data="iris")
    path = tmp_path / "mine.xlsx"
    path.write_bytes(b"PK\x03\x04 no table")
    person.window.ways_in.open_file(str(path))
    assert "spreadsheet" in sheet_of(person).fault.text()
    sheet_of(person).close()


def test_what_is_learned_is_changed_in_the_sentence_and_undone(mine: Person) -> None:
    panel = panel_of(mine)
    panel.sentence.target.chosen.emit("height_cm")
    shows(mine, lambda dataset: dataset.kind == "regression")
    recipe = mine.desk.experiment.own.recipe
    assert dict(recipe.inputs) == {"kind": "category", "width_cm": "number", "colour": "category"}
    assert mine.desk.experiment.loss == "mse"
    roles = {column.name: column.role for column in panel.columns.columns}
    assert roles == {
        "kind": "input", "height": "answer", "width": "input", "colour": "input", "plot": "left_out"
    }  # fmt: skip
    mine.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    shows(mine, lambda dataset: dataset.kind == "classification")
    assert mine.desk.experiment.own.recipe.target == "kind"
    panel.sentence.inputs.toggled_column.emit("colour")
    shows(mine, lambda dataset: dataset.input_size == 2)
    panel.sentence.missing.chosen.emit("leave_out")
    shows(mine, lambda dataset: dataset.entered.gaps("train") is None)
    assert panel.warning.isHidden()


def test_rows_are_split_as_a_column_says(open_window) -> None:
    table = small_table()
    codes = np.where(np.arange(40) % 4 == 0, 1, 0).astype(np.int32)
    table = replace(
        table, columns=(*table.columns, Column("set", "set", codes=codes, words=("train", "test")))
    )
    person = open_window(experiment=plants().with_(own=Own("own_table", table.content(), plants_recipe())))
    panel_of(person).sentence.split.chosen.emit("column set")
    shows(person, lambda dataset: dataset.test_indices.tolist() == list(range(0, 40, 4)))
    assert person.desk.experiment.own.recipe.tested == ("test",)
    assert panel_of(person).sentence.split.text() == "as set says"
    assert not panel_of(person).sentence.share.isVisibleTo(person.window)  # no share is kept then


def test_rows_without_a_measurement_are_named_and_can_be_left_out(mine: Person) -> None:
    panel = panel_of(mine)
    assert not panel.warning.isHidden()
    said = panel.warning.accessibleName()
    assert "2 rows have no measurement at all." in said
    assert f"row {EMPTY[-1] + 1} is one" in said
    mine.click(panel.warning.button)
    mine.wait(lambda: mine.desk.experiment.own.recipe.left_out == EMPTY)
    mine.wait(
        lambda: len(mine.desk.shown.dataset.train_labels) + len(mine.desk.shown.dataset.test_labels) == 38
    )
    assert panel.warning.isHidden()


def test_a_row_is_run_changed_and_answered_live(mine: Person) -> None:
    panel, dataset = panel_of(mine), mine.desk.shown.dataset
    panel.first.row_requested.emit(EMPTY[0])
    part = "train" if EMPTY[0] in dataset.train_indices else "test"
    places = dataset.train_indices if part == "train" else dataset.test_indices
    assert (mine.desk.sample.source, places[mine.desk.sample.index]) == (part, EMPTY[0])
    assert mine.window.diagram.scene.row[0].gap
    mine.click(panel.below.button("what_if"))
    height, width, colour = panel.what_if.lines
    assert height.number.text() == "—", "a gap is no number"
    height.number.value_requested.emit(12.5)
    assert mine.desk.sample.source == "typed"
    shown = mine.desk.shown
    assert not mine.window.diagram.scene.row[0].gap
    assert mine.window.diagram.scene.row[1].gap, "the width is still not known"
    entered = dataset.entered
    known = small_table().column("width_cm").numbers[dataset.train_indices]
    wanted = np.array([12.5, np.nanmedian(known), *(word == "blue" for word in ("blue", "green", "red"))])
    colour.choice.chosen.emit("blue")
    shown = mine.desk.shown
    assert dataset.raw(shown.sample.features) == pytest.approx(wanted, abs=1e-4)
    assert entered.columns[2].words == ("blue", "green", "red")
    outputs = shown.snapshot.network().predict(shown.sample.features[None])[0]
    name = dataset.class_names[int(outputs.argmax())]
    assert panel.said.text() == f"It says {name} ({percent(float(outputs.max()))})."
    width.slider.setValue(200)
    highest = float(np.nanmax(known))
    assert dataset.raw(mine.desk.sample.features)[1] == pytest.approx(highest, rel=1e-3)
    mine.click(panel.what_if.back)
    assert (mine.desk.sample.source, places[mine.desk.sample.index]) == (part, EMPTY[0])


def test_a_cell_of_the_square_lists_its_rows_and_a_row_runs(mine: Person) -> None:
    mine.train_to(3)
    mine.window.place.settle()
    results = mine.window.place.current.results
    dataset, answers = mine.desk.shown.dataset, mine.desk.shown.test_answers
    was, said = int(dataset.test_labels[0]), int(answers[0])
    results.against.matrix.cell_chosen.emit(was, said)
    wanted = {
        int(dataset.test_indices[at]) + 1
        for at in range(len(answers))
        if dataset.test_labels[at] == was and answers[at] == said
    }
    assert {line.row for line in results.rows.list.lines} == wanted
    results.rows.list.row_requested.emit(0)
    assert (mine.desk.sample.source, mine.desk.sample.index) == ("test", 0)
    mine.click(results.rows.which.button("all"))
    assert [line.index for line in results.rows.list.lines] == list(range(len(answers)))


def test_a_table_of_two_inputs_lies_on_the_plane_too(open_window) -> None:
    person = open_window(experiment=Experiment.on("xor", loss="binary_crossentropy"))
    results = person.window.place.current.results
    person.window.place.settle()
    assert results.plane.isVisible()
    assert not results.shuffled.isVisible()
    assert "4 rows" in results.plane.map.accessibleDescription()


def test_start_has_a_door_to_my_data(open_window) -> None:
    person = open_window()
    person.window.learn.open_start()
    person.click(person.window.learn.start.page.table)
    person.wait(lambda: person.window.place.home == "table")
    assert person.desk.experiment.data == "penguins"
    assert panel_of(person).invitation.isVisible()
