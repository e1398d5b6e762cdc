"""What is said of whatever is pointed at or selected: words, numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from nnviz.drawing.glyphs import glyph_of
from nnviz.drawing.glyphs.cell_words import describe_cell
from nnviz.drawing.glyphs.dense_words import describe_input
from nnviz.drawing.lines import edges_into, grouped
from nnviz.drawing.moment import Moment
from nnviz.drawing.naming import input_name, input_title, neuron_name
from nnviz.drawing.numbers import fitted
from nnviz.drawing.part import Floats, Part
from nnviz.drawing.selection import Selection
from nnviz.said import translate
from nnviz.training.edits import Edge
from nnviz.training.snapshot import EdgeKind

Said = tuple[str, tuple[str, ...]]  # a title, and what follows it


@dataclass(frozen=True, eq=False)
class Earlier:
    """The weights into a layer some epochs ago."""

    epoch: int
    weights: Floats


def describe(
    target: Selection, moment: Moment, cut: Sequence[Edge] = (), earlier: Earlier | None = None
) -> Said:
    """A title and numbers of what is selected; ``earlier`` are those of the layer that an edge leads to."""
    if target.kind == "input":
        return describe_input(moment.input, target.unit, moment)
    if target.cell:
        return describe_cell(target, moment)
    part = moment.columns[target.layer]
    if target.kind == "edge":
        return _edge(target, part, moment, cut, earlier)
    return glyph_of(part, False).describe(part, target.unit, moment)


def describe_through(place: int, moment: Moment) -> Said:
    """What a layer is through which values pass."""
    part = moment.parts[place]
    return glyph_of(part, False).describe(part, 0, moment)


def _edge(
    target: Selection, part: Part, moment: Moment, cut: Sequence[Edge], earlier: Earlier | None
) -> Said:
    k, unit, source = target.layer, target.unit, target.source
    if k:
        start = neuron_name(k - 1, source, moment)
    elif source < len(moment.names.features):
        start = input_name(source, moment)
    else:
        start = input_title(source, moment)
    title = translate("Diagram", "{start} → {end}").format(start=start, end=neuron_name(k, unit, moment))
    sources = moment.columns[k - 1].units if k else 0

    def number(kind: EdgeKind, digits: int) -> str:
        values = edges_into(part, kind, planar=False)
        if not values.size:  # no line says how what enters adds up
            return fitted(0.0, digits, sign=True)
        if sources and len(values) != sources:
            values = grouped(values, sources, kind)
        return fitted(float(values[source, unit]), digits, sign=True)

    if (many := _weights_of(part, moment)) > 1:
        return title, _bundle(number, many, part)
    w = f"w = {number('weights', 3)}"
    if earlier is not None and earlier.weights.shape == (sources or len(earlier.weights), part.units):
        before = fitted(float(earlier.weights[source, unit]), 3, sign=True)
        w = translate("Diagram", "{now} ({value} at epoch {epoch})").format(
            now=w, value=before, epoch=earlier.epoch
        )
    said = [w]
    held = (k, source, unit) in cut
    if held:
        said.append(translate("Diagram", "cut: held at 0"))
    if "x" in part.values:
        said.append(f"w·a = {number('signal', 3)}")
        if "dz" in part.values and not held:  # what is held has no use for a gradient
            said.append(f"∂L/∂w = {number('gradient', 4)}")
    return title, tuple(said)


def _weights_of(part: Part, moment: Moment) -> int:
    """How many weights a line into ``part`` stands for: a kernel's, or those from all places of a map."""
    weights = part.parameters.get("weights")
    if weights is None:
        return 1
    if weights.ndim > 2:
        return int(np.prod(weights.shape[2:]))
    return weights.shape[0] // moment.columns[part.index - 1].units if part.index else 1


def _bundle(number: Callable[[EdgeKind, int], str], many: int, part: Part) -> tuple[str, ...]:
    """What is said of a line that stands for so many weights."""
    said: list[str] = [
        translate("Diagram", "{count} weights, the largest {value}").format(
            count=many, value=number("weights", 3)
        )
    ]
    if "x" in part.values:
        said.append(f"Σ w·a = {number('signal', 3)}")
        if "dz" in part.values:
            said.append(translate("Diagram", "largest ∂L/∂w = {value}").format(value=number("gradient", 4)))
    if part.given is not None:
        said.append(
            translate("Diagram", "largest ∂L/∂w as it was written down = {value}").format(
                value=number("gradient", 4)
            )
        )
    return tuple(said)
