"""A Trainer without mathematics, whose epochs take as long, and fail, as a test wants."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from nnviz.engine import Dense
from nnviz.training.edits import Change
from nnviz.training.experiment import Experiment, with_changes
from nnviz.training.measures import Metrics
from nnviz.training.player import Ends, PlayerState
from nnviz.training.snapshot import LayerState, LayerStatistics, Snapshot
from tests.helpers.timelines import measured


def make_snapshot(epoch: int = 0, experiment: Experiment | None = None, size: int = 4) -> Snapshot:
    """A snapshot whose parameters are all its epoch."""
    parameters = np.full(size, float(epoch), dtype=np.float32)
    layer = LayerState(1, "linear", parameters[:-1, np.newaxis], parameters[-1:])
    zero = np.zeros(1)
    ends = Ends((size - 1,), Dense(1, "linear"), "mse")
    return Snapshot(
        experiment=experiment or Experiment(),
        epoch=epoch,
        step=epoch,
        metrics=make_metrics(epoch),
        players=(PlayerState(ends=ends, parameters=parameters, optimizer_state={}),),
        generators={"order": {}},
        layers=(layer,),
        statistics=(LayerStatistics(zero, zero, zero),),
    )


def make_metrics(epoch: int) -> Metrics:
    """Metrics that name their epoch in every column."""
    return measured(epoch, epoch + 0.1, epoch + 0.2, epoch + 0.3, epoch + 0.4)


class FakeTrainer:
    """Counts epochs. ``seconds`` is how long each takes; ``failing`` maps an epoch to what it raises."""

    def __init__(
        self,
        experiment: Experiment | None = None,
        *,
        seconds: float = 0.0,
        failing: dict[int, Exception] | None = None,
    ) -> None:
        self.experiment = experiment or Experiment(epochs=10_000_000)
        self.epoch = 0
        self.changes: list[Change] = []
        self.metrics = make_metrics(0)
        self.whole, self.waits = True, False
        self.snapshots_taken = 0
        self._seconds = seconds
        self._failing = failing or {}
        self._begun = False

    def run(self) -> Iterator[Metrics]:
        """As ``Trainer.run``."""
        if not self._begun:
            self._begun = True
            yield self.metrics
        while self.epoch < self.experiment.epochs:
            if self._seconds:
                time.sleep(self._seconds)
            if self.epoch + 1 in self._failing:
                raise self._failing[self.epoch + 1]
            self.epoch += 1
            self.metrics = make_metrics(self.epoch)
            yield self.metrics

    @property
    def finished(self) -> bool:
        """As ``Trainer.finished``, without patience."""
        return self.epoch >= self.experiment.epochs

    def change(self, **fields: Any) -> None:
        """As ``Trainer.change``, but at once."""
        self.experiment = with_changes(self.experiment, fields)
        self.changes += [Change(self.epoch, self.epoch, name, value) for name, value in fields.items()]

    def stop(self) -> None:
        """As ``Trainer.stop``, but at the end of the epoch."""

    def snapshot(self) -> Snapshot:
        """As ``Trainer.snapshot``."""
        self.snapshots_taken += 1
        return make_snapshot(self.epoch, self.experiment)
