"""Training that goes wrong: the window is told, and another run can begin."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from nnviz.session import runner
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer
from tests.session.conftest import Stage

Open = Callable[..., Stage]


class Broken(Trainer):
    """Fails in its third epoch."""

    def run(self):  # type: ignore[no-untyped-def]
        if self.epoch == 2:
            raise ZeroDivisionError("on purpose")
        return super().run()


def test_divergence_stops_keeps_the_last_good_and_offers_a_smaller_rate(open_session: Open) -> None:
    stage = open_session(optimizer="sgd", learning_rate=0.1, initializer="normal")
    stage.train_to(3)
    stage.desk.change(replace(stage.desk.experiment, learning_rate=100.0, l2=10.0), "Rate")
    stage.desk.play()
    stage.wait_until(lambda: not stage.desk.playing)
    message = stage.heard.message
    assert message is not None
    assert (message.kind, message.title, message.action) == ("error", "Training diverged", "Try a rate of 10")
    shown = stage.session.runs.current.snapshot
    assert f"at epoch {shown.epoch}." in message.text
    assert "step" in message.text
    assert np.isfinite(shown.parameters).all()
    assert stage.heard.faults == []

    good = shown.epoch
    timeline_before = stage.session.runs.current.timeline.test_loss[: good + 1].copy()
    stage.desk.change(replace(stage.desk.experiment, l2=0.0), "L2")
    stage.desk.act(message.action_id)
    assert stage.desk.experiment.learning_rate == 10.0
    assert stage.heard.message is None
    assert stage.desk.playing
    np.testing.assert_array_equal(stage.session.runs.current.timeline.test_loss[: good + 1], timeline_before)
    stage.desk.pause()


def test_play_after_divergence_begins_again_from_the_last_good(open_session: Open) -> None:
    stage = open_session(optimizer="sgd", learning_rate=100.0, l2=10.0)
    for _ in range(2):
        before = len(stage.heard.messages)
        stage.desk.play()
        stage.wait_until(lambda: len(stage.heard.messages) >= before + 2)  # noqa: B023 - called at once
        assert stage.heard.message.title == "Training diverged"
        assert not stage.desk.playing


def test_an_exception_in_the_worker_is_told_and_the_next_run_works(
    open_session: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(runner, "Trainer", Broken)
        stage = open_session()
        stage.desk.play()
        stage.wait_until(lambda: bool(stage.heard.faults))
    assert "ZeroDivisionError: on purpose" in stage.heard.faults[0]
    assert any(record.levelno == logging.ERROR for record in caplog.records)
    assert not stage.desk.playing
    np.testing.assert_array_equal(stage.session.runs.current.timeline.epochs, [0, 1, 2])
    assert stage.epoch == 2
    stage.train_to(4)
    np.testing.assert_array_equal(stage.session.runs.current.timeline.epochs, np.arange(5))


def test_a_fault_before_anything_was_shown_leaves_the_window_usable(
    open_session: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("no data")

    with monkeypatch.context() as broken:
        broken.setattr(Experiment, "dataset", fail)
        stage = open_session(start=False)
        stage.session.start()
        stage.wait_until(lambda: bool(stage.heard.faults))
    assert "OSError: no data" in stage.heard.faults[0]
    stage.desk.play()
    stage.wait_until(lambda: stage.epoch > 2)
