"""Tables made for tests, without a file."""

from __future__ import annotations

import numpy as np

from nnviz.data.own.own import Own
from nnviz.data.own.recipe import TableRecipe
from nnviz.data.own.table import GAP, Column, Table

ISLANDS = ("Torgersen", "Biscoe", "Dream")


def birds(count: int = 60) -> Table:
    """Two numbers, one with gaps, two columns of words, one with gaps, and the class that follows."""
    rng = np.random.default_rng(0)
    mass, bill = rng.normal(4000, 500, count), rng.normal(45, 5, count).round(1)
    island, sex = rng.integers(0, 3, count), rng.integers(0, 2, count)
    species = (bill > 45).astype(np.int32) + (island == 1)
    bill[[3, 7]], sex[[3, 11, 20]] = np.nan, GAP
    return Table(
        "birds.csv",
        (
            Column("species", "species", codes=species.astype(np.int32), words=("Ade", "Chi", "Gen")),
            Column("island", "island", codes=island.astype(np.int32), words=ISLANDS),
            Column("bill_mm", "bill", "mm", numbers=bill, odd={7: "n/a"}),
            Column("mass_g", "mass", "g", numbers=mass),
            Column("sex", "sex", codes=sex.astype(np.int32), words=("male", "female")),
        ),
        count,
    )


SPECIES = TableRecipe(
    target="species",
    inputs=(("bill_mm", "number"), ("mass_g", "number"), ("island", "category"), ("sex", "category")),
)
MASS = TableRecipe(
    target="mass_g", learn="regression", inputs=(("bill_mm", "number"), ("species", "category"))
)


def own(recipe: TableRecipe = SPECIES, table: Table | None = None) -> Own:
    """The data of an Experiment on these birds."""
    return Own("own_table", (table or birds()).content(), recipe)
