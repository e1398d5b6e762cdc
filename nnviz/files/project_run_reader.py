"""Reads a run of a project file: its entries first, then a look through its arrays, then the Timeline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from nnviz.engine import OPTIMIZERS
from nnviz.engine.layers import Layer, built
from nnviz.files.arrays import DamagedError
from nnviz.files.project_archive import Archive, not_finite
from nnviz.files.project_changes import (
    EDIT_COLUMNS,
    MOST_CHANGES,
    MOST_SETTINGS,
    bad_edits,
    read_changes,
)
from nnviz.files.project_runs import SavedRun, generator_state
from nnviz.files.project_text import Entries
from nnviz.training.edits import Change
from nnviz.training.experiment import Experiment
from nnviz.training.measures import Kinds, Metrics, MetricsTable
from nnviz.training.objectives import OBJECTIVES
from nnviz.training.player import Ends, PlayerState, make_network
from nnviz.training.snapshot import (
    LayerState,
    LayerStatistics,
    Snapshot,
    layer_states,
)
from nnviz.training.timeline import Mark, MarkKind, Timeline

Array = NDArray[Any]

MOST_SNAPSHOTS = 5_000  # a Timeline thins out above 500, but keeps those where the run began anew
MOST_EPOCHS = 10_000_000
_MOST_STEPS = 2**53
_MOST_MARKS = 10_000


class RunReader:
    """One run of a project file. ``check`` comes before ``read``; all raise ``DamagedError``."""

    def __init__(self, values: Any, prefix: str, experiments: Sequence[Experiment]) -> None:
        self._prefix, self._experiments = prefix, experiments
        with Entries(values, "a run") as entries:
            self.letter = entries.text("letter", 3)
            self._name = entries.text("name", 100)
            self._colour = entries.whole("colour", 0, 1000)
            self._experiment = experiments[entries.whole("experiment", 0, len(experiments) - 1)]
            self._inputs = entries.whole("inputs", 0, 100_000)
            self._outputs = entries.whole("outputs", 0, 100_000)
            self._epochs = entries.whole("epochs", 0, MOST_EPOCHS + 1)
            self._count = entries.whole("snapshots", 0, MOST_SNAPSHOTS)
            self._between = entries.flag("between")
            self._stride = entries.whole("stride", 1, 2**30)
            self._begins = [_epoch(entries, begun) for begun in entries.items("begins", MOST_SNAPSHOTS)]
            self._marks = [_mark(entries, mark) for mark in entries.items("marks", _MOST_MARKS)]
            self._edits = entries.whole("edits", 0, MOST_CHANGES)
            self._settings = entries.items("changes", MOST_SETTINGS)
            self._diverged = entries.optional("diverged", lambda key: _diverged(entries, key))
            self.parent = entries.optional("parent", lambda key: _parent(entries, key))
        if not bool(self._inputs) == bool(self._outputs) == bool(self._count) >= self._between:
            raise DamagedError("its text and its arrays do not go together")

    # ---- looking through
    def check(self, archive: Archive) -> None:
        """Look through all arrays of the run, so that ``read`` meets nothing that cannot be."""
        archive.check(self._array("metrics"), (self._epochs, 5), "f8", Rising())
        if self._edits or self._settings:
            archive.check(self._array("edits"), (self._edits, EDIT_COLUMNS), "f8", bad_edits)
        if self._count:
            self._check_snapshots(archive)
        elif self._begins or self._diverged or self._edits or self._settings:
            raise DamagedError("its text and its arrays do not go together")

    def _check_snapshots(self, archive: Archive) -> None:
        count, dtype = self._count, self._experiment.dtype
        archive.check(self._array("moments"), (count, 6), "i8")
        archive.check(self._array("scores"), (count, 10), "f8", _bad_epochs)
        archive.check(self._array("order"), (count, 6), "u8", _bad_states)
        self._moments = archive.array(self._array("moments"))
        self._check_moments()
        self._check_structure()
        layers = self._layers()
        size = sum(layer.parameter_count for layer in layers)
        units = sum(layer.output_shape[0] for layer in layers if layer.spec.weighted)
        running = sum(layer.statistic_count for layer in layers)
        if self._masked:
            archive.check(self._array("masks"), (count, 6), "u8", _bad_states)
        archive.check(self._array("cut"), (sum(self._cut_counts),), "f8", not_finite)
        archive.check(self._array("parameters"), (count, size), dtype, not_finite)
        archive.check(self._array("running"), (count, running), dtype)
        self._check_variances(archive, layers)
        archive.check(self._array("statistics"), (count, 3, units), dtype)
        for name in self._memory:
            archive.check(self._array(f"memory-{name}"), (count, size), dtype)

    @property
    def _measured(self) -> Kinds:
        return OBJECTIVES[self._experiment.objective].measured[self._experiment.kind]

    def _array(self, name: str) -> str:
        return f"{self._prefix}-{name}"

    def _check_moments(self) -> None:
        """Whole numbers that can be; epochs rise, but for the last where it is between two."""
        moments = self._moments
        rising = moments[: self._count - self._between, 0]
        if (moments < 0).any() or (moments >= _MOST_STEPS).any() or (moments[:, 0] > MOST_EPOCHS).any():
            raise DamagedError("it has numbers of steps that cannot be")
        if (np.diff(rising) <= 0).any() or moments[-1, 0] < rising.max(initial=0):
            raise DamagedError("it has epochs that do not rise")
        if (moments[:, 5] >= len(self._experiments)).any():
            raise DamagedError("its text and its arrays do not go together")

    def _check_variances(self, archive: Archive, layers: Sequence[Layer]) -> None:
        names = np.array([p.name for layer in layers for p in layer.statistics for _ in range(p.size)])
        running = archive.array(self._array("running"))
        if (running[:, names == "variance"] < 0).any():
            raise DamagedError("it has a variance below 0")

    def _check_structure(self) -> None:
        """All snapshots of a run are of one network and one optimiser, and of epochs that it had."""
        used = [self._experiments[number] for number in np.unique(self._moments[:, 5]).tolist()]
        self._first = used[0]
        if any(_structure(other) != _structure(used[0]) for other in (*used, self._experiment)):
            raise DamagedError("the snapshots of a run are of different networks")
        self._cut_counts = [len(self._experiments[number].cut) for number in self._moments[:, 5].tolist()]
        if not set(self._begins) <= set(self._moments[: self._count - self._between, 0].tolist()):
            raise DamagedError("a run begins where it has no snapshot")
        self._masked = any(layer.draws for layer in self._layers())
        self._memory = OPTIMIZERS[used[0].optimizer].vectors
        shapes = self._shapes = [layer.edges for layer in self._layers() if layer.spec.weighted]
        for layer, source, unit in {edge for one in (*used, self._experiment) for edge in one.cut}:
            if source >= shapes[layer][0] or unit >= shapes[layer][1]:
                raise DamagedError("it has a cut edge that is not there")

    def _layers(self) -> tuple[Layer, ...]:
        """The network's layers, without memory for their weights."""
        return built((self._inputs,), (*self._first.layers, self._ends.last))

    @property
    def _ends(self) -> Ends:
        return OBJECTIVES[self._first.objective].ends(self._first, 0, self._inputs, self._outputs)

    # ---- reading
    def read(self, archive: Archive) -> SavedRun:
        """The run."""
        snapshots = [*self._snapshots(archive)] if self._count else []
        changes: tuple[Change, ...] = ()
        if self._edits or self._settings:
            table = archive.array(self._array("edits"))
            changes = read_changes(self._settings, table, self._experiment, self._shapes)
        newest = snapshots.pop() if self._between else None
        timeline = Timeline.restored(
            MetricsTable(self._measured, archive.array(self._array("metrics"))),
            snapshots,
            begins=self._begins,
            stride=self._stride,
            changes=changes,
            marks=self._marks,
        )
        return SavedRun(
            letter=self.letter,
            name=self._name,
            colour=self._colour,
            experiment=self._experiment,
            timeline=timeline,
            snapshot=newest,
            diverged=self._diverged,
            parent=self.parent,
        )

    def _snapshots(self, archive: Archive) -> Iterator[Snapshot]:
        def rows(name: str) -> list[Array]:
            return archive.rows(self._array(name))

        network = make_network(self._first, self._ends)
        masks = rows("masks") if self._masked else None
        memory = {name: rows(f"memory-{name}") for name in self._memory}
        weights = archive.array(self._array("cut")).tolist()
        ends = np.cumsum([0, *self._cut_counts]).tolist()
        parts = (rows(name) for name in ("parameters", "running", "statistics", "order", "scores"))
        for i, (parameters, running, statistics, order, scores) in enumerate(zip(*parts, strict=True)):
            epoch, step, position, changes, steps, experiment = self._moments[i].tolist()
            layers = layer_states(network, parameters)
            drawn = {} if masks is None else {"masks": generator_state(masks[i])}
            player = PlayerState(
                ends=self._ends,
                parameters=parameters,
                running=running,
                optimizer_state={"steps": steps, **{name: memory[name][i] for name in memory}},
                cut_weights=tuple(weights[ends[i] : ends[i + 1]]),
            )
            yield Snapshot(
                epoch=epoch,
                step=step,
                position=position,
                changes=changes,
                metrics=Metrics(int(scores[0]), self._measured, tuple(scores[1:5].tolist())),
                best=Metrics(int(scores[5]), self._measured, tuple(scores[6:].tolist())),
                players=(player,),
                generators={"order": generator_state(order), **drawn},
                experiment=self._experiments[experiment],
                layers=layers,
                statistics=_statistics(layers, statistics),
            )


def _statistics(layers: Sequence[LayerState], rows: Array) -> tuple[LayerStatistics, ...]:
    ends = np.cumsum([layer.units for layer in layers])[:-1]
    return tuple(
        LayerStatistics(*parts) for parts in zip(*(np.split(row, ends) for row in rows), strict=True)
    )


def _structure(experiment: Experiment) -> tuple[object, ...]:
    """What the shapes of a snapshot's arrays, and what they mean, depend on."""
    return experiment.layers, experiment.loss, experiment.kind, experiment.optimizer, experiment.dtype


class Rising:
    """Finds what is wrong with rows whose first column must be whole numbers that rise."""

    def __init__(self) -> None:
        self._last = -1.0

    def __call__(self, rows: Array) -> str:
        epochs = rows[:, 0]
        whole = (epochs <= MOST_EPOCHS) & (epochs >= 0) & (epochs == np.floor(epochs))
        if not whole.all() or not (np.diff(epochs, prepend=self._last) > 0).all():
            return "has epochs that do not rise"
        self._last = epochs[-1]
        return ""


def _bad_epochs(scores: Array) -> str:
    epochs = scores[:, [0, 5]]
    whole = (epochs >= 0) & (epochs <= MOST_EPOCHS) & (epochs == np.floor(epochs))
    return "" if whole.all() else "has epochs that cannot be"


def _bad_states(states: Array) -> str:
    good = (states[:, 3] % 2 == 1) & (states[:, 4] <= 1) & (states[:, 5] < 2**32)
    return "" if good.all() else "has states that no generator is in"


def _epoch(entries: Entries, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_EPOCHS:
        raise entries.wrong("begins")
    return value


def _mark(entries: Entries, value: Any) -> Mark:
    match value:
        case [int(epoch), str(text), str(kind)] if (
            0 <= epoch <= MOST_EPOCHS
            and len(text) <= 200
            and text.isprintable()
            and kind in get_args(MarkKind)
        ):
            return Mark(epoch, text, kind)  # type: ignore[arg-type]
    raise entries.wrong("marks")


def _diverged(entries: Entries, key: str) -> tuple[int, int, str]:
    match entries.items(key, 3):
        case [int(step), int(epoch), str(why)] if (
            0 <= step < _MOST_STEPS
            and 0 <= epoch <= MOST_EPOCHS + 1
            and len(why) <= 200
            and why.isprintable()
        ):
            return step, epoch, why
    raise entries.wrong(key)


def _parent(entries: Entries, key: str) -> tuple[str, int]:
    match entries.items(key, 2):
        case [str(letter), int(epoch)] if len(letter) <= 3 and 0 <= epoch <= MOST_EPOCHS:
            return letter, epoch
    raise entries.wrong(key)
