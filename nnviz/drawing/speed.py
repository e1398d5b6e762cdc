"""How fast it goes: the speeds to choose from, the speed reached, and both in words."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Final

from nnviz.drawing import numbers

#: Epochs per second of the slider's places, from slow to as fast as it goes.
SPEEDS: Final = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0, 250.0, 500.0, math.inf)
_WINDOW = 0.5  # s over which the real speed is averaged


def place_of(speed: float) -> int:
    """The place on the slider nearest to ``speed`` (by ratio); the last one for no limit."""
    if math.isinf(speed):
        return len(SPEEDS) - 1
    wanted = math.log(max(speed, 1e-3))
    return min(range(len(SPEEDS) - 1), key=lambda i: abs(math.log(SPEEDS[i]) - wanted))


def rate_text(rate: float) -> str:
    """``8``, ``1.5``, ``240``, ``1,300``."""
    return f"{rate:.1f}" if rate < 9.95 and rate != round(rate) else numbers.count(round(rate))


class Rate:
    """Epochs per second, measured over the last half second or so."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._since: tuple[float, int] | None = None
        self._rate: float | None = None

    def restart(self) -> None:
        """Forget what was measured."""
        self._since, self._rate = None, None

    def at(self, epoch: int) -> float | None:
        """The rate now that ``epoch`` is done; None until there is enough to measure."""
        now = self._clock()
        if self._since is None or epoch < self._since[1]:
            self._since, self._rate = (now, epoch), None
        elapsed, done = now - self._since[0], epoch - self._since[1]
        if elapsed >= _WINDOW and done > 0:
            self._rate = done / elapsed
            self._since = (now, epoch)
        return self._rate
