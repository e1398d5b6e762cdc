"""What the back row reads: sizes from where it sits."""

from __future__ import annotations

import math

import pytest

from nnviz.lessons.back_row import SMALLEST_TEXT, BackRow, Mark, too_small


def test_six_picture_heights_away_it_takes_36_px():
    row = BackRow(distance=12.0, picture=2.0)
    assert row.text == SMALLEST_TEXT == 36
    assert row.rows == 9
    assert BackRow.of_rows(9) == row
    assert row.larger == 1


@pytest.mark.parametrize("distance", [4.0, 8.0, 12.0, 16.0, 24.0])
def test_small_letters_are_ten_minutes_of_arc_high(distance):
    """Of Inter they are 0.546 em high; a tenth off is nothing that anybody sees."""
    row = BackRow(distance, 2.0)
    metres = row.text / 1080 * 2.0 * 0.546
    assert math.degrees(math.atan(metres / distance)) * 60 == pytest.approx(10, rel=0.1)


def test_a_deeper_room_has_larger_sizes_but_not_without_end():
    assert BackRow(16.0, 2.0).larger == pytest.approx(48 / 36)
    assert BackRow(6.0, 2.0).larger == 1
    assert BackRow(60.0, 1.0).larger == 2


@pytest.mark.parametrize(
    ("distance", "picture", "said"), [(0.5, 2, "0.5 m"), (12, 99, "99 m"), (math.nan, 2, "nan")]
)
def test_no_room_is_like_that(distance, picture, said):
    with pytest.raises(ValueError, match=said):
        BackRow(distance, picture)


def test_the_smallest_text_and_the_thinnest_line_are_named():
    marks = [Mark("title", 32), Mark("axis", 28), Mark("question", 64), Mark("grid", 1.5, line=True)]
    assert too_small(marks, BackRow(12, 2)) == (marks[1], marks[3])
    assert too_small(marks, BackRow(6, 2)) == ()
    assert too_small([Mark("text", 36), Mark("line", 2, line=True)], BackRow(12, 2)) == ()
    rounded = [Mark("text", 35.1), Mark("line", 1.95, line=True)]
    assert too_small(rounded, BackRow(12, 2)) == (), "whole pixels of a smaller picture"
    smaller = [Mark("text", 34.5), Mark("line", 1.9, line=True)]
    assert too_small(smaller, BackRow(12, 2)) == tuple(smaller)
