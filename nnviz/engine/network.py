"""The network: layers over one flat vector of parameters, and a loss.

What a training loop needs, fastest first:

    samples = network.prepare(X, T)                       # once: float type, ones, one-hot targets
    loss = network.gradient_step_rows(samples, rows)      # rows: (n,) intp; fills .gradients
    loss = network.gradient_step_rows(samples)            # the full batch, in place: nothing is copied at all
    optimizer.step(network.parameters, network.gradients)
    loss, outputs = network.evaluate_samples(samples)

`gradient_step(X, T)` and `evaluate(X, T)` do the same from plain arrays. Buffers belong to a batch size and
are made when it is first met; the last, smaller batch of an epoch has its own. No step allocates after that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from nnviz.engine.arrays import Array, floating
from nnviz.engine.layers import Dense, DenseLayer, Layer, LayerSpec
from nnviz.engine.losses import check_pair
from nnviz.engine.losses import loss as find_loss
from nnviz.engine.program import Program, Samples
from nnviz.engine.targets import encode_targets
from nnviz.engine.trace import Trace, trace

CHUNK = 2048
"""Samples predicted at a time: bounds the memory of an evaluation, and keeps it near the cache."""

PROGRAMS_KEPT = 8
"""Batch sizes whose buffers are kept: the batch, the last one, the chunks of two sets, and as many again."""


class Network:
    """Layers with their parameters; X is (samples, features) and a dense layer's weights (inputs, outputs).

    parameters and gradients are flat (P,) vectors, with views into them at each layer; write to them in
    place. `layers` are the running layers: a dense one has weights, bias, weight_gradient, bias_gradient and
    activation. `l1` and `l2` add l1 |w| + l2 w^2 / 2 over all weights (not biases) to what is minimised: to
    the gradients, not to the losses returned. They may be set between two steps.
    """

    def __init__(
        self,
        input_size: int,
        layers: Sequence[LayerSpec],
        loss: str,
        *,
        dtype: str = "float32",
        l1: float = 0.0,
        l2: float = 0.0,
    ) -> None:
        _check_structure(input_size, layers, loss)
        self.input_size = input_size
        self.specs = tuple(layers)
        self.dtype = floating(dtype)
        self.loss = find_loss(loss)
        self.l1, self.l2 = l1, l2
        self.layers: tuple[Layer, ...] = _build(input_size, layers, dtype)
        self.size = sum(layer.parameter_count for layer in self.layers)
        self.output_size = self.layers[-1].output_size
        self._parameters = np.zeros(self.size, self.dtype)
        self._gradients = np.zeros(self.size, self.dtype)
        self._attach()
        self._programs: dict[tuple[int, bool], Program] = {}
        self._full: Program | None = None

    @property
    def parameters(self) -> Array:
        """(P,), layer after layer, each its weights row by row and then its biases."""
        return self._parameters

    @property
    def gradients(self) -> Array:
        """(P,), in the order of the parameters; filled by a gradient step."""
        return self._gradients

    @property
    def dense_layers(self) -> tuple[DenseLayer, ...]:
        """The layers that have units, input side first."""
        return tuple(layer for layer in self.layers if isinstance(layer, DenseLayer))

    def initialize(self, rng: np.random.Generator, initializer: str = "glorot") -> None:
        """Draw all weights anew, biases 0."""
        for layer in self.layers:
            layer.initialize(rng, initializer)

    def prepare(self, X: npt.ArrayLike, T: npt.ArrayLike) -> Samples:
        """Samples as the engine works on them, copied and checked once.

        X (n, features). T: (n, k), or class indices (n,) for categorical cross-entropy, or (n,) for one
        output. ValueError if shapes do not fit, or a number is not finite.
        """
        inputs = self._inputs(X)
        samples = Samples.empty(len(inputs), self.input_size, self.output_size, self.dtype)
        samples.inputs[:, :-1] = inputs
        encode_targets(T, self.loss, samples.targets)
        if not (np.isfinite(samples.inputs).all() and np.isfinite(samples.targets).all()):
            raise ValueError(
                "The data hold a value that is missing or infinite; every number must be finite."
            )
        return samples

    def predict(self, X: npt.ArrayLike) -> Array:
        """(n, k): the outputs after the last activation."""
        inputs = self._inputs(X)
        outputs = np.empty((len(inputs), self.output_size), self.dtype)
        for start in range(0, len(inputs), CHUNK):
            chunk = inputs[start : start + CHUNK]
            program = self._program(len(chunk), training=False)
            program.samples.inputs[:, :-1] = chunk
            with np.errstate(all="ignore"):
                program.predict()
            outputs[start : start + CHUNK] = program.outputs.T
        return outputs

    def evaluate(self, X: npt.ArrayLike, T: npt.ArrayLike) -> tuple[float, Array]:
        """(loss over all samples, outputs (n, k)), in one batched pass as when predicting."""
        inputs = self._inputs(X)
        samples = Samples.empty(len(inputs), self.input_size, self.output_size, self.dtype)
        samples.inputs[:, :-1] = inputs
        encode_targets(T, self.loss, samples.targets)
        return self.evaluate_samples(samples)

    def evaluate_samples(self, samples: Samples) -> tuple[float, Array]:
        """`evaluate` for samples already prepared."""
        total = 0.0
        outputs = np.empty((len(samples), self.output_size), self.dtype)
        for start in range(0, len(samples), CHUNK):
            inputs = samples.inputs[start : start + CHUNK]
            program = self._program(len(inputs), training=False)
            program.samples.inputs[...] = inputs
            program.samples.targets[...] = samples.targets[:, start : start + CHUNK]
            with np.errstate(all="ignore"):
                value = program.evaluate()
            total += value if self.loss.is_sum else value * len(inputs)
            outputs[start : start + CHUNK] = program.outputs.T
        return total if self.loss.is_sum else total / len(samples), outputs

    def gradient_step(self, X: npt.ArrayLike, T: npt.ArrayLike) -> float:
        """Forward and backward over one batch: fills the gradients, returns the loss before any update."""
        inputs = self._inputs(X)
        program = self._program(len(inputs), training=True)
        program.samples.inputs[:, :-1] = inputs
        encode_targets(T, self.loss, program.samples.targets)
        return self._learn(program)

    def gradient_step_rows(self, samples: Samples, rows: npt.NDArray[np.intp] | None = None) -> float:
        """`gradient_step` over the samples at `rows` (n,), or over all of them where they stand if None."""
        if rows is None:
            if self._full is None or self._full.samples is not samples:
                self._full = Program(self.layers, self.loss, samples, training=True)
            return self._learn(self._full)
        program = self._program(len(rows), training=True)
        batch = program.samples
        samples.inputs.take(rows, 0, batch.inputs, "clip")
        samples.targets.take(rows, 1, batch.targets, "clip")
        return self._learn(program)

    def trace(self, x: npt.ArrayLike, t: npt.ArrayLike | None = None) -> Trace:
        """One sample x (features,), followed forward and, with its target t, backward."""
        inputs = self._inputs(np.asarray(x)[None, ...])[0].astype(self.dtype)
        target = None
        if t is not None:
            encoded = np.empty((self.output_size, 1), self.dtype)
            encode_targets(np.asarray(t)[None, ...], self.loss, encoded)
            target = encoded[:, 0]
        return trace(self.layers, self.loss, inputs, target)

    def copy_fitting(self, other: Network) -> None:
        """Take over every parameter of `other` that still has a place, after its structure was changed.

        Hidden layers are matched from the front, the last layer with the last; of each pair of matrices
        the overlap at the top left is kept.
        """
        mine, theirs = self.layers, other.layers
        for layer, old in [*zip(mine[:-1], theirs[:-1], strict=False), (mine[-1], theirs[-1])]:
            layer.copy_fitting(old)

    def _attach(self) -> None:
        start = 0
        for layer in self.layers:
            end = start + layer.parameter_count
            layer.attach(self._parameters[start:end], self._gradients[start:end])
            start = end

    def _inputs(self, X: npt.ArrayLike) -> npt.NDArray[Any]:
        inputs = np.asarray(X)
        if inputs.ndim < 2 or inputs.shape[1:] != (self.input_size,):
            units = self.dense_layers[0].output_size
            raise ValueError(
                f"Data of the shape {inputs.shape} cannot enter a network whose first weights have the shape "
                f"{(self.input_size, units)}: it takes {self.input_size} features a sample."
            )
        if not len(inputs):
            raise ValueError(f"There are no samples: the data have the shape {inputs.shape}.")
        return inputs

    def _program(self, samples: int, training: bool) -> Program:
        key = (samples, training)
        program = self._programs.get(key)
        if program is None:
            while len(self._programs) >= PROGRAMS_KEPT:
                del self._programs[next(iter(self._programs))]
            room = Samples.empty(samples, self.input_size, self.output_size, self.dtype)
            program = self._programs[key] = Program(self.layers, self.loss, room, training)
        return program

    def _learn(self, program: Program) -> float:
        with np.errstate(all="ignore"):
            value = program.learn()
            if self.l1 or self.l2:
                self._add_penalties()
        return value

    def _add_penalties(self) -> None:
        for layer in self.dense_layers:
            if self.l2:
                layer.weight_gradient += self.l2 * layer.weights
            if self.l1:
                layer.weight_gradient += self.l1 * np.sign(layer.weights)


def _check_structure(input_size: int, layers: Sequence[LayerSpec], loss: str) -> None:
    if input_size < 1:
        raise ValueError(f"A network needs at least 1 input, not {input_size}.")
    if not layers or not isinstance(layers[-1], Dense):
        raise ValueError("The last layer of a network must be a dense one.")
    check_pair(layers[-1].activation, loss)


def _build(input_size: int, specs: Sequence[LayerSpec], dtype: str) -> tuple[Layer, ...]:
    layers: list[Layer] = []
    size = input_size
    for spec in specs:
        layer = spec.build(size, dtype)
        layers.append(layer)
        size = layer.output_size
    return tuple(layers)
