"""What the views of Sequences show of a moment, worked out of it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.drawing.sequences.asked import Asked
from nnviz.drawing.sequences.content import Content, content_of
from nnviz.drawing.sequences.reads import Reads, shown_symbol
from nnviz.session.sentences import told
from nnviz.session.shown import Shown
from nnviz.training.attending import given_steps, own_answers
from nnviz.training.samples import truth_of
from nnviz.training.through_time import Followed, asked_early, recurrent_places, unrolled
from nnviz.ui.sequences.sequence_list import Answered


def content_at(shown: Shown, place: int) -> Content | None:
    """What is seen of the recurrent layer at ``place``; None without a sample."""
    followed, reads = shown.probe, reads_of(shown)
    if followed is None or reads is None:
        return None
    return content_of(unrolled(shown.network, followed, place), reads, asked_at(shown, followed))


def reads_of(shown: Shown | None) -> Reads | None:
    """The sequence that is read; None without a sample."""
    if shown is None or shown.probe is None:
        return None
    values = np.asarray(shown.probe.inputs).reshape(shown.dataset.feature_shape)
    return Reads(values, shown.dataset.symbols)


def asked_at(shown: Shown, followed: Followed) -> Asked | None:
    """What the network says at each step; None where that cannot be told of single steps."""
    dataset, places, sample = shown.dataset, recurrent_places(shown.network), shown.sample
    outputs = asked_early(shown.network, followed, places[-1] if places else None)
    if outputs is None and not places:  # one answer, which has no earlier ones
        outputs = np.asarray(followed.layers[-1].a, np.float64)[np.newaxis]
    if outputs is None or sample is None:
        return None
    names = tuple(map(told, dataset.class_names))
    return Asked(outputs, names, dataset.every_step, truth_of(sample, dataset))


def answered_of(shown: Shown) -> Answered:
    """The test sequences with what the network says of each."""
    dataset = shown.dataset
    reads = [Reads(row.reshape(dataset.feature_shape), dataset.symbols) for row in dataset.test_features]
    places = (
        np.array([one.places for one in reads]) if dataset.symbols else np.zeros((len(reads), 0), np.int64)
    )
    said, right = _said(shown)
    return Answered(dataset.symbols, places, said, right)


def _said(shown: Shown) -> tuple[tuple[str, ...], NDArray[np.bool_]]:
    """What is said of each test sequence in a few words, and whether all of it is right."""
    dataset = shown.dataset
    if dataset.kind == "regression":
        outputs = np.asarray(shown.derived.outputs("test")).reshape(dataset.test_labels.shape)
        errors = np.sqrt(np.nanmean((outputs - dataset.test_labels) ** 2, axis=tuple(range(1, outputs.ndim))))
        return tuple(f"±{error:.3f}" for error in errors), np.ones(len(errors), np.bool_)
    answers = shown.test_answers
    if not dataset.every_step:
        names = tuple(shown_symbol(told(name)) for name in dataset.class_names)
        return tuple(names[answer] for answer in answers), (answers == dataset.test_labels) | (
            dataset.test_labels < 0
        )
    asks = dataset.test_labels >= 0
    hits, all_ = ((answers == dataset.test_labels) & asks).sum(axis=1), asks.sum(axis=1)
    return tuple(f"{hit}/{count}" for hit, count in zip(hits, all_, strict=True)), hits == all_


def given_reads(reads: Reads, dataset: Dataset) -> Reads:
    """What a person wrote of a sequence that a network goes on with by itself."""
    given = given_steps(dataset)
    return reads if given is None else Reads(reads.values[:, :given], reads.symbols)


def written_on(shown: Shown, values: NDArray[Any]) -> NDArray[np.float32]:
    """(symbols, T) what is read of (symbols, m) that a person wrote: behind what is to be given stand the
    network's own answers, one after the other, where it is asked for any."""
    dataset = shown.dataset
    answers = own_answers(shown.network, dataset, values)
    if answers is not None:
        return np.asarray(answers.read, np.float32)
    whole = np.zeros(dataset.feature_shape, np.float32)
    given = min(values.shape[1], given_steps(dataset) or values.shape[1])
    whole[:, :given] = values[:, :given]
    return whole
