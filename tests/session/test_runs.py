"""Several runs, of which one trains."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnviz.data import load_dataset
from nnviz.engine import Dense
from nnviz.session.run import Run, free_colour, free_letter
from nnviz.session.shown import Shown
from tests.helpers.runs import trained_run
from tests.session.conftest import Stage, toy


def test_letters_and_colours_are_those_not_taken() -> None:
    runs = [Run("A", "A", 0, toy()), Run("C", "x", 2, toy())]
    assert (free_letter(runs), free_colour(runs)) == ("B", 1)
    runs = [Run(chr(ord("A") + n), "", n, toy()) for n in range(26)]
    assert (free_letter(runs), free_colour(runs)) == ("AA", 26)
    assert free_letter([*runs, Run("AA", "", 26, toy())]) == "AB"


def test_a_new_run_begins_alike_and_the_other_is_kept(stage: Stage) -> None:
    session = stage.session
    start = session.runs.current.snapshot.parameters
    stage.train_to(3)
    first, weights = session.runs.current, session.runs.current.snapshot.parameters
    session.runs.new()
    stage.wait_until(lambda: stage.epoch == 0)
    assert [run.letter for run in session.runs.all] == ["A", "B"]
    np.testing.assert_array_equal(session.runs.current.snapshot.parameters, start)
    assert session.runs.ghosts == ()
    assert len(stage.heard.datasets) == 1  # not read again
    stage.train_to(2)
    session.runs.choose("A")
    assert session.runs.current is first
    assert stage.epoch == 3
    np.testing.assert_array_equal(session.runs.current.snapshot.parameters, weights)
    stage.train_to(4)
    session.runs.choose("B")
    stage.train_to(3)
    np.testing.assert_array_equal(session.runs.current.timeline.epochs, np.arange(4))


def test_only_the_current_run_trains(stage: Stage) -> None:
    session = stage.session
    desk = stage.desk
    desk.play()
    stage.wait_until(lambda: stage.epoch > 3)
    session.runs.new()
    assert not desk.playing
    other = session.runs.all[0]
    length = other.timeline.epochs.size
    stage.wait_until(lambda: stage.epoch == 0)
    desk.play()
    stage.wait_until(lambda: stage.epoch > 3)
    assert other.timeline.epochs.size == length
    assert other.snapshot.epoch == other.timeline.epochs[-1]


def test_a_run_whose_data_are_on_their_way_is_not_shown_with_those_of_another(stage: Stage) -> None:
    session = stage.session
    desk = stage.desk
    plane = toy(data="ring", loss="binary_crossentropy", epochs=2)
    opened = replace(trained_run("A", plane, load_dataset("ring")), dataset=None, read_for=None)
    session.runs.open([opened], "A")
    assert desk.dataset is None
    desk.set_step_unit("micro")
    assert desk.micro is None
    assert desk.shown is None
    assert stage.heard.message is None, "no complaint that the two do not fit"
    stage.wait_until(lambda: desk.micro is not None)
    assert desk.dataset.name == "ring"


def test_another_run_is_never_told_of_with_the_past_of_the_one_left(stage: Stage) -> None:
    session = stage.session
    desk = stage.desk
    stage.train_to(3)
    desk.look_at(1)
    plane = trained_run("B", toy(data="ring", loss="binary_crossentropy", epochs=2), load_dataset("ring"))
    plane.dataset, plane.read_for = load_dataset("ring"), plane.experiment
    told: list[Shown] = []
    desk.shown_changed.connect(told.append)
    session.runs.open([plane], "B")
    assert {shown.who.letter for shown in told} == {"B"}
    assert {shown.dataset for shown in told} == {plane.dataset}
    assert {shown.epoch for shown in told} == {2}
    assert desk.cursor is None


def test_runs_on_different_data(stage: Stage) -> None:
    session = stage.session
    desk = stage.desk
    stage.train_to(2)
    session.runs.new()
    stage.wait_until(lambda: stage.epoch == 0)
    iris = toy(data="iris", scale="standard")
    desk.change(iris, "iris")
    stage.wait_until(lambda: desk.dataset.name == "iris" and session.runs.current.begun, timeout=20_000)
    stage.train_to(1)
    session.runs.choose("A")
    assert desk.dataset.name == "digits"
    assert stage.epoch == 2
    stage.train_to(3)
    session.runs.choose("B")
    assert desk.dataset.name == "iris"
    stage.train_to(2)
    assert desk.experiment == iris


def test_names(stage: Stage) -> None:
    session = stage.session
    session.runs.rename("A", "  wide  ")
    assert session.runs.current.name == "wide"
    session.runs.rename("A", "x" * 100)
    assert len(session.runs.current.name) == 40
    session.runs.rename("A", " ")
    assert session.runs.current.name == "A"
    for call in (session.runs.choose, session.runs.remove, session.runs.share_start):
        with pytest.raises(ValueError, match="There is no run Q"):
            call("Q")


def test_removed_and_come_back_to(stage: Stage) -> None:
    session = stage.session
    session.runs.remove("A")
    assert stage.heard.message.title == "This is the only run"
    stage.train_to(3)
    session.runs.new()
    stage.train_to(2)
    weights = session.runs.current.snapshot.parameters
    session.runs.remove("B")
    assert [run.letter for run in session.runs.all] == ["A"]
    assert (session.runs.current.letter, stage.epoch) == ("A", 3)
    session.settings.undo()
    assert (session.runs.current.letter, stage.epoch) == ("B", 2)
    np.testing.assert_array_equal(session.runs.current.snapshot.parameters, weights)
    stage.train_to(3)
    session.runs.choose("A")
    session.runs.remove("B")
    assert session.runs.current.letter == "A"
    session.settings.undo()
    assert [run.letter for run in session.runs.all] == ["A", "B"]
    session.settings.undo()  # nothing of the run B is left but that it was removed once
    session.settings.undo()
    assert [run.letter for run in session.runs.all] == ["A"]


def test_undo_in_one_run_leaves_what_another_has_learned(stage: Stage) -> None:
    session = stage.session
    session.runs.new()
    session.runs.choose("A")
    stage.train_to(2)
    session.settings.reset()
    stage.wait_until(lambda: stage.epoch == 0)
    session.runs.choose("B")
    stage.train_to(5)
    session.settings.undo()  # the reset of A
    assert (session.runs.current.letter, stage.epoch) == ("A", 2)
    session.runs.choose("B")
    assert stage.epoch == 5


def test_start_weights_are_shared(stage: Stage) -> None:
    session = stage.session
    desk = stage.desk
    start = session.runs.current.snapshot.parameters
    stage.train_to(1)
    session.runs.new()
    desk.change(replace(desk.experiment, seed=7, optimizer="sgd"), "other")
    stage.train_to(1)
    session.runs.share_start("A")
    stage.wait_until(lambda: stage.epoch == 0)
    np.testing.assert_array_equal(session.runs.current.snapshot.parameters, start)
    assert (desk.experiment.seed, desk.experiment.optimizer) == (0, "sgd")
    session.settings.undo()
    assert desk.experiment.seed == 7
    desk.change(replace(desk.experiment, layers=(Dense(5, "tanh"),)), "wider")
    stage.wait_for_run()
    session.runs.share_start("A")
    assert stage.heard.message.kind == "warning"
    assert "different shapes" in stage.heard.message.text


def test_opened_runs_replace_those_there_are(stage: Stage) -> None:
    session = stage.session
    stage.train_to(3)
    kept = session.runs.current.left(100)
    session.settings.reset()
    other = Run("C", "mine", 2, toy(seed=5))
    session.runs.open((replace(kept, letter="B", name="B"), other), "B")
    stage.wait_until(lambda: stage.epoch == 3)
    np.testing.assert_array_equal(session.runs.current.snapshot.parameters, kept.snapshot.parameters)
    assert stage.heard.undo[-1] == ("", "")
    stage.train_to(4)
    session.runs.choose("C")
    stage.wait_until(lambda: session.runs.current.begun)
    assert stage.epoch == 0
    with pytest.raises(ValueError, match="no run Q"):
        session.runs.open((other,), "Q")
