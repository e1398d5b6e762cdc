"""Pen strokes as vectors: the line that rounds them, how an eraser cuts them, how a change is undone.

A stroke is an (n, 2) float64 array, x to the right and y down, the canvas being 0..1 in both.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.said import translate

Point = tuple[float, float]
Stroke = NDArray[np.float64]
Strokes = tuple[Stroke, ...]

ROUNDING = 0.03  # of the canvas: no corner is cut further from its tip than this
_MOST_UNDO = 200


def as_strokes(drawing: Sequence[ArrayLike]) -> Strokes:
    """The strokes as read-only (n, 2) arrays clipped to the canvas; those without a point are left out.

    Raises ValueError if one is no list of points or holds a number that is not finite.
    """
    strokes = []
    for number, points in enumerate(drawing, start=1):
        try:
            stroke = np.array(points, dtype=np.float64)
        except (TypeError, ValueError):
            raise ValueError(
                translate("Data", "Stroke {number} is no list of points [x, y].").format(number=number)
            ) from None
        if stroke.size == 0:
            continue
        if stroke.ndim != 2 or stroke.shape[1] != 2 or not np.isfinite(stroke).all():
            raise ValueError(
                translate("Data", "Stroke {number} is no list of points [x, y] between 0 and 1.").format(
                    number=number
                )
            )
        strokes.append(frozen(np.clip(stroke, 0.0, 1.0)))
    return tuple(strokes)


def frozen(stroke: Stroke) -> Stroke:
    """The same array, from now on read-only."""
    stroke.flags.writeable = False
    return stroke


def corner(a: Point, b: Point, c: Point) -> tuple[Point, Point]:
    """Where the line a-b-c leaves a-b and joins b-c, so that a curve with its control point at b rounds b.

    Halfway on both sides for points close together, which is how a hand's line is smoothed; never more than
    ``ROUNDING`` from b, so that a drawing of few points keeps its corners.
    """

    def towards(end: Point) -> Point:
        length = math.hypot(end[0] - b[0], end[1] - b[1])
        share = min(0.5, ROUNDING / length) if length else 0.0
        return b[0] + (end[0] - b[0]) * share, b[1] + (end[1] - b[1]) * share

    return towards(a), towards(c)


def clipped(a: Point, b: Point) -> tuple[Point, Point] | None:
    """The part of a-b inside the canvas, or None (Liang and Barsky, 1984).

    An end inside stays exactly as it is, so that it can be told from one that was cut.
    """
    start, end = 0.0, 1.0
    for origin, delta in ((a[0], b[0] - a[0]), (a[1], b[1] - a[1])):
        for p, q in ((-delta, origin), (delta, 1.0 - origin)):
            if p == 0:
                if q < 0:
                    return None
            elif p < 0:
                start = max(start, q / p)
            else:
                end = min(end, q / p)
    if start > end:
        return None

    def at(t: float) -> Point:
        x, y = a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])
        return min(1.0, max(0.0, x)), min(1.0, max(0.0, y))

    return a if _is_inside(a) else at(start), b if _is_inside(b) else at(end)


def _is_inside(point: Point) -> bool:
    return 0.0 <= point[0] <= 1.0 and 0.0 <= point[1] <= 1.0


def erased(strokes: Strokes, a: Point, b: Point, reach: float) -> Strokes:
    """What is left when an eraser of radius ``reach`` goes from a to b: strokes split where it went.

    Strokes that it does not touch stay the same objects.
    """
    left: list[Stroke] = []
    for stroke in strokes:
        left.extend(_cut(stroke, np.array(a), np.array(b), reach))
    return tuple(left)


def _cut(stroke: Stroke, a: Stroke, b: Stroke, reach: float) -> list[Stroke]:
    low, high = np.minimum(a, b) - reach, np.maximum(a, b) + reach
    if (stroke.max(axis=0) < low).any() or (stroke.min(axis=0) > high).any():
        return [stroke]
    if len(stroke) == 1:
        return [] if _distance(stroke, a, b)[0] <= reach else [stroke]
    line = fine_line(stroke, reach / 4)
    keep = _distance(line, a, b) > reach
    if keep.all():
        return [stroke]
    edges = np.flatnonzero(np.diff(keep.astype(np.int8), prepend=0, append=0))
    return [frozen(line[i:j].copy()) for i, j in zip(edges[::2], edges[1::2], strict=True) if j - i > 1]


def _distance(points: Stroke, a: Stroke, b: Stroke) -> Stroke:
    """(n,) distances of (n, 2) points from the line a-b."""
    along = b - a
    length = float(along @ along)
    share = np.clip((points - a) @ along / length, 0, 1)[:, None] if length else 0.0
    offset = points - a - share * along
    return np.hypot(offset[:, 0], offset[:, 1])


def distance_from(stroke: Stroke, point: Point) -> float:
    """How far a point is from the straight pieces of a stroke."""
    starts, steps = stroke[:-1] if len(stroke) > 1 else stroke, np.diff(stroke, axis=0)
    offsets = np.array(point) - starts
    if len(stroke) > 1:
        lengths = np.maximum((steps**2).sum(axis=1), 1e-18)
        share = np.clip((offsets * steps).sum(axis=1) / lengths, 0, 1)
        offsets = offsets - share[:, None] * steps
    return float(np.hypot(offsets[:, 0], offsets[:, 1]).min())


def fine_line(stroke: Stroke, spacing: float) -> Stroke:
    """The line that rounds the corners of a stroke, as points at most ``spacing`` apart."""
    tips = stroke[1:-1]
    enter, leave = (_towards(ends, tips) for ends in (stroke[:-2], stroke[2:]))
    # straight and round pieces in turn, all quadratic curves, straight ones with their control point halfway
    start, end = np.empty((2, max(1, 2 * len(tips) + 1), 2))
    start[0], end[-1] = stroke[0], stroke[-1]
    start[1::2], start[2::2], end[0:-1:2], end[1::2] = enter, leave, enter, leave
    control = (start + end) / 2
    control[1::2] = tips
    fastest = 2 * np.hypot(*np.maximum(abs(control - start), abs(end - control)).T)
    apart = np.where(
        np.arange(len(start)) % 2, min(spacing, ROUNDING / 8), spacing
    )  # so that curves stay round
    counts = np.ceil(fastest / apart).astype(np.intp)
    piece = np.repeat(np.arange(len(start)), counts)
    t = ((np.arange(len(piece)) - (np.cumsum(counts) - counts)[piece] + 1) / counts[piece])[:, None]
    line = (1 - t) ** 2 * start[piece] + 2 * t * (1 - t) * control[piece] + t**2 * end[piece]
    return np.asarray(np.concatenate([stroke[:1], line]), dtype=np.float64)


def _towards(ends: Stroke, tips: Stroke) -> Stroke:
    """As ``corner`` has it, for many at once, (m, 2)."""
    lengths = np.hypot(*(ends - tips).T)
    share = np.minimum(0.5, ROUNDING / np.maximum(lengths, 1e-12))
    return np.asarray(tips + (ends - tips) * share[:, None], dtype=np.float64)


class History:
    """Drawings that undo and redo go back and forth between; the last 200 are kept."""

    def __init__(self) -> None:
        self._past: list[Strokes] = []
        self._future: list[Strokes] = []

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        return bool(self._future)

    def remember(self, before: Strokes) -> None:
        """The drawing as it was before a change that has just been made."""
        self._past = [*self._past, before][-_MOST_UNDO:]
        self._future.clear()

    def undo(self, now: Strokes) -> Strokes:
        """The drawing before the last change; ``now`` can be redone."""
        self._future.append(now)
        return self._past.pop()

    def redo(self, now: Strokes) -> Strokes:
        """The drawing that the last undo left; ``now`` can be undone."""
        self._past.append(now)
        return self._future.pop()
