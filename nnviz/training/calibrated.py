"""Any network of digits with the Reader's honesty: a temperature of its own, the same measure of a digit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.data.augment import augmented
from nnviz.training.calibration import fit_temperature, logits
from nnviz.training.likeness import Known
from nnviz.training.reader import Reader
from nnviz.training.snapshot import Snapshot

_COPIES = 3  # of each test digit
_SEED = 1


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Digits that no network learns from, test digits and changed copies of them: (n, 64) and (n,)."""

    inputs: NDArray[np.float32]
    labels: NDArray[np.int64]


@lru_cache(maxsize=2)
def held_out(dataset: Dataset) -> HeldOut:
    """What the temperature of a network on this data set of 8 x 8 digits is fitted on; always the same."""
    rng, labels = np.random.default_rng(_SEED), dataset.test_labels
    copies = augmented(dataset.raw(dataset.test_features), _COPIES, rng, labels=labels)
    inputs = np.concatenate([dataset.test_features, dataset.scaled(copies)])
    return HeldOut(inputs, np.tile(labels, _COPIES + 1))


def changed(reader: Reader, *, known: Known | None = None, **fields: Any) -> Reader:
    """The Reader with other fields, but compared with the same digits, or with ``known``."""
    made = replace(reader, **fields)
    vars(made)["known"] = known or reader.known
    return made


def calibrated(snapshot: Snapshot, dataset: Dataset, reader: Reader) -> Reader:
    """The snapshot's network in the place of the Reader's, its temperature fitted: about a millisecond.

    The dataset is the one of 8 x 8 digits that the network is trained and tested on.
    """
    network, held = snapshot.network(), held_out(dataset)
    temperature = fit_temperature(logits(network, held.inputs), held.labels)
    return changed(
        reader,
        experiment=snapshot.experiment,
        network=network,
        temperature=temperature,
        metrics=snapshot.metrics,
        dataset=dataset,
    )
