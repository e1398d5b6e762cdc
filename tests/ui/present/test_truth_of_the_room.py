"""Every number that the room reads is the engine's, of the moment that it sees, live and frozen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nnviz.lessons.lesson import Check
from nnviz.ui.present.back_row_check import marks_in
from tests.helpers.lesson_made import a_lesson

WEIGHT, RATE, INPUT, TARGET = 2.0, 0.1, 1.0, 0.0
#: L = (w x - t)², so that its slope is 2 (w x - t) x: one step against it, by hand.
AFTER = WEIGHT - RATE * 2 * (WEIGHT * INPUT - TARGET) * INPUT


def read(teacher) -> set[str]:
    """Every text in the room's view."""
    teacher.presentation.view.settle()
    return {mark.what.strip("“”") for mark in marks_in(teacher.presentation.view) if not mark.line}


def of_loss():
    lesson = a_lesson()
    step = lesson.steps[2]
    shown = replace(step.show, views=("loss",), of="dense1.weights[0, 0]", span=(-3.0, 3.0))
    return replace(lesson, steps=(replace(step, show=shown),))


def test_what_is_revealed_is_one_step_of_the_engine_and_frozen_it_is_not_yet(teach, qtbot):
    teacher = teach(of_loss())
    presenting = teacher.presenting
    presenting.next()
    qtbot.waitUntil(lambda: presenting.runner.told.ready)
    after = f"{AFTER:g}"
    assert after == "1.6"
    before = read(teacher)
    assert not any(after in text for text in before)
    assert "now w = 2" in before
    presenting.freeze(True)
    presenting.next()
    qtbot.waitUntil(lambda: presenting.runner.told.truth is not None)
    assert presenting.runner.told.truth == pytest.approx(AFTER)
    assert presenting.phase == "reveal"
    assert read(teacher) == before
    presenting.freeze(False)
    qtbot.waitUntil(lambda: after in read(teacher))


def test_the_numbers_of_a_neuron_are_those_of_the_moment_seen(teach, qtbot):
    lesson = a_lesson()
    shown = replace(lesson.steps[0].show, views=("neuron",))
    teacher = teach(replace(lesson, steps=(replace(lesson.steps[0], show=shown),)))
    presenting = teacher.presenting
    presenting.next()
    qtbot.waitUntil(lambda: presenting.runner.told.ready)
    assert any(text.endswith("2") for text in read(teacher))  # the weight, and the sum with an input of 1
    presenting.freeze(True)
    frozen = read(teacher)
    teacher.presentation.desk.advance(1)
    qtbot.waitUntil(lambda: teacher.presentation.desk.shown.epoch == 1)
    assert teacher.presentation.desk.shown.snapshot.layers[0].weights[0, 0] == pytest.approx(AFTER)
    assert read(teacher) == frozen
    presenting.freeze(False)
    qtbot.waitUntil(lambda: any("1.6" in text for text in read(teacher)))


def test_the_right_one_of_what_was_seen_is_worked_out_of_the_run(teach, qtbot):
    lesson = a_lesson()
    seen = Check(ask="Where did w go?", options=lesson.steps[1].predict.options)
    teacher = teach(replace(lesson, steps=(replace(lesson.steps[3], check=seen),)))
    presenting = teacher.presenting
    presenting.set_counting(False)
    presenting.next()
    qtbot.waitUntil(lambda: presenting.runner.told.ready)
    presenting.next()
    qtbot.waitUntil(lambda: presenting.runner.told.answer.done)
    assert lesson.steps[1].predict.options[presenting.runner.told.answer.chosen].text == f"{AFTER:g}"
    assert "right" in read(teacher)  # what choosing it tells
