"""Work for files, off the window's thread: one job at a time, the others wait."""

from __future__ import annotations

import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from nnviz.session.messages import Message, act
from nnviz.session.sentences import told

TELL_MS = 1_000  # what takes longer is said


@dataclass(frozen=True)
class BackgroundJob:
    """``work`` is done in the background, ``then`` is called with what it returned. ``doing`` names it.

    Work raises ``ValueError`` with one sentence for what cannot be. One without a name is done in silence.
    """

    doing: str
    work: Callable[[], object]
    then: Callable[[Any], None]


class _Worker(QThread):
    """Does one job; afterwards ``result``, ``sentence`` or ``fault`` is there."""

    def __init__(self, job: BackgroundJob, parent: QObject) -> None:
        super().__init__(parent)
        self.job = job
        self.result: object = None
        self.sentence = self.fault = ""

    def run(self) -> None:
        try:
            self.result = self.job.work()
        except ValueError as sentence:
            self.sentence = told(sentence)
        except MemoryError:
            self.sentence = self.tr("This is too large for the memory of this computer.")
        except Exception:
            self.fault = traceback.format_exc()


class BackgroundJobs(QObject):
    """Does them in the order in which they came; ``failed`` follows one that could not be done."""

    failed = Signal()
    message_raised = Signal(object)
    fault_raised = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._worker: _Worker | None = None
        self._told = False  # whether something was said that may still stand there
        self._waiting: deque[Callable[[], BackgroundJob]] = deque()
        self._tell = QTimer(self)
        self._tell.setSingleShot(True)
        self._tell.setInterval(TELL_MS)
        self._tell.timeout.connect(self._on_tell)

    @property
    def busy(self) -> bool:
        """Whether something is being done."""
        return self._worker is not None

    def add(self, prepare: Callable[[], BackgroundJob]) -> None:
        """Do what ``prepare`` returns; it is called, in this thread, when its turn has come."""
        self._waiting.append(prepare)
        self._next()

    def shut_down(self) -> None:
        """Let the job in progress end, and forget the others; nothing is told any more."""
        self._waiting.clear()
        self._tell.stop()
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.wait()

    def _next(self) -> None:
        if self._worker is not None or not self._waiting:
            return
        job = self._waiting.popleft()()
        self._worker = _Worker(job, self)
        self._worker.finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)
        if job.doing:
            self._tell.start()
        self._worker.start()

    @Slot()
    def _on_tell(self) -> None:
        if self._worker is not None:
            self._told = True
            text = self.tr("This takes a moment.")
            self.message_raised.emit(Message("info", self._worker.job.doing, text, about="file"))

    @Slot()
    def _on_finished(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        worker.wait()
        worker.deleteLater()
        self._tell.stop()
        if worker.fault:
            self.fault_raised.emit(worker.fault)
        elif worker.sentence:
            self._told = True
            self.message_raised.emit(Message("error", worker.job.doing, worker.sentence, about="file"))
        else:
            if self._told and worker.job.doing:
                self._told = False
                self.message_raised.emit(act("file"))
            worker.job.then(worker.result)
        if worker.fault or worker.sentence:
            self.failed.emit()
        self._next()
