"""Dropout: what is left out, what is kept, and where chance comes from."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine import Dense, Dropout, Network
from tests.helpers.networks import dense_layers


def identity(rate, units=200):
    """units -> dropout -> units with W = 1: shows the mask itself."""
    network = Network(units, [Dropout(rate), Dense(units)], "mse", dtype="float64")
    network.initialize(np.random.default_rng(0), "zeros")
    dense_layers(network)[0].weights[...] = np.eye(units)
    return network


def masked(network, samples=50):
    ones = np.ones((samples, network.input_size))
    network.gradient_step(ones, ones)
    return network.last_batch().layers[-1].a


def test_the_share_left_out_is_the_rate_and_the_mean_is_kept():
    seen = masked(identity(0.3))
    assert set(np.unique(seen)) == {0.0, 1 / 0.7}
    assert (seen == 0).mean() == pytest.approx(0.3, abs=0.02)
    assert seen.mean() == pytest.approx(1.0, abs=0.03)


def test_every_step_draws_anew_and_a_seed_repeats_it():
    network = identity(0.5)
    first, second = masked(network), masked(network)
    assert not np.array_equal(first, second)
    network.rng = np.random.default_rng(0)
    np.testing.assert_array_equal(masked(network), first)


def test_nothing_is_left_out_when_predicting_nor_at_rate_zero():
    ones = np.ones((3, 200))
    np.testing.assert_array_equal(identity(0.9).predict(ones), ones)
    assert (masked(identity(0.0)) == 1).all()


def test_without_a_generator_training_is_refused_in_a_sentence():
    network = identity(0.5)
    network.rng = None
    with pytest.raises(ValueError, match=r"needs a random generator to train: set network\.rng"):
        masked(network)
