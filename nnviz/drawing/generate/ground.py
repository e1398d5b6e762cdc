"""The ground of the plane on which real and made points meet: verdicts, or densities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nnviz.data.planar import EXTENT
from nnviz.drawing.plane.field import Field
from nnviz.training.plane import PlaneMaps

Floats = NDArray[np.floating[Any]]

#: How far from undecided a verdict is whose colour is full: the least of these that holds all on the plane.
VERDICT_STEPS: Final = (0.1, 0.25, 0.5)
DENSITY_CELLS: Final = 24  # across
_EVEN: Final = 0.5  # what a verdict is that can only be guessed


@dataclass(frozen=True, eq=False)
class Ground:
    """What stands on the plane: ``field`` is signed, 0 has the stage's colour. It is ``low`` where the cool
    colour is full and ``high`` where the warm one is, ``middle`` between. ``clipped``: there is more beyond.
    """

    field: Field
    low: float
    middle: float
    high: float
    clipped: bool = False


def verdict_ground(maps: PlaneMaps, *, share: bool) -> Ground:
    """What the discriminator says everywhere: warm looks real, cool looks made.

    Where its answer is a ``share`` it is held against one half; a score has no such middle, and is held
    against the mean of all that is shown.
    """
    values = maps.layers[-1][:1].astype(np.float64)
    known = values[np.isfinite(values)]
    middle = _EVEN if share or not known.size else float(known.mean())
    away = values - middle
    largest = float(np.abs(known - middle).max(initial=0.0))
    if share:
        full = next((step for step in VERDICT_STEPS if largest <= step), VERDICT_STEPS[-1])
    else:
        full = largest or 1.0
    field = Field(away.astype(np.float32), full, regression=True)
    return Ground(field, middle - full, middle, middle + full, clipped=largest > full * (1 + 1e-9))


def density_ground(made: Floats, real: Floats) -> Ground:
    """Where there are more real points than made ones (warm), or fewer (cool): shares of either, by cells.

    ``made`` and ``real`` are (n, 2). Both histograms sum to 1 over the whole plane but for what lies beyond.
    """
    differ = histogram(real) - histogram(made)
    full = float(np.abs(differ).max(initial=0.0)) or 1.0
    field = Field(differ[np.newaxis].astype(np.float32), full, regression=True)
    return Ground(field, -full, 0.0, full)


def histogram(points: Floats, cells: int = DENSITY_CELLS) -> Floats:
    """(cells, cells) which share of the points lies in each cell, row by row from the top."""
    edges = np.linspace(-EXTENT, EXTENT, cells + 1)
    known = points[np.isfinite(points).all(axis=1)]
    counts, _, _ = np.histogram2d(known[:, 1], known[:, 0], bins=(edges, edges))
    share: Floats = counts[::-1] / max(1, len(points))
    return share
