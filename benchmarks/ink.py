"""How well real drawings are read: each stage, condition, digit and writer, and how far the Reader knows.

    python benchmarks/ink.py --strokes FILE.npz [--train [--layers 128,64] [--seeds 3]]

FILE holds drawings with labels as ``nnviz.data.strokes`` reads them; nothing is learned from it. The Reader
that nnviz comes with is measured; with ``--train`` networks trained here as well, plain and with augmented
copies. Rates are percentages with their 95 % interval (Wilson) over the drawings.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from nnviz.data.ink import prepare
from nnviz.data.strokes import StrokeSet, read_strokes_npz
from nnviz.engine import Dense, Network
from nnviz.training.calibration import reliability
from nnviz.training.experiment import Experiment
from nnviz.training.reader import load_reader
from nnviz.training.reading import Reading, read_digit, read_picture
from nnviz.training.trainer import Trainer
from tests.helpers.digit_pictures import drawn, on_desk, ruled, sheet, squared, with_strip
from tests.helpers.scribbles import letters, scribbles

PICTURES = 300  # of the drawings that are painted
SIDES = ("left", "right", "top", "bottom")
STAGES: dict[str, dict[str, bool]] = {
    "whole canvas": {"crop": False, "stretch": False, "pen": False, "shear": False},
    "box": {"stretch": False, "pen": False, "shear": False},
    "stretch": {"pen": False, "shear": False},
    "pen": {"shear": False},
    "shear": {},
}


def conditions(rng: np.random.Generator) -> dict[str, Callable[[list[Any]], list[Any]]]:
    """The seven ways a drawing may come: strokes on the canvas in, strokes out."""

    def box(strokes: list[Any]) -> tuple[Any, Any, float]:
        points = np.concatenate(strokes)
        low, high = points.min(axis=0), points.max(axis=0)
        return low, high, max(float((high - low).max()), 1e-6)

    def sized(strokes: list[Any], size: float, corner: bool = False) -> list[Any]:
        low, high, largest = box(strokes)
        extent = (high - low) * size / largest
        room = 1 - extent
        place = room * (rng.integers(0, 2, 2) * 0.94 + 0.03 if corner else rng.random(2))
        return [(stroke - low) * size / largest + place for stroke in strokes]

    def tilted(strokes: list[Any]) -> list[Any]:
        angle = np.radians(rng.uniform(10, 15) * rng.choice([-1, 1]))
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        return [(stroke - 0.5) @ turn + 0.5 for stroke in strokes]

    def wobbly(strokes: list[Any]) -> list[Any]:
        reach = 0.02 * box(strokes)[2]
        smooth = np.ones(3) / 3
        return [
            stroke
            + np.stack([np.convolve(rng.normal(0, reach, len(stroke) + 2), smooth, "valid")] * 2, axis=1)
            if len(stroke) > 2
            else stroke
            for stroke in strokes
        ]

    def few(strokes: list[Any]) -> list[Any]:
        return [stroke[np.unique(np.r_[: len(stroke) : 6, len(stroke) - 1])] for stroke in strokes]

    return {
        "as drawn": lambda strokes: strokes,
        "small": lambda strokes: sized(strokes, rng.uniform(0.15, 0.28)),
        "large": lambda strokes: sized(strokes, 0.97),
        "corner": lambda strokes: sized(strokes, rng.uniform(0.2, 0.4), corner=True),
        "tilted": tilted,
        "wobbly": wobbly,
        "few events": few,
    }


def train(layers: tuple[int, ...], seed: int, copies: int) -> Network:
    """A network that has learned scikit-learn's digits, and copies of its training part."""
    hidden = tuple(Dense(units, "relu") for units in layers)
    experiment = Experiment(layers=hidden, seed=seed, epochs=40, evaluate_every=40)
    if copies:
        experiment = Experiment(
            layers=hidden, seed=seed, epochs=12, evaluate_every=12, augment=copies,
            learning_rate=0.004, batch_size=256, schedule="cosine",
        )  # fmt: skip
    trainer = Trainer(experiment)
    for _ in trainer.run():
        pass
    return trainer.network


def prepared(drawings: Sequence[list[Any]], **stages: bool) -> Any:
    """(n, 64) network inputs."""
    return np.array([prepare(strokes, **stages).seen for strokes in drawings]) / np.float32(16)


def rate(right: Any) -> str:
    """Percentage of ``right`` (..., drawings) with Wilson's 95 % interval over the drawings."""
    count, share, z = right.shape[-1], float(right.mean()), 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * np.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return f"{100 * share:5.1f}  ({100 * (middle - half):4.1f} to {100 * (middle + half):5.1f})"


def report_stages(nets: Sequence[Network], labels: Any, drawings: Sequence[list[Any]]) -> None:
    """What each stage of the preparation is worth to these networks, in one pass."""
    for name, stages in STAGES.items():
        inputs = prepared(drawings, **stages)
        answers = np.array([net.predict(inputs).argmax(axis=1) for net in nets])
        print(f"  stage     {name:14s} {rate(answers == labels)}")


def report_reading(strokes: StrokeSet, drawings: Sequence[list[Any]]) -> None:
    """What the Reader makes of the drawings, in every condition."""
    labels = strokes.labels
    kept: list[Reading] = []
    for name, change in conditions(np.random.default_rng(0)).items():
        changed = [change(drawing) for drawing in drawings]
        readings = [read_digit(drawing) for drawing in changed]
        kept = kept or readings
        once = np.array([read_digit(drawing, turned=False).best for drawing in changed])
        best = np.array([reading.best for reading in readings])
        print(f"  condition {name:14s} {rate(best == labels)}   in one pass {rate(once == labels)}")
    best = np.array([reading.best for reading in kept])
    right = best == labels
    for digit in range(10):
        print(f"  digit     {digit:<14d} {rate(right[labels == digit])}")
    for writer in np.unique(strokes.about.get("writer", [])):
        print(f"  writer    {writer:<14d} {rate(right[strokes.about['writer'] == writer])}")
    pairs = np.zeros((10, 10), dtype=int)
    np.add.at(pairs, (labels, best), 1)
    np.fill_diagonal(pairs, 0)
    for place in np.argsort(-pairs, axis=None)[:6]:
        drawn, seen = divmod(int(place), 10)
        print(f"  confused  {drawn} read as {seen}    {pairs[drawn, seen]:3d} drawings")
    report_confidence(kept, right)


def report_confidence(readings: Sequence[Reading], right: Any) -> None:
    """Whether the Reader knows when it is wrong, and what is no digit."""
    verdicts = np.array([reading.verdict for reading in readings])
    flagged = verdicts != "sure"
    print(f"  flagged   of all         {rate(flagged)}")
    print(f"  flagged   of errors      {rate(flagged[~right])}")
    print(f"  flagged   of right ones  {rate(flagged[right])}")
    print(f"  right     of the sure    {rate(right[~flagged])}")
    print(f"  refused   of digits      {rate(verdicts == 'no digit')}")
    labelled = np.array([reading.label is not None for reading in readings])
    print(f"  right     with a label   {rate(right & labelled)}  (a refusal counted as an error)")
    table = reliability([reading.confidence for reading in readings], right)
    for place in np.flatnonzero(table.count):
        said, true = 100 * table.confidence[place], 100 * table.accuracy[place]
        count = table.count[place]
        print(f"  calibrated 0.{place} and more   said {said:5.1f}   right {true:5.1f}   of {count}")
    print(f"  calibration error        {100 * table.error:5.2f}")
    for name, drawings in (("scribbles", scribbles(60)), ("letters", letters(60))):
        found = [read_digit(drawing).verdict for drawing in drawings]
        print(
            f"  60 {name:10s} refused {found.count('no digit')}, not sure {found.count('not sure')}, "
            f"taken for a digit {found.count('sure')}"
        )


def report_pictures(strokes: StrokeSet, drawings: Sequence[list[Any]]) -> None:
    """What the Reader makes of some of the drawings, painted on paper and laid where paper lies."""
    rng = np.random.default_rng(0)
    chosen = rng.permutation(len(drawings))[:PICTURES]

    def on_paper(ink: Any, margin: int = 45) -> Any:
        level = rng.uniform(0.05, 0.6)
        return sheet(ink, margin, paper=rng.uniform(0.75, 0.95), level=level, seed=int(rng.integers(99)))

    places: dict[str, Callable[[Any], Any]] = {
        "paper": on_paper,
        "dark strip": lambda ink: with_strip(on_paper(ink), rng.choice(SIDES), 0.05, rng.uniform(0, 0.3)),
        "desk": lambda ink: on_desk(on_paper(ink), 0.35, tilt=rng.uniform(-15, 15)),
        "line": lambda ink: ruled(on_paper(ink), [46 + ink.shape[0] + rng.uniform(0, 20)]),
        "squares": lambda ink: squared(on_paper(ink), rng.uniform(18, 50), tilt=rng.uniform(-3, 3)),
        "cut off": lambda ink: on_paper(ink)[:, 45 + ink.shape[1] // 3 :],
    }
    for name, place in places.items():
        readings = [read_picture(place(drawn(drawings[k], 100, rng.uniform(4, 14)))) for k in chosen]
        report_picture(name, readings, strokes.labels[chosen])
    bold = [sheet(drawn(drawings[k], 100, 20), int(rng.integers(0, 6))) for k in chosen]
    report_picture("bold", [read_picture(one) for one in bold], strokes.labels[chosen])


def report_picture(name: str, readings: Sequence[Reading], labels: Any) -> None:
    right = np.array([reading.best for reading in readings]) == labels
    sure = np.array([reading.verdict == "sure" for reading in readings])
    print(f"  picture   {name:14s} {rate(right)}   surely wrong {rate(sure & ~right)}")


def timing(drawings: Sequence[list[Any]]) -> None:
    """How long a drawing takes to prepare, and to read."""
    for name, work in (("prepare", prepare), ("read_digit", read_digit)):
        times = []
        for drawing in drawings:
            begin = time.perf_counter()
            work(drawing)
            times.append(1e3 * (time.perf_counter() - begin))
        print(f"{name}: median {np.median(times):.2f} ms, 95 % under {np.percentile(times, 95):.2f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--strokes", required=True)
    parser.add_argument("--train", action="store_true", help="train and measure networks here as well")
    parser.add_argument("--layers", default="128,64", help="their hidden sizes, comma-separated")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--copies", type=int, default=20, help="augmented copies of each training digit")
    given = parser.parse_args()
    strokes = read_strokes_npz(given.strokes)
    if strokes.labels is None:
        parser.error("the drawings need labels")
    drawings = [strokes[index] for index in range(len(strokes))]
    reader = load_reader()
    timing(drawings)
    print(f"The Reader: temperature {reader.temperature:.2f}, limit {reader.limit:.2f}")
    report_stages([reader.network], strokes.labels, drawings)
    report_reading(strokes, drawings)
    report_pictures(strokes, drawings)
    layers = tuple(int(units) for units in given.layers.split(","))
    for copies in (0, given.copies) if given.train else ():
        print(f"64-{'-'.join(map(str, layers))}-10, {given.seeds} seeds, {copies} augmented copies, one pass")
        nets = [train(layers, seed, copies) for seed in range(given.seeds)]
        report_stages(nets, strokes.labels, drawings)


if __name__ == "__main__":
    main()
