"""The strongest of many paths through stages: those with the largest products, and how many there are.

A stage is a matrix (from, to), or (units,) where each unit goes on to itself; the head (units,) is what the
paths begin with.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_DEAD = -1e6
"""Stands for the logarithm of 0: any live path is stronger, and among dead ones there is a strongest."""


def counted(head: Floats, matrices: Sequence[Floats], unit: int) -> int:
    """How many paths end at ``unit`` without a factor of 0."""
    number = (head != 0).astype(np.float64)
    for matrix in matrices:
        there = matrix != 0
        number = number * there if matrix.ndim == 1 else number @ there
    return int(number[unit])


def strongest(head: Floats, matrices: Sequence[Floats], unit: int, most: int) -> list[tuple[int, ...]]:
    """The units, stage by stage, of the ``most`` paths to ``unit`` with the largest products.

    The best few to every unit of a stage come from the best few to those of the stage before.
    """
    score = _strength(head)[np.newaxis]  # (best, units)
    back: list[tuple[NDArray[np.intp], NDArray[np.intp]] | None] = []
    for matrix in matrices:
        if matrix.ndim == 1:
            score = score + _strength(matrix)
            back.append(None)
            continue
        depth, units = score.shape
        ways = (score[:, :, np.newaxis] + _strength(matrix)).reshape(depth * units, -1)
        kept = min(most, len(ways))
        if kept < len(ways):
            best = np.argpartition(-ways, kept - 1, axis=0)[:kept]
        else:
            best = np.tile(np.arange(len(ways))[:, np.newaxis], (1, ways.shape[1]))
        score = np.take_along_axis(ways, best, axis=0)
        back.append((best // units, best % units))
    order = np.argsort(-score[:, unit], kind="stable")
    return [_traced(int(rank), unit, back) for rank in order]


def _traced(
    rank: int, unit: int, back: Sequence[tuple[NDArray[np.intp], NDArray[np.intp]] | None]
) -> tuple[int, ...]:
    """The units of one path from the head on, one more than there are stages."""
    units = [unit]
    for step in reversed(back):
        if step is not None:
            rank, unit = int(step[0][rank, unit]), int(step[1][rank, unit])
        units.append(unit)
    return tuple(reversed(units))


def _strength(values: Floats) -> Floats:
    """The logarithm of the size, so that the strength of a path is a sum, however small its product."""
    sizes = np.abs(np.nan_to_num(values))
    return np.log(sizes, out=np.full(sizes.shape, _DEAD), where=sizes > 0)
