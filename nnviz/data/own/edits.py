"""Changes of a recipe that are more than one of its fields: another target, a column used or not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnviz.data.own.recipe import TableRecipe
from nnviz.data.own.table import Column, Table

#: More different values than these are learned as values, not as classes, where they are numbers; more
#: different words than these are not used unless asked for.
FEW_VALUES, MOST_WORDS = 10, 50


def different(column: Column) -> int:
    """How many different values or words occur in it."""
    if column.numbers is None:
        assert column.codes is not None
        return len(np.unique(column.codes[column.codes >= 0]))
    return len(np.unique(column.numbers[~column.gaps]))


def usual_way(column: Column) -> str:
    """How a column enters unless something else is said; "" where it does not."""
    count = different(column)
    if count < 2:
        return ""
    if column.numbers is not None:
        return "number"
    return "yes_no" if count == 2 else "category" if count <= MOST_WORDS else ""


def with_way(recipe: TableRecipe, table: Table, column: str, way: str) -> TableRecipe:
    """The same, with a column that enters in this way, or "" not at all. In the order of the file."""
    ways = dict(recipe.inputs) | {column: way}
    names = (one.name for one in table.columns)
    return replace(recipe, inputs=tuple((name, ways[name]) for name in names if ways.get(name)))


def with_target(recipe: TableRecipe, table: Table, target: str) -> TableRecipe:
    """The same, with another column that is learned: words, and few numbers, as classes. What was learned
    before enters now, as it usually would."""
    column = table.column(target)
    values = column.numbers is not None and different(column) > FEW_VALUES
    changed = replace(recipe, target=target, learn="regression" if values else "classification")
    if recipe.target != target:
        changed = with_way(changed, table, target, "")
        changed = with_way(changed, table, recipe.target, usual_way(table.column(recipe.target)))
    if values and recipe.split_by == "evenly":
        changed = replace(changed, split_by="share")
    return changed
