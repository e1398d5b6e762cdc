# ruff: noqa: E402 - the environment comes before NumPy and Qt
"""How much memory the window takes in a run that does not end.

    python benchmarks/memory.py [--epochs 1000000] [--data spirals] [--layers 4] [--parts 40]

The real window trains a toy network as fast as it goes. Printed in equal parts of the run: resident memory,
the same without the metrics, the snapshots that the Timeline holds, and epochs a second. The snapshots are
bounded (thinned out evenly), and so is all that the window makes of them; only the metrics of every epoch
grow, by five numbers an epoch, in a table that doubles. Goal: once snapshots are thinned out, nothing else
grows; what is left over is memory that the allocator keeps for the next frame, and the table's last page of
2 MB: both are given back by malloc_trim, or stay as they are. Linux only.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
_HOME = tempfile.TemporaryDirectory()
for kind in ("CONFIG", "DATA", "CACHE", "STATE"):
    os.environ[f"XDG_{kind}_HOME"] = _HOME.name

import numpy as np
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from nnviz.app.environment import prepare_qt
from nnviz.app.garbage import Garbage
from nnviz.engine import Dense
from nnviz.session.preferences import Preferences
from nnviz.session.session import Session
from nnviz.training.experiment import Experiment
from nnviz.ui.appearance import dress
from nnviz.ui.main_window import MainWindow

MB = 1e6
METRICS = 5 * 8  # bytes of an epoch
_PAGE = os.sysconf("SC_PAGE_SIZE")


def resident() -> int:
    """Bytes of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE


def live(seconds: float) -> None:
    """Let the window live."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def open_window(data: str, units: int, epochs: int) -> MainWindow:
    experiment = Experiment.on(data, layers=(Dense(units, "tanh"),), epochs=epochs, batch_size=None)
    session = Session(experiment, speed=math.inf)
    window = MainWindow(session, Preferences(theme="dark"))
    window.resize(1440, 900)
    window.show()
    window.start()
    while session.runs.current.snapshot is None:
        live(0.05)
    live(1)
    return window


def measure(window: MainWindow, epochs: int, parts: int) -> list[tuple[int, int]]:
    """(epoch, bytes in memory) at the start, after each part, and at the end."""
    session, found = window.session, [(0, resident())]
    desk = window.desk
    print("      epoch   RSS MB  without metrics  snapshots     MB  epochs/s")
    desk.play()
    began, before = time.monotonic(), 0
    while session.runs.current.snapshot is not None and desk.playing:
        live(0.05)
        epoch = session.runs.current.snapshot.epoch
        if epoch < min(epochs, (len(found)) * epochs / parts):
            continue
        took, now = time.monotonic() - began, resident()
        held = session.runs.current.timeline.snapshots.values()
        size = sum(snapshot.nbytes for snapshot in held) / MB
        speed = (epoch - before) / took
        rest = (now - METRICS * session.runs.current.timeline.epochs.size) / MB
        row = f"{epoch:9d}  {now / MB:7.1f}  {rest:15.1f}  {len(held):9d}  {size:5.1f}  {speed:8.0f}"
        print(f"  {row}", flush=True)
        found.append((epoch, now))
        began, before = time.monotonic(), epoch
    return found


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--epochs", type=int, default=1_000_000)
    words.add_argument("--data", default="spirals")
    words.add_argument("--layers", type=int, default=4, metavar="UNITS")
    words.add_argument("--parts", type=int, default=40)
    options = words.parse_args()
    prepare_qt()
    application = QApplication(["nnviz"])
    Garbage(application)  # as the program has it
    dress(application)
    window = open_window(options.data, options.layers, options.epochs)
    print(f"{options.data}, one hidden layer of {options.layers}, window open")
    found = np.array(measure(window, options.epochs, options.parts), dtype=float)
    half = found[len(found) // 2 :]
    slope = np.polyfit(half[:, 0], half[:, 1], 1)[0] if len(half) > 1 else float("nan")
    print(f"  In the second half {slope:.0f} bytes an epoch, of which the metrics are {METRICS}.")
    print(f"  Load average {os.getloadavg()[0]:.1f}")
    window.close()


if __name__ == "__main__":
    main()
