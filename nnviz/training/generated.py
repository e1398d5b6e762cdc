"""How good made samples are, by what the data are: numbers to read beside those that real samples get.

Made samples come as (n, d) in the network's units. Points of the plane are compared in its own, pictures by
their pixels and by what a judge reads in them. ``SAMPLES`` are made, of noise that stays the same, and as
many real ones at most, the first of those that are learned, are what they are compared with. What real
samples get is what those get that are kept for testing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset, Source
from nnviz.data.modes import Modes
from nnviz.data.planar import EXTENT
from nnviz.said import translate
from nnviz.training.digit_judge import SURE, judged_digits
from nnviz.training.measures import Kinds, Metric

Points = NDArray[np.floating[Any]]

#: How many samples are made to be measured, and the most real ones that they are compared with.
SAMPLES = 2_000
#: Within how many deviations a point belongs to a mode.
DEVIATIONS = 3.0
#: Within what distance, in units of the plane, points are near each other.
REACH = 0.3
#: Which share of the made digits a class must hold to be covered.
CLASS_SHARE = 0.02
#: Rows and columns of the grid on which densities are compared.
CELLS = 30

_WITHIN = Metric(
    "share_within_3_sigma",
    translate("Training", "the share of made points within 3 sigma of a mode"),
    reached=(0.8, translate("Training", "80 % within 3 sigma")),
    title=translate("Training", "within 3 sigma"),
    unit="share",
    plotted="within",
    leading=True,
)
_FOUND = Metric(
    "modes_found",
    translate("Training", "how many modes hold their share of the made points"),
    title=translate("Training", "modes found"),
)
_DISTANCE = Metric(
    "js_distance",
    translate("Training", "the Jensen-Shannon distance of made and real points on a grid"),
    title=translate("Training", "Jensen-Shannon distance"),
)
_COVERED = Metric(
    "coverage_real",
    translate("Training", "the share of real points that a made one is near"),
    reached=(0.95, translate("Training", "95 % of the real points covered")),
    title=translate("Training", "real points covered"),
    unit="share",
    plotted="coverage",
    leading=True,
)
_NEAR = Metric(
    "coverage_made",
    translate("Training", "the share of made points that a real one is near"),
    title=translate("Training", "made points near real ones"),
    unit="share",
    plotted="coverage",
)
_SURE = Metric(
    "read_with_confidence",
    translate("Training", "the share of made digits that the judge reads with 90 % confidence or more"),
    reached=(0.75, translate("Training", "75 % of the digits read")),
    title=translate("Training", "read with 90 % confidence"),
    unit="share",
    plotted="read",
    leading=True,
)
_CLASSES = Metric(
    "classes_covered",
    translate("Training", "how many of the ten digits are each at least 2 % of the made ones"),
    title=translate("Training", "classes covered"),
)
_NEAREST = Metric(
    "nearest",
    translate("Training", "how far the nearest training digit is, of all made digits the mean"),
    title=translate("Training", "to the nearest real digit"),
)

#: What is measured of made samples, by how they are judged.
QUALITY: dict[str, Kinds] = {
    "modes": Kinds((_WITHIN, _FOUND, _DISTANCE)),
    "curve": Kinds((_COVERED, _NEAR, _DISTANCE)),
    "digits": Kinds((_SURE, _CLASSES, _NEAREST)),
}


def judged(source: Source | Dataset) -> str:
    """How what is made of such data is judged, a name in ``QUALITY``; "" where nothing can be made."""
    if source.modes is not None:
        return "modes"
    if source.family == "digits":
        return "digits"
    return "curve" if source.planar else ""


def quality(dataset: Dataset, made: Points) -> tuple[float, ...]:
    """The numbers that ``QUALITY`` has of samples (n, d) in the network's units; NaN if any is not finite."""
    kinds = QUALITY[judged(dataset)]
    if not np.isfinite(made).all():
        return (np.nan,) * len(kinds)
    if judged(dataset) == "digits":
        return _digit_quality(dataset, made)
    points, real = placed(dataset, made), real_points(dataset)
    distance = js_distance(points, real)
    if dataset.modes is not None:
        counts = mode_counts(points, dataset.modes)
        return float(counts.sum() / len(points)), float(modes_found(counts, len(points))), distance
    covered, near = coverage(real, points)
    return covered, near, distance


def _digit_quality(dataset: Dataset, made: Points) -> tuple[float, float, float]:
    likely = judged_digits(dataset.raw(made))
    sure = float(np.mean(likely.max(axis=1) >= SURE))
    shares = np.bincount(likely.argmax(axis=1), minlength=likely.shape[1]) / len(made)
    covered = float(np.count_nonzero(shares >= CLASS_SHARE))
    return sure, covered, float(nearest_real(dataset, made)[1].mean())


def nearest_real(dataset: Dataset, made: Points) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """(n,) which training digit is the nearest to each of the pictures (n, 64), and how far it is.

    The distance is Euclid's, of pixels that go from 0 to 1; the ``SAMPLES`` first are compared.
    """
    pictures, real = (dataset.raw(part) / 16 for part in (made, dataset.train_features[:SAMPLES]))
    squared = (pictures**2).sum(axis=1)[:, np.newaxis] - 2 * pictures @ real.T + (real**2).sum(axis=1)
    index = squared.argmin(axis=1)
    distances = np.linalg.norm(pictures.astype(np.float64) - real[index], axis=1)
    return index, distances


@lru_cache(maxsize=4)
def real_quality(dataset: Dataset) -> tuple[float, ...]:
    """The same numbers of real samples: the first of those that are kept for testing."""
    return quality(dataset, dataset.test_features[:SAMPLES])


def placed(dataset: Dataset, made: Points) -> NDArray[np.float64]:
    """(n, 2) where samples (n, d) in the network's units lie on the plane; 0 along what they do not say.

    Raises ``ValueError`` with one sentence unless every input is a coordinate.
    """
    if not set(dataset.made_of) <= {"x1", "x2"}:
        raise ValueError(
            translate(
                "Training", "Points can be made where the inputs are x1 and x2 alone, not {inputs}."
            ).format(inputs=", ".join(dataset.made_of))
        )
    raw, points = dataset.raw(made), np.zeros((len(made), 2))
    for column, name in enumerate(dataset.made_of):
        points[:, int(name[1:]) - 1] = raw[:, column]
    return points


def real_points(dataset: Dataset) -> Points:
    """(n, 2) the real points that made ones are compared with."""
    assert dataset.train_points is not None
    return dataset.train_points[:SAMPLES]


def mode_counts(points: Points, modes: Modes) -> NDArray[np.int64]:
    """(K,) how many of the (n, 2) points lie within 3 sigma of each mode, each counted for the nearest."""
    across, down = (modes.centres[:, axis, np.newaxis] - points[:, axis] for axis in range(2))
    squared = across * across + down * down
    nearest = squared.argmin(axis=0)
    within = squared.min(axis=0) <= (DEVIATIONS * modes.sigma) ** 2
    return np.bincount(nearest[within], minlength=len(modes))


def least(modes: int, samples: int = SAMPLES) -> float:
    """How many of the samples a mode must hold to be found: a quarter of an even share, 1 / (4 K)."""
    return samples / (4 * modes)


def modes_found(counts: NDArray[np.int64], samples: int) -> int:
    """How many of the modes hold enough of the samples."""
    return int(np.count_nonzero(counts >= least(len(counts), samples)))


def coverage(real: Points, made: Points, reach: float = REACH) -> tuple[float, float]:
    """The share of (m, 2) real points with a made one within ``reach``, and of (n, 2) made ones with a real.

    Squared distances |a|² - 2 a b + |b|² come from one product, which for millions of pairs is what is quick.
    """
    rows = np.column_stack([real, (real * real).sum(axis=1), np.ones(len(real))]).astype(np.float32)
    columns = np.stack([*(-2 * made.T), np.ones(len(made)), (made * made).sum(axis=1)]).astype(np.float32)
    nearest = np.full(len(made), np.inf, np.float32)
    covered = 0
    for start in range(0, len(rows), _ROWS):
        squared = rows[start : start + _ROWS] @ columns
        covered += int(np.count_nonzero(squared.min(axis=1) <= reach**2))
        np.minimum(nearest, squared.min(axis=0), out=nearest)
    return covered / len(real), np.count_nonzero(nearest <= reach**2) / len(made)


_ROWS = 128  # of the matrix of distances at a time: a megabyte


def histogram(points: Points, cells: int = CELLS) -> NDArray[np.float64]:
    """(cells² + 1,) the shares of (n, 2) points in each cell of the plane and, at the end, beyond it."""
    place = np.floor((points + EXTENT) * (cells / (2 * EXTENT))).astype(np.int64)
    inside = ((place >= 0) & (place < cells)).all(axis=1)
    index = np.where(inside, place[:, 0] * cells + place[:, 1], cells * cells)
    return np.bincount(index, minlength=cells * cells + 1) / len(points)


def js_distance(points: Points, others: Points, cells: int = CELLS) -> float:
    """The Jensen-Shannon distance of two samples on a grid, 0 (alike) to 1 (nowhere together).

    The square root of the mean divergence, in bits, of each of the two histograms from their mean.
    """
    one, other = histogram(points, cells), histogram(others, cells)
    mean = (one + other) / 2
    bits = sum(_divergence(each, mean) for each in (one, other)) / 2
    return float(np.sqrt(max(bits, 0.0)))


def _divergence(shares: NDArray[np.float64], others: NDArray[np.float64]) -> float:
    """Kullback-Leibler in bits; ``others`` are above 0 wherever ``shares`` are."""
    there = shares > 0
    return float(np.sum(shares[there] * np.log2(shares[there] / others[there])))
