"""Digits side by side on one canvas, and what is kept of them when the drawing changes."""

from __future__ import annotations

from nnviz.data.drawn_digits import DrawnDigits
from nnviz.data.ink import prepare
from nnviz.data.pen_line import as_strokes
from tests.data.test_rows import written


def strokes_of(text: str):
    return as_strokes([stroke for digit in written(text) for stroke in digit])


def counted(made: list):
    return lambda strokes: made.append(len(strokes)) or prepare(strokes)


def test_digits_are_parted_and_the_one_drawn_last_is_read():
    now = DrawnDigits().after(strokes_of("2026"), prepare)
    assert len(now.digits) == len(now.pictures) == 4
    assert now.labels == (None,) * 4
    assert now.index == 3


def test_only_what_has_changed_is_prepared_again():
    made: list[int] = []
    strokes = strokes_of("206")
    now = DrawnDigits().after(strokes, counted(made))
    assert len(made) == 3
    assert now.after(strokes, counted(made)).alone == now.alone
    assert len(made) == 3
    fewer = now.after(tuple(s for s in strokes if all(s is not own for own in now.digits[2])), counted(made))
    assert fewer.alone == now.alone[:2]
    assert len(made) == 3
    now.after(strokes, counted(made), anew=True)
    assert len(made) == 6


def test_a_label_stays_with_its_digit():
    strokes = strokes_of("206")
    now = DrawnDigits().after(strokes, prepare)
    labelled = DrawnDigits(now.digits, now.alone, now.pictures, (None, 0, None), 2)
    left = tuple(s for s in strokes if all(s is not own for own in now.digits[0]))
    assert labelled.after(left, prepare).labels == (0, None)
    one = DrawnDigits().after(now.digits[1], prepare)
    meant = DrawnDigits(one.digits, one.alone, one.pictures, (8,), 0)
    assert meant.after(as_strokes([[[0.5, 0.5], [0.6, 0.9]]]), prepare).labels == (8,), "the only one"


def test_a_scribble_is_one_digit_and_nothing_none():
    scribble = as_strokes([[[k / 80, 0.2], [k / 80, 0.8]] for k in range(61)])
    assert len(DrawnDigits().after(scribble, prepare).digits) == 1
    assert DrawnDigits().after((), prepare) == DrawnDigits()
