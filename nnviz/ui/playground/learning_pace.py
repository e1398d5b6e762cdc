"""How often painted points are learned while the hand goes on."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot

SHORTEST_MS = 100  # between two times that are due
LONGEST_MS = 500  # where the window cannot keep up with that


class Pace(QObject):
    """``due()`` comes at once when asked for, then every ``SHORTEST_MS`` at most, and after the last time.

    Where the window is late, as while a large network trains, it comes less often.
    """

    due = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._asked = False
        self._since = QElapsedTimer()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._on_pause_over)

    @property
    def pending(self) -> bool:
        """Whether it was asked for and has not been dealt with."""
        return self._asked

    def ask(self) -> None:
        """Something has changed."""
        self._asked = True
        if not self._pause.isActive():
            self._go(SHORTEST_MS)

    def finish(self) -> None:
        """What is pending is due now."""
        self._go(SHORTEST_MS)

    @Slot()
    def _on_pause_over(self) -> None:
        late = max(0, self._since.elapsed() - self._pause.interval())
        self._go(min(LONGEST_MS, SHORTEST_MS + 2 * late))

    def _go(self, pause: int) -> None:
        if self._asked:
            self._pause.start(pause)
            self._since.start()
            self.due.emit()
            self._asked = False
