import math

import numpy as np
import pytest

from nnviz.data import DATASETS, load_dataset
from nnviz.training.experiment import Experiment

UNASKED = [name for name, source in DATASETS.items() if source.asked == "nothing"]


@pytest.mark.parametrize("name", [name for name in UNASKED if not DATASETS[name].by_hand])
def test_sets_of_which_nothing_is_asked_are_points_without_labels(name: str) -> None:
    data = load_dataset(name, points=500)
    assert (data.kind, data.asked, data.family) == ("nothing", "nothing", "plane")
    assert data.train_labels.shape == (400, 0)
    assert data.test_labels.shape == (100, 0)
    assert data.output_size == 0
    assert data.train_points is not None
    np.testing.assert_allclose(data.train_features, data.train_points / 4, atol=1e-6)
    again = load_dataset(name, points=500)
    np.testing.assert_array_equal(data.train_features, again.train_features)


def test_ring_and_grid_heap_up_where_they_say() -> None:
    ring, grid = load_dataset("ring_of_8", points=20_000), load_dataset("grid_of_25", points=20_000)
    expected = [[4 * math.cos(k * math.pi / 4), 4 * math.sin(k * math.pi / 4)] for k in range(8)]
    squares = [[x1, x2] for x2 in (-4, -2, 0, 2, 4) for x1 in (-4, -2, 0, 2, 4)]
    for data, centres in ((ring, expected), (grid, squares)):
        modes, points = data.modes, data.train_points
        assert modes is not None
        assert points is not None
        assert modes.sigma == pytest.approx(0.2)
        np.testing.assert_allclose(modes.centres, centres, atol=1e-12)
        distances = np.linalg.norm(points[:, None] - np.array(centres), axis=2)
        nearest = distances.argmin(axis=1)
        shares = np.bincount(nearest, minlength=len(centres)) / len(points)
        assert np.abs(shares * len(centres) - 1).max() < 0.15
        # Of a round normal law 1 - exp(-9/2) lie within three deviations.
        assert np.mean(distances.min(axis=1) < 0.6) == pytest.approx(1 - math.exp(-4.5), abs=0.004)


def test_the_noise_is_the_spread() -> None:
    data = load_dataset("ring_of_8", points=20_000, noise=0.05)
    assert data.modes is not None
    assert data.modes.sigma == pytest.approx(0.1)
    assert data.train_points is not None
    first = data.train_points[np.linalg.norm(data.train_points - [4, 0], axis=1) < 1]
    np.testing.assert_allclose(first.std(axis=0), 0.1, atol=0.005)


def test_line_and_one_point_are_what_they_say() -> None:
    line, dirac = load_dataset("line", points=20_000), load_dataset("dirac", features=("x1",))
    assert line.train_points is not None
    x1, x2 = line.train_points.T
    assert np.std(2 * x2 - x1) / math.sqrt(5) == pytest.approx(0.2, abs=0.005)
    assert np.abs(x1).max() < 4.9
    assert line.modes is dirac.modes is None
    assert dirac.train_features.shape == (160, 1)
    assert not dirac.train_features.any()


def test_points_drawn_by_hand_need_no_classes() -> None:
    drawn = [(-4.0, 2.0, 0.0), (0.0, 0.0, 0.0), (4.0, -2.0, 0.0), (1.0, 1.0, 0.0), (2.0, 0.0, 0.0)]
    data = load_dataset("drawn_points", drawn=drawn)
    points = np.concatenate([data.train_features, data.test_features]) * 4
    assert sorted(points.tolist()) == sorted([x1, x2] for x1, x2, _ in drawn)
    assert data.train_labels.shape[1] == 0
    with pytest.raises(ValueError, match="at least 4 points"):
        load_dataset("drawn_points", drawn=drawn[:3])


@pytest.mark.parametrize("name", UNASKED)
def test_nothing_can_be_learned_from_them_by_examples(name: str) -> None:
    for settings in ({}, {"workspace": "playground"}):
        with pytest.raises(
            ValueError, match=f"“Supervised” cannot learn from “{name}”, but adversarial, denoise can"
        ):
            Experiment.on(name, **settings).validated()


def test_digits_around_eight_go_from_minus_one_to_one() -> None:
    data = load_dataset("digits", scale="around_eight")
    assert (data.train_features.min(), data.train_features.max()) == (-1, 1)
    np.testing.assert_array_equal(data.raw(np.float32([-1, 0, 1])[:, None])[:, 0], [0, 8, 16])
