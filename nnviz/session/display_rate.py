"""How often a new snapshot is shown: often, but painting may not take what training needs, nor training
hold up what is being shown."""

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
    ``PAINTING_SHARE`` of one core. ``showing_changed(bool)``: something is going to be shown, or all of it
    has been painted.
    """

    interval_changed = Signal(float)
    showing_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.interval = FASTEST
        self._costs: deque[float] = deque(maxlen=MEASURED)
        self._began: float | None = None
        self._showing = False

    def begin(self) -> None:
        """Something is going to be shown, in this turn of the event loop."""
        if not self._showing:
            self._showing = True
            # Qt posts the repaint at low priority: this comes after it.
            QCoreApplication.postEvent(self, QEvent(_PAINTED), Qt.EventPriority.LowEventPriority.value - 1)
            self.showing_changed.emit(True)

    def measure(self, show: Callable[[], None]) -> None:
        """Call ``show`` and measure it, with the painting that it asks Qt for."""
        if self._began is None:
            self._began = thread_time()
        self.begin()
        show()

    def event(self, event: QEvent) -> bool:
        """Everything that was asked for has been painted."""
        if event.type() != _PAINTED or not self._showing:
            return super().event(event)
        self._showing = False
        if self._began is not None:
            cost, self._began = thread_time() - self._began, None
            self._take(cost)
        self.showing_changed.emit(False)
        return True

    def _take(self, cost: float) -> None:
        self._costs.append(cost)
        # The median: a single snapshot may have cost the layout of another network.
        usual = median(self._costs) if len(self._costs) == MEASURED else 0.0
        interval = min(max(FASTEST, usual / PAINTING_SHARE), SLOWEST)
        if abs(interval - self.interval) > 0.05 * self.interval:
            self.interval = interval
            self.interval_changed.emit(interval)
