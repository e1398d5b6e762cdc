"""The room of the Session where time travel happens: which moment of the current run is shown."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot

from nnviz.session.recomputation import Recomputation
from nnviz.training.snapshot import Snapshot

if TYPE_CHECKING:
    from nnviz.session.session import Session

_log = logging.getLogger(__name__)

CACHED = 64
CACHED_BYTES = 32 * 2**20


class Looking(QObject):
    """Shows the newest moment, or with a ``cursor`` that epoch; what is not held is recomputed.

    One recomputation runs at a time; while another epoch is looked for, the one in progress is ended first.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.cursor: int | None = None
        self.snapshot: Snapshot | None = None  # that of the cursor, probed
        self._then: Callable[[Snapshot], None] | None = None
        self._work: Recomputation | None = None
        self._found: dict[int, Snapshot] = {}

    @property
    def shown(self) -> Snapshot | None:
        """The moment of the current run that is shown."""
        return self._session.run.snapshot if self.cursor is None else self.snapshot

    @property
    def exact(self) -> bool:
        """Whether what is shown is what the cursor names, rather than the nearest there is."""
        return self.cursor is None or (self.snapshot is not None and self.snapshot.epoch == self.cursor)

    # The newest

    def take_newest(self, snapshot: Snapshot) -> None:
        """The run has come to this moment."""
        session = self._session
        session.run.snapshot = session.sampling.probed(snapshot)
        if self.cursor is None or session.reading:
            session.tell_snapshot()

    def back_to_newest(self) -> None:
        """Look at the newest, without showing it yet; what was found belongs to another history."""
        self._found.clear()
        self._stop()
        self.snapshot = None
        if self.cursor is not None:
            self.cursor = None
            self._session.cursor_changed.emit(None)

    def look_at_newest(self) -> None:
        """Show the newest moment, and each that follows."""
        if self.cursor is None:
            return
        self._stop()
        self.cursor = self.snapshot = None
        self._session.cursor_changed.emit(None)
        self._session.tell_snapshot()

    # The past

    def look_at(self, epoch: int) -> None:
        """Show the end of that epoch; from the newest on, the newest."""
        run = self._session.run
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
        self.cursor = epoch
        held = run.timeline.exact(epoch) or self._found.get(epoch)
        self._session.cursor_changed.emit(epoch)
        if held is not None:
            self._stop()
            self._show(held)
            return
        nearest = run.timeline.nearest(epoch)
        if nearest is not None:
            self._show(nearest)
        self._recompute()

    def when_exact(self, then: Callable[[Snapshot], None]) -> None:
        """Call ``then`` with what the cursor names: now, or when that has been recomputed."""
        shown = self.shown
        if shown is None:
            return
        if self.exact:
            then(shown)
        else:
            self._then = then

    def probe_again(self) -> None:
        """Another sample is sent through what is looked at."""
        if self.snapshot is not None:
            self.snapshot = self._session.sampling.probed(self.snapshot)

    def shut_down(self) -> None:
        """End the recomputation and wait for it."""
        work, self._work = self._work, None
        if work is not None:
            work.requestInterruption()
            work.wait()

    def _show(self, snapshot: Snapshot) -> None:
        self.snapshot = self._session.sampling.probed(snapshot)
        self._session.tell_snapshot()

    def _stop(self) -> None:
        """What is being recomputed is of no use any more."""
        self._then = None
        if self._work is not None and not self._work.isInterruptionRequested():
            self._work.requestInterruption()
            self._session.recomputing_changed.emit(None)

    def _recompute(self) -> None:
        run, epoch = self._session.run, self.cursor
        if epoch is None or run.dataset is None or (start := self._start(epoch)) is None:
            return
        self._session.recomputing_changed.emit(0.0)
        if self._work is not None:
            self._work.requestInterruption()  # its end begins the next
            return
        work = Recomputation(start, run.timeline.changes_after(start), epoch, run.dataset)
        work.progressed.connect(self._on_progressed, Qt.ConnectionType.QueuedConnection)
        work.finished.connect(self._on_over, Qt.ConnectionType.QueuedConnection)
        self._work = work
        work.start()

    def _start(self, epoch: int) -> Snapshot | None:
        """The nearest moment to begin from."""
        found = [held for held in self._found if held <= epoch]
        start = self._session.run.timeline.before(epoch)
        if found and (start is None or max(found) > start.epoch):
            return self._found[max(found)]
        return start

    @Slot(float)
    def _on_progressed(self, share: float) -> None:
        if self._work is not None and not self._work.isInterruptionRequested():
            self._session.recomputing_changed.emit(share)

    @Slot()
    def _on_over(self) -> None:
        work, self._work = self._work, None
        if work is None:
            return
        work.wait()
        stale = work.isInterruptionRequested()
        if work.fault:
            _log.error("A moment could not be recomputed:\n%s", work.fault)
            self._session.fault_raised.emit(work.fault)
        elif not stale and work.found is not None:
            self._remember(work.found)
            if self.cursor == work.epoch:
                then, self._then = self._then, None
                self._session.recomputing_changed.emit(None)
                self._show(work.found)
                if then is not None and self.snapshot is not None:
                    then(self.snapshot)
                return
        if self.cursor is not None and not self.exact and not work.fault:
            self._recompute()
        else:
            self._session.recomputing_changed.emit(None)

    def _remember(self, snapshot: Snapshot) -> None:
        self._found[snapshot.epoch] = replace(snapshot, probe=None)
        held = sum(found.nbytes for found in self._found.values())
        while len(self._found) > CACHED or (len(self._found) > 1 and held > CACHED_BYTES):
            held -= self._found.pop(next(iter(self._found))).nbytes
