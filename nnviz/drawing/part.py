"""A layer at one moment as a drawing needs it, whatever its kind: shapes and named numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.named_row import RowNames
from nnviz.engine.layers import Layer, LayerSpec, Windows, built
from nnviz.training.snapshot import LayerStatistics, Probe, Snapshot

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
    kind knows) and empty without one. ``layer`` is the layer itself, without numbers: where its windows are.
    ``sequence``: what comes out are values at every step of a sequence. ``pixels``: the outputs are those of
    a picture of so many rows and columns. ``signed``: the inputs are numbers about 0, as noise is. ``given``
    (sources, units) is the gradient of the weights that came with them, where the sample has none of its own.
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
    layer: Layer | None = None
    sequence: bool = False
    pixels: Shape = ()
    signed: bool = False
    given: Floats | None = None

    @property
    def units(self) -> int:
        """Neurons, or channels."""
        return self.shape[0]

    @property
    def features(self) -> int:
        """How many numbers come out."""
        return math.prod(self.shape)


@dataclass(frozen=True)
class Names:
    """What the outputs are for, and what the inputs are called; what has no name is numbered."""

    classes: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    row: RowNames | None = None  # of a table

    def of_class(self, index: int) -> str:
        return self.classes[index] if index < len(self.classes) else str(index)

    def of_feature(self, index: int) -> str:
        return self.features[index] if index < len(self.features) else str(index + 1)


def grid(shape: Shape) -> tuple[int, int]:
    """Rows and columns of a map of a layer whose values have that ``shape``: a strip has one row."""
    rows, columns = (1, 1, *shape[1:])[-2:]
    return rows, columns


def parts_of(snapshot: Snapshot, shape: Shape) -> tuple[Part, ...]:
    """The input, which looks like ``shape``, and every layer of ``snapshot``, input side first."""
    probe = snapshot.probe
    ends, specs, entering = snapshot.ends, snapshot.specs, snapshot.ends.inputs
    seen = shape if math.prod(shape) == ends.size and len(entering) == 1 else entering
    layers = layers_of(specs, entering)
    read = len(entering) == 2
    values = {} if probe is None else {"a": probe.inputs}
    parts = [Part(-1, INPUT, seen, values=values, sequence=read, signed=ends.noise)]
    k, before = 0, seen
    for place, layer in enumerate(layers):
        spec, after = layer.spec, layer.output_shape
        if spec.kind in UNSEEN:
            continue
        if spec.weighted:
            part = _weighted(snapshot, k, len(parts), layer, before)
            back = (seen if ends.itself and len(seen) == 2 else ends.picture) if part.last else ()
            parts.append(replace(part, sequence=read and len(after) == 2, pixels=back))
            k += 1
        else:
            values = _passed(probe, place, before, after)
            steps = read and len(after) == 2
            parts.append(
                Part(
                    k - 1, spec.kind, after, before, place=len(parts), spec=spec, values=values, layer=layer,
                    sequence=steps,
                )
            )  # fmt: skip
        before = after
    return tuple(parts)


def _passed(probe: Probe | None, place: int, before: Shape, after: Shape) -> dict[str, Floats]:
    """What enters and leaves the layer at that place among all of them."""
    if probe is None:
        return {}
    entering = probe.layers[place - 1].a if place else probe.inputs
    passed = probe.layers[place]
    return {**passed.named, "x": entering.reshape(before), "a": passed.a.reshape(after)}


def _weighted(snapshot: Snapshot, k: int, place: int, layer: Layer, before: Shape) -> Part:
    """The layer with weights number ``k``."""
    state, probe = snapshot.layers[k], snapshot.probe
    spec, after = layer.spec, layer.output_shape
    values: dict[str, Floats] = {}
    if probe is not None:
        named = probe.layers[state.place].named
        values = {name: one for name, one in named.items() if name not in ("z", "a", "dz")}
        if "dz" in named and named["dz"].shape != after:
            values["dsums"] = named["dz"]
        values |= {"z": probe.z[k].reshape(after), "a": probe.a[k].reshape(after)}
        values["x"] = probe.entering[k].reshape(before)
        if probe.dz is not None:
            values["dz"] = probe.dz[k].reshape(after)
    parameters = state.parameters or {"weights": state.weights, "bias": state.bias}
    last = k == len(snapshot.layers) - 1
    return Part(
        k, spec.kind, after, before, last, place, spec, state.activation, parameters, values,
        snapshot.statistics[k], layer, given=None if "dz" in values else snapshot.given_gradient(k),
    )  # fmt: skip


@lru_cache(maxsize=64)
def layers_of(specs: tuple[LayerSpec, ...], shape: Shape) -> tuple[Layer, ...]:
    """These layers for samples of that ``shape``, without numbers."""
    return built(shape, specs)


def windows_of(part: Part) -> Windows:
    """Where the windows of a convolution or a pooling stand on what enters it."""
    windows: Windows = part.layer.windows  # type: ignore[union-attr]
    return windows


def columns_of(parts: Sequence[Part]) -> list[Part]:
    """The layers that have units, input side first: those that a Selection counts."""
    known = -1
    found = []
    for part in parts:
        if part.index > known:
            found.append(part)
            known = part.index
    return found
