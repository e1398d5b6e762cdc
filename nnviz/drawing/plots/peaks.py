"""A curve of any length as a few points a pixel column, with every peak kept.

Every column shows the smallest and the largest value of its epochs (min/max decimation), so that
no spike is lost however long the run. Over the whole of a long run the extremes of blocks of
:data:`BLOCK` values, found once, stand in for the values themselves; where there would be more than
:data:`MOST` blocks two become one, so that their memory is bounded.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
BLOCK = 128
MOST = 16_384
_COARSE = 4  # blocks a column from which its edges may move to the nearest block


class Peaks:
    """The extremes of one growing series by blocks; a value is looked at once, in its block."""

    def __init__(self) -> None:
        self._low: Array = np.empty(0)
        self._high: Array = np.empty(0)
        self._blocks = 0
        self._block = BLOCK

    @property
    def nbytes(self) -> int:
        """Bytes of all blocks together, however long the series."""
        return self._low.nbytes + self._high.nbytes

    def _grow(self, values: Array) -> None:
        if not self._low.size:
            self._low, self._high = np.empty(MOST), np.empty(MOST)
        while len(values) // self._block > MOST:
            self._halve()
        block, known = self._block, self._blocks
        whole = len(values) // block
        if whole > known:
            fresh = values[known * block : whole * block].reshape(-1, block)
            self._low[known:whole] = np.fmin.reduce(fresh, axis=1)
            self._high[known:whole] = np.fmax.reduce(fresh, axis=1)
            self._blocks = whole

    def _halve(self) -> None:
        """Make one block of each two."""
        pairs = self._blocks // 2
        for extremes, reduced in ((self._low, np.fmin), (self._high, np.fmax)):
            extremes[:pairs] = reduced.reduce(extremes[: 2 * pairs].reshape(-1, 2), axis=1)
        self._blocks, self._block = pairs, 2 * self._block

    def decimated(
        self, epochs: Array, values: Array, start: int, stop: int, columns: int
    ) -> tuple[Array, Array]:
        """Points (x, y) of ``values[start:stop]`` for ``columns`` columns of pixels.

        ``epochs`` and ``values`` are (n,) and begin with what the last call got; there are at least
        ``columns`` from ``start`` to ``stop``. They come back as the two extremes of each column, first
        the one on the side that the curve comes from, and then the very last value: (2 * columns + 1,).
        """
        size = stop - start
        unit = 1
        if size >= _COARSE * BLOCK * columns:
            self._grow(values)
            unit = self._block if size >= _COARSE * self._block * columns else 1
        edges = (start + np.arange(columns) * size // columns) // unit * unit
        if unit == 1:
            window, offsets = values[start:stop], edges - start
            low, high = np.fmin.reduceat(window, offsets), np.fmax.reduceat(window, offsets)
        else:
            low, high = self._from_blocks(values, edges // unit, stop)
        falling = values[edges] > values[np.append(edges[1:], stop) - 1]
        x, y = np.empty(2 * columns + 1), np.empty(2 * columns + 1)
        x[0:-1:2] = x[1::2] = epochs[edges]
        y[0:-1:2] = np.where(falling, high, low)
        y[1::2] = np.where(falling, low, high)
        x[-1], y[-1] = epochs[stop - 1], values[stop - 1]
        return x, y

    def _from_blocks(self, values: Array, edges: NDArray[np.intp], stop: int) -> tuple[Array, Array]:
        """The extremes of the blocks from each edge to the next, and of the loose values before ``stop``."""
        whole = stop // self._block
        low = np.fmin.reduceat(self._low[:whole], edges)
        high = np.fmax.reduceat(self._high[:whole], edges)
        if stop > whole * self._block:
            loose = values[whole * self._block : stop]
            low[-1] = np.fmin(low[-1], np.fmin.reduce(loose))
            high[-1] = np.fmax(high[-1], np.fmax.reduce(loose))
        return low, high


def middle(x: Array, y: Array) -> tuple[Array, Array]:
    """The line between the extremes of every two columns of :meth:`Peaks.decimated`, to the last value.

    It can be stroked broadly at little cost, over the extremes drawn thin.
    """
    halves = (y[0:-1:2] + y[1::2]) / 2
    pairs = len(halves) // 2
    level = halves[: 2 * pairs].reshape(pairs, 2).mean(axis=1)
    return np.append(x[0:-1:4][:pairs], x[-1]), np.append(level, y[-1])
