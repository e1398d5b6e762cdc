"""A formula as a tree of frozen nodes. What a node is, and nothing that is done with it.

    1 / (1 + exp(-z))  is  Binary("/", ONE, Binary("+", ONE, Call("exp", (Negative(Name("z")),))))

Numbers are fractions, so that simplifying never rounds: 0.044715 * 3 is 0.134145.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar, TypeAlias

__all__ = [
    "CONSTANTS",
    "ONE",
    "ZERO",
    "Binary",
    "Call",
    "Compared",
    "Derivative",
    "Name",
    "Negative",
    "Node",
    "Number",
    "Pieces",
    "put",
    "rebuilt",
]


class _Node:
    """What every node knows of the tree below it, worked out once: a derivative has many equal parts."""

    __match_args__: ClassVar[tuple[str, ...]]

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        same = type(self) is type(other) and hash(self) == hash(other)
        return same and isinstance(other, _Node) and self._fields == other._fields

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((type(self).__name__, *self._fields))

    @property
    def _fields(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in type(self).__match_args__)

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        """The nodes right below, from left to right."""
        found: list[Any] = []
        for value in self._fields:
            found += value if isinstance(value, tuple) else [value] if isinstance(value, _Node) else []
        return tuple(found)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name in it but the constants."""
        return frozenset[str]().union(*(part.names for part in self.parts))

    @cached_property
    def waits(self) -> bool:
        """Whether there is a derivative in it that is not worked out."""
        return any(part.waits for part in self.parts)


@dataclasses.dataclass(frozen=True, eq=False)
class Number(_Node):
    value: Fraction


@dataclasses.dataclass(frozen=True, eq=False)
class Name(_Node):
    """A variable (z), a parameter (alpha) or a constant of `CONSTANTS`."""

    name: str

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset([self.name]) - set(CONSTANTS)


@dataclasses.dataclass(frozen=True, eq=False)
class Negative(_Node):
    of: Node


@dataclasses.dataclass(frozen=True, eq=False)
class Binary(_Node):
    """`sign` is one of + - * / **."""

    sign: str
    left: Node
    right: Node


@dataclasses.dataclass(frozen=True, eq=False)
class Call(_Node):
    """A function of `nnviz.engine.formulas.functions` and what it is of."""

    function: str
    arguments: tuple[Node, ...]


@dataclasses.dataclass(frozen=True, eq=False)
class Compared(_Node):
    """`sign` is one of < <= > >=; only the condition of `Pieces` is one."""

    sign: str
    left: Node
    right: Node


@dataclasses.dataclass(frozen=True, eq=False)
class Pieces(_Node):
    """`then` where the condition holds, `otherwise` elsewhere: typed as where(z > 0, z, 0)."""

    condition: Compared
    then: Node
    otherwise: Node


@dataclasses.dataclass(frozen=True, eq=False)
class Derivative(_Node):
    """The derivative of `of` by the variable `by`, not worked out yet: what each step has less of."""

    of: Node
    by: str

    @cached_property
    def waits(self) -> bool:
        return True


Node: TypeAlias = Number | Name | Negative | Binary | Call | Compared | Pieces | Derivative

ZERO, ONE = Number(Fraction(0)), Number(Fraction(1))
CONSTANTS = ("pi", "e")


def rebuilt(node: Node, parts: tuple[Node, ...]) -> Node:
    """The same node over other `parts`, as many as it has."""
    match node:
        case Number() | Name():
            return node
        case Negative():
            return Negative(parts[0])
        case Derivative(_, by):
            return Derivative(parts[0], by)
        case Binary(sign):
            return Binary(sign, parts[0], parts[1])
        case Compared(sign):
            return Compared(sign, parts[0], parts[1])
        case Call(function):
            return Call(function, parts)
        case Pieces():
            condition, then, otherwise = parts
            assert isinstance(condition, Compared)
            return Pieces(condition, then, otherwise)


def put(node: Node, values: Mapping[str, Node]) -> Node:
    """The same with these names replaced, all at once."""
    if isinstance(node, Name):
        return values.get(node.name, node)
    return rebuilt(node, tuple(put(part, values) for part in node.parts))
