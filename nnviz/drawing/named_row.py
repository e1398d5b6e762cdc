"""A row of a table at the inputs: what each is called, its number as entered, as scaled, and filled gaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnviz.data import FAMILIES, Dataset
from nnviz.drawing.numbers import chosen, signed
from nnviz.said import Sentence, translate
from nnviz.training.samples import Sample, sample_name
from nnviz.training.snapshot import Snapshot

MOST_OPEN, OPEN = 14, 12  # inputs up to which all have a bead; of more so many


@dataclass(frozen=True)
class RowNames:
    """How inputs are labelled: each has its ``labels``, and those of one column of words stand in a group,
    the first of them, how many, and the column's title. Of many only those ``shown`` have a bead of their
    own, the others are folded into one. The answers are ``values``, not classes."""

    labels: tuple[str, ...]
    groups: tuple[tuple[int, int, str], ...] = ()
    shown: tuple[int, ...] = ()
    values: bool = False

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


def shown_inputs(snapshot: Snapshot) -> tuple[int, ...]:
    """Of many inputs those that add the most to the sums of the first layer, whatever the sign; () where all
    have room, or nothing enters."""
    probe = snapshot.probe
    weights = np.asarray(snapshot.layers[0].weights, dtype=np.float64)
    if probe is None or weights.ndim != 2 or len(weights) <= MOST_OPEN or len(probe.inputs) != len(weights):
        return ()
    adds = np.abs(np.nan_to_num(np.asarray(probe.inputs, dtype=np.float64))) * np.abs(weights).sum(axis=1)
    return tuple(sorted(np.argsort(-adds, kind="stable")[:OPEN].tolist()))


def row_names(dataset: Dataset) -> RowNames | None:
    """How the inputs of a table are labelled; None for data of another family."""
    if not FAMILIES[dataset.family].named:
        return None
    values = dataset.kind == "regression"
    if dataset.entered is None:
        return RowNames(dataset.feature_names, values=values)
    labels: list[str] = []
    groups: list[tuple[int, int, str]] = []
    for column in dataset.entered.columns:
        if column.enters == "category":
            groups.append((column.first, len(column.words), column.title))
            labels += column.words
        else:
            labels.append(column.title)
    return RowNames(tuple(labels), tuple(groups), values=values)


def said_values(snapshot: Snapshot, dataset: Dataset) -> tuple[str, ...]:
    """What each output says of the row, in the unit of the table; () where classes are learned."""
    probe = snapshot.probe
    if probe is None or dataset.kind != "regression" or not snapshot.ends.learns_labels:
        return ()
    unit = "" if dataset.entered is None else dataset.entered.target.unit
    values = np.ravel(dataset.in_own_unit(np.ravel(probe.layers[-1].a))).tolist()
    return tuple(f"{chosen(value, 4)} {unit}".strip() for value in values)


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
        elif (words := _yes_no(dataset, place)) and value in (0, 1):
            found.append(RowInput(words[int(value)], chosen(scaled, 3), bool(gaps[place]), value > 0.5))
        else:
            found.append(RowInput(chosen(value, 4), signed(scaled), bool(gaps[place])))
    return tuple(found)


def _yes_no(dataset: Dataset, place: int) -> tuple[str, ...]:
    """The words for 0 and 1 of a column of two; () of any other."""
    if dataset.entered is None:
        return ()
    column = dataset.entered.column_of(place)
    return column.words if column.enters == "yes_no" else ()


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
