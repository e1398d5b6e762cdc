"""Every loss with every last activation that it allows: gradients, extremes, refusals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.engine.activations import ACTIVATIONS
from nnviz.engine.losses import LOSSES, check_pair, loss

PAIRS = [(name, last) for name, entry in LOSSES.items() for last in entry.activations]
PROBABILITIES = {"binary_crossentropy", "categorical_crossentropy"}


def _data(name, n=6, k=3):
    rng = np.random.default_rng(7)
    z = rng.normal(size=(n, k)) * 1.5 + 0.1
    t = np.eye(k)[rng.integers(0, k, n)] if name in PROBABILITIES else rng.normal(size=(n, k))
    return z, t


def _numeric(function, x, h=1e-6):
    gradient = np.empty_like(x)
    for index in np.ndindex(*x.shape):
        step = np.zeros_like(x)
        step[index] = h
        gradient[index] = (function(x + step) - function(x - step)) / (2 * h)
    return gradient


@pytest.mark.parametrize(("name", "last"), PAIRS)
def test_dz_from_logits_is_the_slope_of_the_loss(name, last):
    z, t = _data(name)
    entry, activation = LOSSES[name], ACTIVATIONS[last]
    value, dz = entry.from_logits(activation, z, t)
    numeric = _numeric(lambda z: entry.from_logits(activation, z, t)[0], z)
    np.testing.assert_allclose(dz, numeric, atol=1e-8)
    # The same from the outputs, in two steps of the chain rule.
    a = activation.function(z)
    assert value == pytest.approx(entry.value(a, t), rel=1e-12)
    np.testing.assert_allclose(dz, activation.backward(z, a, entry.derivative(a, t)), atol=1e-12)


@pytest.mark.parametrize("name", LOSSES)
def test_derivative_is_the_slope_over_the_outputs(name):
    z, t = _data(name)
    a = ACTIVATIONS["softmax"].function(z) if name in PROBABILITIES else z
    numeric = _numeric(lambda a: LOSSES[name].value(a, t), a)
    np.testing.assert_allclose(LOSSES[name].derivative(a, t), numeric, atol=1e-7, rtol=1e-6)


@pytest.mark.parametrize(
    ("name", "last"), [("categorical_crossentropy", "softmax"), ("binary_crossentropy", "sigmoid")]
)
def test_targets_between_0_and_1(name, last):
    z, t = np.array([[0.4, -1.1, 0.2]]), np.array([[0.5, 0.2, 0.3]])
    entry, p = LOSSES[name], ACTIVATIONS[last].function(z)
    by_hand = {
        "categorical_crossentropy": -(t * np.log(p)).sum(),
        "binary_crossentropy": -(t * np.log(p) + (1 - t) * np.log(1 - p)).mean(),
    }[name]
    value, dz = entry.from_logits(ACTIVATIONS[last], z, t)
    assert entry.value(p, t) == pytest.approx(by_hand, rel=1e-14)
    assert value == pytest.approx(by_hand, rel=1e-14)
    numeric = _numeric(lambda z: entry.from_logits(ACTIVATIONS[last], z, t)[0], z)
    np.testing.assert_allclose(dz, numeric, atol=1e-9)
    np.testing.assert_allclose(
        entry.derivative(p, t), _numeric(lambda p: entry.value(p, t), p), atol=1e-8, rtol=1e-7
    )


def test_values_by_hand():
    a, t = np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([[0.5, 0.0], [0.0, 1.0]])
    assert LOSSES["mse"].value(a, t) == (0.25 + 4 + 0 + 4) / 4
    assert LOSSES["half_squared_error"].value(a, t) == (0.25 + 4 + 0 + 4) / 2
    assert LOSSES["mae"].value(a, t) == (0.5 + 2 + 0 + 2) / 4
    assert LOSSES["huber"].value(a, t) == (0.125 + 1.5 + 0 + 1.5) / 4


def test_only_half_squared_error_is_a_sum():
    assert [name for name, entry in LOSSES.items() if entry.is_sum] == ["half_squared_error"]


@given(st.lists(st.floats(-1e300, 1e300), min_size=2, max_size=5), st.integers(0, 4))
def test_cross_entropy_from_logits_is_finite(logits, right):
    z = np.array([logits])
    softmax, sigmoid = ACTIVATIONS["softmax"], ACTIVATIONS["sigmoid"]
    one_hot = np.zeros_like(z)
    one_hot[0, right % len(logits)] = 1
    for entry, last, t in (
        (LOSSES["categorical_crossentropy"], softmax, one_hot),
        (LOSSES["binary_crossentropy"], sigmoid, one_hot),
    ):
        value, dz = entry.from_logits(last, z, t)
        assert np.isfinite(value)
        assert value >= 0
        assert np.isfinite(dz).all()


def test_a_sure_error_costs_its_logit():
    z, t = np.array([[500.0, -500.0]]), np.array([[0.0, 1.0]])
    entry = LOSSES["categorical_crossentropy"]
    value, dz = entry.from_logits(ACTIVATIONS["softmax"], z, t)
    assert value == 1000.0
    np.testing.assert_array_equal(dz, [[1, -1]])
    assert entry.value([[1.0, 0.0]], t) == np.inf
    np.testing.assert_array_equal(entry.derivative([[1.0, 0.0]], t), [[0, -np.inf]])


def test_binary_cross_entropy_of_sure_and_right_answers_is_zero_but_not_its_slope():
    entry = LOSSES["binary_crossentropy"]
    assert entry.value([1.0, 0.0], [1.0, 0.0]) == 0
    slopes = entry.derivative([1.0, 0.0, 1.0, 0.0], [1.0, 0.0, 0.0, 1.0])
    np.testing.assert_array_equal(slopes, [-1 / 4, 1 / 4, np.inf, -np.inf])  # of -log a and -log(1 - a)


@pytest.mark.parametrize(
    ("last", "name", "sentence"),
    [
        ("softmax", "binary_crossentropy", "needs sigmoid as the last activation, not softmax"),
        ("relu", "categorical_crossentropy", "needs softmax as the last activation, not relu"),
        ("sigmoid", "hinge", "'hinge' is not known; there are mse, half_squared_error"),
    ],
)
def test_forbidden_pairs_are_sentences(last, name, sentence):
    with pytest.raises(ValueError, match=sentence):
        check_pair(last, name)


def test_shapes_that_differ_are_a_sentence():
    with pytest.raises(ValueError, match=r"shape \(3,\) but the targets \(2,\)"):
        LOSSES["mse"].value([1, 2, 3], [1, 2])


def test_every_line_of_the_table_is_filled_in():
    for name in LOSSES:
        entry = loss(name)
        assert entry.name == name
        assert entry.label
        assert entry.latex
        assert entry.purpose.endswith(".")
        assert set(entry.fused) <= set(entry.activations)
