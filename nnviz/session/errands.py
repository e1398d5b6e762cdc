"""Work for files, off the window's thread: one errand at a time, the others wait."""

from __future__ import annotations

import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from nnviz.session.values import Message

TELL_MS = 1_000  # what takes longer is said


@dataclass(frozen=True)
class Errand:
    """``work`` is done in the background, ``then`` is called with what it returned. ``doing`` names it.

    Work raises ``ValueError`` with one sentence for what cannot be. One without a name is done in silence.
    """

    doing: str
    work: Callable[[], object]
    then: Callable[[Any], None]


class _Job(QThread):
    """Does one errand; afterwards ``result``, ``sentence`` or ``fault`` is there."""

    def __init__(self, errand: Errand, parent: QObject) -> None:
        super().__init__(parent)
        self.errand = errand
        self.result: object = None
        self.sentence = self.fault = ""

    def run(self) -> None:
        try:
            self.result = self.errand.work()
        except ValueError as sentence:
            self.sentence = str(sentence)
        except MemoryError:
            self.sentence = "This is too large for the memory of this computer."
        except Exception:
            self.fault = traceback.format_exc()


class Errands(QObject):
    """Does errands in the order in which they came; ``failed`` follows one that could not be done."""

    failed = Signal()
    message_raised = Signal(object)
    fault_raised = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._job: _Job | None = None
        self._told = False  # whether something was said that may still stand there
        self._waiting: deque[Callable[[], Errand]] = deque()
        self._tell = QTimer(self)
        self._tell.setSingleShot(True)
        self._tell.setInterval(TELL_MS)
        self._tell.timeout.connect(self._on_tell)

    @property
    def busy(self) -> bool:
        """Whether something is being done."""
        return self._job is not None

    def add(self, prepare: Callable[[], Errand]) -> None:
        """Do what ``prepare`` returns; it is called, in this thread, when the errand's turn has come."""
        self._waiting.append(prepare)
        self._next()

    def shut_down(self) -> None:
        """Let the errand in progress end, and forget the others; nothing is told any more."""
        self._waiting.clear()
        self._tell.stop()
        job, self._job = self._job, None
        if job is not None:
            job.wait()

    def _next(self) -> None:
        if self._job is not None or not self._waiting:
            return
        errand = self._waiting.popleft()()
        self._job = _Job(errand, self)
        self._job.finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)
        if errand.doing:
            self._tell.start()
        self._job.start()

    @Slot()
    def _on_tell(self) -> None:
        if self._job is not None:
            self._told = True
            text = self.tr("This takes a moment.")
            self.message_raised.emit(Message("info", self._job.errand.doing, text, about="file"))

    @Slot()
    def _on_finished(self) -> None:
        job, self._job = self._job, None
        if job is None:
            return
        job.wait()
        job.deleteLater()
        self._tell.stop()
        if job.fault:
            self.fault_raised.emit(job.fault)
        elif job.sentence:
            self._told = True
            self.message_raised.emit(Message("error", job.errand.doing, job.sentence, about="file"))
        else:
            if self._told and job.errand.doing:
                self._told = False
                self.message_raised.emit(Message("info", "", "", about="file"))
            job.errand.then(job.result)
        if job.fault or job.sentence:
            self.failed.emit()
        self._next()
