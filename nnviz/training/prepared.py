"""The samples of a data set as the engine takes them, made once for all Trainers on the same data."""

from __future__ import annotations

from functools import lru_cache

from nnviz.data import Dataset
from nnviz.engine import Dense, Network, Samples
from nnviz.training.outputs import encode


@lru_cache(maxsize=2)  # a look back, a branch or micro-steps each make a Trainer on what is there
def prepared(learned: Dataset, output: Dense, loss: str, dtype: str) -> tuple[Samples, Samples]:
    """The training and the test part of ``learned`` for networks with that last layer and loss; read-only.

    Raises ``ValueError`` with one sentence as ``Network.prepare`` does.
    """
    prepare = Network(learned.input_size, (output,), loss=loss, dtype=dtype).prepare
    train = prepare(learned.train_features, encode(learned.train_labels, output.units))
    return train, prepare(learned.test_features, encode(learned.test_labels, output.units))
