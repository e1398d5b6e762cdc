"""Kinds of layers that nnviz does not have: a description and a layer each, which tests put in the table."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnviz.engine.layers.layer import Layer, LayerSpec, Quantity, Stage, blocks, buffer


@dataclass(frozen=True)
class Shrink(LayerSpec):
    """Takes a picture, gives one of half the size: the mean of each 2 x 2, its channels mixed into `filters`.

    Every filter is multiplied by a gain, which is neither a weight nor a bias.
    """

    filters: int

    kind = "shrink"
    label = "shrink"
    weighted = True
    shaped = True
    sized = "filters"

    def build(self, shape):
        if len(shape) != 3 or shape[1] % 2 or shape[2] % 2:
            raise ValueError(
                f"A shrink layer takes pictures of an even size, not samples of the shape {shape}."
            )
        return ShrinkLayer(self, shape)


class ShrinkLayer(Layer):
    quantities = (
        Quantity("mean", "mean of 2 x 2", ("x",)),
        Quantity("a", "a = gain (Wᵀ mean)", ("mean", "weights", "gain"), gradient="da"),
        Quantity("da", "∂L/∂a", backward=True),
        Quantity(
            "dW", "∂L/∂W = mean (gain ∂L/∂a)ᵀ", ("mean", "da", "gain"), backward=True, parameter="weights"
        ),
        Quantity("dgain", "∂L/∂gain = Σ Wᵀ mean · ∂L/∂a", ("mean", "da"), backward=True, parameter="gain"),
    )

    def __init__(self, spec, shape):
        channels, rows, columns = shape
        super().__init__(spec, shape, (spec.filters, rows // 2, columns // 2))
        self.parameters = blocks(
            ("weights", (channels, spec.filters), "weight"), ("gain", (spec.filters,), "scale")
        )

    def initialize(self, rng, initializer):
        self.values["weights"][...] = rng.normal(size=self.values["weights"].shape)
        self.values["gain"][...] = 1.0

    def bind(self, inputs, d_inputs, training, fixed=False):
        samples, dtype = inputs.shape[1], inputs.dtype
        filters, rows, columns = self.output_shape
        picture = inputs[:-1].reshape(-1, rows, 2, columns, 2, samples)
        outputs = buffer(self.output_shape, samples, dtype)
        a, da = outputs[:-1], np.zeros((self.output_size, samples), dtype)
        mean = np.zeros((len(picture), rows, columns, samples), dtype)
        mixed = np.zeros((filters, rows * columns * samples), dtype)
        flat, weights, gain = mean.reshape(len(mean), -1), self.values["weights"], self.values["gain"]

        def forward():
            picture.mean(axis=(2, 4), out=mean)
            np.dot(weights.T, flat, out=mixed)
            np.multiply(mixed, gain[:, None], out=a.reshape(filters, -1))

        def backward():
            blame = da.reshape(filters, -1)
            self.gradients["gain"][...] = (blame * mixed).sum(axis=1)
            np.dot(flat, (blame * gain[:, None]).T, out=self.gradients["weights"])

        def backward_inputs():
            back = (weights * gain) @ da.reshape(filters, -1) / 4
            d_inputs.reshape(picture.shape)[...] = back.reshape(mean.shape)[:, :, None, :, None]

        return Stage(
            inputs=inputs,
            outputs=outputs,
            da=da,
            forward=(forward,),
            backward=(backward,),
            backward_inputs=() if d_inputs is None else (backward_inputs,),
            z=a,
            dz=da,
            named={"mean": mean},
        )


@dataclass(frozen=True)
class Echo(LayerSpec):
    """Reads a picture's columns one after another (or a sequence) and keeps a state; gives its last one."""

    units: int

    kind = "echo"
    label = "echo"
    weighted = True
    shaped = True
    sized = "units"

    def build(self, shape):
        return EchoLayer(self, shape)


class EchoLayer(Layer):
    """h_t = tanh(x_t W + h_(t-1) U)."""

    quantities = (
        Quantity("s", "s_t = x_t W + h_t₋₁ U", ("x", "h", "input_weights", "state_weights"), gradient="ds"),
        Quantity("h", "h_t = tanh(s_t)", ("s",)),
        Quantity("a", "a = h_T", ("h",), gradient="da"),
        Quantity("da", "∂L/∂a", backward=True),
        Quantity("ds", "∂L/∂s_t", ("da", "h", "state_weights"), backward=True),
        Quantity("dW", "∂L/∂W", ("x", "ds"), backward=True, parameter="input_weights"),
        Quantity("dU", "∂L/∂U", ("h", "ds"), backward=True, parameter="state_weights"),
    )

    def __init__(self, spec, shape):
        super().__init__(spec, shape, (spec.units,))
        features, self.steps = math.prod(shape[:-1]), shape[-1]
        self.parameters = blocks(
            ("input_weights", (features, spec.units), "weight"),
            ("state_weights", (spec.units, spec.units), "weight"),
        )

    def initialize(self, rng, initializer):
        for values in self.values.values():
            values[...] = rng.normal(size=values.shape) / np.sqrt(len(values))

    def bind(self, inputs, d_inputs, training, fixed=False):
        samples, dtype, units, steps = inputs.shape[1], inputs.dtype, self.output_size, self.steps
        x = inputs[:-1].reshape(-1, steps, samples)
        outputs = buffer((units,), samples, dtype)
        a, da = outputs[:-1], np.zeros((units, samples), dtype)
        s, ds = np.zeros((2, units, steps, samples), dtype)
        h = np.zeros((units, steps + 1, samples), dtype)  # the state before the first step is 0

        def forward():
            W, U = self.values["input_weights"], self.values["state_weights"]
            for t in range(steps):
                s[:, t] = W.T @ x[:, t] + U.T @ h[:, t]
                h[:, t + 1] = np.tanh(s[:, t])
            a[...] = h[:, -1]

        def differentiate():
            blame = da
            for t in reversed(range(steps)):
                ds[:, t] = blame * (1 - h[:, t + 1] ** 2)
                blame = self.values["state_weights"] @ ds[:, t]

        def backward():
            flat = ds.reshape(units, -1)
            self.gradients["input_weights"][...] = x.reshape(len(x), -1) @ flat.T
            self.gradients["state_weights"][...] = h[:, :-1].reshape(units, -1) @ flat.T

        def backward_inputs():
            back = self.values["input_weights"] @ ds.reshape(units, -1)
            d_inputs.reshape(x.shape)[...] = back.reshape(x.shape)

        return Stage(
            inputs=inputs,
            outputs=outputs,
            da=da,
            forward=(forward,),
            differentiate=(differentiate,),
            backward=(backward,),
            backward_inputs=() if d_inputs is None else (backward_inputs,),
            z=a,
            dz=da,
            named={"s": s, "h": h[:, 1:], "ds": ds},
        )


@dataclass(frozen=True)
class Gain(LayerSpec):
    """Multiplies every feature by a number of its own; a network may end in it."""

    kind = "gain"
    ends = True

    def build(self, shape):
        return GainLayer(self, shape)


class GainLayer(Layer):
    def __init__(self, spec, shape):
        super().__init__(spec, shape)
        self.parameters = blocks(("gain", (self.input_size,), "scale"))

    def initialize(self, rng, initializer):
        self.values["gain"][...] = 1.0

    def bind(self, inputs, d_inputs, training, fixed=False):
        outputs = buffer(self.output_shape, inputs.shape[1], inputs.dtype)
        a, gain = outputs[:-1], self.values["gain"][:, None]
        da = np.zeros(a.shape, a.dtype)
        gradient = self.gradients["gain"]

        def backward():
            gradient[...] = (da * inputs[:-1]).sum(axis=1)

        return Stage(
            inputs=inputs,
            outputs=outputs,
            da=da,
            forward=(partial(np.multiply, inputs[:-1], gain, out=a),),
            backward=(backward,),
            backward_inputs=() if d_inputs is None else (partial(np.multiply, da, gain, out=d_inputs),),
            z=a,
            dz=da,
        )


MADE_UP = {spec.kind: spec for spec in (Shrink, Echo, Gain)}
