"""What people type: read, or refused in one sentence that names the column."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.engine.formulas import derivation, plain, read_formula, value_of
from tests.helpers.counts import count

X = np.linspace(-3, 3, 13) + 0.07

AS_PYTHON = [
    "x",
    "-x**2",
    "2**3**2 + x",
    "2 * -x",
    "2**-x",
    "--x + +3",
    "x - 1 - 2",
    "8 / 2 / x",
    "-x / 2 * 3",
    "(1 + x) * (1 - x)",
    "1.5e-3 * x + .5 + 3.",
    "x * tanh(log(1 + exp(x)))",
    "sin(x) + cos(x) * sqrt(x * x) - abs(x - 1)",
    "where(x > 0, x, 0.01 * x)",
    "where(x**2 <= 1, 1 - abs(x), sign(x))",
    "pi * x + e",
    "atan(x) + sinh(x) / cosh(x) - tan(x / 9)",
]


@pytest.mark.parametrize("text", AS_PYTHON)
def test_a_formula_has_the_value_that_python_gives(text):
    known = {
        "x": X, "pi": np.pi, "e": np.e, "tanh": np.tanh, "log": np.log, "exp": np.exp, "sin": np.sin,
        "cos": np.cos, "sqrt": np.sqrt, "abs": np.abs, "where": np.where, "sign": np.sign,
        "atan": np.arctan, "sinh": np.sinh, "cosh": np.cosh, "tan": np.tan,
    }  # fmt: skip
    expected = np.broadcast_to(eval(text, {"__builtins__": {}}, known), X.shape)
    np.testing.assert_allclose(value_of(read_formula(text), {"x": X}), expected, rtol=1e-15)


def test_signs_of_word_processors_and_the_hat_are_read_too():
    assert read_formula("2·x − x^2 ÷ 3 × x") == read_formula("2*x - x**2 / 3 * x")


def test_several_variables_and_parameters():
    tree = read_formula("where(y > t, slope * (y - t), t)", variables=("y", "t"), parameters=("slope",))
    values = value_of(tree, {"y": [1.0, 5.0], "t": [2.0, 3.0], "slope": 0.5})
    assert values.tolist() == [2.0, 1.0]


def test_bounds_are_the_last_that_is_taken():
    assert len("x" + " " * 499) == 500
    read_formula("x" + " " * 499)
    read_formula("+".join(["x"] * 100))  # 100 names and 99 signs
    read_formula("(" * 40 + "x" + ")" * 40)


REFUSED = {
    "": "Column 1: the formula ends where a number or a name is missing.",
    "   ": "Column 4: the formula ends where a number or a name is missing.",
    "1 +": "Column 4: the formula ends where a number or a name is missing.",
    "x +* 2": "Column 4: a number or a name is missing before *.",
    "2x": "Column 2: before x a sign such as * is missing.",
    "x x": "Column 3: before x a sign such as * is missing.",
    "x(1 + x)": "Column 1: x is no function; write x * ( for a product.",
    "sin x": "Column 1: sin is a function; write what it is of in brackets.",
    "sinn(x)": "Column 1: sinn is not known; is sin meant?",
    "y + 1": "Column 1: y is not known; there are x, pi, e.",
    "1 + Tanh": "Column 5: Tanh is not known; there are x, pi, e.",
    "exp(x": "Column 4: this bracket is never closed.",
    "(x + 1)) * 2": "Column 8: ) stands here without its bracket.",
    "x, x": "Column 2: , stands here without its bracket.",
    "exp(x, x)": "Column 1: exp takes one value in its brackets.",
    "exp()": "Column 5: a number or a name is missing before ).",
    "max(x)": "Column 1: max takes 2 values with commas between them.",
    "max(x, 1, 2)": "Column 1: max takes 2 values with commas between them.",
    "where(x, 1, 2)": "Column 8: where(...) begins with a condition such as x > 0; > or < is missing.",
    "where(x > 0, 1)": "Column 1: where takes 3 values with commas between them.",
    "x > 0": "Column 3: > compares, and belongs in where(condition, this, otherwise) only.",
    "x = 2": "Column 3: '=' has no meaning in a formula.",
    "1_000 * x": "Column 2: before _000 a sign such as * is missing.",
    "1e12 * x": "Column 1: numbers lie between 1e-12 and 1e12 and have at most 40 digits.",
    "x + 1e-999999999": "Column 5: numbers lie between 1e-12 and 1e12 and have at most 40 digits.",
    "0." + "1" * 41: "Column 1: numbers lie between 1e-12 and 1e12 and have at most 40 digits.",
    "+".join(["x"] * 101): "Column 200: a formula has at most 200 numbers, names and signs.",
    "(" * 41 + "x" + ")" * 41: "Column 41: brackets, signs and powers nest at most 40 deep.",
    "-" * 41 + "x": "Column 41: brackets, signs and powers nest at most 40 deep.",
    "x" * 501: "A formula has at most 500 characters, this one has 501.",
}

HOSTILE = [
    "__import__('os').system('echo hi')",
    "().__class__.__bases__",
    "x.__class__",
    "(lambda: x)()",
    "[x for x in (1,)]",
    "{x}",
    "eval(x)",
    "exec('x')",
    "open('/etc/passwd')",
    "globals()",
    "x if x else 1",
    "x and 1",
    "not x",
    "x; x",
    "x\nimport os",
    "f'{x}'",
    "'x' * 99999",
    "x := 1",
    "x @ x",
    "x // 2",
    "~x",
    "x << 99",
    "True",
    "1j * x",
    "0x10",
    "*x",
    "exp(*x)",
    "exp(x=1)",
    "exp.__call__(x)",
    "x\x00",
    "𝐱",
    "١ + x",
    "nan + inf",
    "`x`",
    "$x$",
]


@pytest.mark.parametrize(("text", "sentence"), REFUSED.items(), ids=lambda text: text[:20])
def test_what_cannot_be_read_is_one_sentence_with_its_column(text, sentence):
    with pytest.raises(ValueError) as refused:
        read_formula(text)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_refused_with_its_column(text):
    with pytest.raises(ValueError, match=r"^Column \d+: .*\.$"):
        read_formula(text)


@pytest.mark.parametrize("text", ["9**9**9**9", "9**9**9**9 * x", "(" * 30 + "9" + ")**99999" * 30])
def test_a_tower_of_powers_is_infinite_at_once(text):
    began = time.perf_counter()
    tree = read_formula(text)
    assert value_of(tree, {"x": 1.0}) == np.inf
    derivation(tree, "x")
    assert time.perf_counter() - began < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "*".join(["(x+1)"] * 39),
        "**".join(["x"] * 40),
        "exp(" * 39 + "x" + ")" * 39,
        "/".join(["(1+x)"] * 39),
        "tanh(x*" * 38 + "x" + ")" * 38,
    ],
    ids=["product", "tower", "chain", "quotient", "product in chain"],
)
def test_the_longest_formulas_are_derived_within_a_second(text):
    began = time.process_time()
    derivation(read_formula(text), "x")
    assert time.process_time() - began < 2


@settings(max_examples=count(150, 5000), deadline=None)
@given(st.text(alphabet="x1.90e+-*/^(), <>=sinexplogwherpi", max_size=40))
def test_any_text_is_read_or_refused_in_a_sentence(text):
    try:
        tree = read_formula(text)
    except ValueError as error:
        refused = str(error)
    else:
        refused = "."
        np.testing.assert_array_equal(
            value_of(read_formula(plain(tree)), {"x": X}), value_of(tree, {"x": X}), text
        )
    assert refused[-1] in ".?"
