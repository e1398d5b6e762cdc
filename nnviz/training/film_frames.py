"""The frames of the film along the timeline: small pictures of what a network answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.data.dataset import frozen
from nnviz.training.generated import histogram, placed
from nnviz.training.made import made as made_of_noise
from nnviz.training.made import makes
from nnviz.training.outputs import classes
from nnviz.training.plane import plane_maps
from nnviz.training.reconstruct import INK
from nnviz.training.snapshot import Snapshot

Floats = NDArray[np.floating[Any]]
FrameKind = Literal["value", "classes", "confusion", "pictures", "density"]

RESOLUTION = 24  # cells along a side of a map
_MADE = 400  # points
_ACROSS = 2  # pictures side by side
_SAMPLES = 512  # test samples sent through the network at a time


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture, read-only. ``values`` depend on the kind:

    "value": (r, r), -1..1, what one output says all over the plane: a regression's value, a sigmoid's 0..1
    as -1..1, or of two classes how much more the second is believed. Row 0 is the top.
    "classes": (k, r, r), 0..1, what each of k > 2 outputs says.
    "confusion": (k, k), row: the class it is, column: the class it was taken for, as shares of the row.
    "density": (r, r), 0..1, where on the plane made points lie, as the root of the share of the fullest cell.
    "pictures": (rows, columns) of several side by side, 0 paper to 1 ink, as a network gives them back.
    """

    epoch: int
    kind: FrameKind
    values: Floats


def made(snapshot: Snapshot, dataset: Dataset, *, plane: bool) -> Iterator[Frame | None]:
    """The frame of a snapshot, as the last of small steps; the others give None.

    A network that does not fit the data set gives nothing at all.
    """
    if makes(snapshot):
        if dataset.planar:
            yield _density(snapshot, dataset)
        return
    if snapshot.input_size != dataset.input_size:
        return
    if snapshot.ends.itself:
        yield _given_back(snapshot, dataset)
    else:
        yield from _map(snapshot, dataset) if plane else _confusion(snapshot, dataset)


def _map(snapshot: Snapshot, dataset: Dataset) -> Iterator[Frame]:
    outputs = plane_maps(snapshot, dataset, RESOLUTION).layers[-1]
    if dataset.kind == "regression":
        yield Frame(snapshot.epoch, "value", frozen(np.clip(outputs[0], -1, 1)))
    elif len(outputs) > 2:
        yield Frame(snapshot.epoch, "classes", frozen(outputs.copy()))
    else:
        value = 2 * outputs[0] - 1 if len(outputs) == 1 else outputs[1] - outputs[0]
        yield Frame(snapshot.epoch, "value", frozen(value))


def _density(snapshot: Snapshot, dataset: Dataset) -> Frame:
    """Where the points lie that are made of noise."""
    cells = histogram(placed(dataset, made_of_noise(snapshot, _MADE)), RESOLUTION)[:-1]
    shares = np.sqrt(cells / max(float(cells.max()), 1e-9)).reshape(RESOLUTION, RESOLUTION)
    return Frame(snapshot.epoch, "density", frozen(shares.T[::-1].copy()))


def _given_back(snapshot: Snapshot, dataset: Dataset) -> Frame:
    """The first of the test pictures, as they come back."""
    rows, columns = dataset.feature_shape[-2:]
    given = snapshot.network().predict(dataset.test_features[: _ACROSS**2])
    shares = dataset.raw(given).reshape(_ACROSS, _ACROSS, rows, columns) / INK
    whole = shares.transpose(0, 2, 1, 3).reshape(_ACROSS * rows, _ACROSS * columns)
    return Frame(snapshot.epoch, "pictures", frozen(np.clip(whole, 0, 1)))


def _confusion(snapshot: Snapshot, dataset: Dataset) -> Iterator[Frame | None]:
    network = snapshot.network()
    size = len(dataset.class_names)
    counts = np.zeros((size, size))
    for start in range(0, len(dataset.test_labels), _SAMPLES):
        part = slice(start, start + _SAMPLES)
        answers, labels = classes(network.predict(dataset.test_features[part])), dataset.test_labels[part]
        asked = labels >= 0  # all but some steps of sequences are
        np.add.at(counts, (labels[asked], answers[asked]), 1)
        yield None
    shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    yield Frame(snapshot.epoch, "confusion", frozen(shares))
