"""A table of numbers as it is drawn: what it is, its scale, where it begins, and what a cell says."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.numbers import MINUS, fitted
from nnviz.said import Sentence, translate

Cell = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Grid:
    """``values`` (rows, columns) under a ``title``; a colour is full at ``scale``, and 0 has none.

    ``signed``: warm above 0 and cool below, else grey as the pixels of a picture. ``padded`` (rows, columns)
    lies beyond the edge, where there is nothing, which counts as 0. ``first`` is (row, column) of the upper
    left cell on its map, ``marked`` the cell that is spoken of. ``gradient``: what is marked is blame.
    """

    title: Sentence | str
    values: NDArray[np.floating[Any]]
    scale: float
    signed: bool = True
    padded: NDArray[np.bool_] | None = None
    first: Cell = (0, 0)
    marked: Cell | None = None
    gradient: bool = False

    @property
    def shape(self) -> tuple[int, int]:
        rows, columns = self.values.shape
        return rows, columns

    def shares(self) -> NDArray[np.float64]:
        """(rows, columns) of the full colour, from -1 to 1."""
        full = self.scale if self.scale > 0 else 1.0
        return np.clip(np.nan_to_num(np.asarray(self.values, dtype=np.float64)) / full, -1.0, 1.0)

    def is_padded(self, cell: Cell) -> bool:
        """Whether nothing is there."""
        return self.padded is not None and bool(self.padded[cell])

    def words(self, cell: Cell) -> Sentence | str:
        """Where a cell is, and its number."""
        place = {"row": self.first[0] + cell[0] + 1, "column": self.first[1] + cell[1] + 1}
        if self.is_padded(cell):
            return translate("Images", "beyond the edge: nothing there, which counts as 0")
        value = fitted(float(self.values[cell]), 4, sign=self.signed)
        return translate("Images", "row {row}, column {column}: {value}").format(value=value, **place)

    @property
    def scale_words(self) -> Sentence | str:
        """At which value the colour is full, and where 0 is."""
        full = fitted(self.scale, 3)
        if self.signed:
            return translate("Images", "Colours are full at ±{value}; 0 has none.").format(value=full)
        return translate("Images", "Ink is full at {value}; paper is 0.").format(value=full)


def scale_of(*values: NDArray[Any]) -> float:
    """The largest size among these, 1 where all are 0."""
    largest = max((float(np.nan_to_num(np.abs(one)).max(initial=0.0)) for one in values), default=0.0)
    return largest if largest > 0 and math.isfinite(largest) else 1.0


def cell_text(value: float, digits: int = 2) -> str:
    """A number in the two figures that a cell has room for: 0, .17, −.02, 1.3, 42; ``digits`` below 1."""
    if value == 0:
        return "0"
    if not math.isfinite(value):
        return "?" if math.isnan(value) else ("∞" if value > 0 else f"{MINUS}∞")
    size, sign = abs(value), MINUS if value < 0 else ""
    if round(size, digits) < 1:
        return f"{sign}{size:.{digits}f}".replace("0.", ".", 1)
    if round(size, 1) < 10:
        return f"{sign}{size:.1f}"
    if size < 999.5:
        return f"{sign}{size:.0f}"
    mantissa, exponent = f"{size:.0e}".split("e")
    return f"{sign}{mantissa}e{int(exponent)}"
