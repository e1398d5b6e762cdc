"""The samples of a data set as the engine takes them, made once for all Trainers on the same data."""

from __future__ import annotations

from functools import lru_cache

from nnviz.data import Dataset
from nnviz.engine import Samples
from nnviz.engine.arrays import floating
from nnviz.engine.losses import loss
from nnviz.engine.network import prepare
from nnviz.training.player import Ends


@lru_cache(maxsize=4)  # a look back, a branch or micro-steps each make a Trainer on what is there
def prepared(dataset: Dataset, outputs: tuple[int, ...], ends: Ends, dtype: str) -> tuple[Samples, Samples]:
    """The training and the test part of ``dataset`` for networks with such outputs and these ends; read-only.

    Raises ``ValueError`` with one sentence as ``Network.prepare`` does.
    """
    parts = (dataset.train_features, dataset.train_labels), (dataset.test_features, dataset.test_labels)
    train, test = (
        prepare(features, ends.wanted(features, labels, outputs), outputs, loss(ends.loss), floating(dtype))
        for features, labels in parts
    )
    return train, test
