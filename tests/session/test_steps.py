"""A step is an epoch, a batch or a micro-step; stop rules; points of the plane; findings."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from nnviz.data import DATASETS
from nnviz.engine import Dense
from nnviz.training.samples import sample_of
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
    stage.wait_until(lambda: stage.desk.shown.snapshot.step == step, timeout=5000)


def test_batch_by_batch_is_the_same_run(batches: Stage) -> None:
    session = batches.session
    desk = batches.desk
    units: list[str] = []
    desk.step_unit_changed.connect(units.append)
    desk.set_step_unit("batch")
    desk.set_step_unit("batch")
    assert units == ["batch"]
    for step in range(1, 7):
        desk.step()
        step_is(batches, step)
        np.testing.assert_array_equal(desk.shown.snapshot.parameters, parameters(desk.experiment, step))
    # What stands in the middle of an epoch is shown, not kept.
    assert list(session.runs.current.timeline.snapshots) == [0, 1]
    np.testing.assert_array_equal(session.runs.current.timeline.epochs, [0, 1])
    desk.step_back()
    assert (desk.cursor, desk.shown.snapshot.step) == (1, 4)
    desk.step()
    assert desk.shown.snapshot.step == 6
    desk.set_step_unit("epoch")
    desk.step()
    step_is(batches, 8)
    assert list(session.runs.current.timeline.snapshots) == [0, 1, 2]


def test_playing_by_batch_and_its_speed(batches: Stage) -> None:
    session = batches.session
    desk = batches.desk
    desk.set_step_unit("batch")
    session.training.set_speed(20)
    began = time.monotonic()
    desk.play()
    batches.wait_until(lambda: desk.shown.snapshot.step >= 6)
    assert time.monotonic() - began > 0.2
    desk.pause()
    batches.wait(60)
    steps = [snapshot.step for snapshot in batches.heard.snapshots]
    assert steps == sorted(steps)
    assert len({*steps}) > 4  # most are seen one by one


def test_what_was_left_in_the_middle_of_an_epoch_is_come_back_to(batches: Stage) -> None:
    session = batches.session
    desk = batches.desk
    desk.set_step_unit("batch")
    for step in (1, 2, 3, 4, 5, 6):
        desk.step()
        step_is(batches, step)
    middle = desk.shown.snapshot
    session.settings.reset()
    step_is(batches, 0)
    session.settings.undo()
    assert desk.shown.snapshot.step == 6
    np.testing.assert_array_equal(desk.shown.snapshot.parameters, middle.parameters)
    desk.step()
    step_is(batches, 7)
    np.testing.assert_array_equal(desk.shown.snapshot.parameters, parameters(desk.experiment, 7))
    desk.branch()
    assert session.runs.current.parent == ("A", 1)
    desk.step()
    step_is(batches, 8)
    np.testing.assert_array_equal(desk.shown.snapshot.parameters, parameters(desk.experiment, 8))
    np.testing.assert_array_equal(session.runs.current.timeline.epochs, [0, 1, 2])


def test_another_unit_is_refused(stage: Stage) -> None:
    with pytest.raises(ValueError, match="not “year”"):
        stage.desk.set_step_unit("year")  # type: ignore[arg-type]


# Micro-steps


def test_micro_steps_train_nothing_but_the_last_trains_that_batch(batches: Stage) -> None:
    desk = batches.desk
    desk.set_step_unit("micro")
    micro = desk.micro
    assert micro is not None
    assert micro.place == 0
    count = len(micro.cells)
    for place in range(1, count):
        desk.step()
        assert desk.micro.place == place
    assert desk.shown.snapshot.step == 0
    desk.step_back()
    assert desk.micro.place == count - 2
    desk.move_micro(1)
    desk.set_micro(desk.micro.with_example(3))
    assert desk.micro.example == 3
    desk.step()
    step_is(batches, 1)
    np.testing.assert_array_equal(desk.shown.snapshot.parameters, parameters(desk.experiment, 1))
    assert (desk.micro.place, desk.micro.example) == (0, 3)
    assert desk.micro.snapshot.step == 1
    last = micro.at(count - 1).cell.steps[-1].update
    np.testing.assert_array_equal(desk.shown.snapshot.parameters, last.limited)
    desk.set_step_unit("epoch")
    assert desk.micro is None


def test_playing_slowly_goes_a_micro_step_at_a_time(batches: Stage) -> None:
    session = batches.session
    desk = batches.desk
    desk.set_step_unit("micro")
    session.training.set_speed(100)
    desk.play()
    assert desk.playing
    step_is(batches, 1)
    desk.pause()
    assert not desk.playing
    place = desk.micro.place
    batches.wait(120)
    assert desk.micro.place == place
    assert desk.shown.snapshot.step == 1


def test_micro_steps_of_the_past_end_there(batches: Stage) -> None:
    desk = batches.desk
    desk.advance(3)
    batches.wait_until(lambda: batches.epoch == 3)
    desk.look_at(1)
    desk.set_step_unit("micro")
    assert desk.micro.snapshot.epoch == 1
    desk.move_micro(1000)
    batches.wait(50)
    assert batches.epoch == 3
    desk.look_at_newest()
    assert desk.micro.snapshot.epoch == 3


def test_changes_while_micro_stepping_make_it_anew(batches: Stage) -> None:
    desk = batches.desk
    desk.set_step_unit("micro")
    desk.step()
    desk.cut(0, 20, 1)
    batches.wait_until(lambda: desk.micro.snapshot.experiment.cut == ((0, 20, 1),))
    assert desk.micro.place == 0
    desk.change(replace(desk.experiment, layers=(Dense(3, "relu"),)), "narrower")
    batches.wait_until(lambda: desk.micro.snapshot.layers[0].units == 3)


# Stop rules


def test_patience_ends_the_run_and_says_so(open_session: Open) -> None:
    settings = {"layers": (Dense(32, "relu"),), "learning_rate": 0.3, "patience": 3, "batch_size": 100}
    stage = open_session(**settings)
    session = stage.session
    desk = stage.desk
    desk.play()
    stage.wait_until(lambda: stage.heard.message is not None, timeout=10_000)
    message = stage.heard.message
    assert not desk.playing
    assert "no longer improving" in message.title
    best = int(np.argmin(session.runs.current.timeline.test_loss))
    assert f"for 3 epochs; it was lowest at epoch {best}" in message.text
    assert stage.epoch == best + 3
    trainer = Trainer(desk.experiment)
    assert [metrics.epoch for metrics in trainer.run()][-1] == stage.epoch
    desk.act(message.action_id)
    assert desk.experiment.patience == 0
    stage.wait_until(lambda: stage.epoch > best + 5)
    assert desk.playing


# Points of the plane


def test_a_point_is_sent_through_and_then_what_was_before(open_session: Open) -> None:
    data = "moons"
    stage = open_session(data=data, scale=DATASETS[data].scale, features=("x1", "x2", "x1x2"))
    desk = stage.desk
    sample = sample_of(desk.dataset, "test", 0)
    desk.set_sample(sample)
    desk.set_point((1.0, -2.0))
    desk.set_point((0.5, 2.0))
    shown = desk.sample
    assert (shown.source, shown.point, shown.label) == ("point", (0.5, 2.0), None)
    features = desk.dataset.at(np.array([[0.5, 2.0]]))[0]
    np.testing.assert_array_equal(desk.shown.probe.inputs, features)
    desk.set_point(None)
    assert desk.sample is sample
    desk.set_point(None)
    assert desk.sample is sample


def test_digits_have_no_points(stage: Stage) -> None:
    before = stage.desk.sample
    stage.desk.set_point((0.0, 0.0))
    assert stage.desk.sample is before


# Findings


def test_findings_are_told_and_marked_where_they_began(open_session: Open) -> None:
    stage = open_session(initializer="zeros", layers=(Dense(4, "relu"),))
    session, desk = stage.session, stage.desk
    stage.wait_until(lambda: bool(desk.shown.findings))
    assert {finding.kind for finding in desk.shown.findings} >= {"dead", "identical"}
    marks = [mark for mark in session.runs.current.timeline.marks if mark.kind == "diagnosis"]
    assert {(mark.epoch, mark.text) for mark in marks} >= {
        (0, "dead in layer 1"),
        (0, "identical in layer 1"),
    }
    desk.change(toy(), "healthy")
    stage.wait_for_run()
    stage.wait_until(lambda: "dead" not in {finding.kind for finding in desk.shown.findings})


def test_the_epoch_a_finding_began_is_found_behind_the_one_that_is_shown(
    open_session: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All units die by hand after epoch 5, while only epoch 12 is examined."""
    from nnviz.session.diagnosing import Diagnosing
    from nnviz.training.edits import Edit

    stage = open_session(layers=(Dense(4, "relu"),))
    session = stage.session
    desk = stage.desk
    stage.wait(300)
    monkeypatch.setattr(Diagnosing, "look", lambda *args, **kwargs: None)
    desk.advance(5)
    stage.wait_until(lambda: stage.epoch == 5)
    desk.edit(*[Edit(0, None, unit, -1000.0) for unit in range(4)])
    desk.advance(7)
    stage.wait_until(lambda: stage.epoch == 12)
    monkeypatch.undo()
    desk.tell()
    stage.wait_until(
        lambda: any(mark.text == "dead in layer 1" for mark in session.runs.current.timeline.marks)
    )
    (epoch,) = [mark.epoch for mark in session.runs.current.timeline.marks if mark.text == "dead in layer 1"]
    assert epoch == 6
    dead = [finding for finding in desk.shown.findings if finding.kind == "dead"]
    assert [(finding.units, finding.since) for finding in dead] == [((unit,), 6) for unit in range(4)]


def test_each_neuron_says_since_when_it_has_been_dead(open_session: Open) -> None:
    """One is dead from epoch 1 on, another is killed by hand after epoch 5."""
    from nnviz.training.edits import Edit

    stage = open_session(layers=(Dense(4, "relu"),))
    desk = stage.desk

    def since() -> dict[tuple[int, ...], int | None]:
        return {f.units: f.since for f in desk.shown.findings if f.kind == "dead"}

    for unit, epoch in ((2, 5), (0, 9)):
        desk.edit(Edit(0, None, unit, -1000.0))
        desk.advance(epoch - stage.epoch)
        stage.wait_until(lambda epoch=epoch: stage.epoch == epoch)
    stage.wait_until(lambda: (0,) in since())
    assert since() == {(2,): 1, (0,): 6}
    desk.look_at(7)
    stage.wait_until(lambda: desk.shown.epoch == 7 and (0,) in since())
    assert since() == {(2,): 1, (0,): 6}
    desk.look_at(4)
    stage.wait_until(lambda: desk.shown.epoch == 4 and bool(since()))
    assert since() == {(2,): 1}


def test_a_weight_set_by_hand_is_no_jump_of_its_layer(open_session: Open) -> None:
    from nnviz.training.edits import Edit

    stage = open_session(layers=(Dense(4, "tanh"),))
    desk = stage.desk
    desk.advance(2)
    stage.wait_until(lambda: stage.epoch == 2)
    desk.edit(Edit(0, 0, 1, 50_000.0))
    desk.advance(1)
    stage.wait_until(lambda: stage.epoch == 3)
    stage.wait_until(lambda: not desk.examining)
    assert "hasty" not in {finding.kind for finding in desk.shown.findings}


def test_one_of_two_networks_moves_alone_and_that_is_recorded(open_session: Open) -> None:
    dense = {f"{name}.layers": (Dense(4, "relu"),) for name in ("generator", "discriminator")}
    game = {"objective": "adversarial", "data": "ring_of_8", "scale": "none", "points": 60, "batch_size": 8}
    stage = open_session(**game, **dense)
    desk = stage.desk
    desk.set_step_unit("batch")
    desk.step()
    step_is(stage, 1)
    for step, (alone, other) in enumerate((("discriminator", 0), ("generator", 1), ("generator", 1)), 2):
        before = desk.shown.snapshot
        desk.move_alone(alone)
        step_is(stage, step)
        moved = [
            (one.parameters != two.parameters).any()
            for one, two in zip(before.players, desk.shown.snapshot.players, strict=True)
        ]
        assert moved == [other == 1, other == 0]
        assert desk.experiment.only == ""
    changes = stage.session.runs.current.timeline.changes
    assert [(change.step, change.value) for change in changes] == [
        (1, "discriminator"),
        (2, "generator"),
        (3, "generator"),
    ]
    with pytest.raises(ValueError, match="No network “critic” can move alone"):
        desk.move_alone("critic")


def test_micro_steps_go_through_a_whole_update_of_two_networks(open_session: Open) -> None:
    dense = {f"{name}.layers": (Dense(3, "relu"),) for name in ("generator", "discriminator")}
    game = {"objective": "adversarial", "data": "ring_of_8", "scale": "none", "points": 60, "batch_size": 8}
    stage = open_session(**game, **dense)
    desk = stage.desk
    stage.wait_until(lambda: desk.shown is not None)
    desk.look_at_network(1)
    desk.set_step_unit("micro")
    seen: list[tuple[int, str, str]] = []
    while desk.shown.snapshot.step == 0 and len(seen) < 60:
        micro = desk.micro
        assert micro is not None
        assert micro.batch.player == desk.shown.player
        seen.append((micro.batch.player, micro.batch.part, micro.phase))
        desk.step()
        if desk.micro_steps.awaited:
            step_is(stage, 1)
    turns = list(dict.fromkeys(seen))
    assert turns == [
        *((1, "real", phase) for phase in ("forward", "loss", "backward")),
        *((1, "made", phase) for phase in ("forward", "loss", "backward", "update")),
        *((0, "maker", phase) for phase in ("forward", "loss", "backward", "update")),
    ]
    assert desk.micro is not None
    assert (desk.micro.batch.player, desk.micro.batch.part, desk.micro.place) == (1, "real", 0)
    for _ in range(len([one for one in seen if one[1] == "real"])):
        desk.step()
    assert desk.micro.batch.part == "made"
    desk.step_back()
    assert (desk.micro.batch.part, desk.micro.place) == ("real", len(desk.micro.cells) - 1)
