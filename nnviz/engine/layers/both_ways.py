"""A recurrent layer that reads both ways: one from the first step on, one from the last step back.

Each has weights of its own and knows nothing of the other (Schuster and Paliwal 1997). What leaves are the
units of both, first those of the way forward: at a step what each knows there, or what each ends with. The
numbers of the way back are called “back_” and told at the step where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from nnviz.engine.arrays import Array, Operation
from nnviz.engine.layers.gru import GRU
from nnviz.engine.layers.layer import PASSED, Layer, LayerSpec, Quantity, Shape, Stage, buffer
from nnviz.engine.layers.lstm import LSTM
from nnviz.engine.layers.recurrent import Recurrent, RecurrentLayer
from nnviz.engine.layers.rnn import RNN
from nnviz.said import translate

WAYS: dict[str, type[Recurrent]] = {"rnn": RNN, "lstm": LSTM, "gru": GRU}
BACK = "back_"


@dataclass(frozen=True)
class Bidirectional(LayerSpec):
    """Two recurrent layers of the kind `way`, each of `units`, that read a sequence there and back.

    It is written as that kind is, with the word bidirectional: lstm(8, bidirectional).
    """

    way: str
    units: int
    every_step: bool = False

    kind = "bidirectional"
    label = translate("Engine", "recurrent layer both ways")
    purpose = translate(
        "Engine", "One half reads the sequence from its beginning on, the other from its end back."
    )
    weighted = True
    shaped = True
    sized = "units"

    def __post_init__(self) -> None:
        if self.way not in WAYS:
            raise ValueError(
                translate("Engine", "What reads both ways is one of {kinds}, not “{way}”.").format(
                    kinds=", ".join(WAYS), way=str(self.way)[:40]
                )
            )
        for name in ("units", "every_step"):
            object.__setattr__(self, name, getattr(self.one, name))

    @property
    def one(self) -> Recurrent:
        """One of its halves."""
        return WAYS[self.way](self.units, self.every_step)

    @classmethod
    def usage(cls) -> str:
        return "lstm(units, every_step=no, bidirectional)"

    @property
    def words(self) -> str:
        return f"{self.one.words[:-1]}, bidirectional)"

    def build(self, shape: Shape) -> BothWays:
        """The running layer for sequences of that shape, (features, time)."""
        return BothWays(self, shape)


class BothWays(Layer):
    """A recurrent layer both ways at run time: `there` and `back` are its halves."""

    spec: Bidirectional

    def __init__(self, spec: Bidirectional, shape: Shape) -> None:
        self.there, self.back = (self._half(spec, shape) for _ in range(2))
        units = 2 * spec.units
        super().__init__(spec, shape, (units, *self.there.output_shape[1:]))
        later = self.there.parameter_count
        self.parameters = (
            *self.there.parameters,
            *(replace(one, name=BACK + one.name, start=one.start + later) for one in self.back.parameters),
        )
        halves = [*self._told("", self.there), *self._told(BACK, self.back)]
        a, da = PASSED
        self.quantities = (
            *(one for one in halves if not one.backward),
            replace(a, formula="a = h, back h", follows=("h", f"{BACK}h")),
            da,
            *(one for one in halves if one.backward),
        )

    @staticmethod
    def _half(spec: Bidirectional, shape: Shape) -> RecurrentLayer:
        layer = spec.one.build(shape)
        assert isinstance(layer, RecurrentLayer)
        return layer

    @staticmethod
    def _told(prefix: str, half: RecurrentLayer) -> Iterator[Quantity]:
        """The quantities of one half, by their names here; what enters and leaves is that of both."""
        own = {"x", "a", "da"}

        def named(name: str) -> str:
            return name if not name or name in own else prefix + name

        def derived(derive: Callable[[Any, Mapping[str, Array]], Array]) -> Callable[..., Array]:
            def work_out(layer: BothWays, values: Mapping[str, Array]) -> Array:
                if not prefix:
                    return derive(layer.there, values)
                found = derive(layer.back, {name: _turned(one) for name, one in _of_back(values).items()})
                return _turned(found)

            return work_out

        for one in half.quantities:
            if one.name in ("a", "da"):
                continue
            yield replace(
                one,
                name=named(one.name),
                follows=tuple(map(named, one.follows)),
                gradient=named(one.gradient),
                parameter=named(one.parameter),
                derive=None if one.derive is None else derived(one.derive),
            )

    @property
    def held(self) -> int:
        return self.there.held + self.back.held + 4 * self.output_size

    # ---- where the weights are: the units of the way back come after those of the way forward
    @property
    def edges(self) -> tuple[int, int]:
        rows, units = self.there.edges
        return rows, 2 * units

    def _halves(self, part: Array) -> tuple[Array, Array]:
        first = self.there.parameter_count
        return part[:first], part[first:]

    def index(self, source: int | None, unit: int) -> int:
        units = self.spec.units
        if unit < units:
            return self.there.index(source, unit)
        return self.there.parameter_count + self.back.index(source, unit - units)

    def matrix(self, part: Array) -> Array:
        there, back = self._halves(part)
        return np.concatenate([self.there.matrix(there), self.back.matrix(back)], axis=1)

    def biases(self, part: Array) -> Array:
        there, back = self._halves(part)
        return np.concatenate([self.there.biases(there), self.back.biases(back)])

    def into(self, unit: int) -> npt.NDArray[np.intp]:
        units = self.spec.units
        if unit < units:
            return self.there.into(unit)
        return self.there.parameter_count + self.back.into(unit - units)

    def attach(self, parameters: Array, gradients: Array, statistics: Array) -> None:
        super().attach(parameters, gradients, statistics)
        parts = zip(self._halves(parameters), self._halves(gradients), strict=True)
        for half, (values, slopes) in zip((self.there, self.back), parts, strict=True):
            half.attach(values, slopes, statistics)

    def initialize(self, rng: np.random.Generator, initializer: str) -> None:
        for half in (self.there, self.back):
            half.initialize(rng, initializer)

    # ---- a batch
    def bind(self, inputs: Array, d_inputs: Array | None, training: bool, fixed: bool = False) -> Stage:
        samples, dtype, units = inputs.shape[1], inputs.dtype, self.spec.units
        features, steps = self.input_shape
        shape = (features, steps, samples)
        turned = buffer(self.input_shape, samples, dtype)
        turn = partial(np.copyto, turned[:-1].reshape(shape), inputs[:-1].reshape(shape)[:, ::-1])
        wanted = [None if d_inputs is None else np.zeros_like(d_inputs) for _ in range(2)]
        there = self.there.bind(inputs, wanted[0], training)
        back = self.back.bind(turned, wanted[1], training)
        outputs = buffer(self.output_shape, samples, dtype)
        da = np.zeros((self.output_size, samples), dtype)
        size = self.there.output_size
        leave: list[Operation] = []
        begin: list[Operation] = []
        for half, part, order in ((there, slice(size), 1), (back, slice(size, None), -1)):
            rows = (units, -1, samples)
            leave.append(
                partial(np.copyto, outputs[:-1][part].reshape(rows), half.a.reshape(rows)[:, ::order])
            )
            begin.append(partial(np.copyto, half.da.reshape(rows), da[part].reshape(rows)[:, ::order]))
        return Stage(
            inputs=inputs,
            outputs=outputs,
            da=da,
            forward=(turn, *there.forward, *there.activate, *back.forward, *back.activate, *leave),
            differentiate=(*begin, *there.differentiate, *back.differentiate),
            backward=(*there.backward, *back.backward),
            backward_inputs=()
            if d_inputs is None
            else (
                *there.backward_inputs,
                *back.backward_inputs,
                partial(_add, wanted, d_inputs, shape),
            ),
            z=outputs[:-1],
            dz=da,
            named={
                **there.named,
                **{BACK + name: values[:, ::-1] for name, values in back.named.items()},
            },
        )

    def sides(self, values: Mapping[str, Array]) -> Array:
        return np.concatenate([self.there.sides(values), self.back.sides(_of_back(values))])


def _of_back(values: Mapping[str, Array]) -> dict[str, Array]:
    """The quantities of the way back, by the names that its half has for them."""
    own = {name.removeprefix(BACK): one for name, one in values.items() if name.startswith(BACK)}
    return {**values, **own}


def _turned(values: Array) -> Array:
    """(n, units, steps) with the steps in the other order; what has no steps as it is."""
    return values[..., ::-1] if values.ndim == 3 else values


def _add(parts: list[Array | None], d_inputs: Array, shape: tuple[int, int, int]) -> None:
    """dL/d inputs: what the way forward says of them, and the way back in its order."""
    there, back = parts
    assert there is not None
    assert back is not None
    np.add(there.reshape(shape), back.reshape(shape)[:, ::-1], out=d_inputs.reshape(shape))
