"""Contributions add up to what they explain, and are what taking inputs away shows."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine import BatchNorm, Dense, Dropout, Network
from nnviz.training.calibration import logits
from nnviz.training.reader import load_reader
from nnviz.training.why import contributions
from tests.helpers.networks import dense_layers


def network(*hidden, seed=0):
    made = Network(6, (*hidden, Dense(3, "softmax")), "categorical_crossentropy", dtype="float64")
    made.initialize(np.random.default_rng(seed), "he")
    for layer in dense_layers(made):
        layer.bias[:] = np.random.default_rng(seed + 1).normal(size=layer.output_size)
    return made


@pytest.fixture
def x():
    return np.random.default_rng(5).uniform(-1, 1, 6)


@pytest.mark.parametrize(
    "hidden",
    [(), (Dense(8, "relu"),), (Dense(8, "relu"), Dropout(0.5), Dense(5, "leaky_relu")), (Dense(7, "tanh"),)],
)
def test_they_add_up(hidden, x):
    net = network(*hidden)
    z = logits(net, x[None])[0]
    one = contributions(net, x, 2)
    assert one.values.sum() + one.rest == pytest.approx(one.total)
    assert one.total == pytest.approx(z[2])
    both = contributions(net, x, 2, 0)
    assert both.total == pytest.approx(z[2] - z[0])
    np.testing.assert_allclose(both.values, one.values - contributions(net, x, 0).values)
    assert contributions(net, x).answer == z.argmax()


def test_the_rest_is_the_biases_along_the_relus_that_are_open(x):
    net = network(Dense(8, "relu"), Dense(5, "relu"))
    first, second, last = dense_layers(net)
    open1 = x @ first.weights + first.bias > 0
    h1 = (x @ first.weights + first.bias) * open1
    open2 = h1 @ second.weights + second.bias > 0
    biases = ((first.bias * open1) @ second.weights + second.bias) * open2 @ last.weights + last.bias
    found = contributions(net, x, 1)
    assert found.rest == pytest.approx(biases[1])
    path = first.weights * open1 @ second.weights * open2 @ last.weights
    np.testing.assert_allclose(found.values, path[:, 1] * x)


def test_without_hidden_layers_it_is_weight_times_input_and_taking_it_away_shows_it(x):
    net = network()
    found = contributions(net, x, 0)
    np.testing.assert_allclose(found.values, dense_layers(net)[0].weights[:, 0] * x)
    without = x.copy()
    without[3] = 0
    gone = logits(net, x[None])[0, 0] - logits(net, without[None])[0, 0]
    assert found.values[3] == pytest.approx(gone)


def test_batch_normalisation_is_followed(x):
    net = network(Dense(4, "relu"), BatchNorm())
    found = contributions(net, x, 1)
    step = 1e-6
    for index in range(6):
        moved = x.copy()
        moved[index] += step
        slope = (logits(net, moved[None])[0, 1] - logits(net, x[None])[0, 1]) / step
        assert found.values[index] == pytest.approx(slope * x[index], abs=1e-4)


def test_paper_says_nothing():
    reader = load_reader()
    inputs = reader.dataset.test_features[0]
    found = contributions(reader.network, inputs)
    assert (found.values[inputs == 0] == 0).all()
    assert found.answer == reader.dataset.test_labels[0]


def test_a_class_that_is_not_there_is_a_sentence(x):
    with pytest.raises(ValueError, match=r"^There is no class 3: the last one is 2\.$"):
        contributions(network(), x, 3)
    with pytest.raises(ValueError, match=r"^The network takes 6 inputs"):
        contributions(network(), x[:5], 1)
