"""Which columns a network relies on: how much worse it answers if one is shuffled among the test rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.engine import Network
from nnviz.training.outputs import accuracy

REPEATS = 20  # shufflings of each column
MOST_ROWS = 2_000  # test rows that are asked; of more, drawn by chance
_SEED = 0


@dataclass(frozen=True, eq=False)
class Shuffled:
    """What is lost: of classes points of right answers, in percent, of values R².

    ``lost`` (columns,) is the mean over the shufflings, ``spread`` their deviation; ``whole`` is what is
    right, or R², with all columns as they are, of so many ``rows``.
    """

    columns: tuple[str, ...]
    lost: NDArray[np.float64]
    spread: NDArray[np.float64]
    whole: float
    rows: int

    @property
    def order(self) -> tuple[int, ...]:
        """The columns, that which is missed most first."""
        return tuple(np.argsort(-self.lost, kind="stable").tolist())


def input_columns(dataset: Dataset) -> tuple[tuple[str, range], ...]:
    """The columns that enter, by their title, each with the inputs that are its own."""
    if dataset.entered is None:
        return tuple((name, range(place, place + 1)) for place, name in enumerate(dataset.feature_names))
    return tuple((column.title or column.name, column.inputs) for column in dataset.entered.columns)


def shuffled(
    network: Network, dataset: Dataset, ended: Callable[[], bool] = lambda: False, repeats: int = REPEATS
) -> Shuffled | None:
    """Shuffle each column of the test rows, all inputs of it together, the others as they are; None if it
    ``ended`` before. The same for the same network and data: what is drawn does not depend on the clock."""
    generator = np.random.default_rng(_SEED)
    features, labels = dataset.test_features, dataset.test_labels
    if len(features) > MOST_ROWS:
        chosen = np.sort(generator.choice(len(features), MOST_ROWS, replace=False))
        features, labels = features[chosen], labels[chosen]
    groups = input_columns(dataset)
    whole = _right(network, dataset, features, labels)
    lost = np.empty((len(groups), repeats))
    mixed = features.copy()
    for place, (_, inputs) in enumerate(groups):
        there = list(inputs)
        for turn in range(repeats):
            if ended():
                return None
            mixed[:, there] = features[generator.permutation(len(features))][:, there]
            lost[place, turn] = whole - _right(network, dataset, mixed, labels)
        mixed[:, there] = features[:, there]
    names = tuple(name for name, _ in groups)
    mean, spread = np.round(lost.mean(axis=1), 9), np.round(lost.std(axis=1), 9)  # 0 where nothing is lost
    return Shuffled(names, mean, spread, whole, len(features))


def _right(
    network: Network, dataset: Dataset, features: NDArray[np.float32], labels: NDArray[np.generic]
) -> float:
    """The share of right answers in percent, or R²."""
    with np.errstate(all="ignore"):
        found = accuracy(network.predict(features), dataset.kind, labels)
    return 100 * found if dataset.kind == "classification" else found
