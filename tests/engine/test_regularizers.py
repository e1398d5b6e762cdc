"""Clipping and max-norm; penalties are tested with the network that carries them."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine import Dense, Network
from nnviz.engine.regularizers import clip_by_norm, clip_by_value, limit_norms
from tests.helpers.networks import dense_layers


def test_clip_by_norm_scales_what_is_too_long():
    gradients = np.array([3.0, 4.0])
    assert clip_by_norm(gradients, 1.0) == 5.0
    np.testing.assert_allclose(gradients, [0.6, 0.8], rtol=1e-6)


def test_clip_by_norm_leaves_what_fits():
    gradients = np.array([3.0, 4.0])
    assert clip_by_norm(gradients, 6.0) == 5.0
    np.testing.assert_array_equal(gradients, [3, 4])


def test_clip_by_value():
    gradients = np.array([-3.0, 0.5, 2.0])
    clip_by_value(gradients, 1.0)
    np.testing.assert_array_equal(gradients, [-1, 0.5, 1])


def test_limit_norms_shortens_the_units_that_are_too_long():
    network = Network(2, [Dense(3)], "mse", dtype="float64")
    layer = dense_layers(network)[0]
    layer.weights[...] = [[3, 0, 0.3], [4, 0, 0.4]]
    layer.bias[...] = 9
    limit_norms(dense_layers(network), 1.0)
    np.testing.assert_allclose(layer.weights, [[0.6, 0, 0.3], [0.8, 0, 0.4]], rtol=1e-15)
    assert (layer.bias == 9).all()


@pytest.mark.parametrize("limit", [0.0, -1.0, float("nan")])
def test_a_limit_must_be_above_zero(limit):
    for call in (lambda: clip_by_norm(np.ones(2), limit), lambda: clip_by_value(np.ones(2), limit)):
        with pytest.raises(ValueError, match="limit must be above 0"):
            call()
    with pytest.raises(ValueError, match="limit must be above 0"):
        limit_norms([], limit)
