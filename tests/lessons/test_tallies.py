"""Raised hands: kept by class, empty is not 0, and no cell is a formula."""

from __future__ import annotations

import csv
import io
import json

import pytest

from nnviz.data.cells import safe_cell
from nnviz.lessons.tallies import Hands, Tallies

QUESTION = "Where does w land?"
ANSWERS = ("2.4", "-2.0", "=1+1", "1.9")


def counted() -> Hands:
    hands = Hands(QUESTION, ANSWERS)
    for place, count in enumerate((6, 9, 8, 4)):
        hands = hands.counted("before", place, count)
    return hands.counted("after", 0, 0)


def test_what_nobody_counted_is_not_zero():
    hands = counted()
    assert hands.after == (0, None, None, None)
    assert hands.people("before") == 27
    assert hands.people("after") == 0
    assert Hands(QUESTION, ANSWERS).people("after") is None


@pytest.mark.parametrize("count", [-1, 10_000])
def test_a_count_that_cannot_be_is_a_sentence(count):
    with pytest.raises(ValueError, match=r"^Hands are counted from 0 to 9999\.$"):
        counted().counted("after", 1, count)


def test_a_spreadsheet_reads_every_class_and_takes_nothing_for_a_formula():
    tallies = Tallies().keeping("10 b", "one-step", "lands", counted())
    tallies = tallies.keeping("@home", "one-step", "lands", Hands(QUESTION, ANSWERS))
    rows = list(csv.reader(io.StringIO(tallies.csv())))
    assert rows[0][-2:] == ["before talking", "after talking"]
    assert [row[4:] for row in rows[1:5]] == [
        ["A", "2.4", "6", "0"],
        ["B", "-2.0", "9", ""],
        ["C", "'=1+1", "8", ""],
        ["D", "1.9", "4", ""],
    ]
    assert [row[0] for row in rows[5:]] == ["'@home"] * 4
    assert not any(cell.startswith(("=", "@")) for row in rows for cell in row)


@pytest.mark.parametrize("cell", ["-2.0", "+4", "-1,5", "1.6", "up"])
def test_numbers_and_words_stay_as_they_are(cell):
    assert safe_cell(cell) == cell


@pytest.mark.parametrize("cell", ["=A1", "+A1", "-A1+1", "@x", "\t=1", "-2.0 units"])
def test_what_could_be_a_formula_is_text(cell):
    assert safe_cell(cell) == f"'{cell}"


def test_they_come_back_from_the_file_and_damage_is_left_out():
    tallies = Tallies().keeping("10 b", "one-step", "lands", counted())
    assert Tallies.read(tallies.text()) == tallies
    entries = [
        *json.loads(tallies.text()),
        3,
        {"class": "x"},
        {**json.loads(tallies.text())[0], "answers": 1},
    ]
    assert Tallies.read(json.dumps(entries)) == tallies
    for damaged in ("", "{", "[" * 100_000, '{"class": 1}'):
        assert Tallies.read(damaged) == Tallies()
    odd = json.loads(tallies.text())
    odd[0]["before"] = [True, -1, "6", 10**9, 5, 6]
    assert Tallies.read(json.dumps(odd)).kept["10 b", "one-step", "lands"].before == (None,) * 4


def test_another_class_or_another_question_begins_anew():
    tallies = Tallies().keeping("10 b", "one-step", "lands", counted())
    assert tallies.of("10 b", "one-step", "lands", QUESTION, ANSWERS) == counted()
    assert tallies.of("10 c", "one-step", "lands", QUESTION, ANSWERS).people("before") is None
    assert tallies.of("10 b", "one-step", "lands", QUESTION, ("a", "b")).before == (None, None)
    assert tallies.groups == ("10 b",)
    assert tallies.without("10 b", "one-step") == Tallies()
