"""Reads a run of a project file: its entries first, then a look through its arrays, then the Timeline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from nnviz.data.npz import DamagedError
from nnviz.files.project_archive import Archive
from nnviz.files.project_changes import MOST_CHANGES, MOST_SETTINGS, bad_edits, edit_columns, read_changes
from nnviz.files.project_players import PlayerReader
from nnviz.files.project_runs import SavedRun, generator_state, names_of
from nnviz.files.project_sources import SourceReader
from nnviz.files.project_text import Entries, is_line
from nnviz.said import translate
from nnviz.training.edits import Change
from nnviz.training.experiment import Experiment
from nnviz.training.marks import Mark, MarkKind
from nnviz.training.measures import Kinds, MetricsTable
from nnviz.training.named_metrics import MOST_NAMED, kinds_named
from nnviz.training.player import make_network
from nnviz.training.run_source import TRAINED
from nnviz.training.snapshot import LayerState, LayerStatistics, Snapshot, layer_states
from nnviz.training.streams import STREAMS
from nnviz.training.timeline import Timeline

Array = NDArray[Any]

MOST_SNAPSHOTS = 5_000  # a Timeline thins out above 500, but keeps those where the run began anew
MOST_EPOCHS = 10_000_000
_MOST_STEPS = 2**53
_LONGEST_NAME = 60  # of a metric
_MOST_MARKS = 10_000


class RunReader:
    """One run of a project file. ``check`` comes before ``read``; all raise ``DamagedError``."""

    def __init__(self, values: Any, prefix: str, experiments: Sequence[Experiment], version: int) -> None:
        self._prefix, self._experiments, self._old = prefix, experiments, version == 1
        with Entries(values, "a run") as entries:
            self.letter = entries.text("letter", 3)
            self._name = entries.name("name", 100)
            self._colour = entries.whole("colour", 0, 1000)
            self._experiment = experiments[entries.whole("experiment", 0, len(experiments) - 1)]
            self._kinds = self._experiment.kinds
            self._elsewhere: list[int] = []
            self._learned_before = 0
            if self._old:
                self._read_old(entries)
            else:
                self._read_new(entries, elsewhere=_is_watched(values))
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
            self._source = SourceReader(entries.take("source"), prefix) if "source" in values else None
        if not bool(self._players) == bool(self._count) >= self._between:
            raise DamagedError(translate("Files", "its text and its arrays do not go together"))

    def _read_old(self, entries: Entries) -> None:
        inputs, outputs = entries.whole("inputs", 0, 100_000), entries.whole("outputs", 0, 100_000)
        if bool(inputs) != bool(outputs):
            raise DamagedError(translate("Files", "its text and its arrays do not go together"))
        # Of a run with changed copies “train” was measured on these too, which is not what it is now.
        self._elsewhere = [
            1 + place
            for place, kind in enumerate(self._kinds)
            if self._experiment.augment and kind.name.startswith("train_")
        ]
        self._players = [PlayerReader.old(inputs, outputs)] if inputs else []
        self._generators = ["order"]

    def _table(self, rows: Array) -> MetricsTable:
        """Rows of metrics, (n, 1 + kinds); NaN where something else was measured than today."""
        if self._elsewhere:
            rows = rows.copy()
            rows[:, self._elsewhere] = np.nan
        return MetricsTable(self._kinds, rows)

    def _read_new(self, entries: Entries, *, elsewhere: bool) -> None:
        described = entries.items("players", len(self._experiment.networks))
        self._players = [PlayerReader.of(place, values) for place, values in enumerate(described)]
        self._generators = entries.items("generators", len(STREAMS))
        if not all(name in STREAMS for name in self._generators) or (
            described and "order" not in self._generators
        ):
            raise entries.wrong(translate("Files", "generators"))
        self._learned_before = entries.whole("learned_before", 0, _MOST_STEPS)
        names = entries.items("metrics", MOST_NAMED if elsewhere else len(self._kinds))
        if elsewhere:  # measured by another program, which has its own names
            if len({*map(str, names)}) < len(names) or not all(map(_is_name, names)):
                raise entries.wrong(translate("Files", "metrics"))
            self._kinds = kinds_named(names)
        elif names not in ([], names_of(self._kinds)):
            raise entries.wrong(translate("Files", "metrics"))
        self._kinds = self._kinds if names else Kinds()

    # ---- looking through
    def check(self, archive: Archive) -> None:
        """Look through all arrays of the run, so that ``read`` meets nothing that cannot be."""
        archive.check(self._array("metrics"), (self._epochs, 1 + len(self._kinds)), "f8", Rising())
        if self._edits or self._settings:
            networks = len(self._experiment.networks)
            archive.check(self._array("edits"), (self._edits, edit_columns(networks)), "f8", bad_edits)
        if self._source is not None:
            self._source.check(archive, self._experiment)
        if self._count:
            self._check_snapshots(archive)
        elif self._begins or self._diverged or self._edits or self._settings:
            raise DamagedError(translate("Files", "its text and its arrays do not go together"))

    def _check_snapshots(self, archive: Archive) -> None:
        count = self._count
        width = 1 + len(self._kinds)
        archive.check(self._array("moments"), (count, 6 if self._old else 5), "i8")
        archive.check(self._array("scores"), (count, 2 * width), "f8", _BadEpochs(width))
        self._moments = archive.array(self._array("moments"))
        self._check_moments()
        used = self._check_structure()
        for player in self._players:
            player.begin(used[0])
        if self._old and any(layer.draws for layer in self._players[0].layers):
            self._generators = ["order", "masks"]
        for name in self._generators:
            archive.check(self._array(name), (count, 6), "u8", _bad_states)
        units = sum(layer.output_shape[0] for layer in self._players[0].layers if layer.spec.weighted)
        archive.check(self._array("statistics"), (count, 3, units), used[0].dtype)
        for player in self._players:
            player.check(archive, self._prefix, [self._experiments[number] for number in self._used])

    def _array(self, name: str) -> str:
        return f"{self._prefix}-{name}"

    def _check_moments(self) -> None:
        """Whole numbers that can be; epochs rise, but for the last where it is between two."""
        moments = self._moments
        rising = moments[: self._count - self._between, 0]
        if (moments < 0).any() or (moments >= _MOST_STEPS).any() or (moments[:, 0] > MOST_EPOCHS).any():
            raise DamagedError(translate("Files", "it has numbers of steps that cannot be"))
        if (np.diff(rising) <= 0).any() or moments[-1, 0] < rising.max(initial=0):
            raise DamagedError(translate("Files", "it has epochs that do not rise"))
        if (moments[:, -1] >= len(self._experiments)).any():
            raise DamagedError(translate("Files", "its text and its arrays do not go together"))

    def _check_structure(self) -> list[Experiment]:
        """The settings of the moments: all are of the same networks, and of epochs that the run had."""
        self._used: list[int] = self._moments[:, -1].tolist()
        used = [self._experiments[number] for number in dict.fromkeys(self._used)]
        if any(_structure(other) != _structure(used[0]) for other in (*used, self._experiment)):
            raise DamagedError(translate("Files", "the snapshots of a run are of different networks"))
        if len(self._players) != len(used[0].networks):
            raise DamagedError(translate("Files", "the networks of a run are others than its settings say"))
        if not set(self._begins) <= set(self._moments[: self._count - self._between, 0].tolist()):
            raise DamagedError(translate("Files", "a run begins where it has no snapshot"))
        return used

    # ---- reading
    def read(self, archive: Archive) -> SavedRun:
        """The run."""
        snapshots = [*self._snapshots(archive)] if self._count else []
        changes: tuple[Change, ...] = ()
        if self._edits or self._settings:
            table = archive.array(self._array("edits"))
            shapes = [player.shapes for player in self._players]
            changes = read_changes(self._settings, table, self._experiment, shapes)
        newest = snapshots.pop() if self._between else None
        timeline = Timeline.restored(
            self._table(archive.array(self._array("metrics"))),
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
            source=TRAINED if self._source is None else self._source.read(archive, self._experiment),
        )

    def _snapshots(self, archive: Archive) -> Iterator[Snapshot]:
        first = self._experiments[self._used[0]]
        network = make_network(first, self._players[0].ends)
        drawn = [archive.rows(self._array(name)) for name in self._generators]
        steps = self._moments[:, 4].tolist() if self._old else []
        players = zip(*(player.states(archive, steps) for player in self._players), strict=True)
        parts = (archive.rows(self._array(name)) for name in ("statistics", "scores"))
        for i, (states, statistics, scores) in enumerate(zip(players, *parts, strict=True)):
            epoch, step, position, changes = self._moments[i, :4].tolist()
            layers = layer_states(network, states[0].parameters)
            measured = self._table(scores.reshape(2, -1))
            yield Snapshot(
                epoch=epoch,
                step=step,
                position=position,
                changes=changes,
                learned_before=self._learned_before,
                metrics=measured.row(0),
                best=measured.row(1),
                players=states,
                generators={
                    name: generator_state(rows[i]) for name, rows in zip(self._generators, drawn, strict=True)
                },
                experiment=self._experiments[self._used[i]],
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
    layers = [(network.name, network.layers) for network in experiment.networks]
    return layers, experiment.objective, experiment.loss, experiment.kind, experiment.dtype


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


class _BadEpochs:
    """Finds what is wrong with rows of two rows of metrics, each ``width`` numbers from its epoch on."""

    def __init__(self, width: int) -> None:
        self._width = width

    def __call__(self, scores: Array) -> str:
        epochs = scores[:, [0, self._width]]
        whole = (epochs >= 0) & (epochs <= MOST_EPOCHS) & (epochs == np.floor(epochs))
        return "" if whole.all() else "has epochs that cannot be"


def _bad_states(states: Array) -> str:
    good = (states[:, 3] % 2 == 1) & (states[:, 4] <= 1) & (states[:, 5] < 2**32)
    return "" if good.all() else "has states that no generator is in"


def _epoch(entries: Entries, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_EPOCHS:
        raise entries.wrong(translate("Files", "begins"))
    return value


def _mark(entries: Entries, value: Any) -> Mark:
    match value:
        case [int(epoch), str(text), str(kind)] if (
            0 <= epoch <= MOST_EPOCHS and len(text) <= 200 and is_line(text) and kind in get_args(MarkKind)
        ):
            return Mark(epoch, text, kind)  # type: ignore[arg-type]
    raise entries.wrong(translate("Files", "marks"))


def _diverged(entries: Entries, key: str) -> tuple[int, int, str]:
    match entries.items(key, 3):
        case [int(step), int(epoch), str(why)] if (
            0 <= step < _MOST_STEPS and 0 <= epoch <= MOST_EPOCHS + 1 and len(why) <= 200 and is_line(why)
        ):
            return step, epoch, why
    raise entries.wrong(key)


def _parent(entries: Entries, key: str) -> tuple[str, int]:
    match entries.items(key, 2):
        case [str(letter), int(epoch)] if len(letter) <= 3 and 0 <= epoch <= MOST_EPOCHS:
            return letter, epoch
    raise entries.wrong(key)


def _is_watched(values: Any) -> bool:
    """Whether the run is said to be one that another program trained."""
    source = values.get("source") if isinstance(values, dict) else None
    return isinstance(source, dict) and source.get("kind") == "watched"


def _is_name(name: object) -> bool:
    return isinstance(name, str) and is_line(name) and len(name) <= _LONGEST_NAME
