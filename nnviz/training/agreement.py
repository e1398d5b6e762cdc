"""On which test samples do two networks agree, and which of them is right where they do not. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnviz.data import FAMILIES, Dataset
from nnviz.engine import Network
from nnviz.training.outputs import classes

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Mask = NDArray[np.bool_]

_SCALED = 1e-4  # two samples that were scaled and back again differ by less, where they are the same

#: What two data sets have in common: all test samples, or some; or none, and why: what one is tested on the
#: other has learned, the points or the sequences are others, the answers mean something else, or the data are
#: others.
Common = Literal["all", "some", "learned", "points", "sequences", "answers", "data"]


@dataclass(frozen=True, eq=False)
class SharedTest:
    """The samples that two networks are both tested on, so that neither has learned them.

    ``first`` and ``second`` are (n,) their places in the test parts of the two data sets.
    """

    common: Common
    first: Places
    second: Places


class Asked(NamedTuple):
    """A network and the data that it learned, in whose scaling alone it can be asked."""

    network: Network
    dataset: Dataset


@dataclass(frozen=True, eq=False)
class Agreement:
    """The answers of two networks, ``first`` and ``second``, to the test samples that they share.

    ``places`` are (n,) those of the samples in the first one's test part. ``said_first``, ``truth`` and
    ``said_second`` are (n,) class numbers, or (n, steps), the truth being -1 where nothing is asked, of
    sequences that are right where all of it is; ``both``, ``only_first``, ``only_second`` and ``neither``
    count the samples by who is right. ``differing`` are the indices, into these n, of the samples on which
    they disagree: first those that one of them gets right.
    """

    places: Places
    said_first: NDArray[np.int64]
    truth: NDArray[np.int64]
    said_second: NDArray[np.int64]
    both: int
    only_first: int
    only_second: int
    neither: int
    differing: Places

    @property
    def total(self) -> int:
        """How many samples were counted."""
        return len(self.truth)

    @cached_property
    def better(self) -> tuple[Mask, Mask]:
        """(n,) where the first is right, and where the second is."""
        return _right(self.said_first, self.truth), _right(self.said_second, self.truth)


@dataclass(frozen=True, eq=False)
class Closeness:
    """The answers of two networks to the test samples of a regression that they share.

    ``places`` are (n,) as of an ``Agreement``. ``said_first``, ``truth`` and ``said_second`` are (n,) values,
    means where there are several outputs; ``errors_first`` and ``errors_second`` (n,) the mean distances from
    the truth. ``closer_first`` and ``closer_second`` count the samples by who is closer. ``differing`` are
    all indices into these n, the largest disagreement first.
    """

    places: Places
    said_first: Floats
    truth: Floats
    said_second: Floats
    errors_first: Floats
    errors_second: Floats
    closer_first: int
    closer_second: int
    differing: Places

    @property
    def total(self) -> int:
        """How many samples were counted."""
        return len(self.truth)

    @cached_property
    def better(self) -> tuple[Mask, Mask]:
        """(n,) where the first is nearer to the truth, and where the second is."""
        return self.errors_first < self.errors_second, self.errors_second < self.errors_first


@lru_cache(maxsize=16)
def shared_test(one: Dataset, other: Dataset) -> SharedTest:
    """The test samples that two data sets share, however each is scaled and has been split.

    They are the same where they stood at the same place of the set as it was published, or was drawn with
    the very same point, or sequence, and label there.
    """
    nothing = np.zeros(0, dtype=np.intp)
    if (one.name, one.kind, one.family) != (other.name, other.kind, other.family):
        return SharedTest("data", nothing, nothing)
    if (one.class_names, one.output_size) != (other.class_names, other.output_size):
        return SharedTest("answers", nothing, nothing)
    if FAMILIES[one.family].steps and not _same_sequences(one, other):
        return SharedTest("sequences", nothing, nothing)
    if one.planar and not _same_points(one, other):
        return SharedTest("points", nothing, nothing)
    _, first, second = np.intersect1d(one.test_indices, other.test_indices, return_indices=True)
    if one.planar or FAMILIES[one.family].steps:
        alike = _drawn_alike(one, other, first, second)
        first, second = first[alike], second[alike]
    if not len(first):
        return SharedTest("learned", nothing, nothing)
    whole = len(first) == len(one.test_indices) == len(other.test_indices)
    in_order = np.argsort(first)
    return SharedTest("all" if whole else "some", first[in_order], second[in_order])


def _drawn_alike(one: Dataset, other: Dataset, first: Places, second: Places) -> Mask:
    """(n,) whether test samples that stood at the same place were drawn alike, and mean the same."""
    here, there = (_where(dataset)[places] for dataset, places in ((one, first), (other, second)))
    labels = one.test_labels[first], other.test_labels[second]
    same = (labels[0] == labels[1]) | (np.isnan(labels[0]) & np.isnan(labels[1]))
    return np.asarray(
        np.isclose(here, there, rtol=0, atol=_SCALED).all(axis=1) & same.reshape(len(same), -1).all(axis=1)
    )


def _where(dataset: Dataset) -> NDArray[np.float32]:
    """(n, d) what the test samples were drawn as, before they were scaled."""
    points = dataset.points("test")
    return dataset.raw(dataset.test_features) if points is None else points


def _same_sequences(one: Dataset, other: Dataset) -> bool:
    """Whether the sequences of both are as long, and some are the same and mean the same in both."""
    if one.feature_shape != other.feature_shape:
        return False
    both = np.intersect1d(one.test_indices, other.test_indices, return_indices=True)[1:]
    return not len(both[0]) or bool(_drawn_alike(one, other, *both).any())


def _same_points(one: Dataset, other: Dataset) -> bool:
    """Whether any point of the plane is at its place in both sets."""
    here, there = _points(one), _points(other)
    count = min(len(here), len(there))
    return bool((here[:count] == there[:count]).all(axis=1).any())


def _points(dataset: Dataset) -> NDArray[np.float32]:
    """(n, 2) the points of both parts in the order in which they were drawn."""
    train, test = dataset.points("train"), dataset.points("test")
    assert train is not None
    assert test is not None
    drawn = np.argsort(np.concatenate([dataset.train_indices, dataset.test_indices]))
    return np.concatenate([train, test])[drawn]


def agreement(first: Asked, second: Asked, shared: SharedTest) -> Agreement | Closeness:
    """Both networks asked about every sample of ``shared``, each in the scaling of its own data."""
    one = first.network.predict(first.dataset.test_features[shared.first])
    other = second.network.predict(second.dataset.test_features[shared.second])
    truth = first.dataset.test_labels[shared.first]
    if first.dataset.kind == "regression":
        return _closeness(shared.first, one, other, truth)
    return _agreement(shared.first, classes(one), classes(other), truth)


def _agreement(
    places: Places, one: NDArray[np.int64], other: NDArray[np.int64], truth: NDArray[np.int64]
) -> Agreement:
    right, also = _right(one, truth), _right(other, truth)
    differing = np.flatnonzero(~_right(one, np.where(truth < 0, truth, other)))
    decided = right[differing] | also[differing]
    return Agreement(
        places=places,
        said_first=one,
        truth=truth,
        said_second=other,
        both=int(np.count_nonzero(right & also)),
        only_first=int(np.count_nonzero(right & ~also)),
        only_second=int(np.count_nonzero(also & ~right)),
        neither=int(np.count_nonzero(~right & ~also)),
        differing=np.concatenate([differing[decided], differing[~decided]]),
    )


def _right(said: NDArray[np.int64], truth: NDArray[np.int64]) -> Mask:
    """(n,) whether classes (n,) are right; of classes at every step (n, T), wherever they are asked."""
    return np.asarray(((said == truth) | (truth < 0)).reshape(len(truth), -1).all(axis=1))


def _closeness(places: Places, one: NDArray[Any], other: NDArray[Any], labels: NDArray[Any]) -> Closeness:
    values = np.asarray(labels, dtype=np.float64).reshape(len(labels), -1)
    first, second = (np.asarray(outputs, dtype=np.float64).reshape(values.shape) for outputs in (one, other))
    errors = [np.nanmean(np.abs(outputs - values), axis=1) for outputs in (first, second)]
    apart = np.abs(first - second).mean(axis=1)
    return Closeness(
        places=places,
        said_first=first.mean(axis=1),
        truth=np.nanmean(values, axis=1),
        said_second=second.mean(axis=1),
        errors_first=errors[0],
        errors_second=errors[1],
        closer_first=int(np.count_nonzero(errors[0] < errors[1])),
        closer_second=int(np.count_nonzero(errors[1] < errors[0])),
        differing=np.argsort(-apart, kind="stable"),
    )
