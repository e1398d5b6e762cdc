"""The gradient check: right gradients pass, wrong ones do not, corners are named."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.engine import (
    ACTIVATIONS,
    LOSSES,
    BatchNorm,
    Dense,
    Dropout,
    Flatten,
    Network,
    Variational,
    gradient_check,
)
from tests.helpers.counts import count

PAIRS = [(name, last) for name, entry in LOSSES.items() for last in entry.activations]


def network_and_data(layers, loss, inputs=3, samples=5, seed=0, **penalties):
    rng = np.random.default_rng(seed)
    network = Network(inputs, layers, loss, dtype="float64", **penalties)
    network.initialize(rng)
    network.parameters[...] += rng.normal(size=network.size) * 0.3
    outputs = network.output_size
    one_hot = np.eye(outputs)[rng.integers(0, outputs, samples)]
    targets = one_hot if LOSSES[loss].classification else rng.normal(size=(samples, outputs))
    return network, rng.normal(size=(samples, inputs)), targets


def assert_right(network, X, T):
    checks = gradient_check(network, X, T)
    assert len(checks) == network.size
    assert not [check for check in checks if not check.right]
    return checks


@pytest.mark.parametrize("hidden", ACTIVATIONS)
@pytest.mark.parametrize(("loss", "last"), PAIRS)
def test_every_activation_with_every_loss_and_last_layer(hidden, loss, last):
    checks = assert_right(*network_and_data([Dense(3, hidden), Dense(2, last)], loss, inputs=2))
    assert sum(check.kink for check in checks) <= len(checks) // 4


@pytest.mark.parametrize("between", [[BatchNorm()], [Dropout(0.4)], [Flatten()], [BatchNorm(), Dropout(0.3)]])
@pytest.mark.parametrize(("loss", "last"), PAIRS)
def test_every_layer_with_every_loss_and_last_layer(between, loss, last):
    layers = [Dense(3, "tanh"), *between, Dense(3, "silu"), *between, Dense(2, last)]
    assert_right(*network_and_data(layers, loss, inputs=2))


def test_layers_before_the_first_dense_one():
    assert_right(*network_and_data([BatchNorm(), Dropout(0.3), Dense(3, "tanh"), Dense(2)], "mse"))


def test_penalties_are_part_of_it():
    assert_right(*network_and_data([Dense(4, "tanh"), BatchNorm(), Dense(2)], "mse", l1=0.1, l2=0.2))


@settings(max_examples=count(15, 40), deadline=None)
@given(
    inputs=st.integers(1, 5),
    hidden=st.lists(
        st.builds(Dense, st.integers(1, 5), st.sampled_from(list(ACTIVATIONS)))
        | st.builds(BatchNorm)
        | st.builds(Variational, st.integers(1, 3), st.sampled_from((0.0, 0.01, 2.0))),
        max_size=3,
    ),
    outputs=st.integers(1, 4),
    pair=st.sampled_from(PAIRS),
    samples=st.integers(1, 6),
    seed=st.integers(0, 99),
)
def test_networks_of_any_shape(inputs, hidden, outputs, pair, samples, seed):
    # Two samples or fewer make batch normalisation's deviation almost 0, and differences mean nothing.
    if any(isinstance(layer, BatchNorm) for layer in hidden):
        samples += 4
    layers = [*hidden, Dense(outputs, pair[1])]
    assert_right(*network_and_data(layers, pair[0], inputs, samples, seed))


@pytest.mark.parametrize(("name", "parameter"), [("leaky_relu", 0.3), ("elu", 0.5), ("elu", 2.0)])
def test_activations_with_their_parameter_set(name, parameter):
    assert_right(*network_and_data([Dense(4, name, parameter), Dense(2)], "mse"))


@pytest.mark.parametrize(("by", "wrong"), [(0.0, False), (1e-9, False), (1e-5, True)])
def test_what_rounding_can_make_is_right_and_what_it_cannot_is_wrong(monkeypatch, by, wrong):
    """A slope of tanh that is off by a share: seen as soon as it is more than the difference can tell."""
    tanh = ACTIVATIONS["tanh"]

    def sloping(z, a, out=None, scratch=None):
        out = tanh.derivative(z, a, out, scratch)
        return np.multiply(out, 1.0 + by, out=out)

    monkeypatch.setitem(ACTIVATIONS, "tanh", dataclasses.replace(tanh, derivative=sloping, bound=None))
    network = Network(1, [Dense(1, "tanh"), Dense(1)], "half_squared_error", dtype="float64")
    network.parameters[...] = [0.5, 0.1, 0.02, 0.0]
    first = gradient_check(network, [[1.0]], [[-1.0]], [0])[0]
    assert first.analytic == pytest.approx(0.02 * (0.02 * np.tanh(0.6) + 1) / np.cosh(0.6) ** 2, rel=1e-4)
    assert 1e-10 < first.resolution < 1e-8
    assert first.right is not wrong


def test_a_tiny_gradient_of_a_large_loss_is_right_and_says_how_far_it_could_be_told():
    """A loss of 5e5 is rounded by about 1e-10, hence its difference over 2e-6 by about 1e-4."""
    network = Network(1, [Dense(1, "tanh"), Dense(1)], "half_squared_error", dtype="float64")
    network.parameters[...] = [15.0, 0.0, 1.0, 0.0]
    check = gradient_check(network, [[1.0]], [[1000.0]], [0])[0]
    assert check.analytic == pytest.approx(-999.0 / np.cosh(15.0) ** 2, rel=1e-3)
    assert check.right
    assert 1e-5 < check.resolution < 1e-2


def test_a_step_that_bends_is_told_from_a_wrong_gradient():
    """sigmoid(1000 x) is steep enough for h to be long: it misses by h^2 / 6 of the third slope."""
    network = Network(1, [Dense(1, "sigmoid"), Dense(1)], "half_squared_error", dtype="float64")
    network.parameters[...] = [0.0003, 0.0, 1.0, 0.0]
    check = gradient_check(network, [[3000.0]], [[0.0]], [0])[0]
    assert check.relative_error > 1e-7
    assert check.right


def test_a_wrong_gradient_is_found(monkeypatch):
    """Case D4: the tutorial's output gradient lacks the sigmoid's derivative."""
    network, X, T = network_and_data([Dense(3, "sigmoid"), Dense(2, "sigmoid")], "mse")
    assert_right(network, X, T)

    def lacking(z, a, out=None, scratch=None):
        out = np.empty_like(a) if out is None else out
        out[...] = 1.0
        return out

    wrong = dataclasses.replace(ACTIVATIONS["sigmoid"], derivative=lacking, bound=None)
    monkeypatch.setitem(ACTIVATIONS, "sigmoid", wrong)
    checks = gradient_check(network, X, T)
    assert min(check.relative_error for check in checks) > 0.1
    assert not any(check.kink or check.right for check in checks)


def test_a_corner_is_named_and_not_failed():
    network = Network(1, [Dense(1, "relu"), Dense(1)], "mse", dtype="float64")
    network.parameters[...] = [0.0, 0.0, 1.0, 0.0]  # z = 0 exactly
    checks = gradient_check(network, [[2.0]], [[1.0]])
    by_name = {check.name: check for check in checks}
    assert by_name["dense1.weights[0, 0]"].kink
    assert by_name["dense1.bias[0]"].kink
    assert by_name["dense1.bias[0]"].analytic == 0  # the convention at the corner
    assert by_name["dense1.bias[0]"].numeric == pytest.approx(-1.0, abs=1e-3)


def test_the_corner_of_the_absolute_error_and_of_l1():
    network = Network(1, [Dense(1)], "mae", dtype="float64")
    assert all(check.kink for check in gradient_check(network, [[2.0]], [[0.0]]))
    network = Network(1, [Dense(1)], "mse", dtype="float64", l1=0.1)
    weight, bias = gradient_check(network, [[2.0]], [[1.0]])
    assert weight.kink
    assert not bias.kink


def test_some_parameters_only_and_the_network_is_left_alone():
    network, X, T = network_and_data([Dense(4, "tanh"), BatchNorm(), Dropout(0.5), Dense(2)], "mse")
    state = network.rng.bit_generator.state
    before = [values.copy() for values in (network.parameters, network.gradients, network.statistics)]
    checks = gradient_check(network, X, T, [5, 0])
    assert [check.index for check in checks] == [5, 0]
    assert network.rng.bit_generator.state == state
    for values, kept in zip((network.parameters, network.gradients, network.statistics), before, strict=True):
        np.testing.assert_array_equal(values, kept)
    with pytest.raises(ValueError, match="no parameter 99: they go from 0 to 33"):
        gradient_check(network, X, T, [99])


def test_a_float32_network_is_checked_in_float64():
    network = Network(3, [Dense(4, "tanh"), Dense(2)], "mse")
    network.initialize(np.random.default_rng(0))
    rng = np.random.default_rng(1)
    assert_right(network, rng.normal(size=(4, 3)), rng.normal(size=(4, 2)))


def test_parameters_have_names():
    network = Network(3, [Dense(2, "tanh"), Dropout(0.1), BatchNorm(), Dense(1)], "mse")
    names = [network.parameter_name(index) for index in range(network.size)]
    assert names == [
        *(f"dense1.weights[{i}, {j}]" for i in range(3) for j in range(2)),
        "dense1.bias[0]", "dense1.bias[1]",
        "batchnorm1.scale[0]", "batchnorm1.scale[1]", "batchnorm1.shift[0]", "batchnorm1.shift[1]",
        "dense2.weights[0, 0]", "dense2.weights[1, 0]", "dense2.bias[0]",
    ]  # fmt: skip
    assert names == list(network.parameter_names())
    with pytest.raises(ValueError, match="no parameter 15: they go from 0 to 14"):
        network.parameter_name(15)
