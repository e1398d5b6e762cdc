"""A run of a lesson at any of its moments, trained without a window and exactly as in one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from copy import copy
from dataclasses import replace
from functools import cached_property
from itertools import count
from threading import RLock
from typing import Any, Final, TypeVar

import numpy as np

from nnviz.data import Dataset
from nnviz.lessons.film import Broke, Film, Forked, Made, RunParts, Stopped
from nnviz.lessons.moment import LAST, Moment, SampleAt
from nnviz.lessons.setup import Setup
from nnviz.training.experiment import Experiment
from nnviz.training.measures import Metrics, MetricsTable
from nnviz.training.replay import each_update
from nnviz.training.samples import Sample, sample_of
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer

__all__ = ["Broke", "Recorded", "RunParts", "Stopped"]

#: Moments, and what was worked out of them, that are remembered.
MOST_KEPT: Final = 64

Value = TypeVar("Value")
_NUMBERS = count()


class Recorded:
    """A run that is trained as far as it is asked about, and remembered.

    ``stopped`` is asked while it trains whether to end early, which raises ``Stopped``. Threads may ask at
    the same time; one waits for the other.
    """

    def __init__(
        self, setup: Setup, stopped: Callable[[], bool] = lambda: False, *, keeps: bool = True
    ) -> None:
        """Unless it ``keeps`` moments, any but the newest is trained for again: for who asks for metrics.

        Raises ``ValueError`` with one sentence for start values that do not fit.
        """
        self.setup, self.stopped = setup, stopped
        self.sent: Sample | None = None  # what somebody sends through instead
        self.name, self.dataset = setup.name, setup.dataset
        self.experiment = setup.experiment
        self.last = setup.until or Moment("epoch", setup.experiment.epochs)
        self._lock, self._number = RLock(), next(_NUMBERS)
        fork = setup.fork
        self._film: Film | Forked | Made = (
            Film.of(setup, keeps=keeps) if fork is None else Forked(setup, fork, keeps=keeps)
        )
        self._apart: dict[Moment, RunParts] = {}
        self._snapshots: dict[Moment, Snapshot] = {}
        self._measured: dict[Moment, Metrics] = {}
        self._kept: dict[Hashable, Any] = {}

    @classmethod
    def of(
        cls,
        experiment: Experiment,
        timeline: Timeline,
        snapshot: Snapshot,
        dataset: Dataset,
        *,
        name: str = "A",
        sample: SampleAt | None = None,
        sent: Sample | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Recorded:
        """A run as somebody has made it, with all that was changed in it; it goes on no further.

        What it sends through is ``sent``, which may have been drawn, or the ``sample`` of its data.
        """
        made = cls.__new__(cls)
        made.setup, made.sent = Setup(name=name, experiment=experiment, sample=sample), sent
        made.stopped, made.name, made.dataset, made.experiment = stopped, name, dataset, experiment
        made.last, made._lock, made._number = LAST, RLock(), next(_NUMBERS)
        made._film = Made(timeline, snapshot, dataset)
        made._apart, made._snapshots, made._measured, made._kept = {}, {}, {}, {}
        return made

    def asked_as(self, setup: Setup) -> Recorded:
        """The same run, with all that is remembered of it, as another step asks about it: with its own last
        moment and sample."""
        other = copy(self)
        other.__dict__.pop("sample", None)
        other.setup, other.name = setup, setup.name
        other.last = setup.until or Moment("epoch", setup.experiment.epochs)
        return other

    @property
    def same_as(self) -> int:
        """A number that it shares with what has been ``asked_as`` by other steps, and with nothing else."""
        return self._number

    @cached_property
    def sample(self) -> Sample | None:
        """What it sends through where nothing else is said."""
        return self.sent if self.setup.sample is None else self.sample_at(self.setup.sample)

    def sample_at(self, at: SampleAt) -> Sample:
        """A sample of its data. Raises ``ValueError`` with one sentence where there is none."""
        return sample_of(self.dataset, *at.place(self.dataset))

    def target(self, at: SampleAt) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        """What is wanted of a sample: its class, or its values."""
        part, index = at.place(self.dataset)
        labels = self.dataset.train_labels if part == "train" else self.dataset.test_labels
        return np.asarray(labels[index], dtype=np.float64)

    def snapshot(self, moment: Moment = LAST) -> Snapshot:
        """Everything at that moment, bit for bit as if it had been trained in the window.

        Raises ``ValueError`` with one sentence where the run does not get there (``Broke`` where it diverged
        before), ``Stopped``.
        """
        moment = self.last if moment.unit == "last" else moment
        with self._lock:
            if moment not in self._snapshots:
                if len(self._snapshots) > MOST_KEPT:
                    self._snapshots.clear()
                self._snapshots[moment] = self._film.snapshot(moment, self.stopped)
            return self._snapshots[moment]

    def run_parts(self, moment: Moment = LAST) -> RunParts:
        """The run as it stands at that moment, or where it broke before.

        Raises ``ValueError`` with one sentence, ``Stopped``.
        """
        moment = self.last if moment.unit == "last" else moment
        with self._lock:
            if moment not in self._apart:
                self._apart[moment] = self._film.parts(moment, self.stopped)
            parts = self._apart[moment]
        return replace(parts, timeline=parts.timeline.until())

    def timeline(self, moment: Moment = LAST) -> Timeline:
        """Its history to that moment, one that may go on. Raises as ``run_parts`` does."""
        return self.run_parts(moment).timeline

    def table(self, last: int) -> MetricsTable:
        """What was measured, of every evaluated epoch to the end of epoch ``last``; as ``snapshot``."""
        with self._lock:
            self.snapshot(Moment("epoch", last))
            table = self._film.timeline.metrics
        return table.chosen(table.epochs <= last)

    def metrics(self, moment: Moment = LAST) -> Metrics:
        """What is measured of the networks then, also in the middle of an epoch; as ``snapshot``."""
        moment = self.last if moment.unit == "last" else moment
        snapshot = self.snapshot(moment)
        with self._lock:
            if snapshot.has_row:
                return snapshot.metrics
            if moment not in self._measured:
                trainer = Trainer(snapshot.experiment, self.dataset, start=snapshot)
                self._measured[moment] = trainer.measured()
            return self._measured[moment]

    def each_update(self, moment: Moment = LAST) -> Iterator[Trainer]:
        """The run as it went, at its beginning and then after every update until that moment.

        Raises as ``snapshot``.
        """
        last, timeline = self.snapshot(moment).step, self._film.timeline
        first = next(iter(timeline.snapshots))
        starts = [one for epoch, one in timeline.snapshots.items() if epoch in {first, *timeline.begins}]
        ends = [*(start.step for start in starts[1:]), last]
        for start, end in zip(starts, ends, strict=True):
            for trainer in each_update(start, timeline.changes_after(start), min(end, last), self.dataset):
                if self.stopped():
                    raise Stopped
                yield trainer

    def kept(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """What ``make`` works out of its moments, remembered under a name of its own."""
        with self._lock:
            if key not in self._kept:
                if len(self._kept) > MOST_KEPT:
                    self._kept.clear()
                self._kept[key] = make()
            found: Value = self._kept[key]
            return found

    def metric(self, name: str, epoch: int) -> float:
        """One of the numbers that are measured, after so many epochs; NaN where it is none of them."""
        return self.metrics(Moment("epoch", epoch)).get(name)
