"""Which strokes are one digit, and which are another's."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.data.rows import grouped, split_strokes
from tests.helpers.strokes import DIGIT_STROKES, moved


def written(number: str, size: float = 0.3, pitch: float = 0.2):
    """The strokes of each digit of a number, from left to right."""
    shift = [((place - (len(number) - 1) / 2) * pitch, 0.0) for place in range(len(number))]
    return [moved(DIGIT_STROKES[int(d)], scale=size, shift=s) for d, s in zip(number, shift, strict=True)]


@pytest.mark.parametrize("number", ["2026", "0123", "4567", "89", "11", "7"])
def test_digits_in_a_row_are_parted_in_whatever_order_they_were_drawn(number):
    digits = written(number)
    strokes = [stroke for digit in reversed(digits) for stroke in digit]
    parted = split_strokes(strokes)
    assert [[stroke.tolist() for stroke in digit] for digit in parted] == [
        [stroke.tolist() for stroke in digit] for digit in digits
    ]


@pytest.mark.parametrize("digit", range(10))
def test_one_digit_is_one(digit):
    assert len(split_strokes(moved(DIGIT_STROKES[digit]))) == 1


@pytest.mark.parametrize(
    ("parts", "what"),
    [
        ([(0.3, 0.1, 0.6, 0.9), (0.55, 0.1, 0.9, 0.15)], "a 5 and its flag"),
        ([(0.2, 0.2, 0.5, 0.6), (0.53, 0.4, 0.6, 0.8)], "a 4 whose parts do not touch"),
        ([(0.3, 0.1, 0.4, 0.9), (0.25, 0.88, 0.5, 0.9)], "a 1 with a foot"),
    ],
)
def test_parts_that_are_no_digits_of_their_own(parts, what):
    assert grouped(parts) == [[0, 1]], what


def test_a_dash_on_its_own_does_not_join_and_a_speck_is_nothing():
    assert grouped([(0.1, 0.2, 0.2, 0.8), (0.4, 0.5, 0.6, 0.52), (0.8, 0.2, 0.9, 0.8)]) == [[0], [1], [2]]
    assert grouped([(0.1, 0.2, 0.2, 0.8), (0.8, 0.1, 0.82, 0.12)]) == [[0]]


def test_nothing_is_no_digit():
    assert grouped([]) == []
    assert split_strokes([]) == []


def test_a_scribble_of_many_strokes_is_taken_apart():
    rng = np.random.default_rng(0)
    strokes = [rng.random((20, 2)) * 0.05 + rng.random(2) * 0.9 for _ in range(200)]
    assert sum(len(digit) for digit in split_strokes(strokes)) == len(strokes)
