"""A dense layer at every step of a sequence, and losses over the steps at which something is asked."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.engine import (
    ACTIVATIONS,
    LOSSES,
    BatchNorm,
    Conv1d,
    Dense,
    Dropout,
    Flatten,
    MaxPool,
    Network,
    gradient_check,
)
from nnviz.engine.portions import portion_of
from nnviz.engine.program import Program

STEPS, SAMPLES = 5, 4

HIDDEN = (Dense(4, "tanh"),)


def made(last, loss, hidden=HIDDEN, shape=(3, STEPS), seed=0):
    network = Network(shape, [*hidden, last], loss, dtype="float64")
    rng = np.random.default_rng(seed)
    network.rng = rng
    network.parameters[...] = rng.normal(size=network.size)
    return network, rng.normal(size=(SAMPLES, *shape)), rng


def goals(loss, units, rng, missing=0.4):
    """Targets (n, units, STEPS), NaN at some steps, at one at least not."""
    values = rng.normal(size=(SAMPLES, units, STEPS))
    if loss == "categorical_crossentropy":
        values = np.moveaxis(np.eye(units)[rng.integers(0, units, (SAMPLES, STEPS))], -1, 1)
    elif loss == "binary_crossentropy":
        values = (values > 0).astype(float)
    asked = rng.random((SAMPLES, STEPS)) >= missing
    asked[0, 0] = True
    return np.where(asked[:, None], values, np.nan), asked


def activation_for(loss):
    return {"categorical_crossentropy": "softmax", "binary_crossentropy": "sigmoid"}.get(loss, "tanh")


def test_it_is_the_same_dense_layer_at_every_step():
    network, X, _ = made(Dense(2), "mse")
    at_a_step = Network(3, [Dense(4, "tanh"), Dense(2)], "mse", dtype="float64")
    at_a_step.parameters[...] = network.parameters
    answers = network.predict(X)
    assert [block.parameter.shape for block in network.blocks] == [(3, 4), (4,), (4, 2), (2,)]
    assert answers.shape == (SAMPLES, 2, STEPS)
    for step in range(STEPS):
        np.testing.assert_allclose(answers[..., step], at_a_step.predict(X[..., step]), atol=1e-14)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("missing", [0.0, 0.5])
def test_a_loss_is_that_of_the_asked_steps_as_if_there_were_no_others(loss, missing):
    last = Dense(3, activation_for(loss))
    network, X, rng = made(last, loss)
    T, asked = goals(loss, 3, rng, missing)
    at_a_step = Network(3, [Dense(4, "tanh"), last], loss, dtype="float64")
    at_a_step.parameters[...] = network.parameters
    columns, answers = np.moveaxis(X, 1, -1)[asked], np.moveaxis(T, 1, -1)[asked]
    value = at_a_step.gradient_step(columns, answers)
    assert network.gradient_step(X, T) == pytest.approx(value, rel=1e-13)
    np.testing.assert_allclose(network.gradients, at_a_step.gradients, rtol=1e-10, atol=1e-14)
    assert network.evaluate(X, T)[0] == pytest.approx(value, rel=1e-13)
    held, single = network.last_batch().layers[-1], at_a_step.last_batch().layers[-1]
    for name in ("z", "a", "dz", "da"):
        values = np.moveaxis(held.named[name], 1, -1)
        np.testing.assert_allclose(values[asked], getattr(single, name), rtol=1e-10, atol=1e-14)
        assert np.isfinite(values).all()
    assert not np.moveaxis(held.named["dz"], 1, -1)[~asked].any()


@settings(max_examples=30, deadline=None)
@given(
    loss=st.sampled_from(sorted(LOSSES)),
    activation=st.sampled_from(sorted(ACTIVATIONS)),
    between=st.sampled_from([(), (BatchNorm(),), (Dropout(0.3),), (Conv1d(3, 2, activation="tanh"),)]),
    seed=st.integers(0, 99),
)
def test_every_gradient_is_right(loss, activation, between, seed):
    last = Dense(2, activation_for(loss))
    network, X, rng = made(last, loss, (Dense(3, activation), *between), seed=seed)
    T, _ = goals(loss, 2, rng)
    assert all(check.right for check in gradient_check(network, X, T))


def test_every_way_to_learn_and_to_evaluate_comes_to_the_same():
    network, X, rng = made(Dense(3, "softmax"), "categorical_crossentropy")
    classes = rng.integers(-1, 3, (SAMPLES, STEPS))
    samples = network.prepare(X, classes)
    value, gradients = network.gradient_step(X, classes), network.gradients.copy()
    rows = np.arange(SAMPLES)
    for loss in (network.gradient_step_rows(samples, rows), network.gradient_step_rows(samples)):
        assert loss == value
        np.testing.assert_allclose(network.gradients, gradients, atol=1e-15)
    assert network.evaluate_samples(samples)[0] == network.evaluate(X, classes)[0] == value
    np.testing.assert_array_equal(network.evaluate(X, classes)[1], network.predict(X))
    flat = network.evaluate(X.reshape(SAMPLES, -1), classes)
    assert flat[0] == value


def test_portions_count_by_what_is_asked_in_them():
    hidden = (Conv1d(8, 5, activation="tanh"), Dense(3, "tanh"))
    network, _, rng = made(Dense(2, "softmax"), "categorical_crossentropy", hidden, (2, 800))
    portion = portion_of(network.layers)
    X = rng.normal(size=(2 * portion + 3, 2, 800))
    T = rng.integers(-1, 2, (len(X), 800))
    T[portion:, 100:] = -1
    value = network.gradient_step(X, T)
    gradients, dz = network.gradients.copy(), network.last_batch().layers[-1].dz
    whole = Program(network.layers, network.loss, network.prepare(X, T), training=True)
    assert value == pytest.approx(whole.learn(), rel=1e-12)
    np.testing.assert_allclose(gradients, network.gradients, rtol=1e-9, atol=1e-14)
    np.testing.assert_allclose(dz, whole.stages[-1].dz.T, atol=1e-15)
    assert network.evaluate(X, T)[0] == pytest.approx(value, rel=1e-12)


def test_one_sample_is_followed_with_its_steps():
    network, X, _ = made(Dense(3, "softmax"), "categorical_crossentropy")
    classes = np.array([0, -1, 2, -1, 1])
    traced = network.trace(X[0], classes)
    assert traced.loss == network.evaluate(X[:1], classes[None])[0]
    last = traced.layers[-1].named
    assert last["a"].shape == last["dz"].shape == (3, STEPS)
    np.testing.assert_allclose(last["dz"][:, 0], (last["a"][:, 0] - [1, 0, 0]) / 3)
    assert not last["dz"][:, [1, 3]].any()
    assert network.followed(X, None).outputs.shape == (3 * STEPS, SAMPLES)


def test_a_batch_of_which_nothing_is_asked_teaches_nothing():
    network, X, _ = made(Dense(2), "mse")
    assert network.gradient_step(X, np.full((SAMPLES, 2, STEPS), np.nan)) == 0.0
    assert not network.gradients.any()


@pytest.mark.parametrize(
    ("last", "loss", "targets", "sentence"),
    [
        (
            Dense(3, "softmax"),
            "categorical_crossentropy",
            np.zeros((4, 6), int),
            r"\(4, 6\) do not fit .*\(4, 3, 5\)",
        ),
        (Dense(3, "softmax"), "categorical_crossentropy", np.full((4, 5), 3), "but the 3 outputs stand for"),
        (Dense(3, "softmax"), "categorical_crossentropy", np.full((4, 5), -2), "go from -2"),
        (Dense(3, "softmax"), "categorical_crossentropy", np.full((4, 5), -1), "Nothing is asked"),
        (Dense(1), "mse", np.full((4, 5), np.inf), "must be finite"),
        (Dense(2), "mse", np.full((4, 5), 1.0), r"\(4, 5\) do not fit outputs of the shape \(4, 2, 5\)"),
    ],
)
def test_targets_that_do_not_fit_are_a_sentence(last, loss, targets, sentence):
    network, X, _ = made(last, loss)
    with pytest.raises(ValueError, match=sentence):
        network.prepare(X, targets)


def test_targets_of_a_step_are_all_there_or_none():
    network, X, rng = made(Dense(2), "mse")
    T = rng.normal(size=(SAMPLES, 2, STEPS))
    T[1, 0, 2] = np.nan
    with pytest.raises(ValueError, match="either all targets are missing"):
        network.prepare(X, T)


def test_values_and_yes_or_no_are_asked_at_steps_too():
    network, X, rng = made(Dense(1), "mse")
    values = np.where(rng.random((SAMPLES, STEPS)) < 0.5, rng.normal(size=(SAMPLES, STEPS)), np.nan)
    assert network.evaluate(X, values)[0] == pytest.approx(
        np.nanmean((network.predict(X)[:, 0] - values) ** 2), rel=1e-12
    )
    network, X, rng = made(Dense(1, "sigmoid"), "binary_crossentropy")
    classes = rng.integers(-1, 2, (SAMPLES, STEPS))
    a = network.predict(X)[:, 0]
    own = -np.log(np.where(classes == 1, a, 1 - a))
    assert network.evaluate(X, classes)[0] == pytest.approx(own[classes >= 0].mean(), rel=1e-12)


def test_a_buffer_is_read_both_ways_without_a_copy():
    network, X, _ = made(
        Dense(2), "mse", (Dense(4, "tanh"), Dropout(0.5), BatchNorm(), MaxPool(1), Conv1d(3, 2))
    )
    program = network.followed(X)
    before = program.stages[-2].outputs
    product = program.stages[-1].forward
    assert len(product) == 1  # no copy before it
    assert np.shares_memory(product[0].args[1], before)


def test_flattened_it_takes_all_steps_as_one_row():
    network, X, _ = made(Dense(2), "mse", (Dense(4, "tanh"), Flatten()))
    assert network.layers[-1].weights.shape == (4 * STEPS, 2)
    assert network.predict(X).shape == (SAMPLES, 2)


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not installed")
def test_the_loss_of_pytorch_that_ignores_what_is_not_asked():
    import torch

    network, X, rng = made(Dense(3, "softmax"), "categorical_crossentropy")
    classes = rng.integers(-1, 3, (SAMPLES, STEPS))
    sums = torch.tensor(network.followed(X).stages[-1].z.reshape(3, STEPS, SAMPLES).transpose(2, 0, 1).copy())
    theirs = torch.nn.functional.cross_entropy(sums, torch.tensor(classes), ignore_index=-1)
    assert network.evaluate(X, classes)[0] == pytest.approx(theirs.item(), rel=1e-13)
