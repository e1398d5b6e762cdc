"""Derivatives: the rules that lead to them, and whether SymPy, differences and the engine agree."""

from __future__ import annotations

import re

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.engine.activations import ACTIVATIONS, activation
from nnviz.engine.formulas import (
    RULES,
    derivation,
    derivative,
    latex,
    plain,
    read_formula,
    value_of,
    with_names,
)
from tests.helpers.counts import count

POINTS = np.linspace(-10, 10, 1001) + 0.00123  # none on a corner
VARIANTS = [*((name, None) for name in ACTIVATIONS), ("leaky_relu", 0.3), ("elu", 0.5)]
ELEMENTWISE = [variant for variant in VARIANTS if ACTIVATIONS[variant[0]].elementwise]

X = sympy.Symbol("x", real=True)
JUDGE = {
    "x": X, "e": sympy.E, "pi": sympy.pi, "exp": sympy.exp, "log": sympy.log, "sqrt": sympy.sqrt,
    "abs": sympy.Abs, "sign": sympy.sign, "sin": sympy.sin, "cos": sympy.cos, "tan": sympy.tan,
    "atan": sympy.atan, "sinh": sympy.sinh, "cosh": sympy.cosh, "tanh": sympy.tanh,
    "sigmoid": lambda u: 1 / (1 + sympy.exp(-u)), "softplus": lambda u: sympy.log(1 + sympy.exp(u)),
    "relu": lambda u: sympy.Piecewise((u, u > 0), (0, True)), "max": sympy.Max, "min": sympy.Min,
    "where": lambda c, a, b: sympy.Piecewise((a, c), (b, True)),
}  # fmt: skip


def judged(text: str):
    """SymPy's reading of one of our own texts, numbers as exact fractions."""
    exact = re.sub(r"(?<![\w.])(\d+\.?\d*|\.\d+)(?!\w)", r"Rational('\1')", text)
    return eval(exact, {"__builtins__": {}, "Rational": sympy.Rational}, dict(JUDGE))


def steps(text: str, by: str = "x") -> list[str]:
    return [step.rule for step in derivation(read_formula(text, variables=(by,)), by).steps]


# --- the lesson -----------------------------------------------------------------------------------
def test_the_sigmoid_step_by_step():
    found = activation("sigmoid").derivation()
    assert [(step.rule, plain(step.part), plain(step.becomes)) for step in found.steps] == [
        (
            "quotient",
            "d/dz(1 / (1 + exp(-z)))",
            "(d/dz(1) * (1 + exp(-z)) - 1 * d/dz(1 + exp(-z))) / (1 + exp(-z))**2",
        ),
        ("constant", "d/dz(1)", "0"),
        ("sum", "d/dz(1 + exp(-z))", "d/dz(1) + d/dz(exp(-z))"),
        ("constant", "d/dz(1)", "0"),
        ("chain", "d/dz(exp(-z))", "exp(-z) * d/dz(-z)"),
        ("sign", "d/dz(-z)", "-d/dz(z)"),
        ("variable", "d/dz(z)", "1"),
        (
            "tidy",
            "(0 * (1 + exp(-z)) - 1 * (0 + exp(-z) * (-1))) / (1 + exp(-z))**2",
            "exp(-z) / (1 + exp(-z))**2",
        ),
        ("named", "exp(-z) / (1 + exp(-z))**2", "sigmoid(z) * (1 - sigmoid(z))"),
    ]


RESULTS = {
    "linear": "1",
    "sigmoid": "sigmoid(z) * (1 - sigmoid(z))",
    "tanh": "1 - tanh(z)**2",
    "relu": "where(z > 0, 1, 0)",
    "leaky_relu": "where(z > 0, 1, slope)",
    "elu": "where(z > 0, 1, alpha * exp(z))",
    "softplus": "sigmoid(z)",
    "silu": "sigmoid(z) * (1 + z * (1 - sigmoid(z)))",
    "softmax": "s_1 * (1 - s_1)",
}


@pytest.mark.parametrize("name", RESULTS)
def test_each_activation_ends_in_the_form_of_the_textbooks(name):
    assert plain(activation(name).derivation().result) == RESULTS[name]


def test_softmax_off_the_diagonal():
    assert plain(activation("softmax").derivation("z_2").result) == "-s_1 * s_2"


BY_RULE = {
    "7": (["constant"], "0"),
    "x": (["variable"], "1"),
    "x**3": (["power"], "3 * x**2"),
    "x**2": (["power"], "2 * x"),
    "(2 * x + 1)**5": (
        ["power_chain", "sum", "factor", "variable", "constant", "tidy"],
        "10 * (2 * x + 1)**4",
    ),
    "x * sin(x)": (["product", "variable", "function", "tidy"], "sin(x) + x * cos(x)"),
    "x / 4": (["divisor", "variable", "tidy"], "0.25"),
    "2**x": (["exponential", "variable", "tidy"], "log(2) * 2**x"),
    "e**x": (["exponential", "variable", "tidy"], "e**x"),
    "x**x": (["both", "variable", "variable", "tidy"], "x**x * (log(x) + 1)"),
    "max(0, x)": (["larger", "variable", "constant"], "where(x > 0, 1, 0)"),
    "min(x, 1)": (["smaller", "variable", "constant"], "where(x < 1, 1, 0)"),
    "abs(x - 1)": (["chain", "difference", "variable", "constant", "tidy"], "sign(x - 1)"),
    "sqrt(x)": (["function"], "1 / (2 * sqrt(x))"),
    "x * tanh(log(1 + exp(x)))": (
        ["named", "product", "variable", "chain", "function", "tidy"],
        "tanh(softplus(x)) + x * sigmoid(x) * (1 - tanh(softplus(x))**2)",
    ),
}


@pytest.mark.parametrize("text", BY_RULE)
def test_which_rules_are_used_and_what_comes_out(text):
    rules, result = BY_RULE[text]
    assert steps(text) == rules
    assert plain(derivative(read_formula(text), "x")) == result
    assert set(rules) <= set(RULES)


def test_each_step_goes_on_where_the_last_one_ended():
    found = activation("gelu").derivation()
    for step, following in zip(found.steps, found.steps[1:], strict=False):
        assert step.after == following.before
    assert plain(found.steps[0].before) == f"d/dz({activation('gelu').formula})"
    assert "d/dz" not in plain(found.result)


# --- the engine -----------------------------------------------------------------------------------
@pytest.mark.parametrize("variant", ELEMENTWISE, ids=str)
def test_the_formula_is_what_the_engine_computes(variant):
    entry = activation(*variant)
    given = {"z": POINTS, **dict([entry.parameter] if entry.parameter else [])}
    a = entry.function(POINTS)
    np.testing.assert_allclose(value_of(entry.tree, given), a, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(
        value_of(entry.derivation().result, given), entry.derivative(POINTS, a), rtol=1e-11, atol=1e-13
    )


@pytest.mark.parametrize("variant", ELEMENTWISE, ids=str)
def test_written_by_names_it_can_be_computed_for_any_sum(variant):
    entry = activation(*variant)
    far = np.array([-1e4, -800.0, 800.0, 1e4])
    given = {"z": far, **dict([entry.parameter] if entry.parameter else [])}
    a = entry.function(far)
    np.testing.assert_allclose(value_of(with_names(entry.tree), given), a, atol=1e-300)
    np.testing.assert_allclose(
        value_of(entry.derivation().result, given), entry.derivative(far, a), atol=1e-300
    )


def test_the_derivations_of_softmax_are_its_jacobian():
    z = np.array([0.3, -1.2, 2.1])
    entry = activation("softmax")
    s = {f"s_{place}": value for place, value in enumerate(entry.function(z), 1)}
    assert value_of(entry.tree, {f"z_{place}": each for place, each in enumerate(z, 1)}) == pytest.approx(
        s["s_1"]
    )
    row = [float(value_of(entry.derivation(by).result, s)) for by in entry.variables]
    np.testing.assert_allclose(row, entry.jacobian(z)[0], rtol=1e-13)


# --- SymPy ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("variant", ELEMENTWISE, ids=str)
def test_sympy_agrees_on_every_activation(variant):
    entry = activation(*variant)
    text = plain(entry.tree)
    if entry.parameter:
        text = text.replace(entry.parameter[0], str(entry.parameter[1]))
    ours = plain(entry.derivation().result)
    if entry.parameter:
        ours = ours.replace(entry.parameter[0], str(entry.parameter[1]))
    expected = sympy.diff(judged(re.sub(r"\bz\b", "x", text)), X)
    found = judged(re.sub(r"\bz\b", "x", ours))
    for at in (-3.3, -0.2, 0.7, 4.1):
        assert float(found.subs(X, at)) == pytest.approx(float(expected.subs(X, at)), abs=1e-14)


@pytest.mark.parametrize(("i", "j"), [(1, 1), (1, 2), (1, 3)])
def test_sympy_agrees_on_softmax(i, j):
    z = sympy.symbols("z_1:4", real=True)
    total = sum(map(sympy.exp, z))
    outputs = {f"s_{place}": sympy.exp(each) / total for place, each in enumerate(z, 1)}
    ours = sympy.sympify(plain(activation("softmax").derivation(f"z_{j}").result), locals=outputs)
    assert sympy.simplify(ours - sympy.diff(outputs[f"s_{i}"], z[j - 1])) == 0


NUMBERS = st.sampled_from(["1", "2", "3", "0.5", "1.25", "0.1", "7"])
ONE_OF = st.sampled_from(
    ["exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid", "softplus", "atan", "sinh", "cosh", "tan", "abs"]
)
WHERE = st.sampled_from(["x > 0.37", "x**2 <= 2", "sin(x) < 0.1", "1 / x >= x"])
TREES = st.recursive(
    st.one_of(st.just("x"), st.just("x"), NUMBERS),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(ONE_OF, inner).map(lambda t: f"{t[0]}({t[1]})"),
        st.tuples(inner, st.sampled_from(["2", "3", "(-1)", "0.5"])).map(lambda t: f"({t[0]})**{t[1]}"),
        inner.map(lambda t: f"(-{t})"),
        st.tuples(WHERE, inner, inner).map(lambda t: f"where({t[0]}, {t[1]}, {t[2]})"),
    ),
    max_leaves=6,
)
PLACES = np.array([-1.7, -0.61, 0.23, 0.87, 1.93])


@settings(max_examples=count(25, 3000), deadline=None)
@given(TREES)
def test_sympy_agrees_on_formulas_made_at_random(text):
    tree = read_formula(text)
    value, slope = value_of(tree, {"x": PLACES}), value_of(derivative(tree, "x"), {"x": PLACES})
    try:
        expected = sympy.diff(judged(text), X)
    except TypeError:  # of a where(...) whose condition has no real value anywhere
        return
    for at, here, ours in zip(PLACES, value, slope, strict=True):
        if not np.isfinite(here) or not np.isfinite(ours) or abs(here) > 1e8:
            continue
        try:
            judgement = sympy.N(expected.subs(X, sympy.Float(at, 40)), 30)
        except TypeError:  # likewise at this place
            continue
        if judgement.is_number and judgement.is_real and abs(judgement) < 1e8:
            assert ours == pytest.approx(float(judgement), rel=1e-6, abs=1e-6), (text, at)


# --- central differences --------------------------------------------------------------------------
@settings(max_examples=count(100, 5000), deadline=None)
@given(TREES)
def test_a_derivative_is_the_slope_and_no_form_changes_the_value(text):
    tree = read_formula(text)
    x, h = np.linspace(-2, 2, 101) + 0.0031, 1e-6
    at = value_of(tree, {"x": x})
    before, after = value_of(tree, {"x": x - h}), value_of(tree, {"x": x + h})
    slope = value_of(derivative(tree, "x"), {"x": x})
    with np.errstate(all="ignore"):
        left, right = (at - before) / h, (after - at) / h
    # Where both sides agree it is no corner and not rounding that is looked at.
    fair = np.isfinite(left + right + slope) & (np.abs(at) < 1e4) & (np.abs(slope) < 1e4)
    fair &= np.abs(left - right) < 1e-3 * (1 + np.abs(slope))
    wrong = fair & (np.abs(slope - (left + right) / 2) > 1e-3 * (1 + np.abs(slope)))
    assert not wrong.any(), (text, x[wrong], slope[wrong])
    for form in (with_names(tree), read_formula(plain(with_names(tree)))):
        again = value_of(form, {"x": x})
        both = np.isfinite(at) & (np.abs(at) < 1e8)
        np.testing.assert_allclose(again[both], at[both], rtol=1e-6, atol=1e-6, err_msg=text)


# --- as mathematics -------------------------------------------------------------------------------
def test_formulas_as_latex():
    assert {name: latex(entry.tree) for name, entry in ACTIVATIONS.items() if name != "gelu"} == {
        "linear": "z",
        "sigmoid": r"\frac{1}{1 + e^{-z}}",
        "tanh": r"\frac{e^z - e^{-z}}{e^z + e^{-z}}",
        "relu": r"\begin{cases} z & z > 0 \\ 0 & z \le 0 \end{cases}",
        "leaky_relu": r"\begin{cases} z & z > 0 \\ s \, z & z \le 0 \end{cases}",
        "elu": r"\begin{cases} z & z > 0 \\ \alpha \, (e^z - 1) & z \le 0 \end{cases}",
        "softplus": r"\log(1 + e^z)",
        "silu": r"\frac{z}{1 + e^{-z}}",
        "softmax": r"\frac{e^{z_1}}{e^{z_1} + e^{z_2} + e^{z_3}}",
    }


def test_brackets_stand_where_they_are_needed():
    for text, expected in {
        "(x + 1) * (x - 1)": r"(x + 1) \, (x - 1)",
        "x - (1 - x)": r"x - (1 - x)",
        "(-x)**2": r"(-x)^2",
        "-x**2": "-x^2",
        "2 * 3 * x**2": r"2 \cdot 3 \, x^2",
        "abs(x) / sqrt(2)": r"\frac{\left|x\right|}{\sqrt{2}}",
        "tanh(x)**2": r"\tanh(x)^2",
        "max(x, 0.5)": r"\max(x, 0.5)",
        "(x / 2)**x": r"\left(\frac{x}{2}\right)^x",
    }.items():
        assert latex(read_formula(text)) == expected
    asked = derivation(read_formula("x*x"), "x").steps[0].before
    assert latex(asked) == r"\frac{d}{d x}(x \, x)"
