"""A Session as a Project to be saved, and a Project that was read as the state of a Session."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from nnviz.data import Dataset
from nnviz.drawing.attention.looking_at import LookingAt
from nnviz.drawing.sequences.reads import Reads, typed, typed_text
from nnviz.files.project import Drawing, Project, SavedRun, read_project
from nnviz.said import translate
from nnviz.session.desk import Desk
from nnviz.session.history import GHOSTS
from nnviz.session.run import Run
from nnviz.session.runs import Runs
from nnviz.session.training import Training
from nnviz.training.augmentation import learned_count
from nnviz.training.changes import same_data
from nnviz.training.experiment import Experiment
from nnviz.training.kernel_gradient import KernelWeight
from nnviz.training.measures import MetricsTable
from nnviz.training.outputs import output_layer
from nnviz.training.places import Place
from nnviz.training.samples import sample_of, written_sample
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Diverged, Trainer

SPEED = (0.1, 1e6)
_Counted = TypeVar("_Counted", KernelWeight, Place)


def project_of(
    runs: Runs, training: Training, desk: Desk, view: Mapping[str, Any], drawing: Drawing | None
) -> Project:
    """All that is kept of the Session and of what is looked at, as it is now: frozen, and quickly made.

    ``view`` and ``drawing`` are the window's part.
    """
    sample = desk.sample
    own: dict[str, Any] = {
        "speed": None if math.isinf(training.speed) else training.speed,
        "step_unit": desk.step_unit,
        "reading": desk.reading,
    }
    if sample is not None and sample.source in ("test", "train") and not sample.copy:
        own["sample"] = {"source": sample.source, "index": sample.index}
    elif sample is not None and sample.source == "written" and sample.dataset and sample.dataset.symbols:
        values = sample.features.reshape(sample.dataset.feature_shape)
        own["sample"] = {"source": "written", "text": typed_text(Reads(values, sample.dataset.symbols))}
    elif sample is not None and sample.source == "written" and sample.dataset and not sample.missing:
        own["sample"] = {"source": "written", "values": sample.dataset.raw(sample.features).tolist()}
    if (at := desk.looking) is not None:
        own["looking"] = [at.block, at.head, at.query, *([] if at.wished is None else [at.wished])]
    if desk.as_diagram:
        own["diagram"] = True
    if desk.learner:
        own["learner"] = True
    micro = desk.micro
    if asked := (micro.kernel if micro is not None else None) or desk.asked:
        own["asked"] = list(astuple(asked))
    if micro is not None and micro.spot is not None:
        own["place"] = list(astuple(micro.spot))
    return Project(
        runs=tuple(_saved(run) for run in runs.all),
        current=runs.current.letter,
        cursor=desk.cursor,
        ghosts=tuple(ghost.until() for ghost in runs.ghosts),
        drawing=drawing,
        view={**own, **view},
    )


def _saved(run: Run) -> SavedRun:
    timeline = run.timeline.until() if run.begun else _beginning(run)
    newest, diverged = timeline.newest, run.diverged
    between = run.snapshot
    # While it trains, epochs may be held that come after the moment that was shown last.
    shown = newest and between and (newest.parameters is between.parameters or between.step < newest.step)
    if not run.begun or shown:
        between = None
    return SavedRun(
        letter=run.letter,
        name=run.name,
        colour=run.colour,
        experiment=run.experiment,
        timeline=timeline,
        snapshot=between,
        diverged=(diverged.step, diverged.epoch, diverged.why) if diverged else None,
        parent=run.parent,
        source=run.source,
    )


def _beginning(run: Run) -> Timeline:
    """What a run that was left before it was there begins with: epoch 0, with every weight that fits kept.

    Empty where none are kept: its seed says what it begins with.
    """
    timeline = Timeline()
    if run.kept is not None:
        try:
            trainer = Trainer(run.experiment, run.dataset, keep_fitting=run.kept)
        except ValueError:  # which the run's thread says when the run is the current one
            return timeline
        timeline.append_metrics(MetricsTable.of((trainer.metrics,)))
        timeline.keep(trainer.snapshot())
    return timeline


def read_runs(path: Path) -> tuple[Project, tuple[Run, ...]]:
    """The project of a file with its runs, as ``runs_of``. Raises ``ValueError`` with one sentence."""
    project = read_project(path)
    try:
        return project, runs_of(project)
    except ValueError as sentence:
        raise ValueError(
            translate("Session", "“{path}” cannot be opened: {sentence}").format(path=path, sentence=sentence)
        ) from None


def runs_of(project: Project) -> tuple[Run, ...]:
    """The runs, each with its data set where that can be read; to be made in the background.

    Raises ``ValueError`` with one sentence if a run does not fit its data set.
    """
    runs: list[Run] = []
    datasets: list[tuple[Experiment, Dataset | None]] = []
    for saved in project.runs:
        if saved.source.data is not None:
            runs.append(_run(saved, saved.source.data))
            continue
        known = [dataset for experiment, dataset in datasets if same_data(experiment, saved.experiment)]
        if not known:
            known = [_dataset(saved.experiment)]
            datasets.append((saved.experiment, known[0]))
        runs.append(_run(saved, known[0]))
    return tuple(runs)


def _dataset(experiment: Experiment) -> Dataset | None:
    try:
        return experiment.dataset()
    except ValueError:  # which the run's thread says when the run is the current one
        return None


def _run(saved: SavedRun, dataset: Dataset | None) -> Run:
    newest = saved.snapshot or saved.timeline.newest
    if dataset is not None and newest is not None and saved.source.data is None:
        needed = dataset.input_size, newest.layers[-1].units
        if newest.ends.learns_labels:
            needed = dataset.input_size, output_layer(dataset, saved.experiment.loss).units
        sizes = newest.input_size, newest.layers[-1].units
        if not newest.takes(dataset) or (newest.ends.learns_labels and sizes != needed):
            raise ValueError(
                translate(
                    "Session",
                    "Run {name} has {inputs} inputs and {outputs} outputs, and its data need {needed} and "
                    "{units}.",
                ).format(
                    name=saved.name,
                    inputs=sizes[0],
                    outputs=sizes[1],
                    needed=needed[0],
                    units=needed[1],
                )
            )
        samples = learned_count(saved.experiment, dataset)
        if max(newest.position, _largest_batch(saved)) > samples:
            raise ValueError(
                translate(
                    "Session", "Run {name} has been trained on more samples than its data have."
                ).format(name=saved.name)
            )
    return Run(
        saved.letter,
        saved.name,
        saved.colour,
        saved.experiment,
        timeline=saved.timeline,
        snapshot=newest,
        dataset=dataset,
        read_for=saved.experiment if dataset is not None else None,
        diverged=Diverged(*saved.diverged, newest) if saved.diverged and newest else None,
        parent=saved.parent,
        over=saved.diverged is not None,
        source=saved.source,
    )


def _largest_batch(saved: SavedRun) -> int:
    changed = [change.value for change in saved.timeline.changes if change.name == "batch_size"]
    held = [snapshot.experiment.batch_size for snapshot in saved.snapshots]
    return max(size or 0 for size in (*changed, *held, saved.experiment.batch_size))


def show_project(
    runs: Runs, training: Training, desk: Desk, project: Project, saved: tuple[Run, ...]
) -> None:
    """Let all be as it was when the project was saved, at rest; what cannot be is left as it is."""
    desk.show_reader(False)
    desk.pause()
    runs.open(saved, project.current, tuple(project.ghosts)[-GHOSTS:])
    view = project.view
    speed = view.get("speed", training.speed)
    if speed is None or (_is_number(speed) and SPEED[0] <= speed <= SPEED[1]):
        training.set_speed(math.inf if speed is None else float(speed))
    desk.ask(_counted(KernelWeight, view.get("asked")))
    if (at := _looking(view.get("looking"))) is not None:
        desk.look_from(at)
    desk.show_diagram(view.get("diagram") is True)
    desk.show_learner(view.get("learner") is True)
    desk.micro_steps.begin_at = _counted(Place, view.get("place"))
    if (unit := view.get("step_unit")) in ("epoch", "batch", "micro"):
        desk.set_step_unit(unit)
    show_sample(desk, project)
    if project.cursor is not None:
        desk.look_at(project.cursor)
    if view.get("reading") is True:
        desk.show_reader(True)


def show_sample(desk: Desk, project: Project) -> None:
    """Send the sample of the data set that was shown through the network, where there was one and is, or the
    sequence that somebody wrote."""
    dataset = desk.dataset
    match project.view.get("sample"):
        case {"source": ("test" | "train") as part, "index": int(index)} if dataset is not None:
            features = dataset.test_features if part == "test" else dataset.train_features
            if 0 <= index < len(features):
                desk.set_sample(sample_of(dataset, part, index))
        case {"source": "written", "text": str(text)} if dataset is not None and dataset.symbols:
            try:
                values = typed(text, dataset.symbols, dataset.feature_shape[1])
            except ValueError:  # of other data, or of no file that nnviz wrote
                return
            desk.set_sample(written_sample(dataset, values))
        case {"source": "written", "values": list(numbers)} if dataset is not None and not dataset.symbols:
            if len(numbers) == dataset.input_size and all(map(_is_number, numbers)):
                desk.set_sample(written_sample(dataset, np.array(numbers, np.float32)))


def _counted(kind: type[_Counted], described: Any) -> _Counted | None:
    """A weight or a place, from as many whole numbers as it has; None of anything else."""
    whole = isinstance(described, list) and all(type(one) is int and one >= 0 for one in described)
    return kind(*described) if whole and len(described) == len(fields(kind)) else None


def _looking(described: Any) -> LookingAt | None:
    """A head of attention and the steps, as far as they were chosen; None of anything else."""
    match described:
        case [int(block), int(head), int(query)] if min(described) >= 0:
            return LookingAt(block, head, query)
        case [int(block), int(head), int(query), int(key)] if min(described) >= 0:
            return LookingAt(block, head, query, key, key)
    return None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
