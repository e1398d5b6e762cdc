"""How a run of a lesson is filmed: trained forward as far as it is asked about, its moments held on to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from nnviz.data import Dataset
from nnviz.lessons.moment import Moment
from nnviz.lessons.setup import Fork, Setup
from nnviz.said import translate
from nnviz.training.divergence import Diverged
from nnviz.training.experiment import Experiment
from nnviz.training.measures import Metrics, MetricsTable
from nnviz.training.replay import BATCHES, replayed, replayed_updates
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer

EndEarly = Callable[[], bool]


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


class Film:
    """A Trainer that goes forward, and the Timeline of what it has been through.

    ``begin`` makes the two as they are at the beginning. Unless it ``keeps`` moments, it holds none between
    the beginning and the newest.
    """

    def __init__(self, begin: Callable[[], tuple[Trainer, Timeline]], *, keeps: bool) -> None:
        self._begin, self._keeps = begin, keeps
        self._trainer, self.timeline = begin()
        self._experiment, self._dataset = self._trainer.experiment, self._trainer.dataset
        self._diverged: Diverged | None = None

    @classmethod
    def of(cls, setup: Setup, *, keeps: bool) -> Film:
        """From the very beginning, without a fork. Raises ``ValueError`` for weights that do not fit."""

        def begin() -> tuple[Trainer, Timeline]:
            trainer, timeline = setup.trainer(), Timeline()
            timeline.begin(trainer.snapshot())
            timeline.append_metrics(MetricsTable.of([trainer.metrics]))
            return trainer, timeline

        return cls(begin, keeps=keeps)

    def snapshot(self, moment: Moment, stopped: EndEarly) -> Snapshot:
        """That moment. Raises ``Broke``, ``Stopped``."""
        self._advance(moment, stopped)
        if self._diverged is not None and not self._reached(moment):
            raise Broke(str(self._diverged))
        trainer = self._trainer
        of_updates = moment.unit == "update"
        gone = trainer.step if of_updates else trainer.epoch
        if gone == moment.number and (of_updates or trainer.whole):
            return trainer.snapshot()
        return again(self.timeline, moment, self._dataset, stopped)

    def parts(self, moment: Moment, stopped: EndEarly) -> RunParts:
        """The run then, its snapshots as close as if it had gone no further. Raises ``Stopped``."""
        if self._keeps and (not self._reached(moment) or self.timeline.stride == 1):
            return self._own_parts(moment, stopped)
        return Film(self._begin, keeps=True)._own_parts(moment, stopped)

    def _own_parts(self, moment: Moment, stopped: EndEarly) -> RunParts:
        self._advance(moment, stopped)
        diverged = None if self._reached(moment) else self._diverged
        last = self.snapshot(moment, stopped) if diverged is None else diverged.last_good
        timeline = self.timeline.until(last)
        timeline.keep(last)
        return RunParts(self._experiment, self._dataset, timeline, last, diverged)

    def _reached(self, moment: Moment) -> bool:
        gone = self._trainer.step if moment.unit == "update" else self._trainer.epoch
        return gone >= moment.number

    def _advance(self, moment: Moment, stopped: EndEarly) -> None:
        """Train until the moment is there, or the run breaks."""
        rows: list[Metrics] = []
        try:
            self._train(moment, stopped, rows)
        except Diverged as diverged:
            self._diverged = diverged
        finally:
            self.timeline.append_metrics(MetricsTable.of(rows))

    def _train(self, moment: Moment, stopped: EndEarly, rows: list[Metrics]) -> None:
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


class Forked:
    """A run that goes on with other settings from an epoch on; up to there it is the one that has no fork, to
    the last bit."""

    def __init__(self, setup: Setup, fork: Fork, *, keeps: bool) -> None:
        self._setup, self._at, self._keeps = setup, Moment("epoch", fork.epoch), keeps
        self._changed = setup.experiment.with_(**fork.settings)
        self._before = Film.of(setup, keeps=keeps)
        self._after: Film | None = None

    @property
    def timeline(self) -> Timeline:
        """As far as it has gone."""
        return (self._after or self._before).timeline

    def snapshot(self, moment: Moment, stopped: EndEarly) -> Snapshot:
        """As of a Film."""
        return self._part(moment, stopped).snapshot(moment, stopped)

    def parts(self, moment: Moment, stopped: EndEarly) -> RunParts:
        """As of a Film; where the fork is, it has the other settings already, to go on with."""
        parts = self._part(moment, stopped).parts(moment, stopped)
        return replace(parts, experiment=self._changed) if moment == self._at else parts

    def _part(self, moment: Moment, stopped: EndEarly) -> Film:
        """The Film that has the moment."""
        fork = self._at.number
        if moment.unit == "epoch" and moment.number <= fork:
            return self._before
        if moment.unit == "update" and moment.number <= self._before.snapshot(self._at, stopped).step:
            return self._before
        if self._after is None:
            before = self._before.parts(self._at, stopped)
            if before.diverged is not None:
                return self._before  # which says so
            start = before.snapshot

            def begin() -> tuple[Trainer, Timeline]:
                trainer = Trainer(self._changed, self._setup.dataset, start=start)
                timeline = before.timeline.until()
                timeline.add_changes(trainer.changes)
                timeline.begin(trainer.snapshot())
                return trainer, timeline

            self._after = Film(begin, keeps=self._keeps)
        return self._after


class Made:
    """What somebody has made of a run, as it stands; it goes on no further."""

    def __init__(self, timeline: Timeline, newest: Snapshot, dataset: Dataset) -> None:
        self.timeline, self._newest, self._dataset = timeline, newest, dataset

    def snapshot(self, moment: Moment, stopped: EndEarly) -> Snapshot:
        """That moment. Raises ``ValueError`` with one sentence where it has not got there, ``Stopped``."""
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
        return again(self.timeline, moment, self._dataset, stopped)

    def parts(self, moment: Moment, stopped: EndEarly) -> RunParts:
        """The run then. Raises as ``snapshot``."""
        last = self.snapshot(moment, stopped)
        return RunParts(last.experiment, self._dataset, self.timeline.until(last), last)


def again(timeline: Timeline, moment: Moment, dataset: Dataset, stopped: EndEarly) -> Snapshot:
    """A moment that a run has been through, computed anew from what is held of it.

    Raises ``ValueError`` with one sentence where nothing before it is held, ``Stopped``.
    """
    found: Snapshot | None = None
    if moment.unit == "epoch":
        found = replayed(timeline, moment.number, dataset, stopped=stopped)
    elif held := [one for one in timeline.snapshots.values() if one.step <= moment.number]:
        changes = timeline.changes_after(held[-1])
        found = replayed_updates(held[-1], changes, moment.number, dataset, stopped)
    if found is not None:
        return found
    if stopped():
        raise Stopped
    raise ValueError(translate("Lessons", "Nothing is held of the run at that moment, or before."))
