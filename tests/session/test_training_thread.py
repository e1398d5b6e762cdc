"""The training thread against a Trainer without mathematics."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject, Qt, Slot

from nnviz.session.training_thread import TrainingThread
from nnviz.training.edits import Change
from nnviz.training.experiment import Experiment
from nnviz.training.mailbox import Delivery
from nnviz.training.timeline import SNAPSHOT_COUNT
from nnviz.training.trainer import Diverged
from tests.session.fakes import FakeTrainer, make_snapshot


class Window(QObject):
    """Takes what the thread delivers, as the Session does."""

    def __init__(self, thread: TrainingThread) -> None:
        super().__init__()
        self.thread_seen = thread
        self.deliveries: list[Delivery] = []
        self.times: list[float] = []
        self.busy = 0.0
        thread.ready.connect(self._on_ready, Qt.ConnectionType.QueuedConnection)

    @Slot(int)
    def _on_ready(self, run: int) -> None:
        assert run == 7
        self.deliveries.append(self.thread_seen.mailbox.take())
        self.times.append(time.monotonic())
        time.sleep(self.busy)

    @property
    def shown(self) -> list[int]:
        """Epochs of the snapshots that came."""
        return [delivery.snapshot.epoch for delivery in self.deliveries if delivery.snapshot is not None]

    @property
    def epochs(self) -> list[int]:
        """Epochs of the metrics that came."""
        return [int(epoch) for delivery in self.deliveries for epoch in delivery.metrics.epochs]


Start = Callable[..., tuple[TrainingThread, Window]]


@pytest.fixture
def start(qapp: QObject) -> Iterator[Start]:
    threads: list[TrainingThread] = []

    def start(trainer: FakeTrainer, **settings: object) -> tuple[TrainingThread, Window]:
        thread = TrainingThread(7, lambda: (None, trainer), **settings)  # type: ignore[arg-type, return-value]
        threads.append(thread)
        window = Window(thread)
        thread.start()
        return thread, window

    yield start
    for thread in threads:
        thread.stop()
        assert thread.wait(1000)


def test_shows_epoch_0_and_rests(qtbot, start: Start) -> None:
    _, window = start(FakeTrainer())
    qtbot.waitUntil(lambda: window.shown == [0])
    qtbot.wait(10)
    assert window.epochs == [0]


def test_step_trains_one_epoch_and_shows_it(qtbot, start: Start) -> None:
    thread, window = start(FakeTrainer())
    for epoch in range(1, 4):
        thread.step()
        qtbot.waitUntil(lambda: window.shown[-1:] == [epoch])  # noqa: B023 - called at once
    assert window.epochs == [0, 1, 2, 3]


def test_no_epoch_is_lost_and_signals_stay_rare_at_thousands_of_epochs_a_second(qtbot, start: Start) -> None:
    trainer = FakeTrainer()
    began = time.monotonic()
    thread, window = start(trainer, playing=True, interval=0.02)
    qtbot.waitUntil(lambda: trainer.epoch > 3000, timeout=20_000)
    thread.pause()
    qtbot.waitUntil(lambda: window.shown[-1:] == [trainer.epoch])
    seconds = time.monotonic() - began
    assert window.epochs == list(range(trainer.epoch + 1))
    assert len(window.deliveries) <= seconds / 0.02 + 3


def test_parameters_are_copied_only_to_be_shown_or_kept(qtbot, start: Start) -> None:
    trainer, began = FakeTrainer(), time.monotonic()
    thread, window = start(trainer, playing=True, interval=0.2)
    qtbot.waitUntil(lambda: trainer.epoch > 3000, timeout=20_000)
    thread.pause()
    qtbot.waitUntil(lambda: window.shown[-1:] == [trainer.epoch])
    # One an interval, whether the window came to see it or the next had taken its place by then.
    to_show = (time.monotonic() - began) / 0.2 + 3
    kept = sum(len(delivery.kept) for delivery in window.deliveries)
    # What the mailbox thinned out, half of it each time its stride doubled, was copied too.
    thinned = math.log2(thread.mailbox.stride) * (SNAPSHOT_COUNT / 2 + 1)
    assert trainer.snapshots_taken <= kept + thinned + to_show
    assert trainer.snapshots_taken < trainer.epoch


def test_one_signal_in_flight_while_the_window_is_busy(qtbot, start: Start) -> None:
    trainer = FakeTrainer()
    thread, window = start(trainer, playing=True, interval=0.001)
    window.busy = 0.05
    qtbot.wait(300)
    thread.pause()
    # At most one is still queued, however many epochs have passed.
    before = len(window.deliveries)
    qtbot.wait(200)
    assert len(window.deliveries) - before <= 2
    assert window.epochs == list(range(trainer.epoch + 1))
    assert window.shown[-1] == trainer.epoch


def test_slow_epochs_are_shown_as_they_end(qtbot, start: Start) -> None:
    thread, window = start(FakeTrainer(seconds=0.05), playing=True, interval=0.02)
    qtbot.waitUntil(lambda: len(window.shown) >= 5)
    thread.pause()
    assert window.shown[:5] == [0, 1, 2, 3, 4]


def test_an_epoch_waiting_for_its_turn_to_be_shown_is_not_forgotten(qtbot, start: Start) -> None:
    """The first epoch comes within the interval after epoch 0, and is shown when the interval is over."""
    _, window = start(FakeTrainer(), playing=True, speed=0.5, interval=0.05)
    qtbot.waitUntil(lambda: window.shown == [0, 1], timeout=1000)
    assert window.times[1] - window.times[0] >= 0.03


def test_keeps_the_speed_until_it_is_another(qtbot, start: Start) -> None:
    """How the speed is kept, to the second, is told of ``Pace``."""
    trainer = FakeTrainer()
    thread, _ = start(trainer, speed=1e-6)
    thread.play()
    qtbot.waitUntil(lambda: trainer.epoch == 1)
    qtbot.wait(20)
    assert trainer.epoch == 1
    thread.set_speed(1000)
    qtbot.waitUntil(lambda: trainer.epoch > 5)


def test_rests_and_says_so_at_the_stop_rule_and_goes_on_when_it_is_raised(qtbot, start: Start) -> None:
    trainer = FakeTrainer(Experiment(epochs=5))
    thread, window = start(trainer, playing=True)
    qtbot.waitUntil(lambda: bool(window.deliveries) and window.deliveries[-1].finished == 5)
    assert window.shown[-1] == 5
    thread.change({"epochs": 8})
    thread.play()
    qtbot.waitUntil(lambda: window.deliveries[-1].finished == 8)
    assert window.epochs == list(range(9))


def test_a_step_beyond_the_stop_rule_says_so_again_and_trains_nothing(qtbot, start: Start) -> None:
    trainer = FakeTrainer(Experiment(epochs=0))
    thread, window = start(trainer)
    qtbot.waitUntil(lambda: window.shown == [0])
    thread.step()
    qtbot.waitUntil(lambda: window.deliveries[-1].finished == 0)
    assert trainer.epoch == 0


def test_changes_made_before_the_trainer_exists_reach_it(qtbot, start: Start) -> None:
    trainer = FakeTrainer()
    made = []

    def build() -> tuple[None, FakeTrainer]:
        time.sleep(0.05)
        made.append(True)
        return None, trainer

    thread = TrainingThread(7, build)  # type: ignore[arg-type]
    window = Window(thread)
    thread.start()
    thread.change({"learning_rate": 0.5})
    assert not made
    qtbot.waitUntil(lambda: window.shown == [0])
    thread.change({"learning_rate": 0.25})
    assert trainer.changes == [Change(0, 0, "learning_rate", 0.5), Change(0, 0, "learning_rate", 0.25)]
    thread.stop()
    assert thread.wait(1000)


def test_divergence_delivers_the_last_good_snapshot(qtbot, start: Start) -> None:
    diverged = Diverged(12, 4, "the loss is infinite", make_snapshot(3))
    thread, window = start(FakeTrainer(failing={4: diverged}), playing=True)
    qtbot.waitUntil(lambda: bool(window.deliveries) and window.deliveries[-1].diverged is not None)
    assert window.deliveries[-1].diverged is diverged
    assert window.shown[-1] == 3
    assert window.epochs == [0, 1, 2, 3]
    assert thread.wait(1000)


def test_an_exception_arrives_with_its_traceback(qtbot, start: Start) -> None:
    thread, window = start(FakeTrainer(failing={2: ZeroDivisionError("on purpose")}), playing=True)
    qtbot.waitUntil(lambda: bool(window.deliveries) and window.deliveries[-1].fault != "")
    assert "ZeroDivisionError: on purpose" in window.deliveries[-1].fault
    assert "fakes.py" in window.deliveries[-1].fault
    assert window.epochs == [0, 1]
    assert thread.wait(1000)


def test_settings_that_cannot_be_trained_arrive_as_a_sentence(qtbot, qapp: QObject) -> None:
    def build() -> tuple[None, FakeTrainer]:
        raise ValueError("Nothing fits.")

    thread = TrainingThread(7, build)  # type: ignore[arg-type]
    window = Window(thread)
    thread.start()
    qtbot.waitUntil(lambda: bool(window.deliveries))
    assert window.deliveries[0].refused == "Nothing fits."
    assert window.deliveries[0].fault == ""
    assert thread.wait(1000)


@pytest.mark.parametrize("playing", [True, False])
def test_stops_when_asked(qtbot, start: Start, playing: bool) -> None:
    thread, _ = start(FakeTrainer(), playing=playing)
    qtbot.wait(20)
    thread.stop()
    assert thread.wait(30_000)
