"""The table that comes with nnviz: penguins, by six measurements, with gaps and words in it."""

from __future__ import annotations

from functools import lru_cache

from nnviz.assets import asset_path
from nnviz.data.own.full import read_table
from nnviz.data.own.own import Own
from nnviz.data.own.table import Table
from nnviz.data.own.usual import usual_recipe
from nnviz.said import translate

#: Who measured them, and under which terms they are given.
PENGUINS_SOURCE = translate(
    "Data",
    "Palmer Archipelago penguins by Kristen Gorman and the Palmer Station, Antarctica LTER, as published by "
    "Allison Horst, Alison Hill and Kristen Gorman in palmerpenguins (2020), CC0.",
)


@lru_cache(maxsize=1)
def penguins() -> Table:
    """344 penguins of three species, as they were published."""
    return read_table(asset_path("data", "penguins.csv"))


def own_penguins() -> Own:
    """Their species, from all else that was noted but the year."""
    recipe = usual_recipe(penguins(), "species")
    inputs = tuple((name, enters) for name, enters in recipe.inputs if name != "year")
    return Own("own_table", penguins().content(), recipe.with_inputs(inputs))
