"""The connected pieces of a black-and-white picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


def label_pieces(mask: NDArray[np.bool_]) -> Numbers:
    """A number for each pixel, (h, w) int64: 0 where ``mask`` is False, else that of its piece, from 1 on.

    Pixels that share a side or a corner belong together: a thin line goes from corner to corner. The pieces
    are counted by their first pixels, row by row. What is joined is not pixels but the runs of the rows.
    """
    height, width = mask.shape
    gapped = np.zeros((height, width + 1), dtype=np.int8)  # a gap at the end of each row keeps rows apart
    gapped[:, :-1] = mask
    steps = np.diff(gapped.ravel(), prepend=np.int8(0))
    starts, ends = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
    pieces = np.unique(_joined(len(starts), *_touching(starts, ends, width + 1)), return_inverse=True)[1] + 1

    runs = np.zeros(2 * len(starts) + 1, dtype=np.int64)  # gap, run, gap, run, ..., gap
    runs[1::2] = pieces
    edges = np.stack([starts, ends], axis=1).ravel()
    lengths = np.diff(edges, prepend=0, append=gapped.size)
    return np.ascontiguousarray(np.repeat(runs, lengths).reshape(gapped.shape)[:, :-1])


def _touching(starts: Numbers, ends: Numbers, row: int) -> tuple[Numbers, Numbers]:
    """The pairs of runs that touch, one in the row below the other; ``row`` is from one row to the next."""
    first = np.searchsorted(ends, starts + row)
    counts = np.searchsorted(starts, ends + row, side="right") - first
    above = np.repeat(np.arange(len(starts)), counts)
    return above, np.arange(len(above)) + np.repeat(first - np.cumsum(counts) + counts, counts)


def _joined(count: int, one: Numbers, other: Numbers) -> Numbers:
    """(count,) the least of all that each belongs with, where ``one`` belongs with ``other``.

    The least of two pieces takes the other in, then each looks up whose it is now, until nothing changes.
    """
    least = np.arange(count)
    while True:
        low, high = np.minimum(least[one], least[other]), np.maximum(least[one], least[other])
        if np.array_equal(low, high):
            return least
        np.minimum.at(least, high, low)
        while not np.array_equal(further := least[least], least):
            least = further
