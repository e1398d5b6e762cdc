"""Python's garbage is collected in the window's thread alone.

Python collects reference cycles in whatever thread happens to allocate. A cycle may hold Qt objects, and one
that is destroyed in another thread than its own ends the program: a QThread or a widget that is let go of
while the training thread allocates. So automatic collection is off, and a timer of the window's thread does
what it would have done.

A full collection looks through all of the heap, which takes 50 ms with a window open; nearly all of that is
modules and the window itself, which stay. So they are put aside when the first one is due, and the later
ones take less than a millisecond.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL_MS = 250


class Garbage(QObject):
    """Takes over from Python's automatic collection until ``stop``."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._limits = gc.get_threshold()
        self._put_aside = False
        gc.disable()
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self._on_due)
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    @Slot()
    def _on_due(self) -> None:
        """Collect the oldest generation that is due, as Python itself would."""
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > self._limits[generation]:
                first = generation == 2 and not self._put_aside
                gc.collect(1 if first else generation)
                if first:
                    gc.freeze()
                    self._put_aside = True
                return
