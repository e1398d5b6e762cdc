"""Lessons made by hand for tests of the views on their stage: a step, and a moment of a small network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nnviz.data.dataset import Dataset, RawData, make_dataset
from nnviz.lessons.lesson import Asked, Lesson, Predict, Show, Step
from nnviz.session.lesson_runner import StepShown
from nnviz.session.run import Run
from nnviz.session.session import Session
from nnviz.session.shown import Shown, Who
from nnviz.training.derived import Derived
from nnviz.training.experiment import Experiment
from nnviz.training.measures import MetricsTable
from nnviz.training.samples import sample_of
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer


def rows_of(rows: Sequence[Sequence[float]], *, classes: bool = False) -> Dataset:
    """A data set of these rows, the last number of each what is to come out; all of them train."""
    table = np.array(rows, dtype=float)
    labels = table[:, -1]
    names = tuple(str(n) for n in range(int(labels.max()) + 1)) if classes else ()
    raw = RawData(table[:, :-1], labels.astype(int) if classes else labels, names, whole=True)
    return make_dataset("rows", raw, test_share=0.2, split_seed=0, scale="none")


def run_of(
    dataset: Dataset,
    weights: Mapping[str, Any] | None = None,
    updates: int = 0,
    **settings: Any,
) -> Run:
    """A run on these data, from those start weights, after so many updates."""
    usual = {"layers": (), "loss": "mse", "learning_rate": 0.1, "optimizer": "sgd", "batch_size": None}
    experiment = Experiment(**{**usual, "epochs": 100, "dtype": "float64", **settings})
    trainer, timeline = Trainer(experiment, dataset), Timeline()
    if weights:
        trainer.load_weights({name: np.array(value, dtype=float) for name, value in weights.items()})
    timeline.append_metrics(MetricsTable.of([trainer.metrics]))
    timeline.keep(trainer.snapshot())
    for _ in range(updates):
        trainer.advance()
        timeline.append_metrics(MetricsTable.of([trainer.metrics]))
        timeline.keep(trainer.snapshot())
    return Run("A", "A", 0, experiment, timeline, trainer.snapshot(), dataset, read_for=experiment)


def moment_of(run: Run, sample: int | None = 0) -> Shown:
    """The newest moment of a run, with that training row sent through it."""
    snapshot, dataset = run.snapshot, run.dataset
    assert snapshot is not None
    assert dataset is not None
    derived = Derived(snapshot, dataset)
    sent = None if sample is None else sample_of(dataset, "train", sample)
    return Shown(
        who=Who.of(run),
        reading=False,
        timeline=run.timeline,
        dataset=dataset,
        experiment=run.experiment,
        derived=derived,
        snapshot=derived.probed(sent),
        sample=sent,
        cursor=None,
        newest=snapshot.epoch,
        exact=True,
        networks=(derived.probed(sent),),
        grown=run.timeline.grown,
    )


def told_of(
    *views: str, allow: Sequence[str] = (), predict: Predict | None = None, lesson: Lesson | None = None,
    answers: Mapping[str, Any] | None = None, **show: Any,
) -> StepShown:  # fmt: skip
    """A step that shows these views; ``answers`` is what of a StepShown is not the step."""
    asked = Asked(allow=tuple(allow))
    step = Step(
        key="step", title="A step", kind="look", line=1, runs=(asked,), predict=predict,
        show=Show(views=views or ("network",), **show),
    )  # fmt: skip
    lesson = lesson or Lesson(id="made-up", title="A lesson", steps=(step,))
    phase = "revealed" if predict is None else "ask"
    usual = {"lesson": lesson, "place": 0, "step": step, "phase": phase, "question": predict}
    return StepShown(**{**usual, **(answers or {})})


def opened(run: Run) -> Session:
    """A Session that has this run alone, as a lesson opens it; to be shut down."""
    session = Session()
    session.runs.open([run], run.letter)
    return session
