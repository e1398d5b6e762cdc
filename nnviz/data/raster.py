"""Pen strokes drawn as antialiased ink on a field of 32 x 32 pixels.

The field is that of the NIST forms scikit-learn's digits come from. Coordinates are in its pixels: x to the
right, y down, pixel (row 0, column 0) covers 0..1 in both, the centre of the field is (16, 16).

The drawing is a distance map: the pen's line is marked on a grid ``_SUB`` times finer, the distance from
each pixel's centre to the nearest mark is found exactly (first along the columns, then across them, as in
Felzenszwalb and Huttenlocher, "Distance transforms of sampled functions", 2012), and a round pen covers
what lies within half its width. The work does not grow with the number of strokes, so that a scribble costs
what a digit does.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FIELD = 32  # pixels a side
GRID = 8  # cells a side of the picture the network sees
WIDEST_PEN = 8.0  # pixels; what the margin below leaves room for

_SUB = 4  # marks per pixel: a line is off by 0.09 pixels on average
_MARGIN = 5  # pixels around the field in which a line still touches it
_SIDE = (FIELD + 2 * _MARGIN) * _SUB + 1
_REACH = _MARGIN * _SUB
_CENTRES = (_MARGIN + np.arange(FIELD)) * _SUB + _SUB // 2  # the grid lines through the pixels' centres
NODES = np.arange(_SIDE) / _SUB - _MARGIN  # field coordinates of the fine grid's lines, in x as in y
_LINES = np.arange(_SIDE, dtype=np.int16)[:, None]
_FAR = np.int16(4 * _SIDE)
_FROM_TOP, _FROM_BOTTOM = _FAR + _LINES, _FAR - _LINES
_STEPS = np.arange(-_REACH, _REACH + 1)
_NEIGHBOURS = _STEPS[:, None] + _CENTRES  # the grid columns within reach of each pixel's centre
_SQUARES = (_STEPS[:, None, None] ** 2).astype(np.float32)
_MOST_MARKS = 20_000  # beyond this the field is black long since, and marks may lie further apart

Floats = NDArray[np.float32]
Points = NDArray[np.float64]


def distances(strokes: Sequence[Points]) -> Floats:
    """How far each pixel's centre is from the nearest stroke, (32, 32) in pixels.

    ``strokes`` are (n, 2) arrays with n >= 1 in field coordinates, at least one of them. Exact to a tenth
    of a pixel up to 5 pixels, the reach of any pen; anything further is given as some larger number.
    """
    marks = np.rint((_along(strokes) + _MARGIN) * _SUB)
    marks = marks[((marks >= 0) & (marks < _SIDE)).all(axis=1)].astype(np.intp)
    marked = np.zeros((_SIDE, _SIDE), dtype=bool)
    marked[marks[:, 1], marks[:, 0]] = True
    return _nearest(marked)


def _along(strokes: Sequence[Points]) -> Points:
    """Points along all strokes, so close together that their marks leave no gap."""
    starts = np.concatenate([stroke[:-1] if len(stroke) > 1 else stroke for stroke in strokes])
    ends = np.concatenate([stroke[1:] if len(stroke) > 1 else stroke for stroke in strokes])
    steps = ends - starts
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    spacing = max(1 / _SUB, float(lengths.sum()) / _MOST_MARKS)
    counts = np.ceil(lengths / spacing).astype(np.intp) + 1
    segment = np.repeat(np.arange(len(counts)), counts)
    position = np.arange(len(segment)) - np.repeat(np.cumsum(counts) - counts, counts)
    share = position / np.maximum(counts - 1, 1)[segment]
    return np.asarray(starts[segment] + steps[segment] * share[:, None], dtype=np.float64)


def edge_distances(shape: NDArray[np.bool_]) -> Floats:
    """How far each pixel's centre is outside of a shape, (32, 32) in pixels; less than 0 inside.

    shape: True on the nodes (row = y, column = x, at NODES) that belong to it, at least one and not all.
    """
    outside, inside = _nearest(shape), _nearest(~shape)
    half_node = np.float32(0.5 / _SUB)  # the edge runs between two nodes
    return np.asarray(np.where(outside > 0, outside - half_node, half_node - inside), dtype=np.float32)


def _nearest(marked: NDArray[np.bool_]) -> Floats:
    """Distances in pixels from the pixels' centres to the nearest True node of the fine grid."""
    # Lines are counted down from _FAR, so that the nearest is the largest and no mark is 0. Those between one
    # centre and the next come first, _SUB at a time, then the 32 rows of centres.
    first, last = int(_CENTRES[0]), int(_CENTRES[-1])
    above = _blocks(marked[: last + 1] * _FROM_TOP[: last + 1], before=1)
    above = np.maximum.accumulate(above.max(axis=1), axis=0)[-FIELD:] - _FAR
    below = _blocks(marked[first:] * _FROM_BOTTOM[first:], after=1)
    below = _FAR - np.maximum.accumulate(below.max(axis=1)[::-1], axis=0)[::-1][:FIELD]
    in_column = np.minimum(_CENTRES[:, None] - above, below - _CENTRES[:, None]).astype(np.float32)
    squared = ((in_column**2).T[_NEIGHBOURS] + _SQUARES).min(axis=0).T
    return np.asarray(np.sqrt(squared) / _SUB, dtype=np.float32)


def _blocks(lines: NDArray[np.int16], before: int = 0, after: int = 0) -> NDArray[np.int16]:
    """Rows of the fine grid, _SUB at a time, (n, _SUB, _SIDE); the first or last is repeated to fit."""
    padded = np.concatenate([lines[:1]] * before + [lines] + [lines[-1:]] * after)
    return padded.reshape(-1, _SUB, _SIDE)


def ink_within(away: Floats, pen: float) -> Floats:
    """Ink left by a round pen of that width in pixels, (32, 32) float32, 0 paper to 1 ink.

    away: the distances of the pixels' centres to the line. A pixel whose centre is half a pixel or more
    inside the line is full, and the edge falls off over one pixel: the share of the pixel that is covered, to
    within a few hundredths.
    """
    return np.asarray(np.clip(pen / 2 + 0.5 - away, 0, 1), dtype=np.float32)


def count_ink(field: Floats) -> Floats:
    """The 64 counts 0..16 of a (32, 32) field, row by row: its ink in blocks of 4 x 4 pixels, rounded."""
    cell = FIELD // GRID
    counts = np.rint(field.reshape(GRID, cell, GRID, cell).sum(axis=(1, 3)))
    return np.asarray(counts.ravel(), dtype=np.float32)
