"""Moving the selection with the arrow keys: up and down in a layer, left and right between layers."""

from __future__ import annotations

import numpy as np

from nnviz.drawing.cells import next_cell
from nnviz.drawing.layout import DiagramLayout
from nnviz.drawing.selection import Selection


def neighbour(selection: Selection | None, dx: int, dy: int, layout: DiagramLayout) -> Selection:
    """The neuron, input or cell one step of (dx, dy) from ``selection``; the first neuron without one."""
    if selection is None:
        return Selection("neuron", 0, layout.layers[0].units[0])
    if selection.cell:
        return next_cell(selection, dx, dy, layout)
    if selection.kind == "edge":
        selection = Selection("neuron", selection.layer, selection.unit)
    if selection.kind == "input":
        return _from_input(selection.unit, dx, dy, layout)
    box = layout.layers[selection.layer]
    slot = min(box.slot_of(selection.unit), len(box.units) - 1)
    if dy:
        return Selection("neuron", selection.layer, box.units[max(0, min(len(box.units) - 1, slot + dy))])
    target = selection.layer + dx
    if target < 0:
        heights = layout.inputs.leave_y
        return Selection("input", -1, int(np.argmin(np.abs(heights - box.y[slot]))))
    if target >= len(layout.layers):
        return selection
    return Selection("neuron", target, _nearest(layout, target, float(box.y[slot])))


def edge_neighbour(selection: Selection | None, dx: int, dy: int, layout: DiagramLayout) -> Selection | None:
    """From a neuron to the left: the edge from the unit nearest in height. From an edge up and down: the
    edges from its source's neighbours into the same unit. None where there is none."""
    if selection is None or selection.kind == "input" or selection.cell:
        return None
    layer = selection.layer
    sources = list(layout.layers[layer - 1].units) if layer else list(range(len(layout.inputs.leave_y)))
    if selection.kind == "edge":
        if not dy or selection.source not in sources:
            return None
        place = sources.index(selection.source) + dy
        source = sources[max(0, min(len(sources) - 1, place))]
    elif dx < 0:
        box = layout.layers[layer]
        slot = min(box.slot_of(selection.unit), len(box.units) - 1)
        heights = layout.gap(layer)[1][: len(sources)]
        source = sources[int(np.argmin(np.abs(heights - box.y[slot])))]
    else:
        return None
    return Selection("edge", layer, selection.unit, source)


def _from_input(unit: int, dx: int, dy: int, layout: DiagramLayout) -> Selection:
    last = len(layout.inputs.leave_y) - 1
    if dx > 0:
        return Selection("neuron", 0, _nearest(layout, 0, float(layout.inputs.leave_y[unit])))
    return Selection("input", -1, max(0, min(last, unit + dy)))


def _nearest(layout: DiagramLayout, layer: int, y: float) -> int:
    box = layout.layers[layer]
    return box.units[int(np.argmin(np.abs(box.y[: len(box.units)] - y)))]
