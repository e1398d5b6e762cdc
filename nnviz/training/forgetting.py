"""Whose fault: the update that made something so, and the samples that it learned from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.engine import Network
from nnviz.training.ledger import Array
from nnviz.training.outputs import classes
from nnviz.training.snapshot import STATISTICS_SAMPLES, Snapshot, layer_statistics
from nnviz.training.trainer import Trainer


@dataclass(frozen=True)
class Turned:
    """How something stood through a run: whether it is so at the end, and the ``update`` that made it so for
    the last time, 0 where it has been so from the beginning."""

    so: bool
    update: int


def turned(updates: Iterable[Trainer], so: Callable[[Network], bool]) -> Turned:
    """What became of ``so``, asked of the network at the beginning and after every update."""
    was, since = False, 0
    for place, trainer in enumerate(updates):
        now = so(trainer.network)
        if now and not was:
            since = trainer.step if place else 0
        was = now
    return Turned(was, since)


def learned_from(snapshot: Snapshot, dataset: Dataset) -> NDArray[np.intp]:
    """The samples that the update after ``snapshot`` learns from, by where they stand in the training part;
    changed copies count as the sample that they are of."""
    trainer = Trainer(snapshot.experiment, dataset, start=snapshot)
    return trainer.next_rows() % len(dataset.train_features)


def answered_wrong(features: Array, label: int) -> Callable[[Network], bool]:
    """Whether the sample (d,) of that class is answered by another one."""

    def wrong(network: Network) -> bool:
        return int(classes(network.predict(features[np.newaxis]))[0]) != label

    return wrong


def dead(layer: int, unit: int, dataset: Dataset) -> Callable[[Network], bool]:
    """Whether a unit of that layer with weights is 0 for all samples that are looked at: the first 256 of
    the test part, as everywhere in nnviz where a unit is called dead."""
    features: NDArray[Any] = dataset.test_features[:STATISTICS_SAMPLES]

    def silent(network: Network) -> bool:
        return bool(layer_statistics(network, features)[layer].silent[unit])

    return silent
