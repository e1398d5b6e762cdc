"""What a lesson has worked out off the window's thread: first what is waited for, then what will be."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from nnviz.lessons.recorded import Stopped
from nnviz.session.sentences import told
from nnviz.session.work import Work

#: Asked now and then by what takes long: whether to end early.
EndEarly = Callable[[], bool]


@dataclass(frozen=True)
class LessonJob:
    """``work`` is done in the background and given an ``EndEarly``; ``then`` is called with what it returned,
    ``refused`` with the sentence of the ``ValueError`` that it raised."""

    work: Callable[[EndEarly], object]
    then: Callable[[Any], None]
    refused: Callable[[str], None]


class LessonJobs(QObject):
    """One job at a time. What is ``ahead`` of its time gives way to what somebody waits for; a fault of nnviz
    is told by ``fault_raised``."""

    fault_raised = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: deque[LessonJob] = deque()
        self._ahead: deque[LessonJob] = deque()
        self._job: LessonJob | None = None  # None: what is being done is wanted no more
        self._is_ahead = False
        self._work: Work | None = None

    @property
    def busy(self) -> bool:
        """Whether somebody waits for something."""
        return bool(self._waiting) or (self._job is not None and not self._is_ahead)

    def do(self, job: LessonJob) -> None:
        """Do this as soon as can be."""
        self._waiting.append(job)
        if self._work is not None and self._is_ahead:
            self._work.requestInterruption()
        self._next()

    def set_ahead(self, jobs: Sequence[LessonJob]) -> None:
        """Do these when nothing is waited for, in place of all that was to be done so."""
        self._ahead = deque(jobs)
        self._next()

    def drop(self) -> None:
        """What was waited for is wanted no more."""
        self._waiting.clear()
        self._ahead.clear()
        self._job = None
        if self._work is not None:
            self._work.requestInterruption()

    def shut_down(self) -> None:
        """End, and wait for what is being done; nothing is told any more."""
        self.drop()
        work, self._work = self._work, None
        if work is not None:
            work.end()

    def _next(self) -> None:
        if self._work is not None or not (self._waiting or self._ahead):
            return
        self._is_ahead = not self._waiting
        job = self._job = (self._ahead if self._is_ahead else self._waiting).popleft()
        self._work = Work(lambda work: job.work(work.isInterruptionRequested), self._on_finished)
        self._work.start()

    @Slot()
    def _on_finished(self) -> None:
        work, self._work = self._work, None
        job, self._job = self._job, None
        if work is None:
            return
        work.wait()
        if job is not None:
            self._end(job, work)
        self._next()

    def _end(self, job: LessonJob, work: Work) -> None:
        if isinstance(work.error, ValueError):
            job.refused(told(work.error))
        elif work.error is not None and not isinstance(work.error, Stopped):
            self.fault_raised.emit(work.fault)
        elif work.isInterruptionRequested():
            self._ahead.appendleft(job)  # it gave way, and is still to be done
        else:
            job.then(work.result)
