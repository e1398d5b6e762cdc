"""Convolution: the same small kernel at every place of a picture, or of a sequence.

As everywhere in machine learning it is a cross-correlation, the kernel not being turned round:

    z[f, r, q] = sum over c, i, j of x[c, r s + i - b, q s + j - b] weights[f, c, i, j] + bias[f]

with the stride s, and b rows and columns of zeros before the picture where it is padded. With the windows of
all places and samples as the columns of one matrix, and a row of ones below, forward is one product, and so
are the gradients of weights and bias, and that of the windows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np

from nnviz.engine.activations import activation
from nnviz.engine.arrays import Array, Operations, plain
from nnviz.engine.initializers import initializer as find_initializer
from nnviz.engine.layers.checks import check_activation, is_whole
from nnviz.engine.layers.layer import (
    Layer,
    LayerSpec,
    Quantity,
    Shape,
    Stage,
    blocks,
    buffer,
    slope_at_places,
)
from nnviz.engine.layers.products import product, product_over_columns
from nnviz.engine.layers.windows import Windows, as_picture, turned
from nnviz.said import translate

PADDINGS = ("same", "valid")
LARGEST = 31
"""The largest kernel, and stride: the windows of a batch are all in memory at once."""


@dataclass(frozen=True)
class Conv(LayerSpec):
    """`filters` kernels of `size` x `size` over every channel of a picture, at every `stride`-th place.

    With the padding "same" there is a window around every pixel (every `stride`-th), and 0 beyond the edge;
    with "valid" windows lie within the picture. `parameter` is that of the activation, as of a dense layer.
    """

    filters: int
    size: int
    stride: int = 1
    padding: str = "same"
    activation: str = "linear"
    parameter: float | None = None
    bias: bool = True

    kind = "conv"
    label = translate("Engine", "convolution")
    purpose = translate("Engine", "Each kernel is multiplied with every window of the picture.")
    weighted = True
    shaped = True
    sized = "filters"
    axes: ClassVar[int] = 3

    def __post_init__(self) -> None:
        for name in ("filters", "size", "stride", "padding", "activation", "parameter", "bias"):
            object.__setattr__(self, name, plain(getattr(self, name)))
        for name in ("filters", "size", "stride"):
            value = getattr(self, name)
            most = math.inf if name == "filters" else LARGEST
            if not is_whole(value, most):
                text = translate(
                    "Engine",
                    "The {name} of a convolution must be a whole number from 1 to {most}, not {value}.",
                )
                if name == "filters":
                    text = translate(
                        "Engine", "The {name} of a convolution must be a whole number from 1, not {value}."
                    )
                raise ValueError(text.format(name=name, most=LARGEST, value=value))
        if self.padding not in PADDINGS:
            raise ValueError(
                translate("Engine", "The padding of a convolution is {paddings}, not {padding!r}.").format(
                    paddings=" or ".join(PADDINGS), padding=self.padding
                )
            )
        if not isinstance(self.bias, bool):
            raise ValueError(
                translate("Engine", "A convolution has a bias or has none, not {bias!r}.").format(
                    bias=self.bias
                )
            )
        check_activation(self.activation, self.parameter)

    def build(self, shape: Shape) -> ConvLayer:
        """The running layer for pictures of that shape, (channels, rows, columns)."""
        return ConvLayer(self, shape)


@dataclass(frozen=True)
class Conv1d(Conv):
    """`filters` kernels over `size` steps of a sequence (features, time), at every `stride`-th step."""

    kind = "conv1d"
    label = translate("Engine", "convolution in time")
    purpose = translate("Engine", "Each kernel is multiplied with every window of the sequence.")
    axes: ClassVar[int] = 2


class ConvLayer(Layer):
    """A convolution at run time; `windows` says where its windows stand.

    weights (filters, channels, rows, columns), of a sequence (filters, features, time), and bias (filters,).
    """

    spec: Conv
    wide = True
    quantities: tuple[Quantity, ...] = (
        Quantity("window", "window = x under the kernel, 0 beyond the edge", ("x",), part="seen"),
        Quantity(
            "z", "z = Σ window · weights + bias", ("window", "weights", "bias"), gradient="dz", part="sum"
        ),
        Quantity("a", "a = f(z)", ("z",), gradient="da", part="gives"),
        Quantity("da", "∂L/∂a", backward=True),
        Quantity("slope", "∂a/∂z = f′(z)", ("z", "a"), backward=True, derive=slope_at_places),
        Quantity("dz", "∂L/∂z = ∂L/∂a · ∂a/∂z", ("da", "slope"), backward=True),
        Quantity("dW", "∂L/∂W = Σ window · ∂L/∂z", ("window", "dz"), backward=True, parameter="weights"),
        Quantity("db", "∂L/∂b = Σ ∂L/∂z", ("dz",), backward=True, parameter="bias"),
    )

    def __init__(self, spec: Conv, shape: Shape) -> None:
        self.windows = _windows(spec, shape)
        kernel = (spec.filters, shape[0], *(spec.size,) * (spec.axes - 1))
        super().__init__(spec, shape, (spec.filters, *self.windows.places[3 - spec.axes :]))
        self.activation = activation(spec.activation, spec.parameter)
        self.parameters = blocks(("weights", kernel, "weight", 0), ("bias", (spec.filters,), "bias"))
        if not spec.bias:
            self.parameters = self.parameters[:1]
            sums = Quantity("z", "z = Σ window · weights", ("window", "weights"), gradient="dz", part="sum")
            left = [q for q in self.quantities if q.name != "db"]
            self.quantities = tuple(sums if q.part == "sum" else q for q in left)

    @property
    def fan_in(self) -> int:
        """How many numbers one sum adds up: those under the kernel in all channels."""
        return self.edges[0]

    @property
    def held(self) -> int:
        """Besides, its windows and their gradient."""
        return super().held + 2 * self.fan_in * math.prod(self.output_shape[1:])

    def initialize(self, rng: np.random.Generator, initializer: str) -> None:
        draw = find_initializer(initializer).function
        weights = draw(rng, self.fan_in, self.spec.filters, self.fan_in // self.input_shape[0])
        self.values["weights"][...] = weights.T.reshape(self.values["weights"].shape)
        if self.spec.bias:
            self.values["bias"][...] = 0.0

    def bind(self, inputs: Array, d_inputs: Array | None, training: bool, fixed: bool = False) -> Stage:
        samples, dtype, filters = inputs.shape[1], inputs.dtype, self.spec.filters
        x, turn = turned(inputs, self.input_shape)
        outputs = buffer(self.output_shape, samples, dtype)
        flat = (filters, self.output_size // filters * samples)
        z, dz, da, activate, differentiate = self.activated(outputs[:-1].reshape(flat))
        columns = np.zeros((self.fan_in + self.spec.bias, flat[1]), dtype)
        columns[self.fan_in :] = 1.0
        window = columns[: self.fan_in].reshape(len(x), *self.windows.size, *self.windows.places, samples)
        gather = (*turn, *self.windows.gather(x, window))
        if fixed:
            for operation in gather:
                operation()
        places = self.output_shape[1:]
        shaped = (filters, *places, samples)
        return Stage(
            inputs=inputs,
            outputs=outputs,
            da=da.reshape(self.output_size, samples),
            forward=(*(() if fixed else gather), *self._sums(columns, z)),
            activate=activate,
            differentiate=differentiate,
            backward=self._gradients(columns, dz),
            backward_inputs=() if d_inputs is None else self._back(dz, d_inputs, window.shape),
            z=z.reshape(self.output_size, samples),
            dz=dz.reshape(self.output_size, samples),
            named={
                "window": window.reshape(len(x), *(self.spec.size,) * len(places), *places, samples),
                "z": z.reshape(shaped),
                "dz": dz.reshape(shaped),
            },
        )

    def _sums(self, columns: Array, z: Array) -> Operations:
        """z = [W, b] @ [windows; 1]."""
        weights = self.values["weights"].reshape(len(z), -1)
        if not self.spec.bias:
            return product(weights, columns, z)
        matrix = np.empty((len(z), len(columns)), z.dtype)
        fill = (
            partial(np.copyto, matrix[:, :-1], weights),
            partial(np.copyto, matrix[:, -1], self.values["bias"]),
        )
        return *fill, *product(matrix, columns, z)

    def _gradients(self, columns: Array, dz: Array) -> Operations:
        """[dL/dW, dL/db] = dz @ [windows; 1]^T."""
        weights = self.gradients["weights"].reshape(len(dz), -1)
        if not self.spec.bias:
            return product_over_columns(dz, columns, weights)
        matrix = np.empty((len(dz), len(columns)), dz.dtype)
        bias = partial(np.copyto, self.gradients["bias"], matrix[:, -1])
        return *product_over_columns(dz, columns, matrix), partial(np.copyto, weights, matrix[:, :-1]), bias

    def _back(self, dz: Array, d_inputs: Array, shape: Shape) -> Operations:
        """dL/d windows = W^T @ dz; a pixel gets the sum over all windows that hold it."""
        weights = self.values["weights"].reshape(len(dz), -1)
        d_columns = np.empty((self.fan_in, dz.shape[1]), dz.dtype)
        channels, picture = as_picture(self.input_shape)
        dx = d_inputs.reshape(channels, *picture, -1)
        return *product(weights.T, dz, d_columns), *self.windows.scatter(d_columns.reshape(shape), dx)


def _windows(spec: Conv, shape: Shape) -> Windows:
    if len(shape) != spec.axes:
        text = translate(
            "Engine",
            "A conv layer takes pictures (channels, rows, columns), not samples of the shape {shape}.",
        )
        if spec.axes == 2:
            text = translate(
                "Engine", "A conv1d layer takes sequences (features, time), not samples of the shape {shape}."
            )
        raise ValueError(text.format(shape=shape))
    picture = as_picture(shape)[1]
    if spec.padding == "valid" and spec.size > min(shape[1:]):
        raise ValueError(
            translate(
                "Engine",
                "A kernel of {size} does not fit within samples of the shape {shape} without padding.",
            ).format(size=" × ".join([str(spec.size)] * (spec.axes - 1)), shape=shape)
        )
    one = spec.axes == 2
    size, stride = (1 if one else spec.size, spec.size), (1 if one else spec.stride, spec.stride)
    return Windows.on(picture, size, stride, spec.padding == "same")
