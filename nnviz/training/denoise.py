"""The objective “denoise”: a network learns what noise is in a point, and so makes points of noise."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import DATASETS, Dataset
from nnviz.data.dataset import frozen
from nnviz.engine import Dense, Samples
from nnviz.said import translate
from nnviz.training.diffusion import STEPS, TIME_NAMES, noised, timed, way
from nnviz.training.generated import QUALITY, judged, placed, quality
from nnviz.training.lone import Batch, Lone
from nnviz.training.measures import Kinds, Metrics
from nnviz.training.objective import LABELLED, Objective, Rows
from nnviz.training.outputs import LOSS_OF_PARTS
from nnviz.training.player import Ends, Player, make_network
from nnviz.training.settings import Settings
from nnviz.training.streams import stream

Array = NDArray[np.floating[Any]]

_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_GUESSED = 1.0, translate("Training", "for who says that there is no noise")
_LOSSES = tuple(replace(kind, watched="", reference=_GUESSED) for kind in LOSS_OF_PARTS)
#: By how points are judged; of pictures there would be too much noise for so small a network.
MEASURED = {name: Kinds((*_LOSSES, *QUALITY[name])) for name in ("modes", "curve")}


def noised_samples(points: Array, steps: NDArray[np.integer[Any]], noise: Array, dtype: Any) -> Samples:
    """Points (n, d) with that noise (n, d) after so many steps (n,), of which the noise is wanted."""
    inputs = timed(noised(points, steps, noise), steps)
    samples = Samples.empty(len(points), inputs.shape[1], noise.shape[1], np.dtype(dtype))
    samples.inputs[:, :-1], samples.targets[...] = inputs, noise.T
    return samples


def drawn_noise(rng: np.random.Generator, points: Array, dtype: Any) -> Samples:
    """The same with steps, each as likely, and then noise drawn by ``rng``."""
    steps = rng.integers(1, STEPS + 1, len(points))
    return noised_samples(points, steps, rng.standard_normal(points.shape), dtype)


@lru_cache(maxsize=4)
def _parts(dataset: Dataset, dtype: str) -> tuple[Samples, Samples]:
    """The training and the test part, each point with noise that stays the same."""
    train, test = (
        drawn_noise(np.random.default_rng(seed), points, dtype)
        for seed, points in enumerate((dataset.train_features, dataset.test_features))
    )
    for samples in (train, test):
        frozen(samples.inputs), frozen(samples.targets)
    return train, test


def _begin(settings: Settings, dataset: Dataset) -> Lone:
    placed(dataset, dataset.train_features[:1])  # or say that points cannot be made of such inputs
    size = dataset.input_size
    player = Player(settings, 0, _ends(settings, 0, (size + len(TIME_NAMES),), size), settings.averaging)
    shown = make_network(settings, player.ends)
    noise = stream(settings.seed, "noise")
    points = dataset.train_features

    def batch(rows: Rows | None) -> Batch:
        chosen = points if rows is None else points[rows]
        return drawn_noise(noise, chosen, settings.dtype), np.arange(len(chosen))

    def evaluate(epoch: int) -> Metrics:
        """Of the average of the network, where there is one."""
        average = player.averaged
        shown.parameters[:] = player.network.parameters if average is None else average
        shown.statistics[:] = player.network.statistics
        losses = (shown.evaluate_samples(part)[0] for part in _parts(dataset, settings.dtype))
        return Metrics(
            epoch, MEASURED[judged(dataset)], (*losses, *map(float, quality(dataset, way(shown).made)))
        )

    return Lone(settings, player, len(points), batch, evaluate, {"noise": noise})


def _ends(settings: Settings, place: int, inputs: tuple[int, ...], outputs: int) -> Ends:
    answers = tuple("ε" + str(number).translate(_BELOW) for number in range(1, outputs + 1))
    return Ends(inputs, Dense(outputs), settings.loss, noise=True, timed=True, answers=answers)


DENOISE = Objective(
    "denoise",
    translate("Training", "Diffusion"),
    translate(
        "Training", "The network learns what noise is in a point, and makes points of noise step by step."
    ),
    ("network",),
    MEASURED,
    _begin,
    _ends,
    judged=lambda settings: judged(DATASETS[settings.data]),
    losses={"mse": LABELLED["mse"]},
    usual={"loss": "mse", "updates": 50},
)
