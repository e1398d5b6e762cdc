"""Every optimiser against its textbook formula, written out plainly here; state; the ledger's balance."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from nnviz.engine.optimizers import OPTIMIZERS, make_optimizer

STEPS = 20


def _sgd(w, g, t, s):
    return w - 0.1 * g


def _momentum(w, g, t, s):
    s["v"] = 0.9 * s.get("v", 0) + g
    return w - 0.1 * s["v"]


def _nesterov(w, g, t, s):
    s["v"] = 0.9 * s.get("v", 0) + g
    return w - 0.1 * (g + 0.9 * s["v"])


def _adagrad(w, g, t, s):
    s["s"] = s.get("s", 0) + g**2
    return w - 0.1 * g / (np.sqrt(s["s"]) + 1e-10)


def _rmsprop(w, g, t, s):
    s["s"] = 0.99 * s.get("s", 0) + 0.01 * g**2
    return w - 0.1 * g / (np.sqrt(s["s"]) + 1e-8)


def _adam(w, g, t, s):
    s["m"] = 0.9 * s.get("m", 0) + 0.1 * g
    s["v"] = 0.999 * s.get("v", 0) + 0.001 * g**2
    return w - 0.1 * (s["m"] / (1 - 0.9**t)) / (np.sqrt(s["v"] / (1 - 0.999**t)) + 1e-8)


def _adamw(w, g, t, s):
    return _adam(w - 0.1 * 0.01 * w, g, t, s)


TEXTBOOK = {
    "sgd": _sgd,
    "momentum": _momentum,
    "nesterov": _nesterov,
    "adagrad": _adagrad,
    "rmsprop": _rmsprop,
    "adam": _adam,
    "adamw": _adamw,
}


def _gradients():
    rng = np.random.default_rng(5)
    return [rng.normal(size=7) * rng.choice([1e-4, 1.0, 50.0]) for _ in range(STEPS)]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_steps_follow_the_formula(name):
    start = np.linspace(-2, 2, 7)
    expected, mine, state = start.copy(), start.copy(), {}
    optimizer = make_optimizer(name, 7, "float64", 0.1)
    for t, gradient in enumerate(_gradients(), 1):
        expected = TEXTBOOK[name](expected, gradient, t, state)
        given = gradient.copy()
        optimizer.step(mine, given)
        np.testing.assert_array_equal(given, gradient)
        np.testing.assert_allclose(mine, expected, rtol=1e-12, atol=1e-13)
    assert optimizer.steps == STEPS


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_old_minus_update_is_new_to_the_last_bit(name, dtype):
    optimizer = make_optimizer(name, 7, dtype, 0.1)
    parameters = np.linspace(-2, 2, 7, dtype=dtype)
    for gradient in _gradients():
        old = parameters.copy()
        optimizer.step(parameters, gradient.astype(dtype))
        np.testing.assert_array_equal(old - optimizer.update, parameters)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_loaded_state_goes_on_bit_for_bit(name):
    first, second = (make_optimizer(name, 7, "float32", 0.1) for _ in range(2))
    mine = np.linspace(-2, 2, 7, dtype=np.float32)
    gradients = [g.astype(np.float32) for g in _gradients()]
    for gradient in gradients[:9]:
        first.step(mine, gradient)
    state, other = first.state(), mine.copy()
    first.step(mine, gradients[9])  # must not reach into the copied state
    second.load(state)
    for gradient in gradients[9:]:
        second.step(other, gradient)
    for gradient in gradients[10:]:
        first.step(mine, gradient)
    np.testing.assert_array_equal(mine, other)


def test_the_rate_is_taken_live():
    optimizer = make_optimizer("sgd", 1, "float64", 0.1)
    parameters = np.ones(1)
    optimizer.learning_rate = 0.5
    optimizer.step(parameters, np.ones(1))
    assert parameters[0] == 0.5


def test_settings_are_taken():
    optimizer = make_optimizer("momentum", 1, "float64", 1.0, momentum=0.5)
    parameters = np.zeros(1)
    optimizer.step(parameters, np.ones(1))
    optimizer.step(parameters, np.ones(1))
    assert parameters[0] == -2.5


def test_the_default_rate_is_the_optimisers_own():
    assert make_optimizer("adam", 1).learning_rate == 0.001
    assert make_optimizer("rmsprop", 1).learning_rate == 0.01


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_step_allocates_nothing(name):
    size = 50_000
    optimizer = make_optimizer(name, size, "float32", 0.1)
    parameters, gradients = np.ones(size, np.float32), np.ones(size, np.float32)
    optimizer.step(parameters, gradients)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        optimizer.step(parameters, gradients)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak - before < 10_000  # a vector has 200,000 bytes


def test_infinite_gradients_do_not_warn():
    for name in OPTIMIZERS:
        optimizer = make_optimizer(name, 2, "float32", 0.1)
        parameters = np.ones(2, np.float32)
        for _ in range(2):
            optimizer.step(parameters, np.array([np.inf, 3e38], np.float32))
        assert not np.isfinite(parameters).all()


@pytest.mark.parametrize(
    ("arguments", "settings", "sentence"),
    [
        (("adamax", 1), {}, "'adamax' is not known; there are sgd, momentum, nesterov"),
        (("sgd", 1, "float32", 0.0), {}, "learning rate must be a number above 0, not 0.0"),
        (("sgd", 1, "float32", float("nan")), {}, "learning rate must be a number above 0"),
        (("sgd", 1, "float16", 0.1), {}, "'float16' is not known; there are float32, float64"),
        (("sgd", 1), {"momentum": 0.9}, "SGD has no setting momentum; its settings are: none"),
        (("adam", 1), {"beta1": 1.0}, "beta1 must be at least 0 and below 1, not 1.0"),
        (("adam", 1), {"eps": 0.0}, "eps must be a number above 0"),
        (("adamw", 1), {"weight_decay": -1.0}, "weight_decay must be at least 0"),
    ],
)
def test_faults_are_sentences(arguments, settings, sentence):
    with pytest.raises(ValueError, match=sentence):
        make_optimizer(*arguments, **settings)


def test_a_state_of_another_kind_or_size_is_refused():
    adam = make_optimizer("adam", 3)
    with pytest.raises(ValueError, match="not one of Adam"):
        adam.load(make_optimizer("sgd", 3).state())
    with pytest.raises(ValueError, match="for 4 parameters; there are 3"):
        adam.load(make_optimizer("adam", 4).state())


def test_every_line_of_the_table_is_filled_in():
    for name, kind in OPTIMIZERS.items():
        assert kind.name == name
        assert kind.label
        assert kind.latex
        assert kind.purpose.endswith(".")
        assert kind.default_learning_rate > 0
