"""The curve of an edge: a cubic with horizontal tangents, the same for all but for its ends."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]

CURVED, NEAR_STRAIGHT = 0.5, 0.26  # length of the tangents, as a share of the gap
FEW_NEURONS = 4
PIECE = 8.0  # px across of a straight piece of a curve
PIECES = (12, 80)  # at least and at most
_FINE = 513


def tangent(most: int) -> float:
    """The length of the tangents where the larger of the two layers has ``most`` neurons."""
    return NEAR_STRAIGHT if most <= FEW_NEURONS else CURVED


@cache
def _table(share: float) -> tuple[Floats, Floats, Floats]:
    """x, y and dy/dx of the curve from (0, 0) to (1, 1)."""
    t = np.linspace(0.0, 1.0, _FINE)
    x = 3 * (1 - t) ** 2 * t * share + 3 * (1 - t) * t**2 * (1 - share) + t**3
    y = 3 * (1 - t) * t**2 + t**3
    return x, y, np.gradient(y, x)


class Curves:
    """The curves of the edges of one layout, as straight pieces."""

    def __init__(self, gaps: Sequence[tuple[Floats, Floats, Floats, Floats]]) -> None:
        self._gaps = gaps
        self._places = [
            np.linspace(0.0, 1.0, int(np.clip((x1.max() - x0.min()) / PIECE, *PIECES)) + 1)
            for x0, _, x1, _ in gaps
        ]
        self._shapes = [
            height_at(place, max(len(y0), len(y1)))
            for place, (_, y0, _, y1) in zip(self._places, gaps, strict=True)
        ]

    def points(self, gap: int, source: int, target: int) -> Floats:
        """(points, 2) px along the curve of an edge."""
        x0, y0, x1, y1 = self._gaps[gap]
        x = x0[source] + (x1[target] - x0[source]) * self._places[gap]
        return np.stack([x, y0[source] + (y1[target] - y0[source]) * self._shapes[gap]], axis=1)


def height_at(place: Floats, most: int) -> Floats:
    """How far of the way down (0..1) the curve is at ``place`` 0..1 of the way across."""
    x, y, _ = _table(tangent(most))
    return np.interp(place, x, y)


def slope_at(place: Floats, most: int) -> Floats:
    """dy/dx of the curve from (0, 0) to (1, 1) at ``place``."""
    x, _, slope = _table(tangent(most))
    return np.interp(place, x, slope)
