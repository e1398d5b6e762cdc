"""Between the training thread and the window: nothing is lost, nothing piles up."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

import numpy as np

from nnviz.data import Dataset
from nnviz.training.edits import Change
from nnviz.training.measures import Kinds, Metrics, MetricsTable
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import capacity, wanted
from nnviz.training.trainer import Diverged


@dataclass(frozen=True)
class Delivery:
    """What came from the training thread since the last time.

    ``metrics`` has a row per evaluated epoch, ``worked`` the seconds that so many whole epochs took.
    ``kept`` are snapshots for the Timeline, ascending by epoch, ``changes`` the live changes that took hold.
    ``snapshot`` is the newest
    one, if there is one to show. ``finished`` is the epoch at which a stop rule took hold, ``patience`` that
    which ended it, 0 where the number of epochs did. ``diverged``, ``refused`` (a sentence) and ``fault``
    (a traceback) end the run.
    """

    metrics: MetricsTable = field(default_factory=MetricsTable)
    worked: tuple[float, int] = (0.0, 0)
    kept: tuple[Snapshot, ...] = ()
    changes: tuple[Change, ...] = ()
    snapshot: Snapshot | None = None
    dataset: Dataset | None = None
    finished: int | None = None
    patience: int = 0
    diverged: Diverged | None = None
    refused: str = ""
    fault: str = ""


@dataclass
class Mailbox:
    """Filled by the training thread, emptied by the window's; every method may be called from either.

    While nobody empties it, metrics grow by 8 bytes each and 8 for the epoch, and the snapshots for the
    Timeline are thinned out as the Timeline itself would.
    """

    stride: int = 1
    _lock: Lock = field(default_factory=Lock, repr=False)
    _rows: array[float] = field(default_factory=lambda: array("d"), repr=False)
    _kept: list[Snapshot] = field(default_factory=list, repr=False)
    _changes: list[Change] = field(default_factory=list, repr=False)
    _kinds: Kinds = field(default_factory=Kinds)
    _rest: Delivery = field(default_factory=Delivery)
    _announced: bool = False

    def add_metrics(self, metrics: Metrics) -> None:
        """Append the metrics of an epoch."""
        with self._lock:
            self._kinds = metrics.kinds
            self._rows.append(metrics.epoch)
            self._rows.extend(metrics.values)

    def add_worked(self, seconds: float) -> None:
        """Another whole epoch took so long."""
        with self._lock:
            before, epochs = self._rest.worked
            self._rest = replace(self._rest, worked=(before + seconds, epochs + 1))

    def wants(self, epoch: int) -> bool:
        """Whether the Timeline wants the snapshot of this epoch."""
        return wanted(epoch, self.stride)

    def keep(self, snapshot: Snapshot) -> None:
        """Put in a snapshot for the Timeline."""
        with self._lock:
            self._kept.append(snapshot)
            if len(self._kept) > capacity(snapshot.nbytes):
                self.stride *= 2
                self._kept = [kept for kept in self._kept if wanted(kept.epoch, self.stride)]

    def add_changes(self, changes: Sequence[Change]) -> None:
        """Append live changes that took hold."""
        with self._lock:
            self._changes += changes

    def put(self, **news: object) -> None:
        """Replace what is waiting: any of the other fields of ``Delivery``, the newest snapshot above all."""
        with self._lock:
            self._rest = replace(self._rest, **news)  # type: ignore[arg-type]

    def announce(self) -> bool:
        """Whether to tell the window that something waits: not if it has been told and has not come yet."""
        with self._lock:
            told, self._announced = self._announced, True
            return not told

    def take(self) -> Delivery:
        """Everything that waits; then the mailbox is empty and the next announcement is due."""
        with self._lock:
            rows, self._rows = self._rows, array("d")
            kept, self._kept = self._kept, []
            changes, self._changes = self._changes, []
            rest, self._rest = self._rest, Delivery()
            self._announced = False
        table = MetricsTable()
        if rows:
            table = MetricsTable(self._kinds, np.frombuffer(rows).reshape(-1, 1 + len(self._kinds)))
        return replace(rest, metrics=table, kept=tuple(kept), changes=tuple(changes))
