"""The course that nnviz is shipped with: twenty lessons in five rows of four."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from nnviz.assets import asset_path
from nnviz.lessons.lesson import Lesson
from nnviz.lessons.reading import Read, read_front, read_lesson
from nnviz.said import Sentence, translate

IN_A_ROW: Final = 4
#: What the lessons of each row are about, the first row being that of the lessons 1 to 4.
ROWS: Final[tuple[Sentence, ...]] = (
    translate("Lessons", "One neuron"),
    translate("Lessons", "Layers by hand"),
    translate("Lessons", "Learning"),
    translate("Lessons", "Digits"),
    translate("Lessons", "Other networks"),
)
_FOLDER = re.compile(r"(\d\d)-[a-z0-9-]+")


@dataclass(frozen=True)
class Entry:
    """A lesson of the course: its ``number`` from 1, where it is, and it without its steps."""

    number: int
    path: Path
    front: Lesson

    @property
    def row(self) -> int:
        """The place of its row, from 0."""
        return (self.number - 1) // IN_A_ROW

    def read(self, language: str = "") -> Read:
        """All of it, in that language where it is there in it."""
        return read_lesson(self.path, language)


@cache
def course() -> tuple[Entry, ...]:
    """The lessons that are there, in their order: those of the folders ``lessons/NN-name`` of the assets."""
    try:
        return course_in(asset_path("lessons"))
    except FileNotFoundError:
        return ()


def course_in(folder: Path) -> tuple[Entry, ...]:
    """The lessons of the folders ``NN-name`` in there; those that cannot be opened are left out."""
    found = []
    for path in sorted(folder.iterdir()):
        named = _FOLDER.fullmatch(path.name)
        if named is None or not 1 <= int(named[1]) <= IN_A_ROW * len(ROWS):
            continue
        front = read_front(path)
        if front is not None:
            found.append(Entry(int(named[1]), path, front))
    return tuple(found)


def entry_of(lesson_id: str) -> Entry | None:
    """The lesson of the course that has this id."""
    return next((entry for entry in course() if entry.front.id == lesson_id), None)
