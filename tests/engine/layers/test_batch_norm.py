"""Batch normalisation against the formulas of the paper."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine import BatchNorm, Dense, Network
from tests.helpers.networks import dense_layers


def network(momentum=0.1):
    made = Network(2, [BatchNorm(momentum), Dense(2)], "mse", dtype="float64")
    made.initialize(np.random.default_rng(0), "zeros")
    dense_layers(made)[0].weights[...] = np.eye(2)
    return made


X = np.array([[1.0, 10.0], [3.0, 20.0], [8.0, 60.0]])


def test_a_batch_is_normalised_by_its_own_mean_and_variance():
    made = network()
    made.layers[0].gamma[:] = [2, 1]
    made.layers[0].beta[:] = [0, 5]
    made.gradient_step(X, X)
    normal = (X - X.mean(axis=0)) / np.sqrt(X.var(axis=0) + 1e-5)
    np.testing.assert_allclose(made.last_batch().layers[0].a, normal * [2, 1] + [0, 5], rtol=1e-12)


def test_the_running_statistics_follow_and_serve_for_predicting():
    made = network()
    np.testing.assert_allclose(made.predict(X), X / np.sqrt(1 + 1e-5))
    made.gradient_step(X, X)
    mean, variance = 0.1 * X.mean(axis=0), 0.9 + 0.1 * X.var(axis=0, ddof=1)
    np.testing.assert_allclose(made.layers[0].mean, mean, rtol=1e-14)
    np.testing.assert_allclose(made.layers[0].variance, variance, rtol=1e-14)
    np.testing.assert_array_equal(made.statistics, [*mean, *variance])
    np.testing.assert_allclose(made.predict(X), (X - mean) / np.sqrt(variance + 1e-5), rtol=1e-12)


def test_predicting_leaves_the_statistics_alone_and_initialize_clears_them():
    made = network()
    made.gradient_step(X, X)
    before = made.statistics.copy()
    made.predict(X)
    np.testing.assert_array_equal(made.statistics, before)
    made.initialize(np.random.default_rng(0))
    np.testing.assert_array_equal(made.statistics, [0, 0, 1, 1])


def test_a_batch_of_one_is_taken_and_says_nothing():
    made = network()
    made.gradient_step(X[:1], X[:1])
    np.testing.assert_array_equal(made.last_batch().layers[0].a, [[0, 0]])
    np.testing.assert_allclose(made.layers[0].variance, [0.9, 0.9])


def test_momentum_one_forgets_the_past():
    made = network(momentum=1.0)
    made.gradient_step(X, X)
    np.testing.assert_allclose(made.layers[0].mean, X.mean(axis=0))


def test_the_penalty_spares_the_scales():
    made = network()
    made.l2 = 1.0
    assert made.penalty == pytest.approx(0.5 * 2)
