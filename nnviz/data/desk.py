"""Where the sheet of paper is in a picture that also shows the desk it lies on.

A sheet is what is of one brightness, lighter or darker than what lies around it up to the picture's border,
with straight and sharp edges, and has something on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nnviz.data.pieces import label_pieces
from nnviz.data.raster import Floats
from nnviz.data.shapes import Mask, beyond, extents, four_sides, holes, hull_lines

_SIDE = 128  # pixels of the longer side in which the sheet is looked for
_LEAST_PAPER = 0.2  # of the picture
_LEAST_DESK = 0.008  # of the picture: less is no desk
_LEAST_PART = 0.02  # of the picture: smaller pieces of the paper's brightness are none of it
_FILLED = 0.9  # of its hull, holes counted, that a sheet fills
_STRAIGHT = 0.93  # of what four straight edges leave of the picture that a sheet fills
_MOST_TILT = 0.5  # sine of 30 degrees: a corner that is cut off is no side of a sheet
_SHARP = 0.45  # of the difference between paper and desk that is seen within a few pixels of the edge
_SUPPORTED = 0.75  # of the sheet's edge that is paper, and no ink
_LEAST_STEP = 0.1  # of black to white: paper and desk differ by so much
_STRANGE = 0.2  # of the desk that may look like paper
_LEAST_INK = 0.0015  # of the sheet
_BINS = 64


@dataclass(frozen=True, eq=False)
class PaperSheet:
    """``inside`` (h, w): the sheet without its edge. ``light``: lighter than the desk, and than its ink."""

    inside: Mask
    light: bool


def find_sheet(values: Floats) -> PaperSheet | None:
    """The sheet in a picture of grey values (h, w), 0..1; None where all of it is paper, or it is unclear."""
    step = max(1, -(-max(values.shape) // _SIDE))
    height, width = (side // step for side in values.shape)
    if min(height, width) < 8:
        return None
    small = values[: height * step, : width * step].reshape(height, step, width, step).mean(axis=(1, 3))
    best: tuple[float, PaperSheet] | None = None
    for threshold in _thresholds(small):
        for light in (True, False):
            found = _sheet_of(small, (small > threshold) == light)
            if found is not None and (best is None or found[0] > best[0]):
                best = found[0], PaperSheet(_enlarged(found[1], step, values.shape), light)
    return None if best is None else best[1]


def _thresholds(values: Floats) -> Iterator[float]:
    """What parts the brightnesses best into two groups, and into three (desk, paper and ink)."""
    counts, edges = np.histogram(values, bins=_BINS, range=(0.0, 1.0))
    middles = (edges[:-1] + edges[1:]) / 2
    number = np.concatenate([[0], np.cumsum(counts)]).astype(np.float64)
    total = np.concatenate([[0], np.cumsum(counts * middles)])

    def worth(first: np.ndarray, last: np.ndarray) -> np.ndarray:
        return np.asarray((total[last] - total[first]) ** 2 / np.maximum(number[last] - number[first], 1))

    cuts = np.arange(_BINS + 1)
    zero, end = np.zeros_like(cuts), np.full_like(cuts, _BINS)
    yield float(edges[int((worth(zero, cuts) + worth(cuts, end)).argmax())])
    low, high = np.triu_indices(_BINS + 1, 1)
    three = worth(np.zeros_like(low), low) + worth(low, high) + worth(high, np.full_like(high, _BINS))
    place = int(three.argmax())
    yield float(edges[low[place]])
    yield float(edges[high[place]])


def _sheet_of(values: Floats, alike: Mask) -> tuple[float, Mask] | None:
    """How well what is ``alike`` is a sheet, and the sheet without its edge; None if it is none."""
    shape = (values.shape[0], values.shape[1])
    labels = label_pieces(alike)
    paper = np.isin(labels, np.flatnonzero(extents(labels).sizes >= _LEAST_PART * values.size))
    if paper.mean() < _LEAST_PAPER:
        return None
    lines = hull_lines(paper)
    sheet = (beyond(lines, shape) <= 0).all(axis=0)
    sides = four_sides(lines, shape)
    askew = len(sides) > 0 and np.abs(sides[:, :2]).min(axis=1).max() > _MOST_TILT
    if not len(sides) or askew or (~sheet).mean() < _LEAST_DESK or alike[~sheet].mean() > _STRANGE:
        return None
    out = beyond(sides, shape).max(axis=0)
    filled = (paper | holes(paper))[sheet].mean()
    straight = sheet.sum() / (out <= 0).sum()
    if filled < _FILLED or straight < _STRAIGHT:
        return None
    edge = sheet & (out > -4) & (out <= -1)
    near, far = paper & edge, (out > 1) & (out <= 4)
    if near.sum() < _SUPPORTED * edge.sum():
        return None
    around = values[far if far.any() else ~sheet]
    step = abs(float(np.median(values[near])) - float(np.median(around)))
    apart = abs(float(np.median(values[paper])) - float(np.median(values[~sheet])))
    if step < max(_LEAST_STEP, _SHARP * apart):
        return None
    inside = sheet & (out <= -1.5)
    ink = inside & ~alike
    grown = label_pieces(~alike)
    hanging = ink & np.isin(grown, np.unique(grown[(out > 0.5) & ~alike]))  # on the sheet, and on the desk
    if ink.sum() < _LEAST_INK * sheet.sum() or 2 * hanging.sum() > ink.sum():
        return None
    return step * float(filled * straight), inside


def _enlarged(mask: Mask, step: int, shape: tuple[int, ...]) -> Mask:
    """The mask with ``step`` pixels for each, as large as ``shape``: the last ones are repeated."""
    large = np.repeat(np.repeat(mask, step, axis=0), step, axis=1)
    missing = [(0, length - have) for length, have in zip(shape, large.shape, strict=True)]
    return np.pad(large, missing, mode="edge")
