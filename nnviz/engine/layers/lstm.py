"""Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000).

From the sums z of four gates, in the order of files i, f, g, o, comes

    i, f, o = sigmoid(z)    g = tanh(z)    c_t = f c_(t-1) + i g    h_t = o tanh(c_t)

The cell c goes from step to step multiplied by f alone, and so does its gradient on the way back:

    dL/dc_t = dL/dh_t o (1 - tanh^2 c_t) + dL/dc_(t+1) f_(t+1)
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnviz.engine.arrays import Array, Operation, Operations, is_number
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
class LSTM(Recurrent):
    """Long short-term memory of `units` cells; the bias of the forget gate starts at `forget_bias`."""

    forget_bias: float = 1.0

    kind = "lstm"
    label = translate("Engine", "LSTM")
    purpose = translate(
        "Engine", "At every step gates decide what its cells forget, what is written, and what is said."
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if not is_number(self.forget_bias) or not math.isfinite(self.forget_bias):
            raise ValueError(
                translate(
                    "Engine", "The forget bias of an LSTM must be a number, not {forget_bias!r}."
                ).format(forget_bias=self.forget_bias)
            )

    def build(self, shape: Shape) -> LSTMLayer:
        """The running layer for sequences of that shape, (features, time)."""
        return LSTMLayer(self, shape)


def _slope(layer: LSTMLayer, values: Mapping[str, Array]) -> Array:
    """(n, 4 units, T): what dL/dc is multiplied by for the sums of i, f and g, and dL/dh for that of o."""
    i, f, g, o, c = (values[name] for name in "ifgoc")
    before = np.concatenate([np.zeros_like(c[..., :1]), c[..., :-1]], axis=-1)
    return np.concatenate(
        [g * i * (1 - i), before * f * (1 - f), i * (1 - g * g), np.tanh(c) * o * (1 - o)], axis=1
    )


class LSTMLayer(RecurrentLayer):
    """An LSTM at run time."""

    spec: LSTM
    gates = 4

    def __init__(self, spec: LSTM, shape: Shape) -> None:
        super().__init__(spec, shape)
        sums = ("x", "h", "input_weights", "state_weights", "bias")
        slope = "∂c/∂z = g i (1 − i), c_t₋₁ f (1 − f), i (1 − g²); ∂h/∂z = tanh(c) o (1 − o)"
        self.quantities = (
            Quantity("z", "z_t = x_t W + h_t₋₁ U + b", sums, gradient="dz"),
            Quantity("i", "i = σ(z_i)", ("z",)),
            Quantity("f", "f = σ(z_f)", ("z",)),
            Quantity("g", "g = tanh(z_g)", ("z",)),
            Quantity("o", "o = σ(z_o)", ("z",)),
            Quantity("c", "c_t = f c_t₋₁ + i g", ("i", "f", "g"), gradient="dc"),
            Quantity("h", "h = o tanh(c)", ("o", "c"), gradient="dh"),
            *leaving(spec),
            Quantity("dh", "∂L/∂h_t = ∂L/∂a + ∂L/∂z_t₊₁ Uᵀ", ("da", "dz", "state_weights"), backward=True),
            Quantity(
                "dc",
                "∂L/∂c_t = ∂L/∂h o (1 − tanh² c) + ∂L/∂c_t₊₁ f_t₊₁",
                ("dh", "o", "c", "f"),
                backward=True,
            ),
            Quantity("slope", slope, ("i", "f", "g", "o", "c"), backward=True, derive=_slope),
            Quantity("dz", "∂L/∂z = ∂L/∂c · ∂c/∂z, of o ∂L/∂h · ∂h/∂z", ("dc", "dh", "slope"), backward=True),
            *gradients_of_weights("∂L/∂z"),
        )

    def initialize(self, rng: np.random.Generator, initializer: str) -> None:
        super().initialize(rng, initializer)
        self.values["bias"].reshape(4, -1)[1] = self.spec.forget_bias

    def through(self, entering: Array, dh: Array) -> Through:
        steps, units, samples = dh.shape
        z = np.zeros((steps, 4 * units, samples), dh.dtype)
        gates = np.zeros((steps + 1, 5, units, samples), dh.dtype)
        """i, f, g, o of a step, and the cell before it."""
        tanh_c, dc = np.zeros_like(dh), np.zeros_like(dh)
        dsums, dz = np.zeros_like(z), np.zeros((4 * units, steps, samples), dh.dtype)
        forward = tuple(self._forward(entering, z, gates, tanh_c))
        factors = self._factors(gates[:-1], tanh_c, dsums.reshape(steps, 4, units, samples), dc)
        back = tuple(self._back(gates, dsums, dh, dc))
        dz, turn = turned(dsums)
        named = {name: gates[:-1, place] for place, name in enumerate("ifgo")}
        return Through(
            forward=forward,
            back=(*factors, *back, turn),
            gradients=gradients(entering, dz, self.joined_gradient),
            dz=dz,
            named={"z": z, **named, "c": gates[1:, 4], "dc": dc},
        )

    def _forward(self, entering: Array, z: Array, gates: Array, tanh_c: Array) -> Iterator[Operation]:
        """sigmoid(z) = tanh(z / 2) / 2 + 1 / 2, so that one tanh serves all four."""
        h = entering[1:, self.features : -1]
        half, shift = np.full_like(gates[0, :4], 0.5), np.full_like(gates[0, :4], 0.5)
        half[2], shift[2] = 1.0, 0.0
        products = np.zeros_like(gates[0, :2])
        for t in range(len(z)):
            step, c = gates[t, :4], gates[t + 1, 4]
            yield partial(np.dot, self.joined.T, entering[t], out=z[t])
            yield partial(np.multiply, z[t].reshape(half.shape), half, out=step)
            yield partial(np.tanh, step, out=step)
            yield partial(np.multiply, step, half, out=step)
            yield partial(np.add, step, shift, out=step)
            yield partial(np.multiply, gates[t, :2], gates[t, 2::2], out=products)  # i g and f c
            yield partial(np.add, products[0], products[1], out=c)
            yield partial(np.tanh, c, out=tanh_c[t])
            yield partial(np.multiply, step[3], tanh_c[t], out=h[t])

    def _factors(self, gates: Array, tanh_c: Array, factors: Array, dc: Array) -> Operations:
        """What needs no step after it: the slopes to the sums, and dh_t/dc_t in the place of dL/dc_t."""
        one = np.array(1.0, gates.dtype)
        i, o = gates[:, 0], gates[:, 3]
        inner, outer = factors[:, :2], factors[:, 3]
        return (
            partial(np.multiply, gates[:, :4], gates[:, :4], out=factors),
            partial(np.subtract, gates[:, :2], inner, out=inner),
            partial(np.multiply, inner, gates[:, 2::2], out=inner),  # i' g and f' c
            partial(np.subtract, one, factors[:, 2], out=factors[:, 2]),
            partial(np.multiply, factors[:, 2], i, out=factors[:, 2]),
            partial(np.subtract, o, outer, out=outer),
            partial(np.multiply, outer, tanh_c, out=outer),
            partial(np.multiply, tanh_c, tanh_c, out=dc),
            partial(np.subtract, one, dc, out=dc),
            partial(np.multiply, dc, o, out=dc),
        )

    def _back(self, gates: Array, dsums: Array, dh: Array, dc: Array) -> Iterator[Operation]:
        """From the last step to the first: dL/dh, dL/dc, and the slopes made dL/d sums."""
        steps, kept = len(dh), np.zeros_like(dh[0])
        for t in reversed(range(steps)):
            slopes = dsums[t].reshape(4, *kept.shape)
            if t < steps - 1:
                yield from self.handed_back(dh[t], dsums[t + 1])
            yield partial(np.multiply, dc[t], dh[t], out=dc[t])
            if t < steps - 1:
                yield partial(np.multiply, dc[t + 1], gates[t + 1, 1], out=kept)
                yield partial(np.add, dc[t], kept, out=dc[t])
            yield partial(np.multiply, slopes[:3], dc[t], out=slopes[:3])
            yield partial(np.multiply, slopes[3], dh[t], out=slopes[3])
