"""Reads pictures off the window's thread, so that a large photo does not hold it up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal, Slot

from nnviz.session.sentences import told

if TYPE_CHECKING:
    from nnviz.data.opened import OpenedPicture


class _Reading(QThread):
    """Reads one picture; ``opened`` or ``sentence`` is set when it has finished."""

    def __init__(self, source: Path | bytes, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._source, self._name = source, name
        self.opened: OpenedPicture | None = None
        self.sentence = ""

    def run(self) -> None:
        from nnviz.data.opened import open_picture  # brings in Pillow, which the first frame can do without

        try:
            self.opened = open_picture(self._source, self._name)
        except ValueError as sentence:
            self.sentence = told(sentence)
        except MemoryError:
            self.sentence = self.tr("{name} is too large for this computer's memory.").format(name=self._name)


class PictureOpener(QObject):
    """``opened(OpenedPicture)`` or ``failed(sentence)`` of the picture that was asked for last."""

    opened = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._newest: _Reading | None = None
        self._all: set[_Reading] = set()

    def open(self, source: Path | bytes, name: str) -> None:
        """Read a file, or the bytes of one, and call it ``name`` in what is said of it."""
        reading = _Reading(source, name, self)
        reading.finished.connect(self._on_finished)
        self._newest = reading
        self._all.add(reading)
        reading.start()

    def shut_down(self) -> None:
        """Wait for what is being read; nothing is told any more."""
        self._newest = None
        for reading in self._all:
            reading.wait()

    @Slot()
    def _on_finished(self) -> None:
        reading = self.sender()
        if not isinstance(reading, _Reading):
            return
        self._all.discard(reading)
        reading.deleteLater()
        if reading is not self._newest:
            return
        self._newest = None
        if reading.opened is not None:
            self.opened.emit(reading.opened)
        else:
            self.failed.emit(told(reading.sentence))
