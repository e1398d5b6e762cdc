"""The dense layer: z = x W + b, a = f(z), every input connected to every unit.

Of a picture it takes all values as one row: flattening is another way to read a buffer, and no operation. A
sequence (features, steps) it takes step by step, with the same weights at every one: x is then what stands at
a step, and the steps of all samples go through one product.

A code is a dense layer without an activation that has a name of its own: what an autoencoder has to get by
with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnviz.engine.activations import ACTIVATIONS, Activation, activation
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
    stepwise,
)
from nnviz.said import translate


@dataclass(frozen=True)
class Dense(LayerSpec):
    """A dense layer of `units` with the named activation.

    `parameter` is the slope of leaky ReLU or the alpha of ELU; None is the activation's default.
    """

    units: int
    activation: str = "linear"
    parameter: float | None = None

    kind = "dense"
    weighted = True
    sized = "units"

    def __post_init__(self) -> None:
        for name in ("units", "activation", "parameter"):
            object.__setattr__(self, name, plain(getattr(self, name)))
        if not is_whole(self.units):
            raise ValueError(
                translate("Engine", "A dense layer needs at least 1 unit, not {units}.").format(
                    units=self.units
                )
            )
        check_activation(self.activation, self.parameter)

    @property
    def words(self) -> str:
        """A plain number is a dense layer."""
        return str(self.units)

    def build(self, shape: Shape) -> DenseLayer:
        """The running layer for samples of that shape; of a sequence (features, steps) for every step."""
        return DenseLayer(self, shape, activation(self.activation, self.parameter))


@dataclass(frozen=True)
class Code(LayerSpec):
    """A dense layer of `units` without an activation: the few numbers that are to stand for a sample."""

    units: int

    kind = "code"
    label = translate("Engine", "Code")
    purpose = translate("Engine", "The few numbers, a sum each, that are to stand for a whole sample.")
    weighted = True
    sized = "units"

    def __post_init__(self) -> None:
        object.__setattr__(self, "units", plain(self.units))
        if not is_whole(self.units):
            raise ValueError(
                translate("Engine", "A code needs at least 1 number, not {units}.").format(units=self.units)
            )

    def build(self, shape: Shape) -> DenseLayer:
        """The running layer for samples of that shape."""
        return DenseLayer(self, shape, ACTIVATIONS["linear"])


def _slope(layer: DenseLayer, values: Mapping[str, Array]) -> Array:
    """da/dz of every sample: (n, units), for a softmax (n, units, units); of a sequence for every step."""
    if layer.activation.elementwise or len(layer.output_shape) > 1:
        return slope_at_places(layer, values)
    return np.stack([layer.activation.jacobian(z) for z in values["z"]])


class DenseLayer(Layer):
    """A dense layer at run time.

    weights (in, out) and bias (out,) are views of the network's flat parameters, stored as one
    (in + 1, out) matrix with the bias as its last row; weight_gradient and bias_gradient likewise. `fan_in`
    is the number of inputs of a unit; of a sequence those at a step.
    """

    spec: Dense | Code
    weights: Array
    bias: Array
    weight_gradient: Array
    bias_gradient: Array
    chained = True
    quantities = (
        Quantity("z", "z = x W + b", ("x", "weights", "bias"), gradient="dz"),
        Quantity("a", "a = f(z)", ("z",), gradient="da"),
        Quantity("da", "∂L/∂a", backward=True),
        Quantity("slope", "∂a/∂z = f′(z)", ("z", "a"), backward=True, derive=_slope),
        Quantity("dz", "∂L/∂z = ∂L/∂a · ∂a/∂z", ("da", "slope"), backward=True),
        Quantity("dW", "∂L/∂W = xᵀ ∂L/∂z", ("x", "dz"), backward=True, parameter="weights"),
        Quantity("db", "∂L/∂b = Σ ∂L/∂z", ("dz",), backward=True, parameter="bias"),
    )

    def __init__(self, spec: Dense | Code, shape: Shape, activation: Activation) -> None:
        sequence = len(shape) == 2
        super().__init__(spec, shape, (spec.units, *shape[1:]) if sequence else (spec.units,))
        self.activation = activation
        self.fan_in = shape[0] if sequence else self.input_size
        self.chained = not sequence
        self.parameters = blocks(
            ("weights", (self.fan_in, spec.units), "weight"), ("bias", (spec.units,), "bias")
        )

    def attach(self, parameters: Array, gradients: Array, statistics: Array) -> None:
        super().attach(parameters, gradients, statistics)
        shape = (self.fan_in + 1, self.spec.units)
        self._matrix, self._matrix_gradient = parameters.reshape(shape), gradients.reshape(shape)
        self.weights, self.bias = self._matrix[:-1], self._matrix[-1]
        self.weight_gradient, self.bias_gradient = self._matrix_gradient[:-1], self._matrix_gradient[-1]

    def copy_fitting(self, other: Layer) -> None:
        """Of weights from maps those from the same place of the same channel are kept."""
        if not isinstance(other, DenseLayer) or {len(self.input_shape), len(other.input_shape)} != {3}:
            return super().copy_fitting(other)
        mine = self.weights.reshape(*self.input_shape, -1)
        theirs = other.weights.reshape(*other.input_shape, -1)
        kept = tuple(slice(min(sizes)) for sizes in zip(mine.shape, theirs.shape, strict=True))
        mine[kept] = theirs[kept]
        units = kept[-1]
        self.bias[units] = other.bias[units]

    def initialize(self, rng: np.random.Generator, initializer: str) -> None:
        self.weights[...] = find_initializer(initializer).function(rng, self.fan_in, self.spec.units)
        self.bias[...] = 0.0

    def bind(self, inputs: Array, d_inputs: Array | None, training: bool, fixed: bool = False) -> Stage:
        samples, dtype = inputs.shape[1], inputs.dtype
        sequence = len(self.output_shape) > 1
        columns, turn = stepwise(inputs, self.input_shape) if sequence else (inputs, ())
        outputs = buffer(self.output_shape, samples, dtype)
        a = outputs[:-1].reshape(self.spec.units, -1)
        da = np.zeros(a.shape, dtype)
        linear = self.activation.name == "linear"
        # A linear layer's z is its a, and its dz its da: no copy is made.
        z, dz = (a, da) if linear else (np.zeros_like(a), np.zeros_like(da))
        activate, differentiate = ((), ()) if linear else self.activation.bind(z, a, da, dz)
        for operation in turn if fixed else ():
            operation()
        backward = self._weight_gradient(columns, dz, fixed)
        if fixed:  # after it, which wants the order that they came in
            columns, turn = np.ascontiguousarray(columns), ()
        back = d_inputs.reshape(self.fan_in, -1) if d_inputs is not None and sequence else d_inputs
        flat = (self.output_size, samples)
        sums, slopes = z.reshape(flat), dz.reshape(flat)
        named = {"z": sums, "dz": slopes}
        if sequence:
            named = {name: values.reshape(*self.output_shape, samples) for name, values in named.items()}
        return Stage(
            inputs=inputs if sequence else columns,
            outputs=outputs,
            da=da.reshape(flat),
            forward=(*turn, partial(np.dot, self._matrix.T, columns, out=z)),
            activate=activate,
            differentiate=differentiate,
            backward=backward,
            backward_inputs=() if back is None else (partial(np.dot, self.weights, dz, out=back),),
            z=sums,
            dz=slopes,
            named=named,
        )

    def _weight_gradient(self, inputs: Array, dz: Array, fixed: bool) -> Operations:
        """[dL/dW; dL/db] = [x; 1] @ dz^T; of fixed inputs as the transpose of dz @ [x; 1]^T.

        The second product is a fifth faster, but only where a row per sample is at hand.
        """
        if not fixed:
            return (partial(np.dot, inputs, dz.T, out=self._matrix_gradient),)
        turned = np.empty((self.spec.units, self.fan_in + 1), dz.dtype)
        product = partial(np.dot, dz, np.ascontiguousarray(inputs.T), out=turned)
        return product, partial(np.copyto, self._matrix_gradient, turned.T)
