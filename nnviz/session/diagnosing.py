"""What ails the network that is looked at: examined off the window's thread."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from nnviz.data import Dataset
from nnviz.session.run import Run
from nnviz.training.diagnosis import Finding, diagnose
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Mark

_log = logging.getLogger(__name__)

INTERVAL_MS = 250  # between two examinations
_SAMPLES = 128  # of the test part that are looked at


@dataclass(frozen=True, eq=False)
class _Patient:
    """What is to be examined: a moment of a run, moments before it, and what is known to ail it."""

    run: Run
    snapshot: Snapshot
    before: tuple[Snapshot, ...]
    known: frozenset[str]
    dataset: Dataset


class _Examination(QThread):
    """``findings`` of the patient and, of those not known, the epoch at which each began."""

    def __init__(self, patient: _Patient) -> None:
        super().__init__()
        self.patient = patient
        self.findings: tuple[Finding, ...] = ()
        self.began: dict[str, int] = {}
        self.fault = ""

    def run(self) -> None:
        from threadpoolctl import threadpool_limits  # here, where it delays no window

        try:
            with threadpool_limits(limits=1, user_api="blas"):
                self._examine()
        except Exception:
            self.fault = traceback.format_exc()

    def _examine(self) -> None:
        patient = self.patient
        earlier = patient.before[-1] if patient.before else None
        self.findings = self._of(patient.snapshot, earlier)
        for text in {mark_text(finding) for finding in self.findings} - patient.known:
            self.began[text] = self._beginning(text)

    def _of(self, snapshot: Snapshot, before: Snapshot | None = None) -> tuple[Finding, ...]:
        return diagnose(snapshot, self.patient.dataset, before, _SAMPLES)

    def _beginning(self, text: str) -> int:
        """The first of the moments before in which it was there, found by halving; else the present one."""
        moments = self.patient.before
        low, high = 0, len(moments)
        while low < high and not self.isInterruptionRequested():
            middle = (low + high) // 2
            earlier = moments[middle - 1] if middle else None
            if text in {mark_text(finding) for finding in self._of(moments[middle], earlier)}:
                high = middle
            else:
                low = middle + 1
        return moments[high].epoch if high < len(moments) else self.patient.snapshot.epoch


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
        self._work: _Examination | None = None
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
            work.requestInterruption()
            work.wait()

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
        known = frozenset(mark.text for mark in run.timeline.noted if mark.kind == "diagnosis")
        before = tuple(held for epoch, held in run.timeline.snapshots.items() if epoch < snapshot.epoch)
        self._work = _Examination(_Patient(run, snapshot, before, known, run.dataset))
        self._work.finished.connect(self._on_over, Qt.ConnectionType.QueuedConnection)
        self._work.start(QThread.Priority.LowPriority)

    @Slot()
    def _on_over(self) -> None:
        work, self._work = self._work, None
        if work is None:
            return
        work.wait()
        patient = work.patient
        if work.fault:
            _log.error("The network could not be examined:\n%s", work.fault)
            return
        if self._wanted is None:
            return
        run, snapshot, newest = self._wanted
        same = snapshot.parameters is patient.snapshot.parameters
        if patient.run is run and (same or newest):
            for text, epoch in work.began.items():
                run.timeline.note(Mark(epoch, text, "diagnosis"))
            self._set(work.findings, patient.snapshot)
            if work.began:
                self.began.emit()
        if not same:
            self._timer.start()


def mark_text(finding: Finding) -> str:
    """What the Timeline's mark of a finding says: its kind and, if it has one, its layer, counted from 1."""
    return finding.kind if finding.layer is None else f"{finding.kind} in layer {finding.layer + 1}"
