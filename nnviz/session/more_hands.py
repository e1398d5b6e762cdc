"""Getting more handwriting: ``nnviz hands`` as a child process, so that it can be cancelled at any moment."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QProcess, Signal, Slot

from nnviz.data.hands.store import own_reader_file
from nnviz.files.another import another_nnviz

_log = logging.getLogger(__name__)

_MOST_TEXT = 100_000  # characters of what a child says that are kept
_KILLED_MS = 3_000


class MoreHands(QObject):
    """One child at a time. What it does comes as ``progressed``; its end as ``done`` or ``failed``.

    ``progressed(doing, share)``: doing is connect, download, read, count or train; share 0..1, or -1 where
    nobody knows. ``done(set, pictures)``: a set is kept; with the set "" the Reader has learned from all.
    ``notes``: what was found in the last set, or left out of it, in sentences.
    ``failed(sentence)``: nothing has changed; the sentence is "" after ``cancel``.
    """

    busy_changed = Signal(bool)
    progressed = Signal(str, float)
    done = Signal(str, int)
    failed = Signal(str)
    reader_changed = Signal()  # another is to be read with

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._line = b""
        self._result: tuple[str, int] | None = None
        self.notes: tuple[str, ...] = ()
        self._cancelled = False

    @property
    def busy(self) -> bool:
        """Whether a child is at work."""
        return self._process is not None

    def get(self, name: str) -> None:
        """Get a published set (``nnviz.data.hands.published``) from OpenML, then ``train``."""
        self._start(["get", name])

    def open(self, path: Path) -> None:
        """Take in the pictures of a file or a folder, then ``train``."""
        self._start(["open", str(path)])

    @Slot()
    def train(self) -> None:
        """Train the Reader anew with every set there is."""
        self._start(["train"])

    @Slot()
    def use_shipped(self) -> None:
        """Go back to the Reader that comes with nnviz; the sets stay."""
        try:
            own_reader_file().unlink(missing_ok=True)
        except OSError as error:
            self.failed.emit(self.tr("The Reader cannot be deleted: {why}.").format(why=error.strerror))
            return
        self.reader_changed.emit()

    @Slot()
    def cancel(self) -> None:
        """End the child at once; what it has downloaded whole is used the next time."""
        if self._process is not None:
            self._cancelled = True
            self._process.kill()

    @Slot()
    def shut_down(self) -> None:
        """End the child and wait for it; nothing is emitted any more."""
        process, self._process = self._process, None
        if process is not None:
            process.blockSignals(True)
            process.kill()
            process.waitForFinished(_KILLED_MS)
            process.deleteLater()

    def _start(self, arguments: list[str]) -> None:
        if self._process is not None:
            return
        self._line, self._result, self._cancelled = b"", None, False
        process = QProcess(self)
        process.readyReadStandardOutput.connect(self._on_said)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        self._process = process
        self.busy_changed.emit(True)
        program, *words = another_nnviz(["hands", *arguments, "--json"])
        process.start(program, words)

    @Slot()
    def _on_said(self) -> None:
        if self._process is None:
            return
        *lines, rest = (self._line + _bytes(self._process.readAllStandardOutput())).split(b"\n")
        self._line = rest[:_MOST_TEXT]
        for line in lines:
            said = json.loads(line)
            if "doing" in said:
                self.progressed.emit(said["doing"], -1.0 if said["share"] is None else said["share"])
            else:
                self._result = said["set"], said["pictures"]
                if said["set"]:
                    self.notes = tuple(said.get("notes", ()))

    @Slot(QProcess.ProcessError)
    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:  # in every other case ``finished`` comes too
            self._end(self.tr("Another nnviz cannot be started in the background."))

    @Slot()
    def _on_finished(self) -> None:
        if self._process is None:
            return
        self._on_said()
        text = _bytes(self._process.readAllStandardError())[-_MOST_TEXT:].decode(errors="replace")
        if self._process.exitCode() == 0 and self._result is not None:
            self._end("")
            return
        if self._cancelled:
            self._result = None
            self._end("")
            return
        sentence = text.strip().rpartition("nnviz: ")[2] if self._process.exitCode() == 2 else ""
        if not sentence:
            _log.error("“nnviz hands” ended unexpectedly:\n%s", text)
        self._result = None
        self._end(sentence or self.tr("This ended unexpectedly; the log says more."))

    def _end(self, sentence: str) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
        self.busy_changed.emit(False)
        if self._result is not None:
            name = self._result[0]
            self.done.emit(*self._result)
            if name:
                self.train()
            else:
                self.reader_changed.emit()
        else:
            self.failed.emit(sentence)


def _bytes(array: QByteArray) -> bytes:
    return bytes(array.data())
