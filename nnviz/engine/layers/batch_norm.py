"""Batch normalisation (Ioffe and Szegedy 2015), with PyTorch's formulas and defaults."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from nnviz.engine.arrays import Array, is_number, plain
from nnviz.engine.layers.layer import Layer, LayerSpec, Shape, Stage, blocks, buffer, in_order
from nnviz.said import translate


@dataclass(frozen=True)
class BatchNorm(LayerSpec):
    """y = gamma (x - mean) / sqrt(variance + eps) + beta, per feature: of a picture, per channel.

    While training, mean and variance are those of the batch, and the running ones move towards them by
    `momentum` (the variance with n - 1); when predicting they are the running ones.
    """

    momentum: float = 0.1
    eps: float = 1e-5

    kind = "batch_norm"
    label = translate("Engine", "batch normalisation")
    purpose = translate(
        "Engine", "Over the batch each neuron is brought to mean 0 and deviation 1, then scaled and shifted."
    )

    def __post_init__(self) -> None:
        for name in ("momentum", "eps"):
            object.__setattr__(self, name, plain(getattr(self, name)))
        if not is_number(self.momentum) or not 0 < self.momentum <= 1:
            raise ValueError(
                translate(
                    "Engine", "The momentum of batch normalisation must be in (0, 1], not {momentum}."
                ).format(momentum=self.momentum)
            )
        if not is_number(self.eps) or not self.eps > 0:
            raise ValueError(
                translate("Engine", "The eps of batch normalisation must be above 0, not {eps}.").format(
                    eps=self.eps
                )
            )

    def build(self, shape: Shape) -> BatchNormLayer:
        """The running layer for samples of that shape."""
        return BatchNormLayer(self, shape)


class BatchNormLayer(Layer):
    """Batch normalisation at run time: of a feature over all samples and, if any, all positions.

    gamma and beta (features,) are views of the network's parameters, called scale and shift; mean and
    variance (features,) of its statistics.
    """

    spec: BatchNorm
    mixes_samples = True
    gamma: Array
    beta: Array
    mean: Array
    variance: Array

    def __init__(self, spec: BatchNorm, shape: Shape) -> None:
        super().__init__(spec, shape)
        features = shape[:1]
        self.parameters = blocks(("scale", features, "scale"), ("shift", features, "bias"))
        self.statistics = blocks(("mean", features, "statistic"), ("variance", features, "statistic"))

    def attach(self, parameters: Array, gradients: Array, statistics: Array) -> None:
        super().attach(parameters, gradients, statistics)
        self.gamma, self.beta = self.values["scale"], self.values["shift"]
        self.mean, self.variance = self.running["mean"], self.running["variance"]
        self._reset()

    def initialize(self, rng: np.random.Generator, initializer: str) -> None:
        """Back to passing its inputs on, normalised: nothing is drawn."""
        self._reset()

    def _reset(self) -> None:
        self.gamma[...], self.beta[...] = 1.0, 0.0
        self.mean[...], self.variance[...] = 0.0, 1.0

    def bind(self, inputs: Array, d_inputs: Array | None, training: bool, fixed: bool = False) -> Stage:
        samples, dtype = inputs.shape[1], inputs.dtype
        outputs = buffer(self.output_shape, samples, dtype)
        da = np.zeros((self.output_size, samples), dtype)
        x, turn = (inputs[:-1], ()) if len(self.input_shape) == 1 else in_order(inputs)
        rows = (self.input_shape[0], -1)  # a feature's values at all positions and of all samples
        normal = np.zeros_like(da).reshape(rows)
        column = np.zeros((3, len(normal), 1), dtype)
        room = (normal, *column)
        full = np.empty_like(normal)
        back = self._back_to_inputs if training else self._back_when_predicting
        x, a, d = x.reshape(rows), outputs[:-1].reshape(rows), da.reshape(rows)
        dx = None if d_inputs is None else d_inputs.reshape(rows)
        return Stage(
            inputs=inputs,
            outputs=outputs,
            da=da,
            forward=(*turn, partial(self._train if training else self._predict, x, a, room)),
            differentiate=(partial(_sums, d, full, room),),
            backward=(partial(self._gradients, room),),
            backward_inputs=() if dx is None else (partial(back, d, dx, full, room),),
            z=outputs[:-1],
            dz=da,
        )

    def _train(self, x: Array, a: Array, room: tuple[Array, ...]) -> None:
        """Normalise by the batch's own mean and variance, and let the running ones follow."""
        normal, mean, spread, scratch = room
        samples = x.shape[1]
        np.add.reduce(x, axis=1, out=mean, keepdims=True)
        np.multiply(mean, 1.0 / samples, out=mean)
        np.subtract(x, mean, out=normal)
        np.multiply(normal, normal, out=a)
        np.add.reduce(a, axis=1, out=spread, keepdims=True)
        np.multiply(spread, 1.0 / samples, out=spread)
        self._follow(self.mean, mean[:, 0], scratch[:, 0], 1.0)
        # One sample has no variance to learn from: n - 1 is 0, and so is the sum of squares.
        self._follow(self.variance, spread[:, 0], scratch[:, 0], samples / max(samples - 1, 1))
        self._finish(a, room)

    def _predict(self, x: Array, a: Array, room: tuple[Array, ...]) -> None:
        normal, _, spread, _ = room
        np.subtract(x, self.mean[:, None], out=normal)
        np.copyto(spread, self.variance[:, None])
        self._finish(a, room)

    def _finish(self, a: Array, room: tuple[Array, ...]) -> None:
        """From x - mean in `normal` and the variance in `spread`, to the deviation and the outputs."""
        normal, _, spread, _ = room
        np.add(spread, self.spec.eps, out=spread)
        np.sqrt(spread, out=spread)
        np.divide(normal, spread, out=normal)
        np.multiply(normal, self.gamma[:, None], out=a)
        np.add(a, self.beta[:, None], out=a)

    def _follow(self, running: Array, now: Array, scratch: Array, factor: float) -> None:
        """running += momentum (factor now - running), in place."""
        np.multiply(now, self.spec.momentum * factor, out=scratch)
        np.multiply(running, 1.0 - self.spec.momentum, out=running)
        np.add(running, scratch, out=running)

    def _gradients(self, room: tuple[Array, ...]) -> None:
        """d beta = sum da; d gamma = sum da x'."""
        _, sums, _, products = room
        self.gradients["scale"][...] = products[:, 0]
        self.gradients["shift"][...] = sums[:, 0]

    def _back_to_inputs(self, da: Array, d_inputs: Array, full: Array, room: tuple[Array, ...]) -> None:
        """dx = gamma / deviation (da - mean da - x' mean(da x'))."""
        normal, sums, spread, products = room
        samples = da.shape[1]
        np.multiply(products, 1.0 / samples, out=products)
        np.multiply(sums, 1.0 / samples, out=sums)
        np.multiply(normal, products, out=full)
        np.subtract(da, full, out=d_inputs)
        np.subtract(d_inputs, sums, out=d_inputs)
        np.divide(self.gamma[:, None], spread, out=products)
        np.multiply(d_inputs, products, out=d_inputs)

    def _back_when_predicting(self, da: Array, d_inputs: Array, full: Array, room: tuple[Array, ...]) -> None:
        """dx = gamma / deviation da: the running mean and variance are no matter of the batch."""
        _, _, spread, products = room
        np.divide(self.gamma[:, None], spread, out=products)
        np.multiply(da, products, out=d_inputs)


def _sums(da: Array, full: Array, room: tuple[Array, ...]) -> None:
    """sum da and sum da x', which both gradients need."""
    normal, sums, _, products = room
    np.multiply(da, normal, out=full)
    np.add.reduce(full, axis=1, out=products, keepdims=True)
    np.add.reduce(da, axis=1, out=sums, keepdims=True)
