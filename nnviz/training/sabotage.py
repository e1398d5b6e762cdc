"""A gradient with one wrong derivative in it, for lessons: to be found by the numerical check, never learned
from.

No Trainer knows this file. It takes the numbers of a batch as the ledger has them and walks back through the
dense layers once more, with a mistake at one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nnviz.engine.gradient_check import GradientCheck, check_one
from nnviz.said import translate
from nnviz.training.micro_batch import LayerNumbers, MicroBatch

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Sabotage:
    """One line of the table: what is wrong at a layer.

    ``slope`` is what dL/da is multiplied by there, where it is not da/dz; ``back`` the matrix that takes
    dL/dz to the layer before, where it is not Wᵀ; ``own`` a factor of the layer's own gradients.
    """

    name: str
    says: str
    slope: Callable[[LayerNumbers], Any] | None = None
    back: Callable[[LayerNumbers], Any] | None = None
    own: float = 1.0


#: Mistakes that people really make, by name.
SABOTAGES: Final[Mapping[str, Sabotage]] = {
    one.name: one
    for one in (
        Sabotage("sign", translate("Training", "the gradient points uphill: its sign is wrong"), own=-1.0),
        Sabotage("twice", translate("Training", "a factor of 2 stands where none belongs"), own=2.0),
        Sabotage(
            "slope",
            translate("Training", "the slope of the activation is left out: dL/dz is taken to be dL/da"),
            slope=lambda layer: np.ones_like(layer.a),
        ),
        Sabotage(
            "transpose",
            translate("Training", "the weights are not transposed on the way back"),
            back=lambda layer: layer.weights,
        ),
    )
}


def sabotaged(batch: MicroBatch, kind: str, layer: int) -> Floats:
    """(P,) the gradient of the loss of the batch, with that mistake at the dense layer ``layer``.

    Raises ``ValueError`` with one sentence for a network of other layers, and where the mistake cannot be
    made: of weights that are no square, what is not transposed does not fit.
    """
    fault, layers = SABOTAGES[kind], batch.layers
    _check(batch, fault, layer)
    gradient = np.zeros(batch.learner.size)
    da: Any = layers[-1].da
    dz: Any = layers[-1].dz  # as the step formed it, which of a fused loss is not da times a slope
    for place in reversed(range(len(layers))):
        one, wrong = layers[place], place == layer
        slope = fault.slope if wrong else None
        if slope is not None:
            dz = da * slope(one)
        elif place < len(layers) - 1:
            dz = da * one.slope
        both = np.vstack([one.entering.T @ dz, dz.sum(axis=0)]) * (fault.own if wrong else 1.0)
        gradient[one.first : one.first + both.size] = both.ravel()
        da = dz @ (fault.back(one) if wrong and fault.back is not None else one.weights.T)
    if not np.isfinite(gradient).all():
        raise ValueError(
            translate("Training", "With this mistake the gradient is infinite: the output is saturated.")
        )
    return gradient


def measured(batch: MicroBatch, index: int) -> GradientCheck:
    """The true gradient of the parameter at that place of the flat vector, beside central differences."""
    return check_one(batch.minimised(), index)


def caught(batch: MicroBatch, gradient: Floats, index: int) -> bool:
    """Whether the numerical check finds that entry of a gradient wrong, as far as it can tell."""
    check = measured(batch, index)
    coarser = float(np.finfo(batch.learner.dtype).eps / np.finfo(np.float64).eps)
    told = check.resolution + check.rounding * coarser
    return not check.kink and abs(float(gradient[index]) - check.numeric) > told


def _check(batch: MicroBatch, fault: Sabotage, layer: int) -> None:
    if batch.before or any(one.passed for one in batch.layers) or not batch.layers:
        raise ValueError(translate("Training", "A mistake can be planted in networks of dense layers alone."))
    if layer >= len(batch.layers):
        raise ValueError(
            translate(
                "Training", "There is no layer {layer} to plant a mistake in; there are {count}."
            ).format(layer=layer + 1, count=len(batch.layers))
        )
    rows, columns = batch.layers[layer].weights.shape
    if fault.back is not None and (rows != columns or layer == 0):
        raise ValueError(
            translate(
                "Training",
                "Only square weights behind the first layer can stay untransposed, not {rows} × {columns}.",
            ).format(rows=rows, columns=columns)
        )
