"""What can be taken back: settings and structure, with the weights of the moment."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nnviz.training.experiment import Experiment
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline

ENTRIES = 100
SNAPSHOT_BYTES = 256 * 2**20


@dataclass(frozen=True, eq=False)
class Past:
    """Where a run stood when it was left: its curves and the network that was shown."""

    snapshot: Snapshot
    curves: Timeline

    def timeline(self) -> Timeline:
        """The history up to that moment, ready to be continued."""
        timeline = until(self.curves, self.snapshot.epoch)
        timeline.keep(self.snapshot)
        return timeline


@dataclass(frozen=True, eq=False)
class Entry:
    """What a change replaced: the settings and, where it began a new run, the moment of the old one.

    ``past`` is None where the run went on, and where it had not shown anything yet.
    """

    text: str
    experiment: Experiment
    restarts: bool
    past: Past | None = None

    @property
    def nbytes(self) -> int:
        """Bytes of the snapshot held."""
        return self.past.snapshot.nbytes if self.past else 0


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

    @property
    def texts(self) -> tuple[str, str]:
        """What undo and redo would do, "" for nothing."""
        return tuple(stack[-1].text if stack else "" for stack in (self._undo, self._redo))  # type: ignore[return-value]

    def push(self, entry: Entry) -> None:
        """Remember what a change replaced. What was undone before cannot be redone any more."""
        self._redo.clear()
        self._undo.append(entry)
        while len(self._undo) > ENTRIES or (
            len(self._undo) > 1 and sum(held.nbytes for held in self._undo) > SNAPSHOT_BYTES
        ):
            del self._undo[0]

    def undo(self, now: Entry) -> Entry | None:
        """What to go back to; ``now`` is what redo will come back to. None if there is nothing."""
        return self._swap(self._undo, self._redo, now)

    def redo(self, now: Entry) -> Entry | None:
        """What to go forward to; ``now`` is what undo will come back to. None if there is nothing."""
        return self._swap(self._redo, self._undo, now)

    @staticmethod
    def _swap(source: list[Entry], target: list[Entry], now: Entry) -> Entry | None:
        if not source:
            return None
        entry = source.pop()
        past = now.past if entry.restarts else None
        target.append(replace(now, text=entry.text, restarts=entry.restarts, past=past))
        return entry
