"""The network: layers over one flat vector of parameters, and a loss.

What a training loop needs, fastest first:

    samples = network.prepare(X, T)                       # once: float type, ones, one-hot targets
    loss = network.gradient_step_rows(samples, rows)      # rows: (n,) intp; fills .gradients
    loss = network.gradient_step_rows(samples)            # the full batch: nothing is gathered
    optimizer.step(network.parameters, network.gradients)
    loss, outputs = network.evaluate_samples(samples)

`gradient_step(X, T)` and `evaluate(X, T)` do the same from plain arrays. Buffers belong to a batch size and
are made when it is first met; the last, smaller batch of an epoch has its own. No step allocates after that.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from nnviz.engine.arrays import Array, floating
from nnviz.engine.asked import asked_count
from nnviz.engine.layers import Flatten, Layer, LayerSpec, Parameter, Shape, built, layer_names, reordered
from nnviz.engine.losses import Loss, check_pair
from nnviz.engine.losses import loss as find_loss
from nnviz.engine.portions import Portions, portion_of
from nnviz.engine.program import Program, Samples
from nnviz.engine.regularizers import Penalty
from nnviz.engine.targets import encode_targets
from nnviz.engine.trace import BatchTrace, Trace, batch_trace, trace
from nnviz.said import translate

CHUNK = 2048
"""Samples predicted at a time by a network that is not taken in smaller portions: bounds the memory of an
evaluation, and keeps it near the cache.
"""

PROGRAMS_KEPT = 8
"""Batch sizes, and sets of samples, whose buffers are kept: those of two settings of batch and test set."""


@dataclass(frozen=True)
class Block:
    """A parameter of a network by its full name, "dense1.weights", and where it is in the flat vector."""

    name: str
    layer: int
    parameter: Parameter
    start: int

    def of(self, vector: Array) -> Array:
        """The view of it in a flat vector of all parameters (or statistics)."""
        return vector[self.start : self.start + self.parameter.size].reshape(self.parameter.shape)


class Network:
    """Layers with their parameters; X is (samples, features) and a dense layer's weights (inputs, outputs).

    `input_size` is how many features a sample has, or its shape: a sample may also be (channels, rows,
    columns) or (features, time). parameters and gradients are flat (P,) vectors, with views into them at
    each layer; write to them in place; `blocks` say what is where, and what it is called. `layers` are the
    running layers: a dense one has weights, bias, weight_gradient, bias_gradient and activation. statistics
    (S,) are what training moves without a gradient (batch normalisation). `l1` and `l2` add l1 |w| + l2 w^2
    / 2 over all weights (not biases) to what is minimised: to the gradients, not to the losses returned
    (`penalty` is that sum). They may be set between two steps. A network with dropout draws its masks from
    `rng`, which `initialize` sets and anyone may replace.
    """

    def __init__(
        self,
        input_size: int | Sequence[int],
        layers: Sequence[LayerSpec],
        loss: str,
        *,
        dtype: str = "float32",
        l1: float = 0.0,
        l2: float = 0.0,
    ) -> None:
        shape = tuple(input_size) if isinstance(input_size, Sequence) else (input_size,)
        _check_structure(shape, layers)
        self.input_shape, self.specs = shape, tuple(layers)
        self.dtype = floating(dtype)
        self.loss = find_loss(loss)
        self.l1, self.l2 = l1, l2
        self.layers: tuple[Layer, ...] = built(shape, layers)
        check_pair(self.layers[-1].activation.name, loss)
        self.input_size, self.output_size = self.layers[0].input_size, self.layers[-1].output_size
        self.output_shape = self.layers[-1].output_shape
        self.names = layer_names(layers)
        self.blocks = tuple(self._named([layer.parameters for layer in self.layers]))
        self.statistic_blocks = tuple(self._named([layer.statistics for layer in self.layers]))
        self.size = sum(layer.parameter_count for layer in self.layers)
        self.statistics = np.zeros(sum(layer.statistic_count for layer in self.layers), self.dtype)
        self._parameters = np.zeros(self.size, self.dtype)
        self._gradients = np.zeros(self.size, self.dtype)
        self._attach()
        self._rng: np.random.Generator | None = None
        self._portion, self._quick = portion_of(self.layers), reordered(self.layers)
        self._last: Program | Portions | None = None
        self._whole: Portions | None = None
        self._portions: dict[int, Portions] = {}
        self._programs: dict[tuple[int, bool], Program] = {}
        self._answering: dict[int, Program] = {}
        self._fixed: dict[tuple[int, bool], Program] = {}

    @property
    def parameters(self) -> Array:
        """(P,), layer after layer, each its weights row by row and then its biases."""
        return self._parameters

    @property
    def gradients(self) -> Array:
        """(P,), in the order of the parameters; filled by a gradient step."""
        return self._gradients

    @property
    def weighted(self) -> tuple[int, ...]:
        """Where the layers with weights stand, input side first; edits and freezing count these."""
        return tuple(place for place, spec in enumerate(self.specs) if spec.weighted)

    def part(self, layer: int) -> slice:
        """Where the parameters of the layer at that place are in the flat vector."""
        start = sum(before.parameter_count for before in self.layers[:layer])
        return slice(start, start + self.layers[layer].parameter_count)

    @property
    def rng(self) -> np.random.Generator | None:
        """Where dropout masks are drawn from."""
        return self._rng

    @rng.setter
    def rng(self, rng: np.random.Generator | None) -> None:
        self._rng = rng
        for layer in self.layers:
            layer.rng = rng

    @property
    def draws(self) -> bool:
        """Whether a training step draws from `rng`."""
        return any(layer.draws for layer in self.layers)

    def parameter_name(self, index: int) -> str:
        """What the flat parameter at `index` is called: "dense1.weights[3, 2]", "batchnorm1.shift[0]"."""
        if not 0 <= index < self.size:
            raise ValueError(
                translate("Engine", "There is no parameter {index}: they go from 0 to {size}.").format(
                    index=index, size=self.size - 1
                )
            )
        block = next(block for block in self.blocks if index < block.start + block.parameter.size)
        return _placed(block.name, np.unravel_index(index - block.start, block.parameter.shape))

    def parameter_names(self) -> tuple[str, ...]:
        """`parameter_name` of each, in the order of the flat vector."""
        return _names(tuple((block.name, block.parameter.shape) for block in self.blocks))

    def weight_mask(self) -> Array:
        """(P,), 1 for what is a weight, which penalties concern, by the role that its layer gives it."""
        mask = np.zeros(self.size, self.dtype)
        for block in self.blocks:
            if block.parameter.role == "weight":
                block.of(mask)[...] = 1.0
        return mask

    @cached_property
    def _penalty(self) -> Penalty:
        return Penalty(self.weight_mask())

    @property
    def penalty(self) -> float:
        """What l1 and l2 add to the loss that is minimised."""
        if not (self.l1 or self.l2):
            return 0.0
        return self._penalty.value(self._parameters, self.l1, self.l2)

    def initialize(self, rng: np.random.Generator, initializer: str = "glorot") -> None:
        """Draw all weights anew, biases 0; go on drawing dropout masks from `rng`."""
        self.rng = rng
        for layer in self.layers:
            layer.initialize(rng, initializer)

    def prepare(self, X: npt.ArrayLike, T: npt.ArrayLike) -> Samples:
        """Samples as the engine works on them, copied and checked once.

        X (n, features). T: (n, k), or class indices (n,) for categorical cross-entropy, or (n,) for one
        output. Of a network that answers at every step (n, k, steps), or (n, steps), where the class -1, or
        NaN, asks nothing. ValueError if shapes do not fit, or a number is not finite.
        """
        return prepare(self._inputs(X), T, self.output_shape, self.loss, self.dtype)

    def predict(self, X: npt.ArrayLike) -> Array:
        """(n, k): the outputs after the last activation; (n, k, steps) where it answers at every step."""
        inputs = self._inputs(X)
        outputs = np.empty((len(inputs), self.output_size), self.dtype)
        for chunk in self.chunks(len(inputs)):
            program = self._for_answers(chunk.stop - chunk.start)
            program.samples.inputs[:, :-1] = inputs[chunk]
            with np.errstate(all="ignore"):
                program.predict()
            outputs[chunk] = program.outputs.T
        return self._shaped(outputs)

    def chunks(self, count: int) -> Iterator[slice]:
        """So many samples in parts as they are best sent through the network."""
        size = self._portion or CHUNK
        return (slice(start, min(start + size, count)) for start in range(0, count, size))

    def evaluate(self, X: npt.ArrayLike, T: npt.ArrayLike) -> tuple[float, Array]:
        """(loss over all samples, outputs as of `predict`), in one batched pass as when predicting."""
        inputs = self._inputs(X)
        targets = np.empty((self.output_size, len(inputs)), self.dtype)
        self._encode(T, targets)
        return self._evaluate(inputs, targets)

    def evaluate_samples(self, samples: Samples) -> tuple[float, Array]:
        """`evaluate` for samples already prepared."""
        if len(samples) > (self._portion or CHUNK):
            return self._evaluate(samples.inputs[:, :-1], samples.targets)
        program = self._fixed_program(samples, training=False)
        with np.errstate(all="ignore"):
            value = program.evaluate()
        return value, self._shaped(np.ascontiguousarray(program.outputs.T))

    def gradient_step(self, X: npt.ArrayLike, T: npt.ArrayLike) -> float:
        """Forward and backward over one batch: fills the gradients, returns the loss before any update."""
        inputs = self._inputs(X)
        program = self._learning(len(inputs))
        program.samples.inputs[:, :-1] = inputs
        self._encode(T, program.samples.targets)
        return self._learn(program)

    def gradient_step_rows(self, samples: Samples, rows: npt.NDArray[np.intp] | None = None) -> float:
        """`gradient_step` over the samples at `rows` (n,), or over all of them where they stand if None."""
        if rows is None:
            return self._learn(self._learning_from(samples))
        program = self._learning(len(rows))
        batch = program.samples
        samples.inputs.take(rows, 0, batch.inputs, "clip")
        samples.targets.take(rows, 1, batch.targets, "clip")
        return self._learn(program)

    def trace(self, x: npt.ArrayLike, t: npt.ArrayLike | None = None) -> Trace:
        """One sample x (features,), followed forward and, with its target t, backward."""
        return trace(self.followed(np.asarray(x)[None, ...], None if t is None else np.asarray(t)[None, ...]))

    def forward(self, X: npt.ArrayLike) -> Program:
        """(n, features) sent as when predicting through the network's own program for so many.

        What its stages hold is there until the next pass of that size.
        """
        inputs = self._inputs(X)
        program = self._program(len(inputs), training=False)
        program.samples.inputs[:, :-1] = inputs
        with np.errstate(all="ignore"):
            program.predict()
        return program

    def followed(self, X: npt.ArrayLike, T: npt.ArrayLike | None = None) -> Program:
        """(n, features) sent as when predicting through a program of its own, whose stages hold every value.

        With targets also every dL/d, but for those of the parameters: the gradients are left as they are.
        Without, a gradient that is put into the last stage can be followed back.
        """
        inputs = self._inputs(X)
        samples = Samples.empty(len(inputs), self.input_size, self.output_size, self.dtype)
        samples.inputs[:, :-1] = inputs
        loss = None if T is None else self.loss
        if T is not None:
            self._encode(T, samples.targets)
        back = np.empty((self.input_size, len(inputs)), self.dtype)
        program = Program(self.layers, loss, samples, training=False, d_inputs=back)
        with np.errstate(all="ignore"):
            if loss is None:
                program.predict()
            else:
                program.evaluate()
                program.backward(parameters=False)
        return program

    def load(self, arrays: Mapping[str, Array]) -> None:
        """Take over parameters and statistics by their names.

        A layer of which nothing is there keeps what it has, unless it has weights. ValueError for what is
        missing or has no place, or the wrong shape; then nothing is taken.
        """
        places = {block.name: (block, self._parameters) for block in self.blocks}
        places |= {block.name: (block, self.statistics) for block in self.statistic_blocks}
        weighted = {block.layer for block in self.blocks if block.parameter.role == "weight"}
        given = {places[name][0].layer for name in arrays if name in places}
        for name, (block, _) in places.items():
            if name not in arrays and block.layer in weighted | given:
                raise ValueError(translate("Engine", "{name} is missing.").format(name=name))
        for name, values in arrays.items():
            if name not in places:
                raise ValueError(
                    translate("Engine", "{name} has no place in the network, which has {places}.").format(
                        name=name, places=", ".join(places)
                    )
                )
            wanted = places[name][0].parameter.shape
            if np.shape(values) != wanted:
                raise ValueError(
                    translate("Engine", "{name} has the shape {shape}, where {wanted} is needed.").format(
                        name=name, shape=np.shape(values), wanted=wanted
                    )
                )
        for name, values in arrays.items():
            block, vector = places[name]
            block.of(vector)[...] = values

    def copy_fitting(self, other: Network) -> None:
        """Take over every parameter of `other` that still has a place, after its structure was changed.

        Hidden layers are matched from the front, the last layer with the last; of each pair of matrices
        the overlap at the top left is kept.
        """
        self.layers[-1].copy_fitting(other.layers[-1])
        for kind in {type(layer) for layer in self.layers}:
            mine = [layer for layer in self.layers[:-1] if type(layer) is kind]
            theirs = [layer for layer in other.layers[:-1] if type(layer) is kind]
            for layer, old in zip(mine, theirs, strict=False):
                layer.copy_fitting(old)

    def last_batch(self) -> BatchTrace:
        """The values and gradients of the last gradient step, sample by sample, layer by layer."""
        if self._last is None:
            raise ValueError(translate("Engine", "There has been no gradient step to look at."))
        return self._last.trace() if isinstance(self._last, Portions) else batch_trace(self._last)

    def with_dtype(self, dtype: str) -> Network:
        """A network with the same layers, parameters and statistics in another number type."""
        twin = Network(self.input_shape, self.specs, self.loss.name, dtype=dtype, l1=self.l1, l2=self.l2)
        twin.parameters[...] = self._parameters
        twin.statistics[...] = self.statistics
        return twin

    def _attach(self) -> None:
        """Give each layer its part of the vectors."""
        start = first = 0
        for layer in self.layers:
            end, last = start + layer.parameter_count, first + layer.statistic_count
            layer.attach(self._parameters[start:end], self._gradients[start:end], self.statistics[first:last])
            start, first = end, last

    def _named(self, held: Sequence[tuple[Parameter, ...]]) -> Iterator[Block]:
        """The parameters of each layer with their names and places in the flat vector."""
        start = 0
        for index, (name, parameters) in enumerate(zip(self.names, held, strict=True)):
            for parameter in parameters:
                yield Block(f"{name}.{parameter.name}", index, parameter, start + parameter.start)
            start += sum(parameter.size for parameter in parameters)

    def _inputs(self, X: npt.ArrayLike) -> npt.NDArray[Any]:
        inputs = np.asarray(X)
        shape = self.input_shape
        if not inputs.size and inputs.ndim > 1:
            raise ValueError(
                translate("Engine", "There are no samples: the data have the shape {shape}.").format(
                    shape=inputs.shape
                )
            )
        flat = inputs.ndim > 2 and isinstance(self.specs[0], Flatten) and len(shape) == 1
        if flat or inputs.shape[1:] in (shape, shape[1:] if shape[0] == 1 else shape):
            inputs = inputs.reshape(len(inputs), -1)
        if inputs.ndim < 2 or inputs.shape[1:] != (self.input_size,):
            raise ValueError(self._misfit(inputs.shape))
        return inputs

    def _encode(self, T: npt.ArrayLike, out: Array) -> None:
        """Write targets into `out` (k, n), or (k places, n)."""
        encode_targets(T, self.loss, out.reshape(*self.output_shape, -1))

    def _shaped(self, outputs: Array) -> Array:
        """Outputs (n, k places) in their own shape."""
        return outputs.reshape(len(outputs), *self.output_shape)

    def _misfit(self, shape: Shape) -> str:
        weights = next((b.parameter for b in self.blocks if b.parameter.role == "weight"), None)
        if len(self.input_shape) > 1:
            text = translate(
                "Engine",
                "Data of the shape {shape} cannot enter a network that takes samples of the shape {wanted}.",
            )
        elif weights is None:
            text = translate(
                "Engine",
                "Data of the shape {shape} cannot enter a network that takes {size} features a sample.",
            )
        else:
            text = translate(
                "Engine",
                "Data of the shape {shape} cannot enter a network whose first weights have the shape "
                "{weights}: it takes {size} features a sample.",
            )
        first = None if weights is None else weights.shape
        return text.format(shape=shape, wanted=self.input_shape, size=self.input_size, weights=first)

    def _evaluate(self, inputs: Array, targets: Array) -> tuple[float, Array]:
        total, counted = 0.0, 0
        outputs = np.empty((len(inputs), self.output_size), self.dtype)
        for chunk in self.chunks(len(inputs)):
            program = self._for_answers(chunk.stop - chunk.start)
            program.samples.inputs[:, :-1] = inputs[chunk]
            program.samples.targets[...] = targets[:, chunk]
            with np.errstate(all="ignore"):
                value = program.evaluate()
            count = self._asked(program.samples)
            total, counted = total + value * (1 if self.loss.is_sum else count), counted + count
            outputs[chunk] = program.outputs.T
        return total if self.loss.is_sum else total / max(1, counted), self._shaped(outputs)

    def _asked(self, samples: Samples) -> int:
        """How many answers a mean over these is taken of: one a sample, or at every step that is asked."""
        if len(self.output_shape) == 1:
            return len(samples)
        return asked_count(samples.targets, self.output_shape[0])

    def _learning(self, count: int) -> Program | Portions:
        """What learns from so many samples, which are to be put into its `samples`."""
        if self._portion is None or (count <= self._portion and self._quick == self.layers):
            return self._program(count, training=True)
        if count not in self._portions:
            _make_room(self._portions)
            room = Samples.empty(count, self.input_size, self.output_size, self.dtype)
            self._portions[count] = self._in_portions(room, self._portion)
        return self._portions[count]

    def _learning_from(self, samples: Samples) -> Program | Portions:
        """What learns from all of these samples where they stand."""
        if self._portion is None or (len(samples) <= self._portion and self._quick == self.layers):
            return self._fixed_program(samples, training=True)
        if self._whole is None or self._whole.samples is not samples:
            self._whole = self._in_portions(samples, self._portion)
        return self._whole

    def _in_portions(self, samples: Samples, size: int) -> Portions:
        values = self._parameters, self._gradients
        return Portions(self.layers, self._quick, self.loss, samples, size, values)

    def _for_answers(self, count: int) -> Program:
        """For so many samples of which only the outputs are looked at, and the loss."""
        if self._quick == self.layers:
            return self._program(count, training=False)
        if count not in self._answering:
            _make_room(self._answering)
            room = Samples.empty(count, self.input_size, self.output_size, self.dtype)
            self._answering[count] = Program(self._quick, self.loss, room, training=False)
        return self._answering[count]

    def _program(self, samples: int, training: bool) -> Program:
        key = (samples, training)
        program = self._programs.get(key)
        if program is None:
            _make_room(self._programs)
            room = Samples.empty(samples, self.input_size, self.output_size, self.dtype)
            program = self._programs[key] = Program(self.layers, self.loss, room, training)
        return program

    def _fixed_program(self, samples: Samples, training: bool) -> Program:
        # The program keeps its samples alive, so that no other can come to have their id.
        key = (id(samples), training)
        program = self._fixed.get(key)
        if program is None:
            _make_room(self._fixed)
            program = Program(self.layers, self.loss, samples, training, fixed=True)
            self._fixed[key] = program
        return program

    def _learn(self, program: Program | Portions) -> float:
        self._last = program
        with np.errstate(all="ignore"):
            value = program.learn()
            if self.l1 or self.l2:
                self._penalty.add_gradient(self._parameters, self._gradients, self.l1, self.l2)
        return value


def prepare(inputs: Array, T: npt.ArrayLike, outputs: Shape, loss: Loss, dtype: np.dtype[Any]) -> Samples:
    """Samples of inputs (n, features) for networks with outputs of that shape and that loss; see there."""
    samples = Samples.empty(len(inputs), inputs.shape[1], math.prod(outputs), dtype)
    samples.inputs[:, :-1] = inputs
    encode_targets(T, loss, samples.targets.reshape(*outputs, -1))
    targets = samples.targets
    if len(outputs) > 1:
        targets = targets[~np.isnan(targets)]  # nothing is asked there
        if not targets.size:
            raise ValueError(translate("Engine", "Nothing is asked of the samples: every target is missing."))
    if not (np.isfinite(samples.inputs).all() and np.isfinite(targets).all()):
        raise ValueError(
            translate(
                "Engine", "The data hold a value that is missing or infinite; every number must be finite."
            )
        )
    samples.inputs.flags.writeable = samples.targets.flags.writeable = False
    return samples


def _make_room(programs: dict[Any, Any]) -> None:
    """Forget the oldest, so that at most PROGRAMS_KEPT are there with the next."""
    while len(programs) >= PROGRAMS_KEPT:
        del programs[next(iter(programs))]


@lru_cache(maxsize=2)
def _names(blocks: tuple[tuple[str, Shape], ...]) -> tuple[str, ...]:
    """Of every parameter of these blocks; every batch that is written down has the same."""
    return tuple(_placed(name, place) for name, shape in blocks for place in np.ndindex(shape))


def _placed(name: str, place: Sequence[Any]) -> str:
    return f"{name}[{', '.join(map(str, place))}]"


def _check_structure(shape: Shape, layers: Sequence[LayerSpec]) -> None:
    if not shape or min(shape) < 1:
        there = shape[0] if len(shape) == 1 else shape
        raise ValueError(
            translate("Engine", "A network needs at least 1 input, not {there}.").format(there=there)
        )
    if not layers:
        raise ValueError(translate("Engine", "A network needs at least 1 layer."))
