"""Reads a folder of pictures off the window's thread."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from nnviz.session.sentences import told
from nnviz.session.work import Work


class PictureFolder(QObject):
    """``read(Found)`` or ``failed(sentence)`` of the folder asked for last; ``progressed(share)`` meanwhile.

    What went wrong in nnviz itself is told by ``fault_raised``.
    """

    read = Signal(object)
    failed = Signal(str)
    progressed = Signal(float)
    fault_raised = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._work: Work | None = None

    @property
    def busy(self) -> bool:
        """Whether a folder is being read."""
        return self._work is not None

    def open(self, folder: Path) -> None:
        """Read this one; another that is being read is let go."""
        self.cancel()

        def reading(work: Work) -> object:
            from nnviz.data.own.picture_reading import read_pictures

            return read_pictures(
                folder,
                progress=lambda done, of: work.tell(done / of),
                cancelled=work.isInterruptionRequested,
            )

        self._work = Work(reading, self._on_over)
        self._work.progressed.connect(self.progressed)
        self._work.start()

    def cancel(self) -> None:
        """End the reading, and wait for it; nothing is told of it."""
        work, self._work = self._work, None
        if work is not None:
            work.end()

    @Slot()
    def _on_over(self) -> None:
        work = self._work
        if work is None or self.sender() is not work:
            return
        work.wait()
        self._work = None
        if isinstance(work.error, ValueError):
            self.failed.emit(told(work.error))
        elif work.error is not None:
            self.fault_raised.emit(work.fault)
        elif work.result is not None:
            self.read.emit(work.result)
