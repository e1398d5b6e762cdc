"""Signs that stand among digits and are none: a point, a comma, a minus, a plus, an equals sign."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

_LOW = 0.42  # of the tallest digit's height: what is lower is a sign
_DASH = 0.3  # of it: what is made of such low parts alone is one as well, as a colon
_POINT = 0.36  # of a digit's height that a point or comma is high or wide at most
_FOOT = 0.68  # of a digit's height down from its top: a point's middle is not above
_BELOW = 0.25  # of a digit's height: nor is it further below it
_AWAY = 0.8  # of a digit's height: nor further to the side
_UNDER = 0.05  # of a digit's height that a point may reach below it
_SQUARE = 2.2  # times longer than wide at most: the two strokes of a plus are about as long
_MIDDLE = 0.2  # of its size around the crossing, where all is ink
_ASKEW = 0.42  # of an arm's length that it goes to the side, its thickness included
_STRAY = 0.04  # of its ink that lies beside the arms
_ENDS = 0.33  # of its size, from the middle: what lies farther out is the end of an arm
_OFF = 0.18  # of its size that the crossing may be off the middle
_POINTS = 120  # along a drawing

Box = tuple[float, float, float, float]  # left, top, right, bottom


def low_signs(groups: Sequence[Sequence[Box]]) -> list[bool]:
    """Of the digits and signs of a row, each with the boxes of its parts, which are signs by their size."""
    heights = [max(box[3] for box in parts) - min(box[1] for box in parts) for parts in groups]
    tallest = max(heights, default=0.0)
    return [
        height < _LOW * tallest
        or (len(parts) > 1 and all(box[3] - box[1] < _DASH * tallest for box in parts))
        for height, parts in zip(heights, groups, strict=True)
    ]


def is_point(small: Box, digit: Box) -> bool:
    """Whether what is small is a point or comma at the foot of a digit, not far away, and no stroke of it."""
    height = digit[3] - digit[1]
    size = max(small[2] - small[0], small[3] - small[1])
    middle = (small[1] + small[3]) / 2
    aside = max(small[0] - digit[2], digit[0] - small[2])
    return (
        size <= _POINT * height
        and digit[1] + _FOOT * height <= middle <= digit[3] + _BELOW * height
        and -_UNDER * height <= aside <= _AWAY * height
    )


def is_cross(points: ArrayLike) -> bool:
    """Whether points (n, 2), evenly spread over some ink, are a plus or a cross."""
    place = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    if len(place) < 8:
        return False
    turned = np.stack([place[:, 0] + place[:, 1], place[:, 0] - place[:, 1]], axis=1)
    return _is_upright_cross(place) or _is_upright_cross(turned)


def _is_upright_cross(place: NDArray[np.float64]) -> bool:
    size = np.ptp(place, axis=0)
    if min(size) * _SQUARE < max(size) or min(size) <= 0:
        return False
    u, v = ((place - place.min(axis=0)) / size - 0.5).T
    level, upright = np.abs(u) > _ENDS, np.abs(v) > _ENDS
    ends = [np.flatnonzero(end) for end in (u > _ENDS, u < -_ENDS, v > _ENDS, v < -_ENDS)]
    if min(map(len, ends)) == 0:
        return False
    across, down = float(u[upright].mean()), float(v[level].mean())
    far, near = (
        np.maximum(np.abs(u - across), np.abs(v - down)),
        np.minimum(np.abs(u - across), np.abs(v - down)),
    )
    beside = (far > _MIDDLE) & (near > _ASKEW * far)
    return max(abs(across), abs(down)) <= _OFF and float(beside.mean()) <= _STRAY


def spread(strokes: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Points evenly along all strokes (n, 2), n >= 1."""
    starts = np.concatenate([stroke[:-1] for stroke in strokes])
    steps = np.concatenate([np.diff(stroke, axis=0) for stroke in strokes])
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    total = float(lengths.sum())
    if not total:
        return starts
    ends = np.cumsum(lengths)
    places = (np.arange(_POINTS) + 0.5) * total / _POINTS
    piece = np.minimum(np.searchsorted(ends, places), len(ends) - 1)
    share = (places - (ends[piece] - lengths[piece])) / np.maximum(lengths[piece], 1e-12)
    return np.asarray(starts[piece] + steps[piece] * share[:, None], dtype=np.float64)
