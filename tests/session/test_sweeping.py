"""A sweep in the background: what comes is told, stopping keeps it, and the window's thread goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer

from nnviz.session.sweeping import Sweeping
from nnviz.training.experiment import Experiment
from nnviz.training.many.claim import read_claim
from nnviz.training.many.pools import OneByOne, Processes
from nnviz.training.many.running import run_sweep
from nnviz.training.many.sweep import Sweep

MOONS = Experiment.on("moons", layers="4", epochs=5, points=60)
CLAIM = read_claim("test_accuracy >= 0.9")
SMALL = Sweep(MOONS, CLAIM, tuple(range(6))).validated()
LONG = Sweep(MOONS.with_(epochs=100_000), CLAIM, tuple(range(20))).validated()


@pytest.fixture
def sweeping(qtbot) -> Iterator[Sweeping]:
    made = Sweeping()
    yield made
    made.shut_down()


def test_all_runs_come_as_they_would_one_by_one(qtbot, sweeping) -> None:
    told: list[int] = []
    sweeping.changed.connect(lambda: told.append(len(sweeping.rans)))
    sweeping.start(SMALL, lambda: Processes(2, polite=True))
    assert sweeping.busy
    qtbot.waitUntil(lambda: not sweeping.busy, timeout=10_000)
    assert told[0] == 0
    assert told[-1] == 6
    expected = {ran.seed: ran.table.numbers.tobytes() for ran in run_sweep(SMALL, OneByOne())}
    assert {ran.seed: ran.table.numbers.tobytes() for ran in sweeping.rans} == expected
    assert (sweeping.running, sweeping.why, sweeping.at_once) == (frozenset(), "", 2)


def test_stopped_it_ends_at_once_and_keeps_what_is_there(qtbot, sweeping) -> None:
    two = Sweep(MOONS.with_(epochs=10_000, patience=3), CLAIM, tuple(range(200))).validated()
    sweeping.start(two, lambda: Processes(1))
    qtbot.waitUntil(lambda: len(sweeping.rans) > 0, timeout=10_000)
    assert sweeping.running
    started = time.monotonic()
    sweeping.stop()
    qtbot.waitUntil(lambda: not sweeping.busy, timeout=5_000)
    assert time.monotonic() - started < 2
    kept = sweeping.rans
    assert 0 < len(kept) < 200
    assert (sweeping.sweep, sweeping.running, sweeping.why) == (two, frozenset(), "")


def test_what_cannot_begin_is_a_sentence(qtbot, sweeping) -> None:
    def make() -> OneByOne:
        raise ValueError("Nobody answers there.")

    sweeping.start(SMALL, make)
    qtbot.waitUntil(lambda: not sweeping.busy, timeout=5_000)
    assert sweeping.why == "Nobody answers there."
    assert sweeping.rans == ()


def test_the_windows_thread_is_kept_waiting_by_neither_the_start_nor_the_runs(qtbot, sweeping) -> None:
    """A timer of 5 ms comes as it should: the median lateness says it, whatever else the machine does."""
    late: list[float] = []
    last = [time.monotonic()]

    def beat() -> None:
        now = time.monotonic()
        late.append(now - last[0] - 0.005)
        last[0] = now

    timer = QTimer(interval=5)
    timer.timeout.connect(beat)
    started = time.thread_time()
    sweeping.start(LONG, lambda: Processes(2, polite=True))
    assert time.thread_time() - started < 0.1  # of this thread's own time, whatever others take
    last[0] = time.monotonic()
    timer.start()
    qtbot.waitUntil(lambda: len(late) > 100, timeout=5_000)
    timer.stop()
    assert sorted(late)[len(late) // 2] < 0.03
    sweeping.shut_down()
    assert not sweeping.busy
