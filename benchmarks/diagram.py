"""What the diagram costs: a frame while it plays, and the slices in which the full picture is refined.

    python benchmarks/diagram.py [--frames 60] [--theme dark]

For networks of several sizes, one of them M5's with convolutions, on M1's stage (832 x 712), at one and two
device pixels for one: CPU ms from a new snapshot until the widget is painted (p50, p95; CPU time, since that
is what training goes without), how many lines the frame budget lets through, and, at rest, the ms until the
picture is complete and the longest time (wall) that the event loop was held. Goals: 8 ms a frame at 64-32-10,
12 ms at any size and scale; 16 ms for a slice.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from PySide6.QtWidgets import QApplication

from nnviz.app.garbage import Garbage
from nnviz.engine.layers import Conv, MaxPool
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer
from nnviz.ui.diagram import DiagramView
from nnviz.ui.fonts import load_fonts
from nnviz.ui.theme import Theme, apply_theme
from tests.helpers.snapshots import hand_built_snapshot

NETWORKS = {
    "64-32-10": (64, (32,)),
    "64-64-10": (64, (64,)),
    "784-128-64-10": (784, (128, 64)),
    "64-6x512-10": (64, (512,) * 6),
}


CONVOLVING = "28x28 conv 6, 12"


def make_view(inputs: int, theme: str) -> DiagramView:
    """A shown diagram of M1's size for ``inputs`` pixels."""
    side = int(inputs**0.5)
    view = DiagramView(feature_shape=(side, side))
    view.resize(832, 712)
    apply_theme(view, Theme(theme))
    view.show()
    view.set_playing(True)
    return view


def snapshots_of(inputs: int, hidden: tuple[int, ...]) -> list:
    """Three networks that take turns, all with the same sample."""
    sample = np.random.default_rng(0).random(inputs)
    return [hand_built_snapshot(hidden, seed=seed, inputs=inputs, sample=sample) for seed in range(3)]


def convolving() -> list:
    """M5's network at three moments, all with the same sample."""
    layers = (
        Conv(6, 5, padding="valid", activation="relu"), MaxPool(2),
        Conv(12, 3, padding="valid", activation="relu"), MaxPool(2),
    )  # fmt: skip
    trainer = Trainer(Experiment.on("figures", layers=layers, learning_rate=0.003))
    found = []
    for _ in range(3):
        trainer.advance(10)
        found.append(trainer.snapshot().probed(trainer.dataset.test_features[4]))
    return found


def play(app: QApplication, view: DiagramView, snapshots: list, frames: int) -> tuple[list[float], int]:
    """CPU ms of each frame, and the lines shown in the last."""
    times = []
    for frame in range(frames + 20):
        start = time.thread_time()
        view.show_snapshot(snapshots[frame % len(snapshots)])
        app.processEvents()
        times.append((time.thread_time() - start) * 1e3)
    return sorted(times[20:]), view.lines_shown[0]


def rest(app: QApplication, view: DiagramView) -> tuple[float, float]:
    """Ms from when nothing moves until the picture is complete, and the longest turn of the event loop."""
    begun, longest = time.perf_counter(), 0.0
    while not view.resting:
        start = time.perf_counter()
        app.processEvents()
        longest = max(longest, time.perf_counter() - start)
    return (time.perf_counter() - begun) * 1e3, longest * 1e3


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--frames", type=int, default=60)
    parser.add_argument("--theme", default="dark")
    parser.add_argument("--scale", type=int, default=0, help="only this scale (1 or 2)")
    options = parser.parse_args()
    if not options.scale:
        # The scale is read once, when the application starts.
        for scale in (1, 2):
            command = [sys.executable, __file__, *sys.argv[1:], "--scale", str(scale)]
            subprocess.run(command, check=True, env={**os.environ, "QT_SCALE_FACTOR": str(scale)})
        return
    app = QApplication([])
    Garbage(app)  # as the program has it
    load_fonts()
    print(f"scale {options.scale}, {options.theme}")
    print(f"{'network':16}{'p50':>7}{'p95':>7}{'lines':>14}{'rest ms':>9}{'lines':>7}{'longest':>9}")
    for name, (inputs, hidden) in {**NETWORKS, CONVOLVING: (784, ())}.items():
        view = make_view(inputs, options.theme)
        snapshots = convolving() if name == CONVOLVING else snapshots_of(inputs, hidden)
        times, shown = play(app, view, snapshots, options.frames)
        total, longest = rest(app, view)
        every, edges = view.lines_shown
        p50, p95 = (times[int(q * (len(times) - 1))] for q in (0.5, 0.95))
        lines = f"{shown}/{edges:,}"
        print(f"{name:16}{p50:7.1f}{p95:7.1f}{lines:>14}{total:9.0f}{every:7}{longest:9.1f}")
        view.close()


if __name__ == "__main__":
    main()
