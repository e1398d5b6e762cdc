"""What the maps of the plane cost: a frame of the Playground, and the training beside it.

    python benchmarks/maps.py [--frames 60] [--seconds 2] [--rounds 5] [--theme light]

First, for each resolution of the maps, CPU ms of a frame of 2-8-8-8-8-8-8-1 on M2's stage (768 x 712, with
the map of what it has learned at 368 px): computing the maps, painting the diagram with them, the same
without maps (the plain look), painting the large map; and how many such frames fit into a second.

Then 7-8-8-8-8-8-8-1 on 250 points in batches of 10 trains in a thread of its own, while the window shows up
to 30 snapshots a second: epochs a second with the maps, without any, and with nothing shown, in turn, and
the medians of the ratios. Goals: 30 frames a second; at least 40 epochs a second with the maps on, of which
at most a tenth of the time of the two cores goes into maps.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import threading
import time
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from PySide6.QtWidgets import QApplication

from nnviz.data import Dataset
from nnviz.engine import Dense
from nnviz.training.experiment import Experiment
from nnviz.training.plane import plane_maps
from nnviz.training.snapshot import Snapshot
from nnviz.training.trainer import Trainer
from nnviz.ui.diagram import DiagramView
from nnviz.ui.fonts import load_fonts
from nnviz.ui.playground.output_map import OutputMap
from nnviz.ui.theme import Theme, apply_theme

SEVEN = ("x1", "x2", "x1_squared", "x2_squared", "x1x2", "sin_x1", "sin_x2")
POINT = (1.72, -1.02)
FRAMES_A_SECOND = 30
RESOLUTIONS = (32, 48, 64, 96, 128)


def experiment(features: tuple[str, ...]) -> Experiment:
    """Six hidden layers of 8 units on two spirals, 250 points to learn, batches of 10."""
    return Experiment(
        data="spirals", scale="none", points=500, test_share=0.5, features=features,
        layers=(Dense(8, "tanh"),) * 6, loss="binary_crossentropy", initializer="glorot",
        learning_rate=0.01, batch_size=10, epochs=10_000_000,
    ).validated()  # fmt: skip


class Stage:
    """The diagram and the large map, as the Playground shows them."""

    def __init__(self, app: QApplication, dataset: Dataset, theme: str) -> None:
        self._app, self._dataset = app, dataset
        self.diagram, self.map = DiagramView(), OutputMap()
        self.diagram.resize(768, 712)
        for view in (self.diagram, self.map):
            apply_theme(view, Theme(theme))
        self.map.resize(400, self.map.sizeHint().height())
        self.diagram.set_dataset_shape(dataset.feature_shape, dataset.class_names, dataset.feature_names)
        self.diagram.set_lines("weights")
        self.diagram.set_playing(True)
        self.map.set_dataset(dataset)
        self.diagram.show()
        self.map.show()

    def show(self, snapshot: Snapshot, resolution: int) -> list[float]:
        """Show a frame; CPU ms of the maps, the diagram, the large map. Resolution 0: no maps at all."""
        begun = time.thread_time()
        maps = plane_maps(snapshot, self._dataset, resolution) if resolution else None
        computed = time.thread_time()
        self.diagram.set_maps(maps)
        self.diagram.set_point(POINT)
        self.diagram.show_snapshot(snapshot)
        self._app.processEvents()
        painted = time.thread_time()
        if maps is not None:
            self.map.set_maps(maps)
            self.map.show_snapshot(snapshot)
            self.map.set_point(POINT)
            self._app.processEvents()
        times = np.diff([begun, computed, painted, time.thread_time()]) * 1e3
        return [float(t) for t in times]


def snapshots_of(settings: Experiment, dataset: Dataset, count: int = 12) -> list[Snapshot]:
    """Some epochs of a real run, with the point under the cursor."""
    trainer, found = Trainer(settings, dataset), []
    for _ in trainer.run():
        found.append(trainer.snapshot().probed(dataset.at(np.array([POINT]))[0]))
        if len(found) == count:
            return found
    return found


def frames(app: QApplication, count: int, theme: str) -> None:
    settings = experiment(("x1", "x2"))
    dataset = settings.dataset()
    snapshots = snapshots_of(settings, dataset)
    stage, plain = Stage(app, dataset, theme), Stage(app, dataset, theme)
    print(f"{'cells':>6}{'maps':>8}{'diagram':>9}{'without':>9}{'large':>8}{'frames/s':>10}   CPU ms, p50")
    for resolution in RESOLUTIONS:
        with_maps, without = [], []
        for frame in range(count + 10):
            snapshot = snapshots[frame % len(snapshots)]
            with_maps.append(stage.show(snapshot, resolution))
            without.append(plain.show(snapshot, 0))
        maps, diagram, large = np.median(np.array(with_maps[10:]), axis=0)
        bare = float(np.median(np.array(without[10:]), axis=0)[1])
        rate = 1e3 / (maps + diagram + large)
        print(f"{resolution:6}{maps:8.2f}{diagram:9.2f}{bare:9.2f}{large:8.2f}{rate:10.0f}")


class Worker(threading.Thread):
    """Trains without end; keeps the newest snapshot, made as often as one is wanted."""

    def __init__(self, trainer: Trainer) -> None:
        super().__init__(daemon=True)
        self._trainer, self._wanted = trainer, threading.Event()
        self.newest: Snapshot | None = None
        self.epochs, self.stopping = 0, False

    def want(self) -> Snapshot | None:
        """The newest snapshot, once; another is made after the epoch that runs."""
        found, self.newest = self.newest, None
        self._wanted.set()
        return found

    def run(self) -> None:
        point = self._trainer.dataset.at(np.array([POINT]))[0]
        for _ in self._trainer.run():
            self.epochs += 1
            if self._wanted.is_set():
                self._wanted.clear()
                self.newest = self._trainer.snapshot().probed(point)
            if self.stopping:
                return


def stretch(
    app: QApplication, worker: Worker, stage: Stage | None, resolution: int, seconds: float
) -> list[float]:
    """Epochs a second, frames a second, and the share of this thread's time that drawing took."""
    epochs, begun, shown, drawn = worker.epochs, time.perf_counter(), 0, 0.0
    while time.perf_counter() - begun < seconds:
        due = begun + shown / FRAMES_A_SECOND
        snapshot = worker.want() if stage is not None else None
        if stage is not None and snapshot is not None:
            drawn += sum(stage.show(snapshot, resolution)) / 1e3
        shown += 1
        app.processEvents()
        time.sleep(max(0.001, due + 1 / FRAMES_A_SECOND - time.perf_counter()))
    passed = time.perf_counter() - begun
    return [(worker.epochs - epochs) / passed, shown / passed, drawn / passed]


def training(app: QApplication, seconds: float, rounds: int, theme: str) -> None:
    settings = experiment(SEVEN)
    dataset = settings.dataset()
    worker = Worker(Trainer(settings, dataset))
    with_maps, plain = Stage(app, dataset, theme), Stage(app, dataset, theme)
    resolution = with_maps.diagram.map_resolution
    worker.start()
    found: dict[str, list[list[float]]] = {"maps": [], "plain": [], "nothing": []}
    for _ in range(rounds):
        found["maps"].append(stretch(app, worker, with_maps, resolution, seconds))
        found["plain"].append(stretch(app, worker, plain, 0, seconds))
        found["nothing"].append(stretch(app, worker, None, 0, seconds))
    worker.stopping = True
    worker.join()
    print(f"\n7-8-8-8-8-8-8-1, batches of 10 of 250, maps of {resolution} x {resolution}")
    print(f"{'shown':10}{'epochs/s':>10}{'frames/s':>10}{'a core':>9}")
    for name, rows in found.items():
        epochs, rate, share = np.median(np.array(rows), axis=0)
        print(f"{name:10}{epochs:10.1f}{rate:10.1f}{share:9.1%}")
    ratio = statistics.median(a[0] / b[0] for a, b in zip(found["maps"], found["plain"], strict=True))
    share = statistics.median(a[2] - b[2] for a, b in zip(found["maps"], found["plain"], strict=True))
    print(f"epochs with maps / without: {ratio:.3f}; time for maps: {share / 2:.1%} of two cores")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--frames", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--theme", default="light")
    options = parser.parse_args()
    app = QApplication([])
    load_fonts()
    frames(app, options.frames, options.theme)
    training(app, options.seconds, options.rounds, options.theme)


if __name__ == "__main__":
    main()
