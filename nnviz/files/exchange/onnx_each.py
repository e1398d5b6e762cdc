"""Nodes of an ONNX graph that work number by number: activations, biases, how the input is scaled."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.files.exchange.onnx_constants import folded
from nnviz.files.exchange.onnx_flow import SAMPLES, Flow, Node, Way, curve_of, unsuitable

Array = NDArray[Any]


def _each(node: Node, way: Way, function: Callable[..., Array]) -> Any:
    """A function of each number: of fixed ones worked out, of the sample's remembered as a curve."""
    flows = [one for one in node.entering if isinstance(one, Flow)]
    if not flows:
        return folded(node, function)
    flow = flows[0]
    fixed = [one for one in node.entering if isinstance(one, np.ndarray)]
    way.stands(flow, node)
    one_unit = way.begun and flow.axes[-1:] == (0,) and way.sizes(flow)[-1] == 1 and flow.curve is None
    if any(array.size > 1 for array in fixed) or (one_unit and fixed and node.kind in ("Add", "Sub")):
        return _with_each(node, way, flow)
    if any(other.step != flow.step or other.axes != flow.axes for other in flows):
        way.stands(replace(flow, step=-1), node)
    entering = [
        curve_of(one) if isinstance(one, Flow) else float(one.reshape(-1)[0]) for one in node.entering
    ]
    return replace(flow, curve=np.asarray(function(*entering), np.float64))


def _number(array: Array) -> float:
    return float(array.reshape(-1)[0])


def _with_each(node: Node, way: Way, flow: Flow) -> Flow:
    """A number of its own for each feature: a bias of the layer before, or how the input is scaled."""
    first, second = node.entering[:2]
    array = np.asarray(second if isinstance(first, Flow) else first, np.float64)
    sizes = way.sizes(flow)
    try:
        wide = np.broadcast_shapes(array.shape, tuple(1 if size == SAMPLES else size for size in sizes))
    except ValueError:
        wide = ()
    if len(wide) != len(sizes) or flow.curve is not None:
        raise unsuitable(node.name)
    if not way.begun:
        return way.scaled(node, flow, array, swapped=not isinstance(first, Flow))
    each = np.broadcast_to(array, tuple(1 if size == SAMPLES else size for size in sizes))
    features = [place for place, axis in enumerate(flow.axes) if axis == 0]
    rows = np.moveaxis(each, features[0], 0).reshape(each.shape[features[0]], -1)
    turned = node.kind != "Add" and not isinstance(first, Flow)
    if node.kind not in ("Add", "Sub") or turned or (rows != rows[:, :1]).any():
        raise unsuitable(node.name)
    way.biased(rows[:, 0] if node.kind == "Add" else -rows[:, 0], node)
    return flow


def _sigmoid(x: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-x)))


def _relu(x: Array) -> Array:
    return np.asarray(np.maximum(x, 0))


def _erf(x: Array) -> Array:
    return np.asarray(np.vectorize(math.erf, otypes=[np.float64])(x))


_FUNCTIONS: dict[str, Callable[..., Array]] = {
    "Add": np.add,
    "Sub": np.subtract,
    "Mul": np.multiply,
    "Div": np.divide,
    "Pow": np.power,
    "Neg": np.negative,
    "Exp": np.exp,
    "Log": np.log,
    "Sqrt": np.sqrt,
    "Abs": np.abs,
    "Max": np.maximum,
    "Min": np.minimum,
    "Tanh": np.tanh,
    "Erf": _erf,
    "Sigmoid": _sigmoid,
    "Relu": _relu,
    "Softplus": lambda x: np.logaddexp(x, 0),
    "Softsign": lambda x: np.asarray(x / (1 + np.abs(x))),
}


def _with_alpha(node: Node, way: Way, *, usual: float, elu: bool) -> Any:
    alpha = node.number("alpha", usual)

    def function(x: Array) -> Array:
        below = np.expm1(np.minimum(x, 0)) if elu else x
        return np.asarray(np.where(x > 0, x, alpha * below))

    return _each(node, way, function)


def _gelu(node: Node, way: Way) -> Any:
    if node.text("approximate", "none") == "tanh":
        inner = math.sqrt(2 / math.pi)
        return _each(node, way, lambda x: x / 2 * (1 + np.tanh(inner * (x + 0.044715 * x**3))))
    return _each(node, way, lambda x: x / 2 * (1 + _erf(x / math.sqrt(2))))


def _clip(node: Node, way: Way) -> Any:
    low, high = node.constant(1), node.constant(2)
    bounds = [
        -np.inf if low is None else float(low.reshape(-1)[0]),
        np.inf if high is None else float(high.reshape(-1)[0]),
    ]
    lone = replace(node, entering=node.entering[:1])
    return _each(lone, way, lambda x: np.minimum(np.maximum(x, bounds[0]), bounds[1]))


EACH_NODES: dict[str, Callable[[Node, Way], Any]] = {
    "LeakyRelu": partial(_with_alpha, usual=0.01, elu=False),
    "Elu": partial(_with_alpha, usual=1.0, elu=True),
    "Gelu": _gelu,
    "Clip": _clip,
    **{kind: partial(_each, function=function) for kind, function in _FUNCTIONS.items()},
}
