"""What a back row cannot read in the room's window is told, step by step."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from nnviz.app.room_check import check_room
from nnviz.lessons.back_row import BackRow
from nnviz.lessons.lesson import Lesson
from nnviz.lessons.reading import read_lesson
from tests.helpers.lesson_made import a_lesson


def one_step() -> Lesson:
    lesson = a_lesson()
    shown = replace(lesson.steps[1].show, views=("network",))
    return replace(lesson, steps=(replace(lesson.steps[1], show=shown, line=7),))


def test_small_rooms_are_served_and_of_a_hall_the_smallest_text_is_named(qtbot: QtBot) -> None:
    assert check_room(one_step(), "lesson.md", BackRow.of_rows(4)) == ()
    told = check_room(one_step(), "lesson.md", BackRow(60.0, 2.0))  # sizes follow to twice theirs, no further
    assert {(one.file, one.line, one.warning) for one in told} == {("lesson.md", 7, True)}
    assert told[0].sentence.startswith("In the room's window “")
    assert told[0].sentence.endswith("the back row needs 180 px to read it.")


def test_more_words_than_the_room_has_place_for(qtbot: QtBot) -> None:
    lesson = one_step()
    step = lesson.steps[0]
    assert step.predict is not None
    asked = replace(step.predict, ask="How far? " * 60)
    (told,) = check_room(
        replace(lesson, steps=(replace(step, predict=asked),)), "lesson.md", BackRow.of_rows(4)
    )
    assert told.sentence == "There are more words than the room's window has place for."


def test_an_answer_that_stands_on_a_stage_before_it_is_asked(qtbot: QtBot, tmp_path) -> None:
    run = """~~~experiment
rows = [[3, 0]]
bias = false
weights = { "dense1.weights" = [[1.25]] }
loss = "mse"
~~~
~~~show
views = ["table"]
~~~
"""
    asks = '~~~predict\nask = "What comes out?"\nkind = "number"\ntruth = "dense1.a[0] @ epoch 0"\n~~~\n'
    front = '+++\nformat = 1\nid = "seen"\ntitle = "Seen"\n+++\n'
    file = tmp_path / "seen.md"
    file.write_text(f"{front}## Look {{look}}\n{run}\n## And now? {{predict}}\n{run}{asks}")
    lesson = read_lesson(file).lesson
    assert lesson is not None
    told = [one for one in check_room(lesson, "seen.md", BackRow.of_rows(4)) if "answer" in one.sentence]
    assert [(one.line, one.sentence) for one in told] == [
        (lesson.steps[1].line, "The answer, 3.75, stands on the stage of “Look”.")
    ]
