"""Points of the plane that ask for nothing: more of the same are to be made.

Coordinates go from -6 to 6. ``noise`` is the spread: a normal deviation of ``noise`` times 2 in either
direction. All randomness comes from the generator given.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.data.planar import EXTENT, Array

_SPREAD = 2.0
_RADIUS = 4.0
_LINE = np.array([[-4.0, -2.0], [4.0, 2.0]])


@dataclass(frozen=True, eq=False)
class Modes:
    """Where the points of a set heap up: around ``centres`` (K, 2), each as likely as the others, with the
    normal deviation ``sigma`` in either direction, in the units of the plane. Read-only.
    """

    centres: Array
    sigma: float

    def __len__(self) -> int:
        return len(self.centres)


def ring_of_8(noise: float) -> Modes:
    """Eight heaps evenly on a circle."""
    angle = np.arange(8) * (np.pi / 4)
    return _modes(_RADIUS * np.stack([np.cos(angle), np.sin(angle)], axis=1), noise)


def grid_of_25(noise: float) -> Modes:
    """Five rows of five heaps, row by row from the bottom."""
    x2, x1 = np.meshgrid(*[np.linspace(-_RADIUS, _RADIUS, 5)] * 2, indexing="ij")
    return _modes(np.stack([x1.ravel(), x2.ravel()], axis=1), noise)


def _modes(centres: Array, noise: float) -> Modes:
    centres.flags.writeable = False
    return Modes(centres, noise * _SPREAD)


def heaped(rng: np.random.Generator, count: int, modes: Modes) -> tuple[Array, NDArray[np.float32]]:
    """(count, 2) points around the modes, and no labels (count, 0)."""
    centres = modes.centres[rng.integers(0, len(modes), count)]
    return _spread(rng, centres, modes.sigma)


def line(rng: np.random.Generator, count: int, noise: float) -> tuple[Array, NDArray[np.float32]]:
    """A straight line, slanting."""
    along = rng.uniform(0, 1, (count, 1))
    return _spread(rng, _LINE[0] + along * (_LINE[1] - _LINE[0]), noise * _SPREAD)


def dirac(rng: np.random.Generator, count: int, noise: float) -> tuple[Array, NDArray[np.float32]]:
    """All at 0, whatever the noise."""
    del rng, noise
    return np.zeros((count, 2)), _unasked(count)


def _spread(rng: np.random.Generator, points: Array, sigma: float) -> tuple[Array, NDArray[np.float32]]:
    moved = points + rng.normal(0, 1, points.shape) * sigma
    return np.clip(moved, -EXTENT, EXTENT), _unasked(len(points))


def _unasked(count: int) -> NDArray[np.float32]:
    return np.empty((count, 0), np.float32)
