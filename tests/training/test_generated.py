"""What is measured of made samples, against values worked out apart from it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnviz.data import DATASETS, load_dataset
from nnviz.data.modes import ring_of_8
from nnviz.training import generated
from nnviz.training.generated import (
    QUALITY,
    coverage,
    histogram,
    js_distance,
    judged,
    mode_counts,
    modes_found,
    placed,
    quality,
    real_quality,
)


def named(dataset, made) -> dict[str, float]:
    kinds = [kind.name for kind in QUALITY[judged(dataset)]]
    return dict(zip(kinds, quality(dataset, made), strict=True))


def test_a_mode_is_found_from_a_quarter_of_its_even_share_on() -> None:
    modes = ring_of_8(0.1)
    # 2,000 samples and 8 modes: 1 / 32 of them are 62.5. Sigma is .2, so 3 sigma are .6.
    numbers = [63, 62, 500, 400, 300, 63, 0, 100]
    points = np.concatenate(
        [
            np.repeat(modes.centres, numbers, axis=0) + 0.42,  # .594 away
            np.full((2000 - sum(numbers), 2), [0.0, 0.0]),
        ]
    )
    counts = mode_counts(points, modes)
    assert counts.tolist() == numbers
    assert modes_found(counts, 2000) == 6
    beyond = points + np.where(points[:, :1] > 0, [0.01, 0.01], 0)  # .608 away
    assert mode_counts(beyond, modes).sum() < counts.sum()


def test_real_points_find_all_modes_and_lie_within_3_sigma_as_a_normal_law_says() -> None:
    for name, count in (("ring_of_8", 8), ("grid_of_25", 25)):
        within, found, distance = real_quality(load_dataset(name, points=20_000))
        assert found == count
        assert within == pytest.approx(1 - math.exp(-4.5), abs=0.006)
        assert 0 < distance < 0.3


def test_one_heap_is_one_mode_and_far_from_the_data() -> None:
    ring = load_dataset("ring_of_8", points=20_000)
    rng = np.random.default_rng(0)
    made = np.array([1, 0]) + rng.normal(0, 0.05, (2000, 2))
    numbers = named(ring, made)
    assert numbers["modes_found"] == 1
    assert numbers["share_within_3_sigma"] == pytest.approx(1 - math.exp(-4.5), abs=0.006)
    # Both laws agree on 1/8 of the real ones: D = (H(mean) - (H(one) + H(other)) / 2), and between two
    # laws where one is the other's part p, what is left is this, but for the counts of a finite sample.
    p = 1 / 8
    mean_there, mean_elsewhere = (1 + p) / 2, (1 - p) / 2
    exact = 0.5 * math.log2(1 / mean_there) + 0.5 * (p * math.log2(p / mean_there) + 2 * mean_elsewhere)
    assert numbers["js_distance"] == pytest.approx(math.sqrt(exact), abs=0.02)


def test_both_histograms_are_normalised_even_where_points_leave_the_plane() -> None:
    points = np.array([[0.1, 0.1], [5.99, -5.99], [7.0, 0.0], [0.0, -6.01], [-6.0, 5.9], [0.15, 0.15]])
    shares = histogram(points, cells=30)
    assert shares.sum() == pytest.approx(1)
    assert shares[-1] == pytest.approx(2 / 6), "beyond"
    assert shares[15 * 30 + 15] == pytest.approx(2 / 6)
    assert sorted(shares[shares > 0].round(6)) == [0.166667, 0.166667, 0.333333, 0.333333]


def test_the_distance_is_that_of_its_definition() -> None:
    # Cells of 6 x 6: one has half of its points in each of two cells, the other all in one of them.
    one, other = np.array([[-1.0, -1.0], [1.0, 1.0]]), np.array([[2.0, 3.0], [3.0, 2.0]])
    # mean: (1/4, 3/4); KL(one) = 1/2 log2 2 + 1/2 log2 (2/3), KL(other) = log2 (4/3)
    divergence = (0.5 + 0.5 * math.log2(2 / 3) + math.log2(4 / 3)) / 2
    assert js_distance(one, other, cells=2) == pytest.approx(math.sqrt(divergence))
    assert js_distance(other, one, cells=2) == pytest.approx(math.sqrt(divergence))
    assert js_distance(one, one, cells=2) == 0
    assert js_distance(one[:1], other, cells=2) == 1, "nowhere together"


def test_coverage_both_ways_by_all_the_distances() -> None:
    rng = np.random.default_rng(1)
    real, made = rng.uniform(-6, 6, (611, 2)), rng.uniform(-2, 6, (333, 2))
    distances = np.sqrt(((real[:, None] - made[None]) ** 2).sum(axis=2))
    covered, near = coverage(real, made)
    assert covered == np.mean(distances.min(axis=1) <= 0.3)
    assert near == np.mean(distances.min(axis=0) <= 0.3)
    assert 0.05 < covered < near < 0.9


def test_a_line_of_which_half_is_made_is_half_covered() -> None:
    line = load_dataset("line", points=20_000)
    assert line.train_points is not None
    left = line.train_features[line.train_points[:, 0] < 0][:2000]
    numbers = named(line, left)
    assert numbers["coverage_real"] == pytest.approx(0.5, abs=0.05)
    assert numbers["coverage_made"] > 0.99
    assert all(value > 0.99 for value in real_quality(line)[:2])


def test_what_is_made_is_compared_in_the_units_of_the_plane() -> None:
    ring, dirac = load_dataset("ring_of_8"), load_dataset("dirac", features=("x1",))
    np.testing.assert_allclose(placed(ring, np.array([[1.0, -0.5]])), [[4, -2]])
    np.testing.assert_allclose(placed(dirac, np.array([[0.25], [1.0]])), [[1, 0], [4, 0]])
    squared = load_dataset("ring_of_8", features=("x1", "x1_squared"))
    with pytest.raises(ValueError, match="inputs are x1 and x2 alone, not x1, x1_squared"):
        placed(squared, np.zeros((1, 2)))


def test_what_is_no_number_has_no_quality() -> None:
    ring = load_dataset("ring_of_8")
    assert np.isnan(quality(ring, np.array([[np.nan, 0.0], [0.0, 0.0]]))).all()


def test_how_data_are_judged() -> None:
    told = {name: judged(source) for name, source in DATASETS.items()}
    assert (told["ring_of_8"], told["grid_of_25"]) == ("modes", "modes")
    assert (told["line"], told["moons"], told["dirac"], told["drawn_points"]) == ("curve",) * 4
    assert (told["digits"], told["optdigits"]) == ("digits", "digits")
    assert (told["iris"], told["shapes"], told["echo"]) == ("", "", "")
    assert generated.least(8) == 62.5
    assert generated.least(25) == 20
