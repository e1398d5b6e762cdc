"""The modes of the data as beads: how many of the made samples lie at each, and which are found."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nnviz.training.generated import least

Floats = NDArray[np.floating[Any]]

_LEAST_DOT: Final = 2.0 / 17  # of the radius of a bead: where there is any sample at all


@dataclass(frozen=True)
class ModeBead:
    """A mode at (``x``, ``y``), shares of the picture to the right and downwards, with so many samples.

    ``filled`` is the radius of its disc as a share of the bead's: the disc's area goes with the samples, and
    is full at an even share. The number stands towards (``out_x``, ``out_y``), of length 1.
    """

    x: float
    y: float
    count: int
    found: bool
    filled: float
    out_x: float
    out_y: float


@dataclass(frozen=True)
class ModeBeads:
    """All of them. A mode is ``found`` with at least ``least`` of ``samples``; ``even`` are as many as each
    would have if all were alike. ``radius`` is that of a bead, as a share of the picture's height, and
    ``hollow`` whether there is room in the middle for words, and around for numbers."""

    beads: tuple[ModeBead, ...]
    samples: int
    least: int
    even: float
    radius: float
    hollow: bool

    @property
    def found(self) -> int:
        """How many modes are found."""
        return sum(bead.found for bead in self.beads)


def mode_beads(counts: NDArray[np.int64], samples: int, centres: Floats) -> ModeBeads:
    """The beads of modes at (K, 2) ``centres`` with these ``counts`` of so many samples.

    They stand as the modes do on the plane.
    """
    modes = len(centres)
    needed, even = math.ceil(least(modes, samples)), samples / modes
    middle = (centres.max(axis=0) + centres.min(axis=0)) / 2
    spread = float(np.abs(centres - middle).max(initial=0.0)) or 1.0
    apart = _apart(centres) / spread
    ways = (centres - middle) / spread
    hollow = bool(np.hypot(*ways.T).min(initial=1.0) > apart)
    radius = min(0.09, 0.105 * apart) if hollow else min(0.09, 0.1 * apart)
    reach = 0.30 if hollow else 0.40
    beads = []
    for (right, up), count in zip(ways.tolist(), counts.tolist(), strict=True):
        length = math.hypot(right, up) or 1.0
        out = (right / length, -up / length) if hollow else (0.0, 1.0)
        filled = max(_LEAST_DOT, math.sqrt(min(1.0, count / even))) if count else 0.0
        beads.append(ModeBead(0.5 + reach * right, 0.5 - reach * up, count, count >= needed, filled, *out))
    return ModeBeads(tuple(beads), samples, needed, even, radius, hollow)


def _apart(centres: Floats) -> float:
    """The distance of the two centres that are nearest to each other."""
    if len(centres) < 2:
        return math.inf
    away = np.hypot(*(centres[:, np.newaxis] - centres).transpose(2, 0, 1))
    away[np.diag_indices(len(centres))] = np.inf
    return float(away.min())
