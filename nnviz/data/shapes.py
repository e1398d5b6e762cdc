"""What shapes in a black-and-white picture are like: where they lie, their hulls, their holes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.data.pieces import label_pieces

Mask = NDArray[np.bool_]
Lines = NDArray[np.float64]

_SIDES = 4  # of a sheet of paper


@dataclass(frozen=True, eq=False)
class Extents:
    """Of each piece, by its number; number 0 and those that are not there have the size 0.

    sizes: (n,) pixels. spans: (n, 4) left, top, right, bottom; right and bottom are one beyond.
    """

    sizes: NDArray[np.int64]
    spans: NDArray[np.int64]


def extents(labels: NDArray[np.int64]) -> Extents:
    """How large the pieces of ``label_pieces`` are, and where they lie."""
    count = int(labels.max(initial=0)) + 1
    y, x = np.nonzero(labels)
    numbers = labels[y, x]
    spans = np.zeros((count, 4), dtype=np.int64)
    spans[:, :2] = np.iinfo(np.int64).max
    for column, values in ((0, x), (1, y)):
        np.minimum.at(spans[:, column], numbers, values)
        np.maximum.at(spans[:, column + 2], numbers, values + 1)
    sizes = np.bincount(numbers, minlength=count)
    spans[sizes == 0] = 0
    return Extents(sizes, spans)


def on_border(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers along the picture's border, each once."""
    return np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))


def holes(mask: Mask) -> Mask:
    """What is not of the mask and has no way to the picture's border."""
    labels = label_pieces(~mask)
    return np.asarray(~mask & ~np.isin(labels, on_border(labels)))


def hull_lines(mask: Mask) -> Lines:
    """The convex hull of what is True, at least one pixel: (n, 3) a, b, c with a x + b y <= c inside.

    x and y count pixels from the upper left corner; a pixel is the square from its number to the next.
    """
    rows = np.flatnonzero(mask.any(axis=1))
    left = mask[rows].argmax(axis=1)
    right = mask.shape[1] - mask[rows, ::-1].argmax(axis=1)
    ends = [np.stack([x, y], axis=1) for x in (left, right) for y in (rows, rows + 1)]
    corners = _hull(np.unique(np.concatenate(ends), axis=0).tolist())
    points = np.array(corners, dtype=np.float64)
    steps = np.roll(points, -1, axis=0) - points
    normals = np.stack([steps[:, 1], -steps[:, 0]], axis=1) / np.hypot(steps[:, 0], steps[:, 1])[:, None]
    return np.column_stack([normals, (normals * points).sum(axis=1)])


def _hull(points: list[list[float]]) -> list[list[float]]:
    """Corners of the convex hull of points sorted by x, then y, once round (Andrew's monotone chain)."""
    halves: list[list[list[float]]] = []
    for ordered in (points, points[::-1]):
        half: list[list[float]] = []
        for x, y in ordered:
            while len(half) > 1:
                x0, y0 = half[-2]
                x1, y1 = half[-1]
                if (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0) > 0:
                    break
                half.pop()
            half.append([x, y])
        halves.append(half[:-1])
    return halves[0] + halves[1]


def beyond(lines: Lines, shape: tuple[int, int]) -> NDArray[np.float64]:
    """(n, h, w): how many pixels beyond each line the middle of each pixel is; less than 0 inside."""
    y, x = np.arange(shape[0]) + 0.5, np.arange(shape[1]) + 0.5
    a, b, c = lines.T
    return np.asarray(a[:, None, None] * x + b[:, None, None] * y[:, None] - c[:, None, None])


def four_sides(lines: Lines, shape: tuple[int, int]) -> Lines:
    """The four of the hull's lines at most that lie closest around it; the picture's own edges are none."""
    height, width = shape
    a, b, c = lines.T
    own = ((np.abs(a) > 0.999) & ((c > -1.5) & (a < 0) | (c > width - 1.5) & (a > 0))) | (
        (np.abs(b) > 0.999) & ((c > -1.5) & (b < 0) | (c > height - 1.5) & (b > 0))
    )
    kept = lines[~own]
    outside = beyond(kept, shape) > 0
    while len(kept) > _SIDES:
        only = outside & (outside.sum(axis=0) == 1)  # what would come in without this line
        worst = int(only.sum(axis=(1, 2)).argmin())
        kept, outside = np.delete(kept, worst, axis=0), np.delete(outside, worst, axis=0)
    return np.asarray(kept)


def solidity(mask: Mask) -> float:
    """Which share of its convex hull a shape fills."""
    inside = (beyond(hull_lines(mask), (mask.shape[0], mask.shape[1])) <= 0).all(axis=0)
    return float(mask.sum() / max(int(inside.sum()), 1))


def thickness(mask: Mask) -> int:
    """How often a pixel can be taken off all around until nothing is left, twice."""
    rest, times = np.pad(mask, 1), 0
    while rest.any():
        rest[1:-1, 1:-1] &= rest[:-2, 1:-1] & rest[2:, 1:-1] & rest[1:-1, :-2] & rest[1:-1, 2:]
        times += 1
    return 2 * times
