"""Nodes of an ONNX graph that leave the numbers as they are and have them lie otherwise, or take one step."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.files.exchange.onnx_constants import CONSTANT_NODES
from nnviz.files.exchange.onnx_flow import MANY, ONE, SAMPLES, WAYS, Axis, Flow, Node, Way, unsuitable

Array = NDArray[Any]


def _same(node: Node, way: Way) -> Any:
    return node.entering[0]


def _flatten(node: Node, way: Way) -> Flow:
    flow = _joined(node.flow())
    if node.whole("axis", 1) != 1 or flow.axes[0] != MANY:
        raise unsuitable(node.name)
    return flow if len(flow.axes) == 2 else way.flattened(flow, node)


def _reshape(node: Node, way: Way) -> Any:
    if not isinstance(node.entering[0], Flow):
        return CONSTANT_NODES["Reshape"](node)
    flow, wanted = node.flow(), node.constant(1)
    if wanted is None:
        raise unsuitable(node.name)
    flow = _joined(flow)
    sizes = way.sizes(flow)
    shape = [int(size) for size in wanted.ravel()]
    shape = [sizes[place] if size == 0 and place < len(sizes) else size for place, size in enumerate(shape)]
    if flow is not node.entering[0] and len(shape) == len(sizes):
        return flow  # both ways of a recurrent layer, side by side
    if shape and shape[0] in (-1, 1) and flow.axes[0] == MANY:
        shape[0] = SAMPLES
    count = math.prod(size for size in sizes if size != SAMPLES)
    rest = [size for size in shape if size != SAMPLES]
    if rest.count(-1) == 1:
        rest[rest.index(-1)] = count // max(1, math.prod(size for size in rest if size != -1))
    if shape[:1] != [SAMPLES] or flow.axes[0] != MANY or (count and math.prod(rest) != count):
        raise unsuitable(node.name)
    if tuple(rest) == sizes[1:]:
        return flow
    if len(rest) == 1:
        return way.flattened(flow, node)
    if not way.begun and flow.curve is None and len(flow.axes) == 2:
        return way.shaped(flow, tuple(rest))
    left = [axis for axis in flow.axes[1:] if axis != ONE]
    kept = way.sizes(replace(flow, axes=tuple(left)))
    if [size for size in rest if size != 1] != [size for size in kept if size != 1]:
        raise unsuitable(node.name)
    return _with_ones(flow, rest, left, node)


def _joined(flow: Flow) -> Flow:
    """The units of both ways of a recurrent layer as those of one."""
    for place, pair in enumerate(zip(flow.axes, flow.axes[1:], strict=False)):
        if pair == (WAYS, 0):
            return replace(flow, axes=flow.axes[:place] + flow.axes[place + 1 :])
    return flow


def _with_ones(flow: Flow, rest: list[int], left: list[Axis], node: Node) -> Flow:
    """The same with other axes of one entry."""
    if len(rest) < len(left):
        raise unsuitable(node.name)
    axes: list[Axis] = [*left, *(ONE,) * (len(rest) - len(left))]
    return replace(flow, axes=(MANY, *axes))


def _transpose(node: Node, way: Way) -> Any:
    if not isinstance(node.entering[0], Flow):
        return CONSTANT_NODES["Transpose"](node)
    flow = node.flow()
    order = node.wholes("perm", tuple(range(len(flow.axes)))[::-1])
    if sorted(order) != [*range(len(flow.axes))] or flow.flat is not None:
        raise unsuitable(node.name)
    return replace(flow, axes=tuple(flow.axes[place] for place in order))


def _squeeze(node: Node, way: Way) -> Any:
    if not isinstance(node.entering[0], Flow):
        return CONSTANT_NODES["Squeeze"](node)
    flow, given = node.flow(), node.constant(1)
    chosen = node.wholes("axes") if given is None else tuple(map(int, given.ravel()))
    places = {place % len(flow.axes) for place in chosen} or {
        place for place, axis in enumerate(flow.axes) if axis == ONE
    }
    if any(flow.axes[place] != ONE for place in places):  # an axis that only happens to have one entry
        raise unsuitable(node.name)
    return replace(flow, axes=tuple(axis for place, axis in enumerate(flow.axes) if place not in places))


def _unsqueeze(node: Node, way: Way) -> Any:
    if not isinstance(node.entering[0], Flow):
        return CONSTANT_NODES["Unsqueeze"](node)
    flow, given = node.flow(), node.constant(1)
    chosen = node.wholes("axes") if given is None else tuple(map(int, given.ravel()))
    axes = [*flow.axes]
    for place in sorted(one % (len(axes) + len(chosen)) for one in chosen):
        axes.insert(place, ONE)
    return replace(flow, axes=tuple(axes))


def _gather(node: Node, way: Way) -> Any:
    """The last step of a sequence; of fixed numbers some."""
    if not isinstance(node.entering[0], Flow):
        return CONSTANT_NODES["Gather"](node)
    flow, given = node.flow(), node.constant(1)
    axis = node.whole("axis", 0) % len(flow.axes)
    if given is None or given.size != 1:
        raise unsuitable(node.name)
    return _one_step(node, way, flow, axis, int(given.reshape(-1)[0]), kept=bool(given.ndim))


def _slice(node: Node, way: Way) -> Any:
    if not isinstance(node.entering[0], Flow):
        return CONSTANT_NODES["Slice"](node)
    flow = node.flow()
    parts = [node.constant(place) for place in (1, 2, 3)]
    if any(part is None or part.size != 1 for part in parts):
        raise unsuitable(node.name)
    first, last, axis = (int(part.reshape(-1)[0]) for part in parts if part is not None)
    axis %= len(flow.axes)
    steps = way.sizes(flow)[axis]
    if first not in (-1, steps - 1) or last < steps:
        raise unsuitable(node.name)
    return _one_step(node, way, flow, axis, -1, kept=True)


def _one_step(node: Node, way: Way, flow: Flow, axis: int, index: int, *, kept: bool) -> Flow:
    """What a recurrent layer ends with: the last of its steps."""
    if flow.axes[axis] == ONE and index in (0, -1):
        return replace(flow, axes=tuple(one for place, one in enumerate(flow.axes) if place != axis or kept))
    way.stands(flow, node)
    if flow.axes[axis] != 1 or index not in (-1, way.sizes(flow)[axis] - 1) or flow.curve is not None:
        raise unsuitable(node.name)
    if WAYS in flow.axes or way.stack.placed[-1].spec.kind == "bidirectional":
        raise unsuitable(node.name)
    way.last_step(node)
    axes = tuple(ONE if place == axis else one for place, one in enumerate(flow.axes))
    return way.on(replace(flow, axes=axes if kept else tuple(one for one in axes if one != ONE)))


def _shape(node: Node, way: Way) -> Array:
    if isinstance(node.entering[0], Flow):
        return np.array(way.sizes(node.flow()), np.int64)
    return np.array(np.asarray(node.constant(0)).shape, np.int64)


def _fixed(node: Node, way: Way) -> Array:
    return CONSTANT_NODES[node.kind](node)


AXES_NODES: dict[str, Callable[[Node, Way], Any]] = {
    "Identity": _same,
    "Cast": _same,
    "Flatten": _flatten,
    "Reshape": _reshape,
    "Transpose": _transpose,
    "Squeeze": _squeeze,
    "Unsqueeze": _unsqueeze,
    "Gather": _gather,
    "Slice": _slice,
    "Shape": _shape,
    **dict.fromkeys(("Constant", "ConstantOfShape", "Concat", "Expand"), _fixed),
}
