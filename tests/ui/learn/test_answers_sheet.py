"""A teacher opens what a class has handed in: each question with its answers, names hidden, a table saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from nnviz.lessons.answers import Answer, Answers, Given, write_answers
from nnviz.ui.learn.answers_sheet import AnswersSheet
from nnviz.ui.theme import Theme
from tests.helpers.lesson_asked import asked_lesson

LESSON = asked_lesson()


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    """Ada right, Bob wrong by the sign, and a file that is none."""
    for name, value in (("Ada", 2.4), ("Bob", 3.6)):
        given = Answer(Given(value, "sure"), right=value == 2.4)
        answers = Answers(lesson=LESSON.id, digest=LESSON.digest, nickname=name, steps={"number": given})
        (tmp_path / f"{name}.nnanswers").write_bytes(write_answers(answers))
    (tmp_path / "c.nnanswers").write_text("no")
    return tmp_path


@pytest.fixture
def sheet(qtbot) -> Iterator[Callable[[], AnswersSheet]]:
    made = []

    def opened() -> AnswersSheet:
        made.append(AnswersSheet({LESSON.id: LESSON}.get))
        made[-1].present(Theme("light"))
        return made[-1]

    yield opened
    for one in made:
        one.close()


def cells(sheet: AnswersSheet) -> list[list[str]]:
    table = sheet.table
    columns = range(table.columnCount())
    return [[table.item(row, column).text() for column in columns] for row in range(table.rowCount())]


def click(widget) -> None:
    assert widget.isEnabled()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().center())


def test_a_folder_is_listed_by_questions_and_by_answers_and_names_can_be_hidden(
    sheet, handed_in, monkeypatch
):
    one = sheet()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(handed_in))
    click(one.choose)
    assert cells(one) == [[LESSON.steps[1].predict.ask, "2", "1 of 2", "2.4 × 1, 3.6 × 1"]]
    assert one.said.text().startswith("“c.nnanswers” is no file of answers: ")
    click(one.which.button("answers"))
    names = [one.table.horizontalHeaderItem(at).text() for at in range(one.table.columnCount())]
    assert [row[names.index("name")] for row in cells(one)] == ["Ada", "Bob"]
    assert [row[names.index("prediction")] for row in cells(one)] == ["2.4", "3.6"]
    one.hide_names.setChecked(True)
    assert [row[names.index("name")] for row in cells(one)] == ["1", "2"]
    assert "c.nnanswers" not in one.said.text()


def test_the_table_is_saved_as_csv_without_a_name_that_is_hidden(sheet, handed_in, monkeypatch):
    one = sheet()
    assert not one.save.isEnabled()
    one.read(handed_in)
    one.hide_names.setChecked(True)
    file = handed_in / "table.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    click(one.save)
    assert one.said.text() == f"Saved in “{file}”."
    text = file.read_text("utf-8-sig")
    assert "3.6" in text
    assert "Ada" not in text


def test_a_folder_without_answers_says_so(sheet, tmp_path):
    one = sheet()
    one.read(tmp_path)
    assert one.said.text().endswith("has no files of answers (.nnanswers).")
    assert not one.save.isEnabled()
    assert cells(one) == []
