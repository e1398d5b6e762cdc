"""docs/lessons.md tells the truth: its tables, its grammar, and its lesson, which runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nnviz.files.lesson_files import MOST_PICTURE, MOST_TEXT, MOST_TOGETHER
from nnviz.lessons.checking import check_lesson
from nnviz.lessons.lesson import KINDS
from nnviz.lessons.reading import read_lesson
from nnviz.lessons.recorded import Recorded
from nnviz.lessons.setup import set_up
from nnviz.lessons.truth import read_truth
from nnviz.lessons.vocabulary import BLOCKS, MOST_PYTHON, TABLES
from tests.helpers.lesson_page import PAGE, tables

TEXT = PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "table", tables(), ids=lambda table: table.partition("|")[2].partition("|")[0].strip()
)
def test_a_table_is_as_the_vocabulary_has_it(table: str) -> None:
    """``python -m tests.helpers.lesson_page`` writes it."""
    assert f"\n\n{table}\n\n" in TEXT


def test_a_puzzle_is_written_as_a_check() -> None:
    assert TABLES["puzzle"] == TABLES["check"]


def test_every_kind_and_block_is_named() -> None:
    words = set(re.findall(r"`([a-z]+)`", TEXT))
    assert {*KINDS, *BLOCKS, "notes"} <= words


def test_sizes_and_lengths() -> None:
    assert f"A text has at most {MOST_TEXT // 1000} kB, a picture {MOST_PICTURE // 1_000_000} MB" in TEXT
    assert f"all together {MOST_TOGETHER // 1_000_000} MB" in TEXT
    assert f"at most {MOST_PYTHON} lines" in TEXT


def test_the_lesson_of_ten_minutes_says_what_the_page_says(tmp_path: Path) -> None:
    path = tmp_path / "one-step.md"
    path.write_text(TEXT.partition("```markdown\n")[2].partition("```\n")[0], encoding="utf-8")
    found = read_lesson(path)
    assert found.mistakes == ()
    assert [one for one in check_lesson(path) if not one.warning] == []
    assert found.lesson is not None
    (step,) = found.lesson.steps
    assert step.predict is not None
    runs = {"A": Recorded(set_up(step.runs[0], found.lesson.seed))}
    assert read_truth(step.predict.truth).value(runs) == pytest.approx(2 - 0.1 * 4)
