"""How a table is learned from where nobody says anything: which column, as what, and from which others."""

from __future__ import annotations

import re

import numpy as np

from nnviz.data.dataset import Kind
from nnviz.data.own.about import AboutColumn, about_columns
from nnviz.data.own.prepare import MOST_CLASSES
from nnviz.data.own.recipe import TableRecipe
from nnviz.data.own.table import Table
from nnviz.said import translate

_FEW_ROWS = 10  # of which none can be spared for a test
_CLASSES = 20
_TARGETS = re.compile(
    r"(?:target|class|klasse|label|species|variety|outcome|result|diagnosis|survived|churn|y|quality|type|"
    r"price|preis|medv|progression|income|default|response|category|output|answer|ziel)",
    re.IGNORECASE,
)


def usual_target(table: Table) -> str:
    """The column that is learned if nobody names one: by its name, or else the last that can be."""
    able = [one for one in about_columns(table) if one.kind in ("number", "category", "yes_no")]
    if not able:
        raise ValueError(translate("Data", "{name} has no column to be learned.").format(name=table.name))
    named = [one.name for one in able if _TARGETS.fullmatch(one.column.title.strip())]
    return (named or [able[-1].name])[-1]


def usual_kind(about: AboutColumn) -> Kind:
    """Whether a column is learned as classes or as a value: numbers are a value unless they are few."""
    numbers = about.column.numbers
    if numbers is None or about.kind == "yes_no":
        return "classification"
    known = numbers[~np.isnan(numbers)]
    sample = known[:: max(1, len(known) // 5_000)]
    values = np.unique(sample)
    most = _CLASSES if (values == np.floor(values)).all() else _CLASSES // 2
    few = len(values) <= max(2, min(most, len(known) // 5))
    return "classification" if few else "regression"


def usual_recipe(table: Table, target: str = "", learn: Kind | None = None) -> TableRecipe:
    """The recipe of a table: that column learned from all others that can be, gaps filled by the median.

    Rows are split evenly by classes where each has enough of them; of a handful of rows all are learned and
    tested. Raises ``ValueError`` with one sentence where there is no such column, or nothing to learn from.
    """
    if table.rows < 2:
        raise ValueError(
            translate("Data", "{name} has one row, and at least two are needed.").format(name=table.name)
        )
    target = target or usual_target(table)
    table.column(target)
    about = {one.name: one for one in about_columns(table)}
    chosen = learn or usual_kind(about[target])
    inputs = tuple((one.name, one.enters) for one in about.values() if one.enters and one.name != target)
    if not inputs:
        text = translate("Data", "{name} has no column from which “{target}” could be learned.")
        raise ValueError(text.format(name=table.name, target=target))
    return TableRecipe(
        target=target, learn=chosen, inputs=inputs, split_by=usual_split(about[target], chosen)
    )


def said_of_classes(about: AboutColumn) -> str:
    """What is to be known of the words of a column that is learned as classes, "" for nothing."""
    once = [word for word, count in about.counts if count == 1]
    if not once:
        return ""
    text = translate(
        "Data",
        "{count:,} classes of “{name}” have one row each, as “{word}”: either learned or tested, not both.",
    )
    if len(once) == 1:
        text = translate(
            "Data", "The class “{word}” of “{name}” has one row: it is either learned or tested, not both."
        )
    return text.format(count=len(once), name=about.name[:40], word=once[0][:40])


def usual_split(about: AboutColumn, learn: Kind) -> str:
    """How rows are split if nobody says it."""
    known = about.rows - about.missing
    if known < _FEW_ROWS:
        return "whole"
    if learn != "classification":
        return "share"
    counts = [count for _, count in about.counts]
    fits = len(counts) <= min(MOST_CLASSES, known // 10) and min(counts, default=0) >= 2
    return "evenly" if fits else "share"
