"""What the presets come to at their last epoch, of the seeds 0 to 9.

    python benchmarks/presets.py [WORKSPACE or NAME ...] [--seeds N]

A table in Markdown: parameters and epochs, the right answers of training samples, what the preset is judged
by (of most the right answers of test samples), the seconds of one core that a run takes without being looked
at, and how long it lasts at the speed of the preset. The goals are those of the issues; one that is not
reached is said, and the exit status is 1. What has to be got first and is not there is said as well.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from nnviz.data.sequences.names import BORDER, GRAMMAR
from nnviz.data.sequences.rhyme import TEXT
from nnviz.data.sequences.sine_sequence import TURN
from nnviz.data.sequences.written import read_text
from nnviz.training.continuing import SequenceReader, continued
from nnviz.training.preset import Preset
from nnviz.training.presets import NAMED
from nnviz.training.trainer import Trainer


def _right(trainer: Trainer) -> float:
    """The share of right answers among the test samples."""
    return trainer.metrics["test_accuracy"]


def _exact(trainer: Trainer) -> float:
    """The share of test sequences that are right at every step."""
    return trainer.metrics["test_exact_sequences"]


def _grammatical(trainer: Trainer) -> float:
    """The share of 200 names that are of the grammar, drawn at the temperature 1."""
    reader, given = SequenceReader(trainer.network, trainer.dataset), read_text(trainer.dataset, "")
    invented = []
    for seed in range(200):
        places = continued(reader, given, 20, seed=seed).places
        invented.append("".join(trainer.dataset.symbols[place] for place in places))
    return mean(bool(GRAMMAR.fullmatch(name.removesuffix(BORDER))) for name in invented)


def _recites(trainer: Trainer) -> float:
    """The share of right characters among 60 that follow 20 of the rhyme, the likeliest; from 4 places."""
    reader, twice, right = SequenceReader(trainer.network, trainer.dataset), 2 * TEXT, []
    for start in (0, 60, 120, 180):
        given = read_text(trainer.dataset, twice[start : start + 20])
        places = continued(reader, given, 60, temperature=0).places
        said = [trainer.dataset.symbols[place] for place in places]
        right += [one == other for one, other in zip(said, twice[start + 20 :], strict=False)]
    return mean(right)


def _goes_on(trainer: Trainer) -> float:
    """R² of 100 values that follow ten of a test sequence, gone on with freely; 20 sequences."""
    reader, data = SequenceReader(trainer.network, trainer.dataset), trainer.dataset
    following, wanted = [], []
    for row in data.raw(data.test_features[:20]):
        phase = np.arctan2(row[0], (row[1] - row[0] * np.cos(TURN)) / np.sin(TURN))
        wanted.append(np.sin(phase + TURN * np.arange(10, 110)))
        following.append(continued(reader, row[np.newaxis, :10], 100).values)
    return 1 - float(np.square(np.subtract(following, wanted)).sum() / np.square(wanted).sum())


@dataclass(frozen=True)
class Goal:
    """What every seed has to come to, and their mean: right test answers, or what it is ``judged`` by."""

    least: float = -math.inf
    most: float = 1.0
    mean: float = -math.inf
    judged: Callable[[Trainer], float] = _right


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
    "temporal_order": Goal(0.99),
    "temporal_order_rnn": Goal(most=0.65),
    "temporal_order_rnn60": Goal(most=0.65),
    "temporal_order_forgets": Goal(most=0.65),
    "echo": Goal(0.99),
    "echo_lstm": Goal(most=0.9),
    "echo_explodes": Goal(most=0.8),
    "anbn": Goal(1.0, judged=_exact),
    "anbn_dense": Goal(most=0.0, judged=_exact),
    "rhyme": Goal(0.9, judged=_recites),
    "rhyme_dense": Goal(most=0.3, judged=_recites),
    "names": Goal(0.85, judged=_grammatical),
    "names_dense": Goal(most=0.6, judged=_grammatical),
    "digit_rows": Goal(0.95),
    "digit_rows_fast": Goal(most=0.4),
    "sine_sequence": Goal(0.9, judged=_goes_on),
    "sine_sequence_dense": Goal(most=0.2, judged=_goes_on),
    "reverse": Goal(0.99, judged=_exact),
    "reverse_no_places": Goal(most=0.1, judged=_exact),
    "sort": Goal(0.99, judged=_exact),
    "sort_no_places": Goal(most=0.5, judged=_exact),
    "rhyme_attention": Goal(0.7, judged=_recites),
    "rhyme_attention_ahead": Goal(most=0.3, judged=_recites),
}


def measure(preset: Preset, seeds: int) -> bool:
    """Print the line of one preset; whether it is as good, or as bad, as it is to be."""
    experiment, goal, rows, right = preset.experiment, GOALS[preset.name], [], []
    try:
        dataset = experiment.dataset()
    except ValueError as missing:
        print(f"| `{preset.name}` | {missing} |")
        return True
    seconds = 0.0
    for seed in range(seeds):
        began = time.process_time()
        trainer = Trainer(experiment.with_(seed=seed, evaluate_every=experiment.epochs), dataset)
        rows.append([*trainer.run()][-1])
        seconds += (time.process_time() - began) / seeds
        right.append(goal.judged(trainer))
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
    least = [f"{goal.least:.1%} or more"] if goal.least > 0 else []
    most = [f"{goal.most:.0%} or less"] if goal.most < 1 else []
    return ", ".join(least + most + ([f"mean {goal.mean:.1%}"] if goal.mean > 0 else []))


def main() -> int:
    """Measure the presets named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="workspaces or presets; all if none is named")
    parser.add_argument("--seeds", type=int, default=10)
    options = parser.parse_args()
    print("| preset | parameters | epochs | training | mean (from to) | goal | s | lasts s |")
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
