"""A smooth line through the few points that a pen reported.

A quick hand, a slow machine or a touch screen gives a digit five points a stroke; joined by straight lines
a 0 becomes a pentagon. The curve is a centripetal Catmull-Rom spline (Yuksel, Schaefer and Keyser,
"Parameterization and applications of Catmull-Rom curves", 2011): it goes through every point, makes no loops
of its own, and hardly leaves the straight line where points lie close together. Sharp corners stay.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnviz.data.raster import Points

_FAR_APART = 0.04  # of the drawing's longer side: what is closer is joined by a straight line
_MOST_PIECES = 8  # straight pieces between two points
_CORNER = (85.0, 115.0)  # degrees: a turn up to the first is part of a curve, from the second on a corner
_DENSE = 400  # points: a stroke of so many needs no curve


def smooth(strokes: Sequence[Points]) -> list[Points]:
    """The strokes (n, 2), each n >= 1, with points added between those that lie far apart."""
    points = np.concatenate(strokes)
    reach = _FAR_APART * float(np.ptp(points, axis=0).max())
    return [_curve(stroke, reach) if 2 < len(stroke) < _DENSE and reach else stroke for stroke in strokes]


def _curve(stroke: Points, reach: float) -> Points:
    """The stroke in pieces of about ``reach``; where a point is repeated, once."""
    lengths = np.hypot(*np.diff(stroke, axis=0).T)
    points = stroke[np.r_[True, lengths > 1e-9 * reach]]
    steps = np.diff(points, axis=0)
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    pieces = np.clip(np.ceil(lengths / reach), 1, _MOST_PIECES).astype(np.intp)
    if len(points) < 3 or pieces.max() == 1:
        return stroke
    knots = np.sqrt(lengths)[:, None]  # centripetal: the time from point to point
    leaving, arriving = _tangents(steps, knots)
    segment = np.repeat(np.arange(len(steps)), pieces)
    first = np.repeat(np.cumsum(pieces) - pieces, pieces)
    t = ((np.arange(len(segment)) - first) / pieces[segment])[:, None]
    rise = t * t * (3 - 2 * t)  # Hermite's cubics
    start, end = t * (1 - t) ** 2, -t * t * (1 - t)
    bow = knots[segment] * (start * leaving[segment] + end * arriving[segment])
    curve = points[segment] + rise * steps[segment] + bow
    return np.asarray(np.concatenate([curve, points[-1:]]), dtype=np.float64)


def _tangents(steps: Points, knots: Points) -> tuple[Points, Points]:
    """The curve's derivative at the beginning and at the end of each segment.

    That of the parabola through a point and its neighbours, the same on both sides of the point; at a corner
    each side goes straight, and between the two angles something between.
    """
    slopes = steps / knots
    before, after = knots[:-1], knots[1:]
    through = (slopes[:-1] * after + slopes[1:] * before) / (before + after)
    directions = steps / np.hypot(steps[:, 0], steps[:, 1])[:, None]
    straight = (directions[1:] * directions[:-1]).sum(axis=1, keepdims=True)
    round_, sharp = np.cos(np.radians(_CORNER))
    bend = np.clip((straight - sharp) / (round_ - sharp), 0, 1)
    leaving = slopes[1:] + bend * (through - slopes[1:])
    arriving = slopes[:-1] + bend * (through - slopes[:-1])
    first, last = 2 * slopes[:1] - arriving[:1], 2 * slopes[-1:] - leaving[-1:]  # of the same parabola
    return np.concatenate([first, leaving]), np.concatenate([arriving, last])
