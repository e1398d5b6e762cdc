"""What nodes of an ONNX graph make of fixed numbers alone: shapes, mostly. Nothing large comes of small."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.files.exchange.onnx_flow import Node, unsuitable

Array = NDArray[Any]

#: Numbers that may come of fixed ones, unless they only lie otherwise.
_MOST = 1_000_000
_NUMBERS = {"value_float": "f", "value_int": "i", "value_floats": "floats", "value_ints": "ints"}


def folded(node: Node, function: Callable[..., Array]) -> Array:
    """A function of fixed numbers, one by one."""
    arrays = [np.asarray(node.constant(place)) for place in range(len(node.entering))]
    try:
        size = np.prod(np.broadcast_shapes(*(array.shape for array in arrays)), dtype=np.int64)
        if not arrays or size > max(_MOST, *(array.size for array in arrays)):
            raise unsuitable(node.name)
        return np.asarray(function(*arrays))
    except (ValueError, TypeError):
        raise unsuitable(node.name) from None


def _constant(node: Node) -> Array:
    from onnx import numpy_helper

    given = node.attributes.get("value")
    if given is None:
        for name, numbers in (
            ("value_float", "f"),
            ("value_int", "i"),
            ("value_floats", "floats"),
            ("value_ints", "ints"),
        ):
            if name in node.attributes:
                return np.asarray(getattr(node.attributes[name], numbers))
        raise unsuitable(node.name)
    if given.t.external_data or np.prod(given.t.dims, dtype=np.float64) > _MOST:
        raise unsuitable(node.name)
    return np.asarray(numpy_helper.to_array(given.t))


def _constant_of_shape(node: Node) -> Array:
    """The one number that fills it: of zeros, which recurrent layers begin with, there is no more to know."""
    given = node.attributes.get("value")
    if given is None:
        return np.zeros(())
    from onnx import numpy_helper

    return np.asarray(numpy_helper.to_array(given.t)).reshape(-1)[:1].reshape(())


def _first(node: Node) -> Array:
    return _array(node, 0)


def _array(node: Node, place: int) -> Array:
    found = node.constant(place)
    if found is None:
        raise unsuitable(node.name)
    return found


def _axes(node: Node) -> tuple[int, ...]:
    given = node.constant(1)
    return node.wholes("axes") if given is None else tuple(map(int, given.ravel()))


def _concat(node: Node) -> Array:
    arrays = [np.atleast_1d(_array(node, place)) for place in range(len(node.entering))]
    return np.concatenate(arrays, node.whole("axis", 0))


def _gather(node: Node) -> Array:
    return np.take(_array(node, 0), _array(node, 1).astype(np.int64), node.whole("axis", 0))


def _slice(node: Node) -> Array:
    array = _array(node, 0)
    first, last = _array(node, 1).ravel(), _array(node, 2).ravel()
    axes, steps = node.constant(3), node.constant(4)
    chosen = range(len(first)) if axes is None else [int(axis) for axis in axes.ravel()]
    by = [1] * len(first) if steps is None else [int(step) for step in steps.ravel()]
    for axis, begin, end, step in zip(chosen, first, last, by, strict=True):
        array = array[(slice(None),) * (axis % array.ndim) + (slice(int(begin), int(end), step),)]
    return array


def _squeeze(node: Node) -> Array:
    return np.squeeze(_array(node, 0), _axes(node) or None)


def _unsqueeze(node: Node) -> Array:
    return np.expand_dims(_array(node, 0), _axes(node))


def _reshape(node: Node) -> Array:
    return _array(node, 0).reshape([int(size) for size in _array(node, 1).ravel()])


def _transpose(node: Node) -> Array:
    array = _array(node, 0)
    return array.transpose(node.wholes("perm", tuple(range(array.ndim))[::-1]))


def _guarded(take: Callable[[Node], Array]) -> Callable[[Node], Array]:
    def taken(node: Node) -> Array:
        try:
            found = np.asarray(take(node))
        except (ValueError, TypeError, IndexError, OverflowError, MemoryError):
            raise unsuitable(node.name) from None
        entered = [one.size for one in node.entering if isinstance(one, np.ndarray)]
        if found.size > max(_MOST, *entered, 0) or found.dtype.kind not in "fiub":
            raise unsuitable(node.name)
        return found

    return taken


CONSTANT_NODES: dict[str, Callable[[Node], Array]] = {
    "Constant": _guarded(_constant),
    "ConstantOfShape": _guarded(_constant_of_shape),
    "Concat": _guarded(_concat),
    "Expand": _guarded(_first),
    "Gather": _guarded(_gather),
    "Slice": _guarded(_slice),
    "Squeeze": _guarded(_squeeze),
    "Unsqueeze": _guarded(_unsqueeze),
    "Reshape": _guarded(_reshape),
    "Transpose": _guarded(_transpose),
}
