"""The training part with copies of its digits, each as another hand might have written it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from nnviz.data import FAMILIES, Dataset
from nnviz.data.augment import augmented
from nnviz.data.dataset import frozen
from nnviz.said import translate
from nnviz.training.settings import Settings
from nnviz.training.streams import stream


@lru_cache(maxsize=2)  # runs on the same data are common, and thousands of copies take seconds
def with_copies(dataset: Dataset, copies: int, seed: int) -> Dataset:
    """The data set with ``copies`` changed copies of each training sample after the samples themselves.

    The test part stays as it is, and nothing of it is copied. The same seed gives the same copies.
    Raises ``ValueError`` as ``check_copies`` does.
    """
    if not copies:
        return dataset
    check_copies(dataset, copies)
    rng = stream(seed, "copies")
    counts = dataset.raw(dataset.train_features)
    made = dataset.scaled(augmented(counts, copies, rng, labels=dataset.train_labels))
    return replace(
        dataset,
        train_features=frozen(np.concatenate([dataset.train_features, made])),
        train_labels=frozen(np.tile(dataset.train_labels, copies + 1)),
        train_indices=frozen(np.tile(dataset.train_indices, copies + 1)),
    )


def check_copies(dataset: Dataset, copies: int) -> None:
    """Raise ``ValueError`` with one sentence if there can be no copies: of anything but 8 x 8 digits."""
    if copies and not FAMILIES[dataset.family].ink:
        raise ValueError(
            translate(
                "Training", "Only the digits can be learned with changed copies, not the data set “{name}”."
            ).format(name=dataset.name)
        )


def learned_count(settings: Settings, dataset: Dataset) -> int:
    """How many samples an epoch learns from: those of the training part, and their copies, or as many as its
    ``updates`` take; 1 where there are no data."""
    samples = max(1, len(dataset.train_features)) * (1 + settings.augment)
    return settings.updates * (settings.batch_size or samples) if settings.updates else samples
