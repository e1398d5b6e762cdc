"""What there is to see of each column of a table: its kind, its unit, how its values are spread, its gaps."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.data.own.about import KINDS, AboutColumn, about_columns
from nnviz.data.own.own import Own
from nnviz.data.own.recipe import TableRecipe
from nnviz.data.own.table import table_of as read
from nnviz.drawing.numbers import chosen
from nnviz.said import translate

Role = Literal["answer", "input", "left_out"]
Sign = Literal["number", "text", "date"]
BINS = 12  # bars of a small histogram
SHARES = 6  # values, up to which a column of numbers is shown by its shares
MOST_SHARES = 12  # of words, the most frequent
_UNIT = re.compile(r"^(.*\S)\s*[(\[]([^()\[\]]{1,12})[)\]]$")
#: Endings of names that are units, as in “bill_length_mm”.
_UNITS = frozenset(("mm", "cm", "km", "kg", "mg", "ms", "kwh", "mpg", "usd", "eur", "pct", "g", "s", "h"))


def name_and_unit(name: str) -> tuple[str, str]:
    """“petal width (cm)” and “petal_width_cm” as “petal width” and “cm”; "" without a unit."""
    found = _UNIT.match(name)
    if found is not None:
        return found[1], found[2]
    words = name.replace("_", " ").split()
    if len(words) > 1 and words[-1] in _UNITS:
        return " ".join(words[:-1]), words[-1]
    return (" ".join(words) or name), ""


@dataclass(frozen=True)
class Column:
    """One column of a table. ``bars`` are shares of the tallest one, ``shares`` how often each value occurs,
    the most frequent first; one of the two is there. It ``becomes`` so many inputs. ``note``: why it is left
    out; ``kind``: what it is, in words.
    """

    name: str
    unit: str = ""
    sign: Sign = "number"
    bars: tuple[float, ...] = ()
    shares: tuple[tuple[str, float], ...] = ()
    gaps: int = 0
    role: Role = "input"
    becomes: int = 1
    note: str = ""
    kind: str = ""


@dataclass(frozen=True, eq=False)
class Table:
    """The columns of a table with ``rows``, whose ``cell(row, column)`` is its text, None for a gap."""

    columns: tuple[Column, ...]
    rows: int
    cell: Callable[[int, int], str | None]


def spread(values: NDArray[Any]) -> tuple[tuple[float, ...], tuple[tuple[str, float], ...]]:
    """The ``bars`` of a column of numbers or, where it has few values, their ``shares``."""
    known = np.asarray(values, dtype=np.float64)
    known = known[np.isfinite(known)]
    if not len(known):
        return (), ()
    found, counts = np.unique(known, return_counts=True)
    if len(found) <= SHARES:
        return (), ranked([chosen(value, 4) for value in found.tolist()], counts)
    heights, _ = np.histogram(known, BINS)
    return tuple((heights / heights.max()).tolist()), ()


def ranked(names: Sequence[str], counts: NDArray[Any]) -> tuple[tuple[str, float], ...]:
    """Each value with its share of all, the most frequent first."""
    total = max(1, int(np.sum(counts)))
    order = np.argsort(-np.asarray(counts), kind="stable")
    return tuple((names[at], float(counts[at]) / total) for at in order.tolist())


@lru_cache(maxsize=2)
def own_table(own: Own) -> Table:
    """The columns of a file, each with what the recipe makes of it."""
    assert isinstance(own.recipe, TableRecipe)
    table, recipe = read(own.content), own.recipe
    ways = dict(recipe.inputs)
    return Table(
        tuple(_own_column(about, ways, recipe.target) for about in about_columns(table)),
        table.rows,
        lambda row, place: table.columns[place].text(row) or None,
    )


def _own_column(about: AboutColumn, ways: Mapping[str, str], target: str) -> Column:
    column, counts = about.column, about.counts
    bars: tuple[float, ...] = ()
    if about.histogram is not None and len(counts) > SHARES:
        bars = tuple((about.histogram / about.histogram.max()).tolist())
    total = max(1, about.rows - about.missing)
    shares = () if bars else tuple((word, count / total) for word, count in counts[:MOST_SHARES])
    way = ways.get(about.name, "")
    becomes = sum(count > 0 for _, count in counts) if way == "category" else 1
    role: Role = "answer" if about.name == target else "input" if way else "left_out"
    sign: Sign = "date" if about.kind == "date" else "number" if column.numbers is not None else "text"
    note = "" if role != "left_out" else about.why_not
    name = column.title or column.name
    return Column(name, column.unit, sign, bars, shares, about.missing, role, becomes, note, told_kind(about))


def told_kind(about: AboutColumn) -> str:
    """What it is, in words: “number”, “yes or no” ..."""
    return KINDS[about.kind]


def table_of(dataset: Dataset) -> Table:
    """A data set that was never a file: its inputs, then what is learned."""
    numbers, answers, order = _in_order(dataset)
    columns = []
    for place, name in enumerate(dataset.feature_names):
        plain, unit = name_and_unit(name)
        bars, shares = spread(numbers[:, place])
        columns.append(Column(plain, unit, bars=bars, shares=shares))
    classes = dataset.kind == "classification"
    width = 1 if answers.ndim == 1 else answers.shape[1]
    for place in range(width):
        values = answers if answers.ndim == 1 else answers[:, place]
        name = translate("Table", "answer") if width == 1 else f"y{place + 1}"
        if classes:
            counts = np.bincount(values, minlength=len(dataset.class_names))
            shares = ranked(dataset.class_names, counts)
            columns.append(
                Column(name, "", "text", (), shares, role="answer", becomes=len(dataset.class_names))
            )
        else:
            bars, shares = spread(values)
            columns.append(Column(name, bars=bars, shares=shares, role="answer"))

    def cell(row: int, column: int) -> str | None:
        if column < numbers.shape[1]:
            return chosen(float(numbers[row, column]), 5)
        value = answers[row] if answers.ndim == 1 else answers[row, column - numbers.shape[1]]
        return dataset.class_names[int(value)] if classes else chosen(float(value), 5)

    return Table(tuple(columns), len(order), cell)


def _in_order(dataset: Dataset) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Inputs as entered, and answers, of all rows in the order in which they were published."""
    places = np.concatenate([dataset.train_indices, dataset.test_indices])
    inputs = np.concatenate([dataset.train_features, dataset.test_features])
    answers = np.concatenate([dataset.train_labels, dataset.test_labels])
    order, first = np.unique(places, return_index=True)
    return dataset.raw(inputs[first]), answers[first], order
