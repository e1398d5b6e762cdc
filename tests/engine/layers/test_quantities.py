"""The list of quantities beside each layer: whole, and true."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine import (
    GRU,
    LAYERS,
    LSTM,
    RNN,
    Attention,
    AvgPool,
    BatchNorm,
    Bidirectional,
    Code,
    Conv,
    Conv1d,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GlobalAvgPool,
    GlobalMaxPool,
    LayerNorm,
    MaxPool,
    Network,
    Positions,
    Residual,
    Variational,
)
from tests.helpers.made_up_layers import Echo, Gain, Shrink

NETWORKS = {
    "dense": Network(3, [Dense(4, "tanh"), Dense(2, "softmax")], "mse", dtype="float64"),
    "batch_norm": Network(3, [Dense(4), BatchNorm(), Dense(2)], "mse", dtype="float64"),
    "dropout": Network(3, [Dense(4), Dropout(0.4), Dense(2)], "mse", dtype="float64"),
    "flatten": Network((3, 1), [Flatten(), Dense(2)], "mse", dtype="float64"),
    "conv": Network((2, 4, 3), [Conv(3, 3, activation="tanh"), Dense(2)], "mse", dtype="float64"),
    "conv1d": Network(
        (3, 6), [Conv1d(3, 2, 2, activation="softmax"), Flatten(), Dense(2)], "mse", dtype="float64"
    ),
    "max_pool": Network((2, 4, 5), [Conv(2, 1), MaxPool(2), Dense(2)], "mse", dtype="float64"),
    "avg_pool": Network((2, 4, 5), [Conv(2, 1), AvgPool(2), Dense(2)], "mse", dtype="float64"),
    "global_max_pool": Network((2, 4, 5), [Conv(2, 1), GlobalMaxPool(), Dense(2)], "mse", dtype="float64"),
    "global_avg_pool": Network((2, 4, 5), [Conv(2, 1), GlobalAvgPool(), Dense(2)], "mse", dtype="float64"),
    "rnn": Network((3, 4), [RNN(3), Dense(2)], "mse", dtype="float64"),
    "lstm": Network((3, 4), [LSTM(3, every_step=True), Flatten(), Dense(2)], "mse", dtype="float64"),
    "gru": Network((3, 4), [GRU(3), Dense(2)], "mse", dtype="float64"),
    "embedding": Network((3, 4), [Embedding(2), Flatten(), Dense(2)], "mse", dtype="float64"),
    "positions": Network((3, 4), [Positions("learned"), Flatten(), Dense(2)], "mse", dtype="float64"),
    "layer_norm": Network((3, 4), [LayerNorm(), Flatten(), Dense(2)], "mse", dtype="float64"),
    "attention": Network((4, 3), [Attention(2), Flatten(), Dense(2)], "mse", dtype="float64"),
    "residual": Network(3, [Dense(3), Residual(1), Dense(2)], "mse", dtype="float64"),
    "code": Network(3, [Dense(4, "tanh"), Code(2), Dense(2)], "mse", dtype="float64"),
    "variational": Network(3, [Dense(4, "tanh"), Variational(2), Dense(2)], "mse", dtype="float64"),
    "bidirectional": Network((3, 4), [Bidirectional("lstm", 3), Dense(2)], "mse", dtype="float64"),
    "shrink": Network((1, 4, 2), [Shrink(3), Flatten(), Dense(2)], "mse", dtype="float64"),
    "echo": Network((3, 4), [Echo(3), Dense(2)], "mse", dtype="float64"),
    "gain": Network(3, [Dense(2), Gain()], "mse", dtype="float64"),
}


def stepped(kind):
    """The layer of that kind after a step, what the step formed there, and what came in."""
    network = NETWORKS[kind]
    network.initialize(np.random.default_rng(0))
    rng = np.random.default_rng(1)
    network.gradient_step(rng.normal(size=(5, *network.input_shape)), rng.normal(size=(5, 2)))
    place = next(place for place, spec in enumerate(network.specs) if spec.kind == kind)
    batch = network.last_batch()
    return network.layers[place], batch.layers[place].named, batch.inputs


def test_every_kind_is_here():
    assert set(LAYERS) <= set(NETWORKS)


@pytest.mark.parametrize("kind", NETWORKS)
def test_what_follows_from_what_is_there(kind):
    layer = stepped(kind)[0]
    names = [quantity.name for quantity in layer.quantities]
    assert len(set(names)) == len(names)
    known = {"x", *names, *(parameter.name for parameter in layer.parameters)}
    for quantity in layer.quantities:
        assert set(quantity.follows) <= known - {quantity.name}
        assert quantity.formula
    turns = [quantity.backward for quantity in layer.quantities]
    assert turns == sorted(turns), "first those of the way forward"


@pytest.mark.parametrize("kind", NETWORKS)
def test_a_gradient_has_the_shape_of_what_it_is_of(kind):
    layer, values, _ = stepped(kind)
    by_name = {quantity.name: quantity for quantity in layer.quantities}
    for quantity in layer.quantities:
        if quantity.gradient:
            assert by_name[quantity.gradient].backward
            found = by_name[quantity.gradient].of(layer, values)
            assert found.shape == quantity.of(layer, values).shape
            assert np.nanmax(np.abs(found)) > 0
        if quantity.parameter:
            assert quantity.parameter in layer.gradients
        elif not quantity.derive:
            assert values[quantity.name].shape[0] == 5
    assert {q.parameter for q in layer.quantities if q.parameter} <= set(layer.values)


def test_those_of_a_dense_layer_follow_as_their_formulas_say():
    layer, formed, x = stepped("dense")
    values = {q.name: q.of(layer, formed) for q in layer.quantities if not q.parameter}
    np.testing.assert_allclose(values["z"], x @ layer.weights + layer.bias, atol=1e-14)
    np.testing.assert_allclose(values["a"], np.tanh(values["z"]), atol=1e-14)
    np.testing.assert_allclose(values["slope"], 1 - values["a"] ** 2, atol=1e-14)
    np.testing.assert_allclose(values["dz"], values["da"] * values["slope"], atol=1e-14)
    np.testing.assert_allclose(layer.gradients["weights"], x.T @ values["dz"], atol=1e-14)
    np.testing.assert_allclose(layer.gradients["bias"], values["dz"].sum(axis=0), atol=1e-14)


def _window(x, row, column):
    """(n, channels, 3, 3) under a kernel around that pixel, zeros beyond the edge."""
    return np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))[:, :, row : row + 3, column : column + 3]


def test_those_of_a_convolution_follow_as_their_formulas_say():
    layer, formed, x = stepped("conv")
    x = x.reshape(5, 2, 4, 3)
    values = {q.name: q.of(layer, formed) for q in layer.quantities if not q.parameter}
    assert values["window"].shape == (5, 2, 3, 3, 4, 3)
    for row, column in np.ndindex(4, 3):
        np.testing.assert_array_equal(values["window"][..., row, column], _window(x, row, column))
    weights, bias = layer.values["weights"], layer.values["bias"]
    z = np.einsum("ncijrq,fcij->nfrq", values["window"], weights) + bias[:, None, None]
    np.testing.assert_allclose(values["z"], z, atol=1e-14)
    np.testing.assert_allclose(values["a"], np.tanh(z), atol=1e-14)
    np.testing.assert_allclose(values["slope"], 1 - values["a"] ** 2, atol=1e-14)
    np.testing.assert_allclose(values["dz"], values["da"] * values["slope"], atol=1e-14)
    dW = np.einsum("ncijrq,nfrq->fcij", values["window"], values["dz"])
    np.testing.assert_allclose(layer.gradients["weights"], dW, atol=1e-14)
    np.testing.assert_allclose(layer.gradients["bias"], values["dz"].sum(axis=(0, 2, 3)), atol=1e-14)


def test_the_slope_of_a_softmax_over_channels_is_a_matrix_at_every_step():
    layer, formed, _ = stepped("conv1d")
    values = {q.name: q.of(layer, formed) for q in layer.quantities if not q.parameter}
    assert values["slope"].shape == (5, 3, 3, 3)
    dz = np.einsum("nkit,nkt->nit", values["slope"], values["da"])
    np.testing.assert_allclose(values["dz"], dz, atol=1e-14)
    np.testing.assert_allclose(values["a"].sum(axis=1), 1.0, atol=1e-14)


def test_those_of_a_variational_code_follow_as_their_formulas_say():
    layer, formed, x = stepped("variational")
    entering = np.tanh(x @ NETWORKS["variational"].layers[0].weights)
    values = {q.name: q.of(layer, formed) for q in layer.quantities if not q.parameter}
    mean, spread = values["z"], values["s"]
    np.testing.assert_allclose(mean, entering @ layer.values["weights"], atol=1e-14)
    np.testing.assert_allclose(spread, entering @ layer.values["spread_weights"], atol=1e-14)
    np.testing.assert_allclose(values["a"], mean + values["drawn"], atol=1e-14)
    e = values["drawn"] / values["deviation"]
    np.testing.assert_allclose(values["dz"], values["da"] + 0.01 * mean / 5, atol=1e-14)
    wanted = values["da"] * e * np.exp(spread / 2) / 2 + 0.01 * (np.exp(spread) - 1) / 10
    np.testing.assert_allclose(values["ds"], wanted, atol=1e-14)
    np.testing.assert_allclose(layer.gradients["spread_weights"], entering.T @ values["ds"], atol=1e-14)
    np.testing.assert_allclose(layer.gradients["spread_bias"], values["ds"].sum(axis=0), atol=1e-14)
