"""One neuron's connections in full, what they join, and what the accent frames."""

from __future__ import annotations

import numpy as np

from nnviz.drawing import edge_law
from nnviz.drawing.cells import cell_frames
from nnviz.drawing.hit_test import Through
from nnviz.drawing.layout import DiagramLayout, LayerBox, Rect
from nnviz.drawing.lines import Lines, can_show, no_lines, slot_values
from nnviz.drawing.moment import Moment
from nnviz.drawing.selection import Selection
from nnviz.training.snapshot import EdgeKind

Slots = frozenset[int]

LIT_MOST = 150  # the strongest connections of one neuron that are lit
LIT_SHARE = 0.5  # of the ground that the lit lines may ink: they are few
LIT_FLOOR = 0.25  # least opacity of a lit line


def lit_lines(
    target: Selection, moment: Moment, layout: DiagramLayout, kind: EdgeKind,
    widths: tuple[float, float, float],
) -> Lines:  # fmt: skip
    """The connections of ``target``, weakest first; none where ``kind`` has no numbers."""
    if not can_show(moment, kind):
        return no_lines()
    parts = []
    for gap, sources, targets in _pairs(target, layout):
        values, clip, counts = slot_values(moment, layout, gap, kind)
        chosen = (values / counts)[np.ix_(sources, targets)].ravel()
        x0, y0, x1, y1 = layout.gap(gap)
        lengths = np.hypot(
            x1[targets][None, :] - x0[sources][:, None], y1[targets][None, :] - y0[sources][:, None]
        ).ravel()
        widest = edge_law.widest(values.size, widths[1], widths[2])
        area = layout.gap_area(gap)
        found = edge_law.ink(chosen, lengths, area, LIT_SHARE, (widths[0], widest), 1.0, clip or None)
        source, goal = (grid.ravel() for grid in np.meshgrid(sources, targets, indexing="ij"))
        alpha = np.where(chosen == 0, 0.0, np.maximum(found.alpha, LIT_FLOOR))
        kept = np.flatnonzero(alpha)[np.argsort(np.abs(chosen[alpha > 0]), kind="stable")][-LIT_MOST:]
        columns = (np.full(len(kept), gap), source[kept], goal[kept])
        parts.append((*columns, alpha[kept], found.width[kept], found.tone[kept], np.abs(chosen[kept])))
    if not parts:
        return no_lines()
    where, source, goal, alpha, width, tone, strength = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    return Lines(where, source, goal, alpha, width, tone, strength, len(where), ())


def _pairs(target: Selection, layout: DiagramLayout) -> list[tuple[int, list[int], list[int]]]:
    """(gap, sources, targets) by slot of the connections of ``target``."""
    layers = layout.layers
    if target.kind == "input":
        return [(0, [layout.inputs.source_of(target.unit)], list(range(layers[0].slots)))]
    slot = layers[target.layer].slot_of(target.unit)
    before = len(layout.inputs.leave_y) if target.layer == 0 else layers[target.layer - 1].slots
    if target.kind == "edge":
        source = target.source if target.layer == 0 else layers[target.layer - 1].slot_of(target.source)
        return [(target.layer, [source], [slot])]
    pairs = [(target.layer, list(range(before)), [slot])]
    if target.layer + 1 < len(layers):
        pairs.append((target.layer + 1, [slot], list(range(layers[target.layer + 1].slots))))
    return pairs


def joined(target: Selection, lines: Lines, layout: DiagramLayout) -> tuple[Slots, ...]:
    """By layer, the slots that ``lines`` join, and that of ``target`` itself."""
    found: list[set[int]] = [set() for _ in layout.layers]
    ends = zip(lines.gap.tolist(), lines.source.tolist(), lines.target.tolist(), strict=True)
    for gap, source, goal in ends:
        found[gap].add(goal)
        if gap:
            found[gap - 1].add(source)
    if target.kind != "input":
        found[target.layer].add(layout.layers[target.layer].slot_of(target.unit))
    return tuple(frozenset(slots) for slots in found)


def frame_of(target: Selection | Through, layout: DiagramLayout) -> list[Rect]:
    """The boxes that the accent frames: a neuron or a cell of its map, an edge's two ends, an input and its
    dot, or a bar."""
    unit = layout.unit
    if isinstance(target, Selection) and target.cell:
        return cell_frames(target, layout)
    if isinstance(target, Through):
        bars = [bar for bar in layout.bars if bar.place == target.place]
        return [(bar.left, bar.top, bar.right - bar.left, bar.bottom - bar.top) for bar in bars]
    if target.kind == "input":
        boxes = []
        picture, inputs = layout.inputs.picture, layout.inputs
        if inputs.tiles is not None:
            return [_node_box(inputs.tiles, target.unit, layout.unit)]
        if picture is not None:
            row, column = divmod(target.unit, picture.columns)
            boxes.append(picture.cell_rect(row, column, unit))
        if inputs.dots:
            r = inputs.dot_radius
            boxes.append((inputs.dot_x - r, float(inputs.leave_y[target.unit]) - r, 2 * r, 2 * r))
        return boxes
    boxes = [_node_box(layout.layers[target.layer], target.unit, layout.unit)]
    if target.kind == "edge":
        if target.layer == 0:
            boxes += frame_of(Selection("input", -1, target.source), layout)
        else:
            boxes.append(_node_box(layout.layers[target.layer - 1], target.source, layout.unit))
    return boxes


def _node_box(box: LayerBox, unit: int, rim: float) -> Rect:
    """Tile and bead of a unit."""
    slot = box.slot_of(unit)
    reach = box.radius + 3 * rim
    half = max(box.half + rim, reach)
    left = float(box.x[slot]) - box.tile / 2 - rim if box.tile else float(box.bead_x[slot]) - reach
    return left, float(box.y[slot]) - half, float(box.bead_x[slot]) + reach - rim - left, 2 * half
