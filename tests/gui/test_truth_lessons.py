"""What a lesson, the room and a race show is what plain arithmetic says, written down here once more."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnviz.drawing.lessons.figures import written
from nnviz.lessons.course import course
from nnviz.session.preferences import Preferences
from nnviz.ui.present.back_row_check import texts_in
from nnviz.ui.present.presentation import Presentation
from nnviz.ui.race.race_view import RaceView
from tests.gui.conftest import Person


def lesson(number: int):
    return next(entry for entry in course() if entry.number == number).read("en").lesson


def a_neuron() -> set[str]:
    """Lesson 1: 0 · 2 + 1 · 3 + 4, squashed."""
    z = 0 * 2 + 1 * 3 + 4
    return {"+0", "+3", str(z), written(1 / (1 + np.exp(-z)))}


def the_perceptron() -> set[str]:
    """Lesson 2: four arguments and the bias."""
    terms = [0.2 * 1, -0.27 * 2, -0.5 * 3, 1.0 * 2.5]
    return {"+0.2", "−0.54", "−1.5", "+2.5", written(sum(terms) + 2)}


def how_wrong() -> set[str]:
    """Lesson 8: one error of three."""
    answers, targets = np.array([4.0, 8.0, 6.0]), np.array([4.0, 9.0, 6.0])
    return {f"Mean squared error of all 3 rows: {written(((answers - targets) ** 2).mean())}"}


#: By the number of the lesson and the key of a step that asks; how it is worked out.
STEPS: dict[tuple[int, str], Callable[[], set[str]]] = {
    (1, "what-comes-out"): a_neuron,
    (2, "for-or-against"): the_perceptron,
    (8, "mean-squared-error"): how_wrong,
}


@pytest.mark.parametrize(("number", "key"), list(STEPS))
def test_a_step_shows_what_is_so_once_it_is_revealed(open_ring, number: int, key: str) -> None:
    person, wanted = open_ring(), STEPS[number, key]()
    opened = lesson(number)
    place = [step.key for step in opened.steps].index(key)
    learn = person.window.learn
    page = learn.open_lesson(opened, place).page
    person.wait(lambda: learn.lesson.runner.told.ready)
    assert not wanted <= set(texts_in(page.stage))
    learn.lesson.runner.show_me()
    person.wait(lambda: learn.lesson.runner.told.phase == "revealed")
    page.settle()
    assert wanted <= set(texts_in(page.stage))


def test_the_room_shows_the_same_live_and_stays_where_it_was_frozen(qtbot) -> None:
    opened, wanted = lesson(2), the_perceptron()
    place = [step.key for step in opened.steps].index("for-or-against")
    presentation = Presentation(Preferences(reduce_motion=True), None)
    presentation.session.start()
    presenting, view = presentation.presenting, presentation.view
    try:
        presenting.begin(opened, place, card=False)
        qtbot.waitUntil(lambda: presenting.runner.told is not None and presenting.runner.told.ready)
        view.settle()
        assert not wanted <= set(texts_in(view.stage))
        while presenting.phase != "reveal":
            presenting.next()
        qtbot.waitUntil(lambda: presenting.runner.told.phase == "revealed")
        qtbot.waitUntil(lambda: view.settle() or wanted <= set(texts_in(view.stage)))
        presenting.show_room("frozen")
        presenting.jump(1)
        qtbot.waitUntil(lambda: presenting.runner.told.ready)
        view.settle()
        assert wanted <= set(texts_in(view.stage)), "the room is still there"
    finally:
        presentation.end()


def test_a_race_of_the_course_is_the_descent_worked_out_by_hand(open_ring) -> None:
    """Lesson 12: run A, ten updates on all sixteen rows at rate 0.1, and D with a momentum of 0.7 at 0.05."""
    person: Person = open_ring()
    opened = lesson(12)
    place = [step.key for step in opened.steps].index("say-what-you-saw")
    learn = person.window.learn
    page = learn.open_lesson(opened, place).page
    person.wait(lambda: learn.lesson.runner.told.ready)
    page.settle()
    race = page.stage.view("race").widget
    assert isinstance(race, RaceView)
    rows = np.array(opened.steps[0].runs[0].rows, dtype=float)
    lanes = {lane.letter: lane for lane in race.scene.lanes}
    for letter, rate, momentum in (("A", 0.1, 0.0), ("D", 0.05, 0.7)):
        at, speed, path = np.array([4.0, -3.0]), np.zeros(2), [np.array([4.0, -3.0])]
        for _ in range(10):
            error = at[0] * rows[:, 0] + at[1] - rows[:, 1]
            gradient = 2 * np.array([(error * rows[:, 0]).mean(), error.mean()])
            speed = momentum * speed + gradient
            at = at - rate * speed
            path.append(at)
        np.testing.assert_allclose(lanes[letter].path[:11], path, rtol=1e-7)  # inputs are held in 32 bits
        last = ((path[-1][0] * rows[:, 0] + path[-1][1] - rows[:, 1]) ** 2).mean()
        assert lanes[letter].losses[10] == pytest.approx(last)
