"""Play, pause, step and speed, without Qt and without a network."""

from __future__ import annotations

import math
import threading
import time

import pytest

from nnviz.session.pace import GIVE_WAY, Pace, Turn


class Puller:
    """A thread that asks a Pace for turns and notes when it got which."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self.times: list[float] = []
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        while self.pace.turn(None) is Turn.PULL:
            self.times.append(time.monotonic())

    def __enter__(self) -> Puller:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.pace.stop()
        self.thread.join()

    def wait_for(self, count: int) -> None:
        end = time.monotonic() + 5
        while len(self.times) < count and time.monotonic() < end:
            time.sleep(0.001)
        assert len(self.times) >= count


def test_rests_until_asked() -> None:
    with Puller(Pace()) as puller:
        time.sleep(0.02)
        assert puller.times == []


def test_steps_are_counted_one_by_one() -> None:
    with Puller(Pace()) as puller:
        puller.pace.step(3)
        puller.pace.step()
        puller.wait_for(4)
        time.sleep(0.02)
        assert len(puller.times) == 4


def test_pause_drops_steps_not_yet_done() -> None:
    pace = Pace()
    pace.step(1000)
    pace.pause()
    with Puller(pace) as puller:
        time.sleep(0.02)
        assert puller.times == []


def test_first_epoch_comes_at_once_and_the_rest_at_the_set_speed() -> None:
    with Puller(Pace(speed=50)) as puller:
        began = time.monotonic()
        puller.pace.play()
        puller.wait_for(11)
        assert puller.times[0] - began < 0.1
        # Due times add up: however late single ones are, the eleventh turn is ten periods after the first.
        assert 0.195 <= puller.times[10] - began < 0.5


def test_speed_does_not_drift_when_epochs_take_time() -> None:
    pace = Pace(playing=True, speed=100)
    began = time.monotonic()
    for _ in range(20):
        assert pace.turn(None) is Turn.PULL
        time.sleep(0.004)
    # A pause of 10 ms after each epoch would have made it 0.28 s.
    assert 0.19 <= time.monotonic() - began < 0.26


def test_what_was_missed_is_not_made_up_for_in_a_burst() -> None:
    pace = Pace(playing=True, speed=50)
    pace.turn(None)
    time.sleep(0.2)
    times = []
    for _ in range(4):
        pace.turn(None)
        times.append(time.monotonic())
    assert times[-1] - times[0] > 0.055


def test_unlimited_speed_waits_for_nothing() -> None:
    pace = Pace(playing=True, speed=math.inf)
    began = time.monotonic()
    for _ in range(10_000):
        assert pace.turn(None) is Turn.PULL
    assert time.monotonic() - began < 1


def test_a_faster_speed_takes_hold_at_once() -> None:
    with Puller(Pace(playing=True, speed=0.1)) as puller:
        puller.wait_for(1)
        time.sleep(0.01)
        puller.pace.set_speed(1000)
        puller.wait_for(5)


@pytest.mark.parametrize("playing", [True, False])
def test_something_to_show_is_shown_in_time_while_waiting(playing: bool) -> None:
    pace = Pace(playing=playing, speed=0.1)
    if playing:
        assert pace.turn(None) is Turn.PULL
    began = time.monotonic()
    assert pace.turn(began + 0.03) is Turn.SHOW
    waited = time.monotonic() - began
    assert waited >= 0.03 if playing else waited < 0.03  # at rest there is nothing to wait for


def test_stop_wakes_a_waiting_thread() -> None:
    with Puller(Pace()) as puller:
        time.sleep(0.01)
        puller.pace.stop()
        puller.thread.join(1)
        assert not puller.thread.is_alive()


def test_a_rest_costs_no_cpu_time() -> None:
    with Puller(Pace()):
        before = time.process_time()
        time.sleep(0.2)
        assert time.process_time() - before < 0.05


def test_training_gives_way_to_a_pen_but_not_for_ever():
    pace = Pace(playing=True)
    assert not pace.give_way(), "nobody has asked"
    pace.ask_way()
    began = time.monotonic()
    assert pace.give_way()
    assert 0.5 * GIVE_WAY < time.monotonic() - began < 1.0
    assert not pace.way_asked
    asking = threading.Event()

    def draw() -> None:
        while not asking.wait(0.002):
            pace.ask_way()

    pen = threading.Thread(target=draw)
    pen.start()
    try:
        began = time.monotonic()
        while not pace.give_way():
            pass
        assert time.monotonic() - began < 1.0, "a batch now and then, however long somebody draws"
    finally:
        asking.set()
        pen.join()


def test_a_run_that_gives_way_can_be_stopped():
    pace = Pace(playing=True)
    pace.ask_way()
    pace.stop()
    assert pace.give_way()


def test_batches_are_turns_of_their_own_and_pausing_drops_them() -> None:
    pace = Pace()
    pace.step_batches(2)
    assert [pace.turn(0.0), pace.turn(0.0)] == [Turn.BATCH, Turn.BATCH]
    pace.step_batches(3)
    pace.pause()
    assert pace.turn(0.0) is Turn.SHOW


def test_playing_by_batch_and_back() -> None:
    pace = Pace(playing=True)
    assert pace.turn(None) is Turn.PULL
    pace.play_by_batch(True)
    assert pace.turn(None) is Turn.BATCH
    pace.play_by_batch(False)
    assert pace.turn(None) is Turn.PULL


@pytest.mark.parametrize("playing", [True, False])
def test_changes_that_wait_are_taken_first_and_once(playing: bool) -> None:
    pace = Pace(playing=playing)
    pace.step()
    pace.changes_wait()
    pace.changes_wait()
    assert [pace.turn(0.0), pace.turn(0.0)] == [Turn.TAKE, Turn.PULL]
