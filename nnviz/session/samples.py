"""Samples from data sets, and what becomes of one when the data set changes."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.session.values import Sample
from nnviz.training.snapshot import Snapshot


def sample_of(dataset: Dataset, part: Literal["test", "train"], index: int) -> Sample:
    """The sample at ``index`` of that part. Raises ``IndexError`` if there is none."""
    features = dataset.test_features if part == "test" else dataset.train_features
    labels = dataset.test_labels if part == "test" else dataset.train_labels
    label = int(labels[index]) if dataset.kind == "classification" else None
    seen = dataset.raw(features[index])
    return Sample(features=features[index], label=label, source=part, index=index, seen=seen)


def learned_sample(learned: Dataset, originals: int, place: int) -> Sample:
    """The sample at ``place`` among training samples, of which the first ``originals`` have copies."""
    copy, index = divmod(place, originals)
    return replace(sample_of(learned, "train", place), index=index, copy=copy)


def test_answers(snapshot: Snapshot, dataset: Dataset) -> NDArray[np.int64]:
    """(n_test,) the class that the snapshot's network answers for every test sample."""
    outputs = snapshot.network().predict(dataset.test_features)
    if outputs.shape[1] == 1:
        return (outputs[:, 0] > 0.5).astype(np.int64)
    answers: NDArray[np.int64] = outputs.argmax(axis=1)
    return answers


def refitted(sample: Sample, old: Dataset, new: Dataset) -> Sample | None:
    """The same sample for another data set: scaled as that one is, found in its parts; None if not there."""
    if new.name != old.name:
        return None
    if sample.seen is not None and sample.from_person:
        return replace(sample, features=new.scaled(sample.seen))
    if sample.index is None or sample.from_person:
        return None
    indices = old.test_indices if sample.source == "test" else old.train_indices
    published = indices[sample.index]
    for part, places in (("test", new.test_indices), ("train", new.train_indices)):
        found = np.flatnonzero(places == published)
        if found.size:
            return sample_of(new, "test" if part == "test" else "train", int(found[0]))
    return None
