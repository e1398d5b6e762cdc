"""Activations: a = f(z), each beside its derivative da/dz.

Every function takes an array of any shape and, optionally, `out` and `scratch` (room for intermediate
values) of the same shape and type; it allocates nothing when both are given, and returns finite values
without a warning for every finite input.
A derivative takes `z` and `a = f(z)`, since it is often cheaper from `a`. Softmax alone mixes
the units of a layer: its derivative is a matrix (the Jacobian), and backpropagation uses the product
of that matrix with dL/da, which needs no matrix at all.

`ACTIVATIONS` is the one table that menus, files, the command line and the tests are made from.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from functools import partial

import numpy as np

from nnviz.engine.arrays import Array

__all__ = ["ACTIVATIONS", "Activation", "activation"]


@dataclasses.dataclass(frozen=True)
class Activation:
    """One line of the table: what a function is, and how to compute it.

    function(z, out=None, scratch=None) -> a; derivative(z, a, out=None, scratch=None) -> da/dz, for softmax
    the diagonal only. `parameter` is (name, value) where the function has one; `kinks` are the z where
    there is no derivative on paper (none if the parameter is `smooth_at`).
    Softmax works along the last axis unless `axis=0` is passed (the engine's layout).
    """

    name: str
    label: str
    function: Callable[..., Array]
    derivative: Callable[..., Array]
    latex: str
    derivative_latex: str
    range: str
    purpose: str
    pitfalls: str
    parameter: tuple[str, float] | None = None
    elementwise: bool = True
    kinks: tuple[float, ...] = ()
    smooth_at: float | None = None

    def with_parameter(self, value: float | None) -> Activation:
        """The same activation with its slope or alpha set to `value`; None keeps the default."""
        if value is None:
            return self
        if self.parameter is None:
            raise ValueError(f"The activation {self.name} has no parameter to set to {value:g}.")
        name = self.parameter[0]
        if not np.isfinite(value) or value < 0:
            raise ValueError(f"The {name} of {self.name} must be 0 or more, not {value}.")
        return dataclasses.replace(
            self,
            function=partial(self.function, **{name: value}),
            derivative=partial(self.derivative, **{name: value}),
            parameter=(name, float(value)),
            kinks=() if self.smooth_at == value else (0.0,),
        )

    def backward(
        self,
        z: Array,
        a: Array,
        da: Array,
        out: Array | None = None,
        scratch: Array | None = None,
        axis: int = -1,
    ) -> Array:
        """dL/dz from da = dL/da: the chain rule through this activation. `out` must not be `da`."""
        if not self.elementwise:
            return softmax_backward(a, da, out, scratch, axis)
        out = self.derivative(z, a, out, scratch)
        return np.multiply(out, da, out=out)

    def jacobian(self, z: Array) -> Array:
        """The (k, k) matrix da_i/dz_j of one sample z (k,); diagonal for all but softmax."""
        a = self.function(z)
        if self.elementwise:
            return np.diag(self.derivative(z, a))
        return softmax_jacobian(a)


def activation(name: str, parameter: float | None = None) -> Activation:
    """The activation called `name`, with its slope or alpha if `parameter` is given."""
    if name not in ACTIVATIONS:
        raise ValueError(f"The activation {name!r} is not known; there are {', '.join(ACTIVATIONS)}.")
    return ACTIVATIONS[name].with_parameter(parameter)


def linear(z: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
    return np.positive(z, out=out)


def linear_derivative(z: Array, a: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
    out = np.empty_like(a) if out is None else out
    out[...] = 1.0
    return out


def sigmoid(z: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
    """1 / (1 + exp(-z)), computed as (1 + tanh(z/2)) / 2, which is equal and cannot overflow."""
    out = np.multiply(z, 0.5, out=out)
    np.tanh(out, out=out)
    np.multiply(out, 0.5, out=out)
    return np.add(out, 0.5, out=out)


def sigmoid_derivative(z: Array, a: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
    out = np.subtract(1.0, a, out=out)
    return np.multiply(out, a, out=out)


def tanh(z: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
    return np.tanh(z, out=out)


def tanh_derivative(z: Array, a: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
    out = np.multiply(a, a, out=out)
    return np.subtract(1.0, out, out=out)


def relu(z: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
    return np.maximum(z, 0.0, out=out)


def relu_derivative(z: Array, a: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
    """1 where z > 0, else 0; at 0 itself, where there is none on paper, 0 by convention."""
    return np.sign(a, out=out)


def leaky_relu(
    z: Array, out: Array | None = None, scratch: Array | None = None, slope: float = 0.01
) -> Array:
    out = np.multiply(z, slope, out=out)
    return np.maximum(z, out, out=out) if slope <= 1 else np.minimum(z, out, out=out)


def leaky_relu_derivative(
    z: Array, a: Array, out: Array | None = None, scratch: Array | None = None, slope: float = 0.01
) -> Array:
    """1 where z > 0, else the slope (also at 0, by convention)."""
    out = np.empty_like(a) if out is None else out
    np.greater(z, 0.0, out=out)
    np.multiply(out, 1.0 - slope, out=out)
    return np.add(out, slope, out=out)


def elu(z: Array, out: Array | None = None, scratch: Array | None = None, alpha: float = 1.0) -> Array:
    """z where z > 0, else alpha (exp(z) - 1): the sum of relu(z) and alpha expm1(min(z, 0))."""
    out = np.minimum(z, 0.0, out=out)
    np.expm1(out, out=out)
    np.multiply(out, alpha, out=out)
    return np.add(out, np.maximum(z, 0.0, out=scratch), out=out)


def elu_derivative(
    z: Array, a: Array, out: Array | None = None, scratch: Array | None = None, alpha: float = 1.0
) -> Array:
    """1 where z > 0, else alpha exp(z), which is a + alpha there."""
    out = np.minimum(a, 0.0, out=out)
    np.add(out, alpha, out=out)
    if alpha == 1:
        return out
    scratch = np.empty_like(a) if scratch is None else scratch
    np.greater(z, 0.0, out=scratch)
    np.multiply(scratch, 1.0 - alpha, out=scratch)
    return np.add(out, scratch, out=out)


def softplus(z: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
    """log(1 + exp(z)), as max(z, 0) + log1p(exp(-|z|)), which cannot overflow."""
    out = np.absolute(z, out=out)
    np.negative(out, out=out)
    np.exp(out, out=out)
    np.log1p(out, out=out)
    return np.add(out, np.maximum(z, 0.0, out=scratch), out=out)


def softplus_derivative(z: Array, a: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
    return sigmoid(z, out=out)


GELU_SCALE = math.sqrt(2.0 / math.pi)
GELU_CUBIC = 0.044715


def gelu(z: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
    """Hendrycks and Gimpel 2016, tanh form: z/2 (1 + tanh(sqrt(2/pi) (z + 0.044715 z^3)))."""
    return np.multiply(_gelu_gate(z, out), z, out=out)


def gelu_derivative(z: Array, a: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
    """With the gate g = (1 + tanh u)/2 and a = g z: g + a (1 - g) 2 du/dz."""
    out, scratch = _room(a, out, scratch)
    _gelu_gate(z, out)
    # Beyond 10 the gate is 0 or 1 to the last bit, and the slope with it; clipping keeps z^2 finite.
    np.clip(z, -10.0, 10.0, out=scratch)
    np.multiply(scratch, scratch, out=scratch)
    np.multiply(scratch, 6.0 * GELU_SCALE * GELU_CUBIC, out=scratch)
    np.add(scratch, 2.0 * GELU_SCALE, out=scratch)
    with np.errstate(over="ignore"):
        np.multiply(scratch, a, out=scratch)
    _add_times_complement(out, scratch)
    return out


def silu(z: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
    """z sigmoid(z), also called Swish (Ramachandran et al. 2017)."""
    out = sigmoid(z, out=out)
    return np.multiply(out, z, out=out)


def silu_derivative(z: Array, a: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
    """With s = sigmoid(z) and a = s z: s + a (1 - s)."""
    out, scratch = _room(a, out, scratch)
    sigmoid(z, out=out)
    np.copyto(scratch, a)
    _add_times_complement(out, scratch)
    return out


def softmax(z: Array, out: Array | None = None, scratch: Array | None = None, axis: int = -1) -> Array:
    """exp(z_i) / sum_j exp(z_j) along `axis`, with the largest z subtracted first: no overflow."""
    row = None if scratch is None or axis != 0 else scratch[:1]
    with np.errstate(over="ignore"):
        a: Array = np.subtract(z, np.maximum.reduce(z, axis=axis, out=row, keepdims=True), out=out)
    np.exp(a, out=a)
    np.divide(a, np.add.reduce(a, axis=axis, out=row, keepdims=True), out=a)
    return a


def softmax_derivative(z: Array, a: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
    """The diagonal of the Jacobian, a_i (1 - a_i); the whole of it is `softmax_jacobian`."""
    return sigmoid_derivative(z, a, out=out)


def softmax_jacobian(a: Array) -> Array:
    """da_i/dz_j = a_i (delta_ij - a_j), (k, k), of one sample's softmax output a (k,)."""
    jacobian: Array = np.diag(a) - np.outer(a, a)
    return jacobian


def softmax_backward(
    a: Array, da: Array, out: Array | None = None, scratch: Array | None = None, axis: int = -1
) -> Array:
    """The Jacobian (symmetric) times da without building it: a_i (da_i - sum_j a_j da_j)."""
    row = None if scratch is None or axis != 0 else scratch[:1]
    dz: Array = np.multiply(a, da, out=out)
    total = np.add.reduce(dz, axis=axis, out=row, keepdims=True)
    np.subtract(da, total, out=dz)
    return np.multiply(dz, a, out=dz)


def _gelu_gate(z: Array, out: Array | None) -> Array:
    """(1 + tanh(sqrt(2/pi) (z + 0.044715 z^3))) / 2."""
    with np.errstate(over="ignore"):  # an infinite cube is right: its tanh is 1
        gate = np.multiply(z, z, out=out)
        np.multiply(gate, GELU_SCALE * GELU_CUBIC, out=gate)
        np.add(gate, GELU_SCALE, out=gate)
        np.multiply(gate, z, out=gate)
    np.tanh(gate, out=gate)
    np.multiply(gate, 0.5, out=gate)
    return np.add(gate, 0.5, out=gate)


def _add_times_complement(gate: Array, factor: Array) -> None:
    """gate += factor (1 - gate), in place, as gate + factor - factor gate; `factor` is used up."""
    np.subtract(1.0, gate, out=gate)
    np.multiply(factor, gate, out=factor)
    np.subtract(1.0, gate, out=gate)
    np.add(gate, factor, out=gate)


def _room(like: Array, out: Array | None, scratch: Array | None) -> tuple[Array, Array]:
    return (
        np.empty_like(like) if out is None else out,
        np.empty_like(like) if scratch is None else scratch,
    )


def _table(*activations: Activation) -> dict[str, Activation]:
    return {entry.name: entry for entry in activations}


ACTIVATIONS = _table(
    Activation(
        "linear",
        "Linear",
        linear,
        linear_derivative,
        r"f(z) = z",
        r"f'(z) = 1",
        "(-inf, inf)",
        "The last layer of a regression: the output can be any number.",
        "Layers of it collapse: two linear layers are one matrix.",
    ),
    Activation(
        "sigmoid",
        "Sigmoid",
        sigmoid,
        sigmoid_derivative,
        r"f(z) = \frac{1}{1 + e^{-z}}",
        r"f'(z) = a\,(1 - a)",
        "(0, 1)",
        "The last layer of a yes-or-no question: the output reads as a probability.",
        "Saturates: far from 0 its slope vanishes, and with it the gradient of every layer before it.",
    ),
    Activation(
        "tanh",
        "Tanh",
        tanh,
        tanh_derivative,
        r"f(z) = \tanh z = \frac{e^{z} - e^{-z}}{e^{z} + e^{-z}}",
        r"f'(z) = 1 - a^2",
        "(-1, 1)",
        "Hidden layers of small and recurrent networks: like a sigmoid, but centred on 0.",
        "Saturates on both sides, as the sigmoid does.",
    ),
    Activation(
        "relu",
        "ReLU",
        relu,
        relu_derivative,
        r"f(z) = \max(0, z)",
        r"f'(z) = 1 \text{ if } z > 0 \text{ else } 0",
        "[0, inf)",
        "The usual choice for hidden layers: quick, and its slope does not vanish for z > 0.",
        "A unit whose z is negative for every sample is dead: no gradient ever reaches it again.",
        kinks=(0.0,),
    ),
    Activation(
        "leaky_relu",
        "Leaky ReLU",
        leaky_relu,
        leaky_relu_derivative,
        r"f(z) = z \text{ if } z > 0 \text{ else } s z",
        r"f'(z) = 1 \text{ if } z > 0 \text{ else } s",
        "(-inf, inf)",
        "Hidden layers where ReLU units die: a small slope s lets the gradient through.",
        "One more number to choose; with s near 1 it is a straight line.",
        parameter=("slope", 0.01),
        kinks=(0.0,),
        smooth_at=1.0,
    ),
    Activation(
        "elu",
        "ELU",
        elu,
        elu_derivative,
        r"f(z) = z \text{ if } z > 0 \text{ else } \alpha (e^{z} - 1)",
        r"f'(z) = 1 \text{ if } z > 0 \text{ else } a + \alpha",
        "(-alpha, inf)",
        "Hidden layers: smooth where alpha is 1, and its mean output is nearer to 0 than that of ReLU.",
        "Slower, for the exponential; saturates for very negative z.",
        parameter=("alpha", 1.0),
        smooth_at=1.0,
    ),
    Activation(
        "softplus",
        "Softplus",
        softplus,
        softplus_derivative,
        r"f(z) = \log(1 + e^{z})",
        r"f'(z) = \frac{1}{1 + e^{-z}}",
        "(0, inf)",
        "Where an output must be above 0, such as a spread; a ReLU with its corner rounded.",
        "Slower than ReLU and never exactly 0, so nothing is switched off.",
    ),
    Activation(
        "gelu",
        "GELU",
        gelu,
        gelu_derivative,
        r"f(z) = \frac{z}{2} \left( 1 + \tanh\left( \sqrt{2/\pi} (z + 0.044715 z^3) \right) \right)",
        r"f'(z) = g + 2 a (1 - g) \sqrt{2/\pi} (1 + 0.134145 z^2), \; g = a / z",
        "(-0.17, inf)",
        "Hidden layers of transformers: a smooth gate that lets z through the more, the larger it is.",
        "The most costly of the table; not monotonic for z below -0.75.",
    ),
    Activation(
        "silu",
        "SiLU (Swish)",
        silu,
        silu_derivative,
        r"f(z) = \frac{z}{1 + e^{-z}}",
        r"f'(z) = s + a (1 - s), \; s = \frac{1}{1 + e^{-z}}",
        "(-0.28, inf)",
        "Hidden layers of deep networks: smooth, and lets a little through for z < 0.",
        "Dearer than ReLU; not monotonic for z below -1.28.",
    ),
    Activation(
        "softmax",
        "Softmax",
        softmax,
        softmax_derivative,
        r"f(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}",
        r"\frac{\partial a_i}{\partial z_j} = a_i (\delta_{ij} - a_j)",
        "(0, 1), and the outputs of a sample sum to 1",
        "The last layer when exactly one of several classes is right: the outputs are probabilities.",
        "Always sure of something: a sample of no class at all still gets probabilities that sum to 1.",
        elementwise=False,
    ),
)
