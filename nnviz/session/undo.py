"""What can be taken back: settings and structure, with the weights of the moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

import numpy as np

from nnviz.training.experiment import Experiment
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline

ENTRIES = 100
SNAPSHOT_BYTES = 256 * 2**20
#: Changes of the same live settings that follow each other this fast, in seconds, are one step.
COALESCE = 1.0


@dataclass(frozen=True, eq=False)
class Past:
    """Where a run stood when it was left: its curves and its newest snapshot.

    Without curves it had shown nothing yet, and had begun from what fits of ``snapshot``.
    """

    snapshot: Snapshot
    curves: Timeline | None

    def timeline(self) -> Timeline:
        """The history up to that moment, ready to be continued."""
        timeline = Timeline() if self.curves is None else until(self.curves, self.snapshot.epoch)
        timeline.keep(self.snapshot)
        return timeline


@dataclass(frozen=True, eq=False)
class Entry:
    """What a change replaced: the settings and, where it began a new run, the moment of the old one.

    ``names`` are the settings that it changed. ``past`` is None where the run went on, and where it had
    shown nothing yet and had begun from fresh weights.
    """

    text: str
    names: frozenset[str]
    experiment: Experiment
    restarts: bool
    past: Past | None = None

    @property
    def nbytes(self) -> int:
        """Bytes of the snapshot held."""
        return self.past.snapshot.nbytes if self.past else 0


#: Makes the Entry for what is being left, from its text, names and whether the run is left too.
Leave = Callable[[str, frozenset[str], bool], Entry]


def until(timeline: Timeline, epoch: float = np.inf) -> Timeline:
    """A new Timeline with the metrics up to and including ``epoch``, and no snapshots."""
    columns = (
        timeline.epochs,
        timeline.train_loss,
        timeline.test_loss,
        timeline.train_accuracy,
        timeline.test_accuracy,
    )
    block = np.column_stack(columns)
    copy = Timeline()
    copy.append_metrics(block[block[:, 0] <= epoch])
    return copy


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

    def push(self, entry: Entry) -> None:
        """Remember what a change replaced. What was undone before cannot be redone any more.

        A live change that goes on with the last one, as while a number is dragged, is part of that one.
        """
        last, self._pushed = self._pushed, monotonic()
        if self._goes_on(entry) and self._pushed - last < COALESCE:
            return
        self._redo.clear()
        self._undo.append(entry)
        while len(self._undo) > ENTRIES or (
            len(self._undo) > 1 and sum(held.nbytes for held in self._undo) > SNAPSHOT_BYTES
        ):
            del self._undo[0]

    def _goes_on(self, entry: Entry) -> bool:
        if self._redo or not self._undo or entry.restarts or self._undo[-1].restarts:
            return False
        return (entry.text, entry.names) == (self._undo[-1].text, self._undo[-1].names)

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
        target.append(leave(entry.text, entry.names, entry.restarts))
        return entry
