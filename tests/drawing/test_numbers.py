"""Numbers as the window writes them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.drawing import numbers


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.304, 2, "0.30"),
        (-0.304, 2, "−0.30"),
        (-0.001, 2, "0.00"),
        (0.0, 2, "0.00"),
        (math.inf, 2, "∞"),
        (-math.inf, 2, "−∞"),
        (math.nan, 2, "not a number"),
        (2.5, 0, "2"),
    ],
)
def test_plain(value, digits, text):
    assert numbers.plain(value, digits) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.3, "+0.30"), (-0.3, "−0.30"), (0.001, "0.00"), (-0.001, "0.00"), (math.inf, "+∞"), (0.0, "0.00")],
)
def test_signed(value, text):
    assert numbers.signed(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(-3.14e-7, "−3.1·10⁻⁷"), (2.5e12, "2.5·10¹²"), (0.0, "0.0"), (math.inf, "∞")],
)
def test_scientific(value, text):
    assert numbers.scientific(value) == text


@pytest.mark.parametrize(
    ("value", "sign", "text"),
    [
        (1.882, True, "+1.882"),
        (1e-7, False, "1.0·10⁻⁷"),
        (1e-7, True, "+1.0·10⁻⁷"),
        (-1e-7, True, "−1.0·10⁻⁷"),
        (123456.0, False, "1.2·10⁵"),
        (0.0, True, "0.000"),
        (math.nan, False, "not a number"),
    ],
)
def test_fitted(value, sign, text):
    assert numbers.fitted(value, sign=sign) == text


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_fitted_never_writes_nothing_for_something(value):
    text = numbers.fitted(value)
    assert "-" not in text
    assert "e" not in text
    if value != 0:
        assert any(c in "123456789" for c in text)
        assert text.startswith("−") == (value < 0)


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [
        (0.742, 0, "74 %"),
        (0.9996, 0, ">99 %"),
        (1.0, 0, "100 %"),
        (0.0, 0, "0 %"),
        (0.001, 0, "<1 %"),
        (0.9444, 1, "94.4 %"),
        (0.99999, 1, ">99.9 %"),
        (math.nan, 0, "? %"),
    ],
)
def test_percent(share, digits, text):
    assert numbers.percent(share, digits) == text.replace(" ", "\xa0")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (500, "500"), (2500, "2,500"), (100_000, "100k"), (1_500_000, "1.5M"), (2e9, "2G")],
)
def test_short_count(value, text):
    assert numbers.short_count(value) == text


def test_count():
    assert numbers.count(1797) == "1,797"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.05, "0.05"),
        (1.5e-5, "1.5·10⁻⁵"),
        (2.447e-5, "2.447·10⁻⁵"),
        (1e-6, "1·10⁻⁶"),
        (0.00012345, "0.00012345"),
        (-3e-7, "−3·10⁻⁷"),
        (100.0, "100"),
        (0.0, "0"),
        (math.inf, "∞"),
    ],
)
def test_a_chosen_number_keeps_all_digits_that_it_has(value, text):
    assert numbers.chosen(value) == text


@given(st.floats(1e-9, 1e4))
def test_two_learning_rates_that_differ_do_not_look_alike(rate):
    other = rate * 1.0001
    assert numbers.chosen(rate) != numbers.chosen(other)


@given(st.floats(allow_nan=False, allow_infinity=False) | st.floats(-1e5, 1e5), st.integers(1, 9))
def test_a_chosen_number_is_read_back_as_it_was_rounded(value, digits):
    text = numbers.chosen(value, digits)
    assert "e" not in text
    mantissa, _, power = text.replace("−", "-").partition("·10")
    exponent = power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) or "0"
    assert float(f"{mantissa}e{exponent}") == float(f"{value:.{digits - 1}e}")


@pytest.mark.parametrize(
    ("value", "digits", "text"), [(10.0, 1, "10"), (12345.0, 3, "12300"), (-20.0, 1, "−20")]
)
def test_a_chosen_number_of_few_digits_is_written_out(value, digits, text):
    assert numbers.chosen(value, digits) == text


def test_what_is_counted_is_a_whole_number():
    assert numbers.measured(8.0, "value") == "8"
    assert numbers.measured(0.5478, "value") == "0.548"
    assert numbers.measured(1.0, "loss") == "1.000"
    assert numbers.measured(float("inf"), "value") == "∞"
