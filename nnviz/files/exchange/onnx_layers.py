"""Each kind of layer as nodes of ONNX. Values are (N, features, places ...), as nnviz has them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from nnviz.engine.activations import Activation
from nnviz.engine.arrays import Array
from nnviz.engine.formulas.coding import onnx_steps
from nnviz.engine.functions import GELU_CUBIC, GELU_SCALE
from nnviz.engine.layers import Layer
from nnviz.engine.layers.positions import sines
from nnviz.files.exchange.onnx_graph import Graph

Nodes = Callable[[Graph, Any, str, str], str]


def _gelu(graph: Graph, z: str) -> str:
    cube = graph.add("Mul", graph.add("Mul", z, z), z)
    inner = graph.add("Add", z, graph.add("Mul", cube, graph.constant(np.float32(GELU_CUBIC))))
    gate = graph.add("Tanh", graph.add("Mul", inner, graph.constant(np.float32(GELU_SCALE))))
    whole = graph.add("Add", gate, graph.constant(np.float32(1)))
    return graph.add("Mul", graph.add("Mul", whole, z), graph.constant(np.float32(0.5)))


#: By name: the nodes from the sums z, with the parameter of the function where it has one.
FUNCTIONS: dict[str, Callable[[Graph, str, float], str]] = {
    "linear": lambda graph, z, _: z,
    "sigmoid": lambda graph, z, _: graph.add("Sigmoid", z),
    "tanh": lambda graph, z, _: graph.add("Tanh", z),
    "relu": lambda graph, z, _: graph.add("Relu", z),
    "leaky_relu": lambda graph, z, slope: graph.add("LeakyRelu", z, alpha=slope),
    "elu": lambda graph, z, alpha: graph.add("Elu", z, alpha=alpha),
    "softplus": lambda graph, z, _: graph.add("Softplus", z),
    "gelu": lambda graph, z, _: _gelu(graph, z),
    "silu": lambda graph, z, _: graph.add("Mul", z, graph.add("Sigmoid", z)),
    "softmax": lambda graph, z, _: graph.add("Softmax", z, axis=1),
}


def _activated(graph: Graph, activation: Activation, z: str) -> str:
    if activation.own is not None:
        return graph.steps(onnx_steps(activation.own.value, {activation.own.variable: z}, f"{z}_a"))
    parameter = activation.parameter[1] if activation.parameter else 0.0
    return FUNCTIONS[activation.name](graph, z, parameter)


def _held(graph: Graph, layer: Layer, name: str, own: str) -> str:
    return graph.constant(layer.values[own], f"{name}.{own}")


def _product(graph: Graph, x: str, weights: str, bias: str) -> str:
    """x W + b over the last axis."""
    product = graph.add("MatMul", x, weights)
    return graph.add("Add", product, bias) if bias else product


def _dense(graph: Graph, layer: Any, x: str, name: str) -> str:
    weights, bias = (_held(graph, layer, name, own) for own in ("weights", "bias"))
    if len(layer.output_shape) > 1:
        z = graph.turned(_product(graph, graph.turned(x, 0, 2, 1), weights, bias), 0, 2, 1)
    else:
        flat = graph.add("Flatten", x, axis=1) if len(layer.input_shape) > 1 else x
        z = graph.add("Gemm", flat, weights, bias)
    return _activated(graph, layer.activation, z)


def _batch_norm(graph: Graph, layer: Any, x: str, name: str) -> str:
    held = [_held(graph, layer, name, own) for own in ("scale", "shift")]
    held += [graph.constant(layer.running[own], f"{name}.{own}") for own in ("mean", "variance")]
    return graph.add("BatchNormalization", x, *held, epsilon=layer.spec.eps)


def _layer_norm(graph: Graph, layer: Any, x: str, name: str) -> str:
    last = len(layer.input_shape)
    held = [_held(graph, layer, name, own) for own in ("scale", "shift")]
    rows = x if last == 1 else graph.turned(x, 0, *range(2, last + 1), 1)
    normal = graph.add("LayerNormalization", rows, *held, axis=-1, epsilon=layer.spec.eps)
    return normal if last == 1 else graph.turned(normal, 0, last, *range(1, last))


def _conv(graph: Graph, layer: Any, x: str, name: str) -> str:
    windows, dims = layer.windows, len(layer.input_shape) - 1
    axes = range(2 - dims, 2)
    before = [windows.before[axis] for axis in axes]
    after = [
        max(
            0,
            (windows.places[axis] - 1) * windows.stride[axis]
            + windows.size[axis]
            - windows.picture[axis]
            - windows.before[axis],
        )
        for axis in axes
    ]
    held = [_held(graph, layer, name, one.name) for one in layer.parameters]
    strides = [windows.stride[axis] for axis in axes]
    z = graph.add("Conv", x, *held, strides=strides, pads=[*before, *after])
    return _activated(graph, layer.activation, z)


def _pool(kind: str) -> Nodes:
    def nodes(graph: Graph, layer: Any, x: str, name: str) -> str:
        size = [layer.spec.size] * (len(layer.input_shape) - 1)
        return graph.add(kind, x, kernel_shape=size, strides=size)

    return nodes


def _global(kind: str) -> Nodes:
    return lambda graph, layer, x, name: graph.add("Flatten", graph.add(kind, x), axis=1)


#: By kind: the node, its gates by their places in nnviz's columns, and what it needs besides.
_RECURRENT: dict[str, tuple[str, tuple[int, ...], Mapping[str, Any]]] = {
    "rnn": ("RNN", (0,), {}),
    "lstm": ("LSTM", (0, 3, 1, 2), {}),
    "gru": ("GRU", (1, 0, 2), {"linear_before_reset": 1}),
}


def _ordered(values: Array, gates: tuple[int, ...]) -> Array:
    """(gates units, ...) of columns (..., gates units), the gates in that order."""
    parts = np.split(np.asarray(values), len(gates), axis=-1)
    return np.concatenate([parts[gate] for gate in gates], axis=-1).T


def _sequence(graph: Graph, layer: Any, x: str, name: str, spec: Any, befores: tuple[str, ...]) -> str:
    kind, gates, needed = _RECURRENT[spec.kind]
    values = layer.values
    weights = [
        np.stack([_ordered(values[f"{before}{own}"], gates) for before in befores])
        for own in ("input_weights", "state_weights")
    ]
    biases = []
    for before in befores:
        bias = values[f"{before}bias"]
        state = values.get(f"{before}state_bias", np.zeros_like(bias))
        biases.append(np.concatenate([_ordered(bias, gates), _ordered(state, gates)]))
    held = [
        graph.constant(array, f"{name}.{own}")
        for own, array in zip(("W", "R", "B"), (*weights, np.stack(biases)), strict=True)
    ]
    settings = {"hidden_size": spec.units, **needed}
    if kind == "RNN":
        settings["activations"] = ["Relu" if spec.relu else "Tanh"] * len(befores)
    if len(befores) > 1:
        settings["direction"] = "bidirectional"
    steps = graph.turned(x, 2, 0, 1)
    if not spec.every_step:  # (directions, N, units)
        end = graph.add(kind, steps, *held, outputs=2, **settings)
        return graph.add("Flatten", graph.turned(end, 1, 0, 2), axis=1)
    states = graph.turned(graph.add(kind, steps, *held, **settings), 2, 1, 3, 0)
    shape = graph.constant(np.array([0, spec.units * len(befores), layer.input_shape[1]]))
    return graph.add("Reshape", states, shape)


def _recurrent(graph: Graph, layer: Any, x: str, name: str) -> str:
    return _sequence(graph, layer, x, name, layer.spec, ("",))


def _both_ways(graph: Graph, layer: Any, x: str, name: str) -> str:
    return _sequence(graph, layer, x, name, layer.spec.one, ("", "back_"))


def _embedding(graph: Graph, layer: Any, x: str, name: str) -> str:
    weights = _held(graph, layer, name, "weights")
    return graph.turned(_product(graph, graph.turned(x, 0, 2, 1), weights, ""), 0, 2, 1)


def _positions(graph: Graph, layer: Any, x: str, name: str) -> str:
    added = layer.values["weights"].T if layer.parameters else sines(*layer.input_shape)
    return graph.add("Add", x, graph.constant(added[None], f"{name}.added"))


def _attention(graph: Graph, layer: Any, x: str, name: str) -> str:
    (features, steps), heads = layer.input_shape, layer.spec.heads
    rows = graph.turned(x, 0, 2, 1)
    cut = graph.constant(np.array([0, steps, heads, features // heads]))

    def part(own: str, x: str) -> str:
        weights, bias = (_held(graph, layer, name, f"{own}_{what}") for what in ("weights", "bias"))
        return _product(graph, x, weights, bias)

    q, k, v = (
        graph.turned(graph.add("Reshape", part(own, rows), cut), *order)
        for own, order in (("query", (0, 2, 1, 3)), ("key", (0, 2, 3, 1)), ("value", (0, 2, 1, 3)))
    )
    scale = graph.constant(np.float32(1 / math.sqrt(features // heads)))
    scores = graph.add("Mul", graph.add("MatMul", q, k), scale)
    if not layer.spec.full:
        scores = graph.add("Add", scores, graph.constant(np.where(layer.looks, 0.0, -1e30)))
    mixed = graph.turned(graph.add("MatMul", graph.add("Softmax", scores, axis=-1), v), 0, 2, 1, 3)
    joined = graph.add("Reshape", mixed, graph.constant(np.array([0, steps, features])))
    return graph.turned(part("output", joined), 0, 2, 1)


#: By kind: the nodes that a layer comes to when it predicts. A residual is put together by who walks them.
NODES: dict[str, Nodes] = {
    "dense": _dense,
    "code": _dense,
    "variational": _dense,
    "dropout": lambda graph, layer, x, name: x,
    "batch_norm": _batch_norm,
    "layer_norm": _layer_norm,
    "flatten": lambda graph, layer, x, name: graph.add("Flatten", x, axis=1),
    "conv": _conv,
    "conv1d": _conv,
    "max_pool": _pool("MaxPool"),
    "avg_pool": _pool("AveragePool"),
    "global_max_pool": _global("GlobalMaxPool"),
    "global_avg_pool": _global("GlobalAveragePool"),
    "rnn": _recurrent,
    "lstm": _recurrent,
    "gru": _recurrent,
    "bidirectional": _both_ways,
    "embedding": _embedding,
    "positions": _positions,
    "attention": _attention,
}
