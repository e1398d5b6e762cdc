"""Residual blocks: a chain of layers whose beginning is added at its end, however nested."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.engine import (
    Conv,
    Dense,
    Dropout,
    Flatten,
    LayerNorm,
    MaxPool,
    Network,
    Positions,
    Residual,
    gradient_check,
)
from nnviz.engine.layers import LAYERS, layers_in, reordered, written


def made(layers, shape=(4,), samples=3, seed=0):
    rng = np.random.default_rng(seed)
    network = Network(shape, [*layers, Flatten(), Dense(2)], "mse", dtype="float64")
    network.rng = np.random.default_rng(5)
    network.parameters[...] = rng.normal(size=network.size)
    return network, rng.normal(size=(samples, *shape)), rng.normal(size=(samples, 2))


def test_what_entered_is_added_and_gets_the_gradient_of_both_ways():
    network, X, T = made([Dense(4, "tanh"), Dense(4, "tanh"), Residual(1)])
    program = network.followed(X, T)
    before, inner, block = program.stages[:3]
    np.testing.assert_array_equal(block.a, before.a + inner.a)
    np.testing.assert_array_equal(block.named["skip"], before.a)
    np.testing.assert_array_equal(inner.da, block.da)
    through = network.layers[1].weights @ inner.dz
    np.testing.assert_allclose(before.da, through + block.da, atol=1e-14)


def test_every_layer_of_a_block_is_a_layer_of_the_network_with_its_own_name():
    text = "embedding(4), residual(layernorm, attention(2)), residual(layernorm, 16, 4)"
    network = Network((3, 5), [*layers_in(text, LAYERS), Dense(2)], "mse")
    assert network.names == (
        *(
            "embedding1",
            "layernorm1",
            "attention1",
            "residual1",
            "layernorm2",
            "dense1",
            "dense2",
            "residual2",
        ),
        "dense3",
    )
    assert [layer.output_shape for layer in network.layers][:4] == [(4, 5)] * 4
    assert network.weighted == (0, 2, 5, 6, 8)


blocks = st.recursive(
    st.sampled_from([(Dense(4, "tanh"),), (LayerNorm(),), (Dropout(0.3),), (Dense(3, "tanh"), Dense(4))]),
    lambda inner: st.lists(inner, min_size=1, max_size=3).map(
        lambda parts: (*(all_of := sum(parts, ())), Residual(len(all_of)))
    ),
    max_leaves=6,
)


@settings(max_examples=40, deadline=None)
@given(layers=blocks, steps=st.sampled_from([(), (3,)]), seed=st.integers(0, 9))
def test_every_gradient_of_any_nesting_is_right(layers, steps, seed):
    network, X, T = made(layers, (4, *steps), seed=seed)
    assert all(check.right for check in gradient_check(network, X, T))


@settings(max_examples=40, deadline=None)
@given(layers=blocks)
def test_any_nesting_is_read_as_it_is_written(layers):
    relu = tuple(Dense(layer.units, "relu") if isinstance(layer, Dense) else layer for layer in layers)
    assert layers_in(written(relu), LAYERS) == relu


@pytest.mark.parametrize(
    "layers", [(Dropout(0.5), Residual(1)), (Positions("learned"), Residual(1), Residual(2))]
)
def test_layers_that_only_pass_on_leave_each_its_own_gradient(layers):
    network, X, T = made([Dense(4), *layers], (4, 3))
    program = network.followed(X, T)
    end = program.stages[len(layers)]
    times = 1 + sum(1 for layer in layers if layer.over)  # a way past each block, and one through all
    np.testing.assert_allclose(program.stages[0].da, times * end.da, atol=1e-15)
    np.testing.assert_array_equal(program.stages[len(layers) - 1].da, end.da)


def test_a_relu_that_enters_a_block_stays_before_it():
    network, X, T = made([Conv(2, 3, activation="relu"), MaxPool(1), Residual(1)], (1, 4, 4))
    assert reordered(network.layers) == network.layers
    kept = Network((1, 4, 4), network.specs, "mse", dtype="float64")
    kept.parameters[...] = network.parameters
    relu = np.maximum(network.followed(X, T).stages[0].z, 0.0)
    np.testing.assert_array_equal(network.forward(X).stages[2].a, 2 * relu)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "residual(3)",
            r"of the shape \(4, 5\), to what its layers make of it, of the shape \(3, 5\): the two",
        ),
        ("residual(flatten)", r"of the shape \(4, 5\), .* of the shape \(20,\)"),
        ("residual()", "over at least 1 layer, not 0"),
        ("residual(nothing)", "no layer “nothing”"),
        ("residual(4", "no layer “residual"),
    ],
)
def test_what_does_not_fit_is_one_sentence(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        Network((4, 5), [*layers_in(text, LAYERS), Dense(2)], "mse")


@pytest.mark.parametrize(
    "layers", [[Residual(1)], [Dense(4), Residual(2)], [Dense(4), Dense(4), Residual(2), Residual(2)]]
)
def test_a_block_that_is_not_there_or_cut_in_two_is_one_sentence(layers):
    with pytest.raises(ValueError, match="written around whole layers that are there"):
        Network((4,), [*layers, Dense(2)], "mse")
