"""A run in a project file: entries of the JSON text, and a row of each array for each snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.files.project_changes import describe_changes, edit_table
from nnviz.files.project_experiments import Experiments
from nnviz.training.edits import Edit
from nnviz.training.experiment import Experiment
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline

Array = NDArray[Any]

_HALF = 2**64
_ROW = 256  # bytes of a snapshot but for its large arrays


@dataclass(frozen=True, eq=False, kw_only=True)
class SavedRun:
    """A run as a project keeps it.

    ``letter`` is its own among the runs, ``name`` a person's, ``colour`` the number of its colour.
    ``experiment`` are the settings as they stand; the ``timeline`` grows no more. ``snapshot`` is the newest
    where it is none of the timeline's, as between two epochs. ``diverged`` is how the run ended, if it broke:
    step, epoch and why. ``parent`` is the run and the epoch that it branched from.
    """

    letter: str
    name: str
    colour: int
    experiment: Experiment
    timeline: Timeline
    snapshot: Snapshot | None = None
    diverged: tuple[int, int, str] | None = None
    parent: tuple[str, int] | None = None

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
    layers = run.snapshots[0].layers if run.snapshots else ()
    return {
        "letter": run.letter,
        "name": run.name,
        "colour": run.colour,
        "experiment": experiments.number(run.experiment),
        "inputs": len(layers[0].weights) if layers else 0,
        "outputs": layers[-1].units if layers else 0,
        "epochs": timeline.epochs.size,
        "snapshots": len(run.snapshots),
        "between": run.snapshot is not None,
        "stride": timeline.stride,
        "begins": sorted(timeline.begins),
        "marks": [[mark.epoch, mark.text, mark.kind] for mark in timeline.noted],
        "edits": sum(isinstance(change.value, Edit) for change in timeline.changes),
        "changes": describe_changes(timeline.changes),
        "diverged": None if run.diverged is None else [*run.diverged],
        "parent": None if run.parent is None else [*run.parent],
    }


def run_arrays(prefix: str, run: SavedRun, experiments: Experiments) -> dict[str, Array]:
    """The run's arrays, their names beginning with ``prefix``."""
    arrays: dict[str, Array] = {"metrics": numbers_of(run.timeline)}
    if run.timeline.changes:
        arrays["edits"] = edit_table(run.timeline.changes)
    if run.snapshots:
        arrays |= _snapshot_arrays(run.snapshots, experiments)
    return {f"{prefix}-{name}": array for name, array in arrays.items()}


def numbers_of(timeline: Timeline) -> NDArray[np.float64]:
    """(m, 5): the metrics of every epoch, also where there is none."""
    numbers = timeline.metrics.numbers
    return numbers if len(numbers) else np.empty((0, 5))


def _snapshot_arrays(snapshots: Sequence[Snapshot], experiments: Experiments) -> dict[str, Array]:
    moments = [
        (
            *(one.epoch, one.step, one.position, one.changes),
            *(one.optimizer_state["steps"], experiments.number(one.experiment)),
        )
        for one in snapshots
    ]
    scores = [
        (number for row in (one.metrics, one.best or one.metrics) for number in (row.epoch, *row.values))
        for one in snapshots
    ]
    arrays: dict[str, Array] = {
        "moments": np.array(moments, np.int64),
        "scores": np.array([*map(tuple, scores)], np.float64),
        "order": np.array([_packed(one.generators["order"]) for one in snapshots], np.uint64),
        "cut": np.array([weight for one in snapshots for weight in one.cut_weights], np.float64),
    }
    if "masks" in snapshots[0].generators:
        arrays["masks"] = np.array([_packed(one.generators["masks"]) for one in snapshots], np.uint64)
    for name, array in _vectors(snapshots[0]).items():
        stacked = arrays[name] = np.empty((len(snapshots), *array.shape), array.dtype)
        for row, one in zip(stacked, snapshots, strict=True):
            row[...] = _vectors(one)[name]
    return arrays


def _vectors(snapshot: Snapshot) -> dict[str, Array]:
    """The snapshot's own large arrays, by the names that they have in a file."""
    statistics = [
        np.concatenate([getattr(layer, name) for layer in snapshot.statistics])
        for name in ("mean", "maximum", "firing")
    ]
    memory = {
        f"memory-{name}": vector
        for name, vector in snapshot.optimizer_state.items()
        if isinstance(vector, np.ndarray)
    }
    return {
        "parameters": snapshot.parameters,
        "running": snapshot.running,
        "statistics": np.stack(statistics),
        **memory,
    }


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
