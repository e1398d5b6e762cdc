"""How far a network's confidence can be believed, and what makes it believable.

Softmax probabilities of a trained network are too sure (Guo et al., "On calibration of modern neural
networks", 2017). Dividing the logits by a temperature, fitted on samples that were not learned from, mends
that without changing an answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.engine import Network

Floats = NDArray[np.float64]
_TEMPERATURES = (0.2, 10.0)
_GOLDEN = (np.sqrt(5) - 1) / 2


def logits(network: Network, inputs: ArrayLike) -> Floats:
    """(n, k) sums z that enter the last activation, for (n, inputs), as when predicting."""
    return np.array(network.followed(inputs).stages[-1].z.T, dtype=np.float64)


def probabilities(z: ArrayLike, temperature: float = 1.0) -> Floats:
    """(n, k) softmax of the logits z (n, k) divided by the temperature."""
    scaled = np.asarray(z, dtype=np.float64) / temperature
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def fit_temperature(z: ArrayLike, labels: ArrayLike) -> float:
    """The temperature with the least cross-entropy for logits z (n, k) and their labels (n,).

    Cross-entropy is convex in 1 / temperature; a golden section search over its logarithm finds the least
    to three decimals.
    """
    logit, label = np.asarray(z, dtype=np.float64), np.asarray(labels)
    rows = np.arange(len(label))

    def cross_entropy(log_temperature: float) -> float:
        chance = probabilities(logit, float(np.exp(log_temperature)))[rows, label]
        return -float(np.log(np.maximum(chance, 1e-300)).mean())

    low, high = map(float, np.log(_TEMPERATURES))
    while high - low > 1e-4:
        first, second = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        if cross_entropy(first) < cross_entropy(second):
            high = second
        else:
            low = first
    return float(np.exp((low + high) / 2))


@dataclass(frozen=True, eq=False)
class Reliability:
    """Confidence against truth in bins of equal width from 0 to 1; arrays are (bins,).

    count: answers in the bin. confidence and accuracy: their means there, 0 where there is none.
    error: expected calibration error, the mean distance of the two over all answers.
    """

    count: NDArray[np.int64]
    confidence: Floats
    accuracy: Floats
    error: float


def reliability(confidences: ArrayLike, right: ArrayLike, bins: int = 10) -> Reliability:
    """The table behind a calibration plot: (n,) confidences 0..1, (n,) whether the answer was right."""
    confidence, correct = np.asarray(confidences, dtype=np.float64), np.asarray(right, dtype=np.float64)
    place = np.minimum((confidence * bins).astype(np.intp), bins - 1)
    count = np.bincount(place, minlength=bins)
    sums = [np.bincount(place, weights, minlength=bins) for weights in (confidence, correct)]
    means = [total / np.maximum(count, 1) for total in sums]
    error = float((count * np.abs(means[0] - means[1])).sum() / max(len(confidence), 1))
    return Reliability(count.astype(np.int64), means[0], means[1], error)
