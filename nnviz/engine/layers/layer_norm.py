"""Layer normalisation (Ba, Kiros and Hinton 2016), with PyTorch's formula and default.

At every place of every sample by itself, over its features: x' = (x - mean) / sqrt(variance + eps), and
a = x' scale + shift. As x also moves mean and variance, going back

    dL/dx = (g - mean(g) - x' mean(g x')) / sqrt(variance + eps)        with g = scale dL/da

Means over the features are products with a row of 1 / d: a matrix product costs half of a reduction.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from nnviz.engine.arrays import Array, Operations, is_number, plain
from nnviz.engine.layers.layer import Layer, LayerSpec, Quantity, Shape, Stage, blocks, buffer, in_order
from nnviz.said import translate


@dataclass(frozen=True)
class LayerNorm(LayerSpec):
    """Brings the features at every place to mean 0 and deviation 1, then scales and shifts them."""

    eps: float = 1e-5

    kind = "layer_norm"
    label = translate("Engine", "layer normalisation")
    purpose = translate(
        "Engine",
        "In each sample the features are brought to mean 0 and deviation 1, then scaled and shifted.",
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "eps", plain(self.eps))
        if not is_number(self.eps) or not self.eps > 0:
            raise ValueError(
                translate("Engine", "The eps of layer normalisation must be above 0, not {eps}.").format(
                    eps=self.eps
                )
            )

    def build(self, shape: Shape) -> LayerNormLayer:
        """The running layer for samples of that shape."""
        return LayerNormLayer(self, shape)


class LayerNormLayer(Layer):
    """Layer normalisation at run time: scale and shift (features,)."""

    spec: LayerNorm
    quantities = (
        Quantity("mean", "mean = Σ x / d", ("x",)),
        Quantity("deviation", "deviation = √(Σ (x − mean)² / d + eps)", ("x", "mean")),
        Quantity("normal", "normal = (x − mean) / deviation", ("x", "mean", "deviation")),
        Quantity("a", "a = normal · scale + shift", ("normal", "scale", "shift"), gradient="da"),
        Quantity("da", "∂L/∂a", backward=True),
        Quantity(
            "dscale", "∂L/∂scale = Σ normal · ∂L/∂a", ("normal", "da"), backward=True, parameter="scale"
        ),
        Quantity("dshift", "∂L/∂shift = Σ ∂L/∂a", ("da",), backward=True, parameter="shift"),
    )

    def __init__(self, spec: LayerNorm, shape: Shape) -> None:
        super().__init__(spec, shape)
        self.parameters = blocks(("scale", shape[:1], "scale"), ("shift", shape[:1], "bias"))

    def attach(self, parameters: Array, gradients: Array, statistics: Array) -> None:
        super().attach(parameters, gradients, statistics)
        self._reset()

    def initialize(self, rng: np.random.Generator, initializer: str) -> None:
        """Back to passing its inputs on, normalised: nothing is drawn."""
        self._reset()

    def _reset(self) -> None:
        self.values["scale"][...], self.values["shift"][...] = 1.0, 0.0

    def bind(self, inputs: Array, d_inputs: Array | None, training: bool, fixed: bool = False) -> Stage:
        samples, dtype = inputs.shape[1], inputs.dtype
        outputs, da = buffer(self.output_shape, samples, dtype), np.zeros((self.output_size, samples), dtype)
        x, turn = in_order(inputs)
        rows = (self.input_shape[0], -1)  # a feature's values at all places of all samples
        x, a, d = x.reshape(rows), outputs[:-1].reshape(rows), da.reshape(rows)
        normal, full = np.zeros((2, *x.shape), dtype)
        mean, deviation, inverse = np.zeros((3, 1, x.shape[1]), dtype)
        room = normal, inverse, full
        places = (1, *self.input_shape[1:], samples)
        return Stage(
            inputs=inputs,
            outputs=outputs,
            da=da,
            forward=(*turn, *self._forward(x, a, mean, deviation, room)),
            backward=self._gradients(d, normal, full),
            backward_inputs=() if d_inputs is None else self._back(d, d_inputs.reshape(rows), room),
            z=outputs[:-1],
            dz=da,
            named={
                "mean": mean.reshape(places),
                "deviation": deviation.reshape(places),
                "normal": normal.reshape(*self.input_shape, samples),
            },
        )

    def _forward(
        self, x: Array, a: Array, mean: Array, deviation: Array, room: tuple[Array, ...]
    ) -> Operations:
        normal, inverse, full = room
        share, one, eps = _share(x), np.ones((), x.dtype), np.array(self.spec.eps, x.dtype)
        return (
            partial(np.dot, share, x, out=mean),
            partial(np.subtract, x, mean, out=normal),
            partial(np.multiply, normal, normal, out=full),
            partial(np.dot, share, full, out=deviation),
            partial(np.add, deviation, eps, out=deviation),
            partial(np.sqrt, deviation, out=deviation),
            partial(np.divide, one, deviation, out=inverse),
            partial(np.multiply, normal, inverse, out=normal),
            partial(np.multiply, normal, self.values["scale"][:, None], out=a),
            partial(np.add, a, self.values["shift"][:, None], out=a),
        )

    def _gradients(self, da: Array, normal: Array, full: Array) -> Operations:
        """d scale = sum of da x'; d shift = sum of da."""
        ones = np.ones(da.shape[1], da.dtype)
        return (
            partial(np.multiply, da, normal, out=full),
            partial(np.dot, full, ones, out=self.gradients["scale"]),
            partial(np.dot, da, ones, out=self.gradients["shift"]),
        )

    def _back(self, da: Array, dx: Array, room: tuple[Array, ...]) -> Operations:
        normal, inverse, full = room
        share = _share(da)
        mean, product = np.zeros((2, *inverse.shape), da.dtype)
        return (
            partial(np.multiply, da, self.values["scale"][:, None], out=full),
            partial(np.multiply, full, normal, out=dx),
            partial(np.dot, share, dx, out=product),
            partial(np.dot, share, full, out=mean),
            partial(np.multiply, normal, product, out=dx),
            partial(np.subtract, full, dx, out=dx),
            partial(np.subtract, dx, mean, out=dx),
            partial(np.multiply, dx, inverse, out=dx),
        )


def _share(x: Array) -> Array:
    """(1, features) of 1 / d, whose product with (features, columns) is their mean."""
    return np.full((1, len(x)), 1.0 / len(x), x.dtype)
