"""Recurrent layers: step by step as their formulas say, and right gradients back through time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.engine import (
    GRU,
    LSTM,
    RNN,
    Bidirectional,
    Dense,
    Flatten,
    Network,
    gradient_check,
    make_optimizer,
)
from nnviz.engine.initializers import glorot

KINDS = (RNN(4), RNN(4, relu=True), LSTM(4), LSTM(4, forget_bias=-1.0), GRU(4))


def network_of(*layers, shape=(3, 6), dtype="float64", seed=0, noise=0.3):
    """With one answer a sequence: where the last layer gives every step, these are flattened."""
    between = [Flatten()] if layers[-1].every_step else []
    ends = [*between, Dense(2, "softmax")]
    network = Network(shape, [*layers, *ends], "categorical_crossentropy", dtype=dtype)
    rng = np.random.default_rng(seed)
    network.initialize(rng)
    network.parameters[...] += noise * rng.normal(size=network.size)
    return network


def data(shape=(3, 6), samples=7):
    rng = np.random.default_rng(1)
    return rng.normal(size=(samples, *shape)), rng.integers(0, 2, samples)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def gone_through(layer, x):
    """Name -> (n, units, T), sample by sample and step by step, for x (n, features, T)."""
    W, U, b = (layer.values[name] for name in ("input_weights", "state_weights", "bias"))
    units = len(U)
    walked = []
    for sample in x:
        h = c = np.zeros(units)
        steps = []
        for entering in sample.T:
            if isinstance(layer.spec, RNN):
                z = entering @ W + h @ U + b
                h = np.maximum(z, 0) if layer.spec.relu else np.tanh(z)
                steps.append({"z": z, "h": h})
            elif isinstance(layer.spec, LSTM):
                z = entering @ W + h @ U + b
                i, f, g, o = z.reshape(4, units)
                i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
                c = f * c + i * g
                h = o * np.tanh(c)
                steps.append({"z": z, "i": i, "f": f, "g": g, "o": o, "c": c, "h": h})
            else:
                given_, state = entering @ W + b, h @ U + layer.values["state_bias"]
                z = given_ + state
                r, u = sigmoid(z[:units]), sigmoid(z[units : 2 * units])
                s = state[2 * units :]
                z[2 * units :] = given_[2 * units :] + r * s
                n = np.tanh(z[2 * units :])
                h = (1 - u) * n + u * h
                steps.append({"z": z, "r": r, "u": u, "n": n, "s": s, "h": h})
        walked.append(steps)
    return {
        name: np.array([[step[name] for step in steps] for steps in walked]).swapaxes(1, 2)
        for name in walked[0][0]
    }


@pytest.mark.parametrize("every_step", [False, True])
@pytest.mark.parametrize("spec", KINDS, ids=lambda spec: spec.words)
def test_every_quantity_is_what_its_formula_says(spec, every_step):
    spec = replace(spec, every_step=every_step)
    network = network_of(spec)
    X, T = data()
    network.gradient_step(X, T)
    layer, formed = network.layers[0], network.last_batch().layers[0].named
    for name, expected in gone_through(layer, X).items():
        np.testing.assert_allclose(formed[name], expected, atol=1e-13, err_msg=name)
    np.testing.assert_array_equal(formed["a"], formed["h"] if every_step else formed["h"][..., -1])
    for name in ("dh", *(["dc"] if isinstance(spec, LSTM) else [])):
        assert formed[name].shape == (7, 4, 6)


@pytest.mark.parametrize("every_step", [False, True])
@pytest.mark.parametrize("spec", KINDS, ids=lambda spec: spec.words)
def test_what_goes_back_follows_as_said(spec, every_step):
    network = network_of(replace(spec, every_step=every_step))
    X, T = data()
    network.gradient_step(X, T)
    layer, formed = network.layers[0], network.last_batch().layers[0].named
    values = {q.name: q.of(layer, formed) for q in layer.quantities if not q.parameter}
    dh, dz, slope = values["dh"], values["dz"], values["slope"]
    said = values["da"] if every_step else np.pad(values["da"][..., None], ((0, 0), (0, 0), (5, 0)))
    to_state = dz.copy()  # dL/d what the state is multiplied into
    if isinstance(spec, GRU):
        to_state[:, 8:] *= values["r"]
    later = np.einsum("us,nst->nut", layer.values["state_weights"], to_state)[..., 1:]
    expected = said.copy()
    expected[..., :-1] += later
    if isinstance(spec, GRU):
        expected[..., :-1] += (dh * values["u"])[..., 1:]
    np.testing.assert_allclose(dh, expected, atol=1e-14)
    factor = dh
    if isinstance(spec, LSTM):
        dc = dh * values["o"] * (1 - np.tanh(values["c"]) ** 2)
        dc[..., :-1] += (values["dc"] * values["f"])[..., 1:]
        np.testing.assert_allclose(values["dc"], dc, atol=1e-14)
        factor = np.concatenate([dc, dc, dc, dh], axis=1)
    elif isinstance(spec, GRU):
        factor = np.concatenate([dh, dh, dh], axis=1)
    np.testing.assert_allclose(dz, slope * factor, atol=1e-14)
    before = np.concatenate([np.zeros((7, 4, 1)), values["h"][..., :-1]], axis=-1)
    gradients = layer.gradients
    np.testing.assert_allclose(gradients["input_weights"], np.einsum("nft,nst->fs", X, dz), atol=1e-13)
    np.testing.assert_allclose(
        gradients["state_weights"], np.einsum("nut,nst->us", before, to_state), atol=1e-13
    )
    np.testing.assert_allclose(gradients["bias"], dz.sum(axis=(0, 2)), atol=1e-13)
    if isinstance(spec, GRU):
        np.testing.assert_allclose(gradients["state_bias"], to_state.sum(axis=(0, 2)), atol=1e-13)
    back = network.followed(X, T).d_inputs.T.reshape(X.shape)
    np.testing.assert_allclose(values["dx"], back, atol=1e-14)


@settings(max_examples=60, deadline=None)
@given(
    layers=st.lists(
        st.builds(RNN, st.integers(1, 4), st.just(True), st.booleans())
        | st.builds(LSTM, st.integers(1, 4), st.just(True), st.floats(-3, 3))
        | st.builds(GRU, st.integers(1, 4), st.just(True))
        | st.builds(Bidirectional, st.sampled_from(("rnn", "lstm", "gru")), st.integers(1, 3), st.just(True)),
        min_size=1,
        max_size=2,
    ),
    last=st.booleans(),
    features=st.integers(1, 3),
    steps=st.integers(1, 7),
    samples=st.integers(1, 5),
    seed=st.integers(0, 99),
)
def test_central_differences_of_any_shape(layers, last, features, steps, samples, seed):
    if last:
        layers[-1] = replace(layers[-1], every_step=False)
    shape = (features, steps)
    network = network_of(*layers, shape=shape, seed=seed)
    checks = gradient_check(network, *data(shape, samples))
    assert len(checks) == network.size
    assert not [check for check in checks if not check.right]


@pytest.mark.parametrize("way", ["rnn", "lstm", "gru"])
def test_both_ways_are_one_layer_there_and_one_over_the_sequence_turned_round(way):
    kind = {"rnn": RNN, "lstm": LSTM, "gru": GRU}[way]
    both = network_of(Bidirectional(way, 3, every_step=True))
    X = data()[0]
    values = both.followed(X).stages[0].a.reshape(6, 6, -1)
    for prefix, part, order in (("", slice(3), 1), ("back_", slice(3, None), -1)):
        one = network_of(kind(3, every_step=True))
        for name in one.layers[0].values:
            one.layers[0].values[name][...] = both.layers[0].values[prefix + name]
        alone = one.followed(X[:, :, ::order]).stages[0].a.reshape(3, 6, -1)
        np.testing.assert_allclose(values[part], alone[:, ::order], atol=1e-14)


def test_relu_names_its_corners_at_every_step():
    network = network_of(RNN(2, relu=True), shape=(1, 3), noise=0.0)
    blank = np.zeros((2, 1, 3))
    kinks = {check.name for check in gradient_check(network, blank, [0, 1]) if check.kink}
    assert kinks == {"rnn1.bias[0]", "rnn1.bias[1]"}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("spec", [*KINDS, *(replace(spec, every_step=True) for spec in KINDS)], ids=str)
def test_rows_the_whole_batch_and_plain_arrays_are_the_same(spec, dtype):
    X, T = data(samples=9)
    network = network_of(spec, dtype=dtype)
    samples = network.prepare(X, T)
    found = []
    for step in (
        lambda: network.gradient_step_rows(samples),
        lambda: network.gradient_step_rows(samples, np.arange(9)),
        lambda: network.gradient_step(X, T),
    ):
        loss = step()
        assert network.gradients.dtype == dtype
        found.append((loss, network.gradients.copy()))
    exact = 1e-6 if dtype == "float32" else 1e-14
    for loss, gradients in found[1:]:
        assert loss == pytest.approx(found[0][0], rel=exact)
        np.testing.assert_allclose(gradients, found[0][1], atol=exact)
    double = network.with_dtype("float64")
    double.gradient_step(X, T)
    np.testing.assert_allclose(network.gradients, double.gradients, atol=2e-6)
    some = network.gradient_step_rows(samples, np.array([4, 1]))
    assert some == pytest.approx(network.gradient_step(X[[4, 1]], T[[4, 1]]), rel=exact)
    np.testing.assert_allclose(network.predict(X), network.evaluate(X, T)[1], atol=exact)


@pytest.mark.parametrize("spec", KINDS, ids=lambda spec: spec.words)
def test_the_same_again_to_the_bit_whatever_was_in_between(spec):
    X, T = data(samples=20)

    def learned(looked_at):
        network = network_of(replace(spec, every_step=True), spec, dtype="float32")
        samples, rng = network.prepare(X, T), np.random.default_rng(3)
        optimizer = make_optimizer("adam", network.size, "float32", 0.01)
        for _ in range(12):
            network.gradient_step_rows(samples, rng.permutation(20)[:8])
            if looked_at:
                network.last_batch()
            optimizer.step(network.parameters, network.gradients)
            if looked_at:
                network.predict(X), network.trace(X[0], [1.0, 0.0])
        return network.parameters.tobytes()

    assert learned(False) == learned(True)


def test_the_start_is_drawn_gate_by_gate_and_the_forget_bias_is_set():
    network = Network((3, 5), [LSTM(6, forget_bias=2.0), Dense(2)], "mse", dtype="float64")
    network.initialize(np.random.default_rng(0), "glorot")
    values, rng = network.layers[0].values, np.random.default_rng(0)
    for gate in range(4):
        np.testing.assert_array_equal(values["input_weights"][:, 6 * gate : 6 * gate + 6], glorot(rng, 3, 6))
    for gate in range(4):
        state = values["state_weights"][:, 6 * gate : 6 * gate + 6]
        np.testing.assert_array_equal(state, glorot(rng, 6, 6))
        assert np.abs(state).max() <= np.sqrt(3 / 6)
    np.testing.assert_array_equal(values["bias"].reshape(4, 6)[:, 0], [0, 2, 0, 0])
    network.initialize(np.random.default_rng(0), "orthogonal")
    for gate in np.split(values["state_weights"], 4, axis=1):
        np.testing.assert_allclose(gate.T @ gate, np.eye(6), atol=1e-12)


def test_a_unit_has_the_weights_of_all_its_gates():
    layer = network_of(LSTM(5)).layers[0]
    part = np.arange(float(layer.parameter_count))
    assert layer.edges == (4 * (3 + 5), 5)
    matrix = layer.matrix(part)
    assert matrix.shape == layer.edges
    for source, unit in ((0, 0), (6, 3), (31, 4)):
        assert matrix[source, unit] == layer.index(source, unit)
    assert (
        layer.values["input_weights"].ravel()[layer.index(6, 3)]
        == layer.values["input_weights"][1, 2 * 5 + 3]
    )
    leading = layer.into(3)
    assert len(leading) == 4 * (3 + 5 + 1)
    assert set(leading % 5) == {3}
    assert set(layer.biases(part)) == set(part[-20:-15])


@pytest.mark.parametrize("spec", [RNN(3), LSTM(3), GRU(3)], ids=lambda spec: spec.words)
def test_a_larger_layer_keeps_every_gate_of_its_units(spec):
    old, new = network_of(spec), network_of(replace(spec, units=5), seed=4)
    new.copy_fitting(old)
    gates = old.layers[0].gates
    for name, known in old.layers[0].values.items():
        kept = new.layers[0].values[name].reshape(-1, gates, 5)
        rows = known.reshape(-1, gates, 3)
        np.testing.assert_array_equal(kept[: len(rows), :, :3], rows)


def test_what_is_no_sequence_is_one_sentence():
    for shape in ((4,), (1, 8, 8)):
        with pytest.raises(ValueError, match=r"takes sequences \(features, time\), not samples of the shape"):
            Network(shape, [GRU(3), Dense(2)], "mse")


def test_the_list_is_said_as_it_is_written():
    assert [spec.words for spec in (RNN(8), RNN(8, True, True), LSTM(4, forget_bias=2.0))] == [
        "rnn(8)",
        "rnn(8, every_step, relu)",
        "lstm(4, forget_bias=2)",
    ]
    assert LSTM.usage() == "lstm(units, every_step=no, forget_bias=1)"
