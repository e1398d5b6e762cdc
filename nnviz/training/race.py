"""Several runs trained in step from the same start weights, and who is at the goal first, by what count.

Each racer is a Trainer of its own with the start weights and the seed of the first, and goes by the very bits
that it would go alone: all get the samples in the same order, which batches of another size cut elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.engine import Network
from nnviz.engine.network import Block
from nnviz.said import translate
from nnviz.training.divergence import Diverged
from nnviz.training.experiment import Experiment
from nnviz.training.snapshot import Array, Snapshot
from nnviz.training.trainer import Trainer

__all__ = [
    "COUNTS",
    "HELD",
    "Count",
    "Lane",
    "LossSurface",
    "Number",
    "Race",
    "goal_for_all",
    "number_of",
    "numbers_of",
]

Line = NDArray[np.float64]
#: A number of the network: the name of its block, and which of it.
Number = tuple[str, tuple[int, ...]]
#: By what it is counted who is ahead: a gradient evaluation is the gradient of one sample.
Count = Literal["updates", "epochs", "evaluations"]
COUNTS: Final[tuple[Count, ...]] = get_args(Count)
LEAST: Final = 1 / 200
HELD: Final = 5
"""Updates for which the goal has to be held: a path that shoots through it has not arrived."""


@dataclass(frozen=True, eq=False)
class Lane:
    """How one of them went: at the start and after each update the loss of all training samples, the two
    numbers of the network that the race is drawn over (n, 2), and the counts so far, each (n,).

    ``broke`` is the sentence of a run that has left the numbers there are.
    """

    letter: str
    losses: Line
    path: Line
    counts: Mapping[Count, Line]
    broke: str = ""

    def place(self, by: Count, count: float) -> int:
        """The update at which it stands when so much has been counted."""
        return max(0, int(np.searchsorted(self.counts[by], count + 1e-9, side="right")) - 1)

    def reached(self, goal: float) -> int | None:
        """The first update from which on the loss stays at the goal or below it for `HELD` updates."""
        there = np.concatenate([[0], np.cumsum(self.losses <= goal)])
        held = np.flatnonzero(there[HELD:] - there[:-HELD] == HELD)
        return int(held[0]) if len(held) else None

    def best_held(self) -> float:
        """The lowest goal that it reaches."""
        if len(self.losses) < HELD:
            return float(self.losses.max())
        windows = np.lib.stride_tricks.sliding_window_view(self.losses, HELD)
        return float(windows.max(axis=1).min())


class Race:
    """Races the experiments of these letters on ``dataset``, from the weights of ``start``.

    ``two`` are the numbers of the network that the paths are drawn over; ``moved`` are values that these have
    at the start instead. Raises ``ValueError`` with one sentence where they cannot run side by side.
    """

    def __init__(
        self,
        experiments: Mapping[str, Experiment],
        dataset: Dataset,
        two: Sequence[Number],
        start: Snapshot | None = None,
        moved: Sequence[float] | None = None,
    ) -> None:
        if not experiments:
            raise ValueError(translate("Training", "There is no run to race."))
        self._racers: list[_Racer] = []
        weights = None if start is None else _weights(start.network())
        seed = next(iter(experiments.values())).seed
        for letter, experiment in experiments.items():
            trainer = Trainer(experiment.with_(seed=seed), dataset)
            if weights is None:
                weights = _weights(trainer.network)
            for (name, index), value in zip(two, moved or (), strict=False):
                number_of(trainer.network, name, index)
                weights[name][index] = value
            try:
                trainer.load_weights(weights)
            except ValueError as error:
                raise ValueError(
                    translate("Training", "Run {letter} has another network, and cannot start there.").format(
                        letter=letter
                    )
                ) from error
            self._racers.append(_Racer(letter, trainer, two))

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """How each has gone so far."""
        return tuple(racer.lane for racer in self._racers)

    def go_on(self, by: Count, count: float, stopped: Callable[[], bool] = lambda: False) -> None:
        """Train each until that count, an update of one after an update of the other."""
        left = [racer for racer in self._racers if racer.can_go(by, count)]
        while left and not stopped():
            for racer in left:
                racer.update()
            left = [racer for racer in left if racer.can_go(by, count)]


class _Racer:
    """One of them, with what is kept of it."""

    def __init__(self, letter: str, trainer: Trainer, two: Sequence[Number]) -> None:
        if not trainer.players[0].ends.learns_samples:
            raise ValueError(
                translate("Training", "What run {letter} learns has no such loss.").format(letter=letter)
            )
        self._letter, self._trainer, self._network = letter, trainer, trainer.network
        self._places = [number_of(self._network, *number) for number in two]
        dataset = trainer.dataset
        wanted = dataset.train_features if trainer.players[0].ends.itself else dataset.train_labels
        self._samples = self._network.prepare(dataset.train_features, wanted)
        self._losses: list[float] = []
        self._path: list[list[float]] = []
        self._evaluations = [0]
        self._epochs = [0.0]
        self._broke = ""
        self._note()

    def _note(self) -> None:
        loss, _ = self._network.evaluate_samples(self._samples)
        self._losses.append(float(loss + self._network.penalty))
        self._path.append([float(block.of(self._network.parameters)[index]) for block, index in self._places])

    def update(self) -> None:
        """Train on one batch."""
        used = len(self._trainer.next_rows())
        try:
            self._trainer.advance()
        except Diverged as fault:
            self._broke = str(fault)
            return
        self._evaluations.append(self._evaluations[-1] + used)
        self._epochs.append(self._evaluations[-1] / len(self._samples))
        self._note()

    def can_go(self, by: Count, count: float) -> bool:
        """Whether its next update is within the count."""
        now: dict[Count, float] = {
            "updates": len(self._losses) - 1,
            "epochs": self._epochs[-1],
            "evaluations": self._evaluations[-1],
        }
        return not self._broke and now[by] < count - 1e-9

    @property
    def lane(self) -> Lane:
        counts: dict[Count, Line] = {
            "updates": np.arange(len(self._losses), dtype=float),
            "epochs": np.array(self._epochs),
            "evaluations": np.array(self._evaluations, dtype=float),
        }
        path = np.array(self._path, dtype=float).reshape(len(self._losses), -1)
        return Lane(self._letter, np.array(self._losses), path, counts, self._broke)


def _weights(network: Network) -> dict[str, Array]:
    """Everything that a network begins with, by name."""
    named = {block.name: block.of(network.parameters).copy() for block in network.blocks}
    return named | {block.name: block.of(network.statistics).copy() for block in network.statistic_blocks}


def numbers_of(network: Network) -> list[Number]:
    """Every number of the network, in the order of its parameters."""
    return [
        (block.name, tuple(int(part) for part in index))
        for block in network.blocks
        for index in np.ndindex(*block.parameter.shape)
    ]


def number_of(network: Network, name: str, index: tuple[int, ...]) -> tuple[Block, tuple[int, ...]]:
    """The block of that name, and the index. Raises ``ValueError`` with one sentence if there is none."""
    for block in network.blocks:
        shape = block.parameter.shape
        if block.name == name and len(shape) == len(index) and all(map(int.__lt__, index, shape)):
            return block, index
    raise ValueError(
        translate("Training", "The network has no number “{name}”.").format(name=f"{name}{list(index)}")
    )


def goal_for_all(lanes: Sequence[Lane]) -> float:
    """A goal that all reach but the broken and those who hardly learn, rounded up to two digits.

    It is no lower than a two-hundredth of the loss at the start: below that all methods are alike.
    """
    sound = [lane for lane in lanes if not lane.broke] or list(lanes)
    if not sound:
        return 0.0
    learned = [lane.best_held() for lane in sound if lane.best_held() < 0.5 * lane.losses[0]]
    lowest = max(learned or [min(lane.best_held() for lane in sound)])
    lowest = max(lowest, LEAST * float(sound[0].losses[0]))
    if not lowest > 0 or not np.isfinite(lowest):
        return 0.0
    step = 10.0 ** (np.floor(np.log10(lowest)) - 1)
    return float(f"{np.ceil(lowest / step + 1e-9) * step:.2g}")


class LossSurface:
    """The loss of all training samples over two numbers of a network, the others staying as they are."""

    def __init__(self, snapshot: Snapshot, dataset: Dataset, two: Sequence[Number]) -> None:
        self._network = snapshot.network()
        (first, here), (second, there) = (number_of(self._network, *number) for number in two)
        self._first, self._here = first.of(self._network.parameters), here
        self._second, self._there = second.of(self._network.parameters), there
        wanted = dataset.train_features if snapshot.ends.itself else dataset.train_labels
        self._samples = self._network.prepare(dataset.train_features, wanted)

    def at(self, one: float, other: float) -> float:
        """The loss there."""
        before = float(self._first[self._here]), float(self._second[self._there])
        self._first[self._here], self._second[self._there] = one, other
        loss, _ = self._network.evaluate_samples(self._samples)
        loss += self._network.penalty
        self._first[self._here], self._second[self._there] = before
        return float(loss)

    def grid(self, across: Line, up: Line, stopped: Callable[[], bool] = lambda: False) -> Line:
        """(len(up), len(across)) losses; NaN where it was ``stopped`` before."""
        losses = np.full((len(up), len(across)), np.nan)
        for row, other in enumerate(up):
            if stopped():
                break
            losses[row] = [self.at(float(one), float(other)) for one in across]
        return losses
