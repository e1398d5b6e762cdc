"""A network at work: whether sending samples through it changes anything, and whether it needs its data."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.files.model import read_model, write_model
from nnviz.said import translate
from nnviz.training.snapshot import Snapshot

Array = NDArray[np.floating[Any]]

#: How many samples that it has not learned from are sent through, at most.
MOST_SENT: Final = 100
_FIRST: Final = 12  # figures of a fingerprint


@dataclass(frozen=True)
class Sent:
    """``samples`` have gone through the network. ``before`` and ``after`` are fingerprints of its
    ``numbers``, all weights and biases, of which ``changed`` are others to the last bit."""

    samples: int
    numbers: int
    changed: int
    before: str
    after: str


@dataclass(frozen=True)
class Forgotten:
    """The training data, so many ``samples`` of ``values`` numbers together, were left out of a file of
    ``size`` bytes, and the network read out of it again. Of the answers to ``asked`` samples ``same`` were
    the same to the last bit."""

    samples: int
    values: int
    size: int
    asked: int
    same: int


def send_through(snapshot: Snapshot, dataset: Dataset) -> Sent:
    """Send test samples through the network of that moment, one by one.

    Raises ``ValueError`` with one sentence where it takes none.
    """
    inputs = _inputs(dataset)
    network = snapshot.network()
    before = network.parameters.copy()
    for one in inputs:
        network.predict(one[np.newaxis])
    changed = int((_bits(before) != _bits(network.parameters)).any(axis=1).sum())
    return Sent(len(inputs), before.size, changed, _fingerprint(before), _fingerprint(network.parameters))


def leave_out_data(snapshot: Snapshot, dataset: Dataset) -> Forgotten:
    """Save the network alone, read it from that file and ask it what it was asked before.

    Raises ``ValueError`` with one sentence where it takes no samples, or cannot be saved.
    """
    inputs = _inputs(dataset)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "network.npz"
        write_model(path, snapshot, dataset)
        size, alone = path.stat().st_size, read_model(path)
    answers, again = snapshot.network().predict(inputs), alone.network.predict(inputs)
    alike = (_bits(answers) == _bits(again)).reshape(len(inputs), -1)
    same = int(alike.all(axis=1).sum())
    learned = dataset.train_features
    return Forgotten(len(learned), int(learned.size), size, len(inputs), same)


def _inputs(dataset: Dataset) -> Array:
    """(n, inputs) of samples that it has not learned from; of others where there are none."""
    inputs = dataset.test_features[:MOST_SENT]
    inputs = inputs if len(inputs) else dataset.train_features[:MOST_SENT]
    if not len(inputs):
        raise ValueError(translate("Lessons", "There are no samples to be sent through this network."))
    return inputs


def _bits(values: Array) -> NDArray[np.uint8]:
    """(count, bytes) each number as it is stored."""
    plain = np.ascontiguousarray(values)
    return plain.view(np.uint8).reshape(plain.size, plain.itemsize)


def _fingerprint(values: Array) -> str:
    """Short, and another if a single bit is another."""
    return hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest()[:_FIRST]
