"""What ails the network that is looked at: examined off the window's thread."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from nnviz.session.run import Run
from nnviz.session.work import Work
from nnviz.training.diagnosis import Finding
from nnviz.training.examination import Examination, note
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline

_log = logging.getLogger(__name__)

INTERVAL_MS = 250  # between two examinations


class Diagnosing(QObject):
    """Examines what is looked at, at most four times a second; the Timeline is told where a finding began.

    ``changed`` tells of other ``findings``, ``began`` that the Timeline has a mark more.
    """

    changed = Signal()
    began = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.findings: tuple[Finding, ...] = ()
        self._wanted: tuple[Run, Snapshot, bool] | None = None
        self._found_in: Snapshot | None = None
        self._timeline: Timeline | None = None  # that what was found last is of
        self._work: Work | None = None
        self._examined: tuple[Run, Snapshot] | None = None  # by the work
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self._on_due)

    def look(self, run: Run | None, snapshot: Snapshot | None, *, newest: bool) -> None:
        """This moment of the run is looked at; None: one that is not to be examined.

        Of its ``newest`` moments the findings stand until the next are there, of one that is past they are
        its own, or none.
        """
        if run is None or snapshot is None or run.dataset is None or not run.begun:
            self._wanted = None
            self._set((), None)
            return
        another_run = self._wanted is not None and self._wanted[0] is not run
        self._wanted = run, snapshot, newest
        known = self._found_in is not None and self._found_in.parameters is snapshot.parameters
        if known:
            return
        if another_run or not newest:
            self._set((), None)
        if not self._timer.isActive() and self._work is None:
            self._timer.start()

    @property
    def busy(self) -> bool:
        """Whether what is looked at has yet to be examined."""
        return self._work is not None or self._timer.isActive()

    def shut_down(self) -> None:
        """End the examination and wait for it."""
        self._timer.stop()
        work, self._work = self._work, None
        if work is not None:
            work.end()

    def _set(self, findings: tuple[Finding, ...], found_in: Snapshot | None) -> None:
        self._found_in = found_in
        if findings != self.findings:
            self.findings = findings
            self.changed.emit()

    @Slot()
    def _on_due(self) -> None:
        if self._wanted is None:
            return
        run, snapshot, _ = self._wanted
        if run.dataset is None:
            return
        # What was found last has been there since then, if it was found in this run as it is.
        known = self.findings if self._timeline is run.timeline else ()
        examination = Examination.of(snapshot, run.timeline, run.dataset, known)
        self._examined = run, snapshot
        self._work = Work(lambda work: examination.findings(work.isInterruptionRequested), self._on_over)
        self._work.start(QThread.Priority.LowPriority)

    @Slot()
    def _on_over(self) -> None:
        work, examined = self._work, self._examined
        self._work = self._examined = None
        if work is None or examined is None:
            return
        work.wait()
        if work.fault:
            _log.error("The network could not be examined:\n%s", work.fault)
            return
        if self._wanted is None:
            return
        run, snapshot, newest = self._wanted
        same = snapshot.parameters is examined[1].parameters
        if examined[0] is run and (same or newest):
            self._timeline = run.timeline
            noted = note(run.timeline, work.result)
            self._set(work.result, examined[1])
            if noted:
                self.began.emit()
        if not same:
            self._timer.start()
