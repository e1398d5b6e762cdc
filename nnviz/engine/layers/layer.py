"""What a layer is to the network: parameters, and operations bound to the buffers of one batch size.

Inside the engine values stand feature first, (units, samples): a row is one unit over the whole batch,
so that softmax, bias and activation run along contiguous memory. Every buffer that feeds a layer has
one more row, which is all ones. With the bias as the last row of the weight matrix,

    [W; b]^T @ [x; 1] = W^T x + b        and        [x; 1] @ dz^T = [dL/dW; dL/db]

one matrix product gives z, and one gives both gradients.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from nnviz.engine.arrays import Array, Operations


@dataclass(frozen=True)
class Stage:
    """One layer bound to the buffers of one batch size n.

    inputs (in + 1, n), the last row ones; outputs (out + 1, n) likewise; da (out, n) is dL/d outputs, which
    the layer after this one fills. `forward` ends with z where the layer has an activation, `activate`
    fills the outputs from it, `differentiate` fills dz from da; a fused loss takes the place of these two.
    `backward` fills the gradients of the parameters and, if asked for, of the inputs.
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

    @property
    def a(self) -> Array:
        """The outputs without the row of ones, (out, n)."""
        return self.outputs[:-1]


class Layer(Protocol):
    """A layer of a network, at run time."""

    input_size: int
    output_size: int
    parameter_count: int
    weight_count: int
    """How many of the parameters, from the first, are weights that a penalty may shrink."""
    statistic_count: int
    """Numbers that training moves without a gradient: the running means of batch normalisation."""

    def attach(self, parameters: Array, gradients: Array, statistics: Array) -> None:
        """Make the layer's arrays views of these, (parameter_count,) twice and (statistic_count,)."""

    def initialize(self, rng: np.random.Generator, initializer: str) -> None:
        """Draw the weights anew."""

    def bind(self, inputs: Array, d_inputs: Array | None, training: bool, fixed: bool = False) -> Stage:
        """The operations for a batch whose inputs are in `inputs`; dL/d inputs goes to `d_inputs`, if any.

        `fixed`: the inputs never change, and may be copied into an order that suits the layer.
        """

    def forward_one(self, x: Array) -> tuple[Array, Array]:
        """(z, a) for one sample x (in,), as when predicting."""

    def backward_one(self, z: Array, a: Array, da: Array) -> tuple[Array, Array]:
        """(dz, dx) for one sample from da = dL/da (out,)."""

    def copy_fitting(self, other: Layer) -> None:
        """Take over from a layer of the same kind every parameter that still has a place."""


class Plain:
    """What layers without parameters share: when predicting, their inputs pass unchanged."""

    parameter_count = 0
    weight_count = 0
    statistic_count = 0

    def __init__(self, input_size: int) -> None:
        self.input_size = self.output_size = input_size

    def attach(self, parameters: Array, gradients: Array, statistics: Array) -> None:
        """Nothing to attach."""

    def initialize(self, rng: np.random.Generator, initializer: str) -> None:
        """Nothing to draw."""

    def passed(self, inputs: Array, d_inputs: Array | None) -> Stage:
        """A stage whose outputs are its inputs, and whose gradients pass likewise."""
        da = np.zeros((self.output_size, inputs.shape[1]), inputs.dtype) if d_inputs is None else d_inputs
        return Stage(inputs=inputs, outputs=inputs, da=da, forward=(), backward=(), z=inputs[:-1], dz=da)

    def forward_one(self, x: Array) -> tuple[Array, Array]:
        return x, x

    def backward_one(self, z: Array, a: Array, da: Array) -> tuple[Array, Array]:
        return da, da

    def copy_fitting(self, other: Layer) -> None:
        """Nothing to take over."""


def buffer(size: int, samples: int, dtype: np.dtype[Any]) -> Array:
    """Room for (size, samples) values with the row of ones below."""
    values = np.zeros((size + 1, samples), dtype)
    values[-1] = 1.0
    return values
