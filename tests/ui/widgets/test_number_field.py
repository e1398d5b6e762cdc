"""A number that does not fit is told why, in a sentence."""

from __future__ import annotations

import pytest

from nnviz.drawing.typed import readings
from nnviz.ui.widgets.number_field import take_number


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
