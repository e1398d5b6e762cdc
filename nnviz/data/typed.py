"""Points of the plane by a function that somebody has typed: above or below it, or with its values."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from nnviz.data.planar import EXTENT, Array, moved
from nnviz.said import translate

#: (n, 2) points -> (n,) values. It raises ``ValueError`` with one sentence where it has none.
Function = Callable[[Array], Array]

FEWEST = 0.05
"""The share of the points that lies on each side of a curve at least."""
_GAP = 0.15  # between a point and the curve


def beside_curve(
    rng: np.random.Generator, count: int, noise: float, function: Function
) -> tuple[Array, NDArray[np.int64]]:
    """Points below the curve x2 = f(x1), class 0, and above it, class 1.

    Raises ``ValueError`` with one sentence where nearly all are on one side.
    """
    points = rng.uniform(-EXTENT, EXTENT, (count, 2))
    heights = function(points)
    above = points[:, 1] > heights
    share = float(above.mean())
    if not FEWEST <= share <= 1 - FEWEST:
        text = translate("Data", "Nearly all points are above the curve: it should run between −6 and 6.")
        if share < FEWEST:
            text = translate("Data", "Nearly all points are below the curve: it should run between −6 and 6.")
        raise ValueError(text)
    near = np.abs(points[:, 1] - heights) < _GAP
    points[near, 1] = heights[near] + np.where(above[near], _GAP, -_GAP)
    return moved(rng, points, noise), above.astype(np.int64)


def values_of(rng: np.random.Generator, count: int, noise: float, function: Function) -> tuple[Array, Array]:
    """Points anywhere, with the value of the function there."""
    points = rng.uniform(-EXTENT, EXTENT, (count, 2))
    return points, function(points) + rng.normal(0, 1, count) * noise
