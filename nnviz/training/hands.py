"""The Reader, trained with more hands than those it came with, and where that one is kept."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from nnviz.data import Dataset
from nnviz.data.dataset import frozen
from nnviz.data.hands.store import other_hands, own_reader_file
from nnviz.data.saving import put_aside
from nnviz.said import translate
from nnviz.training.experiment import Experiment
from nnviz.training.reader import READER, Reader, load_reader, read_reader, train_reader, write_reader

#: How many samples are looked at in training, all epochs together: about a minute and a half.
LOOKED_AT = 3_500_000
_EPOCHS = (10, 40)
_SAMPLES = 90_000  # with copies; fewer pictures get more of them


def best_reader() -> Reader:
    """The Reader trained with more hands if there is one, else the one nnviz comes with.

    Raises ``ValueError`` with one sentence if there is one that is damaged, or made by another nnviz; it is
    put aside, so that the one that nnviz comes with reads from then on.
    """
    file = own_reader_file()
    if not os.path.exists(file):
        return load_reader()
    try:
        return read_reader(file)
    except ValueError:
        aside = put_aside(file)
        text = translate(
            "Training",
            "The Reader that you trained with more hands cannot be used, and is still there as “{file}”. "
            "The one that nnviz comes with reads instead.",
        )
        if aside:
            text = translate(
                "Training",
                "The Reader that you trained with more hands cannot be used, and was put aside as “{file}”. "
                "The one that nnviz comes with reads instead.",
            )
        raise ValueError(text.format(file=aside or file)) from None


def write_own_reader(reader: Reader) -> None:
    """Keep it as the one to read with from now on. Raises ``ValueError`` with one sentence if that fails."""
    file = own_reader_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(
            translate("Training", "The Reader cannot be kept: {why}.").format(why=error.strerror or error)
        ) from None
    write_reader(reader, file)


def train_with_hands(progress: Callable[[float], None]) -> tuple[Reader, int]:
    """A Reader that has learned from scikit-learn's digits and every set there is, and how many those have.

    It is tested on the same digits as the Reader that nnviz comes with. ``progress`` is told the share of
    the training that is done. Raises ``ValueError`` with one sentence if there is no other set.
    """
    counts, labels = other_hands()
    digits = READER.dataset()
    dataset = replace(
        digits,
        train_features=frozen(np.concatenate([digits.train_features, digits.scaled(counts)])),
        train_labels=frozen(np.concatenate([digits.train_labels, labels.astype(np.int64)])),
        train_indices=frozen(np.concatenate([digits.train_indices, np.full(len(labels), -1)])),
    )
    return train_reader(experiment_for(dataset), dataset=dataset, progress=progress), len(labels)


def experiment_for(dataset: Dataset) -> Experiment:
    """The Reader's own settings, with as many copies and epochs as so many samples leave time for."""
    count = len(dataset.train_labels)
    copies = max(1, min(READER.augment, _SAMPLES // count - 1))
    low, high = _EPOCHS
    epochs = min(high, max(low, LOOKED_AT // (count * (copies + 1))))
    return READER.with_(augment=copies, epochs=epochs, evaluate_every=epochs)
