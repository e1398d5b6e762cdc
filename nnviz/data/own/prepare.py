"""A data set of a table: rows split, gaps filled and columns scaled by what the training rows say alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import SCALES, Dataset, check_scale, frozen
from nnviz.data.entered import Entered, EnteredColumn, Target
from nnviz.data.own.content import Content
from nnviz.data.own.own import Own
from nnviz.data.own.recipe import TableRecipe
from nnviz.data.own.splitting import parts
from nnviz.data.own.table import Column, Table, table_of
from nnviz.said import translate

Rows = NDArray[np.int64]
Numbers = NDArray[np.float64]

MOST_INPUTS = 10_000
MOST_CLASSES = 1_000
MOST_CATEGORIES = 1_000
_BLOCK = 1 << 16  # rows that are scaled at once


def check(content: Content) -> None:
    """Raise ``ValueError`` with one sentence unless it holds a table."""
    table_of(content)


@lru_cache(maxsize=2)  # a look back, a branch and micro-steps ask for the same again
def make(own: Own, test_share: float, seed: int, scale: str) -> Dataset:
    """The data set. Raises ``ValueError`` with one sentence for a recipe that does not fit the table."""
    assert isinstance(own.recipe, TableRecipe)
    check_scale(scale)
    table, recipe = table_of(own.content), own.recipe
    target, columns = table.column(recipe.target), _entering(table, recipe)
    kept = ~target.gaps
    if recipe.missing == "leave_out":
        for column, _ in columns:
            kept &= ~column.gaps
    kept[[row for row in recipe.left_out if row < table.rows]] = False
    rows = np.flatnonzero(kept)
    if not len(rows):
        raise ValueError(
            translate("Data", "No row is left: each has a gap in a column that is needed.")
            if target.gaps.sum() < table.rows
            else translate("Data", "“{name}” is empty in every row.").format(name=target.name)
        )
    labels, class_names = _labels(target, rows, recipe)
    train, test = parts(table, recipe, rows, labels, test_share, seed)
    entered, features, gaps, offset, factor = _enter(columns, train, test, recipe.missing, scale)
    goal, (train_labels, test_labels) = _goal(target, labels, rows, (train, test), recipe)
    names = tuple(name for column in entered for name in _names(column))
    return Dataset(
        name=own.source,
        train_features=frozen(features[0]),
        train_labels=frozen(train_labels),
        test_features=frozen(features[1]),
        test_labels=frozen(test_labels),
        train_indices=frozen(train),
        test_indices=frozen(test),
        class_names=class_names,
        feature_names=names,
        feature_shape=(len(names),),
        kind=recipe.kind,
        offset=frozen(offset.astype(np.float32)),
        factor=frozen(factor.astype(np.float32)),
        entered=Entered(entered, goal, gaps[0], gaps[1], frozen(np.flatnonzero(~kept))),
    )


def _entering(table: Table, recipe: TableRecipe) -> list[tuple[Column, str]]:
    """The columns that enter, each with how it does."""
    if not recipe.inputs:
        raise ValueError(translate("Data", "No column is used: at least one must enter the network."))
    names = [name for name, _ in recipe.inputs]
    if len({*names}) < len(names):
        raise ValueError(translate("Data", "A column is used twice; each can enter once."))
    if recipe.target in names:
        raise ValueError(
            translate("Data", "“{name}” is what is learned, so it cannot enter the network.").format(
                name=recipe.target
            )
        )
    columns = [(table.column(name), enters) for name, enters in recipe.inputs]
    for column, enters in columns:
        if enters == "number" and column.numbers is None:
            raise ValueError(
                translate("Data", "“{name}” holds words, so it cannot enter as a number.").format(
                    name=column.name
                )
            )
    return columns


# ---- what is learned
def _labels(target: Column, rows: Rows, recipe: TableRecipe) -> tuple[NDArray[Any], tuple[str, ...]]:
    """(rows,) class numbers and the names of the classes, or values."""
    if recipe.kind == "regression":
        if target.numbers is None:
            raise ValueError(
                translate("Data", "“{name}” holds words: they can be learned as classes only.").format(
                    name=target.name
                )
            )
        return target.numbers[rows].astype(np.float64), ()
    words, labels = target.different(rows)
    if len(words) < 2:
        raise ValueError(
            translate("Data", "“{name}” is “{word}” in every row: there is nothing to tell apart.").format(
                name=target.name, word=words[0]
            )
        )
    if len(words) > MOST_CLASSES:
        raise ValueError(
            translate(
                "Data",
                "“{name}” has {count:,} different values, and at most {most:,} classes can be learned.",
            ).format(name=target.name, count=len(words), most=MOST_CLASSES)
        )
    return labels, words


def _goal(
    target: Column, labels: NDArray[Any], rows: Rows, parts: tuple[Rows, Rows], recipe: TableRecipe
) -> tuple[Target, list[NDArray[Any]]]:
    """What is learned, and the labels of both parts as the network learns them."""
    told = (target.name, target.title, target.unit)
    own = [labels[np.searchsorted(rows, part)] for part in parts]
    if recipe.kind == "classification":
        return Target(*told), own
    if recipe.target_scale == "none":
        return Target(*told), [values.astype(np.float32) for values in own]
    offset, factor = _scale("standard", own[0][:, np.newaxis])
    goal = Target(*told, float(offset[0]), float(factor[0]), scaled=True)
    return goal, [((values - goal.offset) * goal.factor).astype(np.float32) for values in own]


# ---- how columns enter
@dataclass(frozen=True, eq=False)
class _Fitted:
    """A column as it enters, and how: ``numbers`` (n,) of the table, or the word of each row."""

    column: EnteredColumn
    cells: NDArray[Any]
    gaps: NDArray[np.bool_]
    offset: Numbers
    factor: Numbers


def _enter(
    columns: list[tuple[Column, str]], train: Rows, test: Rows, missing: str, scale: str
) -> tuple[Any, ...]:
    """The columns as they enter, features and gaps of both parts, offset and factor."""
    fitted: list[_Fitted] = []
    first = 0
    for column, enters in columns:
        fitted.append(_ENTER[enters](column, first, train, missing, scale))
        first += len(fitted[-1].column.inputs)
        if first > MOST_INPUTS:
            raise ValueError(
                translate("Data", "The columns make more than {most:,} inputs: use fewer of them.").format(
                    most=MOST_INPUTS
                )
            )
    if not first:
        raise ValueError(translate("Data", "No column that is used holds anything in the training rows."))
    features = [_features(fitted, part, first) for part in (train, test)]
    gaps = [_gaps(fitted, part) for part in (train, test)]
    offset = np.concatenate([one.offset for one in fitted])
    factor = np.concatenate([one.factor for one in fitted])
    return tuple(one.column for one in fitted), features, gaps, offset, factor


def _gaps(fitted: list[_Fitted], part: Rows) -> NDArray[np.bool_] | None:
    """(n, columns) where the table has gaps, None where it has none in these rows."""
    if not any(one.gaps[part].any() for one in fitted):
        return None
    return frozen(np.stack([one.gaps[part] for one in fitted], axis=1))


def _features(fitted: list[_Fitted], part: Rows, width: int) -> NDArray[np.float32]:
    """(n, d) what enters, in blocks: a large table would take twice its memory at once."""
    features = np.empty((len(part), width), np.float32)
    for start in range(0, len(part), _BLOCK):
        rows = part[start : start + _BLOCK]
        block = features[start : start + _BLOCK]
        for one in fitted:
            inputs, cells = one.column.inputs, one.cells[rows]
            if one.column.enters == "category":
                block[:, inputs.start : inputs.stop] = cells[:, np.newaxis] == np.arange(len(inputs))
                continue
            values = cells.astype(np.float64)
            if one.column.filled is not None:
                values[one.gaps[rows]] = one.column.filled
            block[:, inputs.start] = (values - one.offset[0]) * one.factor[0]
    return features


def _number(column: Column, first: int, train: Rows, missing: str, scale: str) -> _Fitted:
    assert column.numbers is not None
    return _as_number(column, "number", (), first, column.numbers, train, missing, scale)


def _yes_no(column: Column, first: int, train: Rows, missing: str, scale: str) -> _Fitted:
    """0 and 1 for two words, in the order of the alphabet unless it is known which of them says yes."""
    words, places = column.different()
    if len(words) != 2:
        raise ValueError(
            translate(
                "Data", "“{name}” has {count:,} different values, and not two: it is no yes or no."
            ).format(name=column.name, count=len(words))
        )
    if words[0].lower() in YES or words[1].lower() in NO:
        words, places = words[::-1], np.where(places < 0, places, 1 - places)
    numbers = np.where(places < 0, np.nan, places)
    return _as_number(column, "yes_no", words, first, numbers, train, missing, "none")


#: Words that say yes and no, of two that a column holds.
YES = frozenset({"yes", "y", "true", "t", "on", "ja", "j", "wahr", "oui", "o", "vrai", "si", "sí", "1"})
NO = frozenset({"no", "n", "false", "f", "off", "nein", "falsch", "non", "faux", "0"})


def _as_number(
    column: Column,
    enters: str,
    words: tuple[str, ...],
    first: int,
    numbers: NDArray[np.floating[Any]],
    train: Rows,
    missing: str,
    scale: str,
) -> _Fitted:
    learned = numbers[train].astype(np.float64)
    known = learned[~np.isnan(learned)]
    if not known.size:
        raise ValueError(
            translate("Data", "“{name}” is empty in every training row, so it cannot enter.").format(
                name=column.name
            )
        )
    filled = _typical(known, missing)
    learned[np.isnan(learned)] = filled
    offset, factor = _scale(scale, learned[:, np.newaxis])
    entered = EnteredColumn(column.name, column.title, column.unit, enters, first, words, filled)
    return _Fitted(entered, numbers, np.isnan(numbers), offset, factor)


def _typical(known: Numbers, missing: str) -> float:
    """What a gap becomes, as scikit-learn's ``SimpleImputer`` has it; the median for rows typed in where
    those of the table with a gap are left out."""
    if missing == "mean":
        return float(known.mean())
    if missing == "most_frequent":
        values, counts = np.unique(known, return_counts=True)
        return float(values[counts.argmax()])
    return float(np.median(known))


def _category(column: Column, first: int, train: Rows, missing: str, scale: str) -> _Fitted:
    """An input for each word of the training rows, as scikit-learn's ``OneHotEncoder`` makes them."""
    from sklearn.preprocessing import OneHotEncoder

    everywhere, places = column.different()
    learned = places[train]
    counts = np.bincount(learned[learned >= 0], minlength=len(everywhere))
    if not counts.any():
        raise ValueError(
            translate("Data", "“{name}” is empty in every training row, so it cannot enter.").format(
                name=column.name
            )
        )
    if (counts > 0).sum() > MOST_CATEGORIES:
        raise ValueError(
            translate(
                "Data", "“{name}” has {count:,} different words, and at most {most:,} can be inputs."
            ).format(name=column.name, count=int((counts > 0).sum()), most=MOST_CATEGORIES)
        )
    encoder = OneHotEncoder(handle_unknown="ignore").fit(learned[learned >= 0][:, np.newaxis])
    known = np.asarray(encoder.categories_[0], np.int64)
    words = tuple(everywhere[place] for place in known)
    own = np.full(len(everywhere) + 1, -1, np.int64)  # its last is that of a gap
    own[known] = np.arange(len(known))
    filled = everywhere[counts.argmax()] if missing == "most_frequent" else None
    if filled is not None:
        own[-1] = words.index(filled)
    entered = EnteredColumn(column.name, column.title, column.unit, "category", first, words, filled)
    return _Fitted(entered, own[places], places < 0, np.zeros(len(words)), np.ones(len(words)))


_ENTER = {"number": _number, "yes_no": _yes_no, "category": _category}


def _names(column: EnteredColumn) -> tuple[str, ...]:
    """What its inputs are called."""
    return column.words if column.enters == "category" else (column.title,)


def _scale(scale: str, train: Numbers) -> tuple[Numbers, Numbers]:
    """Offset and factor of a column of training rows (n, 1), by scikit-learn where it has such a scale."""
    if scale == "standard":
        from sklearn.preprocessing import StandardScaler

        fitted = StandardScaler().fit(train)
        return np.asarray(fitted.mean_), 1 / np.asarray(fitted.scale_)
    if scale == "minmax":
        from sklearn.preprocessing import MinMaxScaler

        fitted = MinMaxScaler().fit(train)
        return np.asarray(fitted.data_min_), np.asarray(fitted.scale_)
    return SCALES[scale].fit(train)
