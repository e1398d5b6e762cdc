"""The gradient check: (L(w + h) - L(w - h)) / 2h beside the analytic gradient, in float64.

Central differences err in two ways, and how much is known. Every number that L is made of is rounded: one of
the size v that L depends on with dL/dv moves L by eps |v dL/dv|, and the difference by that over h. And a
curve is no straight line between w - h and w + h: how far it bends is told by the difference over twice
the step.
Within what both can make a gradient is right, however small it is. Where a ReLU (or another corner)
lies between w - h and w + h the difference is no derivative: the check says so, and does not fail it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from nnviz.engine.arrays import Array
from nnviz.engine.network import Network

__all__ = ["BatchLoss", "GradientCheck", "Minimised", "check_one", "gradient_check", "reach"]

STEP = 1e-6
ROUNDINGS = 16.0
"""How many times the rounding of its numbers a loss may err: sums are made in another order by every BLAS."""
SMALLEST = 1e-4
"""Of gradients smaller than this the error is given as a share of this size."""


@dataclass(frozen=True)
class GradientCheck:
    """One parameter: its gradient by backpropagation and by central differences.

    `resolution` is how far apart rounding and the step alone can bring the two; `rounding` is by how much
    that of a single L can be off. relative_error is |analytic - numeric| / max(|analytic|, |numeric|, 1e-4).
    `kink`: a corner of an activation or of the loss was met between w - h and w + h, so that the two need
    not agree.
    """

    index: int
    name: str
    analytic: float
    numeric: float
    relative_error: float
    resolution: float
    rounding: float
    kink: bool

    @property
    def right(self) -> bool:
        """Whether the two agree as far as it can be told, or need not, at a corner."""
        return self.kink or abs(self.analytic - self.numeric) <= self.resolution


def gradient_check(
    network: Network, X: npt.ArrayLike, T: npt.ArrayLike, indices: Sequence[int] | None = None
) -> tuple[GradientCheck, ...]:
    """Check the gradients of `network` on the batch (X, T), penalties included.

    `indices`: which of the flat parameters; all if None. Works on a float64 copy, in training mode: batch
    normalisation uses the batch's own statistics, and every pass repeats the same dropout mask. The network
    is not changed.
    """
    loss = BatchLoss(network, X, T)
    chosen = range(network.size) if indices is None else indices
    checks = tuple(check_one(loss, index) for index in chosen)
    loss.rng.bit_generator.state = loss.state
    return checks


class Minimised(Protocol):
    """What a network makes small, as a function of one of its parameters: all else is the same at any value.

    `twin` is the network in float64, `gradients` (P,) are those by backpropagation. `size` is what all
    roundings by the relative error 1 would come to.
    """

    twin: Network
    gradients: Array
    size: float

    def at(self, index: int, value: float) -> float:
        """What is minimised, with that parameter so."""

    def sides(self) -> Array:
        """On which side of each corner every value was where it was last worked out."""


class BatchLoss:
    """The loss of a batch with its penalties (`Minimised`): the same dropout masks at every value.

    `size` is what all roundings by the relative error 1 would come to, some up, some down: the root of the
    sum of the squares of L and of v dL/dv for the values v of every layer, each v counted as large as the
    largest, since sums of large numbers may be small.
    """

    def __init__(self, network: Network, X: npt.ArrayLike, T: npt.ArrayLike) -> None:
        self.twin = twin = network.with_dtype("float64")
        self.rng = network.rng if network.rng is not None else np.random.default_rng(0)
        self.state = self.rng.bit_generator.state
        self._X, self._T = X, T
        value = self._run()
        self.gradients = twin.gradients.copy()
        batch = twin.last_batch()
        formed = batch.layers[:-1] if batch.fused else batch.layers
        reaches = [abs(value), *(reach(layer.dz, layer.z) for layer in batch.layers)]
        self.size = math.hypot(*reaches, *(reach(layer.da, layer.a) for layer in formed))

    def at(self, index: int, value: float) -> float:
        """The loss with that parameter so."""
        kept = self.twin.parameters[index]
        self.twin.parameters[index] = value
        loss = self._run()
        self.twin.parameters[index] = kept
        return loss

    def _run(self) -> float:
        self.rng.bit_generator.state = self.state  # the same dropout masks each time
        self.twin.rng = self.rng
        return self.twin.gradient_step(self._X, self._T) + self.twin.penalty

    def sides(self) -> Array:
        """On which side of each corner the values of the last pass lie."""
        batch = self.twin.last_batch()
        sides = [np.zeros(0)]
        for layer, values in zip(self.twin.layers, batch.layers, strict=True):
            sides.append(layer.sides(values.named))
        if self.twin.loss.corners is not None:
            found = self.twin.loss.corners(batch.layers[-1].a, batch.targets)
            sides.append(found[~np.isnan(found)])  # NaN: nothing is asked there
        return np.concatenate(sides)


def reach(slopes: Array, values: Array) -> float:
    """The root of the sum of (dL/dv)^2, times the largest |v|."""
    return float(np.linalg.norm(slopes) * np.abs(values).max())


def check_one(loss: Minimised, index: int) -> GradientCheck:
    """The check of one parameter."""
    name = loss.twin.parameter_name(index)
    analytic, weight = float(loss.gradients[index]), float(loss.twin.parameters[index])
    step = STEP * max(1.0, abs(weight))
    numeric, sides = _difference(loss, index, weight, step)
    kink = _corner(sides)
    if loss.twin.l1 > 0 and abs(weight) <= step:
        kink = kink or bool(loss.twin.weight_mask()[index])
    rounding = ROUNDINGS * float(np.finfo(np.float64).eps) * loss.size
    resolution = rounding / step
    if not kink and abs(analytic - numeric) > resolution:
        wider, sides = _difference(loss, index, weight, 2 * step)
        # The bend adds h^2 to the difference, hence three times as much over twice the step.
        resolution += 0.0 if _corner(sides) else abs(wider - numeric)
    error = abs(analytic - numeric) / max(abs(analytic), abs(numeric), SMALLEST)
    return GradientCheck(index, name, analytic, numeric, error, resolution, rounding, kink)


def _difference(loss: Minimised, index: int, weight: float, step: float) -> tuple[float, tuple[Array, Array]]:
    """(the slope between w - h and w + h, on which side of each corner the values lie at both)."""
    above, below = weight + step, weight - step
    high, sides_above = loss.at(index, above), loss.sides()
    low, sides_below = loss.at(index, below), loss.sides()
    return (high - low) / (above - below), (sides_above, sides_below)


def _corner(sides: tuple[Array, Array]) -> bool:
    """Whether a corner was met on the way from one to the other.

    A value that is exactly on a corner at both ends was not moved: blank pixels under a kernel without bias.
    """
    return not np.array_equal(*sides)
