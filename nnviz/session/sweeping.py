"""A sweep trained in the background, off the window's thread; what has come is told at display rate."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from contextlib import closing

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnviz.session.sentences import told
from nnviz.session.work import Work
from nnviz.training.many.pools import Pool
from nnviz.training.many.running import Task, run_sweep
from nnviz.training.many.sweep import Ran, Sweep

_LOOK_MS = 60  # between two looks at what has come


class Sweeping(QObject):
    """One sweep at a time. ``changed``: there are more runs, or it has begun or ended.

    ``make`` makes the pool, in the background: it may take long. ``why`` is the sentence of what ended it
    before all had run, "" if nothing did or somebody has stopped it.
    """

    changed = Signal()
    fault_raised = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sweep: Sweep | None = None
        self.rans: tuple[Ran, ...] = ()
        self.why = ""
        self.at_once = 0
        self.seconds = 0.0
        self._began = 0.0
        self._running: set[Task] = set()
        self._begun: deque[Task] = deque()  # filled by the thread, emptied by the window's
        self._came: deque[Ran] = deque()
        self._work: Work | None = None
        self._look = QTimer(self)  # what comes last must not wait for what comes after it
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._on_look)

    @property
    def busy(self) -> bool:
        """Whether runs are being trained."""
        return self._work is not None

    @property
    def running(self) -> frozenset[Task]:
        """The runs that are in work, or next."""
        return frozenset(self._running)

    @property
    def left(self) -> float | None:
        """Seconds until all have run, as it has gone so far; None before that can be said."""
        if self.sweep is None or len(self.rans) < 2 or not self.busy:
            return None
        return self.seconds / len(self.rans) * (self.sweep.runs - len(self.rans))

    def start(self, sweep: Sweep, make: Callable[[], Pool]) -> None:
        """Train its runs; what ran before is forgotten, and ended if it still runs."""
        self._end()
        self.sweep, self.rans, self.why = sweep, (), ""
        self.at_once, self.seconds, self._began = 0, 0.0, time.monotonic()
        begun: deque[Task] = deque()
        came: deque[Ran] = deque()
        self._begun, self._came = begun, came

        def run(work: Work) -> None:
            with closing(make()) as pool:
                self.at_once = pool.at_once
                for ran in run_sweep(sweep, pool, work.isInterruptionRequested, begun.append):
                    came.append(ran)

        self._work = Work(run, self._on_finished)
        self._work.start()
        self._look.start()
        self.changed.emit()

    def stop(self) -> None:
        """End it at once; what has run is kept."""
        if self._work is not None:
            self._work.requestInterruption()

    def shut_down(self) -> None:
        """End it and wait; nothing is told any more."""
        self._end()

    @Slot()
    def _on_look(self) -> None:
        if self._begun or self._came:
            self._take()
            self.changed.emit()

    def _take(self) -> None:
        """What the thread has put there."""
        while self._begun:
            self._running.add(self._begun.popleft())
        came = []
        while self._came:
            came.append(self._came.popleft())
        self._running -= {(ran.cell, ran.seed) for ran in came}
        self.rans = (*self.rans, *came)
        self.seconds = time.monotonic() - self._began

    @Slot()
    def _on_finished(self) -> None:
        work = self._work
        if work is None or self.sender() is not work:
            return
        work.wait()
        self._look.stop()
        self._take()
        self._work, self._running = None, set()
        if isinstance(work.error, ValueError):
            self.why = told(work.error)
        elif work.error is not None:
            self.fault_raised.emit(work.fault)
        self.changed.emit()

    def _end(self) -> None:
        work, self._work = self._work, None
        self._look.stop()
        self._running.clear()
        if work is not None:
            work.end()
