"""Long matrix products in pieces: several times as fast, and cut by their shape alone.

OpenBLAS has a path for small products that reads its factors where they stand; a longer one is packed
first, which for a few rows costs more than it saves. The number of pieces decides in which order is added up:
it is part of what a run is, and is never measured.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from nnviz.engine.arrays import Array, Operations

SMALL = 1_000_000
"""Multiplications of a piece, at most: OpenBLAS takes the path for small products up to here."""


def pieces(rows: int, inner: int, columns: int) -> int:
    """Into how many equal pieces of its columns the product (rows, inner) @ (inner, columns) is cut."""
    most = max(1, SMALL // (rows * inner))
    return next(count for count in range(-(-columns // most), columns + 1) if columns % count == 0)


def product(left: Array, right: Array, out: Array) -> Operations:
    """What fills out (m, p) with left (m, k) @ right (k, p), p being long."""
    count = pieces(left.shape[0], left.shape[1], right.shape[1])
    if count == 1:
        return (partial(np.dot, left, right, out=out),)
    return (partial(np.matmul, left, _cut(right, count), out=_cut(out, count)),)


def product_over_columns(left: Array, right: Array, out: Array) -> Operations:
    """What fills out (m, k) with left (m, p) @ right (k, p)^T, p being long."""
    count = pieces(left.shape[0], right.shape[0], left.shape[1])
    if count == 1:
        return (partial(np.dot, left, right.T, out=out),)
    parts = np.empty((count, *out.shape), out.dtype)
    factors = _cut(left, count), _cut(right, count).transpose(0, 2, 1)
    return partial(np.matmul, *factors, out=parts), partial(np.add.reduce, parts, 0, None, out)


def _cut(values: Array, count: int) -> Array:
    """(rows, columns) as (count, rows, columns / count), a view."""
    return values.reshape(len(values), count, -1).transpose(1, 0, 2)
