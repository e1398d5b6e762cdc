"""What the presets come to: accuracy at their last epoch, of the seeds 0 to 9.

    python benchmarks/presets.py [WORKSPACE or NAME ...] [--seeds N]

A table in Markdown: parameters and epochs, the right answers of training and test samples, the seconds of one
core that a run takes without being looked at, and how long it lasts at the speed of the preset. The goals are
those of the issues; one that is not reached is said, and the exit status is 1. What has to be got first and
is not there is said as well.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from nnviz.training.preset import Preset
from nnviz.training.presets import NAMED
from nnviz.training.trainer import Trainer


@dataclass(frozen=True)
class Goal:
    """The share of right test answers of every seed, and their mean."""

    least: float = 0.0
    most: float = 1.0
    mean: float = 0.0


GOALS = {
    "figures": Goal(0.97),
    "figures_fast": Goal(most=0.2),
    "shapes": Goal(0.99),
    "shapes_dense": Goal(most=0.6),
    "digits": Goal(0.975, mean=0.983),
    "digits_zero": Goal(most=0.12),
    "moved_digits": Goal(0.93),
    "moved_digits_dense": Goal(most=0.86),
    "centred_digits": Goal(0.6, 0.86),
    "centred_digits_dense": Goal(most=0.25),
    "mnist28": Goal(0.97),
    "mnist28_zero": Goal(most=0.12),
}


def measure(preset: Preset, seeds: int) -> bool:
    """Print the line of one preset; whether it is as good, or as bad, as it is to be."""
    experiment, goal, rows = preset.experiment, GOALS[preset.name], []
    try:
        dataset = experiment.dataset()
    except ValueError as missing:
        print(f"| `{preset.name}` | {missing} |")
        return True
    began = time.process_time()
    for seed in range(seeds):
        trainer = Trainer(experiment.with_(seed=seed, evaluate_every=experiment.epochs), dataset)
        rows.append([*trainer.run()][-1])
    seconds = (time.process_time() - began) / seeds
    right = [row["test_accuracy"] for row in rows]
    met = goal.least <= min(right) <= max(right) <= goal.most and mean(right) >= goal.mean
    wanted = _wanted(goal) if met else f"{_wanted(goal)}: MISSED"
    learned = mean(row["train_accuracy"] for row in rows)
    print(
        f"| `{preset.name}` | {trainer.network.size:,} | {experiment.epochs} | {learned:.1%} "
        f"| {mean(right):.1%} ({min(right):.1%} to {max(right):.1%}) | {wanted} "
        f"| {seconds:.2f} | {max(experiment.epochs / preset.speed, seconds):.0f} |",
        flush=True,
    )
    return met


def _wanted(goal: Goal) -> str:
    least = [f"{goal.least:.1%} or more"] if goal.least else []
    most = [f"{goal.most:.0%} or less"] if goal.most < 1 else []
    return ", ".join(least + most + ([f"mean {goal.mean:.1%}"] if goal.mean else []))


def main() -> int:
    """Measure the presets named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="workspaces or presets; all if none is named")
    parser.add_argument("--seeds", type=int, default=10)
    options = parser.parse_args()
    print("| preset | parameters | epochs | training | test: mean (from to) | goal | s | lasts s |")
    print("|---|---|---|---|---|---|---|---|")
    met = [
        measure(preset, options.seeds)
        for workspace, presets in NAMED.items()
        for name, preset in presets.items()
        if not options.names or {workspace, name} & {*options.names}
    ]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
