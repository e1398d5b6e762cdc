"""Python's garbage is collected in the window's thread alone.

Python collects reference cycles in whatever thread happens to allocate. A cycle may hold Qt objects, and one
that is destroyed in another thread than its own ends the program: a QThread or a widget that is let go of
while the training thread allocates. So automatic collection is off, and a timer of the window's thread does
what it would have done.
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
        gc.disable()
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self._on_due)
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()

    @Slot()
    def _on_due(self) -> None:
        """Collect the oldest generation that is due, as Python itself would."""
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > self._limits[generation]:
                gc.collect(generation)
                return
