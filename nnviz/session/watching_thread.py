"""The thread that looks at a run folder while another program writes in it."""

from __future__ import annotations

import traceback
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, QThread, Signal

from nnviz.files.watching.watched import Found, Watched
from nnviz.session.work import one_blas_thread

#: Seconds between two looks at a folder in which nothing is new.
INTERVAL = 0.4


class WatchingThread(QThread):
    """Looks at one folder until it is stopped. ``found(number)``: ``take`` has something; no more is looked
    for until that has been asked. ``fault`` is what went wrong in nnviz itself, with its traceback."""

    found = Signal(int)

    def __init__(self, number: int, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.number = number
        self.watched = Watched(path)
        self.fault = ""
        self._found: Found | None = None
        self._taken, self._stopped = Event(), Event()
        self._said: object = None

    def take(self) -> Found | None:
        """What the last look brought."""
        found, self._found = self._found, None
        self._taken.set()
        return found

    def stop(self) -> None:
        """Ask it to end; ``wait()`` then does not take long."""
        self._stopped.set()
        self._taken.set()

    def run(self) -> None:
        """In the thread."""
        try:
            with one_blas_thread():
                while not self._stopped.is_set():
                    self._look()
        except Exception:
            self.fault = traceback.format_exc()
            self.found.emit(self.number)

    def _look(self) -> None:
        found = self.watched.look()
        said = found.told, found.gone, found.placed
        if not found.empty or said != self._said:
            self._said, self._found = said, found
            self._taken.clear()
            self.found.emit(self.number)
            while not (self._taken.wait(INTERVAL) or self._stopped.is_set()):
                pass
        if not found.more:
            self._stopped.wait(INTERVAL)
