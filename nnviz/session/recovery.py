"""What is left of a session that ended without being asked to: its last autosave, found by the next one."""

from __future__ import annotations

import logging
import os
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QLockFile

from nnviz.said import translate

_log = logging.getLogger(__name__)

#: So many files that nobody wanted to go on with are kept, the newest.
MOST_KEPT = 10
_PREFIX, _KEPT = "running-", "unsaved-"


class Recovery:
    """A file of its own in ``folder`` for each nnviz that runs, locked while it does.

    A file whose nnviz runs no more was left by a crash: it is offered once, and kept under another name.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.file = folder / f"{_PREFIX}{os.getpid()}-{secrets.token_hex(4)}.nnviz"
        self._lock: QLockFile | None = None

    def begin(self) -> None:
        """Lock this session's own file. Raises ``ValueError`` in a sentence if the folder cannot be used."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ValueError(
                translate("Session", "“{folder}” cannot be made: {why}.").format(
                    folder=self._folder, why=error.strerror or error
                )
            ) from None
        lock = _lock(self.file)
        if not lock.tryLock(0):
            raise ValueError(
                translate("Session", "“{folder}” cannot be written to.").format(folder=self._folder)
            )
        self._lock = lock

    def left(self) -> Path | None:
        """The newest file that a session left behind, under the name by which it is kept from now on.

        Others that were left are kept too; None if there is none.
        """
        found = []
        for path in sorted(self._folder.glob(f"{_PREFIX}*.nnviz"), key=_time):
            lock = _lock(path)
            if path != self.file and lock.tryLock(0):  # else its nnviz still runs
                found.append(_keep(path))
                lock.unlock()
        for path in self._folder.glob(f"{_PREFIX}*.nnviz.lock"):
            lock = _lock(path.with_suffix(""))
            if path.stem != self.file.name and lock.tryLock(0):  # killed before anything was saved
                lock.unlock()  # which removes the file
        kept = sorted(self._folder.glob(f"{_KEPT}*.nnviz"), key=_time)
        for path in kept[:-MOST_KEPT]:
            with suppress(OSError):
                path.unlink()
        return found[-1] if found else None

    def holds(self, path: Path) -> bool:
        """Whether the file is one of those kept here, rather than a person's own."""
        return path.absolute().parent == self._folder.absolute()

    def clear(self) -> None:
        """There is nothing to recover at present."""
        with suppress(OSError):
            self.file.unlink(missing_ok=True)

    def end(self) -> None:
        """There is nothing to recover any more."""
        self.clear()
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None


def _lock(path: Path) -> QLockFile:
    lock = QLockFile(f"{path}.lock")
    lock.setStaleLockTime(
        0
    )  # however long it is held; the lock of a process that is no more counts for nothing
    return lock


def _keep(path: Path) -> Path:
    """Give what was left behind a name for a person."""
    when = datetime.fromtimestamp(_time(path)).strftime("%Y-%m-%d-%H-%M-%S")
    number, name = 1, f"{_KEPT}{when}"
    while (other := path.with_name(f"{name}.nnviz")).exists():
        number += 1
        name = f"{_KEPT}{when}-{number}"
    try:
        return path.rename(other)
    except OSError as error:
        _log.warning("What was left behind cannot be renamed: %s", error)
        return path


def _time(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
