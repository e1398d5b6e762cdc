"""A formula as NumPy operations over fixed arrays: every part is worked out once, into arrays made once.

What a value and its slope have in common, such as exp(x), is worked out with the value and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from nnviz.engine.arrays import Array, Operation, Operations
from nnviz.engine.formulas.functions import FUNCTIONS
from nnviz.engine.formulas.tree import Binary, Call, Compared, Name, Negative, Node, Number, Pieces
from nnviz.engine.formulas.values import SIGNS, value_of

__all__ = ["operations", "worked_out"]

_Read = Any  # an array, or a number as an array without dimensions


def worked_out(node: Node, given: Mapping[str, Array], out: Array | None = None) -> Array:
    """The value over these arrays, all of one shape and type, in that type. It never warns."""
    like = next(iter(given.values()))
    out = np.empty_like(like) if out is None else out
    with np.errstate(all="ignore"):
        for operation in operations((node,), given, (out,))[0]:
            operation()
    return out


def operations(
    roots: Sequence[Node], given: Mapping[str, Array], outs: Sequence[Array]
) -> tuple[Operations, ...]:
    """What fills each of `outs` with one of `roots`, all after one another or some of them again.

    Those of a root need what those before it have left. Nothing changes the arrays that are given. They warn
    of numbers that overflow, unless who runs them has switched that off.
    """
    return _Writer(roots, given, outs).written


class _Writer:
    """Goes through the parts of each root in the order in which they are worked out."""

    def __init__(self, roots: Sequence[Node], given: Mapping[str, Array], outs: Sequence[Array]) -> None:
        like = next(iter(given.values()))
        self._shape, self._dtype, self._given = like.shape, like.dtype, given
        self._values: dict[Node, _Read] = {}
        self._free: list[Array] = []
        orders = [_in_order(root) for root in roots]
        last = {part: place for place, order in enumerate(orders) for part in order}
        written = []
        for place, (root, out) in enumerate(zip(roots, outs, strict=True)):
            new = [part for part in orders[place] if part not in self._values]
            # What a later root looks at stays; all else is room for what comes after its last reader.
            passing = {part for part in new if last[part] == place and part != root}
            written.append(tuple(self._root(root, new, passing, out)))
        self.written = tuple(written)

    def _root(self, root: Node, new: Sequence[Node], passing: set[Node], out: Array) -> list[Operation]:
        found: list[Operation] = []
        readers = {part: reader for reader in new for part in reader.parts}  # the last one of each
        for node in new:
            if not node.names:
                kind = bool if isinstance(node, Compared) else self._dtype
                self._values[node] = np.asarray(float(value_of(node, {})), kind)
                continue
            if isinstance(node, Name):
                self._values[node] = self._given[node.name]
                continue
            room = out if node == root else self._room(node)
            self._values[node] = room
            found += self._operations(node, room)
            for part in {*node.parts} & passing:
                if readers[part] is node and part.names and not isinstance(part, (Name, Compared)):
                    self._free.append(self._values[part])
        if self._values[root] is not out:
            found.append(partial(np.copyto, out, self._values[root]))
        return found

    def _room(self, node: Node) -> Array:
        if isinstance(node, Compared):
            return np.empty(self._shape, bool)
        return self._free.pop() if self._free else np.empty(self._shape, self._dtype)

    def _operations(self, node: Node, out: Array) -> list[Operation]:
        read = [self._values[part] for part in node.parts]
        match node:
            case Negative():
                return [partial(np.negative, *read, out=out)]
            case Binary("**", _, Number(exponent)) if exponent == 2:
                return [partial(np.multiply, read[0], read[0], out=out)]
            case Binary("**", _, Number(exponent)) if exponent == 3:
                return [
                    partial(np.multiply, read[0], read[0], out=out),
                    partial(np.multiply, out, read[0], out=out),
                ]
            case Binary(sign) | Compared(sign):
                return [partial(SIGNS[sign], *read, out=out)]
            case Call(function):
                compute: Callable[..., Array] = FUNCTIONS[function].compute
                return [partial(compute, *read, out=out)]
            case Pieces():
                condition, then, otherwise = read
                return [partial(np.copyto, out, otherwise), partial(np.copyto, out, then, where=condition)]
        raise AssertionError(
            "a number or a name is worked out by nothing, a derivative before it is computed"
        )


def _in_order(root: Node) -> list[Node]:
    """Every part once, what it is made of before it. What has no name in it is one number."""
    found: dict[Node, None] = {}

    def visit(node: Node) -> None:
        if node in found:
            return
        if node.names:
            for part in node.parts:
                visit(part)
        found[node] = None

    visit(root)
    return list(found)
