"""Time travel: the moment shown is the one that the cursor names, to the last bit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from nnviz.training import timeline as timelines
from nnviz.training.samples import sample_of
from nnviz.training.trainer import Trainer
from tests.session.conftest import Stage, toy

Open = Callable[..., Stage]


@pytest.fixture
def thinned(open_session: Open, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A run of 40 epochs of which four are held, and what it was."""
    monkeypatch.setattr(timelines, "SNAPSHOT_COUNT", 4)
    stage = open_session()
    stage.desk.advance(40)
    stage.wait_until(lambda: stage.epoch == 40)
    assert len(stage.session.runs.current.timeline.snapshots) <= 4
    return stage


def at(epoch: int) -> np.ndarray:
    trainer = Trainer(toy())
    while trainer.epoch < epoch:
        trainer.advance()
    return trainer.snapshot().parameters


def looks(stage: Stage, epoch: int) -> None:
    """Look there, and wait until it is there."""
    stage.desk.look_at(epoch)
    stage.wait_until(lambda: stage.desk.shown.epoch == epoch)


def test_what_is_not_held_is_recomputed_with_progress(thinned: Stage) -> None:
    session, desk, shares = thinned.session, thinned.desk, []
    desk.recomputing_changed.connect(shares.append)
    held = session.runs.current.timeline.nearest(37)
    desk.look_at(37)
    assert desk.cursor == 37
    assert (desk.shown.epoch, desk.shown.exact) == (held.epoch, False)  # the nearest, until it is there
    thinned.wait_until(lambda: desk.shown.epoch == 37)
    np.testing.assert_array_equal(desk.shown.snapshot.parameters, at(37))
    assert thinned.heard.snapshots[-1] is desk.shown.snapshot
    assert desk.shown.exact
    assert shares[0] == 0
    assert shares[-1] is None
    assert session.runs.current.snapshot.epoch == 40
    desk.look_at_newest()
    assert desk.cursor is None
    assert desk.shown.snapshot.parameters is session.runs.current.snapshot.parameters
    assert thinned.heard.snapshots[-1].epoch == 40


def test_scrubbing_ends_at_the_last_epoch_asked_for_and_at_none_else(thinned: Stage) -> None:
    session = thinned.session
    desk = thinned.desk
    seen: list[tuple[int | None, int]] = []
    desk.shown_changed.connect(lambda snapshot: seen.append((desk.cursor, snapshot.epoch)))
    for epoch in (3, 30, 9, 22, 13):
        desk.look_at(epoch)
    thinned.wait_until(lambda: desk.shown.epoch == 13)
    thinned.wait(50)
    assert desk.shown.epoch == 13
    held = set(session.runs.current.timeline.snapshots)
    assert all(epoch == cursor or epoch in held for cursor, epoch in seen)
    np.testing.assert_array_equal(desk.shown.snapshot.parameters, at(13))


def test_what_was_recomputed_is_there_at_once_when_come_back_to(thinned: Stage) -> None:
    looks(thinned, 13)
    looks(thinned, 35)
    thinned.desk.look_at(13)
    assert thinned.desk.shown.epoch == 13


def test_training_goes_on_while_the_past_is_shown(thinned: Stage) -> None:
    desk, epochs = thinned.desk, []
    thinned.session.signals.run_changed.connect(lambda run: epochs.append(run.timeline.epochs[-1]))
    desk.play()
    looks(thinned, 11)
    epochs.clear()
    thinned.wait_until(lambda: len(epochs) > 3)
    assert desk.playing
    assert desk.cursor == 11
    assert {shown.epoch for shown in thinned.heard.snapshots[-3:]} == {11}
    assert desk.shown.epoch == 11
    desk.look_at_newest()
    assert desk.shown.epoch > 40


def test_another_sample_is_sent_through_what_is_shown(thinned: Stage) -> None:
    desk = thinned.desk
    looks(thinned, 12)
    desk.set_sample(sample_of(desk.dataset, "test", 3))
    assert desk.shown.epoch == 12
    np.testing.assert_array_equal(desk.shown.probe.inputs, desk.dataset.test_features[3])
    desk.look_at_newest()
    np.testing.assert_array_equal(desk.shown.probe.inputs, desk.dataset.test_features[3])


def test_bounds(thinned: Stage) -> None:
    desk = thinned.desk
    desk.look_at(-5)
    assert (desk.cursor, desk.shown.epoch) == (0, 0)
    desk.look_at(40)
    assert desk.cursor is None
    desk.look_at(41)
    assert desk.cursor is None


def test_steps_while_looking_back_are_steps_in_what_is_known(thinned: Stage) -> None:
    session = thinned.session
    desk = thinned.desk
    desk.step_back()
    assert desk.cursor == 39
    desk.step_back()
    assert desk.cursor == 38
    desk.step()
    assert desk.cursor == 39
    desk.step()
    assert desk.cursor is None
    assert session.runs.current.timeline.epochs[-1] == 40
    desk.step()
    thinned.wait_until(lambda: thinned.epoch == 41)


def test_a_new_run_is_looked_at_where_it_is(thinned: Stage) -> None:
    thinned.desk.look_at(13)
    thinned.session.settings.reset()
    assert thinned.desk.cursor is None
    thinned.wait_until(lambda: thinned.epoch == 0)
    thinned.wait(50)
    assert thinned.desk.shown.epoch == 0


def test_shutting_down_while_recomputing(thinned: Stage) -> None:
    thinned.desk.look_at(37)
    thinned.session.shut_down()


# Branches


def test_a_branch_goes_on_from_there_and_both_futures_stay(thinned: Stage) -> None:
    session = thinned.session
    desk = thinned.desk
    parent, curve = session.runs.current, session.runs.current.timeline.test_loss.copy()
    runs: list[tuple[str, ...]] = []
    session.signals.runs_changed.connect(lambda all_of: runs.append(tuple(run.letter for run in all_of)))
    desk.look_at(13)
    desk.branch()  # when it has been recomputed
    assert session.runs.current is parent
    thinned.wait_until(lambda: session.runs.current is not parent)
    run = session.runs.current
    assert (run.letter, run.parent, run.colour) == ("B", ("A", 13), 1)
    assert runs[-1] == ("A", "B")
    assert desk.cursor is None
    assert desk.shown.epoch == 13
    np.testing.assert_array_equal(session.runs.current.timeline.epochs, np.arange(14))
    desk.change(replace(desk.experiment, learning_rate=0.1), "rate")
    desk.advance(5)
    thinned.wait_until(lambda: thinned.epoch == 18)
    assert not np.array_equal(session.runs.current.timeline.test_loss[14:19], curve[14:19])
    # The past before it is its own too, to the last bit.
    looks(thinned, 7)
    np.testing.assert_array_equal(desk.shown.snapshot.parameters, at(7))
    looks(thinned, 16)
    changed = Trainer(toy())
    while changed.epoch < 16:
        changed.advance()
        if changed.epoch == 13:
            changed.change(learning_rate=0.1)
    np.testing.assert_array_equal(desk.shown.snapshot.parameters, changed.snapshot().parameters)

    session.runs.choose("A")
    assert (session.runs.current, desk.shown.epoch) == (parent, 40)
    np.testing.assert_array_equal(session.runs.current.timeline.test_loss, curve)
    desk.step()
    thinned.wait_until(lambda: thinned.epoch == 41)
    np.testing.assert_array_equal(session.runs.current.snapshot.parameters, at(41))
    assert any(mark.kind == "branch" for mark in run.timeline.marks)


def test_a_branch_is_undone_and_done_again(thinned: Stage) -> None:
    session = thinned.session
    desk = thinned.desk
    looks(thinned, 13)
    desk.branch()
    desk.advance(2)
    thinned.wait_until(lambda: thinned.epoch == 15)
    weights = session.runs.current.snapshot.parameters
    session.settings.undo()
    assert [run.letter for run in session.runs.all] == ["A"]
    assert thinned.epoch == 40
    np.testing.assert_array_equal(session.runs.current.snapshot.parameters, at(40))
    session.settings.redo()
    assert (session.runs.current.letter, thinned.epoch) == ("B", 15)
    np.testing.assert_array_equal(session.runs.current.snapshot.parameters, weights)
    assert session.runs.ghosts == ()


def test_another_optimiser_in_a_branch_keeps_its_weights_and_its_history_is_recomputed(
    thinned: Stage,
) -> None:
    session = thinned.session
    desk = thinned.desk
    looks(thinned, 13)
    desk.branch()
    before = desk.shown.snapshot.parameters
    desk.change(replace(desk.experiment, optimizer="sgd", learning_rate=0.3), "sgd")
    thinned.wait_for_run()
    np.testing.assert_array_equal(desk.shown.snapshot.parameters, before)
    desk.advance(20)
    thinned.wait_until(lambda: thinned.epoch == 33)
    other = Trainer(
        replace(toy(), optimizer="sgd", learning_rate=0.3), start=session.runs.current.timeline.exact(13)
    )
    while other.epoch < 22:
        other.advance()
    looks(thinned, 22)
    np.testing.assert_array_equal(desk.shown.snapshot.parameters, other.snapshot().parameters)
    looks(thinned, 5)
    np.testing.assert_array_equal(desk.shown.snapshot.parameters, at(5))
    session.settings.undo()
    assert desk.experiment.optimizer == "adam"
    np.testing.assert_array_equal(desk.shown.snapshot.parameters, before)
