"""Batch normalisation (Ioffe and Szegedy 2015), with PyTorch's formulas and defaults."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from nnviz.engine.arrays import Array, is_number, plain
from nnviz.engine.layers.layer import Layer, Stage, buffer


@dataclass(frozen=True)
class BatchNorm:
    """y = gamma (x - mean) / sqrt(variance + eps) + beta, per feature.

    While training, mean and variance are those of the batch, and the running ones move towards them by
    `momentum` (the variance with n - 1); when predicting they are the running ones.
    """

    momentum: float = 0.1
    eps: float = 1e-5

    kind = "batch_norm"

    def __post_init__(self) -> None:
        for name in ("momentum", "eps"):
            object.__setattr__(self, name, plain(getattr(self, name)))
        if not is_number(self.momentum) or not 0 < self.momentum <= 1:
            raise ValueError(f"The momentum of batch normalisation must be in (0, 1], not {self.momentum}.")
        if not is_number(self.eps) or not self.eps > 0:
            raise ValueError(f"The eps of batch normalisation must be above 0, not {self.eps}.")

    def build(self, input_size: int) -> BatchNormLayer:
        """The running layer for inputs of `input_size` features."""
        return BatchNormLayer(self, input_size)


class BatchNormLayer:
    """Batch normalisation at run time.

    gamma and beta (features,) are views of the network's parameters, mean and variance (features,)
    of its statistics.
    """

    gamma: Array
    beta: Array
    mean: Array
    variance: Array

    def __init__(self, spec: BatchNorm, input_size: int) -> None:
        self.spec = spec
        self.input_size = self.output_size = input_size
        self.parameter_count = 2 * input_size
        self.statistic_count = 2 * input_size
        self.weight_count = 0

    def attach(self, parameters: Array, gradients: Array, statistics: Array) -> None:
        self.gamma, self.beta = parameters.reshape(2, -1)
        self._gamma_gradient, self._beta_gradient = gradients.reshape(2, -1)
        self.mean, self.variance = statistics.reshape(2, -1)
        self._reset()

    def initialize(self, rng: np.random.Generator, initializer: str) -> None:
        """Back to passing its inputs on, normalised: nothing is drawn."""
        self._reset()

    def _reset(self) -> None:
        self.gamma[...], self.beta[...] = 1.0, 0.0
        self.mean[...], self.variance[...] = 0.0, 1.0

    def bind(self, inputs: Array, d_inputs: Array | None, training: bool, fixed: bool = False) -> Stage:
        samples, dtype = inputs.shape[1], inputs.dtype
        outputs = buffer(self.output_size, samples, dtype)
        a = outputs[:-1]
        da = np.zeros((self.output_size, samples), dtype)
        normal = np.zeros_like(da)
        column = np.zeros((3, self.output_size, 1), dtype)
        room = (normal, *column)
        forward = partial(self._train if training else self._predict, inputs[:-1], a, room)
        backward = partial(self._backward, da, d_inputs, np.empty_like(da), room)
        return Stage(
            inputs=inputs, outputs=outputs, da=da, forward=(forward,), backward=(backward,), z=a, dz=da
        )

    def forward_one(self, x: Array) -> tuple[Array, Array]:
        a = (x - self.mean) / np.sqrt(self.variance + self.spec.eps) * self.gamma + self.beta
        return a, a

    def backward_one(self, z: Array, a: Array, da: Array) -> tuple[Array, Array]:
        return da, da * self.gamma / np.sqrt(self.variance + self.spec.eps)

    def copy_fitting(self, other: Layer) -> None:
        if not isinstance(other, BatchNormLayer):
            return
        kept = min(self.output_size, other.output_size)
        for mine, theirs in (
            (self.gamma, other.gamma),
            (self.beta, other.beta),
            (self.mean, other.mean),
            (self.variance, other.variance),
        ):
            mine[:kept] = theirs[:kept]

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

    def _backward(self, da: Array, d_inputs: Array | None, full: Array, room: tuple[Array, ...]) -> None:
        """d beta = sum da; d gamma = sum da x'; dx = gamma / deviation (da - mean da - x' mean(da x'))."""
        normal, sums, spread, products = room
        np.multiply(da, normal, out=full)
        np.add.reduce(full, axis=1, out=products, keepdims=True)
        np.add.reduce(da, axis=1, out=sums, keepdims=True)
        self._gamma_gradient[...] = products[:, 0]
        self._beta_gradient[...] = sums[:, 0]
        if d_inputs is None:
            return
        samples = da.shape[1]
        np.multiply(products, 1.0 / samples, out=products)
        np.multiply(sums, 1.0 / samples, out=sums)
        np.multiply(normal, products, out=full)
        np.subtract(da, full, out=d_inputs)
        np.subtract(d_inputs, sums, out=d_inputs)
        np.divide(self.gamma[:, None], spread, out=products)
        np.multiply(d_inputs, products, out=d_inputs)
