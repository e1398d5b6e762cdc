"""The functions that may stand in a formula: the one table for reading, computing, deriving and writing.

A derivative is itself a formula, in u, so that no rule is typed twice; max and min are derived by pieces
(`rules`), and so is where(...), which is no function but a node of its own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from nnviz.engine import functions as engine

__all__ = ["FUNCTIONS", "Function"]


@dataclasses.dataclass(frozen=True)
class Function:
    """`compute` takes `arity` float64 arrays; `derivative` is a formula in u, None where it goes by pieces.

    `latex` has {u}, the argument in brackets of its own, or {bare}, the argument alone.
    """

    name: str
    arity: int
    compute: Callable[..., npt.NDArray[Any]]
    derivative: str | None
    latex: str


def _table(*functions: Function) -> dict[str, Function]:
    return {entry.name: entry for entry in functions}


FUNCTIONS = _table(
    Function("exp", 1, np.exp, "exp(u)", r"e^{{{bare}}}"),
    Function("log", 1, np.log, "1 / u", r"\log{u}"),
    Function("sqrt", 1, np.sqrt, "1 / (2 * sqrt(u))", r"\sqrt{{{bare}}}"),
    Function("abs", 1, np.absolute, "sign(u)", r"\left|{bare}\right|"),
    Function("sign", 1, np.sign, "0", r"\mathrm{{sign}}{u}"),
    Function("sin", 1, np.sin, "cos(u)", r"\sin{u}"),
    Function("cos", 1, np.cos, "-sin(u)", r"\cos{u}"),
    Function("tan", 1, np.tan, "1 + tan(u)**2", r"\tan{u}"),
    Function("atan", 1, np.arctan, "1 / (1 + u**2)", r"\arctan{u}"),
    Function("sinh", 1, np.sinh, "cosh(u)", r"\sinh{u}"),
    Function("cosh", 1, np.cosh, "sinh(u)", r"\cosh{u}"),
    Function("tanh", 1, np.tanh, "1 - tanh(u)**2", r"\tanh{u}"),
    Function("sigmoid", 1, engine.sigmoid, "sigmoid(u) * (1 - sigmoid(u))", r"\sigma{u}"),
    Function("softplus", 1, engine.softplus, "sigmoid(u)", r"\mathrm{{softplus}}{u}"),
    Function("relu", 1, engine.relu, "where(u > 0, 1, 0)", r"\mathrm{{relu}}{u}"),
    Function("max", 2, np.maximum, None, r"\max{u}"),
    Function("min", 2, np.minimum, None, r"\min{u}"),
)
