import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.training.metrics import (
    calibration_error,
    class_metrics,
    confusion_matrix,
    mean_absolute_error,
    r2,
    top_share,
)

CLASSES = 5


@st.composite
def answers(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    count = draw(st.integers(1, 60))
    return rng.integers(0, CLASSES, count), rng.dirichlet(np.full(CLASSES, 0.7), count)


@given(answers())
def test_counts_agree_with_scikit_learn(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    from sklearn import metrics

    labels, probabilities = drawn
    said = probabilities.argmax(axis=1)
    every = list(range(CLASSES))
    confusion = confusion_matrix(labels, said, CLASSES)
    np.testing.assert_array_equal(confusion, metrics.confusion_matrix(labels, said, labels=every))
    mine = class_metrics(confusion)
    theirs = metrics.precision_recall_fscore_support(labels, said, labels=every, zero_division=0)
    for one, other in zip((mine.precision, mine.recall, mine.f1, mine.support), theirs, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-12)
    for count in (1, 2, 3):
        expected = metrics.top_k_accuracy_score(labels, probabilities, k=count, labels=every)
        assert top_share(probabilities, labels, count) == pytest.approx(expected)


@given(st.integers(0, 2**32), st.integers(2, 50), st.integers(1, 3))
def test_values_agree_with_scikit_learn(seed: int, count: int, width: int) -> None:
    from sklearn import metrics

    rng = np.random.default_rng(seed)
    values = rng.normal(0, 1, (count, width))
    said = values + rng.normal(0, 0.5, (count, width))
    expected = metrics.r2_score(values, said, multioutput="variance_weighted")
    assert r2(values, said) == pytest.approx(expected)
    assert mean_absolute_error(values, said) == pytest.approx(metrics.mean_absolute_error(values, said))


def test_r2_of_a_single_sample_is_not_defined() -> None:
    assert np.isnan(r2(np.ones(1), np.zeros(1)))
    assert np.isnan(r2(np.ones(1), np.ones(1)))


def test_r2_without_variance() -> None:
    assert r2(np.ones(3), np.ones(3)) == 1
    assert r2(np.ones(3), np.zeros(3)) == 0


def test_equals_are_ranked_by_their_place() -> None:
    probabilities = np.full((3, 4), 0.25)
    assert top_share(probabilities, np.array([0, 1, 2]), 2) == pytest.approx(2 / 3)


def test_calibration_is_the_gap_between_claim_and_truth() -> None:
    probabilities = np.array([[0.8, 0.2]] * 5 + [[0.4, 0.6]] * 5)
    labels = np.array([0, 0, 0, 1, 1, 1, 1, 1, 0, 0])
    # Claimed 0.8, right 0.6; claimed 0.6, right 0.6: (5 * 0.2 + 5 * 0) / 10.
    assert calibration_error(probabilities, labels) == pytest.approx(0.1)
    sure = np.array([[1.0, 0.0]] * 4)
    assert calibration_error(sure, np.zeros(4, int)) == 0
    assert calibration_error(sure, np.ones(4, int)) == 1
