"""Where things stand on the timeline's track. Pure: numbers in, pixels out."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing import numbers
from nnviz.drawing.ranges import epoch_ticks
from nnviz.training.marks import Mark

Array = NDArray[np.float64]
SMALLEST = 1e-12
HEIGHT = 92  # px at unit 1, of the whole bar
_PICTURE, _PICTURE_GAP = 31, 6  # px at unit 1, of the film


@dataclass(frozen=True)
class Bands:
    """What stands above what on the track, as px at unit 1 of ``HEIGHT``.

    ``bed``, ``curve`` and ``line`` (the playhead's) are tops and feet; ``handle``, ``labels`` (their base
    line) and ``film`` are None where there is none. ``side`` is the room left and right of the axis.
    """

    bed: tuple[float, float]
    curve: tuple[float, float]
    line: tuple[float, float]
    handle: float | None = None
    labels: float | None = None
    film: float | None = None
    side: float = 6.0


PLAIN = Bands(bed=(18, 62), curve=(25, 59), line=(14, 68), handle=13, labels=11)
FILM = Bands(bed=(40, 65), curve=(44, 62), line=(37, 69), film=5, side=17)
LANES = Bands(bed=(10, 62), curve=(12, 61), line=(10, 68), handle=3)


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


def axis_of(bands: Bands, px: Callable[[float], float], size: tuple[int, int], end: float) -> Axis:
    """The axis of a track of ``size`` px for epochs 0 to ``end``; its losses are still to be set."""
    top = (size[1] - px(HEIGHT)) / 2
    side = px(bands.side)
    return Axis(
        side,
        max(side + 1.0, size[0] - side),
        end,
        top + px(bands.curve[0]),
        top + px(bands.curve[1]),
        -1.0,
        1.0,
    )


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


#: Which marks get their text first where there is no room for all.
_RANK = {"accurate": 0, "best": 1, "diagnosis": 2, "branch": 3, "edit": 4}


def place_labels(
    marks: Sequence[Mark], axis: Axis, width_of: Callable[[str], float], gap: float, width: float
) -> list[float | None]:
    """The left edge of each mark's text, above its sign as nearly as the track allows.

    None where it would come within ``gap`` of another text that matters more or is earlier: that sign
    stays mute.
    """
    placed: list[float | None] = [None] * len(marks)
    taken: list[tuple[float, float]] = []
    for i in sorted(range(len(marks)), key=lambda i: _RANK[marks[i].kind]):
        size = width_of(marks[i].text)
        left = min(max(float(axis.x(marks[i].epoch)) - size / 2, 0.0), max(0.0, width - size))
        free = all(left >= end + gap or left + size <= start - gap for start, end in taken)
        if free and size <= width:
            taken.append((left, left + size))
            placed[i] = left
    return placed


@dataclass(frozen=True)
class Slot:
    """A place of the film: its left edge and its side in px, and the epoch in the middle of it."""

    left: float
    side: float
    epoch: float


def film_slots(axis: Axis, px: Callable[[float], float], width: float) -> list[Slot]:
    """As many places for pictures as fit side by side; the first and the last stay inside of the track."""
    side = px(_PICTURE)
    count = max(1, int((width + px(_PICTURE_GAP)) // (side + px(_PICTURE_GAP))))
    first, last = max(axis.left, side / 2), min(axis.right, width - side / 2)
    middles = np.linspace(first, last, count) if count > 1 else np.array([first])
    return [Slot(round(x - side / 2), side, axis.epoch(x)) for x in middles.tolist()]


def pixel_epoch(axis: Axis, x: float, held: float | None) -> int:
    """The epoch at a pixel; where one pixel stands for several, the one ``held`` if it is among them."""
    epoch = axis.epoch(x)
    per_pixel = axis.end / max(axis.right - axis.left, 1e-9)
    if held is not None and per_pixel > 1 and abs(held - epoch) <= per_pixel / 2:
        return round(held)
    return round(epoch)
