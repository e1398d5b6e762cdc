"""Runs as the Session keeps them, really trained: for tests of what compares them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nnviz.data import Dataset
from nnviz.session.run import Run
from nnviz.training.derived import Moments
from nnviz.training.experiment import Experiment
from nnviz.training.measures import MetricsTable
from nnviz.training.samples import Sample
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Diverged, Trainer
from nnviz.ui.compare.runs import RunAt, runs_at

MOMENTS = Moments()


def trained_run(letter: str, experiment: Experiment, dataset: Dataset, name: str = "") -> Run:
    """A run trained to its end, or until it broke, with every snapshot held."""
    trainer, timeline = Trainer(experiment, dataset), Timeline()
    run = Run(letter, name or letter, ord(letter) - ord("A"), experiment, timeline, dataset=dataset)
    try:
        for metrics in trainer.run():
            timeline.append_metrics(MetricsTable.of([metrics]))
            run.snapshot = trainer.snapshot()
            timeline.keep(run.snapshot)
    except Diverged as event:
        run.diverged, run.snapshot = event, event.last_good
    return run


def at(runs: Sequence[Run], epoch: int | None = None, sample: Sample | None = None) -> tuple[RunAt, ...]:
    """The runs with the playhead at ``epoch``, as the workspace of comparison shows them."""
    return runs_at(runs, epoch, MOMENTS, sample)


def trained_runs(dataset: Dataset, experiments: Sequence[Experiment]) -> tuple[Run, ...]:
    """Runs A, B, ... of these experiments."""
    return tuple(
        trained_run(chr(ord("A") + place), experiment, dataset)
        for place, experiment in enumerate(experiments)
    )


def experiments(*settings: dict[str, Any], **common: Any) -> list[Experiment]:
    """Experiments that have the ``common`` settings and each some of its own."""
    return [Experiment(**{**common, **own}) for own in settings]
