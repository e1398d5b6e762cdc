"""What each run of a comparison is at the playhead, and what it is called there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PySide6.QtCore import QCoreApplication

from nnviz.data import DATASETS, Dataset
from nnviz.drawing import numbers
from nnviz.drawing.plots.along import Along, By
from nnviz.drawing.plots.run_scene import EPOCHS
from nnviz.drawing.plots.scene import main_of
from nnviz.session.run import Run
from nnviz.session.sentences import capital, told
from nnviz.session.shown import Shown
from nnviz.training.agreement import shared_test
from nnviz.training.augmentation import learned_count
from nnviz.training.changes import same_data
from nnviz.training.comparison import titles as titles_of
from nnviz.training.derived import Derived, Moments
from nnviz.training.divergence import Diverged
from nnviz.training.experiment import Experiment
from nnviz.training.measures import Kinds, Metric, Metrics
from nnviz.training.samples import Sample, fitted
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline

translate = QCoreApplication.translate


@dataclass(frozen=True, eq=False)
class RunAt:
    """A run with its network at the playhead, in the data that it learned.

    ``epoch`` is where the playhead stands (None: at each run's newest). ``derived`` is the moment there, or
    the nearest that is held, None before there is a network. ``sample`` is the one looked at as this run's
    data have it, None where it is no sample of theirs.
    """

    letter: str
    name: str
    colour: int
    experiment: Experiment
    timeline: Timeline
    diverged: Diverged | None
    dataset: Dataset | None
    epoch: int | None
    derived: Derived | None
    newest: int
    sample: Sample | None
    seconds: float = math.nan  # of computing that an epoch took on this computer; NaN: not known

    @property
    def moment(self) -> Snapshot | None:
        """The network that is shown."""
        return None if self.derived is None else self.derived.snapshot

    @cached_property
    def snapshot(self) -> Snapshot | None:
        """The network that is shown, with the sample sent through it."""
        return None if self.derived is None else self.derived.probed(self.sample)

    @cached_property
    def metrics(self) -> Metrics | None:
        """What the network shown measures; of a run that has none to show, what was measured up to there."""
        if self.derived is not None:
            return self.derived.metrics
        wanted = self.newest if self.epoch is None else self.epoch
        row = int(self.timeline.epochs.searchsorted(wanted, "right")) - 1
        return self.timeline.metrics.row(row) if row >= 0 else None

    @property
    def now(self) -> tuple[float, Metrics] | None:
        """Where on the axis of epochs that is, and its metrics; None where the run had ended by then."""
        metrics, derived = self.metrics, self.derived
        if metrics is None or derived is None or (self.epoch is not None and self.epoch > self.newest):
            return None
        moment, whole = derived.snapshot, learned_count(derived.snapshot.experiment, derived.dataset)
        return metrics.epoch + (moment.position / whole if moment.epoch == metrics.epoch else 0.0), metrics

    def along(self, by: By) -> Along | None:
        """Where its epochs stand on such an axis; None where that is not known."""
        if by == "epochs":
            return EPOCHS
        if by == "seconds":
            return Along.evenly(self.seconds) if self.seconds > 0 else None
        held = [(s.epoch, s.step) for s in self.timeline.snapshots.values() if s.whole]
        newest = self.timeline.newest
        if len(held) < 2 and newest is not None and self.dataset is not None:
            size = self.experiment.batch_size or learned_count(self.experiment, self.dataset)
            each = math.ceil(learned_count(self.experiment, self.dataset) / size)
            return Along.evenly(each)
        if len(held) < 2:
            return None
        epochs, steps = (np.array(values, np.float64) for values in zip(*sorted(held), strict=True))
        return Along(epochs, steps)

    @property
    def kinds(self) -> Kinds:
        """What its objective measures."""
        return self.experiment.kinds

    @property
    def regression(self) -> bool:
        """Whether it learns values, not classes."""
        return self.experiment.kind == "regression"


Runs = Sequence[RunAt]


def runs_at(
    runs: Sequence[Run],
    epoch: int | None,
    moments: Moments,
    sample: Sample | None = None,
    shown: Shown | None = None,
) -> tuple[RunAt, ...]:
    """The runs at ``epoch``; that of ``shown`` at the very moment that is shown."""
    found = []
    for run in runs:
        newest = run.snapshot or run.timeline.newest
        dataset, derived = run.dataset or _read_for(run, runs), None
        if shown is not None and shown.timeline is run.timeline:
            dataset, derived = shown.dataset, shown.derived
        elif dataset is not None and newest is not None:
            held = _held(run.timeline, newest, epoch)
            player = 0 if shown is None or len(held.players) < 2 else shown.player
            derived = moments.of(held, dataset, player) if held.takes(dataset) else None
        found.append(
            RunAt(
                letter=run.letter,
                name=run.name,
                colour=run.colour,
                experiment=run.experiment,
                timeline=run.timeline,
                diverged=run.diverged,
                dataset=dataset,
                epoch=epoch,
                derived=derived,
                newest=0 if newest is None else newest.epoch,
                sample=None if sample is None else fitted(sample, dataset),
                seconds=run.seconds_an_epoch,
            )
        )
    return tuple(found)


def _held(timeline: Timeline, newest: Snapshot, epoch: int | None) -> Snapshot:
    """The network at ``epoch`` (None: the newest), or at the nearest epoch that is held."""
    if epoch is None or newest.epoch <= epoch:
        return newest
    return timeline.exact(epoch) or timeline.nearest(epoch) or newest


def _read_for(run: Run, runs: Sequence[Run]) -> Dataset | None:
    """The data of a run that has lost them, from another that learns the same."""
    return next((r.dataset for r in runs if r.dataset and same_data(r.experiment, run.experiment)), None)


def find(runs: Runs, letter: str) -> RunAt | None:
    """The run with that letter, if there is one."""
    return next((run for run in runs if run.letter == letter), None)


def titles(runs: Runs) -> dict[str, str]:
    """What each run is called, by letter: the name that somebody gave it, or else what it does."""
    names = ["" if run.name == run.letter else run.name for run in runs]
    called = titles_of(names, [run.experiment for run in runs])
    return {
        run.letter: told(title) if own else capital(title)
        for run, own, title in zip(runs, names, called, strict=True)
    }


def at_moment(run: RunAt) -> str:
    """Which moment the network shown is: "epoch 96"; "epoch 104, after 3 updates" within that one."""
    moment = run.moment
    if moment is None:
        return ""
    if not moment.position:
        return translate("Compare", "epoch {epoch}").format(epoch=moment.epoch)
    updates = _updates(run.timeline, moment)
    text = translate("Compare", "epoch {epoch}, after {updates} updates")
    if updates == 1:
        text = translate("Compare", "epoch {epoch}, after one update")
    return text.format(epoch=moment.epoch + 1, updates=updates)


def _updates(timeline: Timeline, moment: Snapshot) -> int:
    """How many updates of the epoch in progress have been made."""
    began = timeline.exact(moment.epoch)
    if began is not None and began.whole:
        return moment.step - began.step
    return math.ceil(moment.position / (moment.experiment.batch_size or moment.position))


def when(run: RunAt) -> str:
    """Which moment the network shown is, and why that one, where it is not the playhead's; else ""."""
    moment = run.moment
    if moment is None or (run.epoch == moment.epoch and not moment.position):
        return ""
    if moment.position or run.epoch is None:
        return at_moment(run)
    if run.epoch < moment.epoch or moment.epoch < run.newest:
        text = translate("Compare", "epoch {epoch}, the nearest kept")
    elif run.diverged is not None:
        text = translate("Compare", "epoch {epoch}, before it broke")
    else:
        text = translate("Compare", "epoch {epoch}, its last")
    return text.format(epoch=moment.epoch)


def true_value(run: RunAt) -> float | None:
    """What a regression should say of the sample, the mean where it says several values; None: not known."""
    dataset, sample = run.dataset, run.sample
    if dataset is None or sample is None or sample.index is None or sample.from_person:
        return None
    labels = dataset.test_labels if sample.source == "test" else dataset.train_labels
    return float(labels[sample.index].mean()) if sample.index < len(labels) else None


def shared_plots(runs: Runs) -> dict[str, tuple[Metric, ...]]:
    """The plots that all runs have, by their names: of each the metrics that stand for the runs there."""
    kinds = [run.kinds.plots for run in runs]
    names = [name for name in (kinds[0] if kinds else ()) if all(name in plots for plots in kinds)]
    return {name: tuple(main_of(plots[name]) for plots in kinds) for name in names}


def same_test(runs: Runs) -> bool:
    """Whether all runs are tested on the very same samples, so that their numbers can be compared."""
    data = [run.dataset for run in runs if run.dataset is not None]
    return all(shared_test(data[0], other).common == "all" for other in data[1:])


def without_data(run: RunAt) -> bool:
    """Whether nothing can be measured of it: it was imported, and has no data yet."""
    samples = 0 if run.dataset is None else len(run.dataset.test_labels)
    return DATASETS[run.experiment.data].unchosen and not samples


def broke_to(run: RunAt) -> str:
    """What the loss of a broken run has become: "∞" or "NaN"; "" for a run that did not break."""
    return "" if run.diverged is None else run.diverged.became


def broke_at(run: RunAt) -> float:
    """Where on the axis of epochs a run broke; NaN for one that did not."""
    samples = None if run.dataset is None else len(run.dataset.train_labels)
    return math.nan if run.diverged is None else run.diverged.place(run.experiment.batch_size, samples)


def pair_of(runs: Runs, current: str, chosen: tuple[str, str] | None) -> tuple[str, str] | None:
    """The letters of the two runs to lay side by side: those chosen, if both are there, else two sound ones.

    Of these the current run is one, if it is sound. None for fewer than two runs with a network.
    """
    able = [run for run in runs if run.moment is not None]
    letters = [run.letter for run in able]
    if chosen is not None and set(chosen) <= set(letters):
        return chosen
    if len(able) < 2:
        return None
    best = sorted(able, key=lambda run: (run.diverged is not None, run.letter != current))
    one, other = sorted((run.letter for run in best[:2]), key=letters.index)
    return one, other


def goal_text(metrics: Metrics) -> str:
    """How good a network is in the plainest way: “within 3 sigma 96 %”."""
    if not metrics.kinds.told:
        return ""
    kind = metrics.kinds.told[0]
    value = metrics[kind.name]
    number = numbers.percent(value) if kind.unit == "share" else numbers.fitted(value, 2)
    return f"{told(kind.short)} {number}"
