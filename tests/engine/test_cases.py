"""Every figure of the reference cases N, A, L, E and B that the engine computes."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine import ACTIVATIONS, LOSSES, Dense, Network, make_optimizer
from tests.engine import cases
from tests.helpers.networks import dense_layers


@pytest.mark.parametrize(("inputs", "weights", "bias", "activation", "z", "output"), cases.ONE_NEURON)
def test_one_neuron_gives_the_figures_of_case_n(inputs, weights, bias, activation, z, output):
    network = Network(len(inputs), [Dense(1, activation)], "mse", dtype="float64")
    dense_layers(network)[0].weights[:, 0] = weights
    dense_layers(network)[0].bias[:] = bias
    trace = network.trace(inputs)
    np.testing.assert_allclose(trace.z[0], [z], rtol=1e-15)
    np.testing.assert_allclose(trace.a[0], [output], rtol=1e-15)
    np.testing.assert_allclose(network.predict([inputs]), [[output]], rtol=1e-15)


@pytest.mark.parametrize(("z", "expected"), [(126.0, 1.0), (-1000.0, 0.0)])
def test_a1_the_sigmoid_saturates_without_a_warning(z, expected):
    assert ACTIVATIONS["sigmoid"].function(np.array([z]))[0] == expected


def test_a2_relu():
    z = np.array([0, 2, -1, 3.3, 2.7, 1.1, 2.2, -100])
    np.testing.assert_array_equal(ACTIVATIONS["relu"].function(z), [0, 2, 0, 3.3, 2.7, 1.1, 2.2, 0])


def test_a3_derivatives_are_those_of_the_formulas():
    z = np.array([-1.5, 0.0, 0.3])
    sigmoid, tanh = 1 / (1 + np.exp(-z)), np.tanh(z)
    soft = np.exp(z) / np.exp(z).sum()
    np.testing.assert_allclose(_derivative("sigmoid", z), sigmoid * (1 - sigmoid))
    np.testing.assert_allclose(_derivative("tanh", z), 1 - tanh**2)
    np.testing.assert_array_equal(_derivative("relu", z), [0, 0, 1])
    expected = [[soft[i] * ((i == j) - soft[j]) for j in range(3)] for i in range(3)]
    np.testing.assert_allclose(ACTIVATIONS["softmax"].jacobian(z), expected)


def _derivative(name, z):
    entry = ACTIVATIONS[name]
    return entry.derivative(z, entry.function(z))


def _linear_pair():
    network = Network(4, [Dense(3), Dense(3)], "mse", dtype="float64")
    first, second = dense_layers(network)
    first.weights[...], first.bias[...] = cases.L1_ROWS_1.T, cases.L1_BIAS_1
    second.weights[...], second.bias[...] = cases.L1_ROWS_2.T, cases.L1_BIAS_2
    return network


def test_l1_two_linear_layers():
    network = _linear_pair()
    np.testing.assert_allclose(network.predict(cases.L1_X), cases.L1_OUTPUT, atol=1e-12)
    for x, layer_1 in zip(cases.L1_X, cases.L1_LAYER_1, strict=True):
        np.testing.assert_allclose(network.trace(x).a[0], layer_1, atol=1e-12)


def test_l1_without_an_activation_two_layers_collapse_into_one_matrix():
    first, second = dense_layers(_linear_pair())
    one = Network(4, [Dense(3)], "mse", dtype="float64")
    dense_layers(one)[0].weights[...] = first.weights @ second.weights
    dense_layers(one)[0].bias[...] = first.bias @ second.weights + second.bias
    np.testing.assert_allclose(one.predict(cases.L1_X), cases.L1_OUTPUT, atol=1e-12)


def test_l2_four_features_into_five_relu_units():
    network = Network(4, [Dense(5, "relu")], "mse", dtype="float64")
    weights = 0.10 * np.random.default_rng(0).random((4, 5))
    dense_layers(network)[0].weights[...] = weights
    np.testing.assert_allclose(network.predict(cases.L1_X), np.maximum(cases.L1_X @ weights, 0))


def test_l2_the_mismatch_is_a_sentence_with_both_shapes():
    network = Network(2, [Dense(5, "relu")], "mse")
    with pytest.raises(
        ValueError, match=r"shape \(3, 4\) cannot enter .* shape \(2, 5\): it takes 2 features"
    ):
        network.predict(cases.L1_X)


def test_l3_every_unit_is_saturated():
    network = Network(4, [Dense(3, "sigmoid"), Dense(1, "sigmoid")], "mse", dtype="float64")
    hidden, out = dense_layers(network)
    hidden.weights[...], hidden.bias[...] = cases.L3_ROWS.T, cases.L3_BIAS
    out.weights[:, 0], out.bias[...] = cases.L3_OUT_WEIGHTS, cases.L3_OUT_BIAS
    trace = network.trace(cases.L3_X)
    np.testing.assert_array_equal(trace.z[0], cases.L3_Z)
    np.testing.assert_array_equal(trace.a[0], [1, 1, 1])
    np.testing.assert_array_equal(trace.z[1], [cases.L3_OUT_Z])
    assert trace.a[1][0] == pytest.approx(1.0, abs=1e-15)


def test_e1_mean_squared_error():
    assert LOSSES["mse"].value([4, 8, 6], [4, 9, 6]) == pytest.approx(1 / 3, abs=1e-16)


@pytest.mark.parametrize(("t", "p", "expected"), [(1, 0.9, 0.10536), (0, 0.9, 2.30259)])
def test_e2_binary_cross_entropy(t, p, expected):
    assert LOSSES["binary_crossentropy"].value([p], [t]) == pytest.approx(expected, abs=5e-6)


def test_e2_a_sure_error_is_infinite_from_the_probability_and_finite_from_the_logit():
    entry = LOSSES["binary_crossentropy"]
    assert entry.value([1.0], [0.0]) == np.inf
    assert entry.from_logits(ACTIVATIONS["sigmoid"], np.array([49.8]), np.array([0.0]))[0] == 49.8


def test_e3_categorical_cross_entropy_is_a_mean_per_sample_not_divided_by_classes():
    p = np.array([[0.7, 0.2, 0.1], [0.1, 0.5, 0.4]])
    t = np.array([[1, 0, 0], [0, 0, 1]])
    expected = -(np.log(0.7) + np.log(0.4)) / 2
    assert LOSSES["categorical_crossentropy"].value(p, t) == pytest.approx(expected, rel=1e-14)


def test_b2_one_update_by_hand():
    parameters = np.array([0.5, -0.2])
    make_optimizer("sgd", 2, "float64", 0.01).step(parameters, np.array([-10.0, -5.0]))
    np.testing.assert_allclose(parameters, [0.6, -0.15], rtol=1e-15)


def test_b3_a_single_layer_without_bias_learned_whole():
    network = Network(3, [Dense(1, "sigmoid")], "half_squared_error", dtype="float64")
    layer = dense_layers(network)[0]
    layer.weights[:, 0] = cases.B3_START
    optimizer = make_optimizer("sgd", network.size, "float64", 1.0)
    samples = network.prepare(cases.B3_X, cases.B3_T)
    errors = {}
    for epoch in range(10_000):
        network.gradient_step_rows(samples)
        if epoch in cases.B3_ERRORS or epoch == 9_999:
            outputs = network.predict(cases.B3_X)
            errors[epoch] = np.abs(outputs - cases.B3_T).mean()
        layer.bias_gradient[:] = 0.0
        optimizer.step(network.parameters, network.gradients)
    for epoch, error in cases.B3_ERRORS.items():
        assert errors[epoch] == pytest.approx(error, abs=5e-6)
    np.testing.assert_allclose(outputs[:, 0], cases.B3_OUTPUTS, atol=1e-7)
    np.testing.assert_allclose(layer.weights[:, 0], cases.B3_END, atol=1e-7)
