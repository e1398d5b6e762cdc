"""Several runs, of which one trains."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnviz.data import load_dataset
from nnviz.engine import Dense
from nnviz.session.run import Run, free_colour, free_letter
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
    start = session.snapshot.parameters
    stage.train_to(3)
    first, weights = session.run, session.snapshot.parameters
    session.new_run()
    stage.wait_until(lambda: stage.epoch == 0)
    assert [run.letter for run in session.runs] == ["A", "B"]
    np.testing.assert_array_equal(session.snapshot.parameters, start)
    assert session.ghosts == ()
    assert len(stage.heard.datasets) == 1  # not read again
    stage.train_to(2)
    session.choose_run("A")
    assert session.run is first
    assert stage.epoch == 3
    np.testing.assert_array_equal(session.snapshot.parameters, weights)
    stage.train_to(4)
    session.choose_run("B")
    stage.train_to(3)
    np.testing.assert_array_equal(session.timeline.epochs, np.arange(4))


def test_only_the_current_run_trains(stage: Stage) -> None:
    session = stage.session
    session.play()
    stage.wait_until(lambda: stage.epoch > 3)
    session.new_run()
    assert not session.playing
    other = session.runs[0]
    length = other.timeline.epochs.size
    stage.wait_until(lambda: stage.epoch == 0)
    session.play()
    stage.wait_until(lambda: stage.epoch > 3)
    assert other.timeline.epochs.size == length
    assert other.snapshot.epoch == other.timeline.epochs[-1]


def test_a_run_whose_data_are_on_their_way_is_not_shown_with_those_of_another(stage: Stage) -> None:
    session = stage.session
    plane = toy(data="ring", loss="binary_crossentropy", epochs=2)
    opened = replace(trained_run("A", plane, load_dataset("ring")), dataset=None, read_for=None)
    session.open_runs([opened], "A")
    assert session.dataset is None
    session.set_step_unit("micro")
    assert session.micro is None
    session.diagnosing._on_due()
    assert session.diagnosing._work is None
    assert stage.heard.message is None, "no complaint that the two do not fit"
    stage.wait_until(lambda: session.micro is not None)
    assert session.dataset.name == "ring"


def test_another_run_is_never_told_of_with_the_past_of_the_one_left(stage: Stage) -> None:
    session = stage.session
    stage.train_to(3)
    session.look_at(1)
    plane = trained_run("B", toy(data="ring", loss="binary_crossentropy", epochs=2), load_dataset("ring"))
    plane.dataset, plane.read_for = load_dataset("ring"), plane.experiment
    told: list[bool] = []
    session.experiment_changed.connect(lambda _: told.append(session.shown is plane.snapshot))
    session.open_runs([plane], "B")
    assert told == [True]


def test_runs_on_different_data(stage: Stage) -> None:
    session = stage.session
    stage.train_to(2)
    session.new_run()
    stage.wait_until(lambda: stage.epoch == 0)
    iris = toy(data="iris", scale="standard")
    session.change_experiment(iris, "iris")
    stage.wait_until(lambda: session.dataset.name == "iris" and session.run.begun)
    stage.train_to(1)
    session.choose_run("A")
    assert session.dataset.name == "digits"
    assert stage.epoch == 2
    stage.train_to(3)
    session.choose_run("B")
    assert session.dataset.name == "iris"
    stage.train_to(2)
    assert session.experiment == iris


def test_names(stage: Stage) -> None:
    session = stage.session
    session.rename_run("A", "  wide  ")
    assert session.run.name == "wide"
    session.rename_run("A", "x" * 100)
    assert len(session.run.name) == 40
    session.rename_run("A", " ")
    assert session.run.name == "A"
    for call in (session.choose_run, session.remove_run, session.share_start):
        with pytest.raises(ValueError, match="There is no run Q"):
            call("Q")


def test_removed_and_come_back_to(stage: Stage) -> None:
    session = stage.session
    session.remove_run("A")
    assert stage.heard.message.title == "This is the only run"
    stage.train_to(3)
    session.new_run()
    stage.train_to(2)
    weights = session.snapshot.parameters
    session.remove_run("B")
    assert [run.letter for run in session.runs] == ["A"]
    assert (session.run.letter, stage.epoch) == ("A", 3)
    session.undo()
    assert (session.run.letter, stage.epoch) == ("B", 2)
    np.testing.assert_array_equal(session.snapshot.parameters, weights)
    stage.train_to(3)
    session.choose_run("A")
    session.remove_run("B")
    assert session.run.letter == "A"
    session.undo()
    assert [run.letter for run in session.runs] == ["A", "B"]
    session.undo()  # nothing of the run B is left but that it was removed once
    session.undo()
    assert [run.letter for run in session.runs] == ["A"]


def test_undo_in_one_run_leaves_what_another_has_learned(stage: Stage) -> None:
    session = stage.session
    session.new_run()
    session.choose_run("A")
    stage.train_to(2)
    session.reset()
    stage.wait_until(lambda: stage.epoch == 0)
    session.choose_run("B")
    stage.train_to(5)
    session.undo()  # the reset of A
    assert (session.run.letter, stage.epoch) == ("A", 2)
    session.choose_run("B")
    assert stage.epoch == 5


def test_start_weights_are_shared(stage: Stage) -> None:
    session = stage.session
    start = session.snapshot.parameters
    stage.train_to(1)
    session.new_run()
    session.change_experiment(replace(session.experiment, seed=7, optimizer="sgd"), "other")
    stage.train_to(1)
    session.share_start("A")
    stage.wait_until(lambda: stage.epoch == 0)
    np.testing.assert_array_equal(session.snapshot.parameters, start)
    assert (session.experiment.seed, session.experiment.optimizer) == (0, "sgd")
    session.undo()
    assert session.experiment.seed == 7
    session.change_experiment(replace(session.experiment, layers=(Dense(5, "tanh"),)), "wider")
    stage.wait_for_run()
    session.share_start("A")
    assert stage.heard.message.kind == "warning"
    assert "different shapes" in stage.heard.message.text


def test_opened_runs_replace_those_there_are(stage: Stage) -> None:
    session = stage.session
    stage.train_to(3)
    kept = session.run.left(100)
    session.reset()
    other = Run("C", "mine", 2, toy(seed=5))
    session.open_runs((replace(kept, letter="B", name="B"), other), "B")
    stage.wait_until(lambda: stage.epoch == 3)
    np.testing.assert_array_equal(session.snapshot.parameters, kept.snapshot.parameters)
    assert stage.heard.undo[-1] == ("", "")
    stage.train_to(4)
    session.choose_run("C")
    stage.wait_until(lambda: session.run.begun)
    assert stage.epoch == 0
    with pytest.raises(ValueError, match="no run Q"):
        session.open_runs((other,), "Q")
