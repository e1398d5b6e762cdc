"""Numbers as people type them, in every country."""

from __future__ import annotations

import pytest

from nnviz.ui.widgets.number_field import readings, take_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.01", 0.01),
        ("0,01", 0.01),
        (",5", 0.5),
        ("1e-3", 0.001),
        ("2,5e-2", 0.025),
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


@pytest.mark.parametrize(
    "text", ["", "abc", "nan", "inf", "1_000", "0x10", "1,2,3", "1.2.3", "1,23.4", "--1", "1e"]
)
def test_what_is_no_number(text):
    assert readings(text) == []
    with pytest.raises(ValueError, match="does not fit here: give a number from -1,000 to 1,000"):
        take_number(text, (-1000, 1000))


def test_a_whole_number_with_a_mark_is_a_thousand_or_is_said():
    assert take_number("1,000", (1, 1e5), whole=True) == 1000
    with pytest.raises(ValueError, match=r"1\.000 can be 1 or 1000"):
        take_number("1.000", (1, 1e5), whole=True)
    assert take_number("1.000", (1, 500), whole=True) == 1, "a thousand does not fit"
    with pytest.raises(ValueError, match="a whole number from 1 to 500"):
        take_number("12.5", (1, 500), whole=True)


def test_a_comma_before_three_digits_is_said_where_both_fit():
    with pytest.raises(ValueError, match=r"1,234 can be 1\.234 or 1234"):
        take_number("1,234", (-1e6, 1e6))
    assert take_number("1,234", (0, 10)) == 1.234
    assert take_number("1.234", (-1e6, 1e6)) == 1.234, "as nnviz itself writes it"


def test_words_stand_for_values():
    assert take_number("Full", (1, 10), whole=True, words={"full": 0}) == 0
    with pytest.raises(ValueError, match="from 1 to 10, or full"):
        take_number("all", (1, 10), whole=True, words={"full": 0})
