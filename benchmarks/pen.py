"""How long it takes from a pen event to the painted answer, in the real window, off-screen.

    python benchmarks/pen.py [--strokes 12] [--scale 1]

A pen goes round at 125 events a second (an ordinary mouse) over the canvas of a network trained for 20
epochs. For each event: until the window is painted with the answer to the drawing up to there (p50, p95,
p99), how much the window's thread worked meanwhile (which other programs change less), and how long the
event itself kept the canvas. First at rest, then while the network trains flat out; then how fast it trains
with a pen at work and without. The goal is 16 ms at p95.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from nnviz.app.environment import prepare_qt
from nnviz.app.garbage import Garbage
from nnviz.session.preferences import Preferences
from nnviz.session.session import Session
from nnviz.training.experiment import Experiment
from nnviz.ui.appearance import dress
from nnviz.ui.canvas import DrawingCanvas
from nnviz.ui.canvas.strip import SeenStrip
from nnviz.ui.main_window import MainWindow

PERIOD = 8  # ms between two events
PER_STROKE = 100  # events
GOAL = 16.0  # ms


class Stopwatch(QObject):
    """Times each pen event until the paint that follows the network's answer to it is over."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self.latencies: list[float] = []
        self.work: list[float] = []  # CPU time of the window's thread in the same while
        self._sent: list[tuple[float, float]] = []  # events that no drawing has told of yet
        self._answered: list[tuple[float, float]] = []  # events whose answer waits to be painted
        self._strip = window.findChild(SeenStrip)
        self._strip.installEventFilter(self)
        # the last to be told: by then the session has answered, and every view knows
        window.input_panel.drawing_changed.connect(self._on_answered)

    def start(self) -> None:
        self._sent.append((time.perf_counter(), time.thread_time()))

    def _on_answered(self) -> None:
        self._answered += self._sent
        self._sent.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The strip is painted with every drawing, in one go with the answer and the diagram."""
        if watched is self._strip and event.type() == QEvent.Type.Paint and self._answered:
            QTimer.singleShot(0, self._on_painted)
        return False

    def _on_painted(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self.latencies += [1000 * (now - start) for start, _ in self._answered]
        self.work += [1000 * (worked - start) for _, start in self._answered]
        self._answered.clear()


def wait(done: Callable[[], bool], seconds: float = 60.0) -> None:
    """Run the event loop until ``done``; RuntimeError if that takes too long."""
    end = time.monotonic() + seconds
    while not done():
        QApplication.processEvents()
        time.sleep(0.0005)
        if time.monotonic() > end:
            raise RuntimeError("The window did not get there in time.")


def send(canvas: QWidget, kind: QEvent.Type, place: tuple[float, float], held: Qt.MouseButton) -> None:
    where = QPointF(*place) * canvas.width()
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    keys = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(kind, where, canvas.mapToGlobal(where), button, held, keys)
    QApplication.sendEvent(canvas, event)


def place_at(step: int) -> tuple[float, float]:
    """A loop that is a different 0 each time round."""
    turn = 2 * math.pi * step / PER_STROKE
    return 0.5 + 0.25 * math.cos(turn + 0.1 * math.sin(3 * turn)), 0.5 + 0.36 * math.sin(turn)


def draw(window: MainWindow, strokes: int) -> tuple[list[float], list[float], list[float]]:
    """Latencies, the window's own work in them, and the canvas's own times of every event, in ms."""
    canvas = window.findChild(DrawingCanvas)
    watch, own = Stopwatch(window), []
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for _ in range(strokes):
        canvas.drawing.clear()
        QApplication.processEvents()
        send(canvas, QEvent.Type.MouseButtonPress, place_at(0), left)
        due = time.perf_counter()
        for step in range(1, PER_STROKE):
            due = max(due + PERIOD / 1000, time.perf_counter())
            while time.perf_counter() < due:
                QApplication.processEvents()
                time.sleep(0.0002)
            watch.start()
            begin = time.perf_counter()
            send(canvas, QEvent.Type.MouseMove, place_at(step), left)
            own.append(1000 * (time.perf_counter() - begin))
            QApplication.processEvents()
        send(canvas, QEvent.Type.MouseButtonRelease, place_at(0), none)
        QApplication.processEvents()
    return watch.latencies, watch.work, own


def report(title: str, latencies: list[float], work: list[float], own: list[float]) -> None:
    p50, p95, p99 = np.percentile(latencies, [50, 95, 99])
    verdict = "within" if p95 <= GOAL else "OVER"
    print(
        f"{title:<28} to the painted answer p50 {p50:5.1f}  p95 {p95:5.1f}  p99 {p99:5.1f} ms "
        f"({verdict} {GOAL:.0f}), of it the window's own work p50 {np.percentile(work, 50):.1f}  "
        f"p95 {np.percentile(work, 95):.1f}; the event itself p50 {np.percentile(own, 50):.2f}  "
        f"p95 {np.percentile(own, 95):.2f} ms; {len(latencies)} events"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--strokes", type=int, default=12)
    parser.add_argument("--scale", type=float, default=1.0, help="device pixels per pixel")
    options = parser.parse_args()
    os.environ["QT_SCALE_FACTOR"] = f"{options.scale:g}"
    prepare_qt()
    application = QApplication(["nnviz"])
    Garbage(application)  # as the program has it
    dress(application)
    session = Session(Experiment(epochs=1_000_000).validated())
    window = MainWindow(session, Preferences(theme="dark"))
    window.resize(1440, 900)
    window.show()
    window.start()
    desk = window.desk
    wait(lambda: session.runs.current.snapshot is not None)
    desk.advance(20)
    wait(lambda: session.runs.current.snapshot.epoch >= 20)
    try:
        window.input_panel.set_drawing([])
        report("at rest", *draw(window, options.strokes))
        session.training.set_speed(math.inf)
        desk.play()
        begun, epoch = time.monotonic(), session.runs.current.snapshot.epoch
        report("while it trains flat out", *draw(window, options.strokes))
        with_pen = (session.runs.current.snapshot.epoch - epoch) / (time.monotonic() - begun)
        begun, epoch = time.monotonic(), session.runs.current.snapshot.epoch
        wait(lambda: time.monotonic() > begun + 3)
        without = (session.runs.current.snapshot.epoch - epoch) / (time.monotonic() - begun)
        print(f"epochs a second: {with_pen:.0f} with the pen at work, {without:.0f} without")
        desk.pause()
    finally:
        session.shut_down()
        window.close()


if __name__ == "__main__":
    main()
