"""A row of a table that somebody types, or changes: from cells to what enters the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nnviz.data import Dataset
from nnviz.training.samples import Sample

Cell = float | str | None
_JUDGED = 1_000  # rows by which it is seen that numbers are whole


@dataclass(frozen=True)
class Asked:
    """What can be typed in one column: its ``title`` and ``unit``; a number, which lies between ``low`` and
    ``high`` in the training rows, or one of the ``words``."""

    title: str
    unit: str = ""
    low: float = 0.0
    high: float = 1.0
    words: tuple[str, ...] = ()
    whole: bool = False


@lru_cache(maxsize=2)
def asked_of(dataset: Dataset) -> tuple[Asked, ...]:
    """What can be typed, for each column that enters."""
    rows = dataset.train_features if len(dataset.train_features) else dataset.test_features
    ends = np.stack([rows.min(axis=0), rows.max(axis=0)]) if len(rows) else rows
    raw = np.asarray(dataset.raw(ends), dtype=np.float64)  # scaled as they are, the smallest stays that
    some = np.asarray(dataset.raw(rows[:_JUDGED]), dtype=np.float64)

    def numbers(title: str, unit: str, place: int) -> Asked:
        if not len(rows):  # no data: as far around the middle as the network's own unit goes
            middle, far = float(dataset.offset[place]), abs(1 / float(dataset.factor[place]))
            return Asked(title, unit, middle - far, middle + far)
        low, high = sorted(raw[:, place].tolist())
        whole = bool(np.allclose(some[:, place], np.round(some[:, place]), atol=1e-4))
        return Asked(title, unit, low, high if high > low else low + 1.0, whole=whole)

    if dataset.entered is None:
        return tuple(numbers(name, "", place) for place, name in enumerate(dataset.feature_names))
    return tuple(
        Asked(column.title, column.unit, words=column.words)
        if column.enters in ("category", "yes_no")
        else numbers(column.title, column.unit, column.first)
        for column in dataset.entered.columns
    )


def cells_of(sample: Sample, dataset: Dataset) -> tuple[Cell, ...]:
    """What stands in each column of a row that is there; None for a gap."""
    raw = np.asarray(dataset.raw(sample.features), dtype=np.float64)
    entered = dataset.entered
    if entered is None:
        return tuple(raw.tolist())
    missing = sample.missing or ()
    if sample.missing is None and sample.index is not None and sample.source in ("test", "train"):
        gaps = entered.gaps("test" if sample.source == "test" else "train")
        missing = () if gaps is None else tuple(np.flatnonzero(gaps[sample.index]).tolist())
    found: list[Cell] = []
    for place, column in enumerate(entered.columns):
        values = raw[column.inputs.start : column.inputs.stop]
        if place in missing:
            found.append(None)
        elif column.enters == "category":
            found.append(column.words[int(values.argmax())] if values.max() > 0.5 else None)
        elif column.enters == "yes_no":
            found.append(column.words[int(values[0] > 0.5)])
        else:
            found.append(float(values[0]))
    return tuple(found)


def typed_sample(dataset: Dataset, cells: Sequence[Cell]) -> Sample:
    """The row of these cells, one for each column that enters, as a sample; a gap is filled as others are."""
    if dataset.entered is None:
        raw = np.array([0.0 if cell is None else float(cell) for cell in cells])
    else:
        raw = dataset.entered.raw(cells)
    missing = tuple(place for place, cell in enumerate(cells) if cell is None)
    seen = raw.astype(np.float32)
    return Sample(dataset.scaled(raw), None, "typed", seen=seen, dataset=dataset, missing=missing)
