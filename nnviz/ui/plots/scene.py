"""What the plots show, worked out from a Timeline: ranges, ticks and points. No Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.training.timeline import Timeline
from nnviz.ui import numbers
from nnviz.ui.plots import ranges
from nnviz.ui.plots.peaks import Peaks, middle

Array = NDArray[np.float64]
Points = tuple[Array, Array]
Tick = tuple[float, str]
Quantity = Literal["loss", "accuracy"]
SMALLEST_LOSS: Final = 1e-12  # what is below has its place at the foot of a log scale


@dataclass(frozen=True, eq=False)
class Scene:
    """One plot: ranges, ticks (position, text) and curves, in the units of its axes.

    ``gap`` is the pair of lines whose difference is shaded. On a log scale y is log10 of the value.
    """

    x_range: tuple[float, float]
    y_range: tuple[float, float]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    train: Points
    test: Points
    gap: tuple[Points, Points]
    ghosts: tuple[Points, ...]


class RunCurves:
    """The four curves of a Timeline, each with its peaks."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self._peaks = {
            name: Peaks() for name in ("train_loss", "test_loss", "train_accuracy", "test_accuracy")
        }

    def values(self, name: str) -> Array:
        """(n,) one of the four series of the timeline."""
        series: Array = getattr(self.timeline, name)
        return series

    def row(self, epoch: float) -> int:
        """Index of the evaluated epoch nearest to ``epoch``; -1 before there is one."""
        epochs = self.timeline.epochs
        if not len(epochs):
            return -1
        after = min(int(np.searchsorted(epochs, epoch)), len(epochs) - 1)
        before = max(after - 1, 0)
        return before if abs(epochs[before] - epoch) <= abs(epochs[after] - epoch) else after

    def points(self, name: str, window: tuple[float, float], columns: int) -> tuple[Points, Points]:
        """The curve in ``window`` epochs for ``columns`` of pixels, and the middle of it."""
        epochs = self.timeline.epochs
        start = max(0, int(np.searchsorted(epochs, window[0], "right")) - 1)
        stop = min(len(epochs), int(np.searchsorted(epochs, window[1])) + 1)
        x, y = self._peaks[name].decimated(epochs, self.values(name), start, stop, columns)
        return (x, y), middle(x, y, decimated=stop - start > 2 * columns)


def full_window(run: RunCurves | None, planned: int) -> tuple[float, float]:
    """The epochs shown when nobody has zoomed."""
    newest = run.timeline.epochs[-1] if run is not None and len(run.timeline.epochs) else 0.0
    return 0.0, ranges.epoch_range(planned, float(newest))


def build_scene(
    quantity: Quantity,
    run: RunCurves | None,
    ghosts: Sequence[RunCurves],
    window: tuple[float, float],
    *,
    zoomed: bool,
    log: bool,
    columns: int,
    height: float,
) -> Scene:
    """The plot of a quantity over ``window`` (first and last epoch), ``columns`` x ``height`` text lines.

    ``height`` is how many tick texts fit one above the other.
    """
    nothing = (np.empty(0), np.empty(0))
    train = test = (nothing, nothing)
    if run is not None:
        train = run.points(f"train_{quantity}", window, columns)
        test = run.points(f"test_{quantity}", window, columns)
    pale = [ghost.points(f"test_{quantity}", window, columns)[0] for ghost in ghosts]
    if log:
        train, test = ((_log(a), _log(b)) for a, b in (train, test))
        pale = [_log(points) for points in pale]
    extremes = _extremes([train[0], test[0], *pale])
    most = max(1, min(4, int(height) - 1))
    y_range, y_ticks = _vertical(quantity, extremes, zoomed=zoomed, log=log, most=most)
    x_most = max(2, columns // 60)
    return Scene(
        x_range=window,
        y_range=y_range,
        x_ticks=tuple((t, numbers.short_count(t)) for t in ranges.epoch_ticks(*window, x_most)),
        y_ticks=y_ticks,
        train=train[0],
        test=test[0],
        gap=(train[1], test[1]),
        ghosts=tuple(pale),
    )


def _log(points: Points) -> Points:
    return points[0], np.log10(np.maximum(points[1], SMALLEST_LOSS))


def _extremes(curves: Sequence[Points]) -> tuple[float, float] | None:
    """Smallest and largest finite value of all curves."""
    finite = [y[np.isfinite(y)] for _, y in curves]
    filled = [y for y in finite if len(y)]
    if not filled:
        return None
    return min(float(y.min()) for y in filled), max(float(y.max()) for y in filled)


def _vertical(
    quantity: Quantity, extremes: tuple[float, float] | None, *, zoomed: bool, log: bool, most: int
) -> tuple[tuple[float, float], tuple[Tick, ...]]:
    """Range and ticks of the y axis; ``extremes`` are in its units."""
    if log:
        return _logarithmic(extremes or (-2.0, 0.0), most)
    low, high = extremes or (0.0, 1.0)
    if quantity == "accuracy":
        low, high = ranges.loose_range(low, high, most) if zoomed else (0.0, 1.0)
        low, high = max(0.0, low), min(1.0, high)
    elif zoomed:
        low, high = ranges.loose_range(low, high, most)
    else:
        low, high = 0.0, ranges.nice_ceiling(high)
    places = ranges.ticks(low, high, most)
    step = places[1] - places[0] if len(places) > 1 else high - low
    scale = 100.0 if quantity == "accuracy" else 1.0
    return (low, high), tuple((v, ranges.tick_text(v * scale, step * scale)) for v in places)


def _logarithmic(extremes: tuple[float, float], most: int) -> tuple[tuple[float, float], tuple[Tick, ...]]:
    """Range and ticks in log10 units, stepping by 1, 2, 5 x 10ⁿ."""
    grid = [k + offset for k in range(-13, 40) for offset in (0.0, math.log10(2), math.log10(5))]
    low = max((g for g in grid if g <= extremes[0] + 1e-9), default=grid[0])
    high = min((g for g in grid if g >= extremes[1] - 1e-9), default=grid[-1])
    if high <= low:
        high = grid[min(grid.index(low) + 1, len(grid) - 1)]
    inside = [g for g in grid if low - 1e-9 <= g <= high + 1e-9]
    if len(inside) > most + 1:
        inside = [g for g in inside if abs(g - round(g)) < 1e-9]
        inside = inside[:: max(1, math.ceil(len(inside) / (most + 1)))]
    return (low, high), tuple((g, _power_text(g)) for g in inside)


def _power_text(exponent: float) -> str:
    value = 10.0**exponent
    return f"{value:.6g}" if 1e-3 < value < 1e5 else f"{value:.0e}".replace("e-0", "e−").replace("e+0", "e")
