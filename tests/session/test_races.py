"""Whatever is pressed, in whatever order, the numbers are those of a headless run."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from PySide6.QtCore import QCoreApplication, QObject

from nnviz.data import load_dataset
from nnviz.engine import Dense
from nnviz.session.samples import sample_of
from nnviz.session.session import Session
from nnviz.training.snapshot import Snapshot
from nnviz.training.trainer import Trainer
from tests.helpers.counts import count
from tests.session.conftest import Heard, toy

LAYERS = st.lists(st.builds(Dense, st.integers(1, 6), st.sampled_from(["tanh", "relu"])), max_size=2)


def replayed(played: Trainer, start: Snapshot, epoch: int) -> Trainer:
    """A headless Trainer from the same beginning, with the same live changes at the same updates."""
    trainer = Trainer(start.experiment, played.dataset, start=start)
    changes = sorted(played.changes, key=lambda change: change.step)
    next(trainer.run())
    while trainer.epoch < epoch:
        for change in changes:
            if change.step == trainer.step:
                trainer.change(**{change.name: change.value})
        trainer.change(epochs=1_000_000)
        next(trainer.run())
    return trainer


class Presses(RuleBasedStateMachine):
    """A person who presses everything, and looks."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(toy())
        self.heard = Heard(self.session)
        self.dataset = load_dataset("digits")

    @initialize()
    def start(self) -> None:
        self.session.start()

    @rule(milliseconds=st.integers(0, 60))
    def play(self, milliseconds: int) -> None:
        self.session.play()
        self.wait(milliseconds)

    @rule()
    def pause(self) -> None:
        self.session.pause()

    @rule(times=st.integers(1, 3))
    def step(self, times: int) -> None:
        for _ in range(times):
            self.session.step()
        self.wait(10)

    @rule(times=st.integers(1, 3))
    def reset(self, times: int) -> None:
        for _ in range(times):
            self.session.reset()

    @rule()
    def new_weights(self) -> None:
        self.session.new_weights()

    @rule(speed=st.sampled_from([50.0, 1000.0, float("inf")]))
    def set_speed(self, speed: float) -> None:
        self.session.set_speed(speed)

    @rule(rate=st.sampled_from([0.001, 0.01, 0.1]), l2=st.sampled_from([0.0, 0.001]))
    def change_live(self, rate: float, l2: float) -> None:
        changed = replace(self.session.experiment, learning_rate=rate, l2=l2)
        self.session.change_experiment(changed, "live")

    @rule(layers=LAYERS)
    def change_structure(self, layers: list[Dense]) -> None:
        self.session.change_experiment(replace(self.session.experiment, layers=tuple(layers)), "layers")

    @rule()
    def undo(self) -> None:
        self.session.undo()

    @rule()
    def redo(self) -> None:
        self.session.redo()

    @rule(index=st.none() | st.integers(0, 300))
    def look_at(self, index: int | None) -> None:
        self.session.set_sample(None if index is None else sample_of(self.dataset, "test", index))

    @rule(milliseconds=st.integers(0, 40))
    def wait(self, milliseconds: int) -> None:
        end = time.monotonic() + milliseconds / 1000
        while True:
            QCoreApplication.processEvents()
            if time.monotonic() >= end:
                return
            time.sleep(0.001)

    @invariant()
    def epochs_are_whole(self) -> None:
        """No epoch is missing or double, and the snapshot belongs to its sample."""
        epochs = self.session.timeline.epochs
        np.testing.assert_array_equal(epochs, np.arange(len(epochs)))
        snapshot, sample = self.session.snapshot, self.session.sample
        if snapshot is not None:
            assert (snapshot.probe is None) == (sample is None)
            assert sample is None or np.array_equal(snapshot.probe.inputs, sample.features)
        assert self.heard.faults == []

    def teardown(self) -> None:
        try:
            self.compare()
        finally:
            began = time.monotonic()
            self.session.shut_down()
        assert time.monotonic() - began < 1

    def compare(self) -> None:
        """One more epoch, and what is shown then is what a headless run comes to."""
        before = len(self.heard.snapshots)
        self.session.step()
        end = time.monotonic() + 10
        while time.monotonic() < end:
            self.wait(5)
            if len(self.heard.snapshots) > before and self.session.snapshot.epoch > 0:
                break
        shown, trainer = self.session.snapshot, self.session.running.thread_now._trainer
        again = replayed(trainer, next(iter(self.session.timeline.snapshots.values())), shown.epoch)
        np.testing.assert_array_equal(again.snapshot().parameters, shown.parameters)


@pytest.mark.usefixtures("qapp")
def test_any_sequence_of_presses(qapp: QObject) -> None:
    run_state_machine_as_test(
        Presses,
        settings=settings(max_examples=count(12, 300), stateful_step_count=20, deadline=None),
    )
