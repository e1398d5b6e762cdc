"""Networks on the plane, really made: for tests of what shows their maps."""

from __future__ import annotations

import numpy as np

from nnviz.data import Dataset
from nnviz.engine import Dense
from nnviz.training.experiment import Experiment
from nnviz.training.snapshot import Snapshot
from nnviz.training.trainer import Trainer


def plane_case(
    hidden: tuple[int, ...] = (6, 4), *, activation: str = "tanh", epochs: int = 0, **settings: object
) -> tuple[Snapshot, Dataset]:
    """A snapshot of a network with these hidden layers on a set of the plane, and the set."""
    chosen = {"data": "spirals", "loss": "binary_crossentropy", "learning_rate": 0.02, **settings}
    layers = tuple(Dense(units, activation) for units in hidden)
    experiment = Experiment(
        scale="none", layers=layers, epochs=epochs, initializer="glorot", **chosen
    ).validated()
    dataset = experiment.dataset()
    trainer = Trainer(experiment, dataset)
    for _ in trainer.run():
        pass
    return trainer.snapshot(), dataset


def at(
    snapshot: Snapshot, dataset: Dataset, point: tuple[float, float], label: int | None = None
) -> Snapshot:
    """``snapshot`` with the ``point`` sent through it."""
    return snapshot.probed(dataset.at(np.array([point]))[0], label)
