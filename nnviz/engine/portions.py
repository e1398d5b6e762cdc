"""A batch worked through in portions, forward and back, through the same buffers.

What a convolution holds for a batch of pictures is many times what stays near the processor, and is then
fetched again by every operation. In portions of few samples it stays. The gradient of a mean is the mean of
the portions' gradients, each counting as much as it has samples. How many samples a portion has follows from
the layers alone, since it decides in which order is added up, and which sample gets which dropout mask.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from nnviz.engine.arrays import Array, read_only
from nnviz.engine.asked import asked_count
from nnviz.engine.layers import Layer
from nnviz.engine.losses import Loss
from nnviz.engine.program import Program, Samples
from nnviz.engine.trace import BatchTrace, LayerBatch, batch_trace

NEAR = 2_000_000
"""Numbers that a portion may hold, about: a few times a core's cache, since not all is needed at once."""
FEWEST = 16
"""Samples of a portion at least: operations along the samples want runs of some length."""
LONG = 2**14
"""Numbers of a sample from which on its layers' buffers, though read one step after another, are bounded."""
ROOM = 2**25
"""Numbers that a portion of such samples may hold, about: a hundred megabytes."""


def portion_of(layers: Sequence[Layer]) -> int | None:
    """How many samples a network of these takes at a time; None for as many as there are.

    In portions are those that have a layer of `wide` buffers, or hold much of long sequences, and none that
    mixes samples.
    """
    wide, shaped = any(layer.wide for layer in layers), any(layer.spec.shaped for layer in layers)
    held = sum(layer.held for layer in layers)
    if any(layer.mixes_samples for layer in layers) or not (wide or (shaped and held > LONG)):
        return None
    return max(FEWEST, 1 << max(0, ((NEAR if wide else ROOM) // held).bit_length() - 1))


@dataclass(frozen=True)
class _Turn:
    """One portion: which samples, so many, through which program."""

    part: slice
    program: Program
    size: int


class Portions:
    """The gradient step over the samples in `samples`, in portions of `size`.

    `values` are the flat vectors of the network: its parameters, and the gradients, which a step fills.
    `quick` are layers that come to the same in less time (`reordered`). The layers that draw do so from `rng`
    of the first that does.
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        quick: Sequence[Layer],
        loss: Loss,
        samples: Samples,
        size: int,
        values: tuple[Array, Array],
    ) -> None:
        self.layers, self.loss, self.samples = tuple(layers), loss, samples
        self._parameters, self._gradients = values
        self._begun, self._sum = np.empty_like(self._parameters), np.empty_like(self._gradients)
        self._drawing = next((layer for layer in layers if layer.draws), None)
        self._state: Mapping[str, object] | None = None
        self._size = size
        self._turns = tuple(self._cut(quick))

    @cached_property
    def _as_they_stand(self) -> tuple[_Turn, ...]:
        """The turns through the layers themselves, for who looks at a step."""
        return tuple(self._cut(self.layers))

    def _cut(self, layers: Sequence[Layer]) -> Iterator[_Turn]:
        """All turns, through these layers; those of as many samples share a program."""
        size = self._size
        count, dtype = len(self.samples), self.samples.inputs.dtype
        programs: dict[int, Program] = {}
        for start in range(0, count, size):
            part = slice(start, min(start + size, count))
            length = part.stop - part.start
            if length not in programs:
                sizes = self.layers[0].input_size, self.layers[-1].output_size
                room = self.samples if length == count else Samples.empty(length, *sizes, dtype)
                programs[length] = Program(layers, self.loss, room, training=True)
            yield _Turn(part, programs[length], length)

    def learn(self) -> float:
        """Forward, the loss, and backward into the gradients."""
        np.copyto(self._begun, self._parameters)
        if self._drawing is not None and self._drawing.rng is not None:
            self._state = self._drawing.rng.bit_generator.state
        value, last, shares = 0.0, len(self._turns) - 1, self._shares()
        equal = len({*shares}) == 1
        for place, (turn, share) in enumerate(zip(self._turns, shares, strict=True)):
            value += share * self._learn(turn)
            if not equal:
                np.multiply(self._gradients, share, out=self._gradients)
            if place:
                np.add(self._sum, self._gradients, out=self._sum if place < last else self._gradients)
            elif last:
                np.copyto(self._sum, self._gradients)
        if equal and shares[0] != 1.0:
            np.multiply(self._gradients, shares[0], out=self._gradients)
        return value

    def _shares(self) -> tuple[float, ...]:
        """How much each portion counts in the whole: as much of it as is asked."""
        if self.loss.is_sum:
            return (1.0,) * len(self._turns)
        shape = self.layers[-1].output_shape
        if len(shape) == 1:
            return tuple(turn.size / len(self.samples) for turn in self._turns)
        counts = [asked_count(self.samples.targets[:, turn.part], shape[0]) for turn in self._turns]
        return tuple(count / max(1, sum(counts)) for count in counts)

    def _learn(self, turn: _Turn) -> float:
        """The loss of one portion, and into the gradients those of it."""
        program = turn.program
        if program.samples is not self.samples:
            np.copyto(program.samples.inputs, self.samples.inputs[turn.part])
            np.copyto(program.samples.targets, self.samples.targets[:, turn.part])
        return program.learn()

    def trace(self) -> BatchTrace:
        """What the last step held, sample by sample: worked out again, to the same bits."""
        kept = self._parameters.copy(), self._gradients.copy()
        rng = None if self._drawing is None else self._drawing.rng
        state = None if rng is None else rng.bit_generator.state
        self._parameters[...] = self._begun
        if rng is not None and self._state is not None:
            rng.bit_generator.state = dict(self._state)
        traces = []
        with np.errstate(all="ignore"):
            for turn, share in zip(self._as_they_stand, self._shares(), strict=True):
                self._learn(turn)
                traces.append(self._scaled(batch_trace(turn.program), share))
        self._parameters[...], self._gradients[...] = kept
        if rng is not None and state is not None:
            rng.bit_generator.state = state
        return _joined(traces)

    def _scaled(self, trace: BatchTrace, share: float) -> BatchTrace:
        """With what is dL/d of something made a part of the whole batch's loss."""
        layers = []
        for layer, held in zip(self.layers, trace.layers, strict=True):
            back = {"da", *(quantity.name for quantity in layer.quantities if quantity.backward)}
            named = {k: v * v.dtype.type(share) if k in back else v for k, v in held.named.items()}
            layers.append(LayerBatch(held.z, held.a, held.da * share, held.dz * share, named))
        return replace(trace, layers=tuple(layers))


def _joined(traces: Sequence[BatchTrace]) -> BatchTrace:
    """Traces of portions as one of the whole batch."""

    def whole(arrays: Sequence[Array]) -> Array:
        return read_only(np.concatenate(arrays))

    layers = []
    for parts in zip(*(trace.layers for trace in traces), strict=True):
        named = {name: whole([part.named[name] for part in parts]) for name in parts[0].named}
        z, a, da, dz = (whole([getattr(part, name) for part in parts]) for name in ("z", "a", "da", "dz"))
        layers.append(LayerBatch(z, a, da, dz, named))
    inputs, targets = whole([t.inputs for t in traces]), whole([t.targets for t in traces])
    return BatchTrace(inputs, targets, tuple(layers), traces[0].fused)
