"""Several digits side by side: which strokes, or pieces of ink, belong to one digit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.data.ink import SMALLEST

_OVERLAP = 0.4  # of the narrower part's width: parts above one another by so much are one digit
_NARROWEST = 0.08  # of the row's height: a thin stroke counts as so wide
_SPECK = 0.25  # of the tallest digit's height: what is smaller is no digit of its own


def grouped(spans: ArrayLike) -> list[list[int]]:
    """The parts of each digit, digits from left to right, parts in their order.

    spans: (n, 4) left, top, right and bottom of each part, x to the right and y down. Parts that lie above
    one another are one digit; specks belong to none.
    """
    boxes = np.asarray(spans, dtype=np.float64).reshape(-1, 4)
    if not len(boxes):
        return []
    least = _NARROWEST * float(boxes[:, 3].max() - boxes[:, 1].min())
    groups = [[index] for index in range(len(boxes))]
    while (pair := _pair(groups, boxes, least)) is not None:
        first, second = pair
        groups[first] = sorted(groups[first] + groups.pop(second))
    extents = [_around(boxes[group]) for group in groups]
    tallest = max(max(box[3] - box[1], box[2] - box[0]) for box in extents)
    whole = [
        (box, group)
        for box, group in zip(extents, groups, strict=True)
        if max(box[3] - box[1], box[2] - box[0]) >= _SPECK * tallest
    ]
    return [group for _, group in sorted(whole, key=lambda entry: (entry[0][0] + entry[0][2], entry[1]))]


def split_strokes(strokes: Sequence[ArrayLike]) -> list[list[NDArray[np.float64]]]:
    """The strokes (n, 2) of each digit, digits from left to right; none if nothing is drawn."""
    drawn = [np.asarray(stroke, dtype=np.float64).reshape(-1, 2) for stroke in strokes]
    drawn = [stroke for stroke in drawn if len(stroke)]
    groups = grouped([[*stroke.min(axis=0), *stroke.max(axis=0)] for stroke in drawn])
    digits = [[drawn[index] for index in group] for group in groups]
    return [digit for digit in digits if np.ptp(np.concatenate(digit), axis=0).max() >= SMALLEST]


def _pair(groups: list[list[int]], boxes: NDArray[np.float64], least: float) -> tuple[int, int] | None:
    """Two groups, the first before the second, that are one digit."""
    extents = [_around(boxes[group]) for group in groups]
    for second in range(len(groups)):
        for first in range(second):
            a, b = extents[first], extents[second]
            overlap = min(a[2], b[2]) - max(a[0], b[0])
            narrower = min(max(a[2] - a[0], least), max(b[2] - b[0], least))
            if overlap >= _OVERLAP * narrower or _within(a, b) or _within(b, a):
                return first, second
    return None


def _around(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])


def _within(inner: NDArray[np.float64], outer: NDArray[np.float64]) -> bool:
    """Whether a part stands between the left and the right edge of another."""
    return bool(outer[0] <= inner[0] and inner[2] <= outer[2])
