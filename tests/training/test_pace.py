"""Play, pause, step and speed, without Qt and without a network."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable

import numpy as np
import pytest

from nnviz.training.pace import AT_WORK, LEAST_LEFT, MOST_GIVEN, PEN_ANSWER, Pace, Turn


class Rests(Exception):  # noqa: N818 - no error
    """It would wait without an end, which costs nothing."""


class Clock:
    """Time that only waiting moves: what a Pace takes for the clock and for its Condition."""

    def __init__(self) -> None:
        self.now, self.waits = 100.0, 0
        self.meanwhile: Callable[[], None] = lambda: None

    def __call__(self) -> float:
        return self.now

    def __enter__(self) -> None:
        """Nobody else is there."""

    def __exit__(self, *_: object) -> None:
        """Nobody else is there."""

    def notify(self) -> None:
        """Nobody waits."""

    def wait(self, seconds: float | None) -> None:
        if seconds is None:
            raise Rests
        self.waits += 1
        self.now += seconds
        self.meanwhile()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("nnviz.training.pace.monotonic", clock)
    monkeypatch.setattr("nnviz.training.pace.Condition", lambda: clock)
    return clock


def turns(pace: Pace, count: int) -> list[Turn]:
    return [pace.turn(None) for _ in range(count)]


def times(pace: Pace, clock: Clock, count: int, work: float = 0.0) -> list[float]:
    """When each of so many epochs begins, one of which takes so many seconds."""
    found = []
    for _ in range(count):
        assert pace.turn(None) is Turn.PULL
        found.append(clock.now - 100.0)
        clock.now += work
    return found


def test_rests_until_asked(clock: Clock) -> None:
    with pytest.raises(Rests):
        Pace().turn(None)


def test_steps_are_counted_one_by_one(clock: Clock) -> None:
    pace = Pace()
    pace.step(3)
    pace.step()
    assert turns(pace, 4) == [Turn.PULL] * 4
    with pytest.raises(Rests):
        pace.turn(None)


def test_pause_drops_steps_not_yet_done(clock: Clock) -> None:
    pace = Pace()
    pace.step(1000)
    pace.pause()
    with pytest.raises(Rests):
        pace.turn(None)


def test_first_epoch_comes_at_once_and_the_rest_at_the_set_speed(clock: Clock) -> None:
    pace = Pace(speed=50)
    pace.play()
    assert times(pace, clock, 11) == pytest.approx([k / 50 for k in range(11)])


def test_speed_does_not_drift_when_epochs_take_time(clock: Clock) -> None:
    pace = Pace(playing=True, speed=100)
    assert times(pace, clock, 20, work=0.004) == pytest.approx([k / 100 for k in range(20)])


def test_what_was_missed_is_not_made_up_for_in_a_burst(clock: Clock) -> None:
    pace = Pace(playing=True, speed=50)
    pace.turn(None)
    clock.now += 0.2
    assert np.diff(times(pace, clock, 4)) == pytest.approx([0.02] * 3)


def test_unlimited_speed_waits_for_nothing(clock: Clock) -> None:
    assert turns(Pace(playing=True, speed=math.inf), 1000) == [Turn.PULL] * 1000
    assert clock.waits == 0


@pytest.mark.parametrize("playing", [True, False])
def test_something_to_show_is_shown_in_time_while_waiting(clock: Clock, playing: bool) -> None:
    pace = Pace(playing=playing, speed=0.1)
    if playing:
        assert pace.turn(None) is Turn.PULL
    assert pace.turn(clock.now + 0.03) is Turn.SHOW
    assert clock.now == pytest.approx(100.03 if playing else 100), "at rest there is nothing to wait for"


def test_training_gives_way_to_a_pen_but_not_for_ever(clock: Clock) -> None:
    pace = Pace(playing=True)
    assert not pace.give_way(), "nobody has asked"
    pace.note_pen()
    assert pace.give_way()
    assert clock.now == pytest.approx(100 + PEN_ANSWER)
    pace.note_pen()
    clock.meanwhile = pace.note_pen  # somebody draws on and on
    assert pace.give_way()
    assert clock.now == pytest.approx(100 + MOST_GIVEN)


def test_once_the_answer_to_a_pen_is_painted_training_goes_on(clock: Clock) -> None:
    pace = Pace(playing=True)
    pace.note_pen()
    pace.note_showing(True)
    pace.note_showing(False)
    assert not pace.give_way()
    assert pace.pen_at_work
    pace.ask_way(1)
    pace.note_showing(False)
    assert pace.give_way(), "a lesson is not over with a picture"


def test_while_something_is_shown_training_rests(clock: Clock) -> None:
    pace = Pace(playing=True)
    pace.note_showing(True)
    clock.meanwhile = lambda: pace.note_showing(False)
    assert pace.give_way()
    assert clock.waits == 1
    assert not pace.give_way()
    pace.note_showing(True)
    clock.now += MOST_GIVEN
    assert not pace.give_way(), "where other programs hold the window up, nobody gains by a longer rest"


@pytest.mark.parametrize("urgent", [Pace.note_pen, lambda pace: pace.note_showing(True)])
def test_a_sixth_of_the_time_is_left_to_training_at_least(
    clock: Clock, urgent: Callable[[Pace], None]
) -> None:
    pace, batch, batches = Pace(playing=True), 0.0005, 0
    clock.meanwhile = lambda: urgent(pace)
    urgent(pace)
    while clock.now < 101:
        assert pace.give_way()
        urgent(pace)
        clock.now += batch
        batches += 1
    assert batches * batch == pytest.approx(LEAST_LEFT / (MOST_GIVEN + LEAST_LEFT), rel=0.2)


def test_a_pen_is_at_work_between_two_events_that_come_late(clock: Clock) -> None:
    pace = Pace(playing=True)
    assert not pace.pen_at_work
    pace.note_pen()
    clock.now += PEN_ANSWER + AT_WORK / 2
    assert not pace.give_way(), "its answer has been painted"
    assert pace.pen_at_work
    clock.now += AT_WORK
    assert not pace.pen_at_work


@pytest.mark.parametrize("wake", [Pace.stop, lambda pace: pace.set_speed(1000)])
def test_who_waits_is_woken(wake: Callable[[Pace], None]) -> None:
    pace = Pace(playing=True, speed=1e-6)
    assert pace.turn(None) is Turn.PULL
    thread = threading.Thread(target=pace.turn, args=(None,), daemon=True)
    thread.start()
    wake(pace)
    thread.join(30)
    assert not thread.is_alive()


def test_a_run_that_gives_way_can_be_stopped():
    pace = Pace(playing=True)
    pace.ask_way(60)
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
