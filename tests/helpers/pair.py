"""A made-up objective with two networks: one makes points, the other tells them from those of the data.

The maker keeps a mean of its parameters, and what is measured is what that mean makes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator

import numpy as np

from nnviz.data import Dataset
from nnviz.engine import Dense
from nnviz.engine.program import Program, Samples
from nnviz.training.ledger import MicroStep, backward_steps, forward_steps, take_gradient
from nnviz.training.measures import Kinds, Metric, Metrics
from nnviz.training.objective import Objective, Rows
from nnviz.training.player import Ends, Player, make_network
from nnviz.training.settings import Settings
from nnviz.training.streams import stream

AVERAGE = 0.9
_NOISE = 2
MEASURED = Kinds(
    (
        Metric("critic_loss", "the loss of the critic", finite=True, title="critic loss", unit="loss"),
        Metric("distance", "the distance of the means", title="distance"),
    )
)


class Pair:
    """The objective at work."""

    def __init__(self, settings: Settings, dataset: Dataset) -> None:
        maker, critic = (_ends(settings, place, (2,), 2 - place) for place in range(2))
        self.players = (Player(settings, 0, maker, AVERAGE), Player(settings, 1, critic))
        weights, masks = stream(settings.seed, "weights"), stream(settings.seed, "masks")
        for player, spec in zip(self.players, settings.networks, strict=True):
            player.initialize(spec, weights, masks)
        self.generators = {"masks": masks, "noise": stream(settings.seed, "noise")}
        self._settings, self._points = settings, dataset.train_features
        self._still = np.random.default_rng(5).standard_normal((64, _NOISE)).astype(settings.dtype)
        self.samples = len(self._points)

    def update(self, rows: Rows | None) -> float:
        loss = math.nan
        for step in self._steps(rows):
            if step.kind == "loss":
                loss = float(step.values)
                if not math.isfinite(loss):
                    break
        return loss

    def micro_steps(
        self, rows: Rows | None, check: Callable[[float], None]
    ) -> Generator[MicroStep, None, MicroStep]:
        held = None
        for step in self._steps(rows):
            if step.kind == "loss":
                check(float(step.values))
            if held is not None:
                yield held
            held = step
        assert held is not None
        return held

    def _steps(self, rows: Rows | None) -> Generator[MicroStep, None, None]:
        maker, critic = (player.network for player in self.players)
        real = self._points if rows is None else self._points[rows]
        made = maker.predict(self._noise(len(real)))
        samples = critic.prepare(np.concatenate([real, made]), np.repeat([1.0, 0.0], len(real)))
        taken = take_gradient(critic, samples, np.arange(2 * len(real)))
        yield from forward_steps(critic, taken, player=1)
        yield from backward_steps(critic, taken, player=1)
        update = self.players[1].written_update(taken)
        yield MicroStep("update", None, update.step, update=update, player=1)
        noise = self._noise(len(real))
        samples = Samples.empty(len(noise), _NOISE, 2, maker.dtype)
        samples.inputs[:, :-1] = noise
        program = Program(maker.layers, None, samples, training=True)
        program.predict()
        judged = critic.followed(program.outputs.T, np.ones(len(noise)))
        program.stages[-1].da[...] = judged.d_inputs
        program.backward()
        self.players[0].update()
        yield MicroStep("update", None, maker.parameters.copy())

    def _noise(self, count: int) -> np.ndarray:
        return self.generators["noise"].standard_normal((count, _NOISE)).astype(self._settings.dtype)

    def evaluate(self, epoch: int) -> Metrics:
        maker, critic = self.players
        mean = make_network(self._settings, maker.ends)
        mean.parameters[:] = maker.network.parameters if maker.averaged is None else maker.averaged
        made = mean.predict(self._still)
        both = np.concatenate([self._points, made])
        loss = critic.network.evaluate(both, np.repeat([1.0, 0.0], [len(self._points), len(made)]))[0]
        distance = float(np.linalg.norm(made.mean(axis=0) - self._points.mean(axis=0)))
        return Metrics(epoch, MEASURED, (loss, distance))


def _ends(settings: Settings, place: int, inputs: tuple[int, ...], outputs: int) -> Ends:
    if place == 0:
        return Ends(inputs, Dense(outputs, "linear"), "mse", noise=True, answers=("made hour", "made moon"))
    return Ends(inputs, Dense(outputs, "sigmoid"), "binary_crossentropy", label=1, answers=("made", "real"))


PAIR = Objective(
    "pair",
    "A pair",
    "One makes points, the other tells them from those of the data.",
    ("maker", "critic"),
    {"classification": MEASURED},
    Pair,
    _ends,
)
