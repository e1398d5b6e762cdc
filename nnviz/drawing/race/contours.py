"""Lines of equal loss on a grid of losses."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.float64]

LINES: Final = 11
_SMALLEST: Final = 1e-9  # of the largest loss: what is below counts as that


def levels_of(losses: Grid) -> tuple[NDArray[np.float64], float]:
    """(losses at which a line is drawn, the factor from each to the next), none where all are alike."""
    finite = losses[np.isfinite(losses)]
    if not finite.size or finite.max() <= 0:
        return np.empty(0), 1.0
    high = float(np.quantile(finite, 0.98))
    low = max(float(finite.min()), _SMALLEST * high)
    if high <= low * 1.001:
        return np.empty(0), 1.0
    factor = float(f"{max(1.05, (high / low) ** (1 / LINES)):.2g}")
    levels: Grid = low * factor ** np.arange(1.0, LINES + 1)
    return levels, factor


def shade_of(losses: Grid) -> Grid:
    """0 at the lowest loss to 1 at the highest, by its logarithm; 1 where there is none."""
    finite = losses[np.isfinite(losses)]
    if not finite.size or finite.max() <= 0:
        return np.ones_like(losses)
    high = float(np.quantile(finite, 0.98))
    low = max(float(finite.min()), _SMALLEST * high)
    if high <= low:
        return np.zeros_like(losses)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.log(np.maximum(losses, low) / low) / np.log(high / low)
    shade: Grid = np.clip(np.nan_to_num(share, nan=1.0, posinf=1.0), 0.0, 1.0)
    return shade


def contour(losses: Grid, across: Grid, up: Grid, level: float) -> NDArray[np.float64]:
    """(n, 2, 2): pieces of the line on which the loss is ``level``, each from one point to another.

    ``losses`` (rows, columns) at ``up`` (rows,) and ``across`` (columns,). In each cell the loss is taken to
    go straight along the edges (marching squares); a cell with two lines has those that keep its high
    corners apart.
    """
    above = losses > level
    corners = [losses[:-1, :-1], losses[:-1, 1:], losses[1:, 1:], losses[1:, :-1]]
    sides = [above[:-1, :-1], above[:-1, 1:], above[1:, 1:], above[1:, :-1]]
    whole = np.isfinite(np.stack(corners)).all(axis=0)
    left, right = np.meshgrid(across[:-1], up[:-1])[0], np.meshgrid(across[1:], up[:-1])[0]
    low, high = np.meshgrid(across[:-1], up[:-1])[1], np.meshgrid(across[:-1], up[1:])[1]
    xs, ys = [left, right, right, left], [low, low, high, high]
    points: list[NDArray[Any]] = []
    for one in range(4):  # where the line crosses each edge of each cell
        other = (one + 1) % 4
        with np.errstate(all="ignore"):
            share = (level - corners[one]) / (corners[other] - corners[one])
            x = xs[one] + share * (xs[other] - xs[one])
            y = ys[one] + share * (ys[other] - ys[one])
        points.append(np.stack([x, y], axis=-1))
    crossed = np.stack([sides[one] != sides[(one + 1) % 4] for one in range(4)]) & whole
    pieces = [_between(points, crossed, one, other) for one in range(4) for other in range(one + 1, 4)]
    both = crossed.all(axis=0)
    turned = both & sides[0]
    pieces += [
        np.stack([points[one][turned], points[other][turned]], axis=1) for one, other in ((0, 3), (1, 2))
    ]
    turned = both & ~sides[0]
    pieces += [
        np.stack([points[one][turned], points[other][turned]], axis=1) for one, other in ((0, 1), (2, 3))
    ]
    return np.concatenate(pieces)


def _between(points: list[NDArray[Any]], crossed: NDArray[np.bool_], one: int, other: int) -> NDArray[Any]:
    """The pieces of cells whose line crosses just these two edges."""
    here = crossed[one] & crossed[other] & (crossed.sum(axis=0) == 2)
    return np.stack([points[one][here], points[other][here]], axis=1)
