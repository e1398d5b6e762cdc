"""What is said of points of the plane: the colours of the classes, samples, and what the network answers."""

from __future__ import annotations

import numpy as np

from nnviz.data import Dataset
from nnviz.data.planar import CLASS_NAMES
from nnviz.drawing.look import MAX_CLASSES
from nnviz.drawing.numbers import fitted, percent, plain
from nnviz.drawing.plane.points import PlacedPoints, PointAt
from nnviz.said import Sentence, translate
from nnviz.training.snapshot import Snapshot


def class_colour_name(index: int) -> Sentence:
    """What the colour of class ``index`` is called: the same wherever it is shown.

    Raises ``IndexError`` for a class without a colour.
    """
    return CLASS_NAMES[index]


def class_name(index: int) -> str:
    """A class by its colour, or its number where it has none."""
    return class_colour_name(index) if index < MAX_CLASSES else str(index)


def answer_at(snapshot: Snapshot | None, dataset: Dataset | None) -> Sentence:
    """What the network says of the point that runs through it."""
    if snapshot is None or snapshot.probe is None or dataset is None:
        return translate("OutputMap", "no answer yet")
    output = np.nan_to_num(np.asarray(snapshot.probe.output, dtype=np.float64))
    if dataset.kind == "regression":
        return translate("OutputMap", "the network says {value}").format(value=fitted(float(output[0])))
    answer, shares = snapshot.probe.answer, snapshot.probabilities
    if shares is None:
        return translate("OutputMap", "{name}, its output is {value}").format(
            name=class_name(answer), value=plain(float(output[answer]))
        )
    return translate("OutputMap", "{name}, {share}").format(
        name=class_name(answer), share=percent(float(shares[answer]))
    )


def tip_of(placed: PlacedPoints | None, at: PointAt | None) -> Sentence:
    """Which sample is under the pointer and what is so of it, else what the map is for."""
    if at is None or placed is None:
        return translate(
            "OutputMap",
            "Move over the map: every neuron shows what it does at that point. Click to stay there.",
        )
    label = placed.labels(at.part)[at.index]
    if placed.dataset.kind != "regression" and label < 0:
        return translate("OutputMap", "Sample {n}. Click to send it through.").format(n=at.index + 1)
    if placed.dataset.kind == "regression":
        name = fitted(float(np.ravel(label)[0]))
    else:
        name = class_name(int(label))
    text = translate("OutputMap", "Test sample {n}: {name}. Click to send it through.")
    if at.part == "train":
        text = translate("OutputMap", "Training sample {n}: {name}. Click to send it through.")
    return text.format(n=at.index + 1, name=name)
