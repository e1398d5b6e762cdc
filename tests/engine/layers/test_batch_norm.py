"""Batch normalisation against the formulas of the paper."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine import BatchNorm, Dense, Network, Samples
from nnviz.engine.program import Program
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


@pytest.mark.parametrize("shape", [(3, 4, 2), (3, 5)])
def test_of_pictures_and_sequences_it_takes_each_channel_over_all_places(shape):
    """As of rows: every place of every sample is a row of channels."""
    rng = np.random.default_rng(2)
    pictures, slopes = rng.normal(size=(2, 6, *shape))
    channels = shape[0]
    rows, row_slopes = (np.moveaxis(v, 1, -1).reshape(-1, channels) for v in (pictures, slopes))
    scale, shift = rng.normal(size=(2, channels))
    found = []
    for given, of, x, da in (
        (shape, (6, *shape), pictures, slopes),
        (channels, rows.shape, rows, row_slopes),
    ):
        made = Network(given, [BatchNorm(0.3), BatchNorm()], "mse", dtype="float64")
        made.layers[0].gamma[:], made.layers[0].beta[:] = scale, shift
        samples = Samples.empty(len(x), made.input_size, made.input_size, made.dtype)
        samples.inputs[:, :-1] = x.reshape(len(x), -1)
        d_inputs = np.zeros((made.input_size, len(x)))
        program = Program(made.layers[:1], None, samples, training=True, d_inputs=d_inputs)
        program.predict()
        program.stages[-1].da[...] = da.reshape(len(x), -1).T
        program.backward()
        a = program.outputs.T.reshape(of)
        found.append([a, d_inputs.T.reshape(of), made.gradients.copy(), made.statistics.copy()])
    for mine, other in zip(found[0][:2], found[1][:2], strict=True):
        np.testing.assert_allclose(np.moveaxis(mine, 1, -1).reshape(-1, channels), other, atol=1e-12)
    for mine, other in zip(found[0][2:], found[1][2:], strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-12, atol=1e-12)
