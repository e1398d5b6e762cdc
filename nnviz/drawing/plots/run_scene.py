"""What an overlaid plot of several runs shows: ranges, ticks, curves cut at the playhead, exits. No Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnviz.drawing import numbers, ranges
from nnviz.drawing.plots.along import Along
from nnviz.drawing.plots.scene import (
    SMALLEST_LOSS,
    Array,
    Curve,
    Points,
    RunCurves,
    Tick,
    log_axis,
    log_curve,
    main_of,
)
from nnviz.training.measures import Metric, Metrics

_BEYOND = 1.5  # a loss of more than this many times the largest at the beginning leaves the plot
_BELOW = 0.3  # right answers shown below the best of the worst run
VerticalAxis = tuple[tuple[float, float], tuple[Tick, ...]]
#: An axis of epochs.
EPOCHS = Along.evenly(1.0)
_EMPTY: Points = (np.empty(0), np.empty(0))


@dataclass(frozen=True, eq=False)
class DrawnRun:
    """A run to be drawn: its curves and what it is told by.

    ``broke`` is the epoch at which it broke (NaN: it did not), ``now`` that at which the network shown
    stands, and what is measured of it; None where the run had ended by then. ``along`` is where its epochs
    stand on the axis.
    """

    letter: str
    colour: int
    word: str
    curves: RunCurves
    broke: float = math.nan
    broke_to: str = ""
    now: tuple[float, Metrics] | None = None
    along: Along = EPOCHS

    def drawn(self, plot: str) -> tuple[Metric, Metric | None] | None:
        """What is drawn of it in a plot: the main metric and, dashed, another loss. None if it has none."""
        kinds = self.curves.timeline.metrics.kinds.plots.get(plot)
        if kinds is None:
            return None
        main = main_of(kinds)
        others = (kind for kind in kinds if kind is not main and kind.unit == "loss")
        return main, next(others, None)

    def main(self, plot: str) -> Array:
        """(n,) the main metric of that plot; NaN where it has none."""
        drawn = self.drawn(plot)
        return self.curves.values("" if drawn is None else drawn[0].name)


@dataclass(frozen=True, eq=False)
class RunLine:
    """One run in a plot, in the units of its axes: curves up to the playhead and after it.

    ``test`` is the main metric of the plot; ``train``, another loss, is empty where there is none. ``now`` is
    the point at the playhead, ``end`` the last one, ``exit`` where the curve leaves the plot at the top, each
    None if there is none.
    """

    source: DrawnRun
    test: tuple[Curve, Curve]
    train: tuple[Curve, Curve]
    now: tuple[float, float] | None
    end: tuple[float, float] | None
    exit: tuple[float, float] | None
    end_text: str

    @property
    def broke(self) -> float:
        """Where on the axis it broke; NaN where it did not."""
        return float(self.source.along.place(self.source.broke))

    @property
    def curves(self) -> tuple[Curve, ...]:
        """Train before and after the playhead, and test."""
        return (*self.train, *self.test)


@dataclass(frozen=True, eq=False)
class RunsScene:
    """One plot of several runs."""

    x_range: tuple[float, float]
    y_range: tuple[float, float]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    lines: tuple[RunLine, ...]


def build_runs_scene(
    plot: str,
    sources: Sequence[DrawnRun],
    window: tuple[float, float],
    epoch: float,
    *,
    columns: int,
    height: float,
) -> RunsScene:
    """The loss on a log axis, the right answers, or what else they measure, over ``window``: from where to
    where on the axis that each run lies ``along``.

    Right answers are percent, but beside R², which is no share.
    ``epoch`` is where the playhead stands; ``columns`` pixels by ``height`` lines of text.
    """
    most = max(2, min(7, int(height)))
    drawn = [source.drawn(plot) for source in sources]
    percent = all(kinds is None or kinds[0].unit == "share" for kinds in drawn)
    if plot == "loss":
        y_range, y_ticks = _loss_axis(plot, sources, most)
    elif plot == "accuracy":
        y_range, y_ticks = _right_axis(plot, sources, most, percent)
    else:
        y_range, y_ticks = _value_axis(plot, sources, most, percent)
    lines = [_line(plot, source, window, epoch, columns, y_range, percent) for source in sources]
    return RunsScene(
        x_range=window,
        y_range=y_range,
        x_ticks=_across(window, max(2, columns // 60)),
        y_ticks=y_ticks,
        lines=tuple(lines),
    )


# ---- axes


def _across(window: tuple[float, float], most: int) -> tuple[Tick, ...]:
    """Whole numbers; of a span so short that there are hardly any, others too."""
    if window[1] - window[0] >= 2:
        return tuple((place, numbers.short_count(place)) for place in ranges.epoch_ticks(*window, most))
    places = ranges.ticks(*window, most)
    step = places[1] - places[0] if len(places) > 1 else window[1] - window[0]
    return tuple((place, ranges.tick_text(place, step)) for place in places)


def _loss_axis(plot: str, sources: Sequence[DrawnRun], most: int) -> VerticalAxis:
    """Round numbers round the losses, but no further up than ``_BEYOND`` times those of the beginning."""
    first, low, high = 0.0, math.inf, 0.0
    for source in sources:
        drawn = [kind for kind in source.drawn(plot) or () if kind is not None]
        series = [source.curves.values(kind.name) for kind in drawn]
        if not series:
            continue
        finite = np.concatenate([values[np.isfinite(values) & (values > 0)] for values in series])
        if not finite.size:
            continue
        first = max([first, *(float(v[0]) for v in series if len(v) and math.isfinite(v[0]))])
        low, high = min(low, float(finite.min())), max(high, float(finite.max()))
    if not math.isfinite(low) or first <= 0:
        low, high, first = 0.01, 1.0, 1.0
    top = math.log10(max(min(high, _BEYOND * first), SMALLEST_LOSS))
    bottom = min(math.log10(max(low, SMALLEST_LOSS)), top)
    return log_axis((bottom, top), most)


def _value_axis(plot: str, sources: Sequence[DrawnRun], most: int, percent: bool) -> VerticalAxis:
    """Round numbers round all values of the runs that did not break; of shares in percent."""
    alive = [source for source in sources if math.isnan(source.broke)] or list(sources)
    values = np.concatenate([np.empty(0), *(source.main(plot) for source in alive)])
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
    low, high = (0.0, ranges.nice_ceiling(high)) if low >= 0 else ranges.loose_range(low, high, most)
    places = ranges.ticks(low, high, most)
    scale = 100.0 if percent else 1.0
    step = (places[1] - places[0] if len(places) > 1 else high - low) * scale
    return (low, high), tuple((place, ranges.tick_text(place * scale, step)) for place in places)


def _right_axis(plot: str, sources: Sequence[DrawnRun], most: int, percent: bool) -> VerticalAxis:
    """From a tenth that lies well below the best of the worst run, up to 1."""
    alive = [source for source in sources if math.isnan(source.broke)] or list(sources)
    rights = [source.main(plot) for source in alive]
    best = [float(np.nanmax(right)) for right in rights if not np.isnan(right).all()]  # some have no such
    low = math.floor((min(best, default=0.0) - _BELOW) * 10 + 1e-9) / 10
    low = min(0.8, max(0.0, low))
    places = ranges.ticks(low, 1.0, min(5, most))
    scale = 100.0 if percent else 1.0
    step = (places[1] - places[0]) * scale
    return (low, 1.0), tuple((place, ranges.tick_text(place * scale, step)) for place in places)


# ---- curves


def _line(
    plot: str,
    source: DrawnRun,
    window: tuple[float, float],
    epoch: float,
    columns: int,
    y_range: tuple[float, float],
    percent: bool,
) -> RunLine:
    log = plot == "loss"
    main, other = source.drawn(plot) or (None, None)
    name = "" if main is None else main.name
    along, playhead = source.along, float(source.along.place(epoch))
    epochs = along.epoch(window[0]), along.epoch(window[1])
    test = along.curve(source.curves.curve(name, epochs, columns))
    train = (Curve(_EMPTY), Curve(_EMPTY))
    if log:
        test = log_curve(test)
    if other is not None:
        train = _cut(along.curve(log_curve(source.curves.curve(other.name, epochs, columns))), playhead)
    x, y = test.line
    shown = np.isfinite(y)
    end = (float(x[shown][-1]), float(y[shown][-1])) if shown.any() else None
    now = _point(source, name, log)
    if now is not None and end is not None and now[0] >= end[0]:
        end = now  # within an epoch, or changed by hand since the last was measured
    leaves = _exit(test.line, y_range[1], float(along.place(source.broke))) if log else None
    value = ""
    if not log and main is not None and end is not None:
        unit = "r2" if main.unit == "share" else main.unit  # beside R² it is no percentage
        if not percent:
            value = numbers.measured(end[1], unit)
        elif plot == "accuracy":  # the heading says that these are percent
            value = numbers.plain(end[1] * 100, 1)
        else:
            value = numbers.percent(end[1], 1)
    return RunLine(source, _cut(test, playhead), train, now, end, leaves, value or source.word)


def _cut(curve: Curve, epoch: float) -> tuple[Curve, Curve]:
    """The part up to ``epoch`` and the part after it, which share the point where they meet."""

    def parts(points: Points) -> tuple[Points, Points]:
        meet = int(np.searchsorted(points[0], epoch, "right"))
        later = slice(max(0, meet - 1), None) if meet < len(points[0]) else slice(len(points[0]), None)
        return (points[0][:meet], points[1][:meet]), (points[0][later], points[1][later])

    before, after = parts(curve.line)
    if curve.peaks is None:
        return Curve(before), Curve(after)
    early, late = parts(curve.peaks)
    return Curve(before, early), Curve(after, late)


def _point(source: DrawnRun, name: str, log: bool) -> tuple[float, float] | None:
    """Where the network shown stands; None past the end of its run."""
    value = math.nan if source.now is None else source.now[1].get(name)
    if source.now is None or not math.isfinite(value):
        return None
    place = float(source.along.place(source.now[0]))
    return place, math.log10(max(value, SMALLEST_LOSS)) if log else value


def _exit(line: Points, top: float, broke: float) -> tuple[float, float] | None:
    """Where a curve goes past the top: between two points, or on its way to where the run broke."""
    x, y = line
    outside = np.flatnonzero(~(y <= top))
    if outside.size and outside[0] > 0:
        k = int(outside[0])
        if math.isfinite(y[k]):
            share = (top - y[k - 1]) / (y[k] - y[k - 1])
            return float(x[k - 1] + share * (x[k] - x[k - 1])), top
        return float(x[k]), top
    return None if math.isnan(broke) else (broke, top)
