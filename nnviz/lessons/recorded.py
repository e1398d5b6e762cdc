"""A run of a lesson at any of its moments, trained without a window and exactly as in one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from threading import RLock
from typing import Any, Final, TypeVar

import numpy as np

from nnviz.data import Dataset
from nnviz.lessons.moment import LAST, Moment, SampleAt
from nnviz.lessons.setup import Setup
from nnviz.said import translate
from nnviz.training.divergence import Diverged
from nnviz.training.experiment import Experiment
from nnviz.training.measures import Metrics, MetricsTable
from nnviz.training.replay import BATCHES, each_update, replayed, replayed_updates
from nnviz.training.samples import Sample, sample_of
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer

#: Moments, and what was worked out of them, that are remembered.
MOST_KEPT: Final = 64

Value = TypeVar("Value")


class Broke(ValueError):  # noqa: N818 - it is what happened to the run
    """The run broke before it got to a moment."""


class Stopped(Exception):  # noqa: N818 - it was asked for
    """Working something out was ended early, as ``stopped`` asked."""


@dataclass(frozen=True, eq=False)
class RunParts:
    """What a run of the window is made of, as it stands at a moment."""

    experiment: Experiment
    dataset: Dataset
    timeline: Timeline
    snapshot: Snapshot
    diverged: Diverged | None = None


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
        self._lock = RLock()
        self._film: _Film | _Made = _Film(setup, keeps=keeps)
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
        made.last, made._lock = LAST, RLock()
        made._film = _Made(timeline, snapshot, dataset)
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
        return RunParts(self.experiment, self.dataset, parts.timeline.until(), parts.snapshot, parts.diverged)

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
        first = next(iter(timeline.snapshots.values()))
        for trainer in each_update(first, timeline.changes_after(first), last, self.dataset):
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


class _Film:
    """A Trainer that goes forward, and the Timeline of what it has been through."""

    def __init__(self, setup: Setup, *, keeps: bool = True) -> None:
        self._setup, self._keeps = setup, keeps
        self._trainer = setup.trainer()
        self.timeline = Timeline()
        self.timeline.begin(self._trainer.snapshot())
        self.timeline.append_metrics(MetricsTable.of([self._trainer.metrics]))
        self._diverged: Diverged | None = None

    def snapshot(self, moment: Moment, stopped: Callable[[], bool]) -> Snapshot:
        self._advance(moment, stopped)
        if self._diverged is not None and not self._reached(moment):
            raise Broke(str(self._diverged))
        trainer = self._trainer
        if (trainer.step if moment.unit == "update" else trainer.epoch) == moment.number and (
            moment.unit == "update" or trainer.whole
        ):
            return trainer.snapshot()
        return _again(self.timeline, moment, self._setup.dataset, stopped)

    def parts(self, moment: Moment, stopped: Callable[[], bool]) -> RunParts:
        """One of which the snapshots lie as close as if it had gone no further."""
        if self._keeps and (not self._reached(moment) or self.timeline.stride == 1):
            return self._own_parts(moment, stopped)
        return _Film(self._setup)._own_parts(moment, stopped)

    def _own_parts(self, moment: Moment, stopped: Callable[[], bool]) -> RunParts:
        self._advance(moment, stopped)
        diverged = None if self._reached(moment) else self._diverged
        last = self.snapshot(moment, stopped) if diverged is None else diverged.last_good
        timeline = self.timeline.until(last)
        timeline.keep(last)
        return RunParts(self._setup.experiment, self._setup.dataset, timeline, last, diverged)

    def _reached(self, moment: Moment) -> bool:
        gone = self._trainer.step if moment.unit == "update" else self._trainer.epoch
        return gone >= moment.number

    def _advance(self, moment: Moment, stopped: Callable[[], bool]) -> None:
        """Train until the moment is there, or the run breaks."""
        rows: list[Metrics] = []
        try:
            self._train(moment, stopped, rows)
        except Diverged as diverged:
            self._diverged = diverged
        finally:
            self.timeline.append_metrics(MetricsTable.of(rows))

    def _train(self, moment: Moment, stopped: Callable[[], bool], rows: list[Metrics]) -> None:
        trainer, timeline = self._trainer, self.timeline
        while not self._reached(moment) and self._diverged is None:
            if stopped():
                raise Stopped
            before, measured = trainer.epoch, trainer.metrics
            left = moment.number - trainer.step if moment.unit == "update" else BATCHES
            trainer.advance(min(BATCHES, left))
            if trainer.metrics is not measured:
                rows.append(trainer.metrics)
            if self._keeps and trainer.epoch > before and timeline.wants(trainer.epoch):
                timeline.keep(trainer.snapshot())


class _Made:
    """What somebody has made of a run, as it stands."""

    def __init__(self, timeline: Timeline, newest: Snapshot, dataset: Dataset) -> None:
        self.timeline, self._newest, self._dataset = timeline, newest, dataset

    def snapshot(self, moment: Moment, stopped: Callable[[], bool]) -> Snapshot:
        newest = self._newest
        gone = newest.step if moment.unit == "update" else newest.epoch
        if moment.unit == "last":
            return newest
        if moment.number > gone:
            text = translate("Lessons", "The run has got to epoch {gone}, not yet to {number}.")
            if moment.unit == "update":
                text = translate("Lessons", "The run has had {gone} updates, not yet {number}.")
            raise ValueError(text.format(gone=gone, number=moment.number))
        if moment.number == gone and newest.whole:
            return newest
        return _again(self.timeline, moment, self._dataset, stopped)

    def parts(self, moment: Moment, stopped: Callable[[], bool]) -> RunParts:
        last = self.snapshot(moment, stopped)
        return RunParts(last.experiment, self._dataset, self.timeline.until(last), last)


def _again(timeline: Timeline, moment: Moment, dataset: Dataset, stopped: Callable[[], bool]) -> Snapshot:
    """A moment that a run has been through, computed anew from what is held of it."""
    if moment.unit == "epoch":
        found = replayed(timeline, moment.number, dataset, stopped=stopped)
    else:
        held = [one for one in timeline.snapshots.values() if one.step <= moment.number]
        if not held:
            raise ValueError(_not_held())
        start = held[-1]
        found = replayed_updates(start, timeline.changes_after(start), moment.number, dataset, stopped)
    if found is not None:
        return found
    if stopped():
        raise Stopped
    raise ValueError(_not_held())


def _not_held() -> str:
    return translate("Lessons", "Nothing is held of the run at that moment, or before.")
