# ruff: noqa: E402 - the environment comes before NumPy and Qt
"""What the window costs the training, the training the window, and the person who waits for both.

    python benchmarks/window.py [--rounds 5] [--seconds 1.5] [--starts 5] [--scale 1]

Start: CPU and elapsed time of fresh processes until the first painted frame (against a bare window that
imports QtWidgets and NumPy: goal under 1.5 times its CPU time), until the plots are there (goal 1.2 s
elapsed) and until a network can be drawn for (goal 3 s). Playing: lateness of a timer of 5 ms while the
default network trains flat out, and at rest; epochs a second with the window open against the same Trainer
alone (goal 0.75). Medians of rounds that take turns, since the machine is shared.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from nnviz.app.environment import prepare_qt
from nnviz.app.garbage import Garbage
from nnviz.session.preferences import Preferences
from nnviz.session.session import Session
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer
from nnviz.ui.appearance import dress
from nnviz.ui.main_window import MainWindow

TICK = 5  # ms
ENDLESS = 10_000_000  # epochs

MARK = """
import json, os, sys, time
marks = {}
def mark(name):
    marks.setdefault(name, (time.process_time(), time.monotonic() - float(os.environ["BEGAN"])))
"""
BARE = (
    MARK
    + """
import numpy
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        QTimer.singleShot(0, self.painted)
    def painted(self):
        mark("frame")
        QApplication.quit()
application = QApplication([])
window = Window()
window.resize(1440, 900)
window.show()
application.exec()
print(json.dumps(marks))
"""
)
NNVIZ = (
    MARK
    + """
from nnviz.app.window import run
from PySide6.QtWidgets import QApplication
from nnviz.ui.main_window import MainWindow
def leave_when_done():
    if len(marks) == 3:
        QApplication.quit()
start = MainWindow.start
def timed_start(self):
    mark("frame")
    from nnviz.ui.results_panel import ResultsPanel
    finish_start = ResultsPanel.finish_start
    def timed_finish_start(self):
        finish_start(self)
        mark("plots")
        leave_when_done()
    ResultsPanel.finish_start = timed_finish_start
    start(self)
    self.desk.shown_changed.connect(network)
def network(snapshot):
    mark("network")
    leave_when_done()
MainWindow.start = timed_start
run(["nnviz"])
print(json.dumps(marks))
"""
)


def started(code: str, compiled: str) -> dict[str, tuple[float, float]]:
    """(CPU, elapsed) seconds of a fresh process until each of its marks.

    Byte code is kept in the folder ``compiled``, as an installed program has its own.
    """
    with tempfile.TemporaryDirectory() as home:
        surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "BEGAN": str(time.monotonic())}
        surroundings["PYTHONPYCACHEPREFIX"] = compiled
        surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
        surroundings |= {f"XDG_{kind}_HOME": home for kind in ("CONFIG", "DATA", "CACHE", "STATE")}
        ended = subprocess.run(
            [sys.executable, "-c", code], env=surroundings, capture_output=True, text=True, check=True
        )
    return json.loads(ended.stdout)


def print_starts(count: int) -> None:
    bare, ours = [], []
    with tempfile.TemporaryDirectory() as compiled:
        for code in (BARE, NNVIZ):
            started(code, compiled)
        for _ in range(count):
            bare.append(started(BARE, compiled))
            ours.append(started(NNVIZ, compiled))
    base = median(marks["frame"][0] for marks in bare)
    print(f"Start, medians of {count} (CPU s / elapsed s)")
    print(f"  bare window, first frame   {base:5.2f} / {median(marks['frame'][1] for marks in bare):5.2f}")
    for name, words, goal in (
        ("frame", "nnviz, first frame", ""),
        ("plots", "nnviz, plots ready", "goal 1.2 s"),
        ("network", "nnviz, network to draw for", "goal 3 s"),
    ):
        cpu = median(marks[name][0] for marks in ours)
        elapsed = median(marks[name][1] for marks in ours)
        said = goal or f"{cpu / base:.2f} times the bare window's CPU time, goal 1.5"
        print(f"  {words:26} {cpu:5.2f} / {elapsed:5.2f}   {said}")


@dataclass
class Open:
    """The real window with the default network, and what is measured on it."""

    session: Session
    window: MainWindow
    frames: int = 0
    late: list[float] = field(default_factory=list)

    def run_loop(self, seconds: float, done: Callable[[], bool] | None = None) -> None:
        """Let the window live for a while, or until ``done``."""
        loop = QEventLoop()
        end = QTimer(singleShot=True, interval=round(1000 * seconds))
        end.timeout.connect(loop.quit)
        look = QTimer(interval=10)
        if done is not None:
            look.timeout.connect(lambda: loop.quit() if done() else None)
            look.start()
        end.start()
        loop.exec()

    def lateness(self, seconds: float) -> list[float]:
        """How late, in ms, a timer of ``TICK`` ms fires, again and again."""
        times: list[float] = []
        timer = QTimer(interval=TICK)
        timer.setTimerType(timer.timerType().PreciseTimer)
        timer.timeout.connect(lambda: times.append(time.perf_counter()))
        timer.start()
        self.run_loop(seconds)
        timer.stop()
        return list(np.maximum(0.0, 1e3 * np.diff(times) - TICK))

    def playing(self, seconds: float) -> tuple[float, float, list[float]]:
        """Epochs a second, frames a second and lateness while it trains flat out."""
        first, frames, began = self.epoch(), self.frames, time.perf_counter()
        self.window.desk.play()
        late = self.lateness(seconds)
        self.window.desk.pause()
        took = time.perf_counter() - began
        self.run_loop(0.3)
        return (self.epoch() - first) / took, (self.frames - frames) / took, late

    def epoch(self) -> int:
        return (
            self.session.runs.current.snapshot.epoch if self.session.runs.current.snapshot is not None else 0
        )

    def on_snapshot(self, _: object) -> None:
        self.frames += 1


def open_window() -> Open:
    session = Session(Experiment(epochs=ENDLESS))
    stage = Open(session, MainWindow(session, Preferences(theme="dark")))
    stage.window.resize(1440, 900)
    stage.window.show()
    stage.window.start()
    stage.window.desk.shown_changed.connect(stage.on_snapshot)
    stage.run_loop(20, lambda: session.runs.current.snapshot is not None)
    stage.run_loop(1)
    return stage


def alone(seconds: float) -> float:
    """Epochs a second of the Trainer by itself."""
    trainer = Trainer(Experiment(epochs=ENDLESS))
    run = trainer.run()
    next(run)
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        next(run)
    return trainer.epoch / (time.perf_counter() - began)


def percentiles(late: list[float]) -> str:
    return "  ".join(f"p{p} {np.percentile(late, p):5.1f}" for p in (50, 95, 99)) + f"  worst {max(late):.0f}"


def print_playing(rounds: int, seconds: float) -> None:
    stage = open_window()
    speeds, alones, frames, late, resting = [], [], [], [], []
    stage.playing(seconds)  # the first one warms up
    for _ in range(rounds):
        alones.append(alone(seconds))
        speed, shown, lateness = stage.playing(seconds)
        speeds.append(speed)
        frames.append(shown)
        late += lateness
        resting += stage.lateness(seconds / 3)
    print(f"Lateness of a timer of {TICK} ms (ms)")
    print(f"  training flat out   {percentiles(late)}")
    print(f"  at rest             {percentiles(resting)}")
    ratio = median(speed / lone for speed, lone in zip(speeds, alones, strict=True))
    print(f"Epochs a second, default network, {median(frames):.0f} frames a second")
    print(f"  Trainer alone {median(alones):7.0f}")
    print(f"  window open   {median(speeds):7.0f}   {ratio:.2f} of it, goal 0.75")
    stage.session.shut_down()
    stage.window.hide()
    stage.window.deleteLater()


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--rounds", type=int, default=5)
    words.add_argument("--seconds", type=float, default=1.5)
    words.add_argument("--starts", type=int, default=5)
    words.add_argument("--scale", type=float, default=1.0)
    options = words.parse_args()
    if options.starts:
        print_starts(options.starts)
    os.environ["QT_SCALE_FACTOR"] = f"{options.scale:g}"
    prepare_qt()
    application = QApplication(["nnviz"])
    Garbage(application)  # as the program has it
    dress(application)
    print_playing(options.rounds, options.seconds)


if __name__ == "__main__":
    main()
