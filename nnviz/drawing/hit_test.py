"""What lies under the pointer: neurons and inputs first, then the nearest of the lines drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.cells import cell_at
from nnviz.drawing.curve import height_at, slope_at
from nnviz.drawing.layout import DiagramLayout, InputBox
from nnviz.drawing.lines import Lines
from nnviz.drawing.selection import Selection

Floats = NDArray[np.floating[Any]]
REACH = 5.0  # px from a line's middle that still count as on it


@dataclass(frozen=True)
class Through:
    """A layer through which values pass: the part number ``place`` of the network."""

    place: int


@dataclass(frozen=True)
class Fold:
    """The stack of the units of ``layer`` that are not shown."""

    layer: int


def target_at(layout: DiagramLayout, lines: Lines, x: float, y: float) -> Selection | Fold | Through | None:
    """The cell, neuron, input, fold, bar or edge at (x, y) of the layout; None on empty ground."""
    if (cell := cell_at(layout, x, y)) is not None:
        return cell
    for bar in layout.bars:
        if bar.holds(x, y):
            return Through(bar.place)
    for k, box in enumerate(layout.layers):
        half = max(box.half, box.radius + 3 * layout.unit)
        across = (x >= box.enter_x) & (x <= box.leave_x + layout.unit)
        hit = np.flatnonzero(across & (np.abs(box.y - y) <= half))
        if k == len(layout.layers) - 1 and not hit.size and box.left <= x <= box.right:
            hit = np.flatnonzero(np.abs(box.y - y) <= layout.labels.pitch / 2)
        if hit.size:
            slot = int(hit[np.argmin(np.abs(box.y[hit] - y))])
            return Fold(k) if slot >= len(box.units) else Selection("neuron", k, box.units[slot])
    if (feature := _input_at(layout.inputs, x, y)) >= 0:
        return Selection("input", -1, feature)
    return _edge_at(layout, lines, x, y)


def on_bead(layout: DiagramLayout, target: Selection, x: float, y: float) -> bool:
    """Whether (x, y) is on the bead of the neuron ``target``, or on its ring."""
    if target.kind != "neuron" or target.unit not in layout.layers[target.layer].units:
        return False
    box = layout.layers[target.layer]
    slot = box.units.index(target.unit)
    away = np.hypot(x - float(box.bead_x[slot]), y - float(box.y[slot]))
    return bool(away <= box.radius + 5 * layout.unit)


def _input_at(inputs: InputBox, x: float, y: float) -> int:
    picture, tiles = inputs.picture, inputs.tiles
    if tiles is not None:
        nearest = int(np.argmin(np.abs(tiles.y - y)))
        on = tiles.enter_x[nearest] <= x <= tiles.leave_x[nearest]
        return nearest if on and abs(float(tiles.y[nearest]) - y) <= tiles.tile / 2 else -1
    if picture is not None and picture.x <= x < picture.right and picture.y <= y < picture.bottom:
        row, column = int((y - picture.y) // picture.cell), int((x - picture.x) // picture.cell)
        return row * picture.columns + column
    if inputs.dots:
        nearest = int(np.argmin(np.abs(inputs.leave_y - y)))
        reach = inputs.dot_radius + 2
        if abs(x - inputs.dot_x) <= reach + 2 and abs(float(inputs.leave_y[nearest]) - y) <= reach:
            return nearest
    return -1


def _edge_at(layout: DiagramLayout, lines: Lines, x: float, y: float) -> Selection | None:
    """The line nearest to (x, y), the stronger of two equally near."""
    best: tuple[float, Selection] | None = None
    for k, box in enumerate(layout.layers):
        mine = np.flatnonzero(lines.gap == k)
        if not mine.size:
            continue
        x0, y0, x1, y1 = layout.gap(k)
        source, target = lines.source[mine], lines.target[mine]
        a, b, c, d = x0[source], y0[source], x1[target], y1[target]
        inside = (a <= x) & (x <= c)
        if not inside.any():
            continue
        few = max(len(y0), len(y1))
        place = np.clip((x - a) / np.maximum(c - a, 1e-9), 0, 1)
        away = _distances(place, y, b, d, c - a, few)
        away = np.where(inside, np.maximum(0.0, away - lines.width[mine] / 2), np.inf)
        # Later lines are painted above earlier ones: a hair's breadth decides for them.
        chosen = len(away) - 1 - int(np.argmin(np.round(away, 1)[::-1]))
        if away[chosen] <= REACH and (best is None or away[chosen] < best[0]):
            unit = _unit(box.units, int(target[chosen]))
            before = _unit(layout.layers[k - 1].units, int(source[chosen])) if k else int(source[chosen])
            if unit >= 0 and before >= 0:
                best = float(away[chosen]), Selection("edge", k, unit, before)
    return best[1] if best else None


def _distances(
    place: Floats, y: float, y0: Floats, y1: Floats,
    width: Floats, few: int,
) -> Floats:  # fmt: skip
    """Distance from the curves at ``place`` 0..1 of their width, measured square to them."""
    there = y0 + (y1 - y0) * height_at(place, few)
    slope = (y1 - y0) / np.maximum(width, 1e-9) * slope_at(place, few)
    away: Floats = np.abs(there - y) / np.sqrt(1 + slope**2)
    return away


def _unit(units: tuple[int, ...], slot: int) -> int:
    """The unit that a slot shows; -1 for the fold."""
    return units[slot] if slot < len(units) else -1
