"""Embedding and positions: rows of weights, taken by symbol and by step; sines and cosines."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.engine import INITIALIZERS, Dense, Embedding, Flatten, Network, Positions, gradient_check
from nnviz.engine.layers.positions import sines


def made(*layers, shape=(5, 4), samples=3):
    network = Network(shape, [*layers, Flatten(), Dense(2)], "mse", dtype="float64")
    rng = np.random.default_rng(0)
    network.parameters[...] = rng.normal(size=network.size)
    symbols = rng.integers(0, shape[0], (samples, shape[1]))
    X = np.moveaxis(np.eye(shape[0])[symbols], -1, 1)
    return network, symbols, X, rng.normal(size=(samples, 2))


def test_a_symbol_becomes_its_row_and_padding_becomes_zeros():
    network, symbols, X, _ = made(Embedding(3))
    X[:, :, 3] = 0.0
    a = network.followed(X).stages[0].a.reshape(3, 4, -1)
    weights = network.layers[0].values["weights"]
    for n, t in np.ndindex(len(X), 3):
        np.testing.assert_array_equal(a[:, t, n], weights[symbols[n, t]])
    assert not a[:, 3].any()


def test_only_the_rows_of_the_symbols_that_were_there_are_learned():
    network, symbols, X, T = made(Embedding(3), shape=(9, 4), samples=1)
    network.gradient_step(X, T)
    moved = np.flatnonzero(network.layers[0].gradients["weights"].any(axis=1))
    assert set(moved) == set(symbols.ravel())


@settings(max_examples=25, deadline=None)
@given(
    size=st.integers(1, 4),
    form=st.sampled_from(["learned", "sine"]),
    steps=st.integers(1, 5),
    samples=st.integers(1, 3),
)
def test_every_gradient_is_right(size, form, steps, samples):
    network, _, X, T = made(Embedding(size), Positions(form), shape=(3, steps), samples=samples)
    assert all(check.right for check in gradient_check(network, X, T))
    first = made(Positions(form), shape=(3, steps), samples=samples)
    assert all(check.right for check in gradient_check(first[0], first[2], first[3]))


def test_a_learned_position_is_added_to_every_sample_and_learns_from_all():
    network, _, X, T = made(Positions("learned"))
    network.gradient_step(X, T)
    layer, held = network.layers[0], network.last_batch().layers[0]
    np.testing.assert_allclose(held.named["a"], X + layer.values["weights"].T)
    np.testing.assert_allclose(layer.gradients["weights"], held.named["da"].sum(axis=0).T, atol=1e-15)


def test_sines_are_those_of_the_paper():
    table = sines(5, 3)
    assert table[0].tolist() == [0.0, math.sin(1), math.sin(2)]
    assert table[1].tolist() == [1.0, math.cos(1), math.cos(2)]
    assert table[3, 2] == pytest.approx(math.cos(2 / 10000 ** (2 / 5)), rel=1e-14)
    assert table[4, 2] == pytest.approx(math.sin(2 / 10000 ** (4 / 5)), rel=1e-14)
    network, _, X, _ = made(Positions("sine"))
    assert network.layers[0].parameters == ()
    np.testing.assert_allclose(
        network.followed(X).stages[0].a.reshape(5, 4, -1), np.moveaxis(X + sines(5, 4), 0, -1)
    )


@pytest.mark.parametrize("initializer", INITIALIZERS)
def test_rows_are_drawn_each_by_itself(initializer):
    network = made(Embedding(64), Positions("learned"), shape=(40, 3))[0]
    network.initialize(np.random.default_rng(0), initializer)
    weights = network.layers[0].values["weights"]
    spread = {
        "zeros": 0,
        "ones": 0,
        "uniform": 1 / 3,
        "normal": 1,
        "glorot": 2 / 65,
        "he": 2,
        "lecun": 1,
        "orthogonal": 1 / 64,
    }
    assert np.var(weights) == pytest.approx(spread[initializer], rel=0.1)
    assert network.layers[1].values["weights"].any() == (initializer != "zeros")


@pytest.mark.parametrize(
    ("layers", "shape", "sentence"),
    [
        (
            (Embedding(3),),
            (4,),
            r"embedding takes sequences \(symbols, time\), not samples of the shape \(4,\)",
        ),
        (
            (Positions("sine"),),
            (1, 4, 4),
            r"Positions are for sequences .* not samples of the shape \(1, 4, 4\)",
        ),
    ],
)
def test_what_does_not_fit_is_one_sentence(layers, shape, sentence):
    with pytest.raises(ValueError, match=sentence):
        Network(shape, [*layers, Flatten(), Dense(2)], "mse")
