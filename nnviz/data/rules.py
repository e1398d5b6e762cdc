"""Ruled lines and squares of paper, taken off the ink.

As staff lines are taken off music: where a line runs from one edge of the sheet to the other, ink that is no
thicker than the line goes; where a stroke crosses it, it is thicker, and stays.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nnviz.data.pieces import label_pieces
from nnviz.data.raster import Floats
from nnviz.data.shapes import Mask, extents

_MOST_TILT = 6.0  # degrees
_TILT_STEP = 0.5
_COVERED = 0.6  # of its way that a line is seen
_ENDS = 0.1  # of the way that count as its ends
_THICKEST = 0.045  # of the sheet
_TYPICAL = 35  # per cent of its places are no thicker than what counts as the line's thickness
_DARKEST = 60  # per cent of its places are no darker than what counts as its darkness
_AS_DARK = 1.4  # times that: what is darker is a stroke
_FAINT = 0.5  # of the threshold of ink: a line stands out of the paper by so much at least
_SAME = 4  # pixels: paths no further apart are one line
_WIDEST_DIGIT = 0.85  # of the sheet: a line ends together with a digit that is wider, and is part of it
_LEAST_LEFT = 0.08  # of the sheet's longer side: what is left of the ink is a digit, not crumbs


def without_rules(ink: Floats, threshold: float, sheet: Mask) -> Mask:
    """What of a sheet is ink, without the lines that go right across it.

    ink: (h, w), how much each pixel stands out of the paper; from ``threshold`` on it is ink. sheet: (h, w).
    """
    marked, faint = (ink > threshold) & sheet, (ink > _FAINT * threshold) & sheet
    level = _level_lines(ink, marked, faint, sheet)
    upright = _level_lines(ink.T, (marked & ~level).T, faint.T, sheet.T).T
    if not (level.any() or upright.any()):
        return marked
    width, height = (int(np.ptp(np.flatnonzero(sheet.any(axis=axis)))) + 1 for axis in (0, 1))
    found = extents(label_pieces(marked & ~level & ~upright))
    left, top, right, bottom = found.spans[int(found.sizes.argmax())].tolist()
    if max(right - left, bottom - top) < _LEAST_LEFT * max(width, height):
        return marked
    if right - left > _WIDEST_DIGIT * width:
        level[:] = False
    if bottom - top > _WIDEST_DIGIT * height:
        upright[:] = False
    return np.asarray(marked & ~level & ~upright)


def _level_lines(ink: Floats, marked: Mask, faint: Mask, sheet: Mask) -> Mask:
    """The ink of those lines that go from left to right, as far as it is no stroke as well."""
    columns = np.flatnonzero(sheet.any(axis=0))
    reach = max(2, round(_ENDS * len(columns)))
    if not len(columns) or not (faint[:, columns[:reach]].any() and faint[:, columns[-reach:]].any()):
        return np.zeros_like(marked)
    most = max(2.0, _THICKEST * len(np.flatnonzero(sheet.any(axis=1))))
    lines, thin = _runs(faint), _runs(marked)
    edges = np.zeros((len(ink) + 1, ink.shape[1]), dtype=np.int64)
    palest = np.zeros(ink.shape, dtype=np.float32)
    for path in _paths(faint, sheet, columns, reach):
        rows, places = _snapped(faint, path, columns)
        thickness = float(np.percentile((lines[1] - lines[0])[rows, places], _TYPICAL))
        if thickness > most:
            continue
        beside = np.clip(rows + np.arange(-2, 3)[:, None], 0, len(ink) - 1)
        dark = _AS_DARK * float(np.percentile(ink[beside, places].max(axis=0), _DARKEST))
        rows, places = _snapped(marked, path, columns)
        first, last = thin[0][rows, places], thin[1][rows, places]
        line = last - first <= max(1.6 * thickness, thickness + 1.5)
        np.add.at(edges, (first[line], places[line]), 1)
        np.add.at(edges, (last[line], places[line]), -1)
        for row in range(-2, int(most) + 3):
            near = np.clip(path + row, 0, len(ink) - 1)
            palest[near, columns] = np.maximum(palest[near, columns], dark)
    return np.asarray((np.cumsum(edges, axis=0)[:-1] > 0) & (ink <= palest))


def _paths(ink: Mask, sheet: Mask, columns: NDArray[np.int64], reach: int) -> list[NDArray[np.int64]]:
    """The row in each column of every line that goes right across, the clearest first of those close by."""
    height = len(ink)
    middle = (columns[0] + columns[-1]) / 2
    thick = ink.copy()  # a line may be off by a pixel
    thick[1:] |= ink[:-1]
    thick[:-1] |= ink[1:]
    found: list[tuple[float, NDArray[np.int64]]] = []
    starts = np.arange(height)
    for tilt in np.arange(-_MOST_TILT, _MOST_TILT + 0.01, _TILT_STEP):
        way = np.rint(np.tan(np.radians(tilt)) * (columns - middle)).astype(np.int64)
        rows = starts[:, None] + way
        there = (rows >= 0) & (rows < height)
        rows = np.clip(rows, 0, height - 1)
        paper = sheet[rows, columns] & there
        marked = thick[rows, columns] & paper
        sharp = ink[rows, columns] & paper
        shares = [
            marked[:, part].sum(axis=1) / np.maximum(paper[:, part].sum(axis=1), 1)
            for part in (slice(None), slice(0, reach), slice(-reach, None))
        ]
        long = paper.sum(axis=1) >= _COVERED * len(columns)
        good = long & (shares[0] >= _COVERED) & (shares[1] >= _COVERED) & (shares[2] >= _COVERED)
        score = shares[0] + sharp.sum(axis=1) / len(columns)
        found += [(float(score[row]), starts[row] + way) for row in np.flatnonzero(good)]
    found.sort(key=lambda one: -one[0])
    kept: list[NDArray[np.int64]] = []
    ends = [0, len(columns) // 2, -1]
    for _, path in found:
        if all(np.abs(path[ends] - other[ends]).max() > _SAME for other in kept):
            kept.append(path)
    return kept


def _snapped(
    mask: Mask, path: NDArray[np.int64], columns: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows and columns of the path, or a row beside it, as far as they are of the mask."""
    rows = np.full(len(path), -1)
    for shift in (1, -1, 0):
        near = path + shift
        inside = np.clip(near, 0, len(mask) - 1)
        rows = np.where((near == inside) & mask[inside, columns], near, rows)
    return rows[rows >= 0], columns[rows >= 0]


def _runs(ink: Mask) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of each pixel of ink, the first row and the row after the last of the upright run that it is in."""
    height = len(ink)
    rows = np.arange(height)[:, None]
    first = np.maximum.accumulate(np.where(ink, -1, rows + 1), axis=0)
    first = np.maximum(first, 0)
    last = np.minimum.accumulate(np.where(ink, height, rows)[::-1], axis=0)[::-1]
    return first.astype(np.int64), last.astype(np.int64)
