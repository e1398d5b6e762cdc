"""What can be taken back: settings, structure, weights and runs, with the weights of the moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic
from typing import Literal

from nnviz.data.hands.drawings import MyDigit
from nnviz.session.run import Run
from nnviz.training.experiment import Experiment
from nnviz.training.timeline import Timeline

ENTRIES = 100
SNAPSHOT_BYTES = 256 * 2**20
#: Snapshots of a run's history that are kept for coming back to it; the others are recomputed.
SNAPSHOTS = 32
#: Changes of the same settings, or weights, that follow each other this fast, in seconds, are one step.
COALESCE = 1.0


@dataclass(frozen=True, eq=False)
class Past:
    """All runs as they stood when a change was made, the current one left at that very moment.

    ``ghost`` are the curves that it left behind, if it did.
    """

    runs: tuple[Run, ...]
    letter: str
    ghost: Timeline | None = None

    @property
    def run(self) -> Run:
        """The one that was current."""
        return next(run for run in self.runs if run.letter == self.letter)


@dataclass(frozen=True, eq=False)
class Entry:
    """What a change replaced: the settings and, where it cannot be taken back in passing, the runs.

    ``names`` are the settings that it changed. ``restarts`` says that it began a new run. ``lesson`` is what
    was taught to the Reader, which concerns no run.
    """

    text: str
    names: frozenset[str]
    experiment: Experiment
    restarts: bool
    past: Past | None = None
    letter: str = "A"
    lesson: MyDigit | None = None


#: Makes the Entry for what is being left, from the entry that is gone to.
Leave = Callable[[Entry], Entry]


class UndoStack:
    """At most ``ENTRIES`` changes and ``SNAPSHOT_BYTES`` of their snapshots; the oldest go first."""

    def __init__(self) -> None:
        self._undo: list[Entry] = []
        self._redo: list[Entry] = []
        self._pushed = -COALESCE

    @property
    def texts(self) -> tuple[str, str]:
        """What undo and redo would do, "" for nothing."""
        undo, redo = (stack[-1].text if stack else "" for stack in (self._undo, self._redo))
        return undo, redo

    def clear(self) -> None:
        """Forget everything."""
        self.__init__()  # type: ignore[misc]

    def goes_on(self, text: str, names: frozenset[str], letter: str, *, restarts: bool = False) -> bool:
        """Whether such a change would be part of the last one, which like it began a new run or none.

        That is so while a number is dragged, or points are painted.
        """
        if self._redo or not self._undo or self._undo[-1].restarts != restarts:
            return False
        last = self._undo[-1]
        return (text, names, letter) == (last.text, last.names, last.letter) and (
            monotonic() - self._pushed < COALESCE
        )

    def touch(self) -> None:
        """Another part of the last change has been made just now."""
        self._pushed = monotonic()

    def push(self, entry: Entry) -> None:
        """Remember what a change replaced. What was undone before cannot be redone any more."""
        part = (
            not entry.restarts
            and entry.lesson is None
            and self.goes_on(entry.text, entry.names, entry.letter)
        )
        self._pushed = monotonic()
        if part:
            return
        self._redo.clear()
        self._undo.append(entry)
        while len(self._undo) > ENTRIES or (len(self._undo) > 1 and _bytes(self._undo) > SNAPSHOT_BYTES):
            del self._undo[0]

    def forget_past(self, what: Literal["undo", "redo"]) -> None:
        """What undo, or redo, would go to next is gone to in passing: the runs stay as they are."""
        stack = self._undo if what == "undo" else self._redo
        stack[-1] = replace(stack[-1], past=None)

    @property
    def last(self) -> Entry | None:
        """What undo would go back to."""
        return self._undo[-1] if self._undo else None

    @property
    def next(self) -> Entry | None:
        """What redo would go forward to."""
        return self._redo[-1] if self._redo else None

    def undo(self, leave: Leave) -> Entry | None:
        """What to go back to, None if there is nothing; ``leave`` tells what redo will come back to."""
        return self._swap(self._undo, self._redo, leave)

    def redo(self, leave: Leave) -> Entry | None:
        """What to go forward to, None if there is nothing; ``leave`` tells what undo will come back to."""
        return self._swap(self._redo, self._undo, leave)

    def _swap(self, source: list[Entry], target: list[Entry], leave: Leave) -> Entry | None:
        if not source:
            return None
        self._pushed = -COALESCE
        entry = source.pop()
        target.append(leave(entry))
        return entry


def _bytes(entries: list[Entry]) -> int:
    """Bytes of the snapshots that these hold, each counted once."""
    held = {}
    for entry in entries:
        run = entry.past.run if entry.past else None
        for snapshot in (run.snapshot, run.kept, *run.timeline.snapshots.values()) if run else ():
            if snapshot is not None:
                held[id(snapshot)] = snapshot.nbytes
    return sum(held.values())
