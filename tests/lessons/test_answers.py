"""Answers go into a file and come back, and a file that is none says so in a sentence."""

import json
from pathlib import Path

import pytest

from nnviz.lessons.answers import (
    Answer,
    Answers,
    Given,
    check_lesson,
    file_name,
    open_answers,
    read_answers,
    write_answers,
)
from nnviz.lessons.lesson import Lesson

LESSON = Lesson(id="one-step", title="One step downhill", digest="abc")


def some() -> Answers:
    answers = Answers.none_yet(LESSON)
    for key, answer in {
        "far": Answer(Given(3.6, "sure", (2.4, -1.0)), right=False, said="it went\ndown"),
        "which": Answer(Given(1, "guess"), right=True),
        "way": Answer(Given("down", None), right=True),
        "wins": Answer(Given(("B", "A")), right=False),
        "where": Answer(Given((0, 2)), right=True),
        "curve": Answer(Given((1.0, 0.5, 0.25)), right=None),
        "shown": Answer(Given(shown=True), chosen=2, done=True),
    }.items():
        answers = answers.with_(key, answer)
    return answers


def test_what_is_written_is_read() -> None:
    assert read_answers(write_answers(some()), "a.nnanswers") == some()


def test_steps_without_an_answer_are_left_out() -> None:
    answers = Answers.none_yet(LESSON).with_("look", Answer())
    assert json.loads(write_answers(answers))["answers"]["steps"] == []


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[1]", b"\xff\xfe", b'{"format": 2, "answers": {}}', b'{"format": 1, "answers": 3}'],
)
def test_what_is_none_says_so_in_a_sentence(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"^“a\.nnanswers” is no file of answers: .+\.$"):
        read_answers(content, "a.nnanswers")


@pytest.mark.parametrize(
    ("key", "value"),
    [("right", "yes"), ("chosen", -1), ("said", 4), ("done", None), ("key", ""), ("given", 3)],
)
def test_a_wrong_entry_is_named(key: str, value: object) -> None:
    values = json.loads(write_answers(some()))
    values["answers"]["steps"][0][key] = value
    with pytest.raises(ValueError, match="is no file of answers"):
        read_answers(json.dumps(values).encode(), "a.nnanswers")


def test_another_lesson_and_another_version_say_so() -> None:
    check_lesson(some(), LESSON, "a")
    with pytest.raises(ValueError, match="“a” answers another lesson, “One step downhill”, and not “Layers”"):
        check_lesson(some(), Lesson(id="layers", title="Layers", digest="abc"), "a")
    with pytest.raises(ValueError, match="“a” answers another version of “One step downhill”"):
        check_lesson(some(), Lesson(id="one-step", title="One step downhill", digest="d"), "a")


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        open_answers(tmp_path / "none.nnanswers")


def test_the_name_of_the_file_has_no_path_in_it() -> None:
    answers = Answers(lesson="one-step", digest="", nickname="../Ada L.")
    assert file_name(answers) == "answers-one-step-Ada-L.nnanswers"
