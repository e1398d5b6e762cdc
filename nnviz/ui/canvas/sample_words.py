"""A sample of the data set in words and in counts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from nnviz.data.dataset import Dataset
from nnviz.session.values import Sample


def _tr(text: str) -> str:
    return QCoreApplication.translate("InputPanel", text)


def sample_counts(sample: Sample, dataset: Dataset | None) -> NDArray[Any]:
    """Its (64,) counts 0..16; zeros where they cannot be known."""
    if sample.features.size != 64:
        return np.zeros(64)  # a table's sample is no picture
    if sample.seen is not None or dataset is None:
        return np.zeros(64) if sample.seen is None else sample.seen
    return np.rint(dataset.raw(sample.features))


def sample_words(sample: Sample, dataset: Dataset | None) -> str:
    """Which one it is, and what: "Test image 5: a 3"."""
    number = 1 if sample.index is None else sample.index + 1
    title = _tr("Training image {0}") if sample.source == "train" else _tr("Test image {0}")
    if sample.label is None:
        return title.format(number)
    names = dataset.class_names if dataset else ()
    name = names[sample.label] if sample.label < len(names) else str(sample.label)
    words = _tr("{0}: a {1}").format(title.format(number), name)
    return _tr("{0}, copy {1}").format(words, sample.copy) if sample.copy else words
