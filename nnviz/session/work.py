"""Work off the window's thread."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from time import monotonic
from typing import Any

from PySide6.QtCore import Qt, QThread, Signal

_TELL = 1 / 20  # seconds between two tellings of the progress


def one_blas_thread() -> AbstractContextManager[Any]:
    """No second thread of BLAS while it lasts: beside a busy window that costs a factor of a hundred."""
    from threadpoolctl import threadpool_limits  # here, where it delays no window

    limits: AbstractContextManager[Any] = threadpool_limits(limits=1, user_api="blas")
    return limits


class Work(QThread):
    """Does ``what`` in a thread of its own; it is given the Work, to ``tell`` and to ask whether to end.

    ``then``, a slot of the window's thread, is called when it has ended. By then ``result`` is what it
    returned, None if it was asked to end before; or ``error`` is what it raised, with its traceback in
    ``fault``.
    """

    progressed = Signal(float)

    def __init__(self, what: Callable[[Work], object], then: Callable[[], None] | None = None) -> None:
        super().__init__()
        self.result: Any = None
        self.error: Exception | None = None
        self.fault = ""
        self._what = what
        self._told = 0.0
        if then is not None:
            self.finished.connect(then, Qt.ConnectionType.QueuedConnection)

    def run(self) -> None:
        """In the thread."""
        try:
            with one_blas_thread():
                done = self._what(self)
        except Exception as error:
            self.error, self.fault = error, traceback.format_exc()
        else:
            self.result = None if self.isInterruptionRequested() else done

    def tell(self, share: float) -> None:
        """So much is done, 0..1; for ``what``, which may say so as often as it likes."""
        if monotonic() - self._told >= _TELL:
            self._told = monotonic()
            self.progressed.emit(share)

    def end(self) -> None:
        """Ask it to end, and wait for it."""
        self.requestInterruption()
        self.wait()
