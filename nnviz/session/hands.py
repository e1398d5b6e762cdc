"""My digits: what a person drew and taught, kept between starts."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from numpy.typing import ArrayLike
from PySide6.QtCore import QLockFile, QObject, Signal

from nnviz.data.hands.drawings import (
    MOST_DRAWINGS,
    MyDigit,
    my_counts,
    my_digit,
    read_drawings,
    write_drawings,
)
from nnviz.data.saving import put_aside, save_bytes
from nnviz.said import translate
from nnviz.session.messages import Message
from nnviz.session.sentences import told

_log = logging.getLogger(__name__)

#: How long another nnviz is waited for, which saves within a few milliseconds unless it hangs.
_LOCK_SECONDS = 5.0
_LOOK_SECONDS = 0.005

_Digits = tuple[MyDigit, ...]


class MyDigits(QObject):
    """The drawings with their labels, oldest first, in a file that is read when they are first asked for.

    Every change is saved at once, whole or not at all, and takes in what another window has saved
    meanwhile. What can be undone comes back as values: ``restore`` puts them where they were. Without a
    ``file`` nothing is kept beyond this object's life.
    """

    changed = Signal()
    message_raised = Signal(object)

    def __init__(self, file: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._digits: _Digits = ()
        self._seen: tuple[int, ...] | None = None  # the file as it was when it was read or written

    @property
    def drawings(self) -> _Digits:
        """All of them, oldest first."""
        self._refresh()
        return self._digits

    @property
    def counts(self) -> tuple[int, ...]:
        """How many there are of each of the ten digits."""
        labels = [digit.label for digit in self.drawings]
        return tuple(labels.count(label) for label in range(10))

    def add(self, strokes: Sequence[ArrayLike], label: int) -> int:
        """Keep a drawing as a ``label``; returns its id. Raises ``ValueError`` with one sentence."""
        return self._keep(my_digit(strokes, label))

    def add_counts(self, counts: ArrayLike, label: int) -> int:
        """Keep a digit cut out of a picture, (64,) counts 0..16, as a ``label``; returns its id.

        Raises ``ValueError`` with one sentence.
        """
        return self._keep(my_counts(counts, label))

    def _keep(self, digit: MyDigit) -> int:
        self._change(lambda digits: _joined(digits, [digit]))
        return digit.id

    def remove(self, digit_id: int) -> _Digits:
        """Delete one drawing; returns what was deleted, for ``restore``."""
        return self._without(lambda digit: digit.id == digit_id)

    def clear(self) -> _Digits:
        """Delete all drawings; returns them, for ``restore``."""
        return self._without(lambda digit: True)

    def restore(self, digits: Sequence[MyDigit]) -> None:
        """Put back what was deleted, under the same ids. Raises ``ValueError`` if there is no room."""
        self._change(lambda known: _joined(known, digits))

    def export(self, path: Path) -> None:
        """Write all drawings in the shared format of pen strokes. Raises ``ValueError`` with one sentence."""
        save_bytes(path, write_drawings(self.drawings))

    def import_(self, path: Path) -> _Digits:
        """Take in the drawings of a file, each only once; returns the new ones.

        Raises ``ValueError`` with one sentence for a file that is no collection of labelled drawings, and
        if there is no room for all.
        """
        known = {digit.content for digit in self.drawings}
        read = {digit.content: digit for digit in read_drawings(path)}
        new = tuple(digit.renewed() for content, digit in read.items() if content not in known)
        if new:
            self._change(lambda digits: _joined(digits, new))
        return new

    def _without(self, gone: Callable[[MyDigit], bool]) -> _Digits:
        deleted: _Digits = ()

        def without(digits: _Digits) -> _Digits:
            nonlocal deleted
            deleted = tuple(digit for digit in digits if gone(digit))
            return tuple(digit for digit in digits if not gone(digit))

        try:
            self._change(without)
        except ValueError as sentence:
            self._tell(told(sentence))
            return ()
        return deleted

    def _change(self, function: Callable[[_Digits], _Digits]) -> None:
        with self._locked():
            self._refresh()
            digits = function(self._digits)
            if digits == self._digits:
                return
            self._digits = digits
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
        patience = time.monotonic() + _LOCK_SECONDS
        while not lock.tryLock(0):  # QLockFile itself looks too rarely where several windows are busy
            if lock.error() != QLockFile.LockError.LockFailedError:
                break  # no file can be made there, which is said when the drawings cannot be written
            if time.monotonic() > patience:
                raise ValueError(self.tr("Another nnviz holds on to My digits: close it, and try again."))
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
            self._digits = read_drawings(self._file)
        except ValueError as sentence:
            _log.warning("My digits: %s", sentence)
            self._put_aside(self._file)

    def _put_aside(self, file: Path) -> None:
        """Give a file that cannot be used another name: what is in it may still be saved by somebody."""
        if (other := put_aside(file)) is None:
            self._file = None  # to write over it would be to lose it
            text = self.tr("Their file “{file}” cannot be used, and new drawings are not kept.")
            self._tell(text.format(file=file))
        else:
            self._tell(
                self.tr("Their file could not be used and was put aside as “{file}”.").format(file=other)
            )

    def _write(self) -> None:
        if self._file is None:
            return
        try:
            save_bytes(self._file, write_drawings(self._digits))
        except ValueError as sentence:
            self._tell(self.tr("They cannot be kept for the next start. {why}").format(why=told(sentence)))
        else:
            self._seen = _state(self._file)

    def _tell(self, text: str) -> None:
        self.message_raised.emit(Message("warning", self.tr("My digits"), text))


def _joined(digits: _Digits, new: Sequence[MyDigit]) -> _Digits:
    """All of them once, by the time they were made."""
    both = {digit.id: digit for digit in (*digits, *new)}
    if len(both) > MOST_DRAWINGS:
        raise ValueError(
            translate(
                "Session",
                "My digits holds at most {most_drawings:,} drawings; delete some, or export and delete all.",
            ).format(most_drawings=MOST_DRAWINGS)
        )
    return tuple(sorted(both.values(), key=lambda digit: digit.when))


def _state(file: Path) -> tuple[int, ...] | None:
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
