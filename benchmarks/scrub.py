# ruff: noqa: E402 - the environment comes before NumPy and Qt
"""How long the window takes to show another moment, from the event to the painted frame.

    python benchmarks/scrub.py [--steps 200] [--epochs 60] [--hidden 64] [--size 1440x900]

In the real window a digits network and one on the plane are trained; then the track is dragged, turned on and
typed on. A step is over when the track, the diagram and all else that the other moment changes have been
painted. At rest, and while the network goes on training at 30 epochs a second; goal at rest 33 ms for the
95th percentile. On a shared machine the CPU time says more than the time elapsed.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
_HOME = tempfile.TemporaryDirectory()
for kind in ("CONFIG", "DATA", "CACHE", "STATE"):
    os.environ[f"XDG_{kind}_HOME"] = _HOME.name

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from nnviz.app.environment import prepare_qt
from nnviz.app.garbage import Garbage
from nnviz.engine import Dense
from nnviz.session.preferences import Preferences
from nnviz.session.session import Session
from nnviz.training.experiment import Experiment
from nnviz.ui.appearance import dress
from nnviz.ui.main_window import MainWindow

LONGER = 7  # times the epochs are trained on while it is scrubbed, at PACE epochs a second
PACE = 30.0
PATIENCE = 60  # s


Times = list[tuple[float, float]]


class Painted(QObject):
    """Counts the paint events of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self.count += event.type() == QEvent.Type.Paint
        return False


class Stage:
    """The window with a trained network."""

    def __init__(self, experiment: Experiment, epochs: int, size: tuple[int, int]) -> None:
        self.session = Session(experiment)
        self.window = MainWindow(self.session, Preferences(theme="dark"))
        self.window.resize(*size)
        self.window.show()
        self.window.start()
        self.track, self.desk = self.window.transport.track, self.window.desk
        self.wait(lambda: self.session.runs.current.snapshot is not None)
        self.desk.advance(epochs)
        self.wait(lambda: self.newest >= epochs)
        self.settle(0.5)
        self.painted = [Painted(self.track), Painted(self.window.diagram)]

    @property
    def newest(self) -> int:
        snapshot = self.session.runs.current.snapshot
        return -1 if snapshot is None else snapshot.epoch

    def wait(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            QApplication.processEvents()
            if time.monotonic() > end:
                raise SystemExit("The window did not get there.")

    def settle(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            QApplication.processEvents()

    def step(self, event: QEvent, epoch: int) -> tuple[float, float]:
        """Seconds, elapsed and of the window's CPU, from the event until ``epoch`` is shown and painted."""
        before = [painted.count for painted in self.painted]
        began, worked = time.perf_counter(), time.thread_time()
        QApplication.sendEvent(self.track, event)
        self.wait(
            lambda: (
                self.desk.cursor == epoch
                and self.desk.shown is not None
                and self.desk.shown.epoch == epoch
                and all(p.count > count for p, count in zip(self.painted, before, strict=True))
            )
        )
        return time.perf_counter() - began, time.thread_time() - worked

    def close(self) -> None:
        self.window.close()
        QApplication.processEvents()


def mouse(stage: Stage, kind: QEvent.Type, epoch: int) -> QMouseEvent:
    place = QPointF(stage.track.sheet().x(epoch), stage.track.height() / 2)
    button = Qt.MouseButton.LeftButton
    held = button if kind != QEvent.Type.MouseButtonRelease else Qt.MouseButton.NoButton
    changed = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else button
    return QMouseEvent(
        kind, place, stage.track.mapToGlobal(place), changed, held, Qt.KeyboardModifier.NoModifier
    )


def wheel(stage: Stage, notches: int) -> QWheelEvent:
    place = QPointF(20, 40)
    turn = QPoint(0, 120 * notches)
    none, no_key = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    where = stage.track.mapToGlobal(place)
    return QWheelEvent(place, where, QPoint(), turn, none, no_key, Qt.ScrollPhase.NoScrollPhase, False)


def dragged(stage: Stage, steps: int, most: int) -> Times:
    """Times of a drag to and fro, over all epochs up to ``most``."""
    targets = [round(most * (0.5 + 0.5 * math.sin(i / 7))) for i in range(steps)]
    targets = [target for target, before in zip(targets[1:], targets[:-1], strict=True) if target != before]
    QApplication.sendEvent(stage.track, mouse(stage, QEvent.Type.MouseButtonPress, most // 2 + 1))
    stage.settle(0.2)
    if stage.desk.cursor == targets[0]:
        targets = targets[1:]
    times = [stage.step(mouse(stage, QEvent.Type.MouseMove, target), target) for target in targets]
    QApplication.sendEvent(stage.track, mouse(stage, QEvent.Type.MouseButtonRelease, targets[-1]))
    return times


def stepped(stage: Stage, steps: int, event: Callable[[int], QEvent], most: int) -> Times:
    """Times of single steps by key or wheel, to and fro."""
    stage.desk.look_at(most // 2)
    stage.settle(0.2)
    times, by = [], -1
    for _ in range(steps):
        cursor = stage.desk.cursor or 0
        if cursor <= 1:
            by = 1
        elif cursor >= most - 1:
            by = -1
        times.append(stage.step(event(by), cursor + by))
    return times


def key(by: int) -> QKeyEvent:
    code = Qt.Key.Key_Right if by > 0 else Qt.Key.Key_Left
    return QKeyEvent(QEvent.Type.KeyPress, code, Qt.KeyboardModifier.NoModifier)


def told(name: str, times: Times) -> None:
    elapsed, cpu = 1000 * np.array(times).T
    middle, late = (float(np.percentile(elapsed, share)) for share in (50, 95))
    worked = float(np.percentile(cpu, 95))
    print(f"{name:34} {middle:6.1f} {late:6.1f} {elapsed.max():6.1f} {worked:8.1f}  {len(times)}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--hidden", type=int, default=64)
    parser.add_argument("--size", default="1440x900")
    options = parser.parse_args()
    prepare_qt()
    application = QApplication([])
    Garbage(application)  # as the program has it
    dress(application)
    width, height = (int(number) for number in options.size.split("x"))
    digits = Experiment(layers=(Dense(options.hidden, "relu"),), epochs=options.epochs)
    plane = Experiment(data="spirals", layers=(Dense(8, "tanh"),) * 3, batch_size=16, epochs=options.epochs)
    for name, experiment in ((f"digits, 64-{options.hidden}-10", digits), ("spirals, 2-8-8-8-2", plane)):
        stage = Stage(experiment, options.epochs, (width, height))
        print(f"{f'{name}, {options.size}; ms':34} middle   95 %   most  95 % CPU  steps")
        for playing in (False, True):
            if playing:
                longer = replace(stage.desk.experiment, epochs=LONGER * options.epochs)
                stage.desk.change(longer, "longer")
                stage.session.training.set_speed(PACE)
                stage.desk.play()
            where, most = "while it trains" if playing else "at rest", options.epochs - 1
            told(f"drag, {where}", dragged(stage, options.steps, most))
            told(f"keys, {where}", stepped(stage, options.steps // 2, key, most))
            told(f"wheel, {where}", stepped(stage, options.steps // 2, partial(wheel, stage), most))
        stage.close()


if __name__ == "__main__":
    main()
