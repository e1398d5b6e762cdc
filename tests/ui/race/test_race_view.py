"""The race in a window: who runs, playing and stepping through it, other numbers, another start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QSlider

from nnviz.engine.layers import Dense
from nnviz.lessons.lesson import Asked, Predict
from nnviz.ui.race.course import field_of
from nnviz.ui.race.race_view import RaceView
from nnviz.ui.theme import Theme, apply_theme
from nnviz.ui.widgets.chips import ChoiceChip, NumberChip
from nnviz.ui.widgets.segmented import Segmented
from tests.helpers.lessons import rows_of, run_of, told_of

START = {"dense1.weights": [[-1.0], [0.5]], "dense1.bias": [0.25]}
DATA = rows_of([(1.0, 0.8, 0.5), (-0.5, -0.9, -1.0), (0.3, 0.1, 0.2), (-1.2, -0.7, -0.4)])


def run(letter: str, name: str = "", data=DATA, **settings):
    made = run_of(data, None if "layers" in settings else START, **{"seed": 3, **settings})
    made.letter, made.name, made.colour = letter, name or letter, "ABCDEF".index(letter)
    return made


@pytest.fixture
def runs():
    return [run("A"), run("B", batch_size=1), run("C", "Mine", optimizer="adam", learning_rate=0.05)]


@pytest.fixture
def race(qtbot) -> Iterator[RaceView]:
    view = RaceView()
    qtbot.addWidget(view)
    apply_theme(view, Theme())
    view.resize(1100, 640)
    view.show()
    yield view
    view.shut_down()


def raced(qtbot, view: RaceView, runs, of: str = "") -> None:
    field = field_of(runs, of)
    view.show_course(field.course, field.starters, field.note)
    qtbot.waitUntil(lambda: view.scene is not None, timeout=20_000)


def button(view: RaceView, name: str) -> QAbstractButton:
    (found,) = [one for one in view.findChildren(QAbstractButton) if one.accessibleName() == name]
    return found


def test_the_runs_race_from_one_start_and_the_slider_goes_through_it(race, qtbot, runs):
    raced(qtbot, race, runs)
    assert [lane.letter for lane in race.scene.lanes] == ["A", "B", "C"]
    assert all(lane.path[0].tolist() == [-1.0, 0.5] for lane in race.scene.lanes)
    texts = race.lanes.sheet.texts
    assert {"Gradient descent, rate 0.1", "SGD, one sample, rate 0.1", "Mine"} <= set(texts)
    start = race.scene.lanes[0].losses[0]
    assert sum(f"now at loss {start:.3g}" == str(text) for text in texts) == 3
    slider = race.findChild(QSlider)
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert race.scene.count == race.scene.furthest == 320
    assert "A at" in race.plot.accessibleDescription()
    last = race.scene.lanes[0].path[-1]
    assert f"{last[0]:.3g}".replace("-", "−") in race.plot.accessibleDescription()
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert race.scene.count == 0


def test_it_plays_pauses_and_counts_otherwise(race, qtbot, runs):
    raced(qtbot, race, runs)
    QTest.mouseClick(button(race, "Play the race"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: race.scene.count > 1)
    QTest.mouseClick(button(race, "Pause the race"), Qt.MouseButton.LeftButton)
    stands = race.scene.count
    qtbot.wait(90)
    assert race.scene.count == stands
    QTest.mouseClick(race.findChild(Segmented).button("evaluations"), Qt.MouseButton.LeftButton)
    assert race.scene.by == "evaluations"
    assert race.scene.furthest == 4 * 320
    assert race.scene.lanes[1].counts["evaluations"][-1] == 320


def test_other_numbers_and_another_start(race, qtbot, runs):
    raced(qtbot, race, runs, "dense1.weights[1, 0], dense1.bias[0]")
    assert race.scene.lanes[0].path[0].tolist() == [0.5, 0.25]
    across, up = race.findChildren(ChoiceChip)
    assert (across.current, up.current) == ("dense1.weights[1, 0]", "dense1.bias[0]")
    across.setFocus()
    QTest.keyClick(across, Qt.Key.Key_Up)  # the one before in the list
    qtbot.waitUntil(lambda: race.scene is not None, timeout=20_000)
    assert race.scene.lanes[0].path[0].tolist() == [-1.0, 0.25]
    move = button(race, "Move the start")
    QTest.mouseClick(move, Qt.MouseButton.LeftButton)
    at = race.plot.at(-1.0, 0.0).toPoint() + QPoint(12, 0)
    QTest.mouseClick(race.plot, Qt.MouseButton.LeftButton, pos=at)
    assert not move.isChecked()
    qtbot.waitUntil(lambda: race.scene is not None, timeout=20_000)
    starts = np.array([lane.path[0] for lane in race.scene.lanes])
    assert (starts == starts[0]).all()
    assert starts[0, 0] > -1.0
    assert starts[0, 1] == pytest.approx(0.0, abs=0.05)


def test_the_same_runs_are_raced_once(race, qtbot, runs):
    raced(qtbot, race, runs)
    lanes = race.scene.lanes
    field = field_of(runs)
    race.show_course(field.course, field.starters, field.note)
    assert race.scene is not None
    assert race.scene.lanes[0] is lanes[0]


def test_who_cannot_race_is_left_out_by_name(runs):
    other_data = run("D", data=rows_of([(1.0, 1.0, 1.0)]))
    other_network = run("E", layers=(Dense(2, "tanh"),))
    field = field_of([*runs, other_data, other_network])
    assert [one.letter for one in field.starters] == ["A", "B", "C"]
    assert field.note.startswith("Not in this race, having other data, another network or loss: D, E.")
    assert field.note.endswith("The lines are the loss with all other weights as at the start.")


def test_where_none_are_named_it_is_over_the_weights_that_matter_most():
    """An input that is always 0 moves nothing: its weight stays where it is."""
    data = rows_of([(0.0, 1.0, 2.0, 1.0), (0.0, -1.0, 1.0, -1.0)])
    start = {"dense1.weights": [[0.1], [0.1], [0.1]], "dense1.bias": [0.0]}
    field = field_of([run_of(data, start)])
    assert {number for _, number in field.course.two} == {(1, 0), (2, 0)}


def test_without_a_race_it_is_said_why(race, runs):
    for field, sentence in (
        (field_of([]), "No run has begun yet."),
        (field_of(runs, "dense1.weights[7, 0]"), "The network has no number “dense1.weights[7, 0]”."),
        (field_of(runs, "nothing here"), "“nothing here” names nothing of a network; a weight is called "
         "“dense1.weights[0, 2]”."),
    ):  # fmt: skip
        assert field.course is None
        assert field.note == sentence
        race.show_course(field.course, field.starters, field.note)
        assert race.scene is None
        assert not button(race, "Play the race").isEnabled()


def test_the_race_of_a_lesson_takes_the_runs_of_its_step(on_stage, qtbot):
    pupil = on_stage(run("A"), told_of("race", of="dense1.weights[1, 0], dense1.bias[0]"))
    view = pupil.stage.view("race").widget
    qtbot.waitUntil(lambda: view.scene is not None, timeout=20_000)
    assert view.scene.lanes[0].path[0].tolist() == [0.5, 0.25]


def test_before_the_reveal_all_wait_at_the_start(on_stage, qtbot):
    asked = Predict(
        ask="Who is first?", kind="order", items=("A", "B"), truth="order(A.test_loss @ 5, B.test_loss @ 5)"
    )
    pupil = on_stage(run("A"), told_of("race", predict=asked))
    view = pupil.stage.view("race").widget
    qtbot.waitUntil(lambda: view.scene is not None, timeout=20_000)
    assert view.scene.count == 0
    assert not view.scene.ahead
    texts = [str(text) for text in view.lanes.sheet.texts]
    assert "Another count, another order" not in texts
    assert "1" not in texts  # nobody has a rank yet
    assert not button(view, "Play the race").isEnabled()
    told = told_of("race", predict=asked, answers={"phase": "revealed"})
    pupil.stage.show_step(replace(told, step=replace(told.step, kind="predict")))
    qtbot.waitUntil(lambda: view.scene.count > 0)
    assert "Another count, another order" in view.lanes.sheet.texts


def test_a_lesson_says_how_far_they_go_and_by_what(on_stage):
    """As far as “epoch 3”; the order is that of the losses then, which is what the step asks for."""
    asked = Predict(ask="Who?", kind="order", items=("A", "B"), truth="order(A.train_loss @ epoch 3)")
    told = told_of("race", predict=asked, answers={"phase": "revealed"})
    step = replace(told.step, kind="predict", runs=(Asked(until="epoch 3"), Asked(name="B", at="epoch 3")))
    pupil = on_stage(run("A", batch_size=1), replace(told, step=step))
    pupil.stage.settle()
    view = pupil.stage.view("race").widget
    assert view.scene.by == "epochs"
    assert view.scene.furthest == 3
    assert view.scene.lanes[0].counts["updates"][-1] == 12
    assert view.scene.goal == 0
    assert not [text for text in view.lanes.sheet.texts if "flag" in text]


def test_another_goal_is_typed_and_nothing_is_raced_again(race, qtbot, runs):
    raced(qtbot, race, runs)
    own, lanes = race.goal, race.scene.lanes
    chip = next(one for one in race.findChildren(NumberChip) if one.isVisible())
    assert chip.value == own
    harder = float(min(lane.losses.min() for lane in lanes)) * 1.5
    chip.value_requested.emit(harder)
    assert race.scene.goal == harder
    assert chip.value == harder
    assert race.scene.lanes == lanes
    first = lanes[0].losses
    there = [k for k in range(len(first)) if (first[k:] <= harder).all()]
    arrived = lanes[0].reached(harder)
    assert arrived is None or (there and arrived <= there[0])
    raced(qtbot, race, runs[:2])
    assert race.goal == chip.value != harder, "other runs have a goal of their own"
