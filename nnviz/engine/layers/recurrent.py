"""What recurrent layers share: a sequence (features, time) is read step by step, and keeps a state.

At every step the same weights take what enters and the state of the step before, of every gate

    z_t = x_t W + h_(t-1) U + b            h_0 = 0

and the kind of the layer says how z_t leads to the state h_t. With [x_t; h_(t-1); 1] below one another that
is one product a step. The way back goes from the last step to the first: dL/dh_t is what the outputs of step
t say, and what the sums of step t + 1 say through U. What it is multiplied by on the way hangs on values of
the way forward alone, and is worked out for all steps at once; so are the gradients of the weights,

    dL/dW = sum over t of x_t dL/dz_t        dL/dU = sum over t of h_(t-1) dL/dz_t

In the buffers the step comes first; what is told of them is (units, steps, samples).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

import numpy as np

from nnviz.engine.arrays import Array, Operation, Operations, plain
from nnviz.engine.initializers import initializer as find_initializer
from nnviz.engine.layers.layer import Layer, LayerSpec, Quantity, Shape, Stage, blocks, buffer
from nnviz.said import translate


@dataclass(frozen=True)
class Recurrent(LayerSpec):
    """`units` that read a sequence; what leaves is the state after the last step, or after `every_step`."""

    units: int
    every_step: bool = False

    weighted = True
    shaped = True
    sized = "units"
    becomes = "bidirectional"

    def __post_init__(self) -> None:
        for name in self.__dataclass_fields__:
            object.__setattr__(self, name, plain(getattr(self, name)))
        if isinstance(self.units, bool) or not isinstance(self.units, int) or self.units < 1:
            raise ValueError(
                translate(
                    "Engine", "The units of a recurrent layer must be a whole number from 1, not {units}."
                ).format(units=self.units)
            )
        if not isinstance(self.every_step, bool):
            raise ValueError(
                translate(
                    "Engine",
                    "A recurrent layer gives its state after every step or only after the last, not "
                    "{every_step!r}.",
                ).format(every_step=self.every_step)
            )


@dataclass(frozen=True)
class Through:
    """What a kind does over the steps of a batch, forward and `back`.

    `dz` (gates * units, T, n), which `back` fills, is dL/d sums; `gradients` fills the gradients of the
    parameters from it. `named` are further quantities, the step first: (T, units, n).
    """

    forward: Operations
    back: Operations
    gradients: Operations
    dz: Array
    named: Mapping[str, Array] = field(default_factory=dict)


class RecurrentLayer(Layer):
    """A recurrent layer at run time.

    input_weights (features, gates * units), state_weights (units, gates * units), bias (gates * units,), one
    gate after the other; `joined` has them all below one another. A kind says in `through` what it does over
    the steps.
    """

    spec: Recurrent
    joined: Array
    joined_gradient: Array
    gates: ClassVar[int] = 1
    biases_of: ClassVar[tuple[str, ...]] = ("bias",)

    def __init__(self, spec: Recurrent, shape: Shape) -> None:
        if len(shape) != 2:
            raise ValueError(
                translate(
                    "Engine",
                    "A recurrent layer takes sequences (features, time), not samples of the shape {shape}.",
                ).format(shape=shape)
            )
        self.features, self.steps = shape
        units, sums = spec.units, self.gates * spec.units
        super().__init__(spec, shape, (units, self.steps) if spec.every_step else (units,))
        self.parameters = blocks(
            ("input_weights", (self.features, sums), "weight"),
            ("state_weights", (units, sums), "weight"),
            *((name, (sums,), "bias") for name in self.biases_of),
            gates=self.gates,
        )

    @property
    def held(self) -> int:
        """Of every step what enters, and of every gate its sum, its value and the gradients of both."""
        return self.steps * (2 * self.features + self.spec.units * (4 * self.gates + 6))

    def attach(self, parameters: Array, gradients: Array, statistics: Array) -> None:
        super().attach(parameters, gradients, statistics)
        rows = self.features + self.spec.units + len(self.biases_of)
        self.joined, self.joined_gradient = parameters.reshape(rows, -1), gradients.reshape(rows, -1)

    def initialize(self, rng: np.random.Generator, initializer: str) -> None:
        """Every gate by itself: its weights from the inputs, and those from the state."""
        draw = find_initializer(initializer).function
        for name in ("input_weights", "state_weights"):
            values = self.values[name]
            for gate in np.split(values, self.gates, axis=1):
                gate[...] = draw(rng, len(values), self.spec.units)
        for name in self.biases_of:
            self.values[name][...] = 0.0

    def bind(self, inputs: Array, d_inputs: Array | None, training: bool, fixed: bool = False) -> Stage:
        samples, dtype, units = inputs.shape[1], inputs.dtype, self.spec.units
        entering = np.zeros((self.steps + 1, self.features + units + 1, samples), dtype)
        entering[:, -1] = 1.0
        h, dh = entering[1:, self.features : -1], np.zeros((self.steps, units, samples), dtype)
        x = inputs[:-1].reshape(self.features, self.steps, samples).swapaxes(0, 1)
        gather = partial(np.copyto, entering[:-1, : self.features], x)
        if fixed:
            gather()
        outputs, da, leave, begin = self._leaving(entering, dh)
        through = self.through(entering, dh)
        named = {"h": h, "dh": dh, **through.named}
        flat = through.dz.reshape(len(through.dz), -1)
        back = partial(np.dot, self.values["input_weights"], flat)
        return Stage(
            inputs=inputs,
            outputs=outputs,
            da=da,
            forward=(*(() if fixed else (gather,)), *through.forward, *leave),
            differentiate=(*begin, *through.back),
            backward=through.gradients,
            backward_inputs=()
            if d_inputs is None
            else (partial(back, out=d_inputs.reshape(self.features, -1)),),
            z=outputs[:-1],
            dz=da,
            named={"dz": through.dz, **{name: one.swapaxes(0, 1) for name, one in named.items()}},
        )

    def _leaving(self, entering: Array, dh: Array) -> tuple[Array, Array, Operations, Operations]:
        """(outputs, dL/d of them, what fills the outputs from h, what brings their gradients to dh).

        The last state stands where it was made, and what is said of it goes where dL/dh_T is.
        """
        if not self.spec.every_step:
            return entering[-1, self.features :], dh[-1], (), ()
        samples, dtype = dh.shape[2], dh.dtype
        outputs, da = buffer(self.output_shape, samples, dtype), np.zeros((self.output_size, samples), dtype)
        shape = (*self.output_shape, samples)
        leave = partial(
            np.copyto, outputs[:-1].reshape(shape), entering[1:, self.features : -1].swapaxes(0, 1)
        )
        begin = partial(np.copyto, dh, da.reshape(shape).swapaxes(0, 1))
        return outputs, da, (leave,), (begin,)

    def through(self, entering: Array, dh: Array) -> Through:
        """What is done over the steps.

        entering (T + 1, features + units + 1, n) has x_t, h_(t-1) and ones; forward writes h_t into its next
        step. dh (T, units, n) has what the outputs say of h_t, or 0, to which back adds what later steps say.
        """
        raise NotImplementedError

    def handed_back(self, dh: Array, dsums: Array) -> Iterator[Operation]:
        """What brings to dL/dh_t (units, n) that of the sums of the step after it (gates * units, n)."""
        product = partial(np.dot, self.values["state_weights"], dsums)
        if not self.spec.every_step:
            yield partial(product, out=dh)
            return
        room = np.zeros_like(dh)
        yield partial(product, out=room)
        yield partial(np.add, dh, room, out=dh)


def turned(values: Array) -> tuple[Array, Operation]:
    """(rows, T, n) of values (T, rows, n) in its own memory, and what copies them there."""
    room = np.zeros((values.shape[1], len(values), values.shape[2]), values.dtype)
    return room, partial(np.copyto, room, values.swapaxes(0, 1))


def gradients(entering: Array, dsums: Array, out: Array) -> Operations:
    """What fills out (features + units + 1, sums) with the sum over all steps of [x_t; h_(t-1); 1] dsums_t.

    dsums (sums, T, n).
    """
    room, copy = turned(entering[:-1])
    return copy, partial(np.dot, room.reshape(len(room), -1), dsums.reshape(len(dsums), -1).T, out=out)


def leaving(spec: Recurrent) -> tuple[Quantity, ...]:
    """The quantities of what leaves."""
    formula = "a = h" if spec.every_step else "a = h_T"
    return Quantity("a", formula, ("h",), gradient="da"), Quantity("da", "∂L/∂a", backward=True)


def _input_gradient(layer: RecurrentLayer, values: Mapping[str, Array]) -> Array:
    return np.asarray(layer.values["input_weights"] @ values["dz"])


def gradients_of_weights(state: str, *follows: str) -> tuple[Quantity, ...]:
    """The quantities dL/dx, and dL/d of weights and bias; `state` is what the state's weights multiply."""
    return (
        Quantity("dx", "∂L/∂x = ∂L/∂z Wᵀ", ("dz", "input_weights"), backward=True, derive=_input_gradient),
        Quantity("dW", "∂L/∂W = Σ x_tᵀ ∂L/∂z_t", ("x", "dz"), backward=True, parameter="input_weights"),
        Quantity(
            "dU", f"∂L/∂U = Σ h_t₋₁ᵀ {state}", ("h", "dz", *follows), backward=True, parameter="state_weights"
        ),
        Quantity("db", "∂L/∂b = Σ ∂L/∂z", ("dz",), backward=True, parameter="bias"),
    )
