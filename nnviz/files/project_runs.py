"""A run in a project file: entries of the JSON text, and a row of each array for each snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.files.project_changes import describe_changes, edit_table
from nnviz.files.project_experiments import Experiments
from nnviz.files.project_players import describe_players, player_arrays
from nnviz.files.project_sources import describe_source, source_arrays
from nnviz.training.edits import Edit
from nnviz.training.experiment import Experiment
from nnviz.training.measures import Kinds
from nnviz.training.run_source import TRAINED, RunSource
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline

Array = NDArray[Any]

STATISTICS = ("mean", "maximum", "firing")
_HALF = 2**64
_ROW = 256  # bytes of a snapshot but for its large arrays


@dataclass(frozen=True, eq=False, kw_only=True)
class SavedRun:
    """A run as a project keeps it.

    ``letter`` is its own among the runs, ``name`` a person's, ``colour`` the number of its colour.
    ``experiment`` are the settings as they stand; the ``timeline`` grows no more. ``snapshot`` is the newest
    where it is none of the timeline's, as between two epochs. ``diverged`` is how the run ended, if it broke:
    step, epoch and why. ``parent`` is the run and the epoch that it branched from, ``source``
    where its moments come from.
    """

    letter: str
    name: str
    colour: int
    experiment: Experiment
    timeline: Timeline
    snapshot: Snapshot | None = None
    diverged: tuple[int, int, str] | None = None
    parent: tuple[str, int] | None = None
    source: RunSource = TRAINED

    @property
    def nbytes(self) -> int:
        """Bytes that it takes in a file, but for some thousand."""
        snapshots = sum(snapshot.nbytes + _ROW for snapshot in self.snapshots)
        return self.timeline.metrics.numbers.nbytes + snapshots

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """Those of the timeline, and the newest if it is none of them."""
        return (*self.timeline.snapshots.values(), *([self.snapshot] if self.snapshot else []))


def describe_run(run: SavedRun, experiments: Experiments) -> dict[str, Any]:
    """The run's entries in the text."""
    timeline = run.timeline
    return {
        "letter": run.letter,
        "name": run.name,
        "colour": run.colour,
        "experiment": experiments.number(run.experiment),
        "players": describe_players(run.snapshots),
        "generators": [*run.snapshots[0].generators] if run.snapshots else [],
        "metrics": names_of(run.timeline.metrics.kinds or _kinds(run.snapshots)),
        "epochs": timeline.epochs.size,
        "snapshots": len(run.snapshots),
        "learned_before": run.snapshots[0].learned_before if run.snapshots else 0,
        "between": run.snapshot is not None,
        "stride": timeline.stride,
        "begins": sorted(timeline.begins),
        "marks": [[mark.epoch, mark.text, mark.kind] for mark in timeline.noted],
        "edits": sum(isinstance(change.value, Edit) for change in timeline.changes),
        "changes": describe_changes(timeline.changes),
        "diverged": None if run.diverged is None else [*run.diverged],
        "parent": None if run.parent is None else [*run.parent],
        **describe_source(run.source),
    }


def run_arrays(prefix: str, run: SavedRun, experiments: Experiments) -> dict[str, Array]:
    """The run's arrays, their names beginning with ``prefix``."""
    numbers = run.timeline.metrics.numbers
    if not len(numbers):
        numbers = np.empty((0, 1 + len(_kinds(run.snapshots))))
    arrays: dict[str, Array] = {"metrics": numbers}
    if run.timeline.changes:
        arrays["edits"] = edit_table(run.timeline.changes, len(run.experiment.networks))
    if run.snapshots:
        arrays |= _snapshot_arrays(run.snapshots, experiments)
    arrays |= source_arrays(run.source)
    return {f"{prefix}-{name}": array for name, array in arrays.items()}


def names_of(kinds: Kinds) -> list[str]:
    """What is measured, by name."""
    return [kind.name for kind in kinds]


def _kinds(snapshots: Sequence[Snapshot]) -> Kinds:
    return snapshots[0].metrics.kinds if snapshots else Kinds()


def _snapshot_arrays(snapshots: Sequence[Snapshot], experiments: Experiments) -> dict[str, Array]:
    moments = [
        (one.epoch, one.step, one.position, one.changes, experiments.number(one.experiment))
        for one in snapshots
    ]
    scores = [
        [number for row in (one.metrics, one.best or one.metrics) for number in (row.epoch, *row.values)]
        for one in snapshots
    ]
    statistics = [
        [np.concatenate([getattr(layer, name) for layer in one.statistics]) for name in STATISTICS]
        for one in snapshots
    ]
    arrays: dict[str, Array] = {
        "moments": np.array(moments, np.int64),
        "scores": np.array(scores, np.float64),
        "statistics": np.array(statistics, snapshots[0].parameters.dtype),
    }
    for name in snapshots[0].generators:
        arrays[name] = np.array([_packed(one.generators[name]) for one in snapshots], np.uint64)
    for place, network in enumerate(snapshots[0].experiment.networks):
        own = player_arrays(place, snapshots)
        arrays |= {f"{network.name}-{name}": array for name, array in own.items()}
    return arrays


def _packed(state: Mapping[str, Any]) -> tuple[int, ...]:
    """A PCG64 generator's state as six numbers of 64 bits; ``generator_state`` is the reverse."""
    inner = state["state"]
    halves = (half for name in ("state", "inc") for half in divmod(inner[name], _HALF))
    return (*halves, state["has_uint32"], state["uinteger"])


def generator_state(numbers: Array) -> Mapping[str, Any]:
    """The state of a PCG64 generator in a row of ``order`` or ``masks``."""
    high, low, inc_high, inc_low, has, half = map(int, numbers)
    return {
        "bit_generator": "PCG64",
        "state": {"state": high * _HALF + low, "inc": inc_high * _HALF + inc_low},
        "has_uint32": has,
        "uinteger": half,
    }
