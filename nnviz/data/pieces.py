"""The connected pieces of a black-and-white picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def label_pieces(mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    """A number for each pixel, (h, w) int64: 0 where ``mask`` is False, else that of its piece, from 1 on.

    Pixels that share a side or a corner belong together: a thin line goes from corner to corner. Each pixel
    starts with a number of its own; the least number spreads along the rows' runs and the columns' runs in
    turn until nothing changes.
    """
    joined = mask.copy()  # and a pixel more where two touch at a corner only
    joined[:-1, 1:] |= mask[:-1, :-1] & mask[1:, 1:]
    joined[:-1, :-1] |= mask[:-1, 1:] & mask[1:, :-1]
    labels = np.where(joined, np.arange(1, mask.size + 1).reshape(mask.shape), 0)
    while True:
        spread = _least_of_runs(_least_of_runs(labels).T).T
        if np.array_equal(spread, labels):
            break
        labels = spread
    labels = np.where(mask, labels, 0)
    numbers = np.unique(labels, return_inverse=True)[1].reshape(mask.shape)
    return np.asarray(numbers + int(bool(mask.all())), dtype=np.int64)


def _least_of_runs(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each row's runs of numbers above 0 replaced by the least number of the run."""
    padded = np.pad(labels, ((0, 0), (0, 1))).ravel()  # a gap at the end of each row keeps rows apart
    starts = np.flatnonzero(np.diff(padded > 0, prepend=not padded[0] > 0))
    least = np.minimum.reduceat(padded, starts)
    lengths = np.diff(starts, append=len(padded))
    return np.repeat(least, lengths).reshape(len(labels), -1)[:, :-1]
