"""What the loss of a batch does while one weight is moved: the curve, its slope here, and the check of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.engine.gradient_check import GradientCheck, check_one
from nnviz.training.chain import Weight
from nnviz.training.micro_batch import MicroBatch

Floats = NDArray[np.float64]

#: Points of the curve; fewer where a pass over the batch is long.
POINTS = 61
FEWEST = 13
_WORK = 3e8  # multiplications that the whole curve may take, about
_PART = 0.006  # seconds: of a frame's 16 ms there is then enough left for the frame
_REACH = 1.5  # of the weight's own size, to either side
_LEAST_REACH = 1.0


@dataclass(frozen=True, eq=False)
class Nudge:
    """The loss of the batch (with its penalties) over one weight; all in float64.

    ``weights`` and ``losses`` (m,) are the curve, ``weight`` and ``loss`` where the network is, ``penalty``
    the part of that loss that L1 and L2 add. ``slope`` is the gradient of the ledger, in its parts
    ``data_slope`` and ``penalty_slope``, before any clipping; ``step`` what the optimiser subtracts, and
    ``check`` the numerical gradient, by the very dropout masks of this batch. ``rounding`` is how far off a
    gradient may be that was computed in the number type of the ledger. ``parts`` are the names of what the
    gradient is the sum of, if it has any.
    """

    weights: Floats
    losses: Floats
    weight: float
    loss: float
    penalty: float
    data_slope: float
    penalty_slope: float
    step: float
    check: GradientCheck
    rounding: float
    parts: tuple[str, ...] = ()

    @property
    def slope(self) -> float:
        return self.data_slope + self.penalty_slope

    @property
    def told(self) -> float:
        """How far apart rounding and the step alone can bring the two slopes."""
        return self.check.resolution + self.rounding

    @property
    def agrees(self) -> bool:
        """Whether the slope of the ledger is the numerical one, as far as it can be told."""
        return self.check.right and abs(self.slope - self.check.numeric) <= self.told


def nudged(batch: MicroBatch, weight: Weight | int) -> Iterator[Nudge | None]:
    """Work it out a little at a time: None after each part, last the Nudge.

    ``weight`` may also be the place of any parameter in the flat vector.
    """
    index = weight
    if isinstance(index, Weight):
        index = batch.layers[index.layer].parameter(index.source, index.unit)
    minimised = batch.minimised()
    twin, check = minimised.twin, check_one(minimised, index)
    yield None
    here = float(twin.parameters[index])
    update = batch.update
    reach = max(_LEAST_REACH, _REACH * abs(here), 3 * abs(float(update.step[index])))
    count = int(np.clip(_WORK / max(1, batch.n * twin.size), FEWEST, POINTS)) | 1
    weights = np.linspace(here - reach, here + reach, count)
    losses, begun = np.empty(count), time.perf_counter()
    for i, value in enumerate(weights):
        losses[i] = minimised.at(index, float(value))
        if time.perf_counter() - begun > _PART:
            yield None
            begun = time.perf_counter()
    loss = minimised.at(index, here)
    slopes = float(update.data_gradient[index]), float(update.penalty_gradient[index])
    coarser = np.finfo(batch.learner.dtype).eps / np.finfo(np.float64).eps
    rounding = check.rounding * float(coarser)
    step = float(update.step[index])
    parts = tuple(update.parts)
    yield Nudge(weights, losses, here, loss, twin.penalty, *slopes, step, check, rounding, parts)
