"""The course is without fault and without warnings: every run and truth of it tried out."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnviz.assets import asset_path
from nnviz.lessons.checking import check_lesson
from tests.helpers.counts import count

#: Lessons that train for several seconds.
_LONG = ("11-", "18-", "20-") * count(1, 0)
FOLDERS = [
    path
    for path in sorted(asset_path("lessons").iterdir())
    if path.is_dir() and not path.name.startswith(_LONG)
]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_a_lesson_of_the_course_is_without_fault(folder: Path) -> None:
    assert [str(found) for found in check_lesson(folder)] == []
