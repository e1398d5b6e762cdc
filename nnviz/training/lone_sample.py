"""One sample, with what it is meant to be, as all the data there are: a batch where a network has none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnviz.data import Dataset
from nnviz.data.dataset import frozen
from nnviz.training.samples import Sample


def lone_sample(dataset: Dataset, sample: Sample | None) -> Dataset | None:
    """The data ``dataset``, which are none, with this sample alone; None where nobody said what it is."""
    if sample is None or sample.label is None or dataset.asked != "classification":
        return None
    features = frozen(np.asarray(sample.features, np.float32)[np.newaxis])
    labels, first = frozen(np.array([sample.label])), frozen(np.zeros(1, np.int64))
    return replace(
        dataset,
        train_features=features,
        test_features=features,
        train_labels=labels,
        test_labels=labels,
        train_indices=first,
        test_indices=first,
    )
