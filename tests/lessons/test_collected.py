"""A folder of answers is a table and a spread; what is no such file, or of another version, is told."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from nnviz.lessons.answers import Answer, Answers, Given, write_answers
from nnviz.lessons.beginning import begin_lesson
from nnviz.lessons.collected import as_csv, collect, spreads
from nnviz.lessons.lesson import Lesson
from nnviz.lessons.reading import read_lesson

KEY = "how-far-does-one-step-go"


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    begin_lesson(tmp_path / "first-step")
    lesson = read_lesson(tmp_path / "first-step").lesson
    assert lesson is not None
    return lesson


def hand_in(folder: Path, lesson: Lesson, name: str, value: object, right: bool, **more: object) -> None:
    given = Given(value=value, **more)  # type: ignore[arg-type]
    answers = Answers(
        lesson=lesson.id,
        digest=lesson.digest,
        title=lesson.title,
        nickname=name,
        steps={KEY: Answer(given=given, right=right), "what-happened": Answer(said="=it went\ndown")},
    )
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.nnanswers").write_bytes(write_answers(answers))


@pytest.fixture
def folder(tmp_path: Path, lesson: Lesson) -> Path:
    folder = tmp_path / "class"
    hand_in(folder, lesson, "Ada", 1.6, True, confidence="sure", tries=(2.4,))
    hand_in(folder, lesson, "Ben", 2.4, False, confidence="guess")
    hand_in(folder, lesson, "Cem", 1.6, True, shown=True)
    return folder


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_spread_of_a_question(folder: Path, lesson: Lesson) -> None:
    collected = collect(folder, lambda name: lesson)
    assert collected.notes == ()
    (spread,) = spreads(collected, lambda name: lesson)
    assert (spread.lesson, spread.step) == ("First step", KEY)
    assert spread.question == "What is the weight after one step?"
    assert (spread.count, spread.right, spread.revealed) == (3, 2, 3)
    assert spread.answers == (("1.6", 2), ("2.4", 1))


def test_the_table_has_a_line_for_each_answer(folder: Path, lesson: Lesson) -> None:
    rows = table(as_csv(collect(folder, lambda name: lesson), lambda name: lesson))
    first = [row for row in rows if row["step"] == KEY]
    assert [(row["name"], row["prediction"], row["tried_before"], row["confidence"]) for row in first] == [
        ("Ada", "1.6", "2.4", "sure"),
        ("Ben", "2.4", "", "guess"),
        ("Cem", "1.6", "", ""),
    ]
    assert [(row["right"], row["shown"]) for row in first] == [("yes", "no"), ("no", "no"), ("yes", "yes")]
    said = [row["said"] for row in rows if row["step"] == "what-happened"]
    assert said == ["'=it went down"] * 3  # no spreadsheet computes it


def test_names_can_be_hidden(folder: Path, lesson: Lesson) -> None:
    (folder / "Dana.nnanswers").write_bytes(b"{}")
    collected = collect(folder, lambda name: lesson, hidden=True)
    text = as_csv(collected, lambda name: lesson) + " ".join(collected.notes)
    assert not any(name in text for name in ("Ada", "Ben", "Cem", "Dana"))
    assert {row["name"] for row in table(as_csv(collected, lambda name: lesson))} == {"1", "2", "3"}


def test_what_cannot_be_used_is_told_and_the_rest_is_taken(folder: Path, lesson: Lesson) -> None:
    (folder / "broken.nnanswers").write_bytes(b"[")
    (folder / "notes.txt").write_bytes(b"no answers")
    (folder / "folder.nnanswers").mkdir()
    other = Answers(
        lesson=lesson.id, digest="other", title=lesson.title, nickname="Eva", steps={KEY: Answer(done=True)}
    )
    (folder / "Eva.nnanswers").write_bytes(write_answers(other))
    collected = collect(folder, lambda name: lesson)
    assert [one.name for one in collected.handed] == ["Ada", "Ben", "Cem", "Eva"]
    assert [note.partition(" ")[0] for note in collected.notes] == [
        "“Eva.nnanswers”",
        "“broken.nnanswers”",
        "“folder.nnanswers”",
    ]
    assert collected.notes[0] == "“Eva.nnanswers” answers another version of “First step”."


def test_an_answer_of_another_kind_than_was_asked_is_written_as_it_is(tmp_path: Path, lesson: Lesson) -> None:
    folder = tmp_path / "class"
    for number, value in enumerate([True, "up", ("A", "B"), (1, 2), 10**30, -5]):
        hand_in(folder, lesson, f"p{number}", value, False)
    rows = table(as_csv(collect(folder, lambda name: lesson), lambda name: lesson))
    told = [row["prediction"] for row in rows if row["step"] == KEY]
    assert told[:4] == ["True", "up", "A B", "1 2"]
    assert told[5] in ("-5", "−5")


def test_of_a_lesson_that_is_not_at_hand_the_numbers_are_told(folder: Path) -> None:
    (spread,) = spreads(collect(folder, lambda name: None), lambda name: None)
    assert (spread.question, spread.answers) == (KEY, (("1.6", 2), ("2.4", 1)))


def test_a_folder_without_answers(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(ValueError, match=r"has no files of answers|cannot be read"):
            collect(path, lambda name: None)
