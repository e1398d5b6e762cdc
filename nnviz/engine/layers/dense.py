"""The dense layer: z = x W + b, a = f(z), every input connected to every unit.

Of a picture or a sequence it takes all values as one row: flattening is another way to read a buffer, and no
operation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnviz.engine.activations import activation
from nnviz.engine.arrays import Array, Operations, is_number, plain
from nnviz.engine.initializers import initializer as find_initializer
from nnviz.engine.layers.layer import (
    Layer,
    LayerSpec,
    Quantity,
    Shape,
    Stage,
    blocks,
    buffer,
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
        if isinstance(self.units, bool) or not isinstance(self.units, int) or self.units < 1:
            raise ValueError(
                translate("Engine", "A dense layer needs at least 1 unit, not {units}.").format(
                    units=self.units
                )
            )
        if self.parameter is not None and not is_number(self.parameter):
            raise ValueError(
                translate(
                    "Engine", "The parameter of an activation must be a number, not {parameter!r}."
                ).format(parameter=self.parameter)
            )
        activation(self.activation, self.parameter)

    @property
    def words(self) -> str:
        """A plain number is a dense layer."""
        return str(self.units)

    def build(self, shape: Shape) -> DenseLayer:
        """The running layer for samples of that shape, of which it takes all values as one row."""
        return DenseLayer(self, shape)


def _slope(layer: DenseLayer, values: Mapping[str, Array]) -> Array:
    """da/dz of every sample: (n, units), for a softmax (n, units, units)."""
    if layer.activation.elementwise:
        return layer.activation.derivative(values["z"], values["a"])
    return np.stack([layer.activation.jacobian(z) for z in values["z"]])


class DenseLayer(Layer):
    """A dense layer at run time.

    weights (in, out) and bias (out,) are views of the network's flat parameters, stored as one
    (in + 1, out) matrix with the bias as its last row; weight_gradient and bias_gradient likewise.
    """

    spec: Dense
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

    def __init__(self, spec: Dense, shape: Shape) -> None:
        super().__init__(spec, shape, (spec.units,))
        self.activation = activation(spec.activation, spec.parameter)
        self.parameters = blocks(
            ("weights", (self.input_size, spec.units), "weight"), ("bias", (spec.units,), "bias")
        )

    def attach(self, parameters: Array, gradients: Array, statistics: Array) -> None:
        super().attach(parameters, gradients, statistics)
        shape = (self.input_size + 1, self.output_size)
        self._matrix, self._matrix_gradient = parameters.reshape(shape), gradients.reshape(shape)
        self.weights, self.bias = self._matrix[:-1], self._matrix[-1]
        self.weight_gradient, self.bias_gradient = self._matrix_gradient[:-1], self._matrix_gradient[-1]

    def copy_fitting(self, other: Layer) -> None:
        """Of weights from maps those from the same place of the same channel are kept."""
        if not isinstance(other, DenseLayer) or len(self.input_shape) != len(other.input_shape):
            return super().copy_fitting(other)
        mine = self.weights.reshape(*self.input_shape, -1)
        theirs = other.weights.reshape(*other.input_shape, -1)
        kept = tuple(slice(min(sizes)) for sizes in zip(mine.shape, theirs.shape, strict=True))
        mine[kept] = theirs[kept]
        units = kept[-1]
        self.bias[units] = other.bias[units]

    def initialize(self, rng: np.random.Generator, initializer: str) -> None:
        self.weights[...] = find_initializer(initializer).function(rng, self.input_size, self.output_size)
        self.bias[...] = 0.0

    def bind(self, inputs: Array, d_inputs: Array | None, training: bool, fixed: bool = False) -> Stage:
        samples, dtype = inputs.shape[1], inputs.dtype
        outputs = buffer(self.output_size, samples, dtype)
        a, da = outputs[:-1], np.zeros((self.output_size, samples), dtype)
        linear = self.activation.name == "linear"
        # A linear layer's z is its a, and its dz its da: no copy is made.
        z, dz = (a, da) if linear else (np.zeros_like(a), np.zeros_like(da))
        activate, differentiate = ((), ()) if linear else self.activation.bind(z, a, da, dz)
        backward = self._weight_gradient(inputs, dz, fixed)
        if fixed:  # after it, which wants the order that they came in
            inputs = np.ascontiguousarray(inputs)
        return Stage(
            inputs=inputs,
            outputs=outputs,
            da=da,
            forward=(partial(np.dot, self._matrix.T, inputs, out=z),),
            activate=activate,
            differentiate=differentiate,
            backward=backward,
            backward_inputs=() if d_inputs is None else (partial(np.dot, self.weights, dz, out=d_inputs),),
            z=z,
            dz=dz,
            named={"z": z, "dz": dz},
        )

    def _weight_gradient(self, inputs: Array, dz: Array, fixed: bool) -> Operations:
        """[dL/dW; dL/db] = [x; 1] @ dz^T; of fixed inputs as the transpose of dz @ [x; 1]^T.

        The second product is a fifth faster, but only where a row per sample is at hand.
        """
        if not fixed:
            return (partial(np.dot, inputs, dz.T, out=self._matrix_gradient),)
        turned = np.empty((self.output_size, self.input_size + 1), dz.dtype)
        product = partial(np.dot, dz, np.ascontiguousarray(inputs.T), out=turned)
        return product, partial(np.copyto, self._matrix_gradient, turned.T)
