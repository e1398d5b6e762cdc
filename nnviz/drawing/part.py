"""A layer at one moment as a drawing needs it, whatever its kind: shapes and named numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.engine.layers import Dense, LayerSpec
from nnviz.training.snapshot import LayerStatistics, Snapshot

Floats = NDArray[np.floating[Any]]
Shape = tuple[int, ...]

INPUT = "input"  # the kind of what enters the network
UNSEEN = ("flatten",)  # kinds that change the shape alone


@dataclass(frozen=True, eq=False)
class Part:
    """What enters the network (``kind`` "input"), or one of its layers.

    ``index`` is that of a Selection: layers that have units count from 0, the input is -1; a layer whose
    values pass one by one, as through dropout, has the index of the part before it. ``place`` is its number
    among all parts. ``shape`` is that of what comes out for one sample, (units,) or (channels, rows,
    columns); an input may be (rows, columns). ``parameters`` are named as the engine names them; ``values``
    are those of the shown sample (``x``, what enters; ``a``, what comes out; ``z``, ``dz`` and what else the
    kind knows) and empty without one.
    """

    index: int
    kind: str
    shape: Shape
    input_shape: Shape = ()
    last: bool = False
    place: int = 0
    spec: LayerSpec | None = None
    activation: str = ""
    parameters: Mapping[str, Floats] = field(default_factory=dict)
    values: Mapping[str, Floats] = field(default_factory=dict)
    statistics: LayerStatistics | None = None

    @property
    def units(self) -> int:
        """Neurons, or channels."""
        return self.shape[0]

    @property
    def features(self) -> int:
        """How many numbers come out."""
        return int(np.prod(self.shape))


@dataclass(frozen=True)
class Names:
    """What the outputs are for, and what the inputs are called; what has no name is numbered."""

    classes: tuple[str, ...] = ()
    features: tuple[str, ...] = ()

    def of_class(self, index: int) -> str:
        return self.classes[index] if index < len(self.classes) else str(index)

    def of_feature(self, index: int) -> str:
        return self.features[index] if index < len(self.features) else str(index + 1)


def parts_of(snapshot: Snapshot, shape: Shape) -> tuple[Part, ...]:
    """The input, which looks like ``shape``, and every layer of ``snapshot``, input side first."""
    probe, states = snapshot.probe, snapshot.layers
    features = states[0].weights.shape[0]
    seen = shape if int(np.prod(shape)) == features else (features,)
    parts = [Part(-1, INPUT, seen, values={} if probe is None else {"a": probe.inputs})]
    specs: list[LayerSpec] = [*snapshot.experiment.layers, Dense(states[-1].units, states[-1].activation)]
    k, before = 0, seen
    for spec in specs:
        if spec.kind in UNSEEN:
            continue
        if not isinstance(spec, Dense):
            parts.append(Part(k - 1, spec.kind, before, before, place=len(parts), spec=spec))
            continue
        state = states[k]
        values = {}
        if probe is not None:
            values = {"x": probe.entering[k], "z": probe.z[k], "a": probe.a[k]}
            if probe.dz is not None:
                values["dz"] = probe.dz[k]
        parameters = {"weights": state.weights, "bias": state.bias}
        parts.append(
            Part(
                k, spec.kind, (state.units,), before, k == len(states) - 1, len(parts), spec,
                state.activation, parameters, values, snapshot.statistics[k],
            )
        )  # fmt: skip
        before, k = (state.units,), k + 1
    return tuple(parts)


def columns_of(parts: Sequence[Part]) -> list[Part]:
    """The layers that have units, input side first: those that a Selection counts."""
    known = -1
    found = []
    for part in parts:
        if part.index > known:
            found.append(part)
            known = part.index
    return found
