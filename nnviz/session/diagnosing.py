"""What ails the network that is looked at: examined off the window's thread."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from nnviz.data import Dataset
from nnviz.session.run import Run
from nnviz.training.diagnosis import FINDINGS, Finding, diagnose
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Mark, Timeline

_log = logging.getLogger(__name__)

INTERVAL_MS = 250  # between two examinations
_SAMPLES = 128  # of the test part that are looked at


Key = tuple[str, int | None, tuple[int, ...]]


@dataclass(frozen=True, eq=False)
class _Patient:
    """What is to be examined: a moment of a run, those before it, and since when what is known was seen.

    ``edits`` are the steps after which weights were set by hand.
    """

    run: Run
    snapshot: Snapshot
    before: tuple[Snapshot, ...]
    known: Mapping[Key, int]
    edits: tuple[int, ...]
    dataset: Dataset


class _Examination(QThread):
    """``findings`` of the patient, each with the epoch since which it has been seen."""

    def __init__(self, patient: _Patient) -> None:
        super().__init__()
        self.patient = patient
        self.findings: tuple[Finding, ...] = ()
        self.fault = ""
        self._found: dict[int, frozenset[Key]] = {}

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
        since = dict(patient.known)
        found = self._of(patient.snapshot, earlier)
        for finding in found:
            if finding.key not in since:
                since[finding.key] = self._since(finding.key)
        self.findings = tuple(replace(finding, since=since[finding.key]) for finding in found)

    def _of(self, snapshot: Snapshot, before: Snapshot | None) -> tuple[Finding, ...]:
        if before is not None and any(before.step <= step < snapshot.step for step in self.patient.edits):
            before = None  # a weight set by hand is no update
        return diagnose(snapshot, self.patient.dataset, before, _SAMPLES)

    def _there(self, key: Key, place: int) -> bool:
        """Whether it was there in that one of the moments before."""
        if place not in self._found:
            moments = self.patient.before
            found = self._of(moments[place], moments[place - 1] if place else None)
            self._found[place] = frozenset(finding.key for finding in found)
        return key in self._found[place]

    def _since(self, key: Key) -> int:
        """The first moment in which it was there and from which on it stayed, as far as looked at.

        Looked for backwards in steps twice as long each, then by halving.
        """
        moments = self.patient.before
        there, step = len(moments), 1
        while there and not self.isInterruptionRequested():
            place = max(0, there - step)
            if not self._there(key, place):
                break
            there, step = place, 2 * step
        low = max(0, there - step) + 1 if there else 0
        while low < there and not self.isInterruptionRequested():
            middle = (low + there) // 2
            if self._there(key, middle):
                there = middle
            else:
                low = middle + 1
        return moments[there].epoch if there < len(moments) else self.patient.snapshot.epoch


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
        before = tuple(held for epoch, held in run.timeline.snapshots.items() if epoch < snapshot.epoch)
        edits = tuple(change.step for change in run.timeline.changes if change.name in ("edit", "cut"))
        # What was found last has been there since then, if it was found in this run as it is.
        same = self._timeline is run.timeline
        known = {f.key: f.since for f in self.findings if same and f.since is not None}
        self._work = _Examination(_Patient(run, snapshot, before, known, edits, run.dataset))
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
            self._timeline = run.timeline
            noted = _note(run.timeline, work.findings)
            self._set(work.findings, patient.snapshot)
            if noted:
                self.began.emit()
        if not same:
            self._timer.start()


def _note(timeline: Timeline, findings: Sequence[Finding]) -> bool:
    """Mark where each kind of finding was first seen in a layer, if it is not marked yet."""
    there = {mark.text for mark in timeline.noted if mark.kind == "diagnosis"}
    first: dict[str, int] = {}
    for finding in findings:
        text, since = _mark_text(finding), finding.since
        if text not in there and since is not None:
            first[text] = min(since, first.get(text, since))
    for text, epoch in first.items():
        timeline.note(Mark(epoch, text, "diagnosis"))
    return bool(first)


def _mark_text(finding: Finding) -> str:
    """What the Timeline's mark of a finding says, the layer counted from 1."""
    if finding.kind not in FINDINGS:
        return finding.kind
    return FINDINGS[finding.kind].noted.format(layer=(finding.layer or 0) + 1)
