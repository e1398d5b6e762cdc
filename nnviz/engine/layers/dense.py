"""The dense layer: z = x W + b, a = f(z), every input connected to every unit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from nnviz.engine.activations import Activation, activation
from nnviz.engine.arrays import Array, Operation, is_number, plain
from nnviz.engine.initializers import initializer as find_initializer
from nnviz.engine.layers.layer import Layer, Stage, buffer


@dataclass(frozen=True)
class Dense:
    """A dense layer of `units` with the named activation.

    `parameter` is the slope of leaky ReLU or the alpha of ELU; None is the activation's default.
    """

    units: int
    activation: str = "linear"
    parameter: float | None = None

    kind = "dense"

    def __post_init__(self) -> None:
        for name in ("units", "activation", "parameter"):
            object.__setattr__(self, name, plain(getattr(self, name)))
        if isinstance(self.units, bool) or not isinstance(self.units, int) or self.units < 1:
            raise ValueError(f"A dense layer needs at least 1 unit, not {self.units}.")
        if self.parameter is not None and not is_number(self.parameter):
            raise ValueError(f"The parameter of an activation must be a number, not {self.parameter!r}.")
        activation(self.activation, self.parameter)

    def build(self, input_size: int) -> DenseLayer:
        """The running layer for inputs of `input_size` features."""
        return DenseLayer(self, input_size)


class DenseLayer:
    """A dense layer at run time.

    weights (in, out) and bias (out,) are views of the network's flat parameters, stored as one
    (in + 1, out) matrix with the bias as its last row; weight_gradient and bias_gradient likewise.
    """

    weights: Array
    bias: Array
    weight_gradient: Array
    bias_gradient: Array

    def __init__(self, spec: Dense, input_size: int) -> None:
        self.spec = spec
        self.activation: Activation = activation(spec.activation, spec.parameter)
        self.input_size = input_size
        self.output_size = spec.units
        self.weight_count = input_size * spec.units
        self.parameter_count = self.weight_count + spec.units
        self.statistic_count = 0

    def attach(self, parameters: Array, gradients: Array, statistics: Array) -> None:
        shape = (self.input_size + 1, self.output_size)
        self._matrix, self._matrix_gradient = parameters.reshape(shape), gradients.reshape(shape)
        self.weights, self.bias = self._matrix[:-1], self._matrix[-1]
        self.weight_gradient, self.bias_gradient = self._matrix_gradient[:-1], self._matrix_gradient[-1]

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
        if d_inputs is not None:
            backward.append(partial(np.dot, self.weights, dz, out=d_inputs))
        return Stage(
            inputs=inputs,
            outputs=outputs,
            da=da,
            forward=(partial(np.dot, self._matrix.T, inputs, out=z),),
            activate=activate,
            differentiate=differentiate,
            backward=tuple(backward),
            z=z,
            dz=dz,
        )

    def _weight_gradient(self, inputs: Array, dz: Array, fixed: bool) -> list[Operation]:
        """[dL/dW; dL/db] = [x; 1] @ dz^T; of fixed inputs as the transpose of dz @ [x; 1]^T.

        The second product is a fifth faster, but only where a row per sample is at hand.
        """
        if not fixed:
            return [partial(np.dot, inputs, dz.T, out=self._matrix_gradient)]
        turned = np.empty((self.output_size, self.input_size + 1), dz.dtype)
        product = partial(np.dot, dz, np.ascontiguousarray(inputs.T), out=turned)
        return [product, partial(np.copyto, self._matrix_gradient, turned.T)]

    def forward_one(self, x: Array) -> tuple[Array, Array]:
        z = x @ self.weights + self.bias
        return z, self.activation.function(z)

    def backward_one(self, z: Array, a: Array, da: Array) -> tuple[Array, Array]:
        dz = self.activation.backward(z, a, da)
        return dz, self.weights @ dz

    def copy_fitting(self, other: Layer) -> None:
        if not isinstance(other, DenseLayer):
            return
        rows = min(self.input_size, other.input_size)
        columns = min(self.output_size, other.output_size)
        self.weights[:rows, :columns] = other.weights[:rows, :columns]
        self.bias[:columns] = other.bias[:columns]
