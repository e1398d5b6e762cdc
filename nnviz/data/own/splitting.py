"""Which rows of a table are learned, and which are kept for the test."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import split
from nnviz.data.own.recipe import TableRecipe
from nnviz.data.own.table import Column, Table
from nnviz.said import translate

Rows = NDArray[np.int64]


def parts(
    table: Table, recipe: TableRecipe, rows: Rows, labels: NDArray[Any], share: float, seed: int
) -> tuple[Rows, Rows]:
    """The rows of the training and of the test part, each in the order in which it is learned."""
    if recipe.whole:
        return rows, rows
    if recipe.split_by == "column":
        tested = _tested(table.column(recipe.split_column), rows, recipe.tested)
        train, test = rows[~tested], rows[tested]
        if not len(train) or not len(test):
            raise ValueError(
                translate(
                    "Data",
                    "“{name}” leaves {learned:,} rows to learn from and {tested:,} to test: both parts need "
                    "at least one.",
                ).format(name=recipe.split_column, learned=len(train), tested=len(test))
            )
        return train, test
    if recipe.split_by == "evenly":
        return _evenly(rows, labels, recipe, share, seed)
    train, test = split(len(rows), share, seed)
    return rows[train], rows[test]


def _tested(column: Column, rows: Rows, tested: tuple[str, ...]) -> NDArray[np.bool_]:
    words, places = column.different(rows)
    missing = [word for word in tested if word not in words]
    if missing or not tested:
        raise ValueError(
            translate("Data", "“{name}” has no “{word}” by which rows could be kept for testing.").format(
                name=column.name, word=missing[0] if missing else ""
            )
        )
    return np.isin(places, [words.index(word) for word in tested])


def _evenly(
    rows: Rows, labels: NDArray[Any], recipe: TableRecipe, share: float, seed: int
) -> tuple[Rows, Rows]:
    from sklearn.model_selection import train_test_split

    if recipe.kind != "classification":
        raise ValueError(translate("Data", "Rows can be split evenly by classes only, not by a value."))
    counts = np.bincount(labels)
    if counts.min() < 2:
        raise ValueError(
            translate(
                "Data",
                "A class of “{name}” has one row only, so the rows cannot be split evenly by it: let chance "
                "split them.",
            ).format(name=recipe.target)
        )
    tested = int(np.ceil(len(rows) * share))
    if min(tested, len(rows) - tested) < len(counts):
        raise ValueError(
            translate(
                "Data",
                "With {rows:,} rows and a test share of {share:g} the {classes:,} classes do not all fit "
                "into both parts: let chance split the rows.",
            ).format(rows=len(rows), share=share, classes=len(counts))
        )
    train, test = train_test_split(rows, test_size=share, random_state=seed, stratify=labels)
    return np.asarray(train), np.asarray(test)
