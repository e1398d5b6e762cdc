import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.data import DATASETS, SCALES, load_dataset
from nnviz.data import digits as digits_module
from nnviz.data.dataset import RawData, make_dataset, split


@pytest.mark.parametrize(("share", "seed"), [(0.2, 42), (0.3, 0), (0.05, 7)])
def test_digits_are_split_as_scikit_learn_splits_them(share: float, seed: int) -> None:
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    pictures, labels = load_digits(return_X_y=True)
    parts = train_test_split(pictures, labels, np.arange(1797), test_size=share, random_state=seed)
    dataset = load_dataset("digits", test_share=share, split_seed=seed)
    np.testing.assert_array_equal(dataset.train_features, parts[0] / 16)
    np.testing.assert_array_equal(dataset.test_features, parts[1] / 16)
    np.testing.assert_array_equal(dataset.train_labels, parts[2])
    np.testing.assert_array_equal(dataset.test_labels, parts[3])
    np.testing.assert_array_equal(dataset.train_indices, parts[4])
    np.testing.assert_array_equal(dataset.test_indices, parts[5])


def test_d2_sample_31_is_a_nine() -> None:
    data = load_dataset("digits")
    assert 31 in data.test_indices.tolist() + data.train_indices.tolist()
    part = "test" if 31 in data.test_indices else "train"
    place = int(np.flatnonzero(getattr(data, f"{part}_indices") == 31)[0])
    assert getattr(data, f"{part}_labels")[place] == 9


@given(st.integers(2, 300), st.floats(0.01, 0.95), st.integers(0, 2**32 - 1))
def test_a_split_uses_every_sample_once(count: int, share: float, seed: int) -> None:
    if not 0 < int(np.ceil(count * share)) < count:
        with pytest.raises(ValueError, match="both parts need at least one"):
            split(count, share, seed)
        return
    train, test = split(count, share, seed)
    assert sorted([*train.tolist(), *test.tolist()]) == list(range(count))


def test_digits_come_without_scikit_learn_and_fall_back_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    script = "import sys; from nnviz.data import load_dataset; load_dataset('digits'); print(*sys.modules)"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "sklearn" not in result.stdout.split()

    quick = digits_module._table()
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    np.testing.assert_array_equal(digits_module._table.__wrapped__(), quick)


@pytest.mark.parametrize(
    "name",
    [name for name, one in DATASETS.items() if not (one.fetched or one.brought or one.unchosen)],
)
@pytest.mark.parametrize("scale", SCALES)
def test_every_set_is_whole_frozen_and_repeatable(name: str, scale: str) -> None:
    dataset = load_dataset(name, scale=scale)
    again = load_dataset(name, scale=scale)
    for field in ("train_features", "train_labels", "test_features", "test_labels"):
        array = getattr(dataset, field)
        assert not array.flags.writeable
        asked = array[~np.isnan(array)] if dataset.every_step else array
        assert np.isfinite(asked).all()
        np.testing.assert_array_equal(array, getattr(again, field))
    assert dataset.train_features.dtype == np.float32
    assert len(dataset.feature_names) == dataset.input_size == np.prod(dataset.feature_shape)
    if dataset.kind == "classification":
        open_places = {-1} if dataset.every_step else set()
        assert set(dataset.train_labels.ravel().tolist()) <= {*range(len(dataset.class_names)), *open_places}
    raw = dataset.raw(dataset.test_features)
    np.testing.assert_allclose(dataset.scaled(raw), dataset.test_features, atol=1e-5)


def test_scales_are_fitted_on_the_training_part() -> None:
    dataset = load_dataset("digits", scale="minmax")
    assert dataset.train_features.min() == 0
    assert dataset.train_features.max() == 1
    used = dataset.train_features.max(axis=0) > 0
    np.testing.assert_array_equal(dataset.train_features.max(axis=0)[used], 1)
    assert not used.all()  # pixels that are always empty stay 0
    standard = load_dataset("digits", scale="standard").train_features
    np.testing.assert_allclose(standard.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(standard.std(axis=0)[used], 1, atol=1e-4)
    np.testing.assert_array_equal(load_dataset("digits", scale="none").train_features.max(), 16)


def test_wrong_names_and_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="no data set “cats”"):
        load_dataset("cats")
    with pytest.raises(ValueError, match="no scale “huge”"):
        load_dataset("digits", scale="huge")
    features = np.zeros((4, 2))
    features[1, 1] = np.nan
    with pytest.raises(ValueError, match="infinite or no numbers"):
        make_dataset("mine", RawData(features, np.zeros(4)), test_share=0.5, split_seed=0, scale="none")


TWO = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 2.0], [3.0, 1.0]])


@pytest.mark.parametrize(
    ("labels", "names", "meant", "classes"),
    [
        (["no", "yes", "yes", "no"], (), [0, 1, 1, 0], ("no", "yes")),
        (["no", "yes", "yes", "no"], np.array(["yes", "no"]), [1, 0, 0, 1], ("yes", "no")),
        (np.array([["a"], ["b"], ["b"], ["a"]], dtype=object), (), [0, 1, 1, 0], ("a", "b")),
        ([[0], [1], [1], [0]], ["a", "b"], [0, 1, 1, 0], ("a", "b")),
        ([0.0, 1.0, 1.0, 0.0], np.array([3, 8]), [0, 1, 1, 0], ("3", "8")),
        ([False, True, True, False], ("a", "b"), [0, 1, 1, 0], ("a", "b")),
    ],
)
def test_labels_are_words_columns_or_numbers(
    labels: object, names: object, meant: list[int], classes: tuple[str, ...]
) -> None:
    raw = RawData(TWO, labels, names, feature_names=np.array(["u", "v"]), whole=True)  # type: ignore[arg-type]
    dataset = make_dataset("own", raw, test_share=0.5, split_seed=0, scale="none")
    assert dataset.train_labels.tolist() == meant
    assert (dataset.class_names, dataset.feature_names) == (classes, ("u", "v"))
    assert dataset.kind == "classification"


@pytest.mark.parametrize(
    ("features", "labels", "names", "sentence"),
    [
        (TWO, ["no", "maybe", "yes", "no"], ("no", "yes"), "must be class names, or class numbers"),
        (TWO, [None, 1, 2, 3], (), "labels of the data set “own” must be numbers"),
        (TWO.astype(str), [0, 1, 0, 1], ("a", "b"), "features of the data set “own” must be numbers"),
        (TWO, [0, 1, 2, 1], ("a", "b"), "not class numbers from 0 to 1"),
        (TWO, [[1, 0], [0, 1], [1, 0], [0, 1]], ("a", "b"), "not class numbers from 0 to 1"),
        (TWO, [0, 1], (), "as many labels"),
    ],
)
def test_labels_that_cannot_be_are_one_true_sentence(
    features: object, labels: object, names: tuple[str, ...], sentence: str
) -> None:
    raw = RawData(features, labels, names)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=sentence):
        make_dataset("own", raw, test_share=0.5, split_seed=0, scale="none")
