"""What is measured after each evaluated epoch: numbers that the objective names, alone and as a table."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.said import translate

Numbers = NDArray[np.float64]
Unit = Literal["loss", "share", "r2", "value"]


@dataclass(frozen=True)
class Metric:
    """One number of an evaluated epoch, such as “test_loss”.

    ``words`` are what it is within a sentence, ``title`` beside its value. ``unit`` is what kind of number it
    is: losses share a plot, and so do shares of right answers (0 to 1) or R²; any other value has its own.
    ``part`` are the samples that it is measured on, "train" or "test", "" where it is not of one of these. Of
    one that is ``watched`` the lowest value is the best, which has these few words on the track, and which
    patience waits for. ``reached`` is a value worth a mark, and the mark's words. ``finite``: training has
    diverged where it is not. ``plotted`` names the plot of one that has not that of its unit. One that is
    ``leading`` stands for all where there is room for one. ``reference`` is the value to read it against and
    what that is, where it is the same for all data, such as what guessing gets.
    Of a loss ``player`` is the place of the network that makes it smaller.
    """

    name: str
    words: str
    watched: str = ""
    finite: bool = False
    reached: tuple[float, str] | None = None
    title: str = ""
    unit: Unit = "value"
    part: Literal["", "train", "test"] = ""
    plotted: str = ""
    leading: bool = False
    reference: tuple[float, str] | None = None
    player: int = 0

    @property
    def short(self) -> str:
        """What it is called beside its value, or in a heading."""
        return self.title or self.words

    @property
    def plot(self) -> str:
        """The plot that it is drawn in: "loss", "accuracy" (or R²), or its own."""
        return self.plotted or {"loss": "loss", "value": self.name}.get(self.unit, "accuracy")


class Kinds(tuple[Metric, ...]):
    """The metrics of an objective, in their order; asked in every epoch, which may take microseconds."""

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each name is. What is an accuracy of classes is R² of values, and is found as that too."""
        names = {kind.name: place for place, kind in enumerate(self)}
        old = {name.replace("_r2", "_accuracy"): place for name, place in names.items()}
        return old | names

    @cached_property
    def plots(self) -> dict[str, tuple[Metric, ...]]:
        """What is drawn in each plot, in order."""
        plots: dict[str, tuple[Metric, ...]] = {}
        for kind in self:
            plots[kind.plot] = (*plots.get(kind.plot, ()), kind)
        return plots

    @cached_property
    def told(self) -> tuple[Metric, ...]:
        """Those that tell how good a network is, the main one first; not those of the training samples, where
        there are others."""
        told = [kind for kind in self if kind.part != "train"] or [*self]
        return tuple(sorted(told, key=lambda kind: (not kind.leading, not kind.watched, not kind.finite)))

    @cached_property
    def goal(self) -> Metric:
        """The one that says how good a network is in the plainest way: with a value to reach, if there is."""
        return next((kind for kind in self if kind.reached), self.told[0])

    @property
    def main(self) -> str:
        """The name of the one that stands for all where there is room for one: a loss, if none is leading."""
        return self.told[0].name if self.told else ""

    @property
    def learned(self) -> str:
        """The name of the loss that updates make smaller: the first that must be finite, if there is one."""
        return self[self.finite[0]].name if self.finite else ""

    def learned_by(self, player: int) -> str:
        """The name of the loss that updates of the network at that place make smaller; where it has none of
        its own, as ``learned``."""
        own = (self[place].name for place in self.finite if self[place].player == player)
        return next(own, self.learned)

    @cached_property
    def watched(self) -> int | None:
        """Where the one is that is to become small, if there is one."""
        return next((place for place, kind in enumerate(self) if kind.watched), None)

    @cached_property
    def finite(self) -> tuple[int, ...]:
        """Where those are that must be finite."""
        return tuple(place for place, kind in enumerate(self) if kind.finite)


@dataclass(frozen=True)
class Metrics:
    """What was measured after ``epoch`` epochs: one of the ``values`` for each of the ``kinds``."""

    epoch: int
    kinds: Kinds
    values: tuple[float, ...]

    def __getitem__(self, name: str) -> float:
        """The number of that name; ``KeyError`` where it is not measured."""
        return self.values[self.kinds.places[name]]

    def get(self, name: str) -> float:
        """The number of that name, NaN where it is not measured."""
        place = self.kinds.places.get(name)
        return math.nan if place is None else self.values[place]

    @property
    def train_loss(self) -> float:
        """Loss over all training samples."""
        return self.get("train_loss")

    @property
    def test_loss(self) -> float:
        """Loss over all test samples."""
        return self.get("test_loss")

    @property
    def train_accuracy(self) -> float:
        """The share of right answers over all training samples, 0 to 1; of values R²."""
        return self.get("train_accuracy")

    @property
    def test_accuracy(self) -> float:
        """The share of right answers over all test samples, 0 to 1; of values R²."""
        return self.get("test_accuracy")


@dataclass(frozen=True, eq=False)
class MetricsTable:
    """Metrics of several epochs: ``numbers`` (n, 1 + kinds) float64, the epoch and then one of each kind."""

    kinds: Kinds = field(default_factory=Kinds)
    numbers: Numbers = field(default_factory=lambda: np.empty((0, 1)))

    def __post_init__(self) -> None:
        shape, width = self.numbers.shape, 1 + len(self.kinds)
        if len(shape) != 2 or shape[1] != width:
            raise ValueError(
                translate(
                    "Training", "Metrics come as a table of {width} columns, not in the shape {shape}."
                ).format(width=width, shape=shape)
            )

    def __len__(self) -> int:
        return len(self.numbers)

    @classmethod
    def of(cls, rows: Iterable[Metrics]) -> MetricsTable:
        """The table of these, which are all of the same kinds."""
        listed = [*rows]
        if not listed:
            return cls()
        return cls(listed[0].kinds, np.array([(row.epoch, *row.values) for row in listed], np.float64))

    @property
    def epochs(self) -> Numbers:
        """(n,) the epochs."""
        return self.numbers[:, 0]

    def values(self, name: str) -> Numbers:
        """(n,) the numbers of that name; NaN where they are not measured."""
        place = self.kinds.places.get(name)
        return np.full(len(self), np.nan) if place is None else self.numbers[:, 1 + place]

    def row(self, index: int) -> Metrics:
        """One line of the table."""
        epoch, *values = self.numbers[index].tolist()
        return Metrics(int(epoch), self.kinds, tuple(values))

    def chosen(self, rows: NDArray[np.bool_]) -> MetricsTable:
        """Some lines of the table."""
        return MetricsTable(self.kinds, self.numbers[rows])


def better(metrics: Metrics, best: Metrics) -> bool:
    """Whether these are better than the best so far; the newest are, where none is watched."""
    place = metrics.kinds.watched
    return place is None or metrics.values[place] < best.values[place]
