"""Time travel: which moment of a run is looked at."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal, Slot

from nnviz.data import Dataset
from nnviz.session.run import Run
from nnviz.session.shown import Shown, Who
from nnviz.session.work import Work
from nnviz.training.changes import settings_at
from nnviz.training.derived import Moments
from nnviz.training.reader import Reader
from nnviz.training.replay import replayed_from
from nnviz.training.samples import takes_ink
from nnviz.training.snapshot import Snapshot

_log = logging.getLogger(__name__)

CACHED = 64
CACHED_BYTES = 32 * 2**20


class Looking(QObject):
    """Which moment of a run is looked at: its newest, or with a ``cursor`` the end of that epoch.

    What is not held is recomputed: meanwhile the nearest moment there is stands in its place. One
    recomputation runs at a time; while another epoch is looked for, the one in progress is ended first.
    ``moved`` tells of another moment.
    """

    moved = Signal()
    recomputing_changed = Signal(object)
    fault_raised = Signal(str)

    def __init__(self, run: Run, parent: QObject) -> None:
        super().__init__(parent)
        self.run = run
        self.cursor: int | None = None
        self._snapshot: Snapshot | None = None  # that of the cursor
        self._then: Callable[[Snapshot], None] | None = None
        self._work: Work | None = None
        self._found: dict[int, Snapshot] = {}

    @property
    def snapshot(self) -> Snapshot | None:
        """The moment that is looked at."""
        return self.run.snapshot if self.cursor is None else self._snapshot

    @property
    def exact(self) -> bool:
        """Whether that is what the cursor names, rather than the nearest there is."""
        return self.cursor is None or (self._snapshot is not None and self._snapshot.epoch == self.cursor)

    def shown(self, moments: Moments, reader: Reader | None, player: int = 0) -> Shown | None:
        """The moment to show, looking at that one of the networks that play, with no sample yet.

        None while there is none, or none of the data there are.
        """
        run, moment = self.run, self.snapshot
        dataset = run.dataset
        if moment is None or dataset is None or not moment.takes(dataset):
            return None
        past = self.cursor is not None
        player = min(player, len(moment.players) - 1)
        settings = settings_at(moment, run.timeline.changes_after(moment)) if past else run.experiment
        derived = [moments.of(moment, dataset, place) for place in range(len(moment.players))][player]
        return Shown(
            who=Who.of(run),
            reading=False,
            timeline=run.timeline,
            dataset=dataset,
            experiment=settings.of(player),
            derived=derived,
            snapshot=derived.snapshot,
            sample=None,
            cursor=self.cursor,
            newest=run.snapshot.epoch if run.snapshot is not None else moment.epoch,
            exact=self.exact,
            reader=reader if takes_ink(dataset) else None,
            grown=run.timeline.grown,
            measured=not derived.slow_to_measure,
        )

    # The newest

    def come_to(self, run: Run) -> None:
        """Look at the newest of this run, which begins or goes on; what was found is another history's."""
        self.run = run
        self._found.clear()
        self._stop()
        self._snapshot = None
        self.cursor = None

    def look_at_newest(self) -> None:
        """Look at the newest moment, and each that follows."""
        if self.cursor is not None:
            self._stop()
            self._snapshot = None
            self.cursor = None
            self.moved.emit()

    # The past

    def look_at(self, epoch: int) -> None:
        """Look at the end of that epoch; from the newest on, at the newest."""
        run = self.run
        newest = run.snapshot
        if (
            newest is None
            or not run.begun
            or (epoch >= newest.epoch and newest.whole)
            or epoch > newest.epoch
        ):
            self.look_at_newest()
            return
        first = next(iter(run.timeline.snapshots), 0)
        epoch = max(epoch, first)
        if epoch == self.cursor:
            return
        self._then = None
        held = run.timeline.exact(epoch) or self._found.get(epoch)
        if held is None and not run.source.can("recompute"):
            epoch = self._nearest(epoch)
            held = run.timeline.exact(epoch) or self._found.get(epoch)
            if epoch == self.cursor:
                return
        self._snapshot = held or run.timeline.nearest(epoch)
        self.cursor = epoch
        if held is not None:
            self._stop()
            self.moved.emit()
            return
        self.moved.emit()
        self._recompute()

    def beside(self, epoch: int, by: Literal[-1, 1]) -> int:
        """The epoch one step on from that one, or back: the next that there can be a moment of."""
        if self.run.source.can("recompute"):
            return epoch + by
        far = [one for one in self._there() if (one - epoch) * by > 0]
        return min(far, key=lambda one: abs(one - epoch), default=epoch + by)

    def _nearest(self, epoch: int) -> int:
        """The epoch nearest to that one that there is a moment of."""
        return min(self._there(), key=lambda one: abs(one - epoch), default=epoch)

    def _there(self) -> list[int]:
        """The epochs that there are moments of: held, or in the folder that is watched."""
        written = () if self.run.watched is None else self.run.watched.epochs
        return sorted({*written, *self.run.timeline.snapshots})

    def when_exact(self, then: Callable[[Snapshot], None]) -> None:
        """Call ``then`` with what the cursor names: now, or when that has been recomputed."""
        shown = self.snapshot
        if shown is None:
            return
        if self.exact:
            then(shown)
        else:
            self._then = then

    def shut_down(self) -> None:
        """End the recomputation and wait for it."""
        work, self._work = self._work, None
        if work is not None:
            work.end()

    def _stop(self) -> None:
        """What is being recomputed is of no use any more."""
        self._then = None
        if self._work is not None and not self._work.isInterruptionRequested():
            self._work.requestInterruption()
            self.recomputing_changed.emit(None)

    def _recompute(self) -> None:
        run, epoch = self.run, self.cursor
        if epoch is None or run.dataset is None or (start := self._start(epoch)) is None:
            return
        self.recomputing_changed.emit(0.0)
        if self._work is not None:
            self._work.requestInterruption()  # its end begins the next
            return
        work = Work(_making(run, start, epoch, run.dataset), self._on_over)
        work.progressed.connect(self._on_progressed, Qt.ConnectionType.QueuedConnection)
        self._work = work
        work.start()

    def _start(self, epoch: int) -> Snapshot | None:
        """The nearest moment to begin from."""
        found = [held for held in self._found if held <= epoch]
        start = self.run.timeline.before(epoch)
        if found and (start is None or max(found) > start.epoch):
            return self._found[max(found)]
        return start

    @Slot(float)
    def _on_progressed(self, share: float) -> None:
        if self._work is not None and not self._work.isInterruptionRequested():
            self.recomputing_changed.emit(share)

    @Slot()
    def _on_over(self) -> None:
        work, self._work = self._work, None
        if work is None:
            return
        work.wait()
        stale = work.isInterruptionRequested()
        if work.fault:
            _log.error("A moment could not be recomputed:\n%s", work.fault)
            self.fault_raised.emit(work.fault)
        elif not stale and (found := work.result) is not None:
            self._remember(found)
            if self.cursor == found.epoch:
                then, self._then = self._then, None
                self.recomputing_changed.emit(None)
                self._snapshot = found
                self.moved.emit()
                if then is not None:
                    then(found)
                return
        if self.cursor is not None and not self.exact and not work.fault:
            if self.run.watched is not None and not stale:
                self._give_up()
            else:
                self._recompute()
        else:
            self.recomputing_changed.emit(None)

    def _give_up(self) -> None:
        """What the folder had cannot be read any more: the nearest moment that is held is looked at."""
        self.recomputing_changed.emit(None)
        if self._snapshot is not None:
            self.cursor = self._snapshot.epoch
            self.moved.emit()

    def _remember(self, snapshot: Snapshot) -> None:
        self._found[snapshot.epoch] = snapshot
        held = sum(found.nbytes for found in self._found.values())
        while len(self._found) > CACHED or (len(self._found) > 1 and held > CACHED_BYTES):
            held -= self._found.pop(next(iter(self._found))).nbytes


def _making(run: Run, start: Snapshot, epoch: int, dataset: Dataset) -> Callable[[Work], Snapshot | None]:
    """What makes the moment of that epoch: training again from ``start``, or reading what is written."""
    folder, plan = run.watched, (start, run.timeline.changes_after(start), epoch, dataset)
    if folder is not None:
        return lambda work: folder.moment(epoch)
    return lambda work: replayed_from(*plan, work.tell, work.isInterruptionRequested)
