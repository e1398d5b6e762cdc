"""The activation functions, each beside its derivative; what they share is said in `activations`.

A `..._bound` form is for fixed arrays within a training step, where warnings are already switched off.
"""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from nnviz.engine.arrays import Array, Operations

LARGE = 2**19
"""Bytes of an array that does not stay in the cache next to a core while a step goes on."""
LONG = 1024
"""Values of a row that are worked through as fast as if all rows were one."""


def linear(z: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
    return np.positive(z, out=out)


def linear_derivative(z: Array, a: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
    out = np.empty_like(a) if out is None else out
    out[...] = 1.0
    return out


def sigmoid(z: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
    """1 / (1 + exp(-z)). Where exp(-z) overflows, 1 / infinity is the right 0."""
    with np.errstate(over="ignore"):
        out = np.negative(z, out=out)
        np.exp(out, out=out)
    np.add(out, 1.0, out=out)
    return np.divide(1.0, out, out=out)


def sigmoid_derivative(z: Array, a: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
    out = np.subtract(1.0, a, out=out)
    return np.multiply(out, a, out=out)


def sigmoid_bound(z: Array, a: Array, da: Array, dz: Array) -> tuple[Operations, Operations]:
    """The same over fixed arrays: a number that is already an array of the right type costs half the call."""
    one = np.array(1.0, z.dtype)
    activate = (
        partial(np.negative, z, a),
        partial(np.exp, a, a),
        partial(np.add, a, one, a),
        partial(np.divide, one, a, a),
    )
    differentiate = (
        partial(np.subtract, one, a, dz),
        partial(np.multiply, dz, a, dz),
        partial(np.multiply, dz, da, dz),
    )
    return activate, differentiate


def tanh(z: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
    return np.tanh(z, out=out)


def tanh_derivative(z: Array, a: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
    out = np.multiply(a, a, out=out)
    return np.subtract(1.0, out, out=out)


def tanh_bound(z: Array, a: Array, da: Array, dz: Array) -> tuple[Operations, Operations]:
    """The same over fixed arrays; see `sigmoid_bound`."""
    one = np.array(1.0, z.dtype)
    differentiate = (
        partial(np.multiply, a, a, dz),
        partial(np.subtract, one, dz, dz),
        partial(np.multiply, dz, da, dz),
    )
    return (partial(np.tanh, z, a),), differentiate


def relu(z: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
    return np.maximum(z, 0.0, out=out)


def relu_derivative(z: Array, a: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
    """1 where z > 0, else 0; at 0 itself, where there is none on paper, 0 by convention."""
    return np.sign(a, out=out)


def relu_bound(z: Array, a: Array, da: Array, dz: Array) -> tuple[Operations, Operations]:
    """ReLU over fixed arrays, three times as fast: NumPy has vector loops for maximum and minimum of two
    arrays, but not of an array and a number. ceil(min(a, 1)) is 1 where a > 0 and 0 where a = 0.

    Arrays that do not stay near the processor cost what has to be fetched: one row of zeros, and no ones.
    """
    if z.nbytes > LARGE and z.shape[1] >= LONG:
        above = partial(np.greater, a, 0.0, out=dz), partial(np.multiply, dz, da, out=dz)
        return (partial(np.maximum, z, np.zeros_like(z[:1]), out=a),), above
    zeros, ones = np.zeros_like(z), np.ones_like(z)
    activate = (partial(np.maximum, z, zeros, out=a),)
    differentiate = (
        partial(np.minimum, a, ones, out=dz),
        partial(np.ceil, dz, out=dz),
        partial(np.multiply, dz, da, out=dz),
    )
    return activate, differentiate


def leaky_relu(
    z: Array, out: Array | None = None, scratch: Array | None = None, slope: float = 0.01
) -> Array:
    """The larger of z and slope z, the slope being at most 1."""
    out = np.multiply(z, slope, out=out)
    return np.maximum(z, out, out=out)


def leaky_relu_derivative(
    z: Array, a: Array, out: Array | None = None, scratch: Array | None = None, slope: float = 0.01
) -> Array:
    """1 where z > 0, else the slope (also at 0, by convention)."""
    out = np.sign(z, out=out)
    return np.maximum(out, slope, out=out)


def leaky_relu_bound(
    z: Array, a: Array, da: Array, dz: Array, slope: float = 0.01
) -> tuple[Operations, Operations]:
    """The same over fixed arrays, to the bit; see `relu_bound`. The larger of ceil(min(z, 1)) and the slope
    is 1 where z > 0, else the slope."""
    leak = np.array(slope, z.dtype)
    activate = partial(np.multiply, z, leak, out=a), partial(np.maximum, z, a, out=a)
    if z.nbytes > LARGE:
        above = partial(leaky_relu_derivative, z, a, dz, slope=slope), partial(np.multiply, dz, da, out=dz)
        return activate, above
    ones, leaks = np.ones_like(z), np.full_like(z, slope)
    differentiate = (
        partial(np.minimum, z, ones, out=dz),
        partial(np.ceil, dz, out=dz),
        partial(np.maximum, dz, leaks, out=dz),
        partial(np.multiply, dz, da, out=dz),
    )
    return activate, differentiate


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
    scratch = np.sign(z, out=scratch)
    np.maximum(scratch, 0.0, out=scratch)
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
    # 1 - g goes in before a: it is 0 wherever a is large, and 0 times a large number is no overflow.
    np.subtract(1.0, out, out=out)
    np.multiply(scratch, out, out=scratch)
    np.multiply(scratch, a, out=scratch)
    np.subtract(1.0, out, out=out)
    return np.add(out, scratch, out=out)


def silu(z: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
    """z sigmoid(z), also called Swish (Ramachandran et al. 2017)."""
    out = sigmoid(z, out=out)
    return np.multiply(out, z, out=out)


def silu_derivative(z: Array, a: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
    """With s = sigmoid(z) and a = s z: s + a (1 - s)."""
    out, scratch = _room(a, out, scratch)
    sigmoid(z, out=out)
    np.subtract(1.0, out, out=scratch)
    np.multiply(scratch, a, out=scratch)
    return np.add(out, scratch, out=out)


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


def _room(like: Array, out: Array | None, scratch: Array | None) -> tuple[Array, Array]:
    return (
        np.empty_like(like) if out is None else out,
        np.empty_like(like) if scratch is None else scratch,
    )
