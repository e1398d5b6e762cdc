"""Data that a person's formula makes: points above or below a curve, or values over the plane.

The data know no formulas: they get a function of points, read here by the one reader of formulas.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nnviz.data.source import Source
from nnviz.engine.formulas import Node, read_formula, value_of
from nnviz.said import translate

__all__ = ["TypedFunction", "typed_function", "usable"]

#: What may stand in a formula of a source, by what is learned: x is short for x1.
VARIABLES = {"classification": ("x", "x1"), "regression": ("x", "x1", "x2")}

LARGEST = 1_000_000


@dataclass(frozen=True)
class TypedFunction:
    """The function of points (n, 2) that is typed so; equal where its text is."""

    text: str

    def __call__(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        x1, x2 = points[:, 0], points[:, 1]
        values = value_of(_read(self.text), {"x": x1, "x1": x1, "x2": x2})
        wrong = np.flatnonzero(~np.isfinite(values))
        if len(wrong):
            at = points[wrong[0]]
            raise ValueError(
                translate("Training", "At x1 = {x1}, x2 = {x2} the formula “{formula}” has no value.").format(
                    x1=f"{at[0]:.3g}", x2=f"{at[1]:.3g}", formula=self.text
                )
            )
        if np.abs(values).max(initial=0) > LARGEST:
            raise ValueError(
                translate(
                    "Training", "The formula “{formula}” has values beyond {largest:,}, too large to learn."
                ).format(formula=self.text, largest=LARGEST)
            )
        return values


def typed_function(source: Source, text: str) -> Callable[[NDArray[np.float64]], NDArray[np.float64]] | None:
    """The function that makes the points of ``source``, its usual one where no ``text`` is; None of others.

    Raises ``ValueError`` with one sentence, which names the column, for what is no formula.
    """
    if not source.formula:
        return None
    chosen = text.strip() or source.formula
    read_formula(chosen, VARIABLES[source.kind])
    return TypedFunction(chosen)


def usable(source: Source, text: str) -> str:
    """``text`` where it can make the points of ``source``, else none, which is its usual one."""
    try:
        typed_function(source, text)
    except ValueError:
        return ""
    return text


@lru_cache(maxsize=64)
def _read(text: str) -> Node:
    return read_formula(text, VARIABLES["regression"])
