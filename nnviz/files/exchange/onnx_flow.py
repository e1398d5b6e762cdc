"""What goes through an ONNX graph: the sample on its way, and how its axes lie."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.files.exchange.brought import Brought
from nnviz.files.exchange.curves import GRID, activation_of
from nnviz.files.exchange.stack import Stack
from nnviz.said import translate

Array = NDArray[Any]

#: Stands in shapes for how many samples there are.
SAMPLES = -7_777_777
#: An axis: the samples, one of a single entry, or a number: features or channels first, then positions.
Axis = str | int
MANY, ONE, WAYS = "samples", "one", "ways"


@dataclass(frozen=True, eq=False)
class Flow:
    """The sample at one place of the way: ``step`` says which, ``axes`` how its axes lie.

    ``curve`` are the values, on ``GRID``, of the function that each of its numbers has been through since;
    ``flat`` says, of a sample in one row, which number of nnviz's row each is. ``ends``: it is what the
    recurrent layer before ends with.
    """

    step: int
    axes: tuple[Axis, ...]
    curve: Array | None = None
    flat: Array | None = None
    ends: bool = False


@dataclass(frozen=True, eq=False)
class Node:
    """One node of the graph; ``name`` is what it is called in a sentence."""

    kind: str
    name: str
    entering: list[Any]
    attributes: Mapping[str, Any]
    leaving: list[str]

    def constant(self, place: int) -> Array | None:
        """What enters there as fixed numbers; None where nothing does."""
        value = self.entering[place] if place < len(self.entering) else None
        if value is None or isinstance(value, np.ndarray):
            return value
        raise ValueError(
            translate("Exchange", "{name} takes weights that follow from the sample.").format(name=self.name)
        )

    def flow(self, place: int = 0) -> Flow:
        """The sample that enters there."""
        value = self.entering[place] if place < len(self.entering) else None
        if isinstance(value, Flow):
            return value
        raise unsuitable(self.name)

    def whole(self, name: str, usual: int) -> int:
        """A whole number among its settings."""
        return int(self.attributes[name].i) if name in self.attributes else usual

    def number(self, name: str, usual: float) -> float:
        return float(self.attributes[name].f) if name in self.attributes else usual

    def wholes(self, name: str, usual: tuple[int, ...] = ()) -> tuple[int, ...]:
        return tuple(map(int, self.attributes[name].ints)) if name in self.attributes else usual

    def text(self, name: str, usual: str) -> str:
        if name not in self.attributes:
            return usual
        return bytes(self.attributes[name].s).decode(errors="replace")

    def texts(self, name: str) -> tuple[str, ...]:
        given = self.attributes[name].strings if name in self.attributes else ()
        return tuple(bytes(one).decode(errors="replace") for one in given)


class Way:
    """The way of the sample so far: a ``stack`` of layers, once it is known how a sample lies.

    All methods raise ``ValueError`` with one sentence.
    """

    def __init__(self, shape: tuple[int, ...]) -> None:
        self._shape = shape
        self._stack: Stack | None = None
        self._order: tuple[int, ...] = ()  # of the axes of the input, as nnviz has them
        self._step = 0
        self.told: list[str] = []
        self.offset: Array | None = None
        self.factor: Array | None = None
        self.start = Flow(0, (MANY, *range(1, len(shape))))

    @property
    def begun(self) -> bool:
        """Whether there are layers."""
        return self._stack is not None

    @property
    def stack(self) -> Stack:
        assert self._stack is not None
        return self._stack

    def sizes(self, flow: Flow) -> tuple[int, ...]:
        """The size of each axis of the sample at that place, ``SAMPLES`` of that of the samples."""
        shape = self._shape if self._stack is None else self._stack.shape
        if WAYS in flow.axes:
            shape = (shape[0] // 2, *shape[1:])
        told = {MANY: SAMPLES, ONE: 1, WAYS: 2}
        return tuple(told[axis] if isinstance(axis, str) else shape[axis] for axis in flow.axes)

    # ---- going on
    def stands(self, flow: Flow, node: Node) -> None:
        """Only from the top can one go on: else two ways part here, or meet."""
        if flow.step != self._step:
            raise ValueError(
                translate(
                    "Exchange", "At {name} two ways meet or part; nnviz takes layers one after another."
                ).format(name=node.name)
            )

    def settle(self, flow: Flow, node: Node) -> Flow:
        """What each number has been through becomes the activation of the layer before."""
        self.stands(flow, node)
        if flow.ends:
            self.last_step(node)
            flow = self.on(replace(flow, ends=False))
        if flow.curve is None:
            return flow
        if (line := line_of(flow.curve)) is not None:
            self._stretched(*line, node)
            return replace(flow, curve=None)
        found = activation_of(flow.curve)
        if found is None:
            raise ValueError(
                translate("Exchange", "The function before {name} is no activation of nnviz.").format(
                    name=node.name
                )
            )
        activation, parameter = found
        flow = self.laid(replace(flow, curve=None), node)
        name = translate("Exchange", "the activation before {name}").format(name=node.name)
        self.stack.activation(activation, name, parameter)
        return self.on(flow)

    def _stretched(self, slope: float, shift: float, node: Node) -> None:
        """All numbers times ``slope`` with ``shift`` added: in weights, or in how the input is scaled."""
        if (slope, shift) == (1.0, 0.0):
            return
        if self._stack is not None:
            self._stack.stretched(slope, shift, node.name)
        else:
            self._scale(np.float64(slope), np.float64(shift))

    def _scale(self, slope: Any, shift: Any) -> None:
        """Of (x - offset) factor slope + shift a new offset and factor."""
        factor = 1.0 if self.factor is None else self.factor
        offset = 0.0 if self.offset is None else self.offset
        self.factor = factor * slope
        self.offset = offset - shift / self.factor

    def on(self, flow: Flow) -> Flow:
        """The same after another layer."""
        self._step += 1
        return replace(flow, step=self._step)

    def laid(self, flow: Flow, node: Node) -> Flow:
        """The sample as the first layer meets it, which says how a sample lies: (samples, features), pictures
        (samples, channels, rows, columns), or sequences (samples, steps, features)."""
        if self._stack is not None:
            return flow
        own = [axis for axis in flow.axes if axis not in (MANY, ONE)]
        if len(own) == 2:  # features come last, and are the first axis here
            own = own[::-1]
        shape = tuple(self._shape[int(axis)] for axis in own)
        if not shape or min(shape) < 1:
            raise ValueError(
                translate(
                    "Exchange",
                    "The shape of its input, {shape}, leaves sizes open: say what a sample has.",
                ).format(shape=shape)
            )
        self._stack, self._order = Stack(shape), tuple(int(axis) for axis in own)
        axes = tuple(axis if isinstance(axis, str) else own.index(axis) for axis in flow.axes)
        return replace(flow, axes=axes)

    def laid_across(self, flow: Flow) -> Flow:
        """The sample as (samples, channels, steps), which is here as it is there."""
        shape = tuple(self._shape[int(axis)] for axis in flow.axes[1:])
        if flow.axes != (MANY, 1, 2) or min(shape) < 1:
            return flow
        self._stack, self._order = Stack(shape), (1, 2)
        return replace(flow, axes=(MANY, 0, 1))

    def time_first(self, flow: Flow) -> Flow:
        """The sample as (steps, samples, features), where the samples are not the first axis."""
        self._shape = (0, self._shape[0], self._shape[2])
        return replace(flow, axes=(1, MANY, 2))

    def shaped(self, flow: Flow, shape: tuple[int, ...]) -> Flow:
        """The input in another shape, before anything happens to it."""
        self._shape = (0, *shape)
        return replace(flow, axes=(MANY, *range(1, 1 + len(shape))))

    def scaled(self, node: Node, flow: Flow, array: Array, *, swapped: bool) -> Flow:
        """The input, each feature by a number of its own."""
        as_it_came = flow.axes == self.start.axes and min(self._shape[1:]) > 0
        if not as_it_came or (swapped and node.kind in ("Sub", "Div")):
            raise unsuitable(node.name)
        each = np.broadcast_to(array, (1, *self._shape[1:]))[0]
        one, none = np.ones(each.shape), np.zeros(each.shape)
        by = {"Add": (one, each), "Sub": (one, -each), "Mul": (each, none), "Div": (1 / each, none)}
        slope, shift = by.get(node.kind, (none, none))
        if not (np.isfinite(slope) & (slope != 0)).all():
            raise unsuitable(node.name)
        self._scale(slope, shift)
        return flow

    def biased(self, bias: Array, node: Node) -> None:
        """A number more for each feature of the layer before."""
        self.stack.stretched(1.0, bias, node.name)

    def last_step(self, node: Node) -> None:
        """Of the recurrent layer before only what it ends with."""
        self.stack.ended(node.name)

    def flattened(self, flow: Flow, node: Node) -> Flow:
        """The sample in one row, in the order of its axes."""
        flow = self.laid(self.settle(flow, node), node)
        axes = [int(axis) for axis in flow.axes if axis not in (MANY, ONE)]
        shape = self.stack.shape
        places = np.arange(math.prod(shape)).reshape(shape)
        order = places.transpose(axes).ravel()
        self.stack.flatten(node.name)
        same = (order == np.arange(order.size)).all()
        return self.on(Flow(flow.step, (MANY, 0), flat=flow.flat if same else order))

    def finished(self, flow: Flow) -> Brought:
        """The network that ends with this."""
        node = Node("", str(translate("Exchange", "its output")), [], {}, [])
        flow = self.settle(flow, node)
        if self._stack is None:
            raise ValueError(translate("Exchange", "It has no layer with weights."))
        if flow.flat is not None:
            raise ValueError(translate("Exchange", "Its output lies in another order than its layers."))
        self.stack.told = [*self.told, *self.stack.told]
        offset, factor = (None if one is None else self._of_each(one) for one in (self.offset, self.factor))
        return self.stack.finished(offset=offset, factor=factor)

    def _of_each(self, numbers: Array) -> Array:
        """A number for each of a sample's, or one for all, in nnviz's order."""
        size = math.prod(self.stack.inputs)
        if numbers.size != size or len(self._order) < 2:
            return np.broadcast_to(numbers, (size,))
        return numbers.reshape(self._shape[1:]).transpose([axis - 1 for axis in self._order]).ravel()


def line_of(curve: Array) -> tuple[float, float] | None:
    """(slope, shift) of a straight line that does not lie flat; None of any other curve."""
    shift = float(np.interp(0.0, GRID[:97], curve[:97]))
    slope = float(curve[96] - curve[0]) / float(GRID[96] - GRID[0])
    straight = slope != 0 and np.allclose(curve, slope * GRID + shift, rtol=1e-9, atol=1e-9)
    return (slope, shift) if straight else None


def curve_of(flow: Flow) -> Array:
    """The values that its numbers have been through, on the grid."""
    return GRID if flow.curve is None else flow.curve


def unsuitable(name: str) -> ValueError:
    """The sentence about a node that cannot be taken."""
    return ValueError(translate("Exchange", "nnviz has no layer for {name}.").format(name=name))
