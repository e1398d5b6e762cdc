"""Work for files, off the window's thread: one job at a time, the others wait."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnviz.session.messages import Message, act
from nnviz.session.sentences import told
from nnviz.session.work import Work

TELL_MS = 1_000  # what takes longer is said


@dataclass(frozen=True)
class BackgroundJob:
    """``work`` is done in the background, ``then`` is called with what it returned. ``doing`` names it.

    Work raises ``ValueError`` with one sentence for what cannot be. One without a name is done in silence.
    """

    doing: str
    work: Callable[[], object]
    then: Callable[[Any], None]


class BackgroundJobs(QObject):
    """Does them in the order in which they came; ``failed`` follows one that could not be done."""

    failed = Signal()
    message_raised = Signal(object)
    fault_raised = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._job: BackgroundJob | None = None
        self._work: Work | None = None
        self._told = False  # whether something was said that may still stand there
        self._waiting: deque[Callable[[], BackgroundJob]] = deque()
        self._tell = QTimer(self)
        self._tell.setSingleShot(True)
        self._tell.setInterval(TELL_MS)
        self._tell.timeout.connect(self._on_tell)

    @property
    def busy(self) -> bool:
        """Whether something is being done."""
        return self._work is not None

    def add(self, prepare: Callable[[], BackgroundJob]) -> None:
        """Do what ``prepare`` returns; it is called, in this thread, when its turn has come."""
        self._waiting.append(prepare)
        self._next()

    def shut_down(self) -> None:
        """Let the job in progress end, and forget the others; nothing is told any more."""
        self._waiting.clear()
        self._tell.stop()
        work, self._work = self._work, None
        if work is not None:
            work.wait()

    def _next(self) -> None:
        if self._work is not None or not self._waiting:
            return
        job = self._job = self._waiting.popleft()()
        self._work = Work(lambda _: job.work(), self._on_finished)
        if job.doing:
            self._tell.start()
        self._work.start()

    @Slot()
    def _on_tell(self) -> None:
        if self._job is not None:
            self._told = True
            text = self.tr("This takes a moment.")
            self.message_raised.emit(Message("info", self._job.doing, text, about="file"))

    @Slot()
    def _on_finished(self) -> None:
        work, self._work = self._work, None
        job, self._job = self._job, None
        if work is None or job is None:
            return
        work.wait()
        self._tell.stop()
        if work.error is None:
            if self._told and job.doing:
                self._told = False
                self.message_raised.emit(act("file"))
            job.then(work.result)
        elif (sentence := self._sentence(work.error)) is not None:
            self._told = True
            self.message_raised.emit(Message("error", job.doing, sentence, about="file"))
        else:
            self.fault_raised.emit(work.fault)
        if work.error is not None:
            self.failed.emit()
        self._next()

    def _sentence(self, error: Exception) -> str | None:
        """What is said of a job that could not be done; None for a fault of nnviz."""
        if isinstance(error, MemoryError):
            return self.tr("This is too large for the memory of this computer.")
        return told(error) if isinstance(error, ValueError) else None
