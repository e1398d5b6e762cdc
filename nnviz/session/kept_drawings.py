"""Drawings that a person keeps between starts: one file, which several windows read and write."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Generic, Protocol, Self, TypeVar

from PySide6.QtCore import QLockFile, QObject, Signal

from nnviz.data.hands.drawings import MOST_DRAWINGS
from nnviz.data.saving import put_aside, save_bytes
from nnviz.said import translate
from nnviz.session.messages import Message
from nnviz.session.sentences import told

_log = logging.getLogger(__name__)

#: How long another nnviz is waited for, which saves within a few milliseconds unless it hangs.
LOCK_SECONDS = 5.0
_LOOK_SECONDS = 0.005


class Drawing(Protocol):
    """What is kept: a drawing with an id that no other has."""

    @property
    def id(self) -> int: ...

    @property
    def when(self) -> float:
        """Seconds since 1970."""

    @property
    def content(self) -> bytes:
        """The same bytes for the same drawing of the same thing."""

    def renewed(self) -> Self:
        """The same under an id of its own."""


Kept = TypeVar("Kept", bound=Drawing)


class KeptDrawings(QObject, Generic[Kept]):
    """Drawings, oldest first, in a file that is read when they are first asked for.

    Every change is saved at once, whole or not at all, and takes in what another window has saved
    meanwhile. What can be undone comes back as values: ``restore`` puts them where they were. Without a
    ``file`` nothing is kept beyond this object's life. ``name`` is what they are called together, and
    ``read`` and ``write`` make drawings of a file, and bytes of drawings.
    """

    changed = Signal()
    message_raised = Signal(object)

    def __init__(
        self,
        name: str,
        read: Callable[[Path], tuple[Kept, ...]],
        write: Callable[[Sequence[Kept]], bytes],
        file: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._read, self._written = name, read, write
        self._file = file
        self._drawings: tuple[Kept, ...] = ()
        self._seen: tuple[int, ...] | None = None  # the file as it was when it was read or written

    @property
    def drawings(self) -> tuple[Kept, ...]:
        """All of them, oldest first."""
        self._refresh()
        return self._drawings

    def keep(self, drawing: Kept) -> int:
        """Keep one more; returns its id. Raises ``ValueError`` with one sentence."""
        self._change(lambda known: self._joined(known, [drawing]))
        return drawing.id

    def remove(self, drawing_id: int) -> tuple[Kept, ...]:
        """Delete one drawing; returns what was deleted, for ``restore``."""
        return self._without(lambda drawing: drawing.id == drawing_id)

    def clear(self) -> tuple[Kept, ...]:
        """Delete all drawings; returns them, for ``restore``."""
        return self._without(lambda drawing: True)

    def restore(self, drawings: Sequence[Kept]) -> None:
        """Put back what was deleted, under the same ids. Raises ``ValueError`` if there is no room."""
        self._change(lambda known: self._joined(known, drawings))

    def export(self, path: Path) -> None:
        """Write all drawings in the shared format of pen strokes. Raises ``ValueError`` with one sentence."""
        save_bytes(path, self._written(self.drawings))

    def import_(self, path: Path) -> tuple[Kept, ...]:
        """Take in the drawings of a file, each only once; returns the new ones.

        Raises ``ValueError`` with one sentence for a file that is no collection of labelled drawings, and
        if there is no room for all.
        """
        known = {drawing.content for drawing in self.drawings}
        read = {drawing.content: drawing for drawing in self._read(path)}
        new = tuple(drawing.renewed() for content, drawing in read.items() if content not in known)
        if new:
            self._change(lambda drawings: self._joined(drawings, new))
        return new

    def _without(self, gone: Callable[[Kept], bool]) -> tuple[Kept, ...]:
        deleted: tuple[Kept, ...] = ()

        def without(drawings: tuple[Kept, ...]) -> tuple[Kept, ...]:
            nonlocal deleted
            deleted = tuple(drawing for drawing in drawings if gone(drawing))
            return tuple(drawing for drawing in drawings if not gone(drawing))

        try:
            self._change(without)
        except ValueError as sentence:
            self._tell(told(sentence))
            return ()
        return deleted

    def _change(self, function: Callable[[tuple[Kept, ...]], tuple[Kept, ...]]) -> None:
        with self._locked():
            self._refresh()
            drawings = function(self._drawings)
            if drawings == self._drawings:
                return
            self._drawings = drawings
            self._write()
        self.changed.emit()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other windows from writing meanwhile. Raises ``ValueError`` if one does not let go."""
        if self._file is None:
            yield
            return
        with suppress(OSError):  # what is wrong is said when the file cannot be written
            self._file.parent.mkdir(parents=True, exist_ok=True)
        lock = QLockFile(f"{self._file}.lock")
        patience = time.monotonic() + LOCK_SECONDS
        while not lock.tryLock(0):  # QLockFile itself looks too rarely where several windows are busy
            if lock.error() != QLockFile.LockError.LockFailedError:
                break  # no file can be made there, which is said when the drawings cannot be written
            if time.monotonic() > patience:
                text = translate("Session", "Another nnviz holds on to {name}: close it, and try again.")
                raise ValueError(text.format(name=self._name))
            time.sleep(_LOOK_SECONDS)
        try:
            yield
        finally:
            lock.unlock()

    def _refresh(self) -> None:
        """Read the file if it is not what was read or written last."""
        if self._file is None or (now := _state(self._file)) in (None, self._seen):
            return
        self._seen = now
        try:
            self._drawings = self._read(self._file)
        except ValueError as sentence:
            _log.warning("%s: %s", self._name, sentence)
            self._put_aside(self._file)

    def _put_aside(self, file: Path) -> None:
        """Give a file that cannot be used another name: what is in it may still be saved by somebody."""
        if (other := put_aside(file)) is None:
            self._file = None  # to write over it would be to lose it
            text = translate("Session", "Their file “{file}” cannot be used, and new drawings are not kept.")
            self._tell(text.format(file=file))
        else:
            text = translate("Session", "Their file could not be used and was put aside as “{file}”.")
            self._tell(text.format(file=other))

    def _write(self) -> None:
        if self._file is None:
            return
        try:
            save_bytes(self._file, self._written(self._drawings))
        except ValueError as sentence:
            text = translate("Session", "They cannot be kept for the next start. {why}")
            self._tell(text.format(why=told(sentence)))
        else:
            self._seen = _state(self._file)

    def _tell(self, text: str) -> None:
        self.message_raised.emit(Message("warning", told(self._name), told(text)))

    def _joined(self, drawings: tuple[Kept, ...], new: Sequence[Kept]) -> tuple[Kept, ...]:
        """All of them once, by the time they were made."""
        both = {drawing.id: drawing for drawing in (*drawings, *new)}
        if len(both) > MOST_DRAWINGS:
            raise ValueError(
                translate(
                    "Session",
                    "{name} holds at most {most_drawings:,} drawings; delete some, or export and delete all.",
                ).format(name=self._name, most_drawings=MOST_DRAWINGS)
            )
        return tuple(sorted(both.values(), key=lambda drawing: drawing.when))


def _state(file: Path) -> tuple[int, ...] | None:
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
