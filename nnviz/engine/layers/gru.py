"""The gated recurrent unit (Cho et al. 2014), by PyTorch's formula: r is taken after the state's product.

    r, u = sigmoid(x_t W + b + h_(t-1) U + s)      n = tanh(x_t W_n + b_n + r (h_(t-1) U_n + s_n))
    h_t = (1 - u) n + u h_(t-1)

u is the update gate, which papers call z; of the columns of the parameters it has the second third.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnviz.engine.arrays import Array, Operation, Operations
from nnviz.engine.layers.layer import Quantity, Shape
from nnviz.engine.layers.recurrent import (
    Recurrent,
    RecurrentLayer,
    Through,
    gradients,
    gradients_of_weights,
    leaving,
)
from nnviz.said import translate


@dataclass(frozen=True)
class GRU(Recurrent):
    """Gated recurrent `units`."""

    kind = "gru"
    label = translate("Engine", "GRU")
    purpose = translate(
        "Engine", "At every step gates decide how much of its state is kept, and how much is written anew."
    )

    def build(self, shape: Shape) -> GRULayer:
        """The running layer for sequences of that shape, (features, time)."""
        return GRULayer(self, shape)


def _slope(layer: GRULayer, values: Mapping[str, Array]) -> Array:
    """(n, 3 units, T): what dL/dh is multiplied by for the sums of r, u and n."""
    r, u, n, h, s = (values[name] for name in "runhs")
    before = np.concatenate([np.zeros_like(h[..., :1]), h[..., :-1]], axis=-1)
    new = (1 - u) * (1 - n * n)
    return np.concatenate([new * s * r * (1 - r), (before - n) * u * (1 - u), new], axis=1)


class GRULayer(RecurrentLayer):
    """A GRU at run time: besides what all have a state_bias (3 units,), which stands beside the state.

    Inside a step has four blocks of sums: r, u, those of n from the input, and those of n from the state.
    """

    spec: GRU
    gates = 3
    biases_of = ("bias", "state_bias")

    def __init__(self, spec: GRU, shape: Shape) -> None:
        super().__init__(spec, shape)
        weights = ("input_weights", "state_weights", "bias", "state_bias")
        slope = "∂h/∂z = (1 − u) (1 − n²) s r (1 − r), (h_t₋₁ − n) u (1 − u), (1 − u) (1 − n²)"
        state = "∂L/∂z, of n r ∂L/∂z"
        self.quantities = (
            Quantity("s", "s_t = h_t₋₁ U_n + s_n", ("h", "state_weights", "state_bias")),
            Quantity(
                "z",
                "z_t = x_t W + b + h_t₋₁ U + s, of n x_t W + b + r s_t",
                ("x", "h", "r", "s", *weights),
                "dz",
            ),
            Quantity("r", "r = σ(z_r)", ("z",)),
            Quantity("u", "u = σ(z_u)", ("z",)),
            Quantity("n", "n = tanh(z_n)", ("z",)),
            Quantity("h", "h_t = (1 − u) n + u h_t₋₁", ("u", "n"), gradient="dh"),
            *leaving(spec),
            Quantity(
                "dh",
                "∂L/∂h_t = ∂L/∂a + ∂L/∂h_t₊₁ u_t₊₁ + ∂L/∂z_t₊₁ Uᵀ, of n r ∂L/∂z",
                ("da", "dz", "u", "r", "state_weights"),
                backward=True,
            ),
            Quantity("slope", slope, ("r", "u", "n", "h", "s"), backward=True, derive=_slope),
            Quantity("dz", "∂L/∂z = ∂L/∂h · ∂h/∂z", ("dh", "slope"), backward=True),
            *gradients_of_weights(state, "r"),
            Quantity("dstate_bias", f"∂L/∂s = Σ {state}", ("dz", "r"), backward=True, parameter="state_bias"),
        )

    def through(self, entering: Array, dh: Array) -> Through:
        steps, units, samples = dh.shape
        sums = np.zeros((steps, 4, units, samples), dh.dtype)
        """r, u, n whole, and of n what comes from the state."""
        gates, dsums = np.zeros((steps, 3, units, samples), dh.dtype), np.zeros_like(sums)
        """r, u, n; and dL/d the sums of r, u, of n from the state, and of n from the input."""
        matrix = np.zeros((entering.shape[1], 4 * units), dh.dtype)
        dz = np.zeros((4, units, steps, samples), dh.dtype)
        shaped = dz.reshape(4 * units, steps, samples)
        return Through(
            forward=(*self._fill(matrix), *self._forward(matrix, entering, sums, gates)),
            back=(
                *self._factors(entering, sums, gates, dsums),
                *self._back(gates, dsums, dh),
                *_told(dsums, dz),
            ),
            gradients=self._gradients(entering, shaped),
            dz=shaped[: 3 * units],
            named={
                "z": sums[:, :3].reshape(steps, -1, samples),
                "s": sums[:, 3],
                **{name: gates[:, place] for place, name in enumerate("run")},
            },
        )

    def _fill(self, matrix: Array) -> Operations:
        """The parameters in four blocks of columns; a block of n has nothing of what is the other's."""
        units, values = self.spec.units, self.values
        entering, state, ones = matrix[: self.features], matrix[self.features : -1], matrix[-1]
        both, whole = slice(2 * units), slice(3 * units)
        from_state = slice(3 * units, None)
        return (
            partial(np.copyto, entering[:, whole], values["input_weights"]),
            partial(np.copyto, state[:, both], values["state_weights"][:, both]),
            partial(np.copyto, state[:, from_state], values["state_weights"][:, 2 * units :]),
            partial(np.copyto, ones[whole], values["bias"]),
            partial(np.add, ones[both], values["state_bias"][both], out=ones[both]),
            partial(np.copyto, ones[from_state], values["state_bias"][2 * units :]),
        )

    def _forward(self, matrix: Array, entering: Array, sums: Array, gates: Array) -> Iterator[Operation]:
        """sigmoid(z) = tanh(z / 2) / 2 + 1 / 2; h_t = n + u (h_(t-1) - n)."""
        h, half = entering[:, self.features : -1], np.array(0.5, sums.dtype)
        room = np.zeros_like(gates[0, 0])
        for t, (whole, step) in enumerate(zip(sums, gates, strict=True)):
            (r, u, n), both = step, step[:2]
            yield partial(np.dot, matrix.T, entering[t], out=whole.reshape(-1, whole.shape[2]))
            yield partial(np.multiply, whole[:2], half, out=both)
            yield partial(np.tanh, both, out=both)
            yield partial(np.multiply, both, half, out=both)
            yield partial(np.add, both, half, out=both)
            yield partial(np.multiply, r, whole[3], out=room)
            yield partial(np.add, whole[2], room, out=whole[2])
            yield partial(np.tanh, whole[2], out=n)
            yield partial(np.subtract, h[t], n, out=room)
            yield partial(np.multiply, room, u, out=room)
            yield partial(np.add, n, room, out=h[t + 1])

    def _factors(self, entering: Array, sums: Array, gates: Array, factors: Array) -> Operations:
        """What dL/dh_t is multiplied by for each of the four sums: no step is needed for it but its own."""
        one, room = np.array(1.0, gates.dtype), np.zeros_like(gates[:, 0])
        r, u, n = (gates[:, place] for place in range(3))
        both, new = factors[:, :2], factors[:, 3]
        return (
            partial(np.multiply, n, n, out=new),
            partial(np.subtract, one, new, out=new),
            partial(np.subtract, one, u, out=room),
            partial(np.multiply, new, room, out=new),
            partial(np.multiply, new, r, out=factors[:, 2]),
            partial(np.multiply, gates[:, :2], gates[:, :2], out=both),
            partial(np.subtract, gates[:, :2], both, out=both),
            partial(np.multiply, factors[:, 0], new, out=factors[:, 0]),
            partial(np.multiply, factors[:, 0], sums[:, 3], out=factors[:, 0]),
            partial(np.subtract, entering[:-1, self.features : -1], n, out=room),
            partial(np.multiply, factors[:, 1], room, out=factors[:, 1]),
        )

    def _back(self, gates: Array, dsums: Array, dh: Array) -> Iterator[Operation]:
        """From the last step to the first: dL/dh, and the factors made dL/d sums."""
        room = np.zeros_like(dh[0])
        for t in reversed(range(len(dh))):
            if t < len(dh) - 1:
                yield from self.handed_back(dh[t], dsums[t + 1, :3].reshape(-1, room.shape[1]))
                yield partial(np.multiply, dh[t + 1], gates[t + 1, 1], out=room)
                yield partial(np.add, dh[t], room, out=dh[t])
            yield partial(np.multiply, dsums[t], dh[t], out=dsums[t])

    def _gradients(self, entering: Array, dsums: Array) -> Operations:
        """From those of the four blocks of columns, each parameter's own."""
        units, found = self.spec.units, self.gradients
        matrix = np.zeros((entering.shape[1], 4 * units), entering.dtype)
        state, ones = matrix[self.features : -1], matrix[-1]
        both, whole, from_state = slice(2 * units), slice(3 * units), slice(3 * units, None)
        return (
            *gradients(entering, dsums, matrix),
            partial(np.copyto, found["input_weights"], matrix[: self.features, whole]),
            partial(np.copyto, found["state_weights"][:, both], state[:, both]),
            partial(np.copyto, found["state_weights"][:, 2 * units :], state[:, from_state]),
            partial(np.copyto, found["bias"], ones[whole]),
            partial(np.copyto, found["state_bias"][both], ones[both]),
            partial(np.copyto, found["state_bias"][2 * units :], ones[from_state]),
        )


def _told(dsums: Array, dz: Array) -> Operations:
    """What copies dL/d sums (T, 4, units, n) to dz (4, units, T, n), that from the state last."""
    by_gate = dsums.transpose(1, 2, 0, 3)
    return (
        partial(np.copyto, dz[:2], by_gate[:2]),
        partial(np.copyto, dz[2], by_gate[3]),
        partial(np.copyto, dz[3], by_gate[2]),
    )
