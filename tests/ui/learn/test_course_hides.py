"""No step of the course shows the number that is asked, neither the one that asks nor one before it.

What stands on the stage is what is painted there, letter by letter; the answers were written down apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nnviz.drawing.lessons.figures import written
from nnviz.lessons.lesson import Lesson
from nnviz.ui.present.back_row_check import texts_in
from tests.helpers.counts import count
from tests.helpers.lesson_pupil import Pupil, pupils
from tests.lessons.courses import FOLDERS, lesson_in
from tests.lessons.test_course_truths import ANSWERS

#: With --long all of the course; else lessons in which a stage has shown an answer before.
LOOKED_AT = FOLDERS if count(0, 1) else [one for one in FOLDERS if one.name[:2] in ("02", "05", "08", "13")]


@pytest.fixture
def pupil(qtbot) -> Iterator[Callable[..., Pupil]]:
    with pupils(qtbot) as opened:
        yield opened


def asked_in(number: int, lesson: Lesson) -> Iterator[tuple[int, str, re.Pattern[str]]]:
    """Where a number of two figures or more is asked that the text has not given, and how it is written."""
    for place, step in enumerate(lesson.steps):
        if step.predict is None or step.predict.kind != "number":
            continue
        value = ANSWERS[number, step.key]
        text = written(float(value))
        if len(re.sub(r"\D", "", text).strip("0")) < 2:
            continue
        forms = {text, f"{value:,}"} if isinstance(value, int) else {text}
        either = "|".join(re.escape(form) for form in forms)
        yield place, step.key, re.compile(rf"(?<![\d.,])(?:{either})(?![\d]|[.,]\d)")


@pytest.mark.parametrize("folder", LOOKED_AT, ids=lambda folder: folder.name)
def test_no_stage_shows_what_is_asked(pupil, folder: Path) -> None:
    lesson, number = lesson_in(folder), int(folder.name[:2])
    asked = list(asked_in(number, lesson))
    one = pupil(lesson)
    for place, step in enumerate(lesson.steps[: 1 + max((at for at, _, _ in asked), default=-1)]):
        one.come_to(step.key)
        texts = texts_in(one.page.stage)
        for at, key, form in asked:
            if place <= at:
                shown = [text for text in texts if form.search(text)]
                assert not shown, f"{step.key} shows what {key} asks: {shown}"
        one.page.card.next.click()
