"""What the network shown makes of all the data: measured off the window's thread where that takes long."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from nnviz.session.work import Work
from nnviz.training.derived import Derived

_log = logging.getLogger(__name__)

REST_MS = 100  # what is not looked at for so long is not measured


class Measuring(QObject):
    """Measures the moment looked at, one at a time; ``done`` tells that its metrics are known."""

    done = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._wanted: Derived | None = None
        self._measured: Derived | None = None  # by the work
        self._work: Work | None = None
        self._timer = QTimer(self, singleShot=True, interval=REST_MS)
        self._timer.timeout.connect(self._on_due)

    def look(self, derived: Derived | None) -> None:
        """This moment is looked at; None for none."""
        if derived is self._wanted:
            return
        self._wanted = derived if derived is not None and derived.slow_to_measure else None
        if self._wanted is None:
            self._timer.stop()
        elif self._work is None:
            self._timer.start()

    def shut_down(self) -> None:
        """Wait for what is being measured, and measure nothing more."""
        self._timer.stop()
        work, self._work = self._work, None
        if work is not None:
            work.end()

    @Slot()
    def _on_due(self) -> None:
        wanted = self._measured = self._wanted
        if wanted is not None:
            self._work = Work(lambda _: wanted.measured(), self._on_over)
            self._work.start(QThread.Priority.LowPriority)

    @Slot()
    def _on_over(self) -> None:
        work, measured = self._work, self._measured
        self._work = self._measured = None
        if work is None or measured is None:
            return
        work.wait()
        if work.fault:
            _log.error("The network could not be measured:\n%s", work.fault)
        else:
            measured.know(work.result)
        if measured is not self._wanted:
            self._on_due()
        elif not work.fault:
            self._wanted = None
            self.done.emit()
