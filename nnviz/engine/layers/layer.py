"""What a layer is to the network: parameters, and operations bound to the buffers of one batch size.

Every value is (features, positions ..., samples), the sample last: a row of features (d,), a picture
(channels, rows, columns), a sequence (features, time). In a buffer it stands as (values of a sample,
samples), a row being one value over the whole batch, so that softmax, bias and activation run along
contiguous memory; a layer that minds positions reshapes it, which copies nothing. Every buffer that feeds a
layer has one more row, which is all ones. With the bias as the last row of the weight matrix,

    [W; b]^T @ [x; 1] = W^T x + b        and        [x; 1] @ dz^T = [dL/dW; dL/db]

one matrix product gives z, and one gives both gradients.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields
from functools import cached_property, partial
from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt

from nnviz.engine.activations import ACTIVATIONS, Activation
from nnviz.engine.arrays import Array, Operations, read_only
from nnviz.said import translate

Shape = tuple[int, ...]
Role = Literal["weight", "bias", "scale", "statistic"]


@dataclass(frozen=True)
class Parameter:
    """A named block of what a layer holds: its shape, what it is for, where it begins in the layer's part.

    Penalties and max-norm concern those of the role "weight", whose `axis` is that of the units they lead
    to. "statistic" is what training moves without a gradient. With several `gates` the axis has all units
    for the first, then all for the second, and so on.
    """

    name: str
    shape: Shape
    role: Role
    start: int
    axis: int = -1
    gates: int = 1

    @cached_property
    def size(self) -> int:
        return math.prod(self.shape)

    @property
    def units(self) -> int:
        """How many units it leads to."""
        return self.shape[self.axis] // self.gates

    def of(self, part: Array) -> Array:
        """The view of it in a layer's part of a flat vector."""
        return part[self.start : self.start + self.size].reshape(self.shape)

    def matrix(self, values: Array) -> Array:
        """(sources, units) of its values in their own shape: a view, whichever axis is that of the units.

        Of several gates a source has a row for each.
        """
        units = self.units
        return values.reshape(units, -1).T if self.axis == 0 else values.reshape(-1, units)

    def parted(self, values: Array) -> Array:
        """Its values with an axis of their own for gates, if there are several: a view."""
        return values if self.gates == 1 else values.reshape(*self.shape[:-1], self.gates, self.units)


def blocks(
    *named: tuple[str, Shape, Role] | tuple[str, Shape, Role, int], gates: int = 1
) -> tuple[Parameter, ...]:
    """Parameters (name, shape, role, and the axis of the units if not the last) one after the other."""
    found, start = [], 0
    for name, shape, role, *axis in named:
        found.append(Parameter(name, shape, role, start, axis[0] if axis else -1, gates))
        start += found[-1].size
    return tuple(found)


@dataclass(frozen=True)
class Quantity:
    """A value that a layer has for a batch, by its name: z, a, dL/dz ...

    `formula` says how it follows from what is named in `follows`: other quantities, parameters of the layer,
    and "x", what enters. `gradient` names the quantity that is dL/d of it. `backward`: it is known on the
    way back only. `parameter`: it is dL/d of that parameter. `derive` works out, of all samples (n, ...),
    what the step itself never forms, or what is told of what it forms. `part` is what it is in how a number
    of a map comes about: "seen" what the place looks at, "sum" what that adds up to, "gives" what leaves,
    "taken" which of the seen that is.
    """

    name: str
    formula: str
    follows: tuple[str, ...] = ()
    gradient: str = ""
    backward: bool = False
    parameter: str = ""
    derive: Callable[[Any, Mapping[str, Array]], Array] | None = None
    part: Literal["", "seen", "sum", "gives", "taken"] = ""

    def of(self, layer: Layer, formed: Mapping[str, Array]) -> Array:
        """What it is for a batch, from what the step formed, (n, ...) under each name; read-only."""
        if self.derive is None:
            return formed[self.name]
        with np.errstate(all="ignore"):
            return read_only(self.derive(layer, formed))


PASSED = (
    Quantity("a", "a = f(x)", ("x",), gradient="da"),
    Quantity("da", "∂L/∂a", backward=True),
)
"""The quantities of a layer of which only what leaves it is told."""


@dataclass(frozen=True)
class Stage:
    """One layer bound to the buffers of one batch size n.

    inputs (in + 1, n), the last row ones; outputs (out + 1, n) likewise; da (out, n) is dL/d outputs, which
    the layer after this one fills. `forward` ends with z where the layer has an activation, `activate` fills
    the outputs from it, `differentiate` fills dz from da; a fused loss takes the place of these two.
    `backward` fills the gradients of the parameters, then `backward_inputs`, if asked for, that of the
    inputs, which must not need `backward` to have run. `added` is what the layer adds to the loss, worked
    out after `forward`; its gradient is in what goes back. `named` are the arrays of further quantities, the
    sample last.
    """

    inputs: Array
    outputs: Array
    da: Array
    forward: Operations
    backward: Operations
    z: Array
    dz: Array
    activate: Operations = ()
    differentiate: Operations = ()
    backward_inputs: Operations = ()
    added: Callable[[], float] | None = None
    named: Mapping[str, Array] = field(default_factory=dict)

    @property
    def a(self) -> Array:
        """The outputs without the row of ones, (out, n)."""
        return self.outputs[:-1]


@dataclass(frozen=True)
class LayerSpec:
    """A frozen description of a layer, which builds the running layer.

    `weighted`: it has weights into units, which are counted, drawn, edited, cut and frozen by that number.
    `ends`: a network may end in it; after others comes a dense layer that fits the targets. `shaped`: it
    minds where the values of a sample stand, and takes pictures or sequences. `encloses`: it is written
    around the layers before it that it is `over`. `sized` is the name of the field that says how many units
    it has, "" where nobody chooses. `becomes`: written with this word it is of that kind. `computable`: what
    leaves it is known to follow from what enters. A kind with a
    field `activation` can be given another. `label` and `purpose` say to people what it is and what it does.
    """

    kind: ClassVar[str]
    label: ClassVar[str] = ""
    purpose: ClassVar[str] = ""
    weighted: ClassVar[bool] = False
    ends: ClassVar[bool] = False
    shaped: ClassVar[bool] = False
    sized: ClassVar[str] = ""
    encloses: ClassVar[bool] = False
    becomes: ClassVar[str] = ""
    computable: ClassVar[bool] = True

    @property
    def over(self) -> int:
        """How many layers before it are its block, what enters which enters it too; 0 for none."""
        return 0

    @classmethod
    def written(cls) -> tuple[Field[Any], ...]:
        """The fields that its words tell: all but those of an activation, which is told apart."""
        return tuple(one for one in fields(cls) if one.name not in ("activation", "parameter"))

    @classmethod
    def usage(cls) -> str:
        """How it is written in a list of layers: conv(filters, size, stride=1, padding=same)."""
        told = [
            one.name if one.default is MISSING else f"{one.name}={_written(one.default)}"
            for one in cls.written()
        ]
        return _called(cls.kind, told)

    @property
    def words(self) -> str:
        """As it is written in a list of layers, with what is not as usual: conv(8, 3, stride=2)."""
        unusual = [
            _setting(one, value, place)
            for place, one in enumerate(self.written())
            if (value := getattr(self, one.name)) != one.default
        ]
        return _called(self.kind, unusual)

    def build(self, shape: Shape) -> Layer:
        """The running layer for samples of that shape. ValueError with both shapes if they do not fit."""
        raise NotImplementedError


def _called(kind: str, told: Sequence[str]) -> str:
    name = kind.replace("_", "")
    return f"{name}({', '.join(told)})" if told else name


def _setting(setting: Field[Any], value: Any, place: int) -> str:
    """With its name, but for the first and what has no usual value; what is switched on is the name alone."""
    if setting.default is False:
        return setting.name
    if place == 0 or setting.default is MISSING:
        return _written(value)
    return f"{setting.name}={_written(value)}"


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


class Layer:
    """A layer of a network, at run time. A kind says here what it does otherwise than passing values on.

    `values`, `gradients` and `running` are views of the network's flat vectors by the names of `parameters`
    and `statistics`. `rng` is where a layer that `draws` takes its random numbers from. `chained`: every
    unit is f(x w + b) of what enters, so that a path of the chain rule leads through each weight. `mixes`:
    what leaves a unit hangs on more than a factor and what entered that unit. `mixes_samples`: while training
    it hangs on the other samples of the batch. `wide`: its buffers are so large that a batch is better worked
    through in portions.
    """

    spec: LayerSpec
    activation: Activation = ACTIVATIONS["linear"]
    parameters: tuple[Parameter, ...] = ()
    statistics: tuple[Parameter, ...] = ()
    quantities: tuple[Quantity, ...] = PASSED
    draws = False
    chained = False
    mixes = True
    mixes_samples = False
    wide = False
    rng: np.random.Generator | None = None
    values: Mapping[str, Array]
    gradients: Mapping[str, Array]
    running: Mapping[str, Array]

    def __init__(self, spec: LayerSpec, input_shape: Shape, output_shape: Shape | None = None) -> None:
        self.spec = spec
        self.input_shape = input_shape
        self.output_shape = input_shape if output_shape is None else output_shape
        self.input_size, self.output_size = math.prod(self.input_shape), math.prod(self.output_shape)

    @cached_property
    def parameter_count(self) -> int:
        return sum(parameter.size for parameter in self.parameters)

    @property
    def held(self) -> int:
        """How many numbers it holds for each sample of a step, about: z, a and their gradients."""
        return 4 * self.output_size

    @cached_property
    def statistic_count(self) -> int:
        """Numbers that training moves without a gradient: the running means of batch normalisation."""
        return sum(statistic.size for statistic in self.statistics)

    @property
    def edges(self) -> tuple[int, int]:
        """(sources, units): its weights, block after block, as a matrix; (0, 0) without any."""
        weights = [parameter for parameter in self.parameters if parameter.role == "weight"]
        units = weights[0].units if weights else 0
        return sum(parameter.size for parameter in weights) // max(1, units), units

    def index(self, source: int | None, unit: int) -> int:
        """Where in the layer's part the weight from `source` to `unit` is, or with None the unit's bias.

        Of the biases of several gates it is that of the first.
        """
        units = self.edges[1]
        role, row = ("bias", 0) if source is None else ("weight", source)
        for parameter in self.parameters:
            if parameter.role == role:
                rows = parameter.size // units
                if row < rows:
                    across = row + unit * rows if parameter.axis == 0 else row * units + unit
                    return parameter.start + across
                row -= rows
        raise ValueError(
            translate("Engine", "A layer “{kind}” has no {role} there.").format(
                kind=self.spec.kind, role=role
            )
        )

    def matrix(self, part: Array) -> Array:
        """(sources, units) of a layer's part of a flat vector: a view where the weights are one block."""
        weights = [parameter for parameter in self.parameters if parameter.role == "weight"]
        rows = [parameter.matrix(parameter.of(part)) for parameter in weights]
        return rows[0] if len(rows) == 1 else np.concatenate(rows)

    def biases(self, part: Array) -> Array:
        """(units,) of a layer's part of a flat vector; zeros, which add nothing, for a layer without.

        Of the biases of several gates those of the first.
        """
        found = next((one for one in self.parameters if one.role == "bias"), None)
        return np.zeros(self.edges[1], part.dtype) if found is None else found.of(part)[: found.units]

    def into(self, unit: int) -> npt.NDArray[np.intp]:
        """Where in the layer's part all that leads into that unit is: weights and biases of every gate."""
        places = np.arange(self.parameter_count)
        leading = (one for one in self.parameters if one.role in ("weight", "bias"))
        return np.concatenate([one.matrix(one.of(places))[:, unit] for one in leading])

    def attach(self, parameters: Array, gradients: Array, statistics: Array) -> None:
        """Make the layer's arrays views of these, (parameter_count,) twice and (statistic_count,)."""
        self.values = {parameter.name: parameter.of(parameters) for parameter in self.parameters}
        self.gradients = {parameter.name: parameter.of(gradients) for parameter in self.parameters}
        self.running = {statistic.name: statistic.of(statistics) for statistic in self.statistics}

    def initialize(self, rng: np.random.Generator, initializer: str) -> None:
        """Draw the weights anew."""

    def bind(self, inputs: Array, d_inputs: Array | None, training: bool, fixed: bool = False) -> Stage:
        """The operations for a batch whose inputs are in `inputs`; dL/d inputs goes to `d_inputs`, if any.

        `fixed`: the inputs never change, and may be copied into an order that suits the layer.
        """
        return self.passed(inputs, d_inputs)

    def join(self, inputs: Array, d_inputs: Array | None, entered: Array) -> Stage:
        """`bind` for a layer that is `over` a block, which `entered` (in + 1, n) has entered.

        What goes back past the layers of the block, dL/d outputs, is added there by the program.
        """
        raise NotImplementedError

    def activated(self, a: Array) -> tuple[Array, Array, Array, Operations, Operations]:
        """(z, dz, da, what fills a from z, what fills dz from da) for outputs a (units, n).

        A linear layer's z is its a, and its dz its da: no copy is made.
        """
        da = np.zeros(a.shape, a.dtype)
        if self.activation.name == "linear":
            return a, da, da, (), ()
        z, dz = np.zeros_like(da), np.zeros_like(da)
        return z, dz, da, *self.activation.bind(z, a, da, dz)

    def passed(self, inputs: Array, d_inputs: Array | None) -> Stage:
        """A stage whose outputs are its inputs, and whose gradients pass likewise."""
        da = np.zeros((self.output_size, inputs.shape[1]), inputs.dtype) if d_inputs is None else d_inputs
        return Stage(inputs=inputs, outputs=inputs, da=da, forward=(), backward=(), z=inputs[:-1], dz=da)

    def sides(self, values: Mapping[str, Array]) -> Array:
        """On which side of each corner (where there is no slope on paper) the quantities lie: -1, 0, 1.

        Those of the activation; a kind that has corners of its own, such as a choice of the largest, adds
        them.
        """
        z = values.get("z", values["a"])
        found = [np.sign(z - corner).ravel() for corner in self.activation.kinks]
        return np.concatenate(found) if found else np.zeros(0)

    def copy_fitting(self, other: Layer) -> None:
        """Take over from a layer of the same kind every number that still has a place, from the first on."""
        if type(other) is not type(self):
            return
        theirs = {one.name: one for one in (*other.parameters, *other.statistics)}
        values, known = {**self.values, **self.running}, {**other.values, **other.running}
        for one in (*self.parameters, *self.statistics):
            if one.name not in theirs:
                continue
            new, old = one.parted(values[one.name]), theirs[one.name].parted(known[one.name])
            kept = tuple(slice(min(sizes)) for sizes in zip(new.shape, old.shape, strict=True))
            new[kept] = old[kept]


def buffer(shape: Shape, samples: int, dtype: np.dtype[Any]) -> Array:
    """Room for so many samples of that shape, (values of a sample + 1, samples), the last row ones.

    Of a sequence (features, steps) more rows of ones follow in memory, one for each step: see `stepwise`.
    """
    size, ones = math.prod(shape), shape[1] if len(shape) == 2 else 1
    values = np.zeros((size + ones, samples), dtype)
    values[size:] = 1.0
    return values[: size + 1]


def stepwise(inputs: Array, shape: Shape) -> tuple[Array, Operations]:
    """(features + 1, steps * n), every step of every sample a column over a row of ones; what fills it.

    `inputs` (in + 1, n) are of sequences of that shape, (features, steps). What stands in a `buffer` of its
    own is only read in another way; else it is copied.
    """
    features, steps = shape
    samples = inputs.shape[1]
    behind = inputs.base
    if (
        behind is not None
        and inputs.flags.c_contiguous
        and behind.shape == (features * steps + steps, samples)
        and behind.ctypes.data == inputs.ctypes.data
    ):
        return behind.reshape(features + 1, steps * samples), ()
    own = np.ones((features + 1, steps * samples), inputs.dtype)
    return own, (partial(np.copyto, own[:-1].reshape(-1, samples), inputs[:-1]),)


def slope_at_places(layer: Layer, values: Mapping[str, Array]) -> Array:
    """da/dz (n, units, *places); for a softmax (n, units, units, *places)."""
    z, a = values["z"], values["a"]
    if layer.activation.elementwise:
        return layer.activation.derivative(z, a)
    same = np.eye(a.shape[1]).reshape(a.shape[1], a.shape[1], *(1,) * (a.ndim - 2))
    return np.asarray(a[:, :, None] * (same - a[:, None]), a.dtype)


def in_order(inputs: Array) -> tuple[Array, Operations]:
    """(in, n) of inputs (in + 1, n) with the sample fastest in memory, and what brings them there.

    The samples of a data set lie one after the other; what leaves a layer lies right already.
    """
    x = inputs[:-1]
    if x.flags.c_contiguous:
        return x, ()
    own = np.zeros(x.shape, x.dtype)
    return own, (partial(np.copyto, own, x),)
