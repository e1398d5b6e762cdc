"""The Timeline: the history of a training run, in bounded memory.

Metrics of every evaluated epoch take 40 bytes an epoch (80 where the room held ready is empty, 120
while it doubles). Snapshots take ``SNAPSHOT_BYTES`` in all and are never more than ``SNAPSHOT_COUNT``;
only where two snapshots are larger than that together, those two, the first and the newest, are held.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from nnviz.training.snapshot import Snapshot

SNAPSHOT_COUNT = 500
SNAPSHOT_BYTES = 64 * 2**20

_COLUMNS = 5
_ACCURATE = 0.9


@dataclass(frozen=True)
class Mark:
    """A remarkable epoch and, in a few words, why."""

    epoch: int
    text: str


class Timeline:
    """Metrics of every evaluated epoch, and full snapshots at evenly spaced epochs.

    Snapshots are kept at epochs divisible by ``stride``, which starts at 1 and doubles whenever they
    become too many; the first and the newest are always kept.
    """

    def __init__(self) -> None:
        self._metrics = np.empty((64, _COLUMNS))
        self._count = 0
        self._snapshots: dict[int, Snapshot] = {}
        self._bytes = 0
        self._stride = 1
        self._accurate: int | None = None
        self._best: tuple[float, int] | None = None

    def append_metrics(self, block: NDArray[np.float64]) -> None:
        """Add evaluated epochs: (n, 5) float64, columns as in ``Metrics``, epochs ascending.

        Epochs not newer than those already there, or repeated, are left out.
        """
        block = np.asarray(block, dtype=np.float64)
        if block.ndim != 2 or block.shape[1] != _COLUMNS:
            raise ValueError(
                f"Metrics come as a table of {_COLUMNS} columns, not in the shape {block.shape}."
            )
        newest = self._metrics[self._count - 1, 0] if self._count else -np.inf
        before = np.maximum.accumulate(np.concatenate(([newest], block[:, 0])))[:-1]
        block = block[block[:, 0] > before]
        if not len(block):
            return
        if self._count + len(block) > len(self._metrics):
            grown = np.empty((max(2 * len(self._metrics), self._count + len(block)), _COLUMNS))
            grown[: self._count] = self._metrics[: self._count]
            self._metrics = grown
        self._metrics[self._count : self._count + len(block)] = block
        self._count += len(block)
        self._watch(block)

    def _watch(self, block: NDArray[np.float64]) -> None:
        """Keep the marks up to date, at the cost of the new epochs alone."""
        if self._accurate is None:
            accurate = np.flatnonzero(block[:, 4] >= _ACCURATE)
            if accurate.size:
                self._accurate = int(block[accurate[0], 0])
        losses = np.where(np.isfinite(block[:, 2]), block[:, 2], np.inf)
        row = int(losses.argmin())
        if losses[row] < (np.inf if self._best is None else self._best[0]):
            self._best = (float(losses[row]), int(block[row, 0]))

    def _column(self, index: int) -> NDArray[np.float64]:
        column = self._metrics[: self._count, index]
        column.flags.writeable = False
        return column

    @property
    def epochs(self) -> NDArray[np.float64]:
        """(n,) the evaluated epochs, ascending; epoch 0 is before training."""
        return self._column(0)

    @property
    def train_loss(self) -> NDArray[np.float64]:
        """(n,) loss over the training samples, an entry per evaluated epoch."""
        return self._column(1)

    @property
    def test_loss(self) -> NDArray[np.float64]:
        """(n,) loss over the test samples, an entry per evaluated epoch."""
        return self._column(2)

    @property
    def train_accuracy(self) -> NDArray[np.float64]:
        """(n,) accuracy over the training samples, an entry per evaluated epoch."""
        return self._column(3)

    @property
    def test_accuracy(self) -> NDArray[np.float64]:
        """(n,) accuracy over the test samples, an entry per evaluated epoch."""
        return self._column(4)

    @property
    def marks(self) -> list[Mark]:
        """What is worth a mark on the track, ascending by epoch. A loss that still falls has no best yet."""
        marks = []
        if self._accurate is not None:
            newest = self.newest
            values = newest is not None and newest.experiment.kind == "regression"
            marks.append(Mark(self._accurate, "R² of 0.9" if values else "90 % right"))
        if self._best is not None and self._best[1] < self.epochs[-1]:
            marks.append(Mark(self._best[1], "best test loss"))
        return sorted(marks, key=lambda mark: mark.epoch)

    # Snapshots

    @property
    def stride(self) -> int:
        """Snapshots are kept at epochs divisible by this; a power of 2."""
        return self._stride

    def wants(self, epoch: int) -> bool:
        """Whether the snapshot of this epoch would be kept."""
        return wanted(epoch, self._stride)

    def keep(self, snapshot: Snapshot) -> None:
        """Take in the newest snapshot, and thin out the others where they have become too many.

        A snapshot of an epoch already held replaces the one held.
        """
        held = self._snapshots
        if held:
            first, newest = next(iter(held)), next(reversed(held))
            if snapshot.epoch < newest:
                raise ValueError(f"The timeline is at epoch {newest}; epoch {snapshot.epoch} is over.")
            if newest == snapshot.epoch or (newest != first and not self.wants(newest)):
                self._bytes -= held.pop(newest).nbytes
        held[snapshot.epoch] = snapshot
        self._bytes += snapshot.nbytes
        while len(held) > 2 and (len(held) > SNAPSHOT_COUNT or self._bytes > SNAPSHOT_BYTES):
            self._thin()

    def _thin(self) -> None:
        self._stride *= 2
        held = self._snapshots
        first, newest = next(iter(held)), next(reversed(held))
        for epoch in [epoch for epoch in held if not self.wants(epoch) and epoch not in (first, newest)]:
            self._bytes -= held.pop(epoch).nbytes

    @property
    def snapshots(self) -> Mapping[int, Snapshot]:
        """The snapshots held, by epoch, ascending."""
        return MappingProxyType(self._snapshots)

    @property
    def newest(self) -> Snapshot | None:
        """The newest snapshot."""
        return self._snapshots[next(reversed(self._snapshots))] if self._snapshots else None

    def nearest(self, epoch: int) -> Snapshot | None:
        """The snapshot held whose epoch is nearest to ``epoch``; the earlier of two as near."""
        if not self._snapshots:
            return None
        return self._snapshots[min(self._snapshots, key=lambda held: abs(held - epoch))]


def wanted(epoch: int, stride: int) -> bool:
    """Whether a Timeline with that stride keeps the snapshot of that epoch."""
    return epoch % stride == 0


def capacity(snapshot_bytes: int) -> int:
    """How many snapshots of that size a Timeline holds at most: 2 to ``SNAPSHOT_COUNT``."""
    return max(2, min(SNAPSHOT_COUNT, SNAPSHOT_BYTES // max(1, snapshot_bytes)))
