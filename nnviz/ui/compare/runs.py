"""What the compare room asks of a run, and what a run says at an epoch. No Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

from nnviz.data import Dataset
from nnviz.session.values import Sample
from nnviz.training.comparison import Difference, title, what_differs, within_a_sentence
from nnviz.training.divergence import Diverged
from nnviz.training.experiment import Experiment
from nnviz.training.measures import Metrics
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline


class Run(Protocol):
    """A run as the Session keeps it."""

    @property
    def name(self) -> str: ...

    @property
    def letter(self) -> str: ...

    @property
    def colour(self) -> int: ...

    @property
    def experiment(self) -> Experiment: ...

    @property
    def timeline(self) -> Timeline: ...

    @property
    def snapshot(self) -> Snapshot | None: ...

    @property
    def dataset(self) -> Dataset | None: ...

    @property
    def diverged(self) -> Diverged | None: ...


Runs = Sequence[Run]


def find(runs: Runs, letter: str) -> Run | None:
    """The run with that letter, if there is one."""
    return next((run for run in runs if run.letter == letter), None)


def titles(runs: Runs) -> dict[str, str]:
    """What each run is called: the name that somebody gave it, or else what it does."""
    differences = what_differs([run.experiment for run in runs])
    called = {
        run.letter: title(run.experiment, differences) if run.name == run.letter else run.name for run in runs
    }
    for run in runs:  # what one of several like-named ones has of its own is added
        alike = [other for other in runs if called[other.letter] == called[run.letter]]
        if len(alike) > 1:
            _tell_apart(called, alike, runs, differences)
    return called


def _tell_apart(called: dict[str, str], alike: Runs, runs: Runs, differences: Sequence[Difference]) -> None:
    """Add to titles that are all the same the first thing that is not, else a number."""
    places = [[run.letter for run in runs].index(run.letter) for run in alike]
    for difference in differences:
        values = [difference.values[place] for place in places]
        if len(set(values)) > 1 and not any(value in called[alike[0].letter] for value in values):
            word = within_a_sentence(difference.word)
            for run, value in zip(alike, values, strict=True):
                called[run.letter] += f", {word} {value}"
            break
    seen: dict[str, int] = {}
    for run in alike:
        text = called[run.letter]
        seen[text] = seen.get(text, 0) + 1
        if seen[text] > 1:
            called[run.letter] = f"{text} ({seen[text]})"


def newest_epoch(run: Run) -> int:
    """The last epoch of a run; 0 before there is one."""
    epochs = run.timeline.epochs
    return int(epochs[-1]) if len(epochs) else 0


def metrics_at(run: Run, epoch: int | None) -> Metrics | None:
    """What was measured at ``epoch`` (None: the newest), or at the last evaluation before it."""
    timeline = run.timeline
    row = len(timeline.epochs) - 1
    if epoch is not None:
        row = int(timeline.epochs.searchsorted(epoch, "right")) - 1
    if row < 0:
        return None
    return timeline.metrics.row(row)


def snapshot_at(run: Run, epoch: int | None) -> Snapshot | None:
    """The network of a run at ``epoch`` (None: the newest), or at the nearest epoch that is held."""
    newest = run.snapshot or run.timeline.newest
    if epoch is None:
        return newest
    return run.timeline.exact(epoch) or run.timeline.nearest(epoch) or newest


def probed(snapshot: Snapshot, sample: Sample | None) -> Snapshot:
    """The same moment with the sample sent through it; without where the network does not take it."""
    if sample is None:
        return snapshot
    known = snapshot.probe
    if known is not None and known.inputs is sample.features and known.label == sample.label:
        return snapshot
    try:
        return snapshot.probed(sample.features, sample.label)
    except ValueError:
        return snapshot


def broke_to(run: Run) -> str:
    """What the loss of a broken run has become: "∞" or "NaN"; "" for a run that did not break."""
    return "" if run.diverged is None else run.diverged.became


def broke_at(run: Run, dataset: Dataset | None) -> float:
    """Where on the axis of epochs a run broke; NaN for one that did not."""
    event = run.diverged
    if event is None:
        return math.nan
    good, size = event.last_good, run.experiment.batch_size
    samples = size or 1 if dataset is None else len(dataset.train_labels)
    per_epoch = good.step / good.epoch if good.epoch else math.ceil(samples / (size or samples))
    return good.epoch + min(1.0, (event.step - good.step) / max(1.0, per_epoch))


def sound(runs: Runs) -> list[Run]:
    """The runs that have a network and did not break; where there are none, those with a network."""
    alive = [run for run in runs if snapshot_at(run, None) is not None]
    return [run for run in alive if run.diverged is None] or alive


def pair_of(runs: Runs, current: str, chosen: tuple[str, str] | None) -> tuple[str, str] | None:
    """The letters of the two runs to lay side by side: those chosen, if both are there, else two sound ones.

    Of these the current run is one, if it is sound. None for fewer than two runs with a network.
    """
    able = [run.letter for run in runs if snapshot_at(run, None) is not None]
    if chosen is not None and chosen[0] in able and chosen[1] in able:
        return chosen
    if len(able) < 2:
        return None
    best = [run.letter for run in sound(runs)]
    best += [letter for letter in able if letter not in best]
    first = [current] if current in [run.letter for run in sound(runs)] else []
    two = (first + [letter for letter in best if letter not in first])[:2]
    return tuple(sorted(two, key=able.index))  # type: ignore[return-value]
