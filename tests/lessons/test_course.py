"""The course in ``resources/lessons``: it reads without a mistake, and is built as lessons are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nnviz.assets import asset_path
from nnviz.lessons.lesson import Lesson
from nnviz.lessons.reading import read_lesson

FOLDERS = sorted(path for path in asset_path("lessons").iterdir() if path.is_dir())


def lesson_in(folder: Path) -> Lesson:
    read = read_lesson(folder)
    assert [str(mistake) for mistake in read.mistakes] == []
    assert read.lesson is not None
    return read.lesson


@pytest.fixture(params=FOLDERS, ids=lambda path: path.name)
def lesson(request: pytest.FixtureRequest) -> Lesson:
    return lesson_in(request.param)


def test_a_lesson_is_built_as_one(lesson: Lesson) -> None:
    """5 to 9 steps: predict before its run, state after it, make last; controls, notes, lines with each."""
    kinds = [step.kind for step in lesson.steps]
    assert 5 <= len(kinds) <= 9
    assert 10 <= lesson.minutes <= 15
    assert kinds.index("predict") < kinds.index("run") < kinds.index("state")
    assert kinds[0] in ("hook", "look")
    assert kinds[-1] == "make"
    assert kinds.count("make") == 1
    for step in lesson.steps:
        least = 0 if step.kind in ("hook", "look") else 1  # what leads on would show what is asked next
        assert least <= len(step.runs[0].allow) <= 3, step.key
        assert step.notes, step.key
        assert step.body, step.key
        first, last = step.show.lines or (0, 0)
        assert 1 <= first <= last <= len(lesson.python.splitlines()) <= 25, step.key
        assert (step.predict is not None) == (step.kind == "predict"), step.key
        if step.predict is not None and step.predict.kind == "choice":
            assert all(option.say for option in step.predict.options), step.key
        for check in filter(None, (step.check, step.puzzle)):
            assert all(option.say for option in check.options), step.key
            assert check.options or check.done, step.key
    assert len(lesson.summary.strip().splitlines()) == 3
    assert len(lesson.words) >= 4
    assert lesson.purpose


def test_no_word_says_that_a_network_is_a_person(lesson: Lesson) -> None:
    """It neither thinks, wants, knows, sees nor understands."""
    told = [lesson.purpose, lesson.summary, *(meaning for _, meaning in lesson.words)]
    for step in lesson.steps:
        told += [step.body, step.notes]
        for check in filter(None, (step.check, step.puzzle)):
            told += [*check.hints, check.done]
    text = " ".join(told).lower()
    actors = r"(?:networks?|neurons?|units?|computers?|programs?|machines?|layers?|it)"
    person = r"(?:thinks?|wants?|knows?|understands?|believes?|hopes?|feels?|decides)"
    assert re.findall(rf"\b{actors} (?:\w+ )?{person}\b", text) == []


def test_what_comes_before_a_lesson_is_a_lesson_before_it() -> None:
    lessons = [lesson_in(folder) for folder in FOLDERS]
    told = [lesson.id for lesson in lessons]
    assert [folder.name[3:] for folder in FOLDERS] == told
    assert len(set(told)) == len(told)
