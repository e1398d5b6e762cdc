"""How well real drawings are read: each stage of the ink pipeline, each digit, each writer, seven conditions.

    python benchmarks/ink.py --strokes FILE.npz [--layers 64] [--seeds 3] [--copies 20]

Networks are trained on scikit-learn's digits only, plain or with augmented copies; FILE holds drawings with
labels as ``nnviz.data.strokes`` reads them. Rates are percentages with their 95 % interval (Wilson) over the
drawings, averaged over networks trained from several seeds.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from nnviz.data import load_dataset
from nnviz.data.augment import augmented
from nnviz.data.ink import prepare
from nnviz.data.strokes import StrokeSet, read_strokes_npz
from nnviz.engine import Dense, Network
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer

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


def train(layers: tuple[int, ...], seed: int, copies: int, epochs: int) -> Network:
    """A network that has learned scikit-learn's digits; the augmented copies come from its training part."""
    data = load_dataset("digits")
    experiment = Experiment(layers=tuple(Dense(units, "relu") for units in layers), seed=seed, epochs=epochs)
    if copies:
        made = augmented(data.train_features * 16, copies, np.random.default_rng(seed)) / np.float32(16)
        data = replace(
            data,
            train_features=made,
            train_labels=np.tile(data.train_labels, copies),
            train_indices=np.tile(data.train_indices, copies),
        )
        experiment = replace(
            experiment, learning_rate=0.004, batch_size=256, schedule="cosine", schedule_epochs=epochs
        )
    trainer = Trainer(experiment, dataset=data)
    for _ in trainer.run():
        pass
    return trainer.network


def prepared(drawings: Sequence[list[Any]], **stages: bool) -> Any:
    """(n, 64) network inputs."""
    return np.array([prepare(strokes, **stages).seen for strokes in drawings]) / np.float32(16)


def rate(right: Any) -> str:
    """Percentage of ``right`` (seeds, drawings) with Wilson's 95 % interval over the drawings."""
    count, share, z = right.shape[1], float(right.mean()), 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * np.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return f"{100 * share:5.1f}  ({100 * (middle - half):4.1f} to {100 * (middle + half):5.1f})"


def report(nets: Sequence[Network], strokes: StrokeSet, drawings: Sequence[list[Any]]) -> None:
    """Print everything for one kind of network."""
    labels = strokes.labels

    def answers(inputs: Any) -> Any:
        return np.array([net.predict(inputs).argmax(axis=1) for net in nets])

    for name, stages in STAGES.items():
        print(f"  stage     {name:14s} {rate(answers(prepared(drawings, **stages)) == labels)}")
    for name, change in conditions(np.random.default_rng(0)).items():
        changed = [change(drawing) for drawing in drawings]
        print(f"  condition {name:14s} {rate(answers(prepared(changed)) == labels)}")
    read = answers(prepared(drawings))
    for digit in range(10):
        print(f"  digit     {digit:<14d} {rate((read == labels)[:, labels == digit])}")
    for writer in np.unique(strokes.about.get("writer", [])):
        print(f"  writer    {writer:<14d} {rate((read == labels)[:, strokes.about['writer'] == writer])}")
    pairs = np.zeros((10, 10))
    for row in read:
        np.add.at(pairs, (labels, row), 1 / len(read))
    np.fill_diagonal(pairs, 0)
    for place in np.argsort(-pairs, axis=None)[:6]:
        drawn, seen = divmod(int(place), 10)
        print(f"  confused  {drawn} read as {seen}    {pairs[drawn, seen]:5.1f} drawings")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--strokes", required=True)
    parser.add_argument("--layers", default="64", help="hidden sizes, comma-separated")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--copies", type=int, default=20, help="augmented copies of each training digit")
    given = parser.parse_args()
    strokes = read_strokes_npz(given.strokes)
    if strokes.labels is None:
        parser.error("the drawings need labels")
    drawings = [strokes[index] for index in range(len(strokes))]
    times = []
    for drawing in drawings:
        begin = time.perf_counter()
        prepare(drawing)
        times.append(1e3 * (time.perf_counter() - begin))
    print(f"prepare: median {np.median(times):.2f} ms, 95 % under {np.percentile(times, 95):.2f} ms")
    layers = tuple(int(units) for units in given.layers.split(","))
    for copies, epochs in ((0, 40), (given.copies, 12)):
        print(f"64-{'-'.join(map(str, layers))}-10, {given.seeds} seeds, {copies} augmented copies")
        report([train(layers, seed, copies, epochs) for seed in range(given.seeds)], strokes, drawings)


if __name__ == "__main__":
    main()
