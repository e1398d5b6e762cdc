"""Exceptions that nobody caught: into the log and, once each, to whoever shows them."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Signal

_log = logging.getLogger(__name__)

#: A fault in a paint event comes back with every frame; beyond this many different ones only the log grows.
SHOWN = 10


class Faults(QObject):
    """Takes over Python's hooks; ``raised(traceback)`` is emitted from whichever thread it happened in."""

    raised = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seen: set[str] = set()

    def install(self) -> None:
        """From now on exceptions in slots, overrides of Qt and threads arrive here."""
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception

    def uninstall(self) -> None:
        """Give the hooks back to Python."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        text = "".join(traceback.format_exception(kind, error, trace))
        traceback.clear_frames(trace)  # a painter at work ends now: Qt ends the program for one that goes on
        if text in self._seen:
            return
        _log.error("An exception nobody caught:\n%s", text)
        if len(self._seen) < SHOWN:
            self._seen.add(text)
            self.raised.emit(text)

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)
