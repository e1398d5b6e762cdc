"""What a drawing shows at one moment: every part with its numbers, and the scales of their colours."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from nnviz.drawing.look import MAX_CLASSES
from nnviz.drawing.named_row import RowInput
from nnviz.drawing.part import Floats, Names, Part, Shape, columns_of, parts_of
from nnviz.training.plane import PlaneMaps
from nnviz.training.snapshot import Snapshot

REFERENCE_SHARE = 0.75  # of a layer's largest activation over the fixed batch: full colour
TILE_CLIP = 0.8  # of the layer's largest weight: full colour in the tiles
BOUNDED = ("softmax", "sigmoid", "tanh")  # full at 1


@dataclass(frozen=True, eq=False)
class Moment:
    """``parts`` are all of them, the input first. On the plane, ``maps`` is what every neuron says of every
    point of it, ``point`` where the shown one is, and ``value_full`` at which number the colour of an output
    that is a value is full. ``answer`` is the output that wins, None without a sample. ``own_scale``: the
    colours of every map are full at its own largest value, not at one of the layer. ``row`` is what enters
    each input, of a row of a table; ``label`` is the class of the sample, if it is known, and
    ``values_said`` what each output says of a row of a table of values, in their own unit."""

    parts: tuple[Part, ...]
    names: Names = field(default_factory=Names)
    answer: int | None = None
    maps: PlaneMaps | None = None
    point: tuple[float, float] | None = None
    value_full: float = 1.0
    own_scale: bool = False
    row: tuple[RowInput, ...] | None = None
    label: int | None = None
    values_said: tuple[str, ...] = ()

    @cached_property
    def columns(self) -> list[Part]:
        """The layers that have units: those that a Selection counts."""
        return columns_of(self.parts)

    @property
    def truth(self) -> int | None:
        """The class that the shown row of a table is of; None where it is not known."""
        return self.label if self.row is not None else None

    @property
    def input(self) -> Part:
        return self.parts[0]

    @property
    def outputs(self) -> Part:
        return self.columns[-1]

    # ---- scales: told in the legend, not guessed
    @cached_property
    def bias_full(self) -> float:
        """At which bias a ring is widest."""
        biases = [_largest(part.parameters["bias"]) for part in self.columns if "bias" in part.parameters]
        return max(biases, default=0.0) or 1.0

    @cached_property
    def tile_full(self) -> float:
        """At which weight a tile of weights is in full colour."""
        first = self.columns[0].parameters.get("weights")
        return 1.0 if first is None else _largest(first) * TILE_CLIP or 1.0

    @property
    def said(self) -> str:
        """What outputs say: ``side`` (one sigmoid: which of two), ``classes`` (a share each), ``value``."""
        last = self.outputs
        if last.activation not in ("sigmoid", "softmax"):
            return "value"
        if last.units == 1:
            return "side"
        return "classes" if last.units <= MAX_CLASSES else "value"


def moment_of(
    snapshot: Snapshot, shape: Shape, names: Names | None = None, maps: PlaneMaps | None = None,
    point: tuple[float, float] | None = None, value_full: float = 1.0, own_scale: bool = False,
    row: tuple[RowInput, ...] | None = None, said: tuple[str, ...] = (),
) -> Moment:  # fmt: skip
    """What ``snapshot`` shows; its input looks like ``shape``."""
    # Of what noise is made into none wins, nor of a picture, and asked at every step there are many answers.
    ends, there = snapshot.ends, snapshot.probe is not None
    asked = there and not (ends.noise or ends.itself or ends.every_step)
    answer = snapshot.probe.answer if snapshot.probe is not None and asked else None
    parts = parts_of(snapshot, shape)
    label = None if snapshot.probe is None else snapshot.probe.label
    return Moment(parts, names or Names(), answer, maps, point, value_full, own_scale, row, label, said)


def activation_full(part: Part) -> float:
    """At which activation a bead of this layer, or its map, is in full colour."""
    if part.activation in BOUNDED:
        return 1.0
    if part.statistics is not None:
        return _largest_of(part.statistics.maximum) * REFERENCE_SHARE or 1.0
    return _largest(part.values["a"]) or 1.0 if "a" in part.values else 1.0


def weight_full(part: Part) -> float:
    """At which weight the kernels of a layer are in full colour."""
    return _largest(part.parameters["weights"]) * TILE_CLIP or 1.0


def map_scale(part: Part, moment: Moment) -> Floats:
    """(units,) at which value each map of a part is in full colour."""
    if moment.own_scale and "a" in part.values:
        own: Floats = np.abs(np.nan_to_num(part.values["a"])).reshape(part.units, -1).max(axis=1)
        return np.where(own > 0, own, 1.0)
    return np.full(part.units, map_full(part, moment))


def map_full(part: Part, moment: Moment) -> float:
    """At which value a map, or the bead, of a pooling is in full colour: where that of the layer it follows
    is, or the largest number shown where something else lies between; of a layer itself its own."""
    if part.statistics is not None:
        return activation_full(part)
    before = moment.parts[part.place - 1]
    if before.statistics is not None:
        return activation_full(before)
    if before.place and before.shape != before.input_shape:  # another pooling
        return map_full(before, moment)
    return _largest(part.values["a"]) or 1.0 if "a" in part.values else 1.0


def never_fires(part: Part) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """(units,) whether a unit was 0 for every sample of the fixed batch."""
    if part.statistics is None:
        return np.zeros(part.units, dtype=np.bool_)
    return part.statistics.silent


def _largest_of(values: Floats) -> float:
    """The largest finite one of ``values``, at least 0."""
    top = float(np.max(values, initial=0.0))
    return top if np.isfinite(top) else float(np.max(np.nan_to_num(values, posinf=0.0), initial=0.0))


def _largest(values: Floats) -> float:
    """The largest finite magnitude."""
    top = float(max(values.max(initial=0.0), -values.min(initial=0.0)))
    return top if np.isfinite(top) else float(np.abs(np.nan_to_num(values, posinf=0.0, neginf=0.0)).max())
