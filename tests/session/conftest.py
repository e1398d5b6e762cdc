"""Sessions that are shut down, and what they said."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from nnviz.data import Dataset
from nnviz.engine import Dense
from nnviz.session.desk import Desk
from nnviz.session.messages import Message
from nnviz.session.session import Session
from nnviz.session.shown import Shown
from nnviz.training.experiment import Experiment
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline


def toy(**settings: Any) -> Experiment:
    """An experiment whose epochs take about a millisecond: one step over all samples."""
    return Experiment(**{"layers": (Dense(4, "tanh"),), "batch_size": None, "epochs": 1_000_000, **settings})


@dataclass
class Heard:
    """Everything a Session and a Desk emitted, by kind."""

    session: Session
    desk: Desk
    snapshots: list[Snapshot] = field(default_factory=list)
    datasets: list[Dataset] = field(default_factory=list)
    runs: list[Timeline] = field(default_factory=list)
    playing: list[bool] = field(default_factory=list)
    messages: list[Message | None] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    undo: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        session, desk = self.session, self.desk
        desk.shown_changed.connect(self._on_shown)
        session.signals.dataset_changed.connect(self.datasets.append)
        session.signals.run_started.connect(lambda run: self.runs.append(run.timeline))
        desk.playing_changed.connect(self.playing.append)
        session.signals.message_raised.connect(self.messages.append)
        session.signals.fault_raised.connect(self.faults.append)
        session.signals.undo_changed.connect(lambda *texts: self.undo.append(texts))

    def _on_shown(self, shown: Shown | None) -> None:
        if shown is not None:
            self.snapshots.append(shown.snapshot)

    @property
    def message(self) -> Message | None:
        """The message that is shown now."""
        newest = self.messages[-1] if self.messages else None
        return None if newest is None or newest.over else newest


@dataclass
class Stage:
    """A Session and a Desk under test, and what a test does with it again and again."""

    session: Session
    desk: Desk
    heard: Heard
    wait_until: Callable[..., None]
    wait: Callable[[int], None]

    @property
    def epoch(self) -> int:
        """The epoch shown, -1 before anything is."""
        return -1 if self.session.runs.current.snapshot is None else self.session.runs.current.snapshot.epoch

    def wait_for_run(self) -> None:
        """Until the present run has shown itself."""
        run = self.session.runs.current.timeline
        self.wait_until(lambda: run.epochs.size > 0, timeout=10_000)

    def rest(self) -> None:
        """Pause, and wait until the epoch in progress has ended and is shown."""
        self.desk.pause()
        self.wait(100)

    def train_to(self, epoch: int) -> None:
        """Step until ``epoch`` is shown."""
        self.wait_for_run()
        while self.epoch < epoch:
            before = self.epoch
            self.desk.step()
            self.wait_until(lambda: self.epoch > before, timeout=10_000)  # noqa: B023 - called at once
        assert self.epoch == epoch


@pytest.fixture
def open_session(qtbot) -> Iterator[Callable[..., Stage]]:
    """Makes a Session of a toy experiment, started and showing epoch 0 unless ``start=False``."""
    sessions = []

    def open_session(*, start: bool = True, speed: float = float("inf"), **settings: Any) -> Stage:
        session = Session(toy(**settings), speed=speed)
        desk = session.desk()
        sessions.append((session, desk))
        stage = Stage(session, desk, Heard(session, desk), qtbot.waitUntil, qtbot.wait)
        if start:
            session.start()
            stage.wait_for_run()
        return stage

    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
    yield open_session
    for session, desk in sessions:
        desk.shut_down()
        session.shut_down()


@pytest.fixture
def stage(open_session: Callable[..., Stage]) -> Stage:
    """A Session at rest at epoch 0."""
    return open_session()
