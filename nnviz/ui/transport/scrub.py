"""From keys, wheel and pointer to the epoch wanted: once a turn of the event loop, the newest wish."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QWheelEvent

LEAP = 10  # epochs, with Shift
_PAGES = 10  # Page keys move by this part of what is trained
_NOTCH = 120  # eighths of a degree: one notch of a wheel


class Scrub(QObject):
    """Gathers wishes for an epoch; ``wanted`` tells the last of each turn of the event loop."""

    wanted = Signal(int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.pending: int | None = None
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self.deliver)

    def want(self, epoch: int) -> None:
        """Wish for an epoch; the next wish before the turn is over replaces it."""
        self.pending = epoch
        if not self._turn.isActive():
            self._turn.start(0)

    @Slot()
    def deliver(self) -> None:
        """Tell the wish now, if there is one."""
        epoch, self.pending = self.pending, None
        self._turn.stop()
        if epoch is not None:
            self.wanted.emit(epoch)


def key_target(event: QKeyEvent, here: int, first: int, newest: int) -> int | None:
    """Where a key leads from the epoch ``here``; None for a key that does not travel.

    Left and Right one epoch, ten with Shift, Home and End to the ends, Page Up and Page Down by a tenth.
    """
    leap = LEAP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
    page = max(1, round((newest - first) / _PAGES))
    keys = Qt.Key
    moves = {
        keys.Key_Left: here - leap,
        keys.Key_Right: here + leap,
        keys.Key_PageUp: here - page,
        keys.Key_PageDown: here + page,
        keys.Key_Home: first,
        keys.Key_End: newest,
    }
    target = moves.get(keys(event.key()))
    return None if target is None else min(max(target, first), newest)


class Wheel:
    """Turns of a wheel, or of two fingers, as whole notches: away from the person is later."""

    def __init__(self) -> None:
        self._turned = 0

    def notches(self, event: QWheelEvent) -> int:
        """Whole notches since the last that were told."""
        angle = event.angleDelta()
        self._turned += angle.y() if abs(angle.y()) >= abs(angle.x()) else -angle.x()
        whole = int(self._turned / _NOTCH)
        self._turned -= whole * _NOTCH
        return whole
