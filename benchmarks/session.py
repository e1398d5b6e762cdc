# ruff: noqa: E402 - the environment comes before NumPy and Qt
"""How long the window makes somebody wait who presses everything.

    python benchmarks/session.py [--steps 10000] [--seed 0] [--size 1440x900]

The real window with the Reader takes random actions (the seed decides which): play, pause, step, scrub,
branch, edit, undo, settings, layers, workspaces, comparing, drawing, hovering, themes, saving, opening ...
After each, a timer of 5 ms beats for a random time up to 30 ms. How much later than due it fires is what a
key pressed at that moment would have waited. Printed by kind of action: what the action itself cost, and the
longest wait from its beginning to the next action. Goal: no wait over 100 ms. On a shared machine the CPU
time of the window's thread says more than the time elapsed; the rest was another program, or the training.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
_HOME = tempfile.TemporaryDirectory()
for kind in ("CONFIG", "DATA", "CACHE", "STATE"):
    os.environ[f"XDG_{kind}_HOME"] = _HOME.name

import numpy as np
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from nnviz.app.environment import prepare_qt
from nnviz.app.faults import Faults
from nnviz.app.garbage import Garbage
from nnviz.session.preferences import Preferences
from nnviz.session.session import Session
from nnviz.training.experiment import Experiment
from nnviz.training.hands import best_reader
from nnviz.ui.appearance import dress
from nnviz.ui.main_window import MainWindow
from tests.helpers.presser import Presser

TICK = 5  # ms
PAUSE = 30  # ms, the longest between two actions
GOAL = 100  # ms
SLOWEST = 15  # waits that are told one by one


@dataclass(frozen=True)
class Wait:
    """``late`` ms passed without an answer, of which the window's thread worked ``cpu``, in step ``step``."""

    late: float
    cpu: float
    step: int
    kind: str
    done: str
    room: str
    collected: float


class Heart:
    """Beats in the window's event loop and remembers by how much each beat was late, and why."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.waits: list[Wait] = []
        self.step, self.kind, self.done = 0, "", ""
        self._collected = self._collecting = 0.0
        self._last = time.perf_counter(), time.thread_time()
        self._timer = QTimer(interval=TICK)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.beat)
        gc.callbacks.append(self._on_collection)

    def start(self) -> None:
        self._last = time.perf_counter(), time.thread_time()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        gc.callbacks.remove(self._on_collection)

    def beat(self) -> None:
        now, cpu = time.perf_counter(), time.thread_time()
        late = max(0.0, 1e3 * (now - self._last[0]) - TICK)
        room, collected = self._window.place.name, self._collected
        wait = Wait(late, 1e3 * (cpu - self._last[1]), self.step, self.kind, self.done, room, 1e3 * collected)
        self.waits.append(wait)
        self._collected = 0.0
        self._last = now, cpu

    def _on_collection(self, phase: str, info: dict[str, int]) -> None:
        now = time.perf_counter()
        if phase == "start":
            self._collecting = now
        else:
            self._collected += now - self._collecting


def live(milliseconds: float) -> None:
    """Let the window live."""
    loop = QEventLoop()
    QTimer.singleShot(round(milliseconds), loop.quit)
    loop.exec()


def open_window(size: tuple[int, int]) -> MainWindow:
    session = Session(Experiment(), speed=30.0)
    session.reader.use(best_reader)
    window = MainWindow(session, Preferences(theme="dark"), reading=True)
    window.resize(*size)
    window.show()
    window.start()
    end = time.monotonic() + 30
    while session.runs.current.snapshot is None and time.monotonic() < end:
        live(50)
    live(1000)
    return window


def press(window: MainWindow, steps: int, seed: int, tell: Callable[[int], None]) -> tuple[Heart, dict]:
    """Take so many actions; returns the waits, and how many ms of CPU each action took, by kind."""
    took: dict[str, list[float]] = defaultdict(list)
    pauses = np.random.default_rng(seed)
    with tempfile.TemporaryDirectory() as folder:
        presser, heart = Presser(window, seed, Path(folder)), Heart(window)
        heart.start()
        for step in range(steps):
            heart.step = step

            def act() -> None:
                began = time.thread_time()
                heart.kind, heart.done = presser.act()
                took[heart.kind].append(1e3 * (time.thread_time() - began))

            QTimer.singleShot(0, act)
            live(pauses.uniform(1, PAUSE))
            if (step + 1) % 500 == 0:
                tell(step + 1)
        live(500)
        heart.stop()
    return heart, took


def told(times: list[float]) -> str:
    p50, p95 = np.percentile(times, [50, 95])
    return f"{p50:7.1f} {p95:7.1f} {max(times):7.1f}"


def print_waits(heart: Heart, took: dict[str, list[float]]) -> None:
    late = [wait.late for wait in heart.waits]
    by_step: dict[int, list[Wait]] = defaultdict(list)
    for wait in heart.waits:
        by_step[wait.step].append(wait)
    longest = [max(waits, key=lambda wait: wait.late) for waits in by_step.values()]
    steps = len(longest)
    over = sum(wait.late > GOAL for wait in longest)
    over_cpu = sum(wait.late > GOAL and wait.cpu > GOAL for wait in longest)
    print("ms                              p50     p95     max")
    print(f"  every beat of {TICK} ms      {told(late)}")
    print(f"  longest of each step     {told([wait.late for wait in longest])}")
    print(f"  CPU within those         {told([wait.cpu for wait in longest])}")
    print(f"  over {GOAL} ms in {over} of {steps} steps, by the window's own work in {over_cpu} (goal 0)")
    print("By kind, slowest first       count   CPU of the action            the longest wait   CPU in it")
    waits = defaultdict(list)
    for wait in longest:
        waits[wait.kind].append(wait)
    for kind in sorted(took, key=lambda kind: -max((wait.cpu for wait in waits[kind]), default=0.0)):
        there = waits[kind] or [Wait(0, 0, 0, kind, "", "", 0)]
        cpu = max(wait.cpu for wait in there)
        late_text = told([wait.late for wait in there])
        print(f"  {kind:24} {len(took[kind]):7d} {told(took[kind])} {late_text} {cpu:8.1f}")
    print(f"The {SLOWEST} longest waits (late / CPU of the window / collecting garbage, ms)")
    for wait in sorted(longest, key=lambda wait: -wait.late)[:SLOWEST]:
        numbers = f"{wait.late:6.0f} / {wait.cpu:6.0f} / {wait.collected:4.0f}"
        print(f"  {numbers}  step {wait.step}, {wait.room}: {wait.kind}, {wait.done}")


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--steps", type=int, default=10_000)
    words.add_argument("--seed", type=int, default=0)
    words.add_argument("--size", default="1440x900")
    options = words.parse_args()
    width, height = (int(side) for side in options.size.split("x"))
    logging.basicConfig(level=logging.WARNING)
    prepare_qt()
    application = QApplication(["nnviz"])
    Garbage(application)  # as the program has it
    dress(application)
    faults: list[str] = []
    watch = Faults(application)
    watch.install()
    watch.raised.connect(faults.append)
    window = open_window((width, height))
    window.session.signals.fault_raised.connect(faults.append)

    def tell(step: int) -> None:
        print(
            f"  step {step}, load {os.getloadavg()[0]:.1f}, faults {len(faults)}", file=sys.stderr, flush=True
        )

    heart, took = press(window, options.steps, options.seed, tell)
    print(f"{options.steps} random actions, seed {options.seed}; load average {os.getloadavg()[0]:.1f}")
    print_waits(heart, took)
    print(f"Faults: {len(faults)}")
    window.close()
    raise SystemExit(bool(faults))


if __name__ == "__main__":
    main()
