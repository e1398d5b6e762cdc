"""Changes of a recipe that are more than one of its fields: another target, a column used or not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnviz.data.dataset import Kind
from nnviz.data.own.about import about_columns
from nnviz.data.own.recipe import TableRecipe
from nnviz.data.own.table import Column, Table
from nnviz.data.own.usual import usual_kind, usual_split


def different(column: Column) -> int:
    """How many different values or words occur in it."""
    if column.numbers is None:
        assert column.codes is not None
        return len(np.unique(column.codes[column.codes >= 0]))
    return len(np.unique(column.numbers[~column.gaps]))


def usual_way(table: Table, name: str) -> str:
    """How a column enters unless something else is said; "" where it does not."""
    return about_columns(table)[table.places[name]].enters


def with_way(recipe: TableRecipe, table: Table, column: str, way: str) -> TableRecipe:
    """The same, with a column that enters in this way, or "" not at all. In the order of the file."""
    ways = dict(recipe.inputs) | {column: way}
    names = (one.name for one in table.columns)
    return recipe.with_inputs(tuple((name, ways[name]) for name in names if ways.get(name)))


def with_target(recipe: TableRecipe, table: Table, target: str, learn: Kind | None = None) -> TableRecipe:
    """The same, with another column that is learned, as ``learn`` says or as it usually is. What was learned
    before enters now, as it usually would."""
    about = about_columns(table)[table.places[target]]
    kind = learn or usual_kind(about)
    split = recipe.split_by
    if split in ("share", "evenly"):
        split = usual_split(about, kind)
    changed = replace(recipe, target=target, learn=kind, split_by=split)
    if recipe.target != target:
        changed = with_way(changed, table, target, "")
        changed = with_way(changed, table, recipe.target, usual_way(table, recipe.target))
    return changed
