"""Which lessons the course has, and in which rows."""

from __future__ import annotations

from pathlib import Path

from nnviz.lessons.course import ROWS, course, course_in
from tests.helpers.small_course import small_course


def test_the_lessons_that_are_there_are_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    there = small_course(tmp_path, (9, 2, 13))
    assert [entry.number for entry in there] == [2, 9, 13]
    assert [entry.row for entry in there] == [0, 2, 3]
    assert there[0].front.title == "Lesson of 2"
    assert there[0].front.minutes == 12
    assert there[0].front.purpose == "What number 2 is for."
    lesson = there[0].read().lesson
    assert lesson is not None
    assert [step.kind for step in lesson.steps] == ["look", "predict", "make"]


def test_what_is_no_lesson_of_the_course_is_left_out(tmp_path: Path) -> None:
    small_course(tmp_path, (3,))
    (tmp_path / "04-empty").mkdir()
    (tmp_path / "notes").mkdir()
    (tmp_path / "99-far").mkdir()
    (tmp_path / "05-file").write_text("a file")
    assert [entry.number for entry in course_in(tmp_path)] == [3]


def test_the_shipped_lessons_tell_what_their_cards_say() -> None:
    there = course()
    assert len({entry.front.id for entry in there}) == len(there)
    for entry in there:
        front = entry.front
        assert 0 <= entry.row < len(ROWS)
        assert front.purpose
        assert len(front.purpose) <= 70, "two lines of a card"
        assert 10 <= front.minutes <= 15
        assert len(front.title) <= 24
