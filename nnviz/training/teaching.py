"""Teaching the Reader somebody's hand: training goes on with their drawings mixed in.

A network that learns from the new drawings alone forgets the rest (McCloskey and Cohen, "Catastrophic
interference in connectionist networks", 1989). Every batch is therefore half rehearsal: digits it has learned
before, with changed copies; the other half are the drawings, with changed copies of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from threading import Lock

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.data import Dataset
from nnviz.data.augment import Augmentation, augmented
from nnviz.data.dataset import frozen
from nnviz.engine import make_optimizer
from nnviz.training.augmentation import with_copies
from nnviz.training.calibrated import changed
from nnviz.training.outputs import encode
from nnviz.training.player import Ends, make_network
from nnviz.training.reader import Reader, measured

STEPS = 160
_RATE = 0.0015  # falls to 0 by a half cosine
_REHEARSED, _TAUGHT = 64, 32  # samples of each kind in a batch
_REHEARSAL_COPIES = 4
_COPIES = 12  # of each drawing
#: A hand's own habits are to be learned, so its copies differ less than those that stand for other hands.
_OWN_HAND = Augmentation(rotation=8, shear=0.1, scale=0.08, shift=1.0, bend=1.2, squeeze=1.0, style=0)

Features = NDArray[np.float32]

_one_at_a_time = Lock()


def taught(
    reader: Reader,
    counts: ArrayLike,
    labels: ArrayLike,
    *,
    steps: int = STEPS,
    stopped: Callable[[], bool] = lambda: False,
) -> Reader:
    """The Reader after it has gone on learning with drawings mixed in: under a second.

    counts: (n, 64), 0..16, as ``data.ink.prepare`` sees them; labels: (n,) digits. The same drawings give the
    same Reader; without any it is ``reader`` itself. ``stopped`` is asked after each step and ends it early.
    Its ``metrics`` are measured anew, so that what was forgotten shows; the drawings are among the digits
    that it knows from then on, so that what is like them is a digit.
    """
    drawn, named = np.asarray(counts, dtype=np.float32).reshape(-1, 64), np.asarray(labels, dtype=np.int64)
    if not len(drawn):
        return reader
    rng = np.random.default_rng(reader.experiment.seed)
    old = rehearsal(reader)
    known = reader.known.with_taught(drawn / 16, named)
    new = _with_own_copies(reader.dataset, drawn, rng)
    named = np.tile(named, len(new) // len(drawn))
    experiment = reader.experiment
    ends = Ends(reader.network.input_shape, reader.network.specs[-1], experiment.loss)
    network = make_network(experiment, ends)
    network.parameters[:] = reader.network.parameters
    network.rng = rng
    samples = network.prepare(
        np.concatenate([old.train_features, new]),
        encode(np.concatenate([old.train_labels, named]), network.output_shape),
    )
    optimizer = make_optimizer("adam", network.size, experiment.dtype, _RATE)
    before = len(old.train_labels)
    for step in range(steps):
        optimizer.learning_rate = _RATE * (0.5 + 0.5 * np.cos(np.pi * step / steps))
        rows = np.concatenate(
            [rng.integers(before, size=_REHEARSED), before + rng.integers(len(new), size=_TAUGHT)]
        )
        network.gradient_step_rows(samples, rows)
        optimizer.step(network.parameters, network.gradients)
        if stopped():
            break
    frozen(network.parameters)
    now = measured(network, experiment, reader.dataset, reader.metrics.epoch)
    return changed(reader, known=known, network=network, metrics=now)


def rehearsal(reader: Reader) -> Dataset:
    """What it has learned before, with changed copies: a second the first time, then at hand.

    Whoever expects a lesson may call this before, in another thread.
    """
    with _one_at_a_time:
        _ = reader.known  # the lesson's Reader knows the same digits
        return _rehearsal(reader.dataset, reader.experiment.seed)


@lru_cache(maxsize=1)
def _rehearsal(dataset: Dataset, seed: int) -> Dataset:
    return with_copies.__wrapped__(dataset, _REHEARSAL_COPIES, seed)


def _with_own_copies(dataset: Dataset, drawn: Features, rng: np.random.Generator) -> Features:
    """The drawings, then their changed copies, in the network's units."""
    return dataset.scaled(np.concatenate([drawn, augmented(drawn, _COPIES, rng, _OWN_HAND)]))
