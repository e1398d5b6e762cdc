"""The network: shapes, sentences, determinism, traces, keeping what fits, and no allocation in a step."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from nnviz.engine import (
    ACTIVATIONS,
    LOSSES,
    BatchNorm,
    Dense,
    Dropout,
    Flatten,
    Network,
    Samples,
    gradient_check,
    make_optimizer,
)
from nnviz.engine.network import CHUNK, PROGRAMS_KEPT
from nnviz.engine.program import Program
from tests.helpers.networks import dense_layers

RNG = np.random.default_rng


def small(loss="mse", last="linear", dtype="float64", hidden=(4, 3), outputs=2, **settings):
    """A small network of tanh layers with random weights and biases."""
    layers = [*(Dense(units, "tanh") for units in hidden), Dense(outputs, last)]
    network = Network(3, layers, loss, dtype=dtype, **settings)
    network.initialize(RNG(0))
    network.parameters[...] += RNG(1).normal(size=network.size) * 0.1
    return network


def data(n=7, outputs=2):
    rng = RNG(2)
    return rng.normal(size=(n, 3)), rng.normal(size=(n, outputs))


def test_parameters_are_one_vector_with_views_layer_by_layer():
    network = small()
    assert network.size == 3 * 4 + 4 + 4 * 3 + 3 + 3 * 2 + 2
    network.parameters[...] = np.arange(network.size)
    first, second, _ = dense_layers(network)
    np.testing.assert_array_equal(first.weights, np.arange(12).reshape(3, 4))
    np.testing.assert_array_equal(first.bias, [12, 13, 14, 15])
    assert second.weights[0, 0] == 16
    second.bias[:] = -1
    assert (network.parameters[28:31] == -1).all()
    assert network.output_size == 2
    for layer in dense_layers(network):
        assert layer.weights.shape == (layer.input_size, layer.output_size)
        assert np.shares_memory(layer.weight_gradient, network.gradients)


def test_initialize_draws_weights_and_clears_biases():
    network = small()
    network.initialize(RNG(0), "he")
    again = small()
    again.initialize(RNG(0), "he")
    np.testing.assert_array_equal(network.parameters, again.parameters)
    for layer in dense_layers(network):
        assert not layer.bias.any()
        assert layer.weights.all()


def test_float32_and_float64_start_alike():
    single, double = small(dtype="float32"), small()
    for network in (single, double):
        network.initialize(RNG(4))
    assert single.parameters.dtype == np.float32
    np.testing.assert_array_equal(single.parameters, double.parameters.astype(np.float32))


def test_predict_is_the_plain_formula():
    network = small()
    X, _ = data()
    a = X
    for layer in dense_layers(network)[:-1]:
        a = np.tanh(a @ layer.weights + layer.bias)
    last = dense_layers(network)[-1]
    np.testing.assert_allclose(network.predict(X), a @ last.weights + last.bias, atol=1e-14)


def test_evaluate_gives_the_loss_of_predict_whatever_the_number_of_chunks():
    network = small()
    X, T = data(CHUNK + 5)
    value, outputs = network.evaluate(X, T)
    np.testing.assert_array_equal(outputs, network.predict(X))
    assert value == pytest.approx(np.mean((outputs - T) ** 2), rel=1e-12)
    summed = small("half_squared_error")
    assert summed.evaluate(X, T)[0] == pytest.approx(0.5 * np.sum((outputs - T) ** 2), rel=1e-12)


def test_gradient_step_returns_the_loss_and_leaves_the_parameters():
    network = small()
    X, T = data()
    before = network.parameters.copy()
    assert network.gradient_step(X, T) == pytest.approx(network.evaluate(X, T)[0], rel=1e-12)
    np.testing.assert_array_equal(network.parameters, before)


def test_rows_are_the_same_step_as_the_plain_arrays():
    network = small("categorical_crossentropy", "softmax", dtype="float32", outputs=3)
    X, _ = data(11)
    classes = RNG(3).integers(0, 3, 11)
    samples = network.prepare(X, classes)
    rows = np.array([4, 0, 9, 4])
    loss = network.gradient_step(X[rows], classes[rows])
    gradients = network.gradients.copy()
    assert network.gradient_step_rows(samples, rows) == loss
    np.testing.assert_array_equal(network.gradients, gradients)
    network.gradient_step(X, classes)
    gradients = network.gradients.copy()
    network.gradient_step_rows(samples)
    np.testing.assert_allclose(network.gradients, gradients, rtol=1e-6, atol=1e-8)


def test_samples_are_copies_that_cannot_be_written_to():
    network = small()
    X, T = data()
    samples = network.prepare(X, T)
    X[0, 0] = 99
    assert samples.inputs[0, 0] != 99
    assert len(samples) == 7
    for values in (samples.inputs, samples.targets):
        with pytest.raises(ValueError, match="read-only"):
            values[0, 0] = 1


def test_training_is_bit_identical_for_a_seed_whatever_is_looked_at():
    def run(look):
        network = small("categorical_crossentropy", "softmax", dtype="float32", outputs=3)
        X, _ = data(50)
        samples = network.prepare(X, RNG(3).integers(0, 3, 50))
        optimizer = make_optimizer("adam", network.size, "float32", 0.01)
        order, rng = np.arange(50), RNG(9)
        for _ in range(5):
            rng.shuffle(order)
            for start in range(0, 50, 16):
                network.gradient_step_rows(samples, order[start : start + 16])
                optimizer.step(network.parameters, network.gradients)
                if look:
                    network.evaluate_samples(samples)
                    network.predict(X[:3])
                    network.trace(X[0], 1)
                    network.last_batch()
        return network.parameters.copy()

    np.testing.assert_array_equal(run(False), run(True))


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_step_allocates_nothing_once_its_batch_size_is_known(name, dtype):
    entry = LOSSES[name]
    for last in {entry.activations[0], entry.activations[-1]}:
        hidden = (kind for kind in ACTIVATIONS if kind != "relu")
        layers = [
            Dense(128, "relu"),
            BatchNorm(),
            Dropout(0.2),
            *(Dense(128, kind) for kind in hidden),
            Dense(128, last),
        ]
        network = Network(128, layers, name, dtype=dtype, l1=1e-4, l2=1e-3)
        network.initialize(RNG(0))
        rng = RNG(1)
        T = np.eye(128)[rng.integers(0, 128, 400)]
        samples = network.prepare(rng.normal(size=(400, 128)), T)
        order = rng.permutation(400)

        def epoch(network=network, samples=samples, order=order):
            for start in range(0, 400, 300):  # the last batch is smaller
                network.gradient_step_rows(samples, order[start : start + 300])
            network.gradient_step_rows(samples)

        epoch()
        tracemalloc.start()
        try:
            epoch()  # small objects that Python and NumPy put by for the next call
            before = tracemalloc.get_traced_memory()[0]
            tracemalloc.reset_peak()
            epoch()
            after, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        # NumPy's reductions take and give back a buffer of 8,192 numbers, whatever the size of the array;
        # the smallest array of the step has 128 x 100.
        assert peak - before < 8192 * samples.inputs.itemsize + 4000, last
        assert after - before < 1_000, last


def test_buffers_are_kept_for_few_batch_sizes():
    network = small()
    for n in range(1, 3 * PROGRAMS_KEPT):
        network.gradient_step(*data(n))
    assert len(network._programs) == PROGRAMS_KEPT


def test_penalties_go_into_the_gradients_of_weights_alone():
    plain, shrunk = small(), small(l1=0.3, l2=0.2)
    X, T = data()
    assert plain.gradient_step(X, T) == shrunk.gradient_step(X, T)
    for before, after in zip(dense_layers(plain), dense_layers(shrunk), strict=True):
        added = after.weight_gradient - before.weight_gradient
        np.testing.assert_allclose(added, 0.2 * before.weights + 0.3 * np.sign(before.weights))
        np.testing.assert_array_equal(after.bias_gradient, before.bias_gradient)
    weights = np.concatenate([layer.weights.ravel() for layer in dense_layers(shrunk)])
    assert shrunk.penalty == pytest.approx(0.3 * np.abs(weights).sum() + 0.1 * (weights**2).sum())
    assert plain.penalty == 0


def test_penalties_may_be_set_between_two_steps():
    network = small()
    X, T = data()
    network.gradient_step(X, T)
    before = network.gradients.copy()
    network.l2 = 0.5
    network.gradient_step(X, T)
    assert not np.array_equal(before, network.gradients)


def test_trace_is_the_batch_step_of_one_sample():
    network = small("categorical_crossentropy", "softmax", outputs=3)
    X, _ = data()
    trace = network.trace(X[0], 2)
    loss = network.gradient_step(X[:1], [2])
    batch = network.last_batch()
    assert trace.loss == pytest.approx(loss, rel=1e-14)
    assert len(trace.z) == len(trace.a) == len(trace.dz) == len(trace.da) == 3
    np.testing.assert_array_equal(trace.inputs, X[0])
    for layer, z, a, dz, da in zip(batch.layers, trace.z, trace.a, trace.dz, trace.da, strict=True):
        np.testing.assert_allclose(z, layer.z[0], atol=1e-15)
        np.testing.assert_allclose(a, layer.a[0], atol=1e-15)
        np.testing.assert_allclose(dz, layer.dz[0], atol=1e-15)
        np.testing.assert_allclose(da, layer.da[0], atol=1e-14)
    inputs = (trace.inputs, *trace.a[:-1])
    for layer, x, dz in zip(dense_layers(network), inputs, trace.dz, strict=True):
        np.testing.assert_allclose(np.outer(x, dz), layer.weight_gradient, atol=1e-15)
        np.testing.assert_allclose(dz, layer.bias_gradient, atol=1e-15)


def test_trace_through_dropout_and_batch_norm_is_as_when_predicting():
    layers = [Dense(5, "tanh"), BatchNorm(), Dropout(0.5), Dense(2)]
    network = Network(3, layers, "mse", dtype="float64")
    network.initialize(RNG(0))
    X, T = data()
    for _ in range(3):
        network.gradient_step(X, T)
    trace = network.trace(X[0], T[0])
    assert len(trace.z) == 4
    np.testing.assert_array_equal(trace.a[2], trace.a[1])  # nothing is dropped when predicting
    np.testing.assert_allclose(trace.a[-1], network.predict(X[:1])[0], atol=1e-14)
    h = 1e-6
    for unit in range(5):  # dL/da of the first layer, through both layers that have no units
        dense_layers(network)[0].bias[unit] += h
        above = network.trace(X[0], T[0]).loss
        dense_layers(network)[0].bias[unit] -= 2 * h
        below = network.trace(X[0], T[0]).loss
        dense_layers(network)[0].bias[unit] += h
        assert trace.dz[0][unit] == pytest.approx((above - below) / (2 * h), abs=1e-8)


def test_a_trace_is_read_only_and_without_a_target_has_no_gradients():
    trace = small().trace([1.0, 2.0, 3.0])
    assert trace.loss is None
    assert trace.dz == trace.da == ()
    for values in (trace.inputs, *trace.z, *trace.a):
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 1


def test_the_factor_that_is_infinite_on_paper_is_shown_and_its_product_is_not():
    network = Network(1, [Dense(2, "softmax")], "categorical_crossentropy", dtype="float64")
    dense_layers(network)[0].bias[:] = [2000, 0]
    trace = network.trace([0.0], 1)
    assert trace.da[0][1] == -np.inf
    np.testing.assert_array_equal(trace.dz[0], [1, -1])
    assert trace.loss == 2000


def test_last_batch_is_a_copy_of_the_step():
    network = small()
    X, T = data()
    with pytest.raises(ValueError, match="no gradient step"):
        network.last_batch()
    network.gradient_step(X, T)
    batch = network.last_batch()
    np.testing.assert_array_equal(batch.inputs, X)
    np.testing.assert_array_equal(batch.targets, T)
    for layer, values in zip(network.layers, batch.layers, strict=True):
        np.testing.assert_allclose(values.dz.sum(axis=0), layer.bias_gradient, atol=1e-14)
        np.testing.assert_array_equal(values.a, layer.activation.function(values.z))
    np.testing.assert_allclose(batch.layers[-1].da, 2 * (batch.layers[-1].a - T) / T.size)


@pytest.mark.parametrize(
    ("old", "new"), [((4, 3), (6, 3)), ((4, 3), (2, 3)), ((4, 3), (4,)), ((4,), (4, 3)), ((4, 3), (4, 5))]
)
def test_copy_fitting_keeps_every_weight_that_still_has_a_place(old, new):
    before, after = small(hidden=old), small(hidden=new)
    after.initialize(RNG(8))
    drawn = small(hidden=new)
    drawn.initialize(RNG(8))
    after.copy_fitting(before)
    hidden = list(zip(dense_layers(after)[:-1], dense_layers(before)[:-1], strict=False))
    pairs = [*hidden, (dense_layers(after)[-1], dense_layers(before)[-1])]
    for mine, theirs in pairs:
        rows = min(mine.input_size, theirs.input_size)
        columns = min(mine.output_size, theirs.output_size)
        np.testing.assert_array_equal(mine.weights[:rows, :columns], theirs.weights[:rows, :columns])
        np.testing.assert_array_equal(mine.bias[:columns], theirs.bias[:columns])
    for number, layer in enumerate(dense_layers(after)[len(hidden) : -1], len(hidden)):
        np.testing.assert_array_equal(layer.weights, dense_layers(drawn)[number].weights)


def test_copy_fitting_passes_by_layers_of_another_kind():
    before = Network(3, [Dense(4, "tanh"), BatchNorm(), Dense(2)], "mse")
    before.initialize(RNG(0))
    before.layers[1].mean[:] = 7
    after = Network(3, [Dense(5, "tanh"), Dropout(0.1), BatchNorm(), Dense(2)], "mse")
    after.initialize(RNG(1))
    after.copy_fitting(before)
    np.testing.assert_array_equal(after.layers[2].mean, [7, 7, 7, 7, 0])
    np.testing.assert_array_equal(after.layers[0].weights[:, :4], before.layers[0].weights)


def test_with_dtype_is_the_same_network():
    network = small(dtype="float32", l2=0.1)
    twin = network.with_dtype("float64")
    assert twin.parameters.dtype == np.float64
    np.testing.assert_array_equal(twin.parameters, network.parameters)
    assert twin.l2 == 0.1


def test_a_flatten_layer_lets_pictures_in():
    network = Network(64, [Flatten(), Dense(3)], "mse", dtype="float64")
    network.initialize(RNG(0))
    pictures = RNG(1).normal(size=(5, 8, 8))
    np.testing.assert_array_equal(network.predict(pictures), network.predict(pictures.reshape(5, 64)))
    with pytest.raises(ValueError, match=r"shape \(5, 8, 8\) cannot enter"):
        Network(64, [Dense(3)], "mse").predict(pictures)


def test_samples_may_have_a_shape_and_flatten_makes_a_row_of_it():
    network = Network((1, 8, 8), [Dropout(0.5), Flatten(), Dense(3)], "mse", dtype="float64")
    network.initialize(RNG(0))
    assert [layer.output_shape for layer in network.layers] == [(1, 8, 8), (64,), (3,)]
    assert (network.input_size, network.output_size) == (64, 3)
    pictures = RNG(1).normal(size=(5, 1, 8, 8))
    expected = pictures.reshape(5, 64) @ network.layers[2].weights
    for shape in ((5, 1, 8, 8), (5, 8, 8), (5, 64)):
        np.testing.assert_allclose(network.predict(pictures.reshape(shape)), expected, atol=1e-12)


def test_a_network_may_end_in_a_layer_that_is_not_dense():
    network = Network(3, [Dense(4, "tanh"), Dense(2), BatchNorm()], "mse", dtype="float64")
    network.initialize(RNG(0))
    X, T = data()
    for _ in range(200):
        network.gradient_step(X, T)
        network.parameters[...] -= 0.1 * network.gradients
    np.testing.assert_allclose(network.last_batch().layers[-1].a.mean(axis=0), T.mean(axis=0), atol=0.05)
    assert all(check.right for check in gradient_check(network, X, T))
    trace = network.trace(X[0], T[0])
    np.testing.assert_allclose(trace.a[-1], network.predict(X[:1])[0], atol=1e-14)


def test_blocks_say_what_is_where_and_what_it_is_for():
    network = Network(3, [Dense(4, "tanh"), BatchNorm(), Dropout(0.5), Dense(2)], "mse")
    found = [(b.name, b.parameter.shape, b.parameter.role, b.start) for b in network.blocks]
    assert found == [
        ("dense1.weights", (3, 4), "weight", 0),
        ("dense1.bias", (4,), "bias", 12),
        ("batchnorm1.scale", (4,), "scale", 16),
        ("batchnorm1.shift", (4,), "bias", 20),
        ("dense2.weights", (4, 2), "weight", 24),
        ("dense2.bias", (2,), "bias", 32),
    ]
    assert [b.name for b in network.statistic_blocks] == ["batchnorm1.mean", "batchnorm1.variance"]
    assert network.names == ("dense1", "batchnorm1", "dropout1", "dense2")
    network.blocks[2].of(network.parameters)[...] = 7
    np.testing.assert_array_equal(network.layers[1].gamma, 7)
    assert network.weight_mask().sum() == 12 + 8


def test_a_program_gives_the_gradient_of_its_inputs_and_leaves_parameters_alone():
    """One network's outputs are another's inputs: the second one's blame goes back through the first."""
    maker = Network(3, [Dense(4, "tanh"), Dense(2)], "mse", dtype="float64")
    judge = Network(
        2, [Dense(5, "silu"), BatchNorm(), Dense(1, "sigmoid")], "binary_crossentropy", dtype="float64"
    )
    for seed, network in enumerate((maker, judge)):
        network.initialize(RNG(seed))
    X, wanted = data()[0], np.ones((7, 1))
    first = Program(maker.layers, None, samples := Samples.empty(7, 3, 2, np.dtype("float64")), training=True)
    samples.inputs[:, :-1] = X
    made = first.stages[-1]
    second = Program(
        judge.layers, judge.loss, Samples(made.outputs.T, wanted.T), training=True, d_inputs=made.da
    )
    judge.gradients[...] = 99
    first.predict()
    loss = second.evaluate()
    second.backward(parameters=False)
    first.backward()
    np.testing.assert_array_equal(judge.gradients, 99)
    with pytest.raises(ValueError, match="without a loss"):
        first.evaluate()
    whole = Network(3, (*maker.specs, *judge.specs), "binary_crossentropy", dtype="float64")
    whole.parameters[...] = [*maker.parameters, *judge.parameters]
    assert loss == pytest.approx(whole.gradient_step(X, wanted), rel=1e-14)
    np.testing.assert_allclose(maker.gradients, whole.gradients[: maker.size], atol=1e-15)


def test_numbers_that_overflow_do_not_warn():
    network = small(dtype="float32")
    X, T = data()
    network.parameters[...] = 1e30
    optimizer = make_optimizer("sgd", network.size, "float32", 1e30)
    for _ in range(3):
        network.gradient_step(X * 1e10, T)
        optimizer.step(network.parameters, network.gradients)
    assert not np.isfinite(network.parameters).all()
    network.evaluate(X, T)
    network.trace(X[0], T[0])


@pytest.mark.parametrize(
    ("build", "sentence"),
    [
        (lambda: Network(0, [Dense(1)], "mse"), "at least 1 input, not 0"),
        (lambda: Network(2, [], "mse"), "needs at least 1 layer"),
        (lambda: Network((), [Dense(1)], "mse"), r"at least 1 input, not \(\)"),
        (
            lambda: Network((1, 8, 8), [Dense(2)], "mse").predict(np.zeros((4, 1, 7, 8))),
            r"\(4, 1, 7, 8\) cannot enter .* \(1, 8, 8\)",
        ),
        (
            lambda: Network((2, 3), [Flatten(), Dense(2)], "mse").predict(np.zeros((4, 3, 2))),
            r"shape \(2, 3\)",
        ),
        (lambda: Network(2, [Dense(2), BatchNorm()], "binary_crossentropy"), "needs sigmoid as the last"),
        (lambda: Network(2, [Dense(2)], "categorical_crossentropy"), "needs softmax as the last activation"),
        (lambda: Network(2, [Dense(2)], "mse", dtype="int8"), "'int8' is not known"),
        (
            lambda: small().gradient_step(np.zeros((2, 3)), np.zeros((3, 2))),
            r"\(3, 2\) do not fit .* \(2, 2\)",
        ),
        (lambda: small().predict(np.zeros(3)), r"shape \(3,\) cannot enter"),
        (lambda: small().predict(np.zeros((0, 3))), r"no samples: the data have the shape \(0, 3\)"),
        (lambda: small().prepare([[1, 2, np.nan]], [[0, 0]]), "missing or infinite"),
        (lambda: small().prepare([[1, 2, 3]], [[0, np.inf]]), "missing or infinite"),
    ],
)
def test_faults_are_sentences(build, sentence):
    with pytest.raises(ValueError, match=sentence):
        build()
