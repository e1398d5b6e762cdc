"""A step in portions: the same numbers as in one piece, whatever is looked at, and by the layers alone."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine import LAYERS, Dense, Network, make_optimizer, portions
from nnviz.engine.layers import layers_in
from nnviz.training.snapshot import layer_statistics
from tests.engine import shaped_curves

WORDS = "conv(3, 3), maxpool(2), conv(4, 3), globalmaxpool, 5"
DRAWING = "conv(3, 3), dropout(0.3), maxpool(2), 5"


@pytest.fixture
def small_portions(monkeypatch):
    """Three samples at a time, and the last one fewer."""
    monkeypatch.setattr(portions, "NEAR", 1)
    monkeypatch.setattr(portions, "FEWEST", 3)
    monkeypatch.setattr(portions, "LONG", 1)
    monkeypatch.setattr(portions, "ROOM", 1)


def made(words=WORDS, loss="categorical_crossentropy", dtype="float64", samples=8):
    rng = np.random.default_rng(4)
    last = "softmax" if loss == "categorical_crossentropy" else "linear"
    network = Network((1, 6, 6), [*layers_in(words, LAYERS), Dense(3, last)], loss, dtype=dtype)
    network.initialize(rng)
    return network, rng.normal(size=(samples, 1, 6, 6)), np.eye(3)[rng.integers(0, 3, samples)]


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "mse", "half_squared_error"])
def test_loss_and_gradient_are_those_of_one_piece(loss, request):
    whole, X, T = made(loss=loss)
    expected, gradients = whole.gradient_step(X, T), whole.gradients.copy()
    batch = whole.last_batch()
    request.getfixturevalue("small_portions")
    network, _, _ = made(loss=loss)
    rows = np.arange(8)
    samples = network.prepare(X, T)
    for step in (
        lambda: network.gradient_step(X, T),
        lambda: network.gradient_step_rows(samples, rows),
        lambda: network.gradient_step_rows(samples),
    ):
        assert step() == pytest.approx(expected, rel=1e-12)
        np.testing.assert_allclose(network.gradients, gradients, atol=1e-14)
        again = network.last_batch()
        np.testing.assert_array_equal(again.inputs, batch.inputs)
        np.testing.assert_array_equal(again.targets, batch.targets)
        assert again.fused == batch.fused
        for mine, other in zip(again.layers, batch.layers, strict=True):
            assert mine.named.keys() == other.named.keys()
            for name in mine.named:
                np.testing.assert_allclose(mine.named[name], other.named[name], atol=1e-13, err_msg=name)
            for name in ("z", "a", "da", "dz"):
                np.testing.assert_allclose(getattr(mine, name), getattr(other, name), atol=1e-13)
    np.testing.assert_allclose(network.predict(X), whole.predict(X), atol=1e-14)
    assert network.evaluate(X, T)[0] == pytest.approx(whole.evaluate(X, T)[0], rel=1e-12)
    assert network.evaluate_samples(samples)[0] == pytest.approx(whole.evaluate(X, T)[0], rel=1e-12)


@pytest.mark.usefixtures("small_portions")
def test_looking_at_a_step_changes_nothing_and_shows_its_own_masks():
    network, X, T = made(DRAWING)
    network.gradient_step(X, T)
    state = network.rng.bit_generator.state
    parameters, gradients = network.parameters.copy(), network.gradients.copy()
    first, second = network.last_batch(), network.last_batch()
    assert network.rng.bit_generator.state == state
    np.testing.assert_array_equal(network.parameters, parameters)
    np.testing.assert_array_equal(network.gradients, gradients)
    for one, other in zip(first.layers, second.layers, strict=True):
        np.testing.assert_array_equal(one.a, other.a)
    kept = first.layers[1].a != 0
    assert 0 < kept.mean() < 1
    conv = first.layers[0].named
    dW = np.einsum("ncijrq,nfrq->fcij", conv["window"], conv["dz"])
    np.testing.assert_allclose(dW, network.layers[0].gradients["weights"], atol=1e-14)


@pytest.mark.usefixtures("small_portions")
def test_a_step_is_looked_at_as_it_was_after_the_update_too():
    network, X, T = made()
    network.gradient_step(X, T)
    before = network.last_batch().layers[0].z
    optimizer = make_optimizer("sgd", network.size, "float64", 0.5)
    optimizer.step(network.parameters, network.gradients)
    np.testing.assert_array_equal(network.last_batch().layers[0].z, before)
    network.gradient_step(X, T)
    assert (network.last_batch().layers[0].z != before).any()


@pytest.mark.usefixtures("small_portions")
@pytest.mark.parametrize("name", ["conv, maxpool, conv, maxpool", "conv1d", "lstm on lstm", "gru"])
def test_the_curve_of_pytorch_in_portions(name):
    import json

    case = shaped_curves.cases()[name]
    stored = json.loads(shaped_curves.STORED.read_text())["curves"][name]
    np.testing.assert_allclose(shaped_curves.ours(case), stored, rtol=1e-9, atol=1e-9)


@pytest.mark.usefixtures("small_portions")
def test_statistics_of_maps_are_those_of_all_samples():
    network, X, _ = made("conv(3, 3), conv(4, 3), globalmaxpool")
    told = layer_statistics(network, X)
    stages = network.followed(X).stages
    for statistics, place in zip(told, network.weighted, strict=True):
        values = stages[place].a.reshape(len(statistics.mean), -1)
        np.testing.assert_allclose(statistics.mean, values.mean(axis=1), atol=1e-14)
        np.testing.assert_array_equal(statistics.maximum, values.max(axis=1))
        np.testing.assert_allclose(statistics.firing, (values > 0).mean(axis=1), atol=1e-14)


def portion(shape, words):
    return portions.portion_of(Network(shape, [*layers_in(words, LAYERS), Dense(10)], "mse").layers)


def test_how_many_samples_follows_from_the_layers_alone():
    usual = "conv(8, 3), maxpool(2), conv(16, 3), maxpool(2)"
    assert portion((1, 28, 28), usual) == 16
    assert portion((1, 8, 8), usual) == 256
    assert portion((1, 28, 28), "conv(8, 3), batchnorm") is None, "it needs the whole batch"
    assert portion((784,), "64, 32") is None
    assert portion((1, 28, 28), "maxpool(2), 64") is None
    assert portion((6, 50), "lstm(8)") is None
    assert portion((8, 100), "lstm(64)") == 128
