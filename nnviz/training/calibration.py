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
_EXACT = 1e-5  # of 1 / temperature


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

    Cross-entropy is convex in 1 / temperature: Newton's method finds the least in a few steps, each within
    what is known to hold it. What is not finite stops the search.
    """
    logit = np.asarray(z, dtype=np.float64)
    above = logit - logit[np.arange(len(logit)), np.asarray(labels)][:, np.newaxis]
    low, high = (1 / limit for limit in reversed(_TEMPERATURES))
    inverse = 1.0
    while high - low > _EXACT * inverse:
        shares = probabilities(above * inverse)
        mean = (shares * above).sum(axis=1)
        slope, bend = float(mean.mean()), float(((shares * above**2).sum(axis=1) - mean**2).mean())
        if not np.isfinite(slope):
            break
        low, high = (low, inverse) if slope > 0 else (inverse, high)
        step = slope / bend if bend > 0 else np.inf
        if abs(step) < _EXACT * inverse:
            break
        inverse = inverse - step if low < inverse - step < high else float(np.sqrt(low * high))
    return 1 / inverse


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
