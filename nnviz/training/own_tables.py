"""An Experiment on a table of one's own."""

from __future__ import annotations

from typing import Any

from nnviz.data.own.own import Own
from nnviz.data.own.recipe import TableRecipe
from nnviz.data.own.table import Table
from nnviz.training.experiment import Experiment


def own_table(table: Table, recipe: TableRecipe) -> Own:
    """The table as data of one's own."""
    return Own("own_table", table.content(), recipe)


def own_experiment(table: Table, recipe: TableRecipe, **settings: Any) -> Experiment:
    """An Experiment on the table by that recipe. Raises ``ValueError`` with one sentence."""
    return Experiment.on("own_table", own=own_table(table, recipe), **settings).validated()
