"""The networks of a run in a project file: what each is called and how large it is, and rows of their arrays.

A file of version 1 has one network, says less of it, and leaves its name out of the names of the arrays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.npz import DamagedError
from nnviz.engine import OPTIMIZERS
from nnviz.engine.layers import Layer, built, layer_names
from nnviz.files.project_archive import Archive, not_finite
from nnviz.files.project_text import Entries
from nnviz.said import translate
from nnviz.training.experiment import Experiment
from nnviz.training.objectives import OBJECTIVES
from nnviz.training.player import Ends, PlayerState, all_layers
from nnviz.training.snapshot import Snapshot

Array = NDArray[Any]
_LARGEST = 100_000
_MOST_STEPS = 2**53


def describe_players(snapshots: Sequence[Snapshot]) -> list[dict[str, Any]]:
    """What the text says of each network; nothing where there are no moments."""
    if not snapshots:
        return []
    described = []
    for place, (spec, state) in enumerate(
        zip(snapshots[0].experiment.networks, snapshots[0].players, strict=True)
    ):
        network = snapshots[0].network(place)
        described.append(
            {
                "name": spec.name,
                "inputs": [*network.input_shape],
                "outputs": network.output_shape[0],
                "parameters": {b.name: [b.start, [*b.parameter.shape]] for b in network.blocks},
                "running": {b.name: [b.start, [*b.parameter.shape]] for b in network.statistic_blocks},
                "averaged": state.averaged is not None,
            }
        )
    return described


def player_arrays(place: int, snapshots: Sequence[Snapshot]) -> dict[str, Array]:
    """The arrays of the network at that place: a row for each moment, of an optimiser's memory for each that
    has it."""
    states = [one.players[place] for one in snapshots]
    arrays: dict[str, Array] = {
        "steps": np.array([state.optimizer_state["steps"] for state in states], np.int64),
        "cut": np.array([weight for state in states for weight in state.cut_weights], np.float64),
        "parameters": _stacked([state.parameters for state in states]),
        "running": _stacked([state.running for state in states]),
    }
    averaged = [state.averaged for state in states if state.averaged is not None]
    if averaged:
        arrays["averaged"] = _stacked(averaged)
    memory: dict[str, list[Array]] = {}
    for state in states:
        for name, vector in state.optimizer_state.items():
            if isinstance(vector, np.ndarray):
                memory.setdefault(name, []).append(vector)
    return arrays | {f"memory-{name}": _stacked(vectors) for name, vectors in memory.items()}


def _stacked(vectors: Sequence[Array]) -> Array:
    stacked = np.empty((len(vectors), *vectors[0].shape), vectors[0].dtype)
    for row, vector in zip(stacked, vectors, strict=True):
        row[...] = vector
    return stacked


class PlayerReader:
    """One network of a run. ``check`` comes before ``states``; all raise ``DamagedError``."""

    def __init__(self, place: int, name: str, inputs: tuple[int, ...], outputs: int) -> None:
        self.place, self.name = place, name
        self._inputs, self._outputs = inputs, outputs
        self._blocks: tuple[Any, Any] | None = None
        self._averaged = False
        self._old = False

    @classmethod
    def of(cls, place: int, values: Any) -> PlayerReader:
        """That which the text describes."""
        with Entries(values, "a network") as entries:
            shape = entries.items("inputs", 4)
            if not shape or not all(type(size) is int and 0 < size <= _LARGEST for size in shape):
                raise entries.wrong(translate("Files", "inputs"))
            reader = cls(place, entries.text("name", 40), tuple(shape), entries.whole("outputs", 1, _LARGEST))
            reader._blocks = entries.take("parameters"), entries.take("running")
            reader._averaged = entries.flag("averaged")
        return reader

    @classmethod
    def old(cls, inputs: int, outputs: int) -> PlayerReader:
        """The one of a file of version 1."""
        reader = cls(0, "network", (inputs,), outputs)
        reader._old = True
        return reader

    def begin(self, experiment: Experiment) -> None:
        """Learn what the network is made of."""
        if self.name != experiment.networks[self.place].name:
            raise DamagedError(translate("Files", "the networks of a run are others than its settings say"))
        self.ends: Ends = OBJECTIVES[experiment.objective].ends(
            experiment, self.place, self._inputs, self._outputs
        )
        try:
            specs = all_layers(experiment, self.ends, self.place)
            self.layers: tuple[Layer, ...] = built(self._inputs, specs)
        except ValueError:
            raise DamagedError(translate("Files", "the layers of a network do not fit each other")) from None
        names = layer_names(specs)
        known = _blocks(names, self.layers, "parameters"), _blocks(names, self.layers, "statistics")
        if self._blocks not in (None, known):
            raise DamagedError(translate("Files", "the parameters of a network are not where its text says"))
        self.size = sum(layer.parameter_count for layer in self.layers)
        self.shapes = [layer.edges for layer in self.layers if layer.spec.weighted]

    def check(self, archive: Archive, prefix: str, experiments: Sequence[Experiment]) -> None:
        """Look through the arrays of moments with these settings."""
        self._prefix = prefix if self._old else f"{prefix}-{self.name}"
        count, dtype = len(experiments), experiments[0].dtype
        self._cuts = [len(one.networks[self.place].cut) for one in experiments]
        self._memory = [OPTIMIZERS[one.optimizers[self.place].name].vectors for one in experiments]
        for layer, source, unit in {edge for one in experiments for edge in one.networks[self.place].cut}:
            if source >= self.shapes[layer][0] or unit >= self.shapes[layer][1]:
                raise DamagedError(translate("Files", "it has a cut edge that is not there"))
        running = sum(layer.statistic_count for layer in self.layers)
        if not self._old:
            archive.check(self._array("steps"), (count,), "i8", _bad_steps)
        archive.check(self._array("cut"), (sum(self._cuts),), "f8", not_finite)
        archive.check(self._array("parameters"), (count, self.size), dtype, not_finite)
        archive.check(self._array("running"), (count, running), dtype)
        self._check_variances(archive)
        if self._averaged:
            archive.check(self._array("averaged"), (count, self.size), dtype, not_finite)
        for name in {name for names in self._memory for name in names}:
            rows = sum(name in names for names in self._memory)
            archive.check(self._array(f"memory-{name}"), (rows, self.size), dtype)

    def _array(self, name: str) -> str:
        return f"{self._prefix}-{name}"

    def _check_variances(self, archive: Archive) -> None:
        names = np.array([p.name for layer in self.layers for p in layer.statistics for _ in range(p.size)])
        running = archive.array(self._array("running"))
        if (running[:, names == "variance"] < 0).any():
            raise DamagedError(translate("Files", "it has a variance below 0"))

    def states(self, archive: Archive, steps: Sequence[int]) -> Iterator[PlayerState]:
        """The states, moment after moment; ``steps`` of the optimiser, as a file of version 1 has them."""
        if not self._old:
            steps = archive.array(self._array("steps")).tolist()
        weights = iter(archive.array(self._array("cut")).tolist())
        names = {name for names in self._memory for name in names}
        memory = {name: iter(archive.rows(self._array(f"memory-{name}"))) for name in names}
        averaged = iter(archive.rows(self._array("averaged"))) if self._averaged else None
        parts = archive.rows(self._array("parameters")), archive.rows(self._array("running"))
        for parameters, running, step, vectors, cut in zip(
            *parts, steps, self._memory, self._cuts, strict=True
        ):
            yield PlayerState(
                ends=self.ends,
                parameters=parameters,
                running=running,
                optimizer_state={"steps": step, **{name: next(memory[name]) for name in vectors}},
                cut_weights=tuple(next(weights) for _ in range(cut)),
                averaged=None if averaged is None else next(averaged),
            )


def _blocks(names: Sequence[str], layers: Sequence[Layer], kind: str) -> Mapping[str, Any]:
    """Where each block is in the flat vector, and its shape, as the text says it."""
    found, start = {}, 0
    for name, layer in zip(names, layers, strict=True):
        parameters = getattr(layer, kind)
        for one in parameters:
            found[f"{name}.{one.name}"] = [start + one.start, [*one.shape]]
        start += sum(one.size for one in parameters)
    return found


def _bad_steps(steps: Array) -> str:
    return "" if ((steps >= 0) & (steps < _MOST_STEPS)).all() else "has steps that cannot be"
