import numpy as np
import pytest

from nnviz.data import DATASETS, FEATURES, load_dataset, planar_features
from nnviz.data.dataset import Dataset

PLANE = [name for name, source in DATASETS.items() if source.draw]
CLASSES = [name for name in PLANE if DATASETS[name].kind == "classification"]
MANY = [(name, k) for name in CLASSES for k in range(3, DATASETS[name].most_classes + 1)]


def everything(name: str, **settings: object) -> tuple[np.ndarray, np.ndarray]:
    """All points and their labels, in the order in which they were drawn."""
    data: Dataset = load_dataset(name, **settings)  # type: ignore[arg-type]
    points = np.concatenate([data.train_features, data.test_features])
    labels = np.concatenate([data.train_labels, data.test_labels])
    order = np.argsort(np.concatenate([data.train_indices, data.test_indices]))
    return points[order], labels[order]


@pytest.mark.parametrize("name", PLANE)
def test_points_are_on_the_plane_as_many_as_asked_for(name: str) -> None:
    points, labels = everything(name, points=333, noise=1)
    assert points.shape == (333, 2)
    assert np.abs(points).max() <= 6
    if name in CLASSES:
        assert 0.3 < np.mean(labels) < 0.7


@pytest.mark.parametrize("name", CLASSES)
def test_classes_are_apart_without_noise_and_mixed_with_much(name: str) -> None:
    def nearest_agrees(noise: float) -> float:
        points, labels = everything(name, points=1500, noise=noise)
        distances = np.linalg.norm(points[:, None] - points[None], axis=2)
        np.fill_diagonal(distances, np.inf)
        return float(np.mean(labels[distances.argmin(axis=1)] == labels))

    assert nearest_agrees(0) > 0.98
    assert nearest_agrees(0) > nearest_agrees(0.25) > nearest_agrees(1)


@pytest.mark.parametrize("name", [name for name in PLANE if name != "dirac"])
def test_another_seed_draws_other_points(name: str) -> None:
    assert not np.array_equal(everything(name, split_seed=1)[0], everything(name, split_seed=2)[0])
    np.testing.assert_array_equal(everything(name, split_seed=1)[0], everything(name, split_seed=1)[0])


def test_noise_moves_the_points_that_are_there() -> None:
    still, moved = everything("ring", noise=0)[0], everything("ring", noise=0.01)[0]
    assert 0 < np.abs(still - moved).max() < 0.2


def test_values_are_their_formulas() -> None:
    points, values = everything("plane", noise=0)
    np.testing.assert_allclose(values, points.sum(axis=1) / 12, atol=1e-6)
    points, values = everything("waves", noise=0)
    np.testing.assert_allclose(values, np.sin(points[:, 0] / 2) * np.cos(points[:, 1] / 2), atol=1e-6)
    points, values = everything("sine", noise=0)
    np.testing.assert_allclose(values, np.sin(points[:, 0]), atol=1e-6)
    noisy = everything("sine", noise=0.3, points=5000)
    assert np.std(noisy[1] - np.sin(noisy[0][:, 0])) == pytest.approx(0.3, abs=0.02)


def test_inputs_are_made_from_the_points() -> None:
    points = np.array([[2.0, 3.0], [-1.0, 0.5]])
    expected = [
        points[:, 0],
        points[:, 1],
        points[:, 0] ** 2,
        points[:, 1] ** 2,
        points[:, 0] * points[:, 1],
        np.sin(points[:, 0]),
        np.sin(points[:, 1]),
    ]
    np.testing.assert_array_equal(planar_features(points, list(FEATURES)), np.stack(expected, axis=1))
    data = load_dataset("ring", features=("x2", "x1_squared"))
    assert data.feature_names == ("x₂", "x₁²")
    assert data.input_size == 2


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"points": 5}, "number of points must be from 10"),
        ({"noise": 1.5}, "noise must be from 0 to 1"),
        ({"noise": 1.0000001}, "noise must be from 0 to 1, not 1.0000001"),
        ({"noise": float("nan")}, "noise must be from 0 to 1"),
        ({"features": ()}, "needs at least one input"),
        ({"features": ("x3",)}, "no input “x3”"),
    ],
)
def test_what_cannot_be_drawn_is_refused(settings: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        load_dataset("ring", **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "classes"), MANY)
def test_more_classes_are_as_many_each_and_apart(name: str, classes: int) -> None:
    points, labels = everything(name, classes=classes, points=1500, noise=0)
    assert np.abs(points).max() <= 6
    shares = np.bincount(labels, minlength=classes) / len(labels)
    assert len(shares) == classes
    assert 0.6 / classes < shares.min() <= shares.max() < 1.4 / classes
    distances = np.linalg.norm(points[:, None] - points[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    assert np.mean(labels[distances.argmin(axis=1)] == labels) > 0.96


# The first value of x1 that each set drew before there were more classes, with the sum of all numbers.
BEFORE = {
    "clouds": (-0.885607, 33.0279, 160.0),
    "ring": (3.8209958, 58.9532, 160.0),
    "moons": (1.136243, 14.4424, 160.0),
    "checkerboard": (0.4088878, 1.3426, 157.0),
    "spirals": (-1.6591181, 35.2763, 160.0),
    "stripes": (2.2239733, -44.3155, 154.0),
}


@pytest.mark.parametrize("name", BEFORE)
def test_sets_of_two_classes_are_what_they_were(name: str) -> None:
    points, labels = everything(name, points=321, split_seed=3, noise=0.14)
    first, total, of_labels = BEFORE[name]
    assert float(points[0, 0]) == pytest.approx(first, abs=1e-6)
    assert float(points.sum(dtype=float)) == pytest.approx(total, abs=1e-3)
    assert float(labels.sum(dtype=float)) == pytest.approx(of_labels, abs=1e-4)


@pytest.mark.parametrize("name", PLANE)
def test_a_set_on_the_plane_knows_its_points_and_the_inputs_at_any(name: str) -> None:
    data = load_dataset(name, features=("x2", "x1x2", "sin_x1"), scale="standard")
    assert data.planar
    for part, features in (("train", data.train_features), ("test", data.test_features)):
        points = data.points(part)  # type: ignore[arg-type]
        assert points is not None
        assert not points.flags.writeable
        np.testing.assert_allclose(data.at(points), features, atol=2e-5)
    x1, x2 = 1.5, -2.0
    raw = data.raw(data.at([(x1, x2)]))[0]
    np.testing.assert_allclose(raw, [x2, x1 * x2, np.sin(x1)], atol=1e-5)
    with pytest.raises(ValueError, match="no inputs at"):
        data.at([1.0, 2.0])


def test_other_sets_are_not_on_the_plane() -> None:
    data = load_dataset("xor")
    assert not data.planar
    assert data.points("train") is None
    with pytest.raises(ValueError, match="no inputs at"):
        data.at([(0.0, 1.0)])


@pytest.mark.parametrize(
    ("name", "classes"), [("moons", 3), ("checkerboard", 5), ("spirals", 7), ("ring", 1)]
)
def test_a_number_of_classes_that_cannot_be_is_refused(name: str, classes: int) -> None:
    with pytest.raises(ValueError, match="number of classes of “"):
        load_dataset(name, classes=classes)
