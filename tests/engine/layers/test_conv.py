"""Convolution: what its definition gives, place by place; its gradients; where its windows stand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nnviz.engine import ACTIVATIONS, Conv, Conv1d, Dense, Flatten, Network, gradient_check
from nnviz.engine.layers import products
from tests.helpers.counts import count
from tests.helpers.shaped import convolved

OPTIONS = {
    "filters": st.integers(1, 4),
    "size": st.integers(1, 5),
    "stride": st.integers(1, 3),
    "padding": st.sampled_from(["same", "valid"]),
    "bias": st.booleans(),
}
LENGTHS = st.integers(1, 7)


def made(shape, spec, samples=3, seed=0):
    """A network of that layer and a dense one, with weights and biases drawn, and samples for it."""
    rng = np.random.default_rng(seed)
    network = Network(shape, [spec, Flatten(), Dense(2)], "mse", dtype="float64")
    network.parameters[...] = rng.normal(size=network.size)
    return network, rng.normal(size=(samples, *shape)), rng.normal(size=(samples, 2))


def assert_as_defined(shape, spec, samples=3):
    network, X, T = made(shape, spec, samples)
    layer = network.layers[0]
    network.gradient_step(X, T)
    z = network.last_batch().layers[0].named["z"]
    bias = layer.values["bias"] if spec.bias else None
    expected = convolved(X, layer.values["weights"], bias, spec.stride, spec.padding == "same")
    assert z.shape == expected.shape == (samples, *layer.output_shape)
    np.testing.assert_allclose(z, expected, atol=1e-12)
    return network, X, T


@settings(max_examples=count(20, 60), deadline=None)
@given(options=st.fixed_dictionaries(OPTIONS), channels=st.integers(1, 3), rows=LENGTHS, columns=LENGTHS)
def test_every_picture_and_option_gives_what_the_definition_says(options, channels, rows, columns):
    assume(options["padding"] == "same" or options["size"] <= min(rows, columns))
    network, X, T = assert_as_defined((channels, rows, columns), Conv(**options))
    assert all(check.right and not check.kink for check in gradient_check(network, X, T))


@settings(max_examples=count(15, 40), deadline=None)
@given(options=st.fixed_dictionaries(OPTIONS), features=st.integers(1, 3), steps=LENGTHS)
def test_every_sequence_and_option_gives_what_the_definition_says(options, features, steps):
    assume(options["padding"] == "same" or options["size"] <= steps)
    network, X, T = assert_as_defined((features, steps), Conv1d(**options))
    assert network.layers[0].values["weights"].shape[2:] == (options["size"],)
    assert all(check.right and not check.kink for check in gradient_check(network, X, T))


@settings(max_examples=count(8, 30), deadline=None)
@given(
    first=st.fixed_dictionaries(OPTIONS),
    second=st.fixed_dictionaries(OPTIONS),
    activation=st.sampled_from(list(ACTIVATIONS)),
    seed=st.integers(0, 99),
)
def test_gradients_go_through_one_into_another(first, second, activation, seed):
    first, second = first | {"padding": "same"}, second | {"padding": "same"}
    rng = np.random.default_rng(seed)
    layers = [Conv(**first, activation=activation), Conv(**second, activation=activation), Dense(2)]
    network = Network((2, 5, 4), layers, "mse", dtype="float64")
    network.parameters[...] = rng.normal(size=network.size) * 0.7
    checks = gradient_check(network, rng.normal(size=(3, 2, 5, 4)), rng.normal(size=(3, 2)))
    assert not [check for check in checks if not check.right]
    assert sum(check.kink for check in checks) <= len(checks) // 4


def test_a_long_product_in_pieces_is_the_same(monkeypatch):
    spec = Conv(4, 3, activation="tanh")
    network, X, T = made((2, 6, 6), spec, samples=8)
    loss, whole = network.gradient_step(X, T), network.gradients.copy()
    monkeypatch.setattr(products, "SMALL", 400)
    assert products.pieces(4, 19, 288) > 10
    network = network.with_dtype("float64")
    assert network.gradient_step(X, T) == pytest.approx(loss, rel=1e-12)
    np.testing.assert_allclose(network.gradients, whole, atol=1e-12)


@pytest.mark.parametrize("columns", [1, 7, 64, 6272, 25088, 1009 * 2])
def test_pieces_depend_on_the_shape_and_are_equal(columns):
    count = products.pieces(16, 73, columns)
    assert columns % count == 0
    assert 16 * 73 * (columns // count) <= 1_000_000
    assert count == products.pieces(16, 73, columns)


def test_fixed_samples_are_gathered_once_and_give_the_same():
    network, X, T = made((2, 5, 5), Conv(3, 3, activation="relu"), samples=6)
    samples = network.prepare(X, T)
    assert network.gradient_step_rows(samples) == network.gradient_step(X, T)
    network.parameters[...] *= 0.5
    assert network.gradient_step_rows(samples) == network.gradient_step(X, T)
    assert network.evaluate_samples(samples)[0] == network.evaluate(X, T)[0]


def test_the_window_of_a_cell_and_the_cells_of_a_pixel():
    windows = Network((1, 5, 5), [Conv(1, 3), Dense(1)], "mse").layers[0].windows
    assert windows.places == (5, 5)
    assert windows.over(0, 0) == ((-1, 2), (-1, 2))
    assert windows.over(4, 2) == ((3, 6), (1, 4))
    assert windows.padding
    assert windows.holding(0, 4) == (range(2), range(3, 5))
    far = Network((1, 7, 7), [Conv(1, 2, 3, "valid"), Dense(1)], "mse").layers[0].windows
    assert far.places == (2, 2)
    assert not far.padding
    assert far.over(1, 0) == ((3, 5), (0, 2))
    assert far.holding(4, 2) == (range(1, 2), range(1, 1)), "column 2 lies between the windows"


@settings(max_examples=count(20, 60), deadline=None)
@given(size=st.integers(1, 4), stride=st.integers(1, 3), padded=st.booleans(), rows=LENGTHS, columns=LENGTHS)
def test_a_pixel_is_held_by_the_windows_that_are_over_it(size, stride, padded, rows, columns):
    assume(padded or size <= min(rows, columns))
    spec = Conv(1, size, stride, "same" if padded else "valid")
    windows = spec.build((1, rows, columns)).windows
    for row, column in np.ndindex(rows, columns):
        held = {
            place
            for place in np.ndindex(windows.places)
            if all(
                low <= at < high for at, (low, high) in zip((row, column), windows.over(*place), strict=True)
            )
        }
        down, across = windows.holding(row, column)
        assert held == {(r, q) for r in down for q in across}


@pytest.mark.parametrize(
    ("shape", "spec", "sentence"),
    [
        ((64,), Conv(8, 3), r"conv layer takes pictures \(channels, rows, columns\), not .* \(64,\)"),
        ((3, 8), Conv(8, 3), r"conv layer takes pictures .* shape \(3, 8\)"),
        ((1, 8, 8), Conv1d(8, 3), r"conv1d layer takes sequences .* shape \(1, 8, 8\)"),
        ((1, 2, 8), Conv(8, 3, padding="valid"), r"kernel of 3 × 3 does not fit .* \(1, 2, 8\)"),
        ((2, 4), Conv1d(8, 5, padding="valid"), r"kernel of 5 does not fit .* \(2, 4\)"),
        (
            (64, 2, 2),
            Conv(4096, 31),
            r"layer conv\(4096, 31\) would have 251924480 weights here; at most 16777216",
        ),
        (
            (1, 28, 28),
            Conv(700, 3),
            "would hold 2209312 numbers for each sample; at most 2000000 can be held",
        ),
    ],
)
def test_what_does_not_fit_is_a_sentence_with_both_shapes(shape, spec, sentence):
    with pytest.raises(ValueError, match=sentence):
        Network(shape, [spec, Dense(2)], "mse")


def test_blank_pixels_without_bias_are_told_as_a_corner_where_they_move_and_only_there():
    """Where all pixels under a kernel are 0, z is the bias: 0, on the corner of ReLU."""
    rng = np.random.default_rng(0)
    network = Network((1, 6, 6), [Conv(3, 3, activation="relu"), Dense(2)], "mse", dtype="float64")
    network.initialize(rng)
    X = np.zeros((4, 1, 6, 6))
    X[:, :, :2, :2] = rng.random((4, 1, 2, 2)) + 0.1
    checks = gradient_check(network, X, rng.normal(size=(4, 2)))
    corners = {check.name for check in checks if check.kink}
    assert corners == {f"conv1.bias[{k}]" for k in range(3)}
    assert all(check.right for check in checks)
    wrong = [
        check for check in checks if check.kink and abs(check.analytic - check.numeric) > check.resolution
    ]
    assert wrong, "there the two really differ"


def test_weights_are_drawn_by_the_number_that_enter_a_sum():
    network = Network((8, 5, 5), [Conv(400, 3), Dense(1)], "mse")
    network.initialize(np.random.default_rng(0), "he")
    weights = network.layers[0].values["weights"]
    assert weights.std() == pytest.approx(np.sqrt(2 / 72), rel=0.02)
    network.initialize(np.random.default_rng(0), "glorot")
    assert np.abs(weights).max() == pytest.approx(np.sqrt(6 / (72 + 400 * 9)), rel=1e-3)
    network.initialize(np.random.default_rng(0), "orthogonal")
    matrix = network.layers[0].matrix(network.parameters[network.part(0)])
    assert matrix.shape == (72, 400)
    np.testing.assert_allclose(matrix @ matrix.T, np.eye(72), atol=1e-5)
    assert not network.layers[0].values["bias"].any()


def test_a_weight_is_found_by_source_and_unit_and_its_matrix_is_a_view():
    network, _, _ = made((2, 4, 4), Conv(3, 3))
    layer = network.layers[0]
    part = network.parameters[network.part(0)]
    assert layer.edges == (18, 3)
    assert np.shares_memory(layer.matrix(part), network.parameters)
    for source, unit in [(0, 0), (17, 2), (10, 1)]:
        place = layer.index(source, unit)
        channel, row, column = source // 9, source % 9 // 3, source % 3
        assert network.parameter_name(place) == f"conv1.weights[{unit}, {channel}, {row}, {column}]"
        assert layer.matrix(part)[source, unit] == network.parameters[place]
    assert network.parameter_name(layer.index(None, 2)) == "conv1.bias[2]"


def test_max_norm_limits_each_filter():
    from nnviz.engine.regularizers import limit_norms

    network, _, _ = made((2, 4, 4), Conv(3, 3))
    weights = network.layers[0].values["weights"]
    before = weights.copy()
    limit_norms(network.layers[:1], 2.0)
    lengths = np.sqrt((before**2).sum(axis=(1, 2, 3)))
    assert (lengths > 2).any()
    expected = before * np.minimum(1, 2 / lengths)[:, None, None, None]
    np.testing.assert_allclose(weights, expected, rtol=1e-12)
