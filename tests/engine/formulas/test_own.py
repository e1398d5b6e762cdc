"""Functions that somebody types: computed as they are written, refused in a sentence, learned with."""

from __future__ import annotations

import contextlib
import random
import time

import numpy as np
import pytest

from nnviz.engine import Dense, Network
from nnviz.engine.activations import ACTIVATIONS, activation
from nnviz.engine.formulas import read_formula, value_of
from nnviz.engine.formulas.computing import operations
from nnviz.engine.formulas.functions import FUNCTIONS
from nnviz.engine.formulas.own import OwnCurve, is_formula, own_curve, own_error
from nnviz.engine.gradient_check import gradient_check
from nnviz.engine.losses import LOSSES, loss
from tests.helpers.counts import count

MISH = "x * tanh(log(1 + exp(x)))"
TYPED = [MISH, "max(x, 0.1 * x)",
         "x**3 - x**2", "where(x > 0, x, exp(x) - 1)", "sin(3 * x)",
         "x / (1 + abs(x))", "z / (1 + exp(-z))", "exp(-x^2)"]  # fmt: skip
Z = np.linspace(-4, 4, 161) + 0.01234  # no point on a corner


@pytest.mark.parametrize("text", TYPED)
def test_value_and_slope_are_those_of_the_formula(text):
    entry, h = activation(text), 1e-6
    (name,) = read_formula(text, ("x", "z")).names
    plainly = lambda at: value_of(read_formula(text, (name,)), {name: at})  # noqa: E731
    a = entry.function(Z)
    np.testing.assert_allclose(a, plainly(Z), rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(
        entry.derivative(Z, a), (plainly(Z + h) - plainly(Z - h)) / (2 * h), rtol=1e-6, atol=1e-8
    )


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("text", TYPED)
def test_bound_to_arrays_it_gives_the_same_bits_again_and_again(text, dtype):
    entry, rng = activation(text), np.random.default_rng(0)
    z = rng.normal(size=(5, 7)).astype(dtype)
    a, dz, da = np.empty_like(z), np.empty_like(z), rng.normal(size=(5, 7)).astype(dtype)
    activate, differentiate = entry.bind(z, a, da, dz)
    for _ in range(2):  # the slope also twice after one value: a network is asked for it again
        for operation in activate:
            operation()
        for _ in range(2):
            for operation in differentiate:
                operation()
            expected = entry.function(z)
            assert a.dtype == dz.dtype == np.dtype(dtype)
            assert np.array_equal(a, expected)
            assert np.array_equal(dz, entry.derivative(z, expected) * da)
        z *= 0.5


def test_what_value_and_slope_share_is_worked_out_once():
    own = own_curve(MISH)
    z = np.linspace(-2, 2, 8)
    first, second = operations((own.value, own.slope), {"x": z}, (np.empty(8), np.empty(8)))
    names = [operation.func.__name__ for operation in (*first, *second)]
    assert names.count("softplus") == names.count("tanh") == 1


def test_it_is_finite_far_out():
    far = np.array([-1e4, -800.0, 800.0, 1e4])
    entry = activation(MISH)
    a = entry.function(far)
    np.testing.assert_allclose(a, [0, 0, 800, 1e4])
    np.testing.assert_allclose(entry.derivative(far, a), [0, 0, 1, 1])


REFUSED = {
    "log(x)": "Between x = −10 and x = 0 the formula has no value",
    "1 / (x - 0.3)": "At x = 0.3 the formula has no value",
    "1 / (x - 0.3)**2": "At x = 0.3",
    "1 / (1 - sin(x))": "At x = 1.571",
    "tan(x)": "At x = −1.571",
    "sin(x) / x": "At x = 0 ",
    "sqrt(abs(x))": "At x = 0 the slope",
    "x**0.5": "no value",
    "exp(exp(x))": "too large",
    "9**9**9**9 * x": "no value",
    "3": "no x in it",
    "x + z": "not in both",
    "sin(x": "Column 4: this bracket is never closed",
    "sigmoidd(x)": "is sigmoid meant",
    "__import__('os').system('true')": "Column 1",
    "x.real": "Column 2",
    "[x for x in x]": "Column 1",
    "lambda: x": "Column 7",
    "x if x else x": "Column 3",
    "\x00": "Column 1",
    "(" * 400: "deep",
    "x" * 5000 + "+1": "500 characters",
}  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_used_is_refused_in_a_sentence(text):
    began = time.perf_counter()
    with pytest.raises(ValueError, match=r".") as refused:
        activation(text)
    assert REFUSED[text] in str(refused.value)
    assert time.perf_counter() - began < 1


def test_what_is_no_formula_is_a_name_that_is_not_known():
    assert not is_formula("sigmoidd") and not is_formula("") and not is_formula(3) and is_formula("x")  # noqa: PT018
    with pytest.raises(ValueError, match="not known; there are linear, sigmoid"):
        activation("sigmoidd")
    with pytest.raises(ValueError, match="not known; there are mse"):
        loss("msee")
    assert all(activation(name) is ACTIVATIONS[name] for name in ACTIVATIONS)
    assert all(loss(name) is LOSSES[name] for name in LOSSES)


@pytest.mark.parametrize(
    ("text", "corners", "said"),
    [
        ("abs(x)", (0.0,), "corner at x = 0"),
        ("min(max(x, -1), 1)", (-1.0, 1.0), "corner"),
        ("max(x - 0.5, 0)", (0.5,), "corner at x = 0.5"),
        ("where(x > 0, 1, 0)", (0.0,), "jumps at x = 0"),
        ("sign(x)", (0.0,), "nothing before it can learn"),
        ("where(x**pi > 0, x, 3.7)", (0.0,), "jumps at x = 0"),  # no condition below 0
        ("exp(x)", (), "From x = 89 on"),
        ("where(x > 0, x**2, 0)", (), ""),
        (MISH, (), ""),
    ],
)
def test_corners_are_found_and_what_is_odd_is_said(text, corners, said):
    entry = activation(text)
    assert entry.kinks == pytest.approx(corners)
    assert said in entry.pitfalls if said else not entry.pitfalls
    assert entry.own.judged.error < 1e-5


# --- losses ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "name"), [("(y - t)**2", "mse"), ("abs(y - t)", "mae"),
                       ("-(t * log(y) + (1 - t) * log(1 - y))", "binary_crossentropy")])  # fmt: skip
def test_a_loss_typed_is_that_of_the_table(text, name):
    rng = np.random.default_rng(0)
    outputs, targets = rng.uniform(0.1, 0.9, (6, 3)), rng.uniform(0, 1, (6, 3))
    assert loss(text).value(outputs, targets) == pytest.approx(LOSSES[name].value(outputs, targets))
    np.testing.assert_allclose(
        loss(text).derivative(outputs, targets), LOSSES[name].derivative(outputs, targets), atol=1e-14
    )


def test_losses_that_cannot_be_used_are_refused():
    for text, said in (("(y - 3)**2", "no t in it"), ("t**2", "no y in it"), ("(y - u)**2", "Column 6")):
        with pytest.raises(ValueError, match=r".") as refused:
            loss(text)
        assert said in str(refused.value)
    logarithm = "-(t * log(y) + (1 - t) * log(1 - y))"
    Network(3, [Dense(1, "sigmoid")], logarithm)
    with pytest.raises(ValueError, match=r"no value where y = .* and t = "):
        Network(3, [Dense(1, "linear")], logarithm)
    with pytest.raises(ValueError, match="no slope where y = 0 and t = 0"):
        Network(3, [Dense(1, "linear")], "sqrt(abs(y - t))")


@pytest.mark.parametrize("text", TYPED)
def test_gradients_through_it_are_central_differences(text):
    rng = np.random.default_rng(3)
    network = Network(3, [Dense(4, text), Dense(2, MISH)], "abs(y - t)**3 + (y - t)**2")
    network.initialize(rng)
    checks = gradient_check(network, rng.normal(size=(7, 3)), rng.normal(size=(7, 2)))
    assert all(check.right for check in checks)
    assert sum(not check.kink for check in checks) > len(checks) / 2
    assert max(check.relative_error for check in checks if not check.kink) < 1e-4


def test_relu_typed_learns_as_relu_does():
    rng = np.random.default_rng(5)
    X, T = rng.normal(size=(20, 3)), rng.normal(size=(20, 2))
    found = []
    for name, rule in (("relu", "mse"), ("max(x, 0)", "(y - t)**2")):
        network = Network(3, [Dense(4, name), Dense(2, "linear")], rule, dtype="float64")
        network.initialize(np.random.default_rng(2))
        found.append((network.gradient_step(X, T), network.gradients.copy()))
    assert found[0][0] == pytest.approx(found[1][0], rel=1e-14)
    np.testing.assert_allclose(found[0][1], found[1][1], atol=1e-15)


LONG = [
    "/".join(f"sin({i}*x)" for i in range(1, 40)),
    "max(" * 30 + "x" + "".join(f",sin({i}*x))" for i in range(1, 31)),
    "1/(1+" * 38 + "x" + ")" * 38,
    "sigmoid(" * 39 + "x" + ")" * 39,
]


@pytest.mark.parametrize("text", LONG, ids=["quotients", "largest", "fraction", "nested"])
def test_the_longest_formulas_are_judged_at_once(text):
    began = time.process_time()
    with contextlib.suppress(ValueError):
        own_curve(text)
    assert time.process_time() - began < 6


# --- hostile ----------------------------------------------------------------------------------------------
def hostile(rng: random.Random) -> str:
    """A text that is a formula, nearly one, or nothing of the kind."""

    def part(deep: int) -> str:
        kind = rng.randrange(9 if deep else 3)
        if kind == 0:
            return rng.choice(["x", "x", "x", "z", "pi", "e", "y", "os"])
        if kind in (1, 2):
            return rng.choice(["0", "1", "2", "0.5", "9" * rng.randrange(1, 45), "1e11", "1e-11", "3.7"])
        if kind < 6:
            return part(deep - 1) + rng.choice([" + ", "-", "*", "/", "**", "^", "//", " "]) + part(deep - 1)
        if kind == 6:
            return "(" + part(deep - 1) + rng.choice([")"] * 9 + ["", "))"])
        if kind == 7:
            left, right, then, other = (part(deep - 1) for _ in range(4))
            return f"where({left}{rng.choice('<>=')}{right}, {then}, {other})"
        name = rng.choice(list(FUNCTIONS))
        return f"{name}({', '.join(part(deep - 1) for _ in range(FUNCTIONS[name].arity))})"

    text = part(rng.randrange(1, 7))
    if rng.random() < 0.3:
        at = rng.randrange(len(text) + 1)
        text = (
            text[:at]
            + rng.choice(["\0", "__class__", "'", "\\", ";", "½", "𝑥", "(" * 50, "-" * 60])
            + text[at:]
        )
    return text


def test_hostile_formulas_are_a_sentence_or_sound():
    rng, sound, said = random.Random(7), 0, []
    for _ in range(count(50, 5000)):
        text = hostile(rng)
        began = time.perf_counter()
        for read in (own_curve, own_error):
            try:
                own = read(text)
            except ValueError as error:
                said.append(str(error))
                continue
            if isinstance(own, OwnCurve):
                sound += 1
                values = own.function(Z), own.derivative(Z, Z)
                assert np.isfinite(values).all(), text
                assert own.judged.error < 1e-2 or own.judged.corners, text
        assert time.perf_counter() - began < 5, text
    assert sound
    assert all(sentence.endswith((".", "?")) and len(sentence) < 400 for sentence in said)
