"""What teaching the Reader a hand is worth, writer by writer.

    python benchmarks/teach.py --strokes FILE.npz [--each 3]

Of each writer the first ``--each`` drawings of every digit are taught, all others are read before and after.
FILE holds drawings with labels and writers as ``nnviz.data.strokes`` reads them. Before that, how long the
first lessons of a session take while a network trains flat out; the goal is 2 s.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from nnviz.data.ink import prepare
from nnviz.data.strokes import StrokeSet, read_strokes_npz
from nnviz.session.session import Session
from nnviz.training.experiment import Experiment
from nnviz.training.reader import Reader, load_reader
from nnviz.training.samples import Sample
from nnviz.training.teaching import taught

_FROM_LABEL_TO_TEACH = 0.5  # seconds: a quick hand


@dataclass(frozen=True)
class Taught:
    """One writer: drawings read, how many rightly before and after, test accuracy after, seconds."""

    writer: str
    read: int
    before: int
    after: int
    test_accuracy: float
    seconds: float


def lessons(drawings: StrokeSet, each: int) -> list[Taught]:
    """Teach each writer's hand from the shipped Reader. Raises ``ValueError`` without labels and writers."""
    if drawings.labels is None or "writer" not in drawings.about:
        raise ValueError("The drawings need labels and writers.")
    counts = np.array([prepare(drawings[i]).seen for i in range(len(drawings))])
    writers, labels, reader = drawings.about["writer"], drawings.labels, load_reader()
    results = []
    for writer in np.unique(writers):
        own = np.flatnonzero(writers == writer)
        shown = np.concatenate([own[labels[own] == digit][:each] for digit in range(10)])
        rest = np.setdiff1d(own, shown)
        if not rest.size:
            continue
        began = time.perf_counter()
        after = taught(reader, counts[shown], labels[shown])
        seconds = time.perf_counter() - began
        right = [_right(one, counts[rest], labels[rest]) for one in (reader, after)]
        results.append(Taught(str(writer), rest.size, *right, after.metrics.test_accuracy, seconds))
    return results


def _right(reader: Reader, counts: NDArray[np.float32], labels: NDArray[np.int64]) -> int:
    answers = reader.network.predict(reader.dataset.scaled(counts)).argmax(axis=1)
    return int(np.count_nonzero(answers == labels))


def first_lessons(drawings: StrokeSet) -> list[float]:
    """Seconds from “Teach” until the Reader has learned it, for the first lessons of a session."""
    application = QCoreApplication.instance() or QCoreApplication([])
    session = Session(Experiment(epochs=1_000_000))
    desk = session.desk()
    session.start()
    done: list[float] = []

    def wait(ready: Callable[[], bool]) -> None:
        while not ready():
            application.processEvents()
            time.sleep(0.001)

    wait(lambda: desk.dataset is not None and session.runs.current.snapshot is not None)
    desk.play()
    for number in range(3):
        seen = prepare(drawings[number]).seen
        features = desk.dataset.scaled(seen)
        desk.set_sample(Sample(features, strokes=tuple(drawings[number]), seen=seen))
        desk.set_label(4)
        begin = time.perf_counter()
        wait(lambda begin=begin: time.perf_counter() > begin + _FROM_LABEL_TO_TEACH)
        begin = time.perf_counter()
        session.settings.teach(desk.sample)
        wait(lambda: not session.reader.teaching)
        done.append(time.perf_counter() - begin)
    desk.shut_down()
    session.shut_down()
    return done


def main() -> None:
    """Print a line a writer and the sum."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--strokes", type=Path, required=True, metavar="FILE.npz")
    parser.add_argument("--each", type=int, default=3, help="drawings taught of each digit")
    options = parser.parse_args()
    drawings = read_strokes_npz(options.strokes)
    times = ", ".join(f"{seconds:.2f}" for seconds in first_lessons(drawings))
    print(f"first lessons while a network trains: {times} s")
    results = lessons(drawings, options.each)
    print(f"{'writer':>10} {'read':>5} {'before':>7} {'after':>7}")
    for one in results:
        print(f"{one.writer:>10} {one.read:5} {one.before / one.read:7.1%} {one.after / one.read:7.1%}")
    read, before, after = (sum(getattr(one, name) for one in results) for name in ("read", "before", "after"))
    print(f"{'all':>10} {read:5} {before / read:7.1%} {after / read:7.1%}")
    print(
        f"test digits: {load_reader().metrics.test_accuracy:.2%} before, "
        f"{np.mean([one.test_accuracy for one in results]):.2%} after; "
        f"{np.median([one.seconds for one in results]):.2f} s a lesson"
    )


if __name__ == "__main__":
    main()
