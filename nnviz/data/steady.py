"""The classes of sets that are made by code, and their two parts: as many of each class in both."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nnviz.said import translate


def in_turn(generator: np.random.Generator, count: int, classes: int) -> NDArray[np.int64]:
    """(count,) class numbers in an order of chance, within each ``classes`` of them one of each."""
    rounds = np.tile(np.arange(classes), (-(-count // classes), 1))
    return np.asarray(generator.permuted(rounds, axis=1).ravel()[:count], dtype=np.int64)


def two_parts(labels: NDArray[np.int64], test_share: float) -> NDArray[np.bool_]:
    """(n,) whether a sample is kept for testing: the last ones, as many of each class as of any other.

    ``labels`` are as ``in_turn`` gives them. Raises ``ValueError`` with one sentence for an empty part.
    """
    classes = int(labels.max()) + 1
    return _last(len(labels), classes * round(len(labels) * test_share / classes), test_share)


def last_ones(count: int, test_share: float) -> NDArray[np.bool_]:
    """(count,) whether a sample is kept for testing: the last ones, where chance has made them all.

    Raises ``ValueError`` with one sentence for an empty part.
    """
    return _last(count, round(count * test_share), test_share)


def _last(count: int, tested: int, test_share: float) -> NDArray[np.bool_]:
    if not 0 < tested < count:
        raise ValueError(
            translate(
                "Data", "A test share of {test_share:g} leaves one part of {count} samples without any."
            ).format(test_share=test_share, count=count)
        )
    return np.arange(count) >= count - tested
