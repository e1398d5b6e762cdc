"""What the presets come to at their last epoch, of the seeds 0 to 9.

    python benchmarks/presets.py [WORKSPACE or NAME ...] [--seeds N]

A table in Markdown: parameters and epochs, the right answers of training samples, what the preset is judged
by (of most the right answers of test samples, of those that make something the metrics that have a goal), the
seconds of one core that a run takes without being looked at, and how long it lasts at the speed of the
preset. The goals are those of the issues; one that is not reached is said, and the exit status is 1. What has
to be got first and is not there is said as well.
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


def _distance(trainer: Trainer) -> float:
    """How far a generator of one number and a discriminator of one are from where both rest, (0, 0)."""
    return math.hypot(*(player.network.parameters[0] for player in trainer.game.players))


def _measured(name: str) -> Callable[[Trainer], float]:
    """The metric of that name."""
    return lambda trainer: trainer.metrics[name]


@dataclass(frozen=True)
class Goal:
    """What every seed has to come to, and their mean: right test answers, or what it is ``judged`` by.

    ``named`` is what that is called where it is no share of right answers; ``digits`` are behind its point.
    """

    least: float = -math.inf
    most: float = math.inf
    mean: float = -math.inf
    judged: Callable[[Trainer], float] = _right
    named: str = ""
    digits: int = 3

    @classmethod
    def of(cls, named: str, least: float = -math.inf, most: float = math.inf, digits: int = 3) -> Goal:
        """The goal of one metric."""
        return cls(least, most, judged=_measured(named), named=named, digits=digits)

    def met(self, found: list[float]) -> bool:
        """Whether these are as good, or as bad, as they are to be."""
        return self.least <= min(found) <= max(found) <= self.most and mean(found) >= self.mean

    def written(self, value: float) -> str:
        """A value of what is judged."""
        return f"{value:.{self.digits}f}" if self.named else f"{value:.1%}"

    def told(self, found: list[float]) -> str:
        """What was found: mean, least and most."""
        middle, low, high = map(self.written, (mean(found), min(found), max(found)))
        return f"{self.named} {middle} ({low} to {high})".strip()

    def wanted(self) -> str:
        """The goal in words."""
        least = [f"{self.written(self.least)} or more"] if self.least > 0 else []
        most = [f"{self.written(self.most)} or less"] if self.most < math.inf else []
        return ", ".join(least + most + ([f"mean {self.written(self.mean)}"] if self.mean > 0 else []))


_WITHIN, _FOUND, _REAL, _MADE = "share_within_3_sigma", "modes_found", "coverage_real", "coverage_made"


def _modes(modes: int, within: float = 0.8) -> tuple[Goal, ...]:
    """All modes found, and so much within 3 sigma of one."""
    return Goal.of(_FOUND, modes, digits=0), Goal.of(_WITHIN, within)


def _covered(share: float) -> tuple[Goal, ...]:
    """Coverage both ways."""
    return Goal.of(_REAL, share), Goal.of(_MADE, share)


def _few(modes: int) -> tuple[Goal, ...]:
    """Not all modes found."""
    return (Goal.of(_FOUND, most=modes, digits=0), Goal.of(_WITHIN))


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
    "ring_of_8": _modes(8),
    "collapse": _few(2),
    "slow_discriminator": _few(6),
    "no_r1": _few(7),
    "five_turns": (Goal.of(_FOUND, digits=0), Goal.of(_WITHIN, most=0.8)),
    "grid_of_25": _modes(25),
    "grid_collapse": _few(6),
    "line": _covered(0.95),
    "line_collapse": (Goal.of(_REAL, most=0.5), Goal.of(_MADE)),
    "moons": _covered(0.98),
    "moons_collapse": (Goal.of(_REAL, most=0.5), Goal.of(_MADE)),
    "generate.digits": (Goal.of("classes_covered", 10, digits=0), Goal.of("read_with_confidence", 0.75)),
    "digits_collapse": (Goal.of("classes_covered", most=6, digits=0), Goal.of("read_with_confidence")),
    "dirac": Goal(most=0.05, judged=_distance, named="distance"),
    "dirac_circles": Goal(0.5, judged=_distance, named="distance"),
    "autoencoder": Goal.of("test_mse", most=0.04, digits=4),
    "autoencoder_linear": Goal.of("test_mse", 0.05, digits=4),
    "variational": Goal.of("test_mse", most=0.04, digits=4),
    "variational_heavy": Goal.of("test_mse", 0.07, digits=4),
    "diffusion_ring": _modes(8, 0.9),
    "diffusion_ring_small": (Goal.of(_FOUND, digits=0), Goal.of(_WITHIN, most=0.8)),
    "diffusion_moons": _covered(0.95),
    "diffusion_moons_small": (Goal.of(_REAL), Goal.of(_MADE, most=0.9)),
}


def measure(workspace: str, preset: Preset, seeds: int) -> bool:
    """Print the line of one preset; whether it is as good, or as bad, as it is to be."""
    experiment, rows = preset.experiment, []
    goals = GOALS.get(f"{workspace}.{preset.name}") or GOALS[preset.name]
    goals = goals if isinstance(goals, tuple) else (goals,)
    found: list[list[float]] = [[] for _ in goals]
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
        for goal, values in zip(goals, found, strict=True):
            values.append(goal.judged(trainer))
    met = all(goal.met(values) for goal, values in zip(goals, found, strict=True))
    wanted = "; ".join(filter(None, (goal.wanted() for goal in goals))) + ("" if met else ": MISSED")
    shares = [row.get("train_accuracy") for row in rows]
    learned = "–" if any(map(math.isnan, shares)) else f"{mean(shares):.1%}"
    told = "; ".join(goal.told(values) for goal, values in zip(goals, found, strict=True))
    size = sum(player.network.size for player in trainer.game.players)
    print(
        f"| `{preset.name}` | {size:,} | {experiment.epochs} | {learned} | {told} | {wanted} "
        f"| {seconds:.2f} | {max(experiment.epochs / preset.speed, seconds):.0f} |",
        flush=True,
    )
    return met


def main() -> int:
    """Measure the presets named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="workspaces or presets; all if none is named")
    parser.add_argument("--seeds", type=int, default=10)
    options = parser.parse_args()
    print("| preset | parameters | epochs | training | mean (from to) | goal | s | lasts s |")
    print("|---|---|---|---|---|---|---|---|")
    met = [
        measure(workspace, preset, options.seeds)
        for workspace, presets in NAMED.items()
        for name, preset in presets.items()
        if not options.names or {workspace, name} & {*options.names}
    ]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
