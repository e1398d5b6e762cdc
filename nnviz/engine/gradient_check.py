"""The gradient check: (L(w + h) - L(w - h)) / 2h beside the analytic gradient, in float64.

Central differences err by about h^2 and by rounding / h; with h = 1e-6 scaled to the weight, agreement to
some 1e-7 of the larger of the two is what a right gradient gives. Where a ReLU (or another corner)
lies between w - h and w + h the difference is no derivative: the check says so, and does not fail it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from nnviz.engine.arrays import Array
from nnviz.engine.layers import BatchNormLayer, DenseLayer, Layer
from nnviz.engine.network import Network

__all__ = ["GradientCheck", "gradient_check", "parameter_name"]

STEP = 1e-6
SMALLEST = 1e-4
"""Gradients smaller than this are compared as if of this size: the differences err by some 1e-10."""


@dataclass(frozen=True)
class GradientCheck:
    """One parameter: its gradient by backpropagation and by central differences.

    relative_error is |analytic - numeric| / max(|analytic|, |numeric|, 1e-4). `kink`: a corner of an
    activation or of the loss was met between w - h and w + h, so that the two need not agree.
    """

    index: int
    name: str
    analytic: float
    numeric: float
    relative_error: float
    kink: bool


def gradient_check(
    network: Network, X: npt.ArrayLike, T: npt.ArrayLike, indices: Sequence[int] | None = None
) -> tuple[GradientCheck, ...]:
    """Check the gradients of `network` on the batch (X, T), penalties included.

    `indices`: which of the flat parameters; all if None. Works on a float64 copy, in training mode: batch
    normalisation uses the batch's own statistics, and every pass repeats the same dropout mask. The network
    is not changed.
    """
    twin = network.with_dtype("float64")
    seed = network.rng if network.rng is not None else np.random.default_rng(0)
    state = seed.bit_generator.state
    analytic = _run(twin, seed, state, X, T)[2]
    checks = []
    for index in range(twin.size) if indices is None else indices:
        name = parameter_name(twin.layers, index)
        checks.append(_check(twin, seed, state, X, T, index, name, float(analytic[index])))
    seed.bit_generator.state = state
    return tuple(checks)


def parameter_name(layers: Sequence[Layer], index: int) -> str:
    """What the flat parameter at `index` is called: "W1[3, 2]", "b1[2]", "gamma2[0]"; numbered from 1."""
    size = sum(layer.parameter_count for layer in layers)
    if not 0 <= index < size:
        raise ValueError(f"There is no parameter {index}: they go from 0 to {size - 1}.")
    number = 0
    for layer in layers:
        number += isinstance(layer, (DenseLayer, BatchNormLayer))
        if index < layer.parameter_count:
            break
        index -= layer.parameter_count
    row, column = divmod(index, layer.output_size)
    if isinstance(layer, BatchNormLayer):
        return f"{('gamma', 'beta')[row]}{number}[{column}]"
    return f"W{number}[{row}, {column}]" if row < layer.input_size else f"b{number}[{column}]"


def _check(
    twin: Network,
    rng: np.random.Generator,
    state: Mapping[str, Any],
    X: npt.ArrayLike,
    T: npt.ArrayLike,
    index: int,
    name: str,
    analytic: float,
) -> GradientCheck:
    weight = float(twin.parameters[index])
    step = STEP * max(1.0, abs(weight))
    twin.parameters[index] = weight + step
    above, side_above, _ = _run(twin, rng, state, X, T)
    twin.parameters[index] = weight - step
    below, side_below, _ = _run(twin, rng, state, X, T)
    twin.parameters[index] = weight
    numeric = (above - below) / (2.0 * step)
    error = abs(analytic - numeric) / max(abs(analytic), abs(numeric), SMALLEST)
    kink = not np.array_equal(side_above, side_below) or bool((side_above == 0).any())
    kink = kink or (twin.l1 > 0 and name.startswith("W") and abs(weight) <= step)
    return GradientCheck(index, name, analytic, numeric, error, kink)


def _run(
    twin: Network, rng: np.random.Generator, state: Mapping[str, Any], X: npt.ArrayLike, T: npt.ArrayLike
) -> tuple[float, Array, Array]:
    """(what is minimised, on which side of each corner every value lies, the gradients)."""
    rng.bit_generator.state = state  # the same dropout masks each time
    twin.rng = rng
    value = twin.gradient_step(X, T) + twin.penalty
    batch = twin.last_batch()
    sides = [np.zeros(0)]
    for layer, values in zip(twin.layers, batch.layers, strict=True):
        if isinstance(layer, DenseLayer):
            sides += [np.sign(values.z - corner).ravel() for corner in layer.activation.kinks]
    if twin.loss.has_kink:
        sides.append(np.sign(batch.layers[-1].a - batch.targets).ravel())
    return value, np.concatenate(sides), twin.gradients.copy()
