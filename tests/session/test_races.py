"""Whatever is pressed, in whatever order, the numbers are those of a headless run."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from PySide6.QtCore import QCoreApplication, QObject

from nnviz.data import load_dataset
from nnviz.engine import Dense
from nnviz.session.session import Session
from nnviz.training import timeline as timelines
from nnviz.training.edits import Edit
from nnviz.training.replay import replayed, replayed_from
from nnviz.training.samples import sample_of
from tests.helpers.counts import count
from tests.helpers.rest import on_its_way
from tests.session.conftest import Heard, toy

LAYERS = st.lists(st.builds(Dense, st.integers(1, 6), st.sampled_from(["tanh", "relu"])), max_size=2)


class Presses(RuleBasedStateMachine):
    """A person who presses everything, and looks."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(toy())
        self.desk = self.session.desk()
        self.heard = Heard(self.session, self.desk)
        self.dataset = load_dataset("digits")

    @initialize()
    def start(self) -> None:
        self.session.start()

    @rule(milliseconds=st.integers(0, 60))
    def play(self, milliseconds: int) -> None:
        self.desk.play()
        self.wait(milliseconds)

    @rule()
    def pause(self) -> None:
        self.desk.pause()

    @rule(times=st.integers(1, 3))
    def step(self, times: int) -> None:
        for _ in range(times):
            self.desk.step()
        self.wait(10)

    @rule(times=st.integers(1, 3))
    def reset(self, times: int) -> None:
        for _ in range(times):
            self.session.settings.reset()

    @rule()
    def new_weights(self) -> None:
        self.session.settings.new_weights()

    @rule(speed=st.sampled_from([50.0, 1000.0, float("inf")]))
    def set_speed(self, speed: float) -> None:
        self.session.training.set_speed(speed)

    @rule(rate=st.sampled_from([0.001, 0.01, 0.1]), l2=st.sampled_from([0.0, 0.001]))
    def change_live(self, rate: float, l2: float) -> None:
        changed = replace(self.desk.experiment, learning_rate=rate, l2=l2)
        self.desk.change(changed, "live")

    @rule(layers=LAYERS)
    def change_structure(self, layers: list[Dense]) -> None:
        self.desk.change(replace(self.desk.experiment, layers=tuple(layers)), "layers")

    @rule(epoch=st.integers(-1, 80))
    def look_back(self, epoch: int) -> None:
        self.desk.look_at(epoch)

    @rule()
    def look_at_newest(self) -> None:
        self.desk.look_at_newest()

    @rule()
    def branch(self) -> None:
        if len(self.session.runs.all) < 5:
            self.desk.branch()

    @rule()
    def new_run(self) -> None:
        if len(self.session.runs.all) < 5:
            self.session.runs.new()

    @rule(number=st.integers(0, 4))
    def choose_run(self, number: int) -> None:
        runs = self.session.runs.all
        self.session.runs.choose(runs[number % len(runs)].letter)

    @rule(number=st.integers(0, 4))
    def remove_run(self, number: int) -> None:
        runs = self.session.runs.all
        self.session.runs.remove(runs[number % len(runs)].letter)

    @rule(number=st.integers(0, 4))
    def share_start(self, number: int) -> None:
        runs = self.session.runs.all
        self.session.runs.share_start(runs[number % len(runs)].letter)

    @rule(layer=st.integers(0, 2), source=st.none() | st.integers(0, 5), value=st.floats(-2, 2))
    def edit(self, layer: int, source: int | None, value: float) -> None:
        self.desk.edit(Edit(layer, source, 1, value))

    @rule(layer=st.integers(0, 2), source=st.integers(0, 3), on=st.booleans())
    def cut(self, layer: int, source: int, on: bool) -> None:
        self.desk.cut(layer, source, 0, on)

    @rule(layer=st.integers(0, 2), on=st.booleans())
    def freeze(self, layer: int, on: bool) -> None:
        self.desk.freeze(layer, on)

    @rule(unit=st.sampled_from(["epoch", "batch", "micro"]))
    def step_unit(self, unit: Any) -> None:
        self.desk.set_step_unit(unit)

    @rule()
    def step_back(self) -> None:
        self.desk.step_back()

    @rule(by=st.integers(-3, 30))
    def move_micro(self, by: int) -> None:
        self.desk.move_micro(by)

    @rule(change=st.sampled_from(["edit", "cut", "freeze", "layers", "seed", "reset", "branch", "run"]))
    def there_and_back(self, change: str) -> None:
        """From rest, undo leads to the very moment before, and redo to the very one after."""
        session = self.session
        desk = self.desk
        self.come_to_rest()
        before = self.all_of_it()
        number = desk.shown.snapshot.step % 3
        {
            "edit": lambda: desk.edit(Edit(0, 7, 0, 0.25 + number)),
            "cut": lambda: desk.cut(0, 20 + number, 0, (0, 20 + number, 0) not in desk.experiment.cut),
            "freeze": lambda: desk.freeze(0, 0 not in desk.experiment.frozen),
            "layers": lambda: self.change_structure([Dense(len(desk.experiment.layers) + 3, "relu")]),
            "seed": session.settings.new_weights,
            "reset": session.settings.reset,
            "branch": desk.branch,
            "run": session.runs.new,
        }[change]()
        self.come_to_rest()
        after = self.all_of_it()
        session.settings.undo()
        self.come_to_rest()
        self.is_again(before)
        session.settings.redo()
        self.come_to_rest()
        self.is_again(after)
        session.settings.undo()

    def all_of_it(self) -> tuple[Any, ...]:
        session = self.session
        desk = self.desk
        letters = [run.letter for run in session.runs.all]
        epochs = session.runs.current.timeline.epochs.copy()
        return letters, session.runs.current.letter, desk.experiment, session.runs.current.snapshot, epochs

    def is_again(self, before: tuple[Any, ...]) -> None:
        now = self.all_of_it()
        assert now[:3] == before[:3]
        np.testing.assert_array_equal(now[3].parameters, before[3].parameters)
        assert now[3].step == before[3].step
        np.testing.assert_array_equal(now[4], before[4])

    def come_to_rest(self) -> None:
        """Paused, the newest shown, and nothing on its way."""
        session = self.session
        desk = self.desk
        desk.pause()
        desk.look_at_newest()
        end = time.monotonic() + 10
        while time.monotonic() < end:
            self.wait(20)
            if not on_its_way(session) and session.runs.current.experiment == desk.experiment:
                return
        raise AssertionError("It does not come to rest.")

    @rule()
    def undo(self) -> None:
        self.session.settings.undo()

    @rule()
    def redo(self) -> None:
        self.session.settings.redo()

    @rule(index=st.none() | st.integers(0, 300))
    def look_at(self, index: int | None) -> None:
        self.desk.set_sample(None if index is None else sample_of(self.dataset, "test", index))

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
        epochs = self.session.runs.current.timeline.epochs
        np.testing.assert_array_equal(epochs, np.arange(len(epochs)))
        shown, sample = self.desk.shown, self.desk.sample
        if shown is not None:
            assert (shown.probe is None) == (sample is None)
            assert sample is None or np.array_equal(shown.probe.inputs, sample.features)
        assert self.heard.faults == []

    @invariant()
    def what_is_shown_is_what_the_cursor_names(self) -> None:
        """But for the nearest, while it is recomputed."""
        session, desk = self.session, self.desk
        shown = desk.shown
        if desk.cursor is not None:
            assert shown is not None
            assert shown.exact == (shown.epoch == desk.cursor)
        assert session.runs.current in session.runs.all
        assert len({run.letter for run in session.runs.all}) == len(session.runs.all)
        for run in session.runs.all:
            steps = [change.step for change in run.timeline.changes]
            assert steps == sorted(steps)
        micro = desk.micro
        assert micro is None or desk.step_unit == "micro"

    def teardown(self) -> None:
        try:
            self.compare()
        finally:
            self.desk.shut_down()
            self.session.shut_down()

    def compare(self) -> None:
        """One more epoch, and what is shown then, and an epoch before, is what a headless run comes to."""
        session = self.session
        desk = self.desk
        desk.show_reader(False)
        desk.set_step_unit("epoch")
        desk.look_at_newest()
        before = len(self.heard.snapshots)
        desk.step()
        end = time.monotonic() + 10
        while time.monotonic() < end:
            self.wait(5)
            newest = session.runs.current.snapshot
            if len(self.heard.snapshots) > before and newest.epoch > 0 and newest.whole:
                break
        shown, timeline = session.runs.current.snapshot, session.runs.current.timeline
        first = next(iter(timeline.snapshots.values()))
        again = replayed_from(first, timeline.changes_after(first), shown.epoch, desk.dataset)
        np.testing.assert_array_equal(again.parameters, shown.parameters)
        for held in timeline.snapshots.values():
            past = replayed(timeline, held.epoch, desk.dataset)
            np.testing.assert_array_equal(past.parameters, held.parameters)


@pytest.mark.usefixtures("qapp")
def test_any_sequence_of_presses(qapp: QObject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timelines, "SNAPSHOT_COUNT", 5)
    run_state_machine_as_test(
        Presses,
        settings=settings(max_examples=count(12, 300), stateful_step_count=20, deadline=None),
    )
