"""A row of a table at the inputs: what each is called, its number as entered, as scaled, and filled gaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnviz.data import FAMILIES, Dataset
from nnviz.drawing.numbers import chosen, signed
from nnviz.said import Sentence, translate
from nnviz.training.samples import Sample, sample_name


@dataclass(frozen=True)
class RowNames:
    """How inputs are labelled: each has its ``labels``, and those of one column of words stand in a group,
    the first of them, how many, and the column's title."""

    labels: tuple[str, ...]
    groups: tuple[tuple[int, int, str], ...] = ()

    def of_group(self, place: int) -> bool:
        """Whether that input says whether a word is there."""
        return any(first <= place < first + count for first, count, _ in self.groups)


@dataclass(frozen=True)
class RowInput:
    """What enters one input: the number ``entered``, the same ``scaled``, whether it stands for a ``gap``;
    a word that is there is ``on``."""

    entered: str
    scaled: str
    gap: bool = False
    on: bool = False

    @property
    def words(self) -> str | Sentence:
        """The number as entered, or what fills the gap."""
        return translate("Diagram", "gap → {value}").format(value=self.entered) if self.gap else self.entered


def row_names(dataset: Dataset) -> RowNames | None:
    """How the inputs of a table are labelled; None for data of another family."""
    if not FAMILIES[dataset.family].named:
        return None
    if dataset.entered is None:
        return RowNames(dataset.feature_names)
    labels: list[str] = []
    groups: list[tuple[int, int, str]] = []
    for column in dataset.entered.columns:
        if column.enters == "category":
            groups.append((column.first, len(column.words), column.title))
            labels += column.words
        else:
            labels.append(column.title)
    return RowNames(tuple(labels), tuple(groups))


def row_inputs(sample: Sample | None, dataset: Dataset) -> tuple[RowInput, ...] | None:
    """What enters each input of a network that learns a table; None without a row of it."""
    names = row_names(dataset)
    if names is None or sample is None or len(sample.features) != dataset.input_size:
        return None
    raw, gaps = np.asarray(dataset.raw(sample.features)), _filled(sample, dataset)
    found = []
    for place, (value, scaled) in enumerate(zip(raw.tolist(), sample.features.tolist(), strict=True)):
        if names.of_group(place):
            found.append(RowInput(chosen(value, 3), chosen(scaled, 3), bool(gaps[place]), value > 0.5))
        else:
            found.append(RowInput(chosen(value, 4), signed(scaled), bool(gaps[place])))
    return tuple(found)


def _filled(sample: Sample, dataset: Dataset) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """(inputs,) which of them stand for a gap."""
    found = np.zeros(dataset.input_size, dtype=np.bool_)
    entered = dataset.entered
    if entered is None:
        return found
    missing = sample.missing
    if missing is None and sample.index is not None and sample.source in ("test", "train"):
        gaps = entered.gaps("test" if sample.source == "test" else "train")
        missing = None if gaps is None else tuple(np.flatnonzero(gaps[sample.index]).tolist())
    for place in missing or ():
        column = entered.columns[place]
        found[column.inputs.start : column.inputs.stop] = True
    return found


def row_title(sample: Sample) -> Sentence:
    """“row 272”, as it is numbered in the file, or “your row”."""
    places = None
    if sample.dataset is not None and sample.index is not None and sample.source in ("test", "train"):
        tested = sample.source == "test"
        places = sample.dataset.test_indices if tested else sample.dataset.train_indices
    if places is None or sample.index is None:
        return sample_name(sample)
    return translate("Diagram", "row {n}").format(n=int(places[sample.index]) + 1)
