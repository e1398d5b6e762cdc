"""Pooling: the largest or the mean of each window, the one winner, and where its gradient goes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nnviz.engine import (
    AvgPool,
    BatchNorm,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalAvgPool,
    GlobalMaxPool,
    MaxPool,
    Network,
    gradient_check,
)
from tests.helpers.counts import count
from tests.helpers.shaped import first_of_the_largest, pooled

SHAPES = st.tuples(st.integers(1, 3), st.integers(1, 7), st.integers(1, 7)) | st.tuples(
    st.integers(1, 3), st.integers(1, 9)
)


def stepped(shape, spec, X, T=None):
    """The named values of that layer after a step; the layer before it hands its samples on."""
    network = Network(shape, [BatchNorm(), spec, Flatten(), Dense(2)], "mse", dtype="float64")
    network.layers[-1].weights[...] = np.random.default_rng(5).normal(size=network.layers[-1].weights.shape)
    network.statistics[: shape[0]] = 0.0
    samples = len(X)
    program = network.followed(X, np.zeros((samples, 2)) if T is None else T)
    named = {k: np.moveaxis(v, -1, 0) for k, v in program.stages[1].named.items()}
    a = program.stages[1].a.T.reshape(samples, *network.layers[1].output_shape)
    da = program.stages[1].da.T.reshape(a.shape)
    dx = program.stages[0].da.T.reshape(samples, *shape)
    x = program.stages[0].a.T.reshape(samples, *shape)
    values = {**named, "a": a, "da": da}
    derived = {q.name: q.of(network.layers[1], values) for q in network.layers[1].quantities if q.derive}
    return x, {**values, **derived}, dx


def drawn(shape, samples=3, ties=False):
    rng = np.random.default_rng(1)
    size = (samples, *shape)
    return rng.integers(0, 3, size).astype(float) if ties else rng.normal(size=size)


@settings(max_examples=count(20, 60), deadline=None)
@given(shape=SHAPES, size=st.integers(1, 4), ties=st.booleans())
def test_the_largest_of_each_window_and_its_one_winner(shape, size, ties):
    assume(size <= min(shape[1:]))
    x, values, dx = stepped(shape, MaxPool(size), drawn(shape, ties=ties))
    np.testing.assert_array_equal(values["a"], pooled(x, size, max))
    np.testing.assert_array_equal(values["winner"], pooled(x, size, first_of_the_largest))
    np.testing.assert_array_equal(values["ties"], pooled(x, size, lambda inside: inside.count(max(inside))))
    expected = np.zeros_like(x)
    for place in np.ndindex(values["a"].shape):
        winner = np.unravel_index(values["winner"][place], (size,) * (len(shape) - 1))
        spot = tuple(p * size + i for p, i in zip(place[2:], winner, strict=True))
        expected[(*place[:2], *spot)] = values["da"][place]
    np.testing.assert_array_equal(dx, expected)


@settings(max_examples=count(15, 40), deadline=None)
@given(shape=SHAPES, size=st.integers(1, 4))
def test_the_mean_of_each_window(shape, size):
    assume(size <= min(shape[1:]))
    x, values, dx = stepped(shape, AvgPool(size), drawn(shape))
    np.testing.assert_allclose(values["a"], pooled(x, size, np.mean), atol=1e-14)
    expected = np.zeros_like(x)
    cells = size ** (len(shape) - 1)
    for place in np.ndindex(values["a"].shape):
        spots = tuple(slice(p * size, (p + 1) * size) for p in place[2:])
        expected[(*place[:2], *spots)] = values["da"][place] / cells
    np.testing.assert_allclose(dx, expected, atol=1e-14)


@settings(max_examples=count(15, 40), deadline=None)
@given(shape=SHAPES, ties=st.booleans())
def test_the_largest_of_a_whole_map_and_where_it_was(shape, ties):
    x, values, dx = stepped(shape, GlobalMaxPool(), drawn(shape, ties=ties))
    maps = x.reshape(*x.shape[:2], -1)
    np.testing.assert_array_equal(values["a"], maps.max(axis=2))
    expected = np.zeros_like(maps)
    for n, c in np.ndindex(maps.shape[:2]):
        inside = maps[n, c].tolist()
        assert values["winner"][n, c] == first_of_the_largest(inside)
        assert values["ties"][n, c] == inside.count(max(inside))
        expected[n, c, first_of_the_largest(inside)] = values["da"][n, c]
    np.testing.assert_array_equal(dx.reshape(maps.shape), expected)


@settings(max_examples=count(10, 30), deadline=None)
@given(shape=SHAPES)
def test_the_mean_of_a_whole_map(shape):
    x, values, dx = stepped(shape, GlobalAvgPool(), drawn(shape))
    maps = x.reshape(*x.shape[:2], -1)
    np.testing.assert_allclose(values["a"], maps.mean(axis=2), atol=1e-14)
    shares = np.broadcast_to(values["da"][..., None] / maps.shape[2], maps.shape)
    np.testing.assert_allclose(dx.reshape(maps.shape), shares, atol=1e-14)


POOLS = [MaxPool(2), MaxPool(3), AvgPool(2), AvgPool(3), GlobalMaxPool(), GlobalAvgPool()]


@pytest.mark.parametrize("pool", POOLS, ids=str)
@pytest.mark.parametrize("between", [[], [BatchNorm()], [Dropout(0.3)]], ids=str)
def test_gradients_go_through_it(pool, between):
    rng = np.random.default_rng(3)
    layers = [Conv(3, 3, activation="relu"), *between, pool, Dense(3, "tanh"), Dense(2)]
    network = Network((2, 7, 6), layers, "mse", dtype="float64")
    network.initialize(rng)
    network.parameters[...] += rng.normal(size=network.size) * 0.3
    checks = gradient_check(network, rng.normal(size=(4, 2, 7, 6)), rng.normal(size=(4, 2)))
    assert not [check for check in checks if not check.right]
    assert sum(check.kink for check in checks) <= len(checks) // 10


def test_another_winner_on_the_way_is_a_corner():
    network = Network((1, 2, 2), [Conv(1, 1), MaxPool(2), Dense(1)], "half_squared_error", dtype="float64")
    network.parameters[...] = [0.0, 0.0, 1.0, 0.0]  # with the weight 0 all four are as large
    check = gradient_check(network, [[[[1.0, 2.0], [-1.0, 0.0]]]], [[1.0]], [0])[0]
    assert check.kink
    assert check.analytic == -1.0, "the first has it all"
    assert check.numeric == pytest.approx(-0.5, abs=1e-5), "up it is 2 w, down it is -w"
    for index in (1, 2, 3):
        assert not gradient_check(network, [[[[1.0, 2.0], [-1.0, 0.0]]]], [[1.0]], [index])[0].kink


@pytest.mark.parametrize(
    ("shape", "spec", "sentence"),
    [
        ((64,), MaxPool(2), r"pooling takes pictures .* not samples of the shape \(64,\)"),
        ((64,), GlobalAvgPool(), r"pooling takes pictures .* not samples of the shape \(64,\)"),
        ((3, 2, 9), AvgPool(3), r"pooling of 3 × 3 does not fit into .* \(3, 2, 9\)"),
        ((3, 4), MaxPool(5), r"pooling of 5 does not fit into .* \(3, 4\)"),
    ],
)
def test_what_does_not_fit_is_a_sentence_with_both_shapes(shape, spec, sentence):
    with pytest.raises(ValueError, match=sentence):
        Network(shape, [spec, Dense(2)], "mse")
