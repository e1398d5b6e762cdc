"""Numbers as people type them, in every country."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.drawing import numbers
from nnviz.drawing.typed import fitting_numbers, readings


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.01", 0.01),
        ("0,01", 0.01),
        (",5", 0.5),
        ("1e-3", 0.001),
        ("2,5e-2", 0.025),
        ("1.5·10⁻⁵", 1.5e-5),
        ("1,5 * 10^-5", 1.5e-5),
        ("2·10⁶", 2e6),
        ("\N{MINUS SIGN}1,25", -1.25),
        ("1.234", 1.234),
        ("0,125", 0.125),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1 234,5", None),
        ("1,000,000", 1e6),
        ("1.000.000", 1e6),
        ("12\N{NO-BREAK SPACE}345", 12345.0),
        (" 7 ", 7.0),
    ],
)
def test_comma_and_point_by_one_rule(text, value):
    assert readings(text) == ([] if value is None else [value])


def test_what_is_written_two_ways_is_told_by_what_fits():
    assert fitting_numbers("1,234", (-1e6, 1e6), words={}) == [1.234, 1234.0]
    assert fitting_numbers("1,234", (0, 10), words={}) == [1.234]
    assert fitting_numbers("1.5", (0, 10), whole=True, words={}) == []
    assert fitting_numbers("Full", (1, 10), whole=True, words={"full": 0}) == [0]


@given(st.floats(-1e9, 1e9, allow_subnormal=False))
def test_a_chosen_number_can_be_typed_again(value):
    text = numbers.chosen(value)
    assert any(math.isclose(found, value, rel_tol=1e-5, abs_tol=0) for found in readings(text))
