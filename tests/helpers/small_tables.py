"""A small table made by hand: numbers, words and gaps whose places are known."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnviz.data.own.own import Own
from nnviz.data.own.recipe import TableRecipe
from nnviz.data.own.table import Column, Table
from nnviz.engine.layers import Dense
from nnviz.training.experiment import Experiment

#: Rows, from 0, that have no number at all.
EMPTY = (3, 27)
#: Rows, from 0, whose colour is not known.
COLOURLESS = (5, 27, 31)


def small_table(rows: int = 40) -> Table:
    """“plants.csv”: height and width of three kinds of plants, their colour, and their plot."""
    generator = np.random.default_rng(7)
    kinds = np.arange(rows) % 3
    height = np.round(10 + 5 * kinds + generator.normal(0, 1, rows), 1)
    width = np.round(3 - kinds + generator.normal(0, 0.3, rows), 2)
    colours = np.where(kinds == 0, 0, 1 + generator.integers(0, 2, rows)).astype(np.int32)
    height[[*EMPTY]] = width[[*EMPTY]] = np.nan
    colours[[*COLOURLESS]] = -1
    columns = (
        Column("kind", "kind", codes=kinds.astype(np.int32), words=("fern", "ivy", "moss")),
        Column("height_cm", "height", "cm", numbers=height),
        Column("width_cm", "width", "cm", numbers=width),
        Column("colour", "colour", codes=colours, words=("blue", "green", "red")),
        Column("plot", "plot", numbers=np.arange(rows) % 2 + 1.0),
    )
    return Table("plants.csv", columns, rows)


def plants_recipe(**changes: Any) -> TableRecipe:
    """The kind from height, width and colour."""
    inputs = (("height_cm", "number"), ("width_cm", "number"), ("colour", "category"))
    return TableRecipe(**{"target": "kind", "inputs": inputs, "split_by": "evenly", **changes})


def plants(recipe: TableRecipe | None = None, **settings: Any) -> Experiment:
    """An Experiment on them, of five tanh neurons."""
    usual = {"layers": (Dense(5, "tanh"),), "learning_rate": 0.02, "batch_size": 8, "test_share": 0.25}
    own = Own("own_table", small_table().content(), recipe or plants_recipe())
    return Experiment.on("own_table", own=own, **usual | {"scale": "standard", "epochs": 40} | settings)
