"""What a person can wish of the Session, and that it holds."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from nnviz.engine import Dense, Network
from nnviz.session.history import GHOSTS
from nnviz.training.edits import Change
from nnviz.training.samples import Sample, sample_of
from nnviz.training.trainer import Trainer
from tests.helpers.rest import trainer_of
from tests.session.conftest import Stage, toy

Open = Callable[..., Stage]


def parameters_at(epoch: int, **settings: object) -> np.ndarray:
    """Those of a headless run."""
    trainer = Trainer(toy(**settings))
    while trainer.epoch < epoch or trainer.step != trainer.epoch:
        next(trainer.run())
    return trainer.snapshot().parameters


# Start


def test_making_a_session_reads_no_data_and_starts_no_run(open_session: Open) -> None:
    stage = open_session(start=False)
    assert (stage.desk.dataset, stage.session.runs.current.snapshot) == (None, None)
    assert stage.session.runs.current.timeline.epochs.size == 0


def test_start_does_not_block_and_shows_the_untrained_network(open_session: Open) -> None:
    stage = open_session(start=False)
    stage.session.start()
    assert stage.session.runs.current.snapshot is None, "that comes later, from another thread"
    stage.wait_for_run()
    assert stage.epoch == 0
    assert not stage.desk.playing
    assert [dataset.name for dataset in stage.heard.datasets] == ["digits"]
    assert stage.desk.dataset is stage.heard.datasets[0]


def test_play_before_the_data_are_there_plays_when_they_are(open_session: Open) -> None:
    stage = open_session(start=False)
    stage.session.start()
    stage.desk.play()
    stage.wait_until(lambda: stage.epoch > 2)


# Playing


def test_step_pause_play(stage: Stage) -> None:
    stage.train_to(2)
    assert not stage.desk.playing
    stage.desk.play()
    stage.wait_until(lambda: stage.epoch > 5)
    stage.desk.pause()
    assert stage.heard.playing == [True, False]
    stage.rest()
    resting = stage.epoch
    stage.desk.step()
    stage.wait_until(lambda: stage.epoch == resting + 1)
    np.testing.assert_array_equal(stage.session.runs.current.timeline.epochs, np.arange(resting + 2))


def test_step_while_playing_comes_to_rest(stage: Stage) -> None:
    stage.desk.toggle_playing()
    stage.wait_until(lambda: stage.epoch > 2)
    stage.desk.step()
    assert not stage.desk.playing
    before = stage.epoch
    stage.wait_until(lambda: stage.epoch > before)


def test_what_is_shown_is_what_a_headless_run_has(stage: Stage) -> None:
    stage.train_to(3)
    stage.desk.play()
    stage.wait_until(lambda: stage.epoch > 20)
    stage.desk.pause()
    stage.rest()
    shown = stage.session.runs.current.snapshot
    assert shown is not None
    np.testing.assert_array_equal(shown.parameters, parameters_at(shown.epoch))


def test_speed(open_session: Open) -> None:
    stage = open_session(speed=1000)
    heard: list[float] = []
    stage.session.signals.speed_changed.connect(heard.append)
    stage.session.training.set_speed(20)
    stage.session.training.set_speed(20)
    for nonsense in (0, -1, float("nan")):
        stage.session.training.set_speed(nonsense)
    assert heard == [20]
    stage.desk.play()
    began = time.monotonic()
    stage.wait_until(lambda: stage.epoch >= 6)
    assert time.monotonic() - began > 0.2


def test_stop_rule_offers_more_and_more_is_had(open_session: Open) -> None:
    stage = open_session(epochs=3)
    stage.desk.play()
    stage.wait_until(lambda: stage.heard.message is not None)
    message = stage.heard.message
    assert message is not None
    assert (message.kind, message.title, message.action) == ("info", "3 epochs done", "Train 3 more")
    assert (stage.epoch, stage.desk.playing) == (3, False)
    stage.desk.act(message.action_id)
    assert stage.desk.experiment.epochs == 6
    assert stage.heard.message is None
    stage.wait_until(lambda: stage.epoch == 6 and not stage.desk.playing)
    np.testing.assert_array_equal(stage.session.runs.current.timeline.epochs, np.arange(7))
    np.testing.assert_array_equal(stage.session.runs.current.snapshot.parameters, parameters_at(6))


def test_as_many_more_are_offered_each_time_however_often_that_is_pressed(open_session: Open) -> None:
    stage = open_session(epochs=3)
    stage.desk.play()
    for over in (3, 6, 9):
        stage.wait_until(lambda over=over: stage.epoch == over and stage.heard.message is not None)
        message = stage.heard.message
        assert message is not None
        assert message.action == "Train 3 more"
        stage.desk.act(message.action_id)
        stage.desk.act(message.action_id)
        assert stage.desk.experiment.epochs == over + 3


def test_raising_the_epochs_at_the_very_end_goes_on_playing(open_session: Open) -> None:
    stage = open_session(epochs=2)
    stage.desk.play()
    thread = stage.session.training.thread_now
    end = time.monotonic() + 5
    while trainer_of(thread).epoch < 2 and time.monotonic() < end:  # the news of the end waits in the mailbox
        time.sleep(0.001)
    time.sleep(0.02)
    stage.desk.change(replace(stage.desk.experiment, epochs=30), "Epochs")
    stage.wait_until(lambda: stage.epoch == 30)


# Runs


def test_reset_starts_from_the_very_same_weights_and_leaves_a_ghost(stage: Stage) -> None:
    start = stage.session.runs.current.snapshot
    assert start is not None
    stage.train_to(3)
    first = stage.session.runs.current.timeline
    stage.session.settings.reset()
    assert stage.session.runs.current.timeline is not first
    stage.wait_for_run()
    np.testing.assert_array_equal(stage.session.runs.current.snapshot.parameters, start.parameters)
    assert stage.heard.runs[-1] is stage.session.runs.current.timeline
    (ghost,) = stage.session.runs.ghosts
    np.testing.assert_array_equal(ghost.test_loss, first.test_loss)
    stage.train_to(3)
    np.testing.assert_array_equal(stage.session.runs.current.timeline.test_loss, first.test_loss)
    stage.session.runs.clear_ghosts()
    assert stage.session.runs.ghosts == ()


def test_a_run_that_never_trained_leaves_no_ghost_and_their_number_is_bounded(stage: Stage) -> None:
    stage.session.settings.reset()
    stage.wait_for_run()
    assert stage.session.runs.ghosts == ()
    for _ in range(GHOSTS + 2):
        stage.train_to(1)
        stage.session.settings.reset()
        stage.wait_for_run()
    assert len(stage.session.runs.ghosts) == GHOSTS


def test_new_weights_are_those_of_the_next_seed(stage: Stage) -> None:
    start = stage.session.runs.current.snapshot.parameters
    stage.session.settings.new_weights()
    assert stage.desk.experiment.seed == 1
    stage.wait_for_run()
    assert not np.array_equal(stage.session.runs.current.snapshot.parameters, start)
    np.testing.assert_array_equal(stage.session.runs.current.snapshot.parameters, parameters_at(0, seed=1))


def test_starting_again_twice_quickly_drops_what_is_stale(stage: Stage) -> None:
    stage.desk.play()
    stage.wait_until(lambda: stage.epoch > 2)
    for _ in range(5):
        stage.session.settings.reset()
    shown = len(stage.heard.snapshots)
    stage.wait_until(lambda: stage.epoch > 5)
    epochs = [snapshot.epoch for snapshot in stage.heard.snapshots[shown:]]
    assert epochs == sorted(epochs)
    timeline = stage.session.runs.current.timeline.epochs
    np.testing.assert_array_equal(timeline, np.arange(len(timeline)))
    stage.wait_until(lambda: not stage.session.training.ending)


@pytest.mark.parametrize("playing", [True, False])
def test_shutting_down_in_mid_training_ends_the_thread(stage: Stage, playing: bool) -> None:
    if playing:
        stage.desk.play()
        stage.wait_until(lambda: stage.epoch > 2)
    thread = stage.session.training.thread_now
    stage.session.shut_down()
    assert thread.isFinished()


def test_shutting_down_does_not_wait_for_the_end_of_a_slow_epoch(open_session: Open) -> None:
    stage = open_session(layers=(Dense(512, "tanh"),) * 4, batch_size=1)
    stage.desk.play()
    stage.session.shut_down()
    assert stage.epoch == 0


# Settings


def test_live_changes_go_on_in_the_same_run(stage: Stage) -> None:
    stage.train_to(2)
    timeline = stage.session.runs.current.timeline
    changed = replace(stage.desk.experiment, learning_rate=0.5, batch_size=100)
    stage.desk.change(changed, "Rate")
    stage.train_to(4)
    assert stage.session.runs.current.timeline is timeline
    assert stage.session.runs.current.snapshot.experiment == changed
    assert set(stage.session.runs.current.timeline.changes) == {
        Change(2, 2, "learning_rate", 0.5),
        Change(2, 2, "batch_size", 100),
    }


def test_a_new_structure_keeps_what_fits_and_says_so(stage: Stage) -> None:
    stage.train_to(3)
    before = stage.session.runs.current.snapshot
    wider = replace(stage.desk.experiment, layers=(Dense(6, "tanh"),))
    stage.desk.change(wider, "Two more")
    stage.wait_for_run()
    after = stage.session.runs.current.snapshot
    assert after.epoch == 0
    np.testing.assert_array_equal(after.layers[0].weights[:, :4], before.layers[0].weights)
    np.testing.assert_array_equal(after.layers[1].weights[:4], before.layers[1].weights)
    assert stage.heard.message is not None
    assert "kept" in stage.heard.message.text
    assert len(stage.session.runs.ghosts) == 1


def test_other_settings_restart_from_fresh_weights(stage: Stage) -> None:
    start = stage.session.runs.current.snapshot.parameters
    stage.train_to(3)
    changed = replace(stage.desk.experiment, optimizer="sgd", learning_rate=0.1)
    stage.desk.change(changed, "SGD")
    stage.wait_for_run()
    np.testing.assert_array_equal(stage.session.runs.current.snapshot.parameters, start)
    assert stage.session.runs.current.snapshot.experiment == changed


def test_restarts_says_what_the_change_does(stage: Stage) -> None:
    assert stage.session.settings.restarts("learning_rate") == ""
    assert "still fits" in stage.session.settings.restarts("layers")
    for field in ("loss", "data", "seed", "initializer", "optimizer", "test_share"):
        assert "fresh" in stage.session.settings.restarts(field)


def test_other_data_are_read_and_the_sample_is_found_again(stage: Stage) -> None:
    old = stage.desk.dataset
    stage.desk.set_sample(sample_of(old, "test", 5))
    other = replace(stage.desk.experiment, test_share=0.4, scale="minmax", split_seed=3)
    stage.desk.change(other, "Share")
    stage.wait_for_run()
    new, sample = stage.desk.dataset, stage.desk.sample
    assert new is not old
    assert len(new.test_labels) == 719
    indices = new.test_indices if sample.source == "test" else new.train_indices
    assert indices[sample.index] == old.test_indices[5]
    np.testing.assert_allclose(sample.seen, old.raw(old.test_features[5]), atol=1e-4)
    np.testing.assert_array_equal(sample.features, stage.desk.shown.probe.inputs)


def test_a_drawing_is_scaled_for_other_data(stage: Stage) -> None:
    seen = np.arange(64) % 17
    stage.desk.set_sample(Sample(features=stage.desk.dataset.scaled(seen), seen=seen))
    stage.desk.change(replace(stage.desk.experiment, scale="none"), "Scale")
    stage.wait_for_run()
    np.testing.assert_array_equal(stage.desk.sample.features, seen)


@pytest.mark.parametrize(
    ("settings", "title"),
    [
        ({"learning_rate": -1.0}, "This cannot be set"),
        ({"batch_size": 100_000}, "This cannot be set"),
        ({"loss": "nonsense"}, "This cannot be set"),
    ],
)
def test_what_cannot_be_set_changes_nothing(stage: Stage, settings: dict[str, object], title: str) -> None:
    before = stage.desk.experiment
    stage.desk.change(replace(before, **settings), "Nonsense")
    assert stage.desk.experiment is before
    assert stage.heard.message is not None
    assert (stage.heard.message.kind, stage.heard.message.title) == ("error", title)
    assert stage.heard.undo == []
    stage.train_to(1)


def test_what_cannot_be_trained_says_so_and_can_be_undone(stage: Stage) -> None:
    stage.train_to(1)
    before = stage.session.runs.current.snapshot
    wrong = replace(stage.desk.experiment, batch_size=1000, test_share=0.6)
    stage.desk.change(wrong, "Share")
    stage.wait_until(lambda: stage.heard.message is not None)
    assert stage.heard.message.title == "This cannot be trained"
    assert "1000" in stage.heard.message.text
    stage.session.settings.undo()
    stage.wait_for_run()
    np.testing.assert_array_equal(stage.session.runs.current.snapshot.parameters, before.parameters)
    stage.train_to(2)


# Samples


def test_the_answer_follows_the_sample_at_once(stage: Stage) -> None:
    dataset = stage.desk.dataset
    for index in range(3):
        stage.desk.set_sample(sample_of(dataset, "test", index))
        probe = stage.heard.snapshots[-1].probe
        np.testing.assert_array_equal(probe.inputs, dataset.test_features[index])
        assert probe.label == dataset.test_labels[index]
    stage.desk.set_label(None)
    assert stage.desk.shown.probe.dz is None
    stage.desk.set_sample(None)
    assert stage.desk.shown.probe is None


def test_new_snapshots_are_probed_with_the_present_sample(stage: Stage) -> None:
    stage.desk.set_sample(sample_of(stage.desk.dataset, "train", 0))
    stage.train_to(2)
    fresh = stage.session.runs.current.snapshot.probed(stage.desk.sample.features, stage.desk.sample.label)
    np.testing.assert_array_equal(stage.desk.shown.probe.output, fresh.probe.output)


def test_a_sample_is_sent_through_the_network_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[object] = []
    trace = Network.trace
    monkeypatch.setattr(
        Network, "trace", lambda self, *sample: (sent.append(sample), trace(self, *sample))[1]
    )
    for index in range(20):
        stage.desk.set_sample(sample_of(stage.desk.dataset, "test", index))
    assert len(sent) == 20
