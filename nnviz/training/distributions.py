"""How weights, activations and gradients of each layer are spread, as histograms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.training.snapshot import STATISTICS_SAMPLES, Snapshot

Spread = Literal["weights", "activations", "gradients"]
BINS = 31  # odd: one of them has 0 in its middle


@dataclass(frozen=True, eq=False)
class Histogram:
    """``counts`` (BINS,) int64 of values in equal bins from -``reach`` to ``reach``.

    ``outside`` counts the values that are not finite; ``mean``, ``deviation`` and ``zero`` (the share of
    values that are exactly 0) are of the finite ones.
    """

    counts: NDArray[np.int64]
    reach: float
    mean: float
    deviation: float
    zero: float
    outside: int


def distributions(snapshot: Snapshot, dataset: Dataset, spread: Spread) -> tuple[Histogram, ...]:
    """A histogram for each layer with weights.

    "weights" are all w of the layer, "activations" those of its units over the first
    ``STATISTICS_SAMPLES`` test samples, "gradients" dL/dw of the mean loss over the same samples (without
    regularisation), as in training: with dropout and the statistics of this batch. Of a network that noise
    enters, which has no such loss, there are none.
    """
    return tuple(histogram(values) for values in _values(snapshot, dataset, spread))


def histogram(values: NDArray[np.floating[Any]]) -> Histogram:
    """The histogram of all the ``values``; its reach is that of the largest by size."""
    flat = np.asarray(values, dtype=np.float64).ravel()
    finite = flat[np.isfinite(flat)]
    reach = float(np.abs(finite).max(initial=0.0)) or 1.0
    counts, _ = np.histogram(finite, BINS, (-reach, reach))
    some = finite if finite.size else np.zeros(1)
    zero = float((finite == 0).mean()) if finite.size else 0.0
    return Histogram(counts, reach, float(some.mean()), float(some.std()), zero, int(flat.size - finite.size))


def _values(snapshot: Snapshot, dataset: Dataset, spread: Spread) -> list[NDArray[np.floating[Any]]]:
    if spread == "weights":
        return [layer.weights for layer in snapshot.layers]
    if spread == "gradients" and snapshot.ends.noise:
        return []
    network = snapshot.network()
    ends, features = snapshot.ends, dataset.test_features[:STATISTICS_SAMPLES]
    if ends.noise:
        features = ends.drawn(len(features))
    with np.errstate(all="ignore"):
        if spread == "activations":
            stages = network.followed(features).stages
            return [stages[place].a.copy() for place in network.weighted]
        network.l1 = network.l2 = 0.0
        network.rng = np.random.default_rng(0)  # dropout leaves out the same ones every time
        labels = dataset.test_labels[:STATISTICS_SAMPLES]
        samples = network.prepare(features, ends.wanted(features, labels, network.output_shape))
        network.gradient_step_rows(samples, None)
    places = [(network.layers[place], network.part(place)) for place in network.weighted]
    return [layer.matrix(network.gradients[part]).copy() for layer, part in places]
