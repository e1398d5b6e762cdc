"""Time travel: the moment shown is the one that the cursor names, to the last bit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from nnviz.session.samples import sample_of
from nnviz.training import timeline as timelines
from nnviz.training.trainer import Trainer
from tests.session.conftest import Stage, toy

Open = Callable[..., Stage]


@pytest.fixture
def thinned(open_session: Open, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A run of 40 epochs of which four are held, and what it was."""
    monkeypatch.setattr(timelines, "SNAPSHOT_COUNT", 4)
    stage = open_session()
    stage.session.advance(40)
    stage.wait_until(lambda: stage.epoch == 40)
    assert len(stage.session.timeline.snapshots) <= 4
    return stage


def at(epoch: int) -> np.ndarray:
    trainer = Trainer(toy())
    while trainer.epoch < epoch:
        trainer.advance()
    return trainer.snapshot().parameters


def looks(stage: Stage, epoch: int) -> None:
    """Look there, and wait until it is there."""
    stage.session.look_at(epoch)
    stage.wait_until(lambda: stage.session.shown.epoch == epoch)


def test_what_is_not_held_is_recomputed_with_progress(thinned: Stage) -> None:
    session, shares, cursors = thinned.session, [], []
    session.recomputing_changed.connect(shares.append)
    session.cursor_changed.connect(cursors.append)
    held = session.timeline.nearest(37)
    session.look_at(37)
    assert session.cursor == 37
    assert session.shown.epoch == held.epoch  # the nearest, until it is there
    thinned.wait_until(lambda: session.shown.epoch == 37)
    np.testing.assert_array_equal(session.shown.parameters, at(37))
    assert thinned.heard.snapshots[-1] is session.shown
    assert shares[0] == 0
    assert shares[-1] is None
    assert session.snapshot.epoch == 40
    session.look_at_newest()
    assert cursors == [37, None]
    assert session.shown is session.snapshot
    assert thinned.heard.snapshots[-1].epoch == 40


def test_scrubbing_ends_at_the_last_epoch_asked_for_and_at_none_else(thinned: Stage) -> None:
    session = thinned.session
    seen: list[tuple[int | None, int]] = []
    session.snapshot_changed.connect(lambda snapshot: seen.append((session.cursor, snapshot.epoch)))
    for epoch in (3, 30, 9, 22, 13):
        session.look_at(epoch)
    thinned.wait_until(lambda: session.shown.epoch == 13)
    thinned.wait(50)
    assert session.shown.epoch == 13
    held = set(session.timeline.snapshots)
    assert all(epoch == cursor or epoch in held for cursor, epoch in seen)
    np.testing.assert_array_equal(session.shown.parameters, at(13))


def test_what_was_recomputed_is_there_at_once_when_come_back_to(thinned: Stage) -> None:
    looks(thinned, 13)
    looks(thinned, 35)
    thinned.session.look_at(13)
    assert thinned.session.shown.epoch == 13


def test_training_goes_on_while_the_past_is_shown(thinned: Stage) -> None:
    session, epochs = thinned.session, []
    session.timeline_changed.connect(lambda timeline: epochs.append(timeline.epochs[-1]))
    session.play()
    looks(thinned, 11)
    shown = len(thinned.heard.snapshots)
    epochs.clear()
    thinned.wait_until(lambda: len(epochs) > 3)
    assert session.playing
    assert session.cursor == 11
    assert len(thinned.heard.snapshots) == shown
    assert session.shown.epoch == 11
    session.look_at_newest()
    assert session.shown.epoch > 40


def test_another_sample_is_sent_through_what_is_shown(thinned: Stage) -> None:
    session = thinned.session
    looks(thinned, 12)
    session.set_sample(sample_of(session.dataset, "test", 3))
    assert session.shown.epoch == 12
    np.testing.assert_array_equal(session.shown.probe.inputs, session.dataset.test_features[3])
    session.look_at_newest()
    np.testing.assert_array_equal(session.shown.probe.inputs, session.dataset.test_features[3])


def test_bounds(thinned: Stage) -> None:
    session = thinned.session
    session.look_at(-5)
    assert (session.cursor, session.shown.epoch) == (0, 0)
    session.look_at(40)
    assert session.cursor is None
    session.look_at(41)
    assert session.cursor is None


def test_steps_while_looking_back_are_steps_in_what_is_known(thinned: Stage) -> None:
    session = thinned.session
    session.step_back()
    assert session.cursor == 39
    session.step_back()
    assert session.cursor == 38
    session.step()
    assert session.cursor == 39
    session.step()
    assert session.cursor is None
    assert session.timeline.epochs[-1] == 40
    session.step()
    thinned.wait_until(lambda: thinned.epoch == 41)


def test_a_new_run_is_looked_at_where_it_is(thinned: Stage) -> None:
    thinned.session.look_at(13)
    thinned.session.reset()
    assert thinned.session.cursor is None
    thinned.wait_until(lambda: thinned.epoch == 0)
    thinned.wait(50)
    assert thinned.session.shown.epoch == 0


def test_shutting_down_while_recomputing(thinned: Stage) -> None:
    thinned.session.look_at(37)
    thinned.session.shut_down()


# Branches


def test_a_branch_goes_on_from_there_and_both_futures_stay(thinned: Stage) -> None:
    session = thinned.session
    parent, curve = session.run, session.timeline.test_loss.copy()
    runs: list[tuple[str, ...]] = []
    session.runs_changed.connect(lambda all_of: runs.append(tuple(run.letter for run in all_of)))
    session.look_at(13)
    session.branch()  # when it has been recomputed
    assert session.run is parent
    thinned.wait_until(lambda: session.run is not parent)
    run = session.run
    assert (run.letter, run.parent, run.colour) == ("B", ("A", 13), 1)
    assert runs[-1] == ("A", "B")
    assert session.cursor is None
    assert session.shown.epoch == 13
    np.testing.assert_array_equal(session.timeline.epochs, np.arange(14))
    session.change_experiment(replace(session.experiment, learning_rate=0.1), "rate")
    session.advance(5)
    thinned.wait_until(lambda: thinned.epoch == 18)
    assert not np.array_equal(session.timeline.test_loss[14:19], curve[14:19])
    # The past before it is its own too, to the last bit.
    looks(thinned, 7)
    np.testing.assert_array_equal(session.shown.parameters, at(7))
    looks(thinned, 16)
    changed = Trainer(toy())
    while changed.epoch < 16:
        changed.advance()
        if changed.epoch == 13:
            changed.change(learning_rate=0.1)
    np.testing.assert_array_equal(session.shown.parameters, changed.snapshot().parameters)

    session.choose_run("A")
    assert (session.run, session.shown.epoch) == (parent, 40)
    np.testing.assert_array_equal(session.timeline.test_loss, curve)
    session.step()
    thinned.wait_until(lambda: thinned.epoch == 41)
    np.testing.assert_array_equal(session.snapshot.parameters, at(41))
    assert any(mark.kind == "branch" for mark in run.timeline.marks)


def test_a_branch_is_undone_and_done_again(thinned: Stage) -> None:
    session = thinned.session
    looks(thinned, 13)
    session.branch()
    session.advance(2)
    thinned.wait_until(lambda: thinned.epoch == 15)
    weights = session.snapshot.parameters
    session.undo()
    assert [run.letter for run in session.runs] == ["A"]
    assert thinned.epoch == 40
    np.testing.assert_array_equal(session.snapshot.parameters, at(40))
    session.redo()
    assert (session.run.letter, thinned.epoch) == ("B", 15)
    np.testing.assert_array_equal(session.snapshot.parameters, weights)
    assert session.ghosts == ()


def test_another_optimiser_in_a_branch_keeps_its_weights_and_its_history_is_recomputed(
    thinned: Stage,
) -> None:
    session = thinned.session
    looks(thinned, 13)
    session.branch()
    before = session.shown.parameters
    session.change_experiment(replace(session.experiment, optimizer="sgd", learning_rate=0.3), "sgd")
    thinned.wait_for_run()
    np.testing.assert_array_equal(session.shown.parameters, before)
    session.advance(20)
    thinned.wait_until(lambda: thinned.epoch == 33)
    other = Trainer(replace(toy(), optimizer="sgd", learning_rate=0.3), start=session.timeline.exact(13))
    while other.epoch < 22:
        other.advance()
    looks(thinned, 22)
    np.testing.assert_array_equal(session.shown.parameters, other.snapshot().parameters)
    looks(thinned, 5)
    np.testing.assert_array_equal(session.shown.parameters, at(5))
    session.undo()
    assert session.experiment.optimizer == "adam"
    np.testing.assert_array_equal(session.shown.parameters, before)
