"""Where things stand on the timeline's track. Pure: numbers in, pixels out."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.training.timeline import Mark
from nnviz.ui import numbers
from nnviz.ui.plots.ranges import epoch_ticks

Array = NDArray[np.float64]
SMALLEST = 1e-12


@dataclass(frozen=True)
class Axis:
    """Epochs and losses as pixels: x from ``left`` to ``right`` for 0 to ``end``, y by the logarithm."""

    left: float
    right: float
    end: float
    top: float
    bottom: float
    low: float  # log2 of the losses at bottom and top
    high: float

    def x(self, epoch: Array | float) -> Array:
        return np.asarray(self.left + (self.right - self.left) * np.asarray(epoch) / self.end)

    def y(self, loss: Array | float) -> Array:
        level = np.log2(np.maximum(np.asarray(loss, dtype=np.float64), SMALLEST))
        share = (np.clip(level, self.low, self.high) - self.low) / (self.high - self.low)
        return np.asarray(self.bottom - (self.bottom - self.top) * share)

    def epoch(self, x: float) -> float:
        """The epoch at a pixel, within 0 and the end."""
        return min(max((x - self.left) / max(self.right - self.left, 1e-9), 0.0), 1.0) * self.end


class LossLevels:
    """The range of log2 of a growing series of losses, in whole steps: it moves only past a power of two.

    Every loss is looked at once; losses that are not finite, or not above zero, do not count.
    """

    def __init__(self) -> None:
        self._seen = 0
        self._smallest, self._largest = math.inf, 0.0

    def of(self, losses: Array) -> tuple[float, float]:
        """The range of ``losses`` (n,), which begin with those of the last call."""
        fresh = losses[self._seen :]
        self._seen = len(losses)
        usable = fresh[np.isfinite(fresh) & (fresh > 0)]
        if usable.size:
            self._smallest = min(self._smallest, float(usable.min()))
            self._largest = max(self._largest, float(usable.max()))
        if self._largest == 0:
            return -1.0, 1.0
        low = math.floor(math.log2(max(self._smallest, SMALLEST)) - 0.15)
        return float(low), float(max(math.ceil(math.log2(max(self._largest, SMALLEST))), low + 1))


def tick_texts(axis: Axis, width_of: Callable[[str], float], gap: float) -> list[tuple[float, str]]:
    """(epoch, text) of the ticks, as many as leave ``gap`` px between two texts."""
    room = axis.right - axis.left
    widest = width_of(numbers.short_count(axis.end))
    most = max(1, min(10, int(room / (widest + 2 * gap))))
    return [(epoch, numbers.short_count(epoch)) for epoch in epoch_ticks(0, axis.end, most)]


def place_labels(
    marks: Sequence[Mark], axis: Axis, width_of: Callable[[str], float], gap: float, width: float
) -> list[float | None]:
    """The left edge of each mark's text, above its diamond as nearly as the track allows.

    None where it would come within ``gap`` of the text of an earlier mark: that diamond stays mute.
    """
    placed: list[float | None] = []
    taken: list[tuple[float, float]] = []
    for mark in marks:
        size = width_of(mark.text)
        left = min(max(float(axis.x(mark.epoch)) - size / 2, 0.0), max(0.0, width - size))
        free = all(left >= end + gap or left + size <= start - gap for start, end in taken)
        if free and size <= width:
            taken.append((left, left + size))
        placed.append(left if free and size <= width else None)
    return placed
