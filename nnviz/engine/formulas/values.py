"""What a formula comes to, in float64. It never warns; what has no value is nan or infinite."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from nnviz.engine.formulas.functions import FUNCTIONS
from nnviz.engine.formulas.tree import (
    Binary,
    Call,
    Compared,
    Derivative,
    Name,
    Negative,
    Node,
    Number,
    Pieces,
)

__all__ = ["SIGNS", "value_of"]

_CONSTANTS = {"pi": math.pi, "e": math.e}
SIGNS = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "**": np.power,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}


def value_of(node: Node, values: Mapping[str, npt.ArrayLike]) -> npt.NDArray[np.float64]:
    """The value of the tree, as large as the `values` of its names are together.

    KeyError for a name without a value.
    """
    given = {name: np.asarray(value, dtype=np.float64) for name, value in values.items()}
    shape = np.broadcast_shapes(*(value.shape for value in given.values()))
    with np.errstate(all="ignore"):
        value = _value(node, {name: np.atleast_1d(value) for name, value in given.items()})
    return np.array(np.broadcast_to(value, shape or (1,)), dtype=np.float64).reshape(shape)


def _value(node: Node, given: Mapping[str, npt.NDArray[np.float64]]) -> npt.NDArray[Any]:
    """As `value_of`, of at least one dimension: the functions of the engine fill arrays."""
    match node:
        case Number(value):
            return np.array([_nearest(value)])
        case Name(name):
            return np.array([_CONSTANTS[name]]) if name in _CONSTANTS else given[name]
        case Negative(of):
            negated: npt.NDArray[Any] = np.negative(_value(of, given))
            return negated
        case Binary(sign, left, right) | Compared(sign, left, right):
            result: npt.NDArray[Any] = SIGNS[sign](_value(left, given), _value(right, given))
            return result
        case Call(function, arguments):
            of_these = (_value(each, given) for each in arguments)
            called: npt.NDArray[Any] = FUNCTIONS[function].compute(*of_these)
            return called
        case Pieces(condition, then, otherwise):
            return np.where(_value(condition, given), _value(then, given), _value(otherwise, given))
        case Derivative():
            raise AssertionError("a derivative is worked out before it has a value")


def _nearest(value: Fraction) -> float:
    """As a float; infinite where the product of many large numbers has become too large for one."""
    try:
        return float(value)
    except OverflowError:
        return math.copysign(math.inf, value)
