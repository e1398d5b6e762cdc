"""How far somebody is in the course: what its cards and its side panel say of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nnviz.lessons.course import Entry
from nnviz.session.lesson_progress import Progress


@dataclass(frozen=True)
class Standing:
    """Of one lesson: whether it was ``finished``, the key of the ``step`` where somebody is in it ("" where
    it was not begun), and the keys of those ``opened``."""

    finished: bool = False
    step: str = ""
    opened: tuple[str, ...] = ()


def standing(entry: Entry, progress: Progress) -> Standing:
    """That of this lesson."""
    way = progress.kept(entry.front.id)
    return Standing() if way is None else Standing(way.finished, way.step, way.opened)


def to_go_on_with(entries: Iterable[Entry], progress: Progress) -> Entry | None:
    """The lesson that is open or was begun, else the first that was not finished; None: all were."""
    there = [(entry, standing(entry, progress)) for entry in entries]
    present = [entry for entry, _ in there if entry.front.id == progress.present]
    begun = [entry for entry, way in there if way.step and not way.finished]
    fresh = [entry for entry, way in there if not way.finished]
    return next(iter((*present, *begun, *fresh)), None)
