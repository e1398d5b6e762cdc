"""Right and wrong of each kind of prediction, and what is said to them."""

import math

import numpy as np
import pytest

from nnviz.lessons.answers import Value
from nnviz.lessons.judging import as_value, curve_off, feedback, is_right, read_number, way_of
from nnviz.lessons.lesson import Asking, Feedback, Option, Predict


def asked(kind: Asking, **more: object) -> Predict:
    return Predict(ask="?", kind=kind, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "number"),
    [("0.5", 0.5), ("0,5", 0.5), (" −2,25 ", -2.25), ("-3", -3.0), ("1.5e-3", 0.0015), ("1.5·10⁻³", 0.0015)],
)
def test_a_number_is_read_with_comma_or_point(text: str, number: float) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize("text", ["", "  ", "two", "1.2.3", "nan", "inf", "0x10", "1/2"])
def test_what_is_no_number_is_one_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"^(A number is missing here|“.+” is no number).*\.$"):
        read_number(text)


def test_what_can_be_two_numbers_asks_which() -> None:
    with pytest.raises(ValueError, match=r"^1,500 can be 1\.5 or 1500: write it without a mark between\.$"):
        read_number("1,500")


@pytest.mark.parametrize(
    ("kind", "more", "right", "wrong", "truth"),
    [
        ("number", {"tolerance": 0.01}, 1.605, 1.62, 1.6),
        ("number", {}, 1.6, 1.6001, float(np.float32(1.6))),
        ("choice", {"options": (Option(text="a"), Option(text="b"))}, 1, 0, 1),
        ("direction", {}, "down", "up", -0.6),
        ("direction", {"tolerance": 0.1}, "same", "down", -0.05),
        ("order", {"items": ("A", "B")}, ("B", "A"), ("A", "B"), ("B", "A")),
        ("point", {}, (0, 2), (2, 0), (0, 2)),
        ("curve", {}, (4.0, 2.0, 1.0), (1.0, 2.0, 4.0), (4.0, 2.2, 1.0)),
    ],
)
def test_right_and_wrong_of_each_kind(
    kind: Asking, more: dict[str, object], right: Value, wrong: Value, truth: Value
) -> None:
    question = asked(kind, **more)
    assert is_right(question, right, truth)
    assert not is_right(question, wrong, truth)
    for revealed in (True, False):
        said = [str(feedback(question, value, truth, revealed=revealed)) for value in (right, wrong)]
        assert all(said)
        assert said[0] != said[1]


def test_a_number_near_one_with_words_of_its_own_is_told_these() -> None:
    question = asked(
        "number",
        tolerance=0.01,
        feedback=(Feedback(say="uphill", near=2.4), Feedback(say="no rate", near=-2.0)),
    )
    assert feedback(question, 2.405, 1.6, revealed=True) == "uphill"
    assert feedback(question, -2.0, 1.6, revealed=True) == "no rate"
    assert feedback(question, 100.0, 1.6, revealed=True) == "Too much by 98.4."
    assert feedback(question, -1.6, 1.6, revealed=True) == "Right size, wrong way: the sign."


def test_what_is_said_before_the_reveal_does_not_give_the_number_away() -> None:
    said = feedback(asked("number"), 3.0, 1.6, revealed=False)
    assert said == "Not quite: it is less than that."


def test_an_option_says_its_own_words() -> None:
    question = asked("choice", options=(Option(text="yes", say="No: 7 − 6 is still 1."), Option(text="no")))
    assert feedback(question, 0, 1, revealed=True) == "No: 7 − 6 is still 1."


def test_a_curve_is_scored_by_the_area_between() -> None:
    truth = tuple(np.linspace(1.0, 0.0, 101))
    assert curve_off(truth, truth) == 0.0
    assert math.isclose(curve_off(tuple(height + 0.25 for height in truth), truth), 0.25)
    assert math.isclose(curve_off((1.0, 0.0), truth), 0.0, abs_tol=1e-12)  # two points make the same line
    assert curve_off((), truth) == math.inf


def test_truths_become_values() -> None:
    assert as_value(1.5) == 1.5
    assert as_value(np.array([[0.0, 1.0], [5.0, 2.0]])) == (1.0, 2.0)
    assert as_value(("A", "B")) == ("A", "B")
    assert as_value(True) is True
    assert [way_of(0.0), way_of(2.0), way_of(-2.0)] == ["same", "up", "down"]
