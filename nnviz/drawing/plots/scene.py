"""What the plots show, worked out from a Timeline: ranges, ticks and points. No Qt."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing import numbers, ranges
from nnviz.drawing.plots.peaks import Peaks, middle
from nnviz.said import Sentence
from nnviz.training.measures import Metric, Metrics, Unit
from nnviz.training.timeline import Timeline

Array = NDArray[np.float64]
Points = tuple[Array, Array]
Tick = tuple[float, str]
_SPIKE: Final = 4.0  # a peak so many times higher than all else is cut off
_RARE: Final = 0.03  # the share of the epochs that peaks are
_BESIDE: Final = 0.09  # of a curve, between the names of two
_BEGINNING: Final = 3  # epochs at least, in which a loss may be as high as it is
SMALLEST_LOSS: Final = 1e-12  # what is below has its place at the foot of a log scale


@dataclass(frozen=True, eq=False)
class Curve:
    """A ``line`` to be stroked and, where there are more epochs than columns, their ``peaks`` beside it."""

    line: Points
    peaks: Points | None = None

    @property
    def extent(self) -> Array:
        """All the values that it reaches."""
        return self.line[1] if self.peaks is None else self.peaks[1]


@dataclass(frozen=True, eq=False)
class Scene:
    """One plot: ranges, ticks (position, text) and curves, in the units of its axes.

    There is a line of each metric drawn, whose ``parts`` say of which samples it is. On a log scale y is
    log10 of the value. ``now`` are the points of the network shown, one a line, where the curves have none of
    it. ``references`` are the values to read the lines against, and ``told`` is what they are. ``beyond`` is
    the highest value of a peak that stands out so far that the plot would show nothing else: it is cut off
    and told; None where all is within the range. ``letters`` name the run and each ghost, and where in the
    plot they stand.
    """

    x_range: tuple[float, float]
    y_range: tuple[float, float]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    lines: tuple[Curve, ...]
    parts: tuple[str, ...]
    ghosts: tuple[Curve, ...]
    now: Points = (np.empty(0), np.empty(0))
    beyond: float | None = None
    references: tuple[float, ...] = ()
    told: Sentence | str = ""
    letters: tuple[tuple[str, float, float], ...] = ()


class RunCurves:
    """The curves of a Timeline by the names of its metrics, each with its peaks."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self._peaks: defaultdict[str, Peaks] = defaultdict(Peaks)

    def values(self, name: str) -> Array:
        """(n,) the numbers of that name."""
        return self.timeline.values(name)

    @property
    def main(self) -> str:
        """The name of its main metric, a loss if there is one."""
        return self.timeline.metrics.kinds.main

    def row(self, epoch: float) -> int:
        """Index of the evaluated epoch nearest to ``epoch``; -1 before there is one."""
        epochs = self.timeline.epochs
        if not len(epochs):
            return -1
        after = min(int(np.searchsorted(epochs, epoch)), len(epochs) - 1)
        before = max(after - 1, 0)
        return before if abs(epochs[before] - epoch) <= abs(epochs[after] - epoch) else after

    def curve(self, name: str, window: tuple[float, float], columns: int) -> Curve:
        """A series in ``window`` epochs, for ``columns`` columns of pixels."""
        epochs, values = self.timeline.epochs, self.values(name)
        start = max(0, int(np.searchsorted(epochs, window[0], "right")) - 1)
        stop = min(len(epochs), int(np.searchsorted(epochs, window[1])) + 1)
        if stop - start <= columns:
            return Curve((epochs[start:stop], values[start:stop]))
        peaks = self._peaks[name].decimated(epochs, values, start, stop, columns)
        return Curve(middle(*peaks), peaks)


def full_window(run: RunCurves | None, planned: int, now: float = 0.0) -> tuple[float, float]:
    """The epochs shown when nobody has zoomed, ``now`` among them."""
    newest = run.timeline.epochs[-1] if run is not None and len(run.timeline.epochs) else 0.0
    return 0.0, ranges.epoch_range(planned, max(float(newest), now))


def build_scene(
    kinds: Sequence[Metric],
    run: RunCurves | None,
    ghosts: Sequence[RunCurves],
    now: tuple[float, Metrics] | None,
    window: tuple[float, float],
    *,
    zoomed: bool,
    log: bool,
    columns: int,
    height: float,
    texts: int,
    letters: Sequence[str] = (),
    ghosts_until: float = math.inf,
) -> Scene:
    """The plot of metrics of one unit over ``window`` (first and last epoch), ``columns`` x ``height`` lines.

    ``letters`` name the run and each ghost; ghosts are seen until that epoch.
    ``height`` is how many tick texts fit one above the other, ``texts`` how many side by side.
    """
    unit, main = kinds[0].unit, main_of(kinds)
    none = Curve((np.empty(0), np.empty(0)))
    lines = [none if run is None else run.curve(kind.name, window, columns) for kind in kinds]
    seen = window[0], min(window[1], ghosts_until)
    pale = [ghost.curve(main.name, seen, columns) for ghost in ghosts]
    marked = Curve(_marked(kinds, now, window))
    if log:
        lines, pale = [[log_curve(curve) for curve in curves] for curves in (lines, pale)]
        marked = log_curve(marked)
    curves, beyond = [*lines, *pale], None
    extremes = _extremes(curves)
    if unit == "loss" and not log and not zoomed and extremes is not None:
        usual = max((_usual(curve) for curve in curves), default=0.0)
        if extremes[1] > _SPIKE * usual > 0:
            beyond, extremes = extremes[1], (extremes[0], usual)
    if (own := _extremes([marked])) is not None:  # it has its true place, however high that is
        extremes = own if extremes is None else (min(extremes[0], own[0]), max(extremes[1], own[1]))
    references = sorted({kind.reference[0] for kind in kinds if kind.reference is not None})
    if log:
        references = [math.log10(value) for value in references if value > 0]
    if references and extremes is not None and not zoomed:
        extremes = min(extremes[0], references[0]), max(extremes[1], references[-1])
    most = max(1, min(4, int(height)))
    y_range, y_ticks = _vertical(unit, extremes, zoomed=zoomed, log=log, most=most)
    return Scene(
        x_range=window,
        y_range=y_range,
        x_ticks=tuple((t, numbers.short_count(t)) for t in ranges.epoch_ticks(*window, max(2, texts))),
        y_ticks=y_ticks,
        lines=tuple(lines),
        parts=tuple(kind.part for kind in kinds),
        ghosts=tuple(pale),
        now=marked.line,
        beyond=beyond,
        references=tuple(references),
        told=next((kind.reference[1] for kind in kinds if kind.reference is not None), ""),
        letters=_lettered(letters, [lines[list(kinds).index(main)], *pale], window, y_range),
    )


def _lettered(
    letters: Sequence[str], curves: Sequence[Curve], window: tuple[float, float], heights: tuple[float, float]
) -> tuple[tuple[str, float, float], ...]:
    """Where the name of each curve stands: on it, within the plot, one further left than the other."""
    found = []
    for place, (letter, curve) in enumerate(zip(letters, curves, strict=False)):
        epochs, values = curve.line
        within = np.isfinite(values) & (values >= heights[0]) & (values <= heights[1])
        within &= (epochs >= window[0]) & (epochs <= window[1])
        if not within.any():
            continue
        epochs, values = epochs[within], values[within]
        at = float(epochs[-1] - (epochs[-1] - epochs[0]) * _BESIDE * (len(letters) - 1 - place))
        found.append((letter, at, float(np.interp(at, epochs, values))))
    return tuple(found)


def main_of(kinds: Sequence[Metric]) -> Metric:
    """Of the metrics of one plot the one that stands for all: not that of the training samples."""
    return next((kind for kind in kinds if kind.part != "train"), kinds[0])


def _marked(
    kinds: Sequence[Metric], now: tuple[float, Metrics] | None, window: tuple[float, float]
) -> Points:
    """Where the network shown stands, if that is within ``window``."""
    if now is None or not window[0] <= now[0] <= window[1]:
        return np.empty(0), np.empty(0)
    return np.full(len(kinds), now[0]), np.array([now[1].get(kind.name) for kind in kinds])


def log_curve(curve: Curve) -> Curve:
    """The curve on a log scale."""

    def scaled(points: Points) -> Points:
        with np.errstate(invalid="ignore"):
            return points[0], np.log10(np.maximum(points[1], SMALLEST_LOSS))

    return Curve(scaled(curve.line), None if curve.peaks is None else scaled(curve.peaks))


def _extremes(curves: Sequence[Curve]) -> tuple[float, float] | None:
    """Smallest and largest finite value of all curves."""
    reached = np.concatenate([curve.extent for curve in curves])
    finite = reached[np.isfinite(reached)]
    return (float(finite.min()), float(finite.max())) if finite.size else None


def _usual(curve: Curve) -> float:
    """The highest of what a curve usually reaches: its beginning, and all but its few highest peaks later."""
    values = curve.extent
    values = values[np.isfinite(values)]
    if not values.size:
        return 0.0
    first = max(_BEGINNING, math.ceil(values.size * _RARE))
    later = values[first:]
    if not later.size:
        return float(values.max())
    place = (later.size - 1) * (1 - _RARE)
    below = int(place)
    above = min(below + 1, later.size - 1)
    ordered = np.partition(later, (below, above))  # np.quantile takes five times as long
    usual = float(ordered[below] + (place - below) * (ordered[above] - ordered[below]))
    return max(float(values[:first].max()), 1.25 * usual)


def _vertical(
    unit: Unit,
    extremes: tuple[float, float] | None,
    *,
    zoomed: bool,
    log: bool,
    most: int,
) -> tuple[tuple[float, float], tuple[Tick, ...]]:
    """Range and ticks of the y axis; ``extremes`` are in its units."""
    if log:
        return log_axis(extremes or (-2.0, 0.0), most)
    low, high = extremes or (0.0, 1.0)
    if unit in ("share", "r2"):
        low, high = ranges.loose_range(low, high, most) if zoomed else (0.0, 1.0)
        low, high = max(0.0, low), min(1.0, high)
    elif zoomed:
        low, high = ranges.loose_range(low, high, most)
    else:
        low, high = (0.0, ranges.nice_ceiling(high)) if low >= 0 else ranges.loose_range(low, high, most)
    places = ranges.ticks(low, high, most)
    if len(places) < 2:
        places = [low, high]
    step = places[1] - places[0]
    scale = 100.0 if unit == "share" else 1.0
    return (low, high), tuple((v, ranges.tick_text(v * scale, step * scale)) for v in places)


def log_axis(extremes: tuple[float, float], most: int) -> tuple[tuple[float, float], tuple[Tick, ...]]:
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
    return (low, high), tuple((g, numbers.chosen(10.0**g)) for g in inside)
