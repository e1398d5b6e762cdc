"""Which runs can race, over which two numbers of the network, and what each is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from nnviz.data import Dataset
from nnviz.engine import Network
from nnviz.engine.optimizers import OPTIMIZERS
from nnviz.lessons.named import Named, read_named
from nnviz.said import Sentence, joined, translate
from nnviz.training.experiment import Experiment
from nnviz.training.race import Number, number_of, numbers_of
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline
from nnviz.ui.race.running import Course


class Runner(Protocol):
    """A run, or a run at a moment: what a race takes of it."""

    @property
    def letter(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def colour(self) -> int: ...
    @property
    def experiment(self) -> Experiment: ...
    @property
    def timeline(self) -> Timeline: ...
    @property
    def dataset(self) -> Dataset | None: ...


@dataclass(frozen=True)
class Starter:
    """A run that races: its letter, what it is called, and the number of its colour."""

    letter: str
    title: str
    colour: int


@dataclass(frozen=True, eq=False)
class Field:
    """Those who race and on which ``course``; without one, or where some are left out, ``note`` says why."""

    course: Course | None
    starters: tuple[Starter, ...] = ()
    note: str = ""


def field_of(runs: Sequence[Runner], of: str = "") -> Field:
    """All of ``runs`` that learn as the first one does; ``of`` names two numbers of the network."""
    first = next((run for run in runs if run.dataset is not None and _start(run) is not None), None)
    if first is None:
        return Field(None, note=translate("Race", "No run has begun yet."))
    start, dataset = _start(first), first.dataset
    assert start is not None
    assert dataset is not None
    if len(start.players) > 1 or not start.ends.learns_samples:
        return Field(None, note=translate("Race", "What these networks learn has no loss to be drawn over."))
    racing = [run for run in runs if _like(run, first)]
    left = [run.letter for run in runs if not _like(run, first)]
    try:
        two = _two(start, dataset, of)
    except ValueError as sentence:
        return Field(None, note=str(sentence))
    notes: list[str] = []
    if left:
        text = translate("Race", "Not in this race, having other data, another network or loss: {letters}.")
        notes.append(text.format(letters=", ".join(left)))
    if _network_of(start).size - len(start.experiment.networks[0].cut) > 2:
        text = translate("Race", "The lines are the loss with all other weights as at the start.")
        notes.append(text)
    starters = tuple(Starter(run.letter, _title(run, dataset), run.colour) for run in racing)
    experiments: Mapping[str, Experiment] = {run.letter: run.experiment for run in racing}
    course = Course(experiments=experiments, dataset=dataset, start=start, two=two)
    return Field(course, starters, joined(notes) if notes else "")


@lru_cache(maxsize=2)
def _network_of(start: Snapshot) -> Network:
    """Asked for with every epoch that is trained, of the same moment."""
    return start.network()


def _start(run: Runner) -> Snapshot | None:
    return next(iter(run.timeline.snapshots.values()), None)


def _like(run: Runner, first: Runner) -> bool:
    """Whether it can run beside: on the same data, with the same network and the same loss."""
    one, other = run.experiment, first.experiment
    return (
        run.dataset is not None
        and run.dataset is first.dataset
        and len(one.networks) == 1
        and one.networks[0].layers == other.networks[0].layers
        and (one.loss, one.objective) == (other.loss, other.objective)
    )


def _two(start: Snapshot, dataset: Dataset, of: str) -> tuple[Number, Number]:
    """The two that are named, else those weights that the loss depends on most at the start."""
    network = _network_of(start)
    parts = [part.strip() for part in of.replace("]", "];").replace(";,", ";").split(";") if part.strip()]
    named = [_number(read_named(part)) for part in parts]
    usual = [] if len(named) > 1 else [number for number in _steepest(start, dataset) if number not in named]
    if len(named) + len(usual) < 2:
        raise ValueError(translate("Race", "A network of a single number has no loss over two."))
    first, second = (*named, *usual)[:2]
    for number in (first, second):
        number_of(network, *number)
    return first, second


@lru_cache(maxsize=2)
def _steepest(start: Snapshot, dataset: Dataset) -> tuple[Number, ...]:
    """The weights with the largest gradients; that of a pixel which is always 0 has none, and never moves."""
    network = start.network()
    wanted = dataset.train_features if start.ends.itself else dataset.train_labels
    network.gradient_step_rows(network.prepare(dataset.train_features, wanted))
    weighing = np.zeros(network.size, dtype=bool)
    for block in network.blocks:
        block.of(weighing)[...] = block.parameter.role == "weight"
    slopes = np.where(weighing, np.abs(network.gradients), -1.0)
    numbers = numbers_of(network)
    return tuple(numbers[place] for place in np.argsort(-slopes, kind="stable")[:3])


def _number(named: Named) -> Number:
    return f"{named.layer}.{named.block}", named.index


def _title(run: Runner, dataset: Dataset) -> str:
    """Its name, else how it learns."""
    if run.name != run.letter:
        return run.name
    experiment = run.experiment
    size, samples = experiment.batch_size, len(dataset.train_labels)
    label: str = OPTIMIZERS[experiment.optimizer].label
    if experiment.optimizer == "sgd":
        whole = size is None or size >= samples
        label = _all() if whole else _one() if size == 1 else _some().format(count=size)
    rate = f"{experiment.learning_rate:g}"
    return translate("Race", "{name}, rate {rate}").format(name=label, rate=rate)


def _all() -> Sentence:
    return translate("Race", "Gradient descent")


def _one() -> Sentence:
    return translate("Race", "SGD, one sample")


def _some() -> Sentence:
    return translate("Race", "Mini-batches of {count}")
