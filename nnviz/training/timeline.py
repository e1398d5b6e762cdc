"""The Timeline: the history of a training run, in bounded memory.

The metrics of an evaluated epoch take 8 bytes each, and 8 for the epoch (twice that where the room held
ready is empty, three times while it doubles). Snapshots take ``SNAPSHOT_BYTES`` in all and are never more
than ``SNAPSHOT_COUNT``; only where two snapshots are larger than that together, those two, the first and the
newest, are held.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from nnviz.said import translate
from nnviz.training.edits import Change
from nnviz.training.marks import Mark, Marks
from nnviz.training.measures import Kinds, MetricsTable
from nnviz.training.snapshot import Moment, Snapshot

SNAPSHOT_COUNT = 500
SNAPSHOT_BYTES = 64 * 2**20


class Timeline:
    """Metrics of every evaluated epoch, full snapshots at evenly spaced epochs, and what was changed when.

    Snapshots are kept at epochs divisible by ``stride``, which starts at 1 and doubles whenever they
    become too many; the first, those where the run began anew (``begin``) and the newest are always kept.
    A snapshot is that of the end of its epoch, before any change that followed; only where the run began
    anew it is what it began with.
    """

    def __init__(self) -> None:
        self._kinds = Kinds()
        self._metrics = np.empty((0, 1))
        self._shared = False  # whether another Timeline reads the same rows
        self._table: MetricsTable | None = None  # of all rows, once it is asked for
        self._count = 0
        self._snapshots: dict[int, Snapshot] = {}
        self._begins: set[int] = set()
        self._bytes = 0
        self._stride = 1
        self._marks = Marks()
        self._changes: list[Change] = []

    def append_metrics(self, table: MetricsTable) -> None:
        """Add evaluated epochs, ascending; all of a Timeline are of the same kinds.

        Epochs not newer than those already there, or repeated, are left out.
        """
        newest = self._metrics[self._count - 1, 0] if self._count else -np.inf
        before = np.maximum.accumulate(np.concatenate(([newest], table.epochs)))[:-1]
        table = table.chosen(table.epochs > before)
        if not len(table):
            return
        if not self._count:
            self._kinds, self._metrics, self._shared = (
                table.kinds,
                np.empty((64, 1 + len(table.kinds))),
                False,
            )
        elif table.kinds != self._kinds:
            raise ValueError(
                translate("Training", "The epochs of a timeline must all be measured in the same way.")
            )
        if self._shared or self._count + len(table) > len(self._metrics):
            grown = np.empty((max(2 * len(self._metrics), self._count + len(table)), 1 + len(self._kinds)))
            grown[: self._count] = self._metrics[: self._count]
            self._metrics, self._shared = grown, False
        self._metrics[self._count : self._count + len(table)] = table.numbers
        self._count += len(table)
        self._table = None
        self._marks.watch(table)

    @property
    def metrics(self) -> MetricsTable:
        """All that was measured, ascending by epoch; epoch 0 is before training. Read-only."""
        if self._table is None:
            numbers = self._metrics[: self._count]
            numbers.flags.writeable = False
            self._table = MetricsTable(self._kinds, numbers)
        return self._table

    def values(self, name: str) -> NDArray[np.float64]:
        """(n,) the numbers of that name, an entry per evaluated epoch; NaN where they are not measured."""
        return self.metrics.values(name)

    @property
    def epochs(self) -> NDArray[np.float64]:
        """(n,) the evaluated epochs, ascending; epoch 0 is before training."""
        return self.metrics.epochs

    def has(self, epoch: int) -> bool:
        """Whether all was measured after that epoch."""
        row = int(np.searchsorted(self.epochs, epoch))
        return row < self._count and bool(
            self._metrics[row, 0] == epoch and not np.isnan(self._metrics[row]).any()
        )

    @property
    def grown(self) -> tuple[int, int, int]:
        """How long it is by now: evaluated epochs, changes, what is noted."""
        return self._count, len(self._changes), len(self._marks.noted)

    @property
    def train_loss(self) -> NDArray[np.float64]:
        """(n,) loss over the training samples, an entry per evaluated epoch."""
        return self.values("train_loss")

    @property
    def test_loss(self) -> NDArray[np.float64]:
        """(n,) loss over the test samples, an entry per evaluated epoch."""
        return self.values("test_loss")

    @property
    def train_accuracy(self) -> NDArray[np.float64]:
        """(n,) accuracy, of values R², over the training samples, an entry per evaluated epoch."""
        return self.values("train_accuracy")

    @property
    def test_accuracy(self) -> NDArray[np.float64]:
        """(n,) accuracy, of values R², over the test samples, an entry per evaluated epoch."""
        return self.values("test_accuracy")

    @property
    def marks(self) -> list[Mark]:
        """What is worth a mark on the track, ascending by epoch. A loss that still falls has no best yet."""
        return self._marks.until(self.epochs[-1] if self._count else 0)

    def note(self, mark: Mark) -> None:
        """Add a mark, unless there is one of its kind and text: the first is where it began."""
        self._marks.note(mark)

    # Changes

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every live change, in the order in which they took hold."""
        return tuple(self._changes)

    def add_changes(self, changes: Iterable[Change]) -> None:
        """Take in live changes, later than those already there."""
        for change in changes:
            self._changes.append(change)
            self._marks.change(change)

    def changes_after(self, moment: Moment) -> tuple[Change, ...]:
        """The changes that had not taken hold at that moment."""
        before = bisect_left(self._changes, moment.epoch, key=lambda change: change.epoch)
        return tuple(self._changes[before + moment.changes :])

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

        A snapshot of an epoch already held replaces the one held, unless the run began with that.
        """
        if not snapshot.whole or snapshot.epoch in self._begins:
            return
        self._put(snapshot)

    def begin(self, snapshot: Snapshot) -> None:
        """Take in what the run, or a new part of it, begins with; it is kept for good.

        What was later is forgotten.
        """
        self.forget_after(snapshot)
        self._begins.add(snapshot.epoch)
        self._put(snapshot)

    def _put(self, snapshot: Snapshot) -> None:
        held = self._snapshots
        if held:
            first, newest = next(iter(held)), next(reversed(held))
            if snapshot.epoch < newest:
                raise ValueError(
                    translate("Training", "The timeline is at epoch {newest}; epoch {epoch} is over.").format(
                        newest=newest, epoch=snapshot.epoch
                    )
                )
            if newest == snapshot.epoch or (newest != first and not self._stays(newest)):
                self._bytes -= held.pop(newest).nbytes
        held[snapshot.epoch] = snapshot
        self._bytes += snapshot.nbytes
        while self._bytes > SNAPSHOT_BYTES or len(held) > SNAPSHOT_COUNT:
            if not self._thin():
                return

    def _thin(self) -> bool:
        """Keep only half of what may go; whether there was any."""
        held = self._snapshots
        stay = {*self._begins, *list(held)[:1], *list(held)[-1:]}
        loose = [epoch for epoch in held if epoch not in stay]
        if loose:
            self._stride *= 2
            for epoch in [epoch for epoch in loose if not self.wants(epoch)]:
                self._bytes -= held.pop(epoch).nbytes
        return bool(loose)

    def _stays(self, epoch: int) -> bool:
        return self.wants(epoch) or epoch in self._begins

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
        held = list(self._snapshots)
        if not held:
            return None
        after = bisect_left(held, epoch)
        return self._snapshots[min(held[max(0, after - 1) : after + 1], key=lambda one: abs(one - epoch))]

    def exact(self, epoch: int) -> Snapshot | None:
        """The snapshot of this very epoch, if it is held."""
        return self._snapshots.get(epoch)

    def before(self, epoch: int) -> Snapshot | None:
        """The newest snapshot held that is not later than ``epoch``."""
        held = list(self._snapshots)
        after = bisect_right(held, epoch)
        return self._snapshots[held[after - 1]] if after else None

    # Copies

    @classmethod
    def restored(
        cls,
        metrics: MetricsTable,
        snapshots: Iterable[Snapshot],
        *,
        begins: Iterable[int],
        stride: int,
        changes: Iterable[Change],
        marks: Iterable[Mark],
    ) -> Timeline:
        """The Timeline that had these metrics, snapshots, begins, changes and noted marks."""
        timeline = cls()
        timeline.append_metrics(metrics)
        timeline._begins, timeline._stride = {*begins}, stride
        timeline._snapshots = {snapshot.epoch: snapshot for snapshot in snapshots}
        timeline._bytes = sum(snapshot.nbytes for snapshot in timeline._snapshots.values())
        timeline.add_changes(changes)
        for mark in marks:
            timeline.note(mark)
        return timeline

    @property
    def begins(self) -> frozenset[int]:
        """The epochs at which the run began, or began anew."""
        return frozenset(self._begins)

    @property
    def noted(self) -> tuple[Mark, ...]:
        """The marks that were added with ``note``."""
        return self._marks.noted

    def until(self, moment: Moment | None = None, most: int = SNAPSHOT_COUNT) -> Timeline:
        """A Timeline of its own with all there was at that moment, by default all there is.

        At most ``most`` snapshots, but the first and those where a run began; 0 for none at all. The
        metrics are shared until one of both goes on.
        """
        copy = Timeline()
        copy._kinds, copy._metrics, copy._shared = self._kinds, self._metrics, True
        copy._count, copy._stride = self._count, self._stride
        copy._changes, copy._marks = [*self._changes], self._marks.copy()
        if most:
            copy._snapshots, copy._begins, copy._bytes = {**self._snapshots}, {*self._begins}, self._bytes
        if moment is not None:
            copy.forget_after(moment)
        while len(copy._snapshots) > most and copy._thin():
            pass
        return copy

    def forget_after(self, moment: Moment) -> None:
        """Forget everything later than that moment."""
        epoch, held = moment.epoch, self._snapshots
        count = int(np.searchsorted(self.epochs, epoch, side="right"))
        if count < self._count:
            kept = self._metrics[:count]
            self._metrics, self._shared, self._count, self._table = kept, True, count, None
            self._marks.watch_again(MetricsTable(self._kinds, kept))
        later = self.changes_after(moment)
        del self._changes[len(self._changes) - len(later) :]
        self._marks.forget_after(epoch, self._changes)
        for gone in [held_epoch for held_epoch in held if held_epoch > epoch]:
            self._bytes -= held.pop(gone).nbytes
        self._begins = {begun for begun in self._begins if begun <= epoch}


def wanted(epoch: int, stride: int) -> bool:
    """Whether a Timeline with that stride keeps the snapshot of that epoch."""
    return epoch % stride == 0


def capacity(snapshot_bytes: int) -> int:
    """How many snapshots of that size a Timeline holds at most: 2 to ``SNAPSHOT_COUNT``."""
    return max(2, min(SNAPSHOT_COUNT, SNAPSHOT_BYTES // max(1, snapshot_bytes)))
