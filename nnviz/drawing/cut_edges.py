"""Edges that are cut: lines over the network, which can be pointed at and restored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.curve import height_at
from nnviz.drawing.layout import DiagramLayout
from nnviz.drawing.selection import Selection
from nnviz.training.edits import Edge

Floats = NDArray[np.floating[Any]]
CUT_MOST = 200  # cut edges that are drawn
_PLACES = np.linspace(0.0, 1.0, 33)


def cut_shown(cut: Sequence[Edge], layout: DiagramLayout) -> list[Edge]:
    """The cut edges between units that are shown."""
    found = []
    for layer, source, unit in cut:
        if layer >= len(layout.layers) or unit not in layout.layers[layer].units:
            continue
        before = layout.layers[layer - 1].units if layer else range(len(layout.inputs.leave_y))
        if source in before:
            found.append((layer, source, unit))
    return found[:CUT_MOST]


def cut_points(edge: Edge, layout: DiagramLayout) -> tuple[Floats, Floats]:
    """x and y along the curve of a cut edge that is shown."""
    layer, source, unit = edge
    x0, y0, x1, y1 = layout.gap(layer)
    start = layout.layers[layer - 1].slot_of(source) if layer else source
    end = layout.layers[layer].slot_of(unit)
    x = x0[start] + (x1[end] - x0[start]) * _PLACES
    y = y0[start] + (y1[end] - y0[start]) * height_at(_PLACES, max(len(y0), len(y1)))
    return x, y


def touches(edge: Edge, target: Selection) -> bool:
    """Whether ``edge`` is ``target``, or begins or ends there."""
    layer, source, unit = edge
    if target.kind == "edge":
        return edge == (target.layer, target.source, target.unit)
    if target.kind == "input":
        return layer == 0 and source == target.unit
    return (layer, unit) == (target.layer, target.unit) or (layer - 1, source) == (target.layer, target.unit)


def cut_at(cut: Sequence[Edge], layout: DiagramLayout, x: float, y: float, reach: float) -> Selection | None:
    """The cut edge at (x, y) of the layout."""
    best, chosen = reach, None
    for edge in cut_shown(cut, layout):
        xs, ys = cut_points(edge, layout)
        if xs[0] <= x <= xs[-1]:
            slope = np.gradient(ys, xs)
            away = float(np.abs(np.interp(x, xs, ys) - y) / np.sqrt(1 + np.interp(x, xs, slope) ** 2))
            if away <= best:
                best, chosen = away, Selection("edge", edge[0], edge[2], edge[1])
    return chosen
