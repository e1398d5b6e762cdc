"""The simple recurrent layer (Elman 1990): h_t = tanh(x_t W + h_(t-1) U + b), or ReLU instead of tanh."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnviz.engine.activations import ACTIVATIONS
from nnviz.engine.arrays import Array, Operation
from nnviz.engine.layers.layer import Quantity, Shape
from nnviz.engine.layers.recurrent import (
    Recurrent,
    RecurrentLayer,
    Through,
    gradients,
    gradients_of_weights,
    leaving,
    turned,
)
from nnviz.said import translate


@dataclass(frozen=True)
class RNN(Recurrent):
    """A simple recurrent layer of `units`, with ReLU instead of tanh if `relu`."""

    relu: bool = False

    kind = "rnn"
    label = translate("Engine", "simple recurrent layer")
    purpose = translate("Engine", "At every step it takes what enters and its own state of the step before.")

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.relu, bool):
            raise ValueError(
                translate(
                    "Engine", "A simple recurrent layer has ReLU (relu=yes) or tanh (relu=no), not {relu!r}."
                ).format(relu=self.relu)
            )

    def build(self, shape: Shape) -> RNNLayer:
        """The running layer for sequences of that shape, (features, time)."""
        return RNNLayer(self, shape)


def _slope(layer: RNNLayer, values: Mapping[str, Array]) -> Array:
    return layer.function.derivative(values["z"], values["h"])


class RNNLayer(RecurrentLayer):
    """A simple recurrent layer at run time; `function` leads from its sums to its state."""

    spec: RNN

    def __init__(self, spec: RNN, shape: Shape) -> None:
        super().__init__(spec, shape)
        self.function = ACTIVATIONS["relu" if spec.relu else "tanh"]
        formula, slope = ("ReLU(z)", "1 where z > 0, else 0") if spec.relu else ("tanh(z)", "1 − h²")
        sums = ("x", "h", "input_weights", "state_weights", "bias")
        self.quantities = (
            Quantity("z", "z_t = x_t W + h_t₋₁ U + b", sums, gradient="dz"),
            Quantity("h", f"h = {formula}", ("z",), gradient="dh"),
            *leaving(spec),
            Quantity("dh", "∂L/∂h_t = ∂L/∂a + ∂L/∂z_t₊₁ Uᵀ", ("da", "dz", "state_weights"), backward=True),
            Quantity("slope", f"∂h/∂z = {slope}", ("z", "h"), backward=True, derive=_slope),
            Quantity("dz", "∂L/∂z = ∂L/∂h · ∂h/∂z", ("dh", "slope"), backward=True),
            *gradients_of_weights("∂L/∂z"),
        )

    def sides(self, values: Mapping[str, Array]) -> Array:
        """ReLU has its corner at every step."""
        found = [np.sign(values["z"] - corner).ravel() for corner in self.function.kinks]
        return np.concatenate([super().sides(values), *found])

    def through(self, entering: Array, dh: Array) -> Through:
        h = entering[1:, self.features : -1]
        z, dz = np.zeros_like(dh), np.zeros_like(dh)
        forward: list[Operation] = []
        for t in range(len(dh)):
            forward.append(partial(np.dot, self.joined.T, entering[t], out=z[t]))
            forward.append(partial(self.function.function, z[t], out=h[t]))
        back: list[Operation] = [partial(self.function.derivative, z, h, out=dz)]
        for t in reversed(range(len(dh))):
            if t < len(dh) - 1:
                back += self.handed_back(dh[t], dz[t + 1])
            back.append(partial(np.multiply, dz[t], dh[t], out=dz[t]))
        told, turn = turned(dz)
        return Through(
            forward=tuple(forward),
            back=(*back, turn),
            gradients=gradients(entering, told, self.joined_gradient),
            dz=told,
            named={"z": z},
        )
