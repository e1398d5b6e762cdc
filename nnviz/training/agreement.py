"""On which test samples do two networks agree, and which of them is right where they do not. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.training.outputs import classes
from nnviz.training.snapshot import Snapshot

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Agreement:
    """The answers of two networks, ``first`` and ``second``, to the whole test part.

    ``said_first``, ``truth`` and ``said_second`` are (n,) class numbers; ``both``, ``only_first``,
    ``only_second`` and ``neither`` count the samples by who is right. ``differing`` are the indices of the
    samples on which they disagree: first those that one of them gets right.
    """

    said_first: NDArray[np.int64]
    truth: NDArray[np.int64]
    said_second: NDArray[np.int64]
    both: int
    only_first: int
    only_second: int
    neither: int
    differing: NDArray[np.intp]

    @property
    def total(self) -> int:
        """How many test samples there are."""
        return len(self.truth)


@dataclass(frozen=True, eq=False)
class Closeness:
    """The answers of two networks to the test part of a regression.

    ``said_first``, ``truth`` and ``said_second`` are (n,) values, means where there are several outputs;
    ``errors_first`` and ``errors_second`` (n,) the mean distances from the truth. ``closer_first`` and
    ``closer_second`` count the samples by who is closer. ``differing`` are all indices, the largest
    disagreement first.
    """

    said_first: Floats
    truth: Floats
    said_second: Floats
    errors_first: Floats
    errors_second: Floats
    closer_first: int
    closer_second: int
    differing: NDArray[np.intp]

    @property
    def total(self) -> int:
        """How many test samples there are."""
        return len(self.truth)


def agreement(first: Snapshot, second: Snapshot, dataset: Dataset) -> Agreement | Closeness:
    """Both networks asked about every test sample of ``dataset``.

    Raises ``ValueError`` with one sentence if one of them does not take these samples, or has other outputs.
    """
    for snapshot in (first, second):
        check_fits(snapshot, dataset)
    outputs = [snapshot.network().predict(dataset.test_features) for snapshot in (first, second)]
    if dataset.kind == "regression":
        return _closeness(outputs[0], outputs[1], dataset.test_labels)
    one, other = classes(outputs[0]), classes(outputs[1])
    truth = dataset.test_labels
    right, also = one == truth, other == truth
    differing = np.flatnonzero(one != other)
    decided = right[differing] | also[differing]
    return Agreement(
        said_first=one,
        truth=truth,
        said_second=other,
        both=int(np.count_nonzero(right & also)),
        only_first=int(np.count_nonzero(right & ~also)),
        only_second=int(np.count_nonzero(also & ~right)),
        neither=int(np.count_nonzero(~right & ~also)),
        differing=np.concatenate([differing[decided], differing[~decided]]),
    )


def check_fits(snapshot: Snapshot, dataset: Dataset) -> None:
    """Raise ``ValueError`` with one sentence unless the network takes and answers these samples."""
    takes, gives = snapshot.layers[0].weights.shape[0], snapshot.layers[-1].units
    if takes != dataset.input_size:
        raise ValueError(f"The network takes {takes} inputs, the data set has {dataset.input_size}.")
    single = dataset.kind == "classification" and dataset.output_size == 2 and gives == 1
    if gives != dataset.output_size and not single:
        raise ValueError(f"The network has {gives} outputs, the data set asks for {dataset.output_size}.")


def _closeness(one: NDArray[Any], other: NDArray[Any], labels: NDArray[Any]) -> Closeness:
    values = np.asarray(labels, dtype=np.float64).reshape(len(labels), -1)
    first, second = (np.asarray(outputs, dtype=np.float64) for outputs in (one, other))
    errors = [np.abs(outputs - values).mean(axis=1) for outputs in (first, second)]
    apart = np.abs(first - second).mean(axis=1)
    return Closeness(
        said_first=first.mean(axis=1),
        truth=values.mean(axis=1),
        said_second=second.mean(axis=1),
        errors_first=errors[0],
        errors_second=errors[1],
        closer_first=int(np.count_nonzero(errors[0] < errors[1])),
        closer_second=int(np.count_nonzero(errors[1] < errors[0])),
        differing=np.argsort(-apart, kind="stable"),
    )
