"""What the network says of the row that is shown, in a sentence, in the table's own unit."""

from __future__ import annotations

import numpy as np

from nnviz.data import Dataset
from nnviz.drawing import numbers
from nnviz.said import Sentence, translate
from nnviz.training.outputs import probabilities
from nnviz.training.samples import Sample, values_of
from nnviz.training.snapshot import Snapshot


def said_of_row(snapshot: Snapshot, dataset: Dataset, sample: Sample | None) -> str | Sentence:
    """“It says Gentoo (98 %). It was Gentoo.”, or “It says 146. It was 151.”; "" without a row."""
    probe = snapshot.probe
    if probe is None or sample is None or not snapshot.ends.learns_labels:
        return ""
    outputs = np.asarray(probe.layers[-1].a, dtype=np.float64).ravel()
    if dataset.kind == "classification":
        return _class(outputs, snapshot, dataset, sample)
    said = _written(dataset.in_own_unit(outputs), dataset)
    known = values_of(sample, dataset)
    if known is None:
        return translate("Table", "It says {said}.").format(said=said)
    was = _written(dataset.in_own_unit(known), dataset)
    return translate("Table", "It says {said}. It was {was}.").format(said=said, was=was)


def _class(
    outputs: np.ndarray[tuple[int], np.dtype[np.float64]],
    snapshot: Snapshot,
    dataset: Dataset,
    sample: Sample,
) -> Sentence:
    answer = int(outputs[0] > 0.5) if len(outputs) == 1 else int(outputs.argmax())
    shares = probabilities(outputs, snapshot.layers[-1].activation)
    said: str | Sentence = dataset.class_names[answer]
    if shares is not None:
        text = translate("Table", "{answer} ({share})")
        said = text.format(answer=said, share=numbers.percent(float(shares[answer])))
    if sample.label is None:
        return translate("Table", "It says {said}.").format(said=said)
    was = dataset.class_names[sample.label]
    return translate("Table", "It says {said}. It was {was}.").format(said=said, was=was)


def _written(values: np.ndarray[tuple[int], np.dtype[np.float64]], dataset: Dataset) -> str:
    unit = "" if dataset.entered is None else dataset.entered.target.unit
    words = ", ".join(numbers.chosen(value, 4) for value in np.ravel(values).tolist())
    return f"{words} {unit}" if unit else words
