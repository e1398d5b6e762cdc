"""How often a new snapshot is shown: often, but painting may not take what training needs."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from statistics import median
from time import thread_time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal

FASTEST = 1 / 30
SLOWEST = 1.0
PAINTING_SHARE = 0.2
MEASURED = 5

# Only this object gets it; a number of its own from registerEventType takes PySide 20 ms.
_PAINTED = QEvent.Type.User


class DisplayRate(QObject):
    """Measures the CPU time that the window's thread spends on a snapshot, until it has been painted.

    ``interval`` is in seconds: at least ``FASTEST``, and so long that showing takes no more than
    ``PAINTING_SHARE`` of one core.
    """

    interval_changed = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.interval = FASTEST
        self._costs: deque[float] = deque(maxlen=MEASURED)
        self._began: float | None = None

    def measure(self, show: Callable[[], None]) -> None:
        """Call ``show`` and measure it, with the painting that it asks Qt for."""
        if self._began is None:
            self._began = thread_time()
            # Qt posts the repaint at low priority: this comes after it.
            QCoreApplication.postEvent(self, QEvent(_PAINTED), Qt.EventPriority.LowEventPriority.value - 1)
        show()

    def event(self, event: QEvent) -> bool:
        """Everything that was asked for has been painted."""
        if event.type() != _PAINTED or self._began is None:
            return super().event(event)
        cost, self._began = thread_time() - self._began, None
        self._costs.append(cost)
        # The median: a single snapshot may have cost the layout of another network.
        usual = median(self._costs) if len(self._costs) == MEASURED else 0.0
        interval = min(max(FASTEST, usual / PAINTING_SHARE), SLOWEST)
        if abs(interval - self.interval) > 0.05 * self.interval:
            self.interval = interval
            self.interval_changed.emit(interval)
        return True
