"""A film of a run: one epoch after the other is shown and painted, and written beside the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from queue import Queue

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, QSize, QThread, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from nnviz.data.saving import whole_file
from nnviz.files.film import FilmError, Frame, check_film, write_film
from nnviz.session.desk import Desk
from nnviz.session.sentences import told

FRAMES = 120  # of a film at most: the longest runs are shown in as many steps
_WAITING = 4  # painted frames that may wait for being written
_WAITING_BYTES = 200_000_000  # of them together, but for one


def film_epochs(held: Sequence[int], most: int = FRAMES) -> list[int]:
    """At most ``most`` of the ``held`` epochs, evenly, first and last among them."""
    if len(held) <= most:
        return list(held)
    places = np.linspace(0, len(held) - 1, most).round().astype(int)
    return [held[place] for place in places]


class _Writer(QThread):
    """Encodes the frames as they come into the file, which is there when all of them are in it."""

    def __init__(self, path: Path, frames_per_second: float) -> None:
        super().__init__()
        self.frames: Queue[Frame | None] = Queue()
        self.fault = ""
        self.cancelled = False
        self._path, self._rate = path, frames_per_second

    def run(self) -> None:
        try:
            with whole_file(self._path) as file:
                write_film(file, self._taken(), kind_of(self._path), self._rate)
        except ValueError as sentence:
            self.fault = told(sentence)

    def _taken(self) -> Iterator[Frame]:
        while (frame := self.frames.get()) is not None:
            yield frame
        if self.cancelled:
            raise FilmError(QCoreApplication.translate("FilmMaker", "No film was made."))


def kind_of(path: Path) -> str:
    """The kind of film by the ending of its name."""
    return path.suffix.lower().lstrip(".")


class FilmMaker(QObject):
    """One film. ``progress(done, all)`` counts frames; then comes ``made`` or, with a sentence, ``failed``.

    While it works the Desk looks back; afterwards it looks where it looked before.
    """

    progress = Signal(int, int)
    made = Signal(object)  # Path
    failed = Signal(str)

    def __init__(
        self,
        desk: Desk,
        settle: Callable[[], None],
        paint: Callable[[], QImage],
        size: QSize,
        path: Path,
        frames_per_second: float,
        parent: QObject | None = None,
    ) -> None:
        """``paint`` makes the picture, of that size, of the moment that the Desk shows.

        ``settle`` lets all that is seen be of that moment.
        """
        super().__init__(parent)
        self._desk, self._settle, self._paint, self._path = desk, settle, paint, path
        shown = desk.shown
        self._epochs = film_epochs([] if shown is None else list(shown.timeline.snapshots))
        self._cursor = desk.cursor
        self._done = 0
        self._writer = _Writer(path, frames_per_second)
        self._size, self._fault = size, ""
        self._waiting = max(1, min(_WAITING, _WAITING_BYTES // max(1, 3 * size.width() * size.height())))
        self._writer.finished.connect(self._on_written)
        self._next = QTimer(self, interval=0)
        self._next.timeout.connect(self._on_next)

    def start(self) -> None:
        """Begin. Raises ``ValueError`` with one sentence if there can be no such film."""
        check_film(kind_of(self._path), self._size.width(), self._size.height(), len(self._epochs))
        self._writer.start()
        self._next.start()

    def cancel(self) -> None:
        """Make no film after all: no file is written."""
        self._writer.cancelled = True
        self._end_frames()

    def shut_down(self) -> None:
        """Cancel, and wait for the writer; nothing is emitted any more."""
        self.blockSignals(True)
        self.cancel()
        self._writer.wait()

    @Slot()
    def _on_next(self) -> None:
        """Show, paint and hand over one frame, as soon as the writer has room for it."""
        if self._writer.frames.qsize() >= self._waiting:
            return
        if self._done == len(self._epochs) or not self._writer.isRunning():
            self._end_frames()
            return
        epoch = self._epochs[self._done]
        if not self._desk.reading:  # of the Reader there is but one moment
            self._desk.look_at(epoch)
        if self._desk.shown is None or self._desk.shown.epoch != epoch:
            return  # it is being recomputed
        self._settle()
        try:
            self._writer.frames.put(_pixels(self._paint()))
        except Exception as error:
            self.cancel()
            if not isinstance(error, ValueError):
                raise
            self._fault = told(error)
            return
        self._done += 1
        self.progress.emit(self._done, len(self._epochs))

    def _end_frames(self) -> None:
        if self._next.isActive():
            self._next.stop()
            self._writer.frames.put(None)
            if self._cursor is None:
                self._desk.look_at_newest()
            else:
                self._desk.look_at(self._cursor)

    @Slot()
    def _on_written(self) -> None:
        self._end_frames()
        self._writer.wait()
        if fault := self._fault or self._writer.fault:
            self.failed.emit(fault)
        else:
            self.made.emit(self._path)


def _pixels(image: QImage) -> Frame:
    """(height, width, 3) uint8."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).copy()
