"""The variational code: every unit has a mean and a spread, and what leaves it is drawn anew in every step.

With the sums μ = x W + b and s = x S + c it gives μ + exp(s / 2) ε, ε from N(0, 1), and adds beta times
KL(N(μ, exp(s)) || N(0, 1)) = 1/2 Σ (μ² + exp(s) - 1 - s), as a mean over the samples, to what is learned
(Kingma and Welling 2014, Auto-Encoding Variational Bayes, appendix B). When predicting it gives the means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnviz.engine.arrays import Array, is_number, plain
from nnviz.engine.initializers import initializer as find_initializer
from nnviz.engine.layers.checks import is_whole
from nnviz.engine.layers.layer import Layer, LayerSpec, Quantity, Shape, Stage, blocks, buffer
from nnviz.said import translate


@dataclass(frozen=True)
class Variational(LayerSpec):
    """A code of `units` numbers, each drawn around its mean as far as its spread.

    `beta` is the weight of the divergence from N(0, 1) in what is learned. Beside a loss that is a mean over
    the d numbers of a sample 1 / d makes the sum of both the usual bound.
    """

    units: int
    beta: float = 0.01

    kind = "variational"
    label = translate("Engine", "Variational code")
    purpose = translate(
        "Engine", "Numbers that stand for a whole sample, each drawn around its mean as far as its spread."
    )
    weighted = True
    sized = "units"

    def __post_init__(self) -> None:
        for name in ("units", "beta"):
            object.__setattr__(self, name, plain(getattr(self, name)))
        if not is_whole(self.units):
            raise ValueError(
                translate("Engine", "A code needs at least 1 number, not {units}.").format(units=self.units)
            )
        if not is_number(self.beta) or not 0 <= self.beta <= 1000:
            raise ValueError(
                translate(
                    "Engine", "The beta of a variational code must be from 0 to 1000, not {beta}."
                ).format(beta=self.beta)
            )

    def build(self, shape: Shape) -> VariationalLayer:
        """The running layer for samples of that shape, all their values as one row."""
        return VariationalLayer(self, shape)


def _deviation(layer: VariationalLayer, values: Mapping[str, Array]) -> Array:
    return np.exp(values["s"] / 2)


class VariationalLayer(Layer):
    """A variational code at run time: `rng` must be set before a training step."""

    spec: Variational
    draws = True
    quantities = (
        Quantity("z", "μ = x W + b", ("x", "weights", "bias"), gradient="dz"),
        Quantity("s", "s = x S + c", ("x", "spread_weights", "spread_bias"), gradient="ds"),
        Quantity("deviation", "σ = exp(s / 2)", ("s",), derive=_deviation),
        Quantity("drawn", "σ ε, ε from N(0, 1)", ("deviation",)),
        Quantity("a", "a = μ + σ ε", ("z", "drawn"), gradient="da"),
        Quantity("da", "∂L/∂a", backward=True),
        Quantity("dz", "∂L/∂μ = ∂L/∂a + β μ / n", ("da", "z"), backward=True),
        Quantity("ds", "∂L/∂s = ∂L/∂a · σ ε / 2 + β (σ² − 1) / 2n", ("da", "drawn", "s"), backward=True),
        Quantity("dW", "∂L/∂W = xᵀ ∂L/∂μ", ("x", "dz"), backward=True, parameter="weights"),
        Quantity("db", "∂L/∂b = Σ ∂L/∂μ", ("dz",), backward=True, parameter="bias"),
        Quantity("dS", "∂L/∂S = xᵀ ∂L/∂s", ("x", "ds"), backward=True, parameter="spread_weights"),
        Quantity("dc", "∂L/∂c = Σ ∂L/∂s", ("ds",), backward=True, parameter="spread_bias"),
    )

    def __init__(self, spec: Variational, shape: Shape) -> None:
        super().__init__(spec, shape, (spec.units,))
        matrix, row = (self.input_size, spec.units), (spec.units,)
        self.parameters = blocks(
            ("weights", matrix, "weight"),
            ("bias", row, "bias"),
            ("spread_weights", matrix, "weight"),
            ("spread_bias", row, "bias"),
        )

    def attach(self, parameters: Array, gradients: Array, statistics: Array) -> None:
        super().attach(parameters, gradients, statistics)
        shape = (2, self.input_size + 1, self.spec.units)  # each matrix with its bias as the last row
        self._matrices, self._gradients = parameters.reshape(shape), gradients.reshape(shape)

    def initialize(self, rng: np.random.Generator, initializer: str) -> None:
        draw = find_initializer(initializer).function
        for matrix in self._matrices:
            matrix[:-1] = draw(rng, self.input_size, self.spec.units)
            matrix[-1] = 0.0

    def bind(self, inputs: Array, d_inputs: Array | None, training: bool, fixed: bool = False) -> Stage:
        samples, dtype = inputs.shape[1], inputs.dtype
        outputs = buffer(self.output_shape, samples, dtype)
        a = outputs[:-1]
        da, mean, spread, drawn, d_mean, d_spread = (np.zeros(a.shape, dtype) for _ in range(6))
        means, spreads = self._matrices
        draw = partial(self._draw, drawn, spread) if training else partial(drawn.fill, 0.0)
        weight = self.spec.beta / samples if training else 0.0
        back = [partial(self._back, mean, spread, drawn, (da, d_mean, d_spread), weight)]
        return Stage(
            inputs=inputs,
            outputs=outputs,
            da=da,
            forward=(
                partial(np.dot, means.T, inputs, out=mean),
                partial(np.dot, spreads.T, inputs, out=spread),
                draw,
                partial(np.add, mean, drawn, out=a),
            ),
            differentiate=tuple(back),
            backward=(
                partial(np.dot, inputs, d_mean.T, out=self._gradients[0]),
                partial(np.dot, inputs, d_spread.T, out=self._gradients[1]),
            ),
            backward_inputs=()
            if d_inputs is None
            else (partial(self._hand_back, d_mean, d_spread, d_inputs),),
            z=mean,
            dz=d_mean,
            added=partial(self._divergence, mean, spread) if training else None,
            named={"z": mean, "dz": d_mean, "s": spread, "ds": d_spread, "drawn": drawn},
        )

    def _draw(self, drawn: Array, spread: Array) -> None:
        """Fill `drawn` with ε exp(s / 2)."""
        if self.rng is None:
            raise ValueError(
                translate(
                    "Engine",
                    "A network with a variational code needs a random generator to train: set network.rng.",
                )
            )
        self.rng.standard_normal(dtype=drawn.dtype.type, out=drawn)
        np.multiply(drawn, np.exp(spread / 2), out=drawn)

    def _divergence(self, mean: Array, spread: Array) -> float:
        """beta KL, as a mean over the samples."""
        whole = np.square(mean) + np.exp(spread) - 1.0 - spread
        return float(self.spec.beta / 2 * whole.sum(dtype=np.float64) / mean.shape[1])

    @staticmethod
    def _back(
        mean: Array, spread: Array, drawn: Array, back: tuple[Array, Array, Array], weight: float
    ) -> None:
        da, d_mean, d_spread = back
        d_mean[...] = da + weight * mean
        d_spread[...] = da * drawn / 2 + (weight / 2) * (np.exp(spread) - 1.0)

    def _hand_back(self, d_mean: Array, d_spread: Array, d_inputs: Array) -> None:
        means, spreads = self._matrices[:, :-1]
        np.dot(means, d_mean, out=d_inputs)
        d_inputs += spreads @ d_spread
