"""The samples of a data set on the plane: where they are on a map, and which are answered wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.data.planar import EXTENT
from nnviz.engine import Network
from nnviz.training.derived import Derived, Part
from nnviz.training.outputs import classes, probabilities
from nnviz.training.snapshot import Snapshot

Floats = NDArray[np.floating[Any]]
PARTS: Final[tuple[Part, Part]] = ("train", "test")
MANY: Final = 700  # points from which on they are drawn smaller


@dataclass(frozen=True)
class PointAt:
    """A sample: the part it is in and its place there."""

    part: Part
    index: int


def shares(points: Floats) -> Floats:
    """(n, 2) where points of the plane are on the map: 0 to 1 to the right and downwards."""
    placed: Floats = np.stack([0.5 + points[:, 0] / (2 * EXTENT), 0.5 - points[:, 1] / (2 * EXTENT)], axis=1)
    return placed


def share_of(x1: float, x2: float) -> tuple[float, float]:
    """Where one point of the plane is on the map."""
    return 0.5 + x1 / (2 * EXTENT), 0.5 - x2 / (2 * EXTENT)


def as_point(x: float, y: float) -> tuple[float, float]:
    """The point of the plane at the share (x, y) of the map, moved to its border if it is beyond."""
    x, y = min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)
    return (x - 0.5) * 2 * EXTENT, (0.5 - y) * 2 * EXTENT


class PlacedPoints:
    """Where the samples of ``dataset`` are on a map of the plane: (n, 2) shares of it for either part."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.places = {part: self._placed(part) for part in PARTS}

    def _placed(self, part: Part) -> Floats:
        points = self.dataset.points(part)
        return np.empty((0, 2)) if points is None else shares(points)

    def labels(self, part: Part) -> NDArray[Any]:
        """(n,) the classes of a part, or (n, 1) its values."""
        return self.dataset.train_labels if part == "train" else self.dataset.test_labels

    def place(self, point: PointAt) -> tuple[float, float]:
        """Where a sample is. Raises ``IndexError`` if there is none."""
        x, y = self.places[point.part][point.index]
        return float(x), float(y)

    def nearest(self, x: float, y: float, reach: float = np.inf) -> PointAt | None:
        """The sample nearest to the share (x, y), no farther than ``reach``; test before train."""
        best: tuple[float, PointAt] | None = None
        for part in reversed(PARTS):
            places = self.places[part]
            if not len(places):
                continue
            away = np.hypot(places[:, 0] - x, places[:, 1] - y)
            index = int(away.argmin())
            if away[index] <= reach and (best is None or away[index] < best[0]):
                best = float(away[index]), PointAt(part, index)
        return None if best is None else best[1]

    def dot_scale(self, side: float, unit: float) -> float:
        """How large points are drawn on a map of ``side`` px."""
        count = sum(len(places) for places in self.places.values())
        return unit * (1.0 if count <= MANY else 0.7) * min(1.0, 0.55 + side / (800 * unit))


@dataclass(frozen=True, eq=False)
class WrongAnswers:
    """The samples answered wrong, those first whose own class was given least.

    ``labels`` and ``said`` (n,) are the class that each is of and the one that was answered, ``given`` (n,)
    what the network gives the one answered: its probability where outputs are ``shares``, else its output.
    """

    points: list[PointAt]
    labels: NDArray[np.int64]
    said: NDArray[np.int64]
    given: NDArray[np.float64]
    shares: bool


def wrong_answers(dataset: Dataset, snapshot: Snapshot, derived: Derived | None = None) -> WrongAnswers:
    """What is answered wrong; nothing where the network is one for other data, and nothing of values.

    ``derived`` is what is known of the two, where somebody keeps it.
    """
    derived = derived or Derived(snapshot, dataset)
    points: list[PointAt] = []
    none = np.zeros(0, np.int64)
    classes_there = max(2, len(dataset.class_names))
    labels, said, given = [none], [none], [np.zeros((0, classes_there))]
    shares = False
    for part in PARTS if dataset.kind == "classification" else ():
        features = dataset.train_features if part == "train" else dataset.test_features
        truth = dataset.train_labels if part == "train" else dataset.test_labels
        if len(features) and features.shape[1] == snapshot.input_size:
            outputs = derived.outputs(part).astype(np.float64)
            both = outputs if outputs.shape[1] > 1 else np.concatenate([1 - outputs, outputs], axis=1)
            if both.shape[1] != classes_there:
                break
            answers, shares = classes(outputs), _are_shares(snapshot, derived.network, outputs)
            wrong = np.flatnonzero((answers != truth) & (truth >= 0))
            points += [PointAt(part, index) for index in wrong.tolist()]
            labels.append(truth[wrong].astype(np.int64))
            said.append(answers[wrong])
            given.append(both[wrong])
    return _sorted(points, np.concatenate(labels), np.concatenate(said), np.concatenate(given), shares=shares)


def _are_shares(snapshot: Snapshot, network: Network, outputs: Floats) -> bool:
    """Whether the outputs say how probable each class is."""
    last = snapshot.layers[-1]
    whole = last.place == len(network.layers) - 1
    return whole and probabilities(outputs[0], last.activation) is not None


def _sorted(
    points: list[PointAt],
    labels: NDArray[np.int64],
    said: NDArray[np.int64],
    given: NDArray[np.float64],
    *,
    shares: bool,
) -> WrongAnswers:
    """By what the network gives, of the (n, classes) ``given``, to the class that each is of."""
    rows = np.arange(len(points))
    order = np.argsort(given[rows, labels], kind="stable")
    sorted_points = [points[row] for row in order.tolist()]
    return WrongAnswers(sorted_points, labels[order], said[order], given[rows, said][order], shares)
