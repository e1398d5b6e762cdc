"""When the training thread may pull its next epoch: play, pause, step and speed. No Qt."""

from __future__ import annotations

import math
from enum import Enum, auto
from threading import Condition
from time import monotonic

PEN_ANSWER = 0.012  # seconds: for so long, at most, training rests for the answer to a pen event
MOST_GIVEN = 0.02  # seconds of rest for one thing shown, and in all before training is left some time
LEAST_LEFT = 0.004  # seconds of training after so long a rest: a sixth of the time
AT_WORK = 0.3  # seconds after a pen event in which the next may still come


class Turn(Enum):
    """What the training thread does next."""

    PULL = auto()
    BATCH = auto()
    TAKE = auto()
    SHOW = auto()
    STOP = auto()


class Pace:
    """What the person wants of a run: told by the window's thread, asked by the training thread.

    ``speed`` is in epochs per second, or in batches while it plays by batch; ``math.inf`` is as fast as it
    goes. Waiting costs no CPU time.
    """

    def __init__(self, *, playing: bool = False, speed: float = math.inf) -> None:
        self._condition = Condition()
        self._playing = playing
        self._speed = speed
        self._steps = self._batches = 0
        self._by_batch = False
        self._changed = False
        self._due = 0.0
        self._stopped = False
        self._way_until = 0.0  # monotonic time up to which something more urgent goes on
        self._pen_until = 0.0  # that up to which a pen waits for its answer, if it is not painted before
        self._pen_over = 0.0  # and that from which on no pen is at work
        self._showing_until = 0.0  # and that up to which something is being shown, if that takes no longer
        self._rested = 0.0  # seconds, since training was left its time
        self._left_until = 0.0  # that up to which training goes on all the same

    def play(self) -> None:
        """Pull epoch after epoch, the first one now."""
        with self._condition:
            if not self._playing:
                self._playing = True
                self._due = monotonic()
            self._condition.notify()

    def pause(self) -> None:
        """Pull no more epochs, not even those of steps still to be done."""
        with self._condition:
            self._playing = False
            self._steps = self._batches = 0
            self._condition.notify()

    def step(self, count: int = 1) -> None:
        """Pull ``count`` more epochs."""
        with self._condition:
            self._steps += count
            self._condition.notify()

    def step_batches(self, count: int = 1) -> None:
        """Train on ``count`` more batches."""
        with self._condition:
            self._batches += count
            self._condition.notify()

    def play_by_batch(self, on: bool) -> None:
        """Play batch after batch, or epoch after epoch."""
        with self._condition:
            self._by_batch = on

    def changes_wait(self) -> None:
        """Live changes wait: they are to be taken, and to be seen, at rest too."""
        with self._condition:
            self._changed = True
            self._condition.notify()

    def set_speed(self, speed: float) -> None:
        """Change the speed; a faster one takes hold at once."""
        with self._condition:
            self._speed = speed
            self._due = min(self._due, monotonic() + 1 / speed)
            self._condition.notify()

    def stop(self) -> None:
        """End the run."""
        with self._condition:
            self._stopped = True
            self._condition.notify()

    def ask_way(self, seconds: float) -> None:
        """Something more urgent goes on: let it have the processor, and Python, for that long."""
        with self._condition:
            self._way_until = monotonic() + seconds
            self._condition.notify()

    def note_pen(self) -> None:
        """A pen waits for its answer."""
        now = monotonic()
        self._pen_until, self._pen_over = now + PEN_ANSWER, now + PEN_ANSWER + AT_WORK

    def note_showing(self, on: bool) -> None:
        """Something is being shown, or all of it, a pen's answer too, has been painted."""
        with self._condition:
            self._showing_until = monotonic() + MOST_GIVEN if on else 0.0
            if not on:
                self._pen_until = 0.0
            self._condition.notify()

    @property
    def pen_at_work(self) -> bool:
        """Whether a pen is at work: what is shown of the training meanwhile, its answers would wait for."""
        return monotonic() < self._pen_over

    @property
    def _asked_until(self) -> float:
        """Monotonic time up to which training is to rest, as far as is known."""
        return max(self._way_until, self._pen_until, self._showing_until)

    def give_way(self) -> bool:
        """Between two batches: wait for the window if it has asked; False if it has not.

        Training goes on in the gaps, and for ``LEAST_LEFT`` after ``MOST_GIVEN`` of rest in any case.
        """
        now = monotonic()
        if now >= self._asked_until:
            return False
        if now < self._left_until:
            return True
        end = now + MOST_GIVEN - self._rested
        with self._condition:
            while not self._stopped and (rest := min(self._asked_until, end) - monotonic()) > 0:
                self._condition.wait(rest)
        over = monotonic()
        self._rested += over - now
        if over >= end:
            self._rested, self._left_until = 0.0, over + LEAST_LEFT
        return True

    def turn(self, show_at: float | None) -> Turn:
        """Wait until something is to be done, and say what.

        ``show_at`` is the monotonic time in seconds from when on an epoch that nobody has seen yet may be
        shown; None if there is none. An epoch at rest is shown at once.
        """
        with self._condition:
            while not self._stopped:
                now = monotonic()
                if self._changed:
                    self._changed = False
                    return Turn.TAKE
                if self._steps:
                    self._steps -= 1
                    return Turn.PULL
                if self._batches:
                    self._batches -= 1
                    return Turn.BATCH
                if self._playing and now >= self._due:
                    # Due times add up, so that none drifts; what was missed is not made up for in a burst.
                    period = 1 / self._speed
                    self._due = self._due + period if self._due + 2 * period > now else now + period
                    return Turn.BATCH if self._by_batch else Turn.PULL
                if show_at is not None and (not self._playing or now >= show_at):
                    return Turn.SHOW
                times = ([self._due] if self._playing else []) + ([show_at] if show_at is not None else [])
                self._condition.wait(min(times) - now if times else None)
            return Turn.STOP
