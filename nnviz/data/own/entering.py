"""Rows of another table as they enter a network that learned one: by the names of its columns."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.entered import Entered, EnteredColumn
from nnviz.data.own.table import Column, Table
from nnviz.said import translate


def rows_of(table: Table, entered: Entered) -> tuple[NDArray[np.float64], list[str]]:
    """(rows, d) in the units of the table that was learned, and sentences about what was not known there.

    Gaps are filled as they were there. Raises ``ValueError`` with one sentence where a column is missing, or
    holds words where numbers were learned.
    """
    parts, said = [], []
    for one in entered.columns:
        if one.name not in table.places:
            raise ValueError(
                translate("Data", "{table} has no column “{name}”, from which the network learned.").format(
                    table=table.name, name=one.name
                )
            )
        part, unknown = _entering(one, table.columns[table.places[one.name]])
        parts.append(part)
        said += [unknown] if unknown else []
    return np.concatenate(parts, axis=1), said


def _entering(entered: EnteredColumn, column: Column) -> tuple[NDArray[np.float64], str]:
    """(rows, inputs) of a column, and a sentence about words that are not known, "" where all are."""
    if entered.enters == "number":
        return _numbers(entered, column), ""
    words, places = column.different()
    known = [word for word in words if word in entered.words]
    unknown = [word for word in words if word not in known]
    # A word that is not known is 0 in all inputs of a category, and a gap of what is 0 or 1.
    kept = words if entered.enters == "category" else tuple(one if one in known else None for one in words)
    raw = np.stack([*(entered.raw(word) for word in kept), entered.raw(None)])
    told = raw[places]  # of a gap the last
    if not unknown:
        return told, ""
    text = translate("Data", "“{name}” holds words that no training row had, such as “{word}”.")
    return told, text.format(name=entered.name, word=unknown[0][:40])


def _numbers(entered: EnteredColumn, column: Column) -> NDArray[np.float64]:
    if column.numbers is None:
        raise ValueError(
            translate("Data", "“{name}” holds words here, and the network learned from numbers.").format(
                name=entered.name
            )
        )
    numbers: NDArray[Any] = column.numbers.astype(np.float64)
    numbers[np.isnan(numbers)] = entered.raw(None)[0]
    return numbers[:, np.newaxis]
