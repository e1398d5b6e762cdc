import numpy as np
import pytest

from nnviz.data import DATASETS, RawData, load_dataset, make_dataset


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("xor", lambda a, b: a != b),
        ("and", lambda a, b: a and b),
        ("or", lambda a, b: a or b),
        ("nand", lambda a, b: not (a and b)),
        ("nor", lambda a, b: not (a or b)),
        ("xnor", lambda a, b: a == b),
    ],
)
def test_truth_tables_are_true_and_whole(name: str, function: object) -> None:
    data = load_dataset(name)
    np.testing.assert_array_equal(data.train_features, [[0, 0], [0, 1], [1, 0], [1, 1]])
    np.testing.assert_array_equal(data.test_features, data.train_features)
    expected = [bool(function(int(a), int(b))) for a, b in data.train_features]  # type: ignore[operator]
    assert data.train_labels.tolist() == expected


def test_cases_of_the_tutorials() -> None:
    bits = load_dataset("three_bits")
    assert bits.train_features.tolist() == [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]
    assert bits.train_labels.tolist() == [0, 0, 1, 1]
    layers = load_dataset("two_layers")
    expected = [[-3.00665, 5.20545, 0.2516], [-6.4153, 8.3099, 2.302], [-2.02747, 5.62761, 3.58856]]
    np.testing.assert_allclose(layers.train_labels, expected, atol=1e-5)
    assert layers.output_size == 3


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer", "diabetes"])
def test_classics_are_scikit_learns(name: str) -> None:
    from sklearn import datasets

    options = {"scaled": False} if name == "diabetes" else {}
    features, targets = getattr(datasets, f"load_{name}")(return_X_y=True, **options)
    data = load_dataset(name)
    np.testing.assert_allclose(
        data.raw(data.test_features), features[data.test_indices], rtol=1e-4, atol=1e-4
    )
    np.testing.assert_allclose(data.train_labels, targets[data.train_indices])
    assert data.kind == DATASETS[name].kind
    assert len(data.feature_names) == features.shape[1]


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (RawData(np.zeros((4, 0)), np.zeros(4)), "needs features"),
        (RawData(np.zeros(4), np.zeros(4)), "needs features"),
        (RawData(np.zeros((4, 2)), np.zeros(3)), "as many labels"),
        (RawData(np.zeros((4, 2)), np.array([0, 1, np.inf, 0])), "infinite or no numbers"),
        (RawData(np.zeros((4, 2)), np.array([0, 1, 2, 0]), ("a", "b")), "not class numbers from 0 to 1"),
        (RawData(np.zeros((4, 2)), np.zeros(4, int), ("a", "b")), "1 class only"),
        (RawData(np.zeros((1, 2)), np.zeros(1)), "both parts need at least one"),
    ],
)
def test_data_that_cannot_be_learned_from_are_refused(raw: RawData, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        make_dataset("mine", raw, test_share=0.2, split_seed=0, scale="none")
