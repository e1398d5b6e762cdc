"""Several digits side by side: which strokes, or pieces of ink, belong to one digit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.data.ink import SMALLEST
from nnviz.data.signs import Box, is_point, low_signs

_OVERLAP = 0.4  # of the narrower part's width: parts above one another by so much are one digit
_NARROWEST = 0.08  # of the row's height: a thin stroke counts as so wide
_SPECK = 0.25  # of the tallest digit's height: what is smaller is no digit of its own
_FLAT = 0.35  # of its neighbour's height: what is lower and touches it is its flag or foot, as that of a 5
_APART = 0.1  # of the taller one's height: flags are no further away
_LEVEL = 0.6  # of the shorter one's height that two digits of a row have in common; the halves of a 4 less
_NEAR = 0.2  # of the taller one's height: halves are no further apart

_Group = tuple[Box, list[int]]


def grouped(spans: ArrayLike) -> list[list[int]]:
    """The parts of each digit or sign, from left to right, parts in their order.

    spans: (n, 4) left, top, right and bottom of each part, x to the right and y down. Parts that lie above
    one another are one digit, and so are a low part beside a tall one and parts that do not stand on one
    line; a speck at the foot of a digit is a point or a comma, others belong to none.
    """
    sides = np.asarray(spans, dtype=np.float64).reshape(-1, 4).T.tolist()
    boxes: list[Box] = list(zip(*sides, strict=True))
    if not boxes:
        return []
    least = _NARROWEST * (max(box[3] for box in boxes) - min(box[1] for box in boxes))
    groups: list[_Group] = []
    for index in sorted(range(len(boxes)), key=lambda index: boxes[index][:1]):
        groups.append((boxes[index], [index]))
        _merge_down(groups, least)
    tallest = max(_extent(box) for box, _ in groups)
    tall = [group[0] for group in groups if _extent(group[0]) >= _SPECK * tallest]
    kept = [group for group in groups if group[0] in tall or any(is_point(group[0], box) for box in tall)]
    whole = _with_halves(kept)
    return [sorted(parts) for _, parts in sorted(whole, key=lambda group: group[0][0] + group[0][2])]


def stroke_groups(strokes: Sequence[NDArray[np.floating]]) -> list[list[int]]:
    """Which of the strokes (n, 2), n >= 1, are one digit; digits from left to right."""
    return grouped([_box_of(stroke) for stroke in strokes])


def split_strokes(strokes: Sequence[ArrayLike]) -> list[list[NDArray[np.float64]]]:
    """The strokes (n, 2) of each digit or sign, from left to right; none if nothing is drawn."""
    drawn = [np.asarray(stroke, dtype=np.float64).reshape(-1, 2) for stroke in strokes]
    drawn = [stroke for stroke in drawn if len(stroke)]
    digits = [[drawn[index] for index in group] for group in stroke_groups(drawn)]
    sizes = [_extent(_around(list(map(_box_of, digit)))) for digit in digits]
    return digits if max(sizes, default=0.0) >= SMALLEST else []


def signs_among(digits: Sequence[Sequence[NDArray[np.floating]]]) -> list[bool]:
    """Which of the digits and signs of a row, each with its strokes (n, 2), are signs by their size."""
    return low_signs([list(map(_box_of, digit)) for digit in digits])


def _box_of(stroke: NDArray[np.floating]) -> Box:
    (left, top), (right, bottom) = stroke.min(axis=0).tolist(), stroke.max(axis=0).tolist()
    return left, top, right, bottom


def _merge_down(groups: list[_Group], least: float) -> None:
    """Join the last group with each earlier one above or below which it lies, and with what lies between."""
    k = len(groups) - 2
    while k >= 0:
        if _overlap(groups[k][0], groups[-1][0], least):
            groups[k:] = [_joined(groups[k:])]
            k = len(groups) - 1
        k -= 1


def _overlap(a: Box, b: Box, least: float) -> bool:
    """Whether two parts lie so far above one another that they are one digit."""
    common = min(a[2], b[2]) - max(a[0], b[0])
    narrower = min(max(a[2] - a[0], least), max(b[2] - b[0], least))
    within = (a[0] <= b[0] and b[2] <= a[2]) or (b[0] <= a[0] and a[2] <= b[2])
    return common >= _OVERLAP * narrower or within


def _with_halves(groups: list[_Group]) -> list[_Group]:
    """Groups from left to right, joined with neighbours that are but a part of the same digit."""
    row: list[_Group] = []
    for group in sorted(groups, key=lambda group: group[0][:1]):
        row.append(group)
        while len(row) > 1 and _halves(row[-2][0], row[-1][0]):
            row[-2:] = [_joined(row[-2:])]
    return row


def _halves(a: Box, b: Box) -> bool:
    """Whether two neighbours are no two digits: one is too low, or they do not stand on one line."""
    shorter, taller = sorted((a[3] - a[1], b[3] - b[1]))
    gap = b[0] - a[2]
    low, tall = sorted((a, b), key=lambda box: box[3] - box[1])
    if shorter < _FLAT * taller:
        return not is_point(low, tall) and gap <= _APART * taller
    common = min(a[3], b[3]) - max(a[1], b[1])
    return common < _LEVEL * shorter and gap <= _NEAR * taller


def _joined(groups: Sequence[_Group]) -> _Group:
    return _around([box for box, _ in groups]), [part for _, parts in groups for part in parts]


def _around(boxes: Sequence[Box]) -> Box:
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)


def _extent(box: Box) -> float:
    """The longer side."""
    return max(box[2] - box[0], box[3] - box[1])
