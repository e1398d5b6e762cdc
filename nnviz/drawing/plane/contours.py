"""Where a field over the plane crosses zero: marching squares, all squares at once. NumPy only."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]

_TOP, _RIGHT, _BOTTOM, _LEFT = range(4)
#: By the corners above zero (1 top left, 2 top right, 4 bottom right, 8 bottom left): which two sides of the
#: square a line joins. The two saddles, 5 and 10, keep the corners above zero apart.
_LINES: Final[dict[int, tuple[tuple[int, int], ...]]] = {
    1: ((_LEFT, _TOP),),
    2: ((_TOP, _RIGHT),),
    3: ((_LEFT, _RIGHT),),
    4: ((_RIGHT, _BOTTOM),),
    5: ((_LEFT, _TOP), (_RIGHT, _BOTTOM)),
    6: ((_TOP, _BOTTOM),),
    7: ((_LEFT, _BOTTOM),),
    8: ((_BOTTOM, _LEFT),),
    9: ((_BOTTOM, _TOP),),
    10: ((_TOP, _RIGHT), (_BOTTOM, _LEFT)),
    11: ((_BOTTOM, _RIGHT),),
    12: ((_RIGHT, _LEFT),),
    13: ((_RIGHT, _TOP),),
    14: ((_TOP, _LEFT),),
}


def zero_lines(field: Floats) -> Floats:
    """(n, 4) pieces of line (x0, y0, x1, y1) along which ``field`` (rows, columns) is zero.

    The numbers of ``field`` stand in the middles of square cells; 0 and 1 are the borders of the outermost
    cells, x to the right, y downwards. Beyond the outermost middles the field goes on as there.
    """
    rows, columns = field.shape
    values = np.pad(np.nan_to_num(np.asarray(field, dtype=np.float64)), 1, mode="edge")
    above = values > 0
    corners = above[:-1, :-1] + 2 * above[:-1, 1:] + 4 * above[1:, 1:] + 8 * above[1:, :-1]
    row, column = np.nonzero((corners > 0) & (corners < 15))
    if not row.size:
        return np.empty((0, 4))
    kind = corners[row, column]
    sides = _crossings(values, row, column)
    pieces = []
    for number, lines in _LINES.items():
        mine = np.flatnonzero(kind == number)
        pieces += [np.hstack([sides[a][mine], sides[b][mine]]) for a, b in lines if mine.size]
    # Square (0, 0) begins half a cell outside of the field.
    found: Floats = (np.concatenate(pieces) - 0.5) / np.array([columns, rows, columns, rows])
    return found


def _crossings(values: Floats, row: NDArray[np.intp], column: NDArray[np.intp]) -> list[Floats]:
    """(n, 2) for each side of the squares: where between its corners zero is."""
    a, b = values[row, column], values[row, column + 1]
    d, c = values[row + 1, column], values[row + 1, column + 1]

    def share(one: Floats, other: Floats) -> Floats:
        drop = one - other
        found: Floats = np.divide(one, drop, out=np.full(one.shape, 0.5), where=drop != 0)
        return found

    return [
        np.stack([column + share(a, b), row + 0.0], axis=1),
        np.stack([column + 1.0, row + share(b, c)], axis=1),
        np.stack([column + share(d, c), row + 1.0], axis=1),
        np.stack([column + 0.0, row + share(a, d)], axis=1),
    ]
