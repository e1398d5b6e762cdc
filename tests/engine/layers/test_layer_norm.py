"""Layer normalisation against the formulas of the paper, over every shape of sample."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.engine import Dense, Flatten, LayerNorm, Network, gradient_check


def made(shape, eps=1e-5, samples=4):
    network = Network(shape, [LayerNorm(eps), Flatten(), Dense(2)], "mse", dtype="float64")
    rng = np.random.default_rng(0)
    network.parameters[...] = rng.normal(size=network.size)
    return network, 3 + 2 * rng.normal(size=(samples, *shape)), rng.normal(size=(samples, 2))


@settings(max_examples=30, deadline=None)
@given(
    shape=st.sampled_from([(5,), (3, 4), (2, 3, 4), (1,), (1, 3)]),
    eps=st.sampled_from([1e-5, 0.1]),
    samples=st.integers(1, 4),
)
def test_the_features_at_every_place_of_every_sample_are_normalised(shape, eps, samples):
    network, X, T = made(shape, eps, samples)
    network.gradient_step(X, T)
    layer, named = network.layers[0], network.last_batch().layers[0].named
    mean, variance = X.mean(axis=1, keepdims=True), X.var(axis=1, keepdims=True)
    along = (-1, *(1,) * (len(shape) - 1))
    normal = (X - mean) / np.sqrt(variance + eps)
    np.testing.assert_allclose(named["mean"], mean, atol=1e-12)
    np.testing.assert_allclose(named["deviation"], np.sqrt(variance + eps), atol=1e-12)
    np.testing.assert_allclose(named["normal"], normal, atol=1e-10)
    scale, shift = (layer.values[name].reshape(along) for name in ("scale", "shift"))
    np.testing.assert_allclose(named["a"], normal * scale + shift, atol=1e-10)
    assert all(check.right for check in gradient_check(network, X, T))


def test_a_sample_is_the_same_alone_and_in_a_batch_in_training_and_when_predicting():
    network, X, T = made((3, 4))
    network.gradient_step(X, T)
    np.testing.assert_allclose(network.predict(X[:1])[0], network.last_batch().layers[-1].a[0], atol=1e-13)


def test_it_starts_by_passing_on_what_is_normal():
    network = Network(3, [LayerNorm(), Dense(2)], "mse")
    network.initialize(np.random.default_rng(0), "zeros")
    assert network.layers[0].values["scale"].tolist() == [1, 1, 1]
    assert network.layers[0].values["shift"].tolist() == [0, 0, 0]
    assert not network.weight_mask()[:6].any()


def test_eps_is_above_0():
    with pytest.raises(ValueError, match="eps of layer normalisation must be above 0, not 0"):
        LayerNorm(0)
