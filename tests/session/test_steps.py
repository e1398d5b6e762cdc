"""A step is an epoch, a batch or a micro-step; stop rules; points of the plane; findings."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from nnviz.data import DATASETS
from nnviz.engine import Dense
from nnviz.session.samples import sample_of
from nnviz.training.trainer import Trainer
from tests.session.conftest import Stage, toy

Open = Callable[..., Stage]


@pytest.fixture
def batches(open_session: Open) -> Stage:
    """A session whose epochs have four batches."""
    return open_session(batch_size=400)


def parameters(experiment: object, steps: int) -> np.ndarray:
    trainer = Trainer(experiment)  # type: ignore[arg-type]
    for _ in range(steps):
        trainer.advance()
    return trainer.snapshot().parameters


def step_is(stage: Stage, step: int) -> None:
    stage.wait_until(lambda: stage.session.shown.step == step, timeout=5000)


def test_batch_by_batch_is_the_same_run(batches: Stage) -> None:
    session = batches.session
    units: list[str] = []
    session.step_unit_changed.connect(units.append)
    session.set_step_unit("batch")
    session.set_step_unit("batch")
    assert units == ["batch"]
    for step in range(1, 7):
        session.step()
        step_is(batches, step)
        np.testing.assert_array_equal(session.shown.parameters, parameters(session.experiment, step))
    # What stands in the middle of an epoch is shown, not kept.
    assert list(session.timeline.snapshots) == [0, 1]
    np.testing.assert_array_equal(session.timeline.epochs, [0, 1])
    session.step_back()
    assert (session.cursor, session.shown.step) == (1, 4)
    session.step()
    assert session.shown.step == 6
    session.set_step_unit("epoch")
    session.step()
    step_is(batches, 8)
    assert list(session.timeline.snapshots) == [0, 1, 2]


def test_playing_by_batch_and_its_speed(batches: Stage) -> None:
    session = batches.session
    session.set_step_unit("batch")
    session.set_speed(20)
    began = time.monotonic()
    session.play()
    batches.wait_until(lambda: session.shown.step >= 6)
    assert time.monotonic() - began > 0.2
    session.pause()
    batches.wait(60)
    steps = [snapshot.step for snapshot in batches.heard.snapshots]
    assert steps == sorted(steps)
    assert len({*steps}) > 4  # most are seen one by one


def test_what_was_left_in_the_middle_of_an_epoch_is_come_back_to(batches: Stage) -> None:
    session = batches.session
    session.set_step_unit("batch")
    for step in (1, 2, 3, 4, 5, 6):
        session.step()
        step_is(batches, step)
    middle = session.shown
    session.reset()
    step_is(batches, 0)
    session.undo()
    assert session.shown.step == 6
    np.testing.assert_array_equal(session.shown.parameters, middle.parameters)
    session.step()
    step_is(batches, 7)
    np.testing.assert_array_equal(session.shown.parameters, parameters(session.experiment, 7))
    session.branch()
    assert session.run.parent == ("A", 1)
    session.step()
    step_is(batches, 8)
    np.testing.assert_array_equal(session.shown.parameters, parameters(session.experiment, 8))
    np.testing.assert_array_equal(session.timeline.epochs, [0, 1, 2])


def test_another_unit_is_refused(stage: Stage) -> None:
    with pytest.raises(ValueError, match="not “year”"):
        stage.session.set_step_unit("year")  # type: ignore[arg-type]


# Micro-steps


def test_micro_steps_train_nothing_but_the_last_trains_that_batch(batches: Stage) -> None:
    session, heard = batches.session, []
    session.micro_changed.connect(heard.append)
    session.set_step_unit("micro")
    micro = session.micro
    assert micro is not None
    assert (micro.place, len(heard)) == (0, 1)
    count = len(micro.cells)
    for place in range(1, count):
        session.step()
        assert session.micro.place == place
    assert session.shown.step == 0
    session.step_back()
    assert session.micro.place == count - 2
    session.move_micro(1)
    session.set_micro(session.micro.with_example(3))
    assert session.micro.example == 3
    session.step()
    step_is(batches, 1)
    np.testing.assert_array_equal(session.shown.parameters, parameters(session.experiment, 1))
    assert (session.micro.place, session.micro.example) == (0, 3)
    assert session.micro.snapshot.step == 1
    last = micro.at(count - 1).cell.steps[-1].update
    np.testing.assert_array_equal(session.shown.parameters, last.limited)
    session.set_step_unit("epoch")
    assert session.micro is None
    assert heard[-1] is None


def test_playing_slowly_goes_a_micro_step_at_a_time(batches: Stage) -> None:
    session = batches.session
    session.set_step_unit("micro")
    session.set_speed(100)
    session.play()
    assert session.playing
    step_is(batches, 1)
    session.pause()
    assert not session.playing
    place = session.micro.place
    batches.wait(120)
    assert session.micro.place == place
    assert session.shown.step == 1


def test_micro_steps_of_the_past_end_there(batches: Stage) -> None:
    session = batches.session
    session.advance(3)
    batches.wait_until(lambda: batches.epoch == 3)
    session.look_at(1)
    session.set_step_unit("micro")
    assert session.micro.snapshot.epoch == 1
    session.move_micro(1000)
    batches.wait(50)
    assert batches.epoch == 3
    session.look_at_newest()
    assert session.micro.snapshot.epoch == 3


def test_changes_while_micro_stepping_make_it_anew(batches: Stage) -> None:
    session = batches.session
    session.set_step_unit("micro")
    session.step()
    session.cut(0, 20, 1)
    batches.wait_until(lambda: session.micro.snapshot.experiment.cut == ((0, 20, 1),))
    assert session.micro.place == 0
    session.change_experiment(replace(session.experiment, layers=(Dense(3, "relu"),)), "narrower")
    batches.wait_until(lambda: session.micro.snapshot.layers[0].units == 3)


# Stop rules


def test_patience_ends_the_run_and_says_so(open_session: Open) -> None:
    settings = {"layers": (Dense(32, "relu"),), "learning_rate": 0.3, "patience": 3, "batch_size": 100}
    stage = open_session(**settings)
    session = stage.session
    session.play()
    stage.wait_until(lambda: stage.heard.message is not None, timeout=10_000)
    message = stage.heard.message
    assert not session.playing
    assert "no better" in message.title
    best = int(np.argmin(session.timeline.test_loss))
    assert f"for 3 epochs; it was lowest at epoch {best}" in message.text
    assert stage.epoch == best + 3
    trainer = Trainer(session.experiment)
    assert [metrics.epoch for metrics in trainer.run()][-1] == stage.epoch
    session.act(message.action_id)
    assert session.experiment.patience == 0
    stage.wait_until(lambda: stage.epoch > best + 5)
    assert session.playing


# Points of the plane


def test_a_point_is_sent_through_and_then_what_was_before(open_session: Open) -> None:
    data = "moons"
    stage = open_session(data=data, scale=DATASETS[data].scale, features=("x1", "x2", "x1x2"))
    session = stage.session
    sample = sample_of(session.dataset, "test", 0)
    session.set_sample(sample)
    session.set_point((1.0, -2.0))
    session.set_point((0.5, 2.0))
    shown = session.sample
    assert (shown.source, shown.point, shown.label) == ("point", (0.5, 2.0), None)
    features = session.dataset.at(np.array([[0.5, 2.0]]))[0]
    np.testing.assert_array_equal(session.shown.probe.inputs, features)
    session.set_point(None)
    assert session.sample is sample
    session.set_point(None)
    assert session.sample is sample


def test_digits_have_no_points(stage: Stage) -> None:
    stage.session.set_point((0.0, 0.0))
    assert stage.session.sample is None


# Findings


def test_findings_are_told_and_marked_where_they_began(open_session: Open) -> None:
    stage = open_session(initializer="zeros", layers=(Dense(4, "relu"),))
    session, heard = stage.session, []
    session.findings_changed.connect(heard.append)
    stage.wait_until(lambda: bool(heard))
    assert {finding.kind for finding in session.findings} >= {"dead", "identical"}
    marks = [mark for mark in session.timeline.marks if mark.kind == "diagnosis"]
    assert {(mark.epoch, mark.text) for mark in marks} >= {
        (0, "dead in layer 1"),
        (0, "identical in layer 1"),
    }
    session.change_experiment(toy(), "healthy")
    stage.wait_for_run()
    stage.wait_until(lambda: "dead" not in {finding.kind for finding in session.findings})


def test_the_epoch_a_finding_began_is_found_behind_the_one_that_is_shown(open_session: Open) -> None:
    """All units die by hand at epoch 5, while only epoch 12 is examined."""
    from nnviz.training.edits import Edit

    stage = open_session(layers=(Dense(4, "relu"),))
    session = stage.session
    stage.wait(300)
    session.diagnosing._timer.setInterval(10_000)
    session.advance(5)
    stage.wait_until(lambda: stage.epoch == 5)
    session.edit(*[Edit(0, None, unit, -1000.0) for unit in range(4)])
    session.advance(7)
    stage.wait_until(lambda: stage.epoch == 12)
    session.diagnosing._timer.setInterval(1)
    session.diagnosing._timer.start()
    stage.wait_until(lambda: any(mark.text == "dead in layer 1" for mark in session.timeline.marks))
    (epoch,) = [mark.epoch for mark in session.timeline.marks if mark.text == "dead in layer 1"]
    assert epoch == 6
    assert "dead" in {finding.kind for finding in session.findings}
