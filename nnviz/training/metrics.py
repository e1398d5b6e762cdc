"""How good the answers are: of classes by counts, of values by their errors.

Labels and answers are (n,) class numbers, probabilities (n, classes), values (n,) or (n, k).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Classes = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class ClassMetrics:
    """Per class, each (classes,): the share of right ones among those answered so (precision) and among
    those that are so (recall), and their harmonic mean (F1); 0 where nothing was to be shared.

    ``support`` counts the samples of the class.
    """

    precision: Floats
    recall: Floats
    f1: Floats
    support: NDArray[np.int64]


def confusion_matrix(labels: Classes, answers: Classes, count: int) -> NDArray[np.int64]:
    """(count, count): in row i and column j, how many samples of class i were answered j."""
    pairs = np.asarray(labels, np.int64) * count + np.asarray(answers, np.int64)
    return np.bincount(pairs, minlength=count * count).reshape(count, count)


def class_metrics(confusion: NDArray[np.int64]) -> ClassMetrics:
    """Precision, recall and F1 of every class from a confusion matrix."""
    right, support, answered = confusion.diagonal(), confusion.sum(axis=1), confusion.sum(axis=0)
    return ClassMetrics(
        precision=_share(right, answered),
        recall=_share(right, support),
        f1=_share(2 * right, support + answered),
        support=support,
    )


def top_share(probabilities: Floats, labels: Classes, count: int = 2) -> float:
    """The share of samples whose class is among the ``count`` likeliest; of equals, the first come first."""
    own = np.take_along_axis(probabilities, np.asarray(labels, np.int64)[:, np.newaxis], axis=1)
    before = np.arange(probabilities.shape[1]) < np.asarray(labels)[:, np.newaxis]
    ahead = (probabilities > own) | ((probabilities == own) & before)
    return float(np.mean(ahead.sum(axis=1) < count))


def calibration_error(probabilities: Floats, labels: Classes, bins: int = 10) -> float:
    """Expected calibration error (Naeini, Cooper and Hauskrecht 2015), 0 to 1.

    The answers are sorted by their probability into ``bins`` equal ranges; of each, the distance between
    mean probability and share of right answers, averaged by the number of samples.
    """
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    place = np.clip(np.ceil(confidence * bins).astype(np.int64) - 1, 0, bins - 1)
    distance = np.bincount(place, weights=confidence - right, minlength=bins)
    return float(np.abs(distance).sum() / len(labels))


def r2(values: Floats, answers: Floats) -> float:
    """The share of the variance explained, over all columns together; 1 is perfect, below 0 worse than
    always answering the mean. Without variance 1 for perfect answers, else 0; of a single sample, which has
    none to explain, NaN.
    """
    values, answers = _columns(values), _columns(answers)
    if len(values) < 2:
        return math.nan
    spread = float(np.square(values - values.mean(axis=0)).sum())
    rest = float(np.square(values - answers).sum())
    return 1 - rest / spread if spread > 0 else float(rest == 0)


def mean_absolute_error(values: Floats, answers: Floats) -> float:
    """The mean distance between value and answer; NaN without any."""
    if not len(values):
        return math.nan
    return float(np.abs(_columns(values) - _columns(answers)).mean())


def _share(part: NDArray[np.int64], whole: NDArray[np.int64]) -> Floats:
    """part / whole, 0 where both are 0."""
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)


def _columns(values: Floats) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64).reshape(len(values), -1 if len(values) else 1)
