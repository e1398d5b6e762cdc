"""An Experiment on a table of one's own, with the settings that suit it."""

from __future__ import annotations

from typing import Any

from nnviz.data.own.own import Own
from nnviz.data.own.recipe import TableRecipe
from nnviz.data.own.table import Table
from nnviz.training.experiment import Experiment

#: What a network of a table begins with, beside what its data ask for.
USUAL: dict[str, Any] = {"learning_rate": 0.005, "batch_size": 16}
_SMALL, _LARGE = 2_000, 50_000  # rows


def own_table(table: Table, recipe: TableRecipe) -> Own:
    """The table as data of one's own."""
    return Own("own_table", table.content(), recipe)


def own_experiment(table: Table, recipe: TableRecipe, **settings: Any) -> Experiment:
    """An Experiment on the table by that recipe, with the batch that suits so many rows unless given.

    Raises ``ValueError`` with one sentence.
    """
    usual = {"batch_size": batch_for(table.rows), "learning_rate": USUAL["learning_rate"]}
    return Experiment.on("own_table", own=own_table(table, recipe), **(usual | settings)).validated()


def batch_for(rows: int) -> int:
    """How many rows an update is made of, of so many."""
    return 16 if rows <= _SMALL else 64 if rows <= _LARGE else 256
