"""ReLU after a pooling: the very outputs, loss and gradients that come of ReLU before it, ties too."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine import LAYERS, Dense, Network
from nnviz.engine.layers import layers_in, reordered
from nnviz.engine.program import Program, Samples
from nnviz.engine.trace import batch_trace
from nnviz.training.settings import read_layers

POOLED = ["conv(3, 3), maxpool(2)", "conv(3, 2, bias=no), maxpool(3)", "conv(4, 3), globalmaxpool"]
DEEP = "conv(3, 3), maxpool(2), conv(4, 3), maxpool(2), 5"


def made(words, dtype="float32", *, ties=True):
    """A network and samples; with ties of few whole numbers, and a filter that nothing gets above 0."""
    rng = np.random.default_rng(7)
    network = Network((2, 6, 6), [*read_layers(words), Dense(3)], "mse", dtype=dtype)
    network.parameters[...] = rng.integers(-2, 3, network.size) if ties else rng.normal(size=network.size)
    X = rng.integers(0, 2, (10, 2, 6, 6)) if ties else rng.normal(size=(10, 2, 6, 6))
    if ties:
        weights = network.layers[0].values
        weights["weights"][0] = -1
        weights.get("bias", np.zeros(1))[:] = 0
    return network, X, rng.normal(size=(10, 3))


def plain(network, X, T):
    """A program of the layers as they are, after a step."""
    samples = Samples.empty(len(X), network.input_size, 3, network.dtype)
    samples.inputs[:, :-1] = X.reshape(len(X), -1)
    samples.targets[...] = T.T
    program = Program(network.layers, network.loss, samples, training=True)
    return program, program.learn()


@pytest.mark.parametrize("words", [*POOLED, DEEP])
@pytest.mark.parametrize("ties", [True, False])
def test_all_that_leaves_it_is_the_same_to_the_bit(words, ties):
    network, X, T = made(words, ties=ties)
    assert reordered(network.layers) != network.layers
    program, expected = plain(network, X, T)
    if ties:
        pooled = batch_trace(program).layers[1]
        tied = network.layers[1].quantities[3].of(network.layers[1], pooled.named)
        assert (pooled.a == 0).mean() > 0.1
        assert (tied > 1).mean() > 0.3
    gradients = network.gradients.copy()
    network.gradients[...] = np.nan
    assert network.gradient_step(X, T) == expected
    np.testing.assert_array_equal(network.gradients, gradients)
    np.testing.assert_array_equal(network.predict(X), program.outputs.T)
    np.testing.assert_array_equal(network.predict(X), network.forward(X.reshape(10, -1)).outputs.T)
    assert network.evaluate(X, T)[0] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("words", [*POOLED, DEEP])
def test_a_step_is_shown_with_relu_where_it_stands(words):
    network, X, T = made(words)
    program, _ = plain(network, X, T)
    expected = batch_trace(program)
    network.gradient_step(X, T)
    for mine, other in zip(network.last_batch().layers, expected.layers, strict=True):
        assert mine.named.keys() == other.named.keys()
        for name in mine.named:
            np.testing.assert_array_equal(mine.named[name], other.named[name], err_msg=name)


@pytest.mark.parametrize(
    "words", ["conv(3, 3), avgpool(2)", "conv(3, 3), dropout(0.1), maxpool(2)", "8, 4", "conv(3, 3), 8"]
)
def test_other_layers_stay_as_they_are(words):
    network = Network((2, 6, 6), [*read_layers(words), Dense(3)], "mse")
    assert reordered(network.layers) == network.layers
    smooth = Network((2, 6, 6), [*layers_in("conv(3, 3), maxpool(2)", LAYERS), Dense(3)], "mse")
    assert reordered(smooth.layers) == smooth.layers, "no activation, nothing to put later"
