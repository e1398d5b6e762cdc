"""What each node of an ONNX graph does to the sample on its way: one table, by the kind of node."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.files.exchange.onnx_axes import AXES_NODES
from nnviz.files.exchange.onnx_each import EACH_NODES
from nnviz.files.exchange.onnx_flow import MANY, ONE, Flow, Node, Way, unsuitable
from nnviz.files.exchange.onnx_recurrent import recurrent
from nnviz.said import translate

Array = NDArray[Any]


# ---- sums with weights
def _gemm(node: Node, way: Way) -> Flow:
    weights, bias = node.constant(1), node.constant(2)
    if weights is None or weights.ndim != 2 or node.whole("transA", 0):
        raise unsuitable(node.name)
    weights = weights.T if node.whole("transB", 0) else weights
    weights = weights * node.number("alpha", 1.0)
    bias = None if bias is None else np.broadcast_to(bias * node.number("beta", 1.0), (1, weights.shape[1]))
    return _dense(node, way, weights, bias)


def _matmul(node: Node, way: Way) -> Flow:
    if not isinstance(node.entering[0], Flow):  # weights times a sample lying across
        raise unsuitable(node.name)
    weights = node.constant(1)
    if weights is None or weights.ndim != 2:
        raise unsuitable(node.name)
    return _dense(node, way, weights, None)


def _dense(node: Node, way: Way, weights: Array, bias: Array | None) -> Flow:
    flow = way.laid(way.settle(node.flow(), node), node)
    if flow.axes[-1] != 0 or ONE in flow.axes:  # features come last
        raise unsuitable(node.name)
    if flow.flat is not None:
        if len(flow.flat) != len(weights):
            raise ValueError(
                translate("Exchange", "{name} has numbers of the shape {shape}, which do not fit.").format(
                    name=node.name, shape=weights.shape
                )
            )
        turned = np.empty_like(weights)
        turned[flow.flat] = weights
        weights = turned
    way.stack.dense(weights, bias, node.name)
    return way.on(replace(flow, flat=None))


def _conv(node: Node, way: Way) -> Flow:
    weights = node.constant(1)
    flow = _across(node, way)
    if weights is None or weights.ndim < 3:
        raise unsuitable(node.name)
    axes = weights.ndim - 2
    if node.whole("group", 1) != 1 or {*node.wholes("dilations", (1,))} != {1}:
        raise ValueError(
            translate("Exchange", "{name} works in groups or with gaps; nnviz does not.").format(
                name=node.name
            )
        )
    stride = node.wholes("strides", (1,) * axes)
    pads = _pads(node, way.stack.shape[1:], weights.shape[2:], stride)
    way.stack.conv(weights, node.constant(2), stride, pads, node.name)
    return way.on(flow)


def _across(node: Node, way: Way) -> Flow:
    """The sample as (samples, channels, positions ...), which it must be."""
    flow = way.settle(node.flow(), node)
    if not way.begun and len(flow.axes) == 3:  # here the channels come before the steps
        flow = way.laid_across(flow)
    flow = way.laid(flow, node)
    if flow.axes != (MANY, *range(len(way.stack.shape))) or len(flow.axes) < 3:
        raise unsuitable(node.name)
    return flow


def _pads(
    node: Node, lengths: tuple[int, ...], sizes: tuple[int, ...], stride: tuple[int, ...]
) -> tuple[int, ...]:
    if (auto := node.text("auto_pad", "NOTSET")) in ("SAME_UPPER", "SAME_LOWER"):
        whole = [
            max(0, (-(-length // step) - 1) * step + size - length)
            for length, size, step in zip(lengths, sizes, stride, strict=True)
        ]
        less, more = [one // 2 for one in whole], [one - one // 2 for one in whole]
        return tuple(less + more if auto == "SAME_UPPER" else more + less)
    pads = node.wholes("pads", (0,) * (2 * len(sizes))) if auto == "NOTSET" else (0,) * (2 * len(sizes))
    if len(pads) != 2 * len(sizes) or len(stride) != len(sizes) or min((*pads, *stride)) < 0:
        raise unsuitable(node.name)
    return pads


# ---- pooling
def _pool(node: Node, way: Way, *, largest: bool) -> Flow:
    flow = _across(node, way)
    sizes = node.wholes("kernel_shape")
    stride = node.wholes("strides", (1,) * len(sizes))
    lengths = way.stack.shape[1:]
    if len(sizes) != len(lengths) or len(stride) != len(sizes):
        raise unsuitable(node.name)
    uneven = node.whole("ceil_mode", 0) and any(
        length % step for length, step in zip(lengths, stride, strict=True)
    )
    if any(_pads(node, lengths, sizes, stride)) or {*node.wholes("dilations", (1,))} != {1} or uneven:
        raise ValueError(
            translate("Exchange", "{name} pools over an edge; nnviz pools within the picture.").format(
                name=node.name
            )
        )
    if sizes == lengths and len(lengths) == 2 and len({*sizes}) > 1:
        return _global_pool(node, way, largest=largest)
    way.stack.pool(largest, sizes, stride, node.name)
    return way.on(flow)


def _global_pool(node: Node, way: Way, *, largest: bool) -> Flow:
    flow = _across(node, way)
    positions = len(flow.axes) - 2
    way.stack.global_pool(largest, node.name)
    return way.on(Flow(flow.step, (MANY, 0, *(ONE,) * positions)))


def _reduce(node: Node, way: Way, *, largest: bool) -> Flow:
    """The mean, or the largest, over all positions."""
    flow = way.laid(way.settle(node.flow(), node), node)
    given = node.constant(1)
    axes = node.wholes("axes") if given is None else tuple(map(int, given.ravel()))
    over = {axis % len(flow.axes) for axis in axes}
    positions = {place for place, axis in enumerate(flow.axes) if isinstance(axis, int) and axis > 0}
    if over != positions or not positions:
        raise unsuitable(node.name)
    way.stack.global_pool(largest, node.name)
    kept = node.whole("keepdims", 1)
    left = [(ONE if place in over else axis) for place, axis in enumerate(flow.axes)]
    return way.on(Flow(flow.step, tuple(axis for axis in left if kept or axis != ONE)))


# ---- normalisation
def _batch_norm(node: Node, way: Way) -> Flow:
    flow = way.settle(node.flow(), node)
    if not way.begun and len(flow.axes) == 3:
        flow = way.laid_across(flow)
    flow = way.laid(flow, node)
    scale, shift, mean, variance = (node.constant(place) for place in range(1, 5))
    if flow.axes[:2] != (MANY, 0) or flow.flat is not None or mean is None or variance is None:
        raise unsuitable(node.name)
    way.stack.batch_norm(scale, shift, mean, variance, node.number("epsilon", 1e-5), node.name)
    return way.on(flow)


def _layer_norm(node: Node, way: Way) -> Flow:
    flow = way.laid(way.settle(node.flow(), node), node)
    if node.whole("axis", -1) not in (-1, len(flow.axes) - 1) or flow.axes[-1] != 0 or flow.flat is not None:
        raise unsuitable(node.name)
    way.stack.layer_norm(node.constant(1), node.constant(2), node.number("epsilon", 1e-5), node.name)
    return way.on(flow)


def _softmax(node: Node, way: Way) -> Flow:
    flow = way.laid(way.settle(node.flow(), node), node)
    axis = node.whole("axis", -1) % len(flow.axes)
    if flow.axes[axis] != 0 or flow.flat is not None:
        raise unsuitable(node.name)
    way.stack.activation("softmax", node.name)
    return way.on(flow)


def _dropout(node: Node, way: Way) -> Flow:
    flow = way.settle(node.flow(), node)
    rate = node.constant(1)
    share = node.number("ratio", 0.5) if rate is None else float(rate.reshape(-1)[0])
    if not way.begun:
        return flow
    way.stack.dropout(share, node.name)
    return way.on(flow)


NODES: dict[str, Callable[[Node, Way], Any]] = {
    "Gemm": _gemm,
    "MatMul": _matmul,
    "Conv": _conv,
    "MaxPool": partial(_pool, largest=True),
    "AveragePool": partial(_pool, largest=False),
    "GlobalMaxPool": partial(_global_pool, largest=True),
    "GlobalAveragePool": partial(_global_pool, largest=False),
    "ReduceMax": partial(_reduce, largest=True),
    "ReduceMean": partial(_reduce, largest=False),
    "BatchNormalization": _batch_norm,
    "LayerNormalization": _layer_norm,
    "LSTM": partial(recurrent, kind="lstm"),
    "GRU": partial(recurrent, kind="gru"),
    "RNN": partial(recurrent, kind="rnn"),
    "Softmax": _softmax,
    "Dropout": _dropout,
    **EACH_NODES,
    **AXES_NODES,
}
