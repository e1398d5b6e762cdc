"""Rows of a table that have no measurement at all: their answer is a guess, and they are named."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nnviz.data.own.recipe import TableRecipe
from nnviz.data.own.table import Table
from nnviz.said import Sentence, translate

_LEAST = 2  # columns of numbers without which nothing is measured


@dataclass(frozen=True)
class EmptyRows:
    """The ``rows``, counted from 0, of which no number is known that enters; ``others`` are the columns by
    which their answer is guessed."""

    rows: tuple[int, ...]
    others: tuple[str, ...]

    @property
    def title(self) -> Sentence:
        """“2 rows have no measurement at all.”"""
        if len(self.rows) == 1:
            return translate("Table", "1 row has no measurement at all.")
        return translate("Table", "{n} rows have no measurement at all.").format(n=len(self.rows))

    @property
    def text(self) -> Sentence:
        """“Their answer is a guess from island and sex: row 272 is one.”"""
        row = self.rows[-1] + 1
        if not self.others:
            return translate("Table", "They all look alike to the network: row {row} is one.").format(row=row)
        return translate("Table", "Their answer is a guess from {columns}: row {row} is one.").format(
            columns=", ".join(self.others), row=row
        )


def empty_rows(table: Table, recipe: TableRecipe) -> EmptyRows | None:
    """Those that are neither left out nor without an answer; None where there are none."""
    if recipe.missing == "leave_out":
        return None
    entering = dict(recipe.inputs)
    measured = [
        one for one in table.columns if one.numbers is not None and entering.get(one.name) == "number"
    ]
    if len(measured) < _LEAST:
        return None
    empty = ~table.column(recipe.target).gaps
    for column in measured:
        empty &= column.gaps
    empty[list(recipe.left_out)] = False
    rows = tuple(np.flatnonzero(empty).tolist())
    others = tuple(
        one.title or one.name for one in table.columns if one.name in entering and one not in measured
    )
    return EmptyRows(rows, others) if rows else None


def without(recipe: TableRecipe, found: EmptyRows) -> TableRecipe:
    """The same without these rows."""
    return replace(recipe, left_out=tuple(sorted({*recipe.left_out, *found.rows})))
