"""Attention against its formulas, number by number; which steps are looked at; what does not fit."""

from __future__ import annotations

import math
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.engine import LAYERS, Attention, Dense, Flatten, Network, gradient_check
from nnviz.engine.layers import layers_in


def made(shape=(6, 5), heads=2, full=False, samples=3, dtype="float64", every_step=True):
    """A network of attention and a dense layer, with all parameters drawn, and samples for it."""
    between = [] if every_step else [Flatten()]
    network = Network(shape, [Attention(heads, full), *between, Dense(2)], "mse", dtype=dtype)
    rng = np.random.default_rng(3)
    network.parameters[...] = rng.normal(size=network.size)
    targets = (samples, 2, shape[1]) if every_step else (samples, 2)
    return network, rng.normal(size=(samples, *shape)), rng.normal(size=targets)


def by_hand(layer, x):
    """(what leaves (d, T), {quantity: ...}) of one sample x (d, T), by loops over heads, queries and keys."""
    heads, (d, T), p = layer.spec.heads, x.shape, layer.values
    size = d // heads
    q, k, v = (p[f"{name}_weights"].T @ x + p[f"{name}_bias"][:, None] for name in ("query", "key", "value"))
    scores, shares, mixed = np.full((2, heads, T, T), np.nan), None, np.zeros((d, T))
    scores, shares = scores
    for h in range(heads):
        own = slice(h * size, (h + 1) * size)
        for i in range(T):
            keys = range(T) if layer.spec.full else range(i + 1)
            for j in keys:
                scores[h, i, j] = q[own, i] @ k[own, j] / math.sqrt(size)
            weights = [math.exp(scores[h, i, j]) for j in keys]
            for j in keys:
                shares[h, i, j] = weights[j] / sum(weights)
                mixed[own, i] += shares[h, i, j] * v[own, j]
    a = p["output_weights"].T @ mixed + p["output_bias"][:, None]
    cut = {name: values.reshape(heads, size, T) for name, values in (("q", q), ("k", k), ("v", v))}
    return a, {**cut, "scores": scores, "shares": shares, "mixed": mixed}


def told(network, place=0):
    """Every quantity of a layer, as it is told, (n, ...)."""
    layer, formed = network.layers[place], network.last_batch().layers[place].named
    return {q.name: q.of(layer, formed) for q in layer.quantities if not q.parameter}


@settings(max_examples=30, deadline=None)
@given(
    heads=st.integers(1, 3),
    size=st.integers(1, 3),
    steps=st.integers(1, 6),
    full=st.booleans(),
    every_step=st.booleans(),
)
def test_every_head_and_step_is_what_the_formulas_say(heads, size, steps, full, every_step):
    network, X, T = made((heads * size, steps), heads, full, every_step=every_step)
    network.gradient_step(X, T)
    values = told(network)
    for n, x in enumerate(X):
        a, expected = by_hand(network.layers[0], x)
        np.testing.assert_allclose(values["a"][n], a, atol=1e-12)
        for name, wanted in expected.items():
            np.testing.assert_allclose(values[name][n], wanted, atol=1e-12, err_msg=name)
    assert all(check.right for check in gradient_check(network, X, T))


def test_what_goes_back_follows_as_its_formulas_say():
    network, X, T = made(full=True)
    network.gradient_step(X, T)
    v, p, x = told(network), network.layers[0].values, X
    scale = math.sqrt(3)
    np.testing.assert_allclose(
        v["dmixed"], np.einsum("nit,oi->not", v["da"], p["output_weights"]), atol=1e-12
    )
    d_mixed = v["dmixed"].reshape(v["q"].shape)
    np.testing.assert_allclose(v["dshares"], np.einsum("nhdi,nhdj->nhij", d_mixed, v["v"]), atol=1e-12)
    whole = (v["shares"] * v["dshares"]).sum(axis=-1, keepdims=True)
    np.testing.assert_allclose(v["dscores"], v["shares"] * (v["dshares"] - whole), atol=1e-12)
    np.testing.assert_allclose(
        v["dq"], np.einsum("nhij,nhdj->nhdi", v["dscores"], v["k"]) / scale, atol=1e-12
    )
    np.testing.assert_allclose(
        v["dk"], np.einsum("nhij,nhdi->nhdj", v["dscores"], v["q"]) / scale, atol=1e-12
    )
    np.testing.assert_allclose(v["dv"], np.einsum("nhij,nhdi->nhdj", v["shares"], d_mixed), atol=1e-12)
    gradients = network.layers[0].gradients
    for letter, name in (("q", "query"), ("k", "key"), ("v", "value")):
        d = v[f"d{letter}"].reshape(x.shape)
        np.testing.assert_allclose(gradients[f"{name}_weights"], np.einsum("nit,not->io", x, d), atol=1e-12)
        np.testing.assert_allclose(gradients[f"{name}_bias"], d.sum(axis=(0, 2)), atol=1e-12)
    np.testing.assert_allclose(
        gradients["output_weights"], np.einsum("nit,not->io", v["mixed"], v["da"]), atol=1e-12
    )


def test_a_later_step_changes_nothing_before_it_unless_attention_is_full():
    for full in (False, True):
        network, X, _ = made(full=full)
        before = network.predict(X)
        X[:, :, 3] += 1.0
        after = network.predict(X)
        assert np.array_equal(before[..., :3], after[..., :3]) is not full
        assert not np.isclose(before[..., 3:], after[..., 3:]).any()


def test_where_a_step_does_not_look_nothing_is_told():
    network, X, T = made()
    network.gradient_step(X, T)
    values, formed = told(network), network.last_batch().layers[0].named
    later = ~np.tri(5, dtype=bool)
    for name in ("scores", "shares", "dscores", "dshares"):
        assert np.isnan(values[name][:, :, later]).all()
        assert np.isfinite(values[name][:, :, ~later]).all()
    assert not formed["shares"][:, :, later].any()
    np.testing.assert_allclose(formed["shares"].sum(axis=-1), 1.0, atol=1e-14)


def test_large_scores_neither_overflow_nor_hide_one_another():
    network, X, T = made(samples=1, dtype="float32")
    network.layers[0].values["query_weights"][...] *= 1e4
    value = network.gradient_step(X, T)
    assert np.isfinite(value)
    assert np.isfinite(network.gradients).all()
    shares = told(network)["shares"]
    np.testing.assert_allclose(np.nansum(shares, axis=-1), 1.0, atol=1e-6)


def test_one_sample_is_followed_as_the_batch():
    network, X, T = made()
    batch = network.followed(X, T)
    traced = network.trace(X[1], T[1])
    np.testing.assert_allclose(
        traced.layers[0].named["shares"], batch.stages[0].named["shares"][..., 1], atol=1e-13
    )
    np.testing.assert_allclose(traced.a[-1], batch.outputs[:, 1], atol=1e-12)


def test_the_same_step_has_the_same_bits():
    network, X, T = made((8, 7), 4, samples=5, dtype="float32")
    values = [(network.gradient_step(X, T), network.gradients.copy()) for _ in range(2)]
    assert values[0][0] == values[1][0]
    np.testing.assert_array_equal(values[0][1], values[1][1])


def test_a_step_of_a_transformer_allocates_no_more_than_which_steps_are_asked():
    text = (
        "embedding(64), positions(learned), residual(layernorm, attention(4)), residual(layernorm, 256, 64)"
    )
    network = Network((9, 16), [*layers_in(text, LAYERS), Dense(9, "softmax")], "categorical_crossentropy")
    rng = np.random.default_rng(0)
    network.initialize(rng)
    classes = rng.integers(0, 9, (128, 16))
    classes[:, :5] = -1
    samples = network.prepare(rng.normal(size=(128, 9, 16)), classes)
    rows = np.arange(100)
    for _ in range(2):
        network.gradient_step_rows(samples, rows)
    tracemalloc.start()
    try:
        network.gradient_step_rows(samples, rows)
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        network.gradient_step_rows(samples, rows)
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # NumPy's reductions, and the places of what is asked, take and give back a buffer; the smallest array of
    # a layer has 64 x 16 x 100 numbers.
    assert peak - before < 64 * 16 * 100
    assert after - before < 1_000


@pytest.mark.parametrize(
    ("shape", "spec", "sentence"),
    [
        ((6,), Attention(2), r"takes sequences \(features, time\), not samples of the shape \(6,\)"),
        ((1, 4, 4), Attention(2), r"takes sequences .* not samples of the shape \(1, 4, 4\)"),
        ((5, 4), Attention(2), r"2 heads cannot share the 5 features of samples of the shape \(5, 4\)"),
    ],
)
def test_what_does_not_fit_is_one_sentence(shape, spec, sentence):
    with pytest.raises(ValueError, match=sentence):
        Network(shape, [spec, Flatten(), Dense(2)], "mse")
