"""What is painted over the network: the connections of what is pointed at, its frame, and its numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from nnviz.drawing import edge_law
from nnviz.drawing.cut_edges import cut_points, cut_shown, touches
from nnviz.drawing.layout import DiagramLayout, LayerBox
from nnviz.drawing.lines import Lines, can_show, no_lines, slot_values
from nnviz.drawing.selection import Selection
from nnviz.training.edits import Edge
from nnviz.training.snapshot import EdgeKind, Snapshot
from nnviz.ui.diagram.ground import cell_rect
from nnviz.ui.theme import Theme, with_alpha

LIT_MOST = 150  # the strongest connections of one neuron that are lit
LIT_SHARE = 0.5  # of the ground that the lit lines may ink: they are few
LIT_FLOOR = 0.25  # least opacity of a lit line


def lit_lines(
    target: Selection, snapshot: Snapshot, layout: DiagramLayout, kind: EdgeKind,
    widths: tuple[float, float, float],
) -> Lines:  # fmt: skip
    """The connections of ``target``, weakest first; none where ``kind`` has no numbers."""
    if not can_show(snapshot, kind):
        return no_lines()
    parts = []
    for gap, sources, targets in _pairs(target, layout):
        values, clip = slot_values(snapshot, layout, gap, kind)
        chosen = values[np.ix_(sources, targets)].ravel()
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
        return [(0, [target.unit], list(range(layers[0].slots)))]
    slot = layers[target.layer].slot_of(target.unit)
    before = len(layout.inputs.leave_y) if target.layer == 0 else layers[target.layer - 1].slots
    if target.kind == "edge":
        source = target.source if target.layer == 0 else layers[target.layer - 1].slot_of(target.source)
        return [(target.layer, [source], [slot])]
    pairs = [(target.layer, list(range(before)), [slot])]
    if target.layer + 1 < len(layers):
        pairs.append((target.layer + 1, [slot], list(range(layers[target.layer + 1].slots))))
    return pairs


def frame_of(target: Selection, layout: DiagramLayout) -> list[QRectF]:
    """The boxes that the accent frames: a neuron, an edge's two ends, or an input and its dot."""
    unit = layout.unit
    if target.kind == "input":
        boxes = []
        picture, inputs = layout.inputs.picture, layout.inputs
        if inputs.tiles is not None:
            return [_node_box(inputs.tiles, target.unit, layout.unit)]
        if picture is not None:
            row, column = divmod(target.unit, picture.columns)
            boxes.append(cell_rect(picture, row, column, unit))
        if inputs.dots:
            r = inputs.dot_radius
            boxes.append(QRectF(inputs.dot_x - r, float(inputs.leave_y[target.unit]) - r, 2 * r, 2 * r))
        return boxes
    boxes = [_node_box(layout.layers[target.layer], target.unit, layout.unit)]
    if target.kind == "edge":
        if target.layer == 0:
            boxes += frame_of(Selection("input", -1, target.source), layout)
        else:
            boxes.append(_node_box(layout.layers[target.layer - 1], target.source, layout.unit))
    return boxes


def _node_box(box: LayerBox, unit: int, rim: float) -> QRectF:
    """Tile and bead of a unit."""
    slot = box.slot_of(unit)
    reach = box.radius + 3 * rim
    half = max(box.tile / 2 + rim, reach)
    left = box.x[slot] - box.tile / 2 - rim if box.tile else box.bead_x[slot] - reach
    return QRectF(left, box.y[slot] - half, box.bead_x[slot] + reach - rim - left, 2 * half)


def paint_frame(painter: QPainter, target: Selection, layout: DiagramLayout, theme: Theme) -> None:
    """The accent frame: "you are here"."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.accent(), theme.line("focus")))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for box in frame_of(target, layout):
        small = box.width() < 12 * layout.unit
        grown = 2.5 if small else 3.5
        rect = box.adjusted(-grown, -grown, grown, grown)
        radius = min(9.0 * layout.unit, rect.height() / 2)
        painter.drawRoundedRect(rect, radius, radius)


def paint_cut(
    painter: QPainter, cut: Sequence[Edge], lit: Selection | None, layout: DiagramLayout, theme: Theme
) -> None:
    """A dashed hairline for each edge that is cut, clearer where it is pointed at or selected."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for edge in cut_shown(cut, layout):
        near = lit is not None and touches(edge, lit)
        color = theme.text("secondary") if near else with_alpha(theme.text("tertiary"), 0.55)
        pen = QPen(color, theme.line("hairline") * (1.5 if near else 1.0))
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        points = np.stack(cut_points(edge, layout), axis=1).tolist()
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in points]))


def paint_note(
    painter: QPainter, beside: QRectF, texts: tuple[str, ...], theme: Theme, stage: QRectF
) -> None:
    """Two lines on the inverse surface, beside the object and inside the stage."""
    bold, plain = theme.font("label", weight="semibold"), theme.font("label")
    fonts = (bold, plain)
    widths = [QFontMetricsF(f).horizontalAdvance(t) for f, t in zip(fonts, texts, strict=False)]
    line = QFontMetricsF(plain).height() + 2
    pad = float(theme.px(8))
    width, height = max(widths) + 2 * pad, line * len(texts) + theme.px(10)
    x = beside.right() + theme.px(10)
    if x + width > stage.right() - 4:
        x = beside.left() - theme.px(10) - width
    x = max(stage.left() + 4, min(x, stage.right() - 4 - width))
    y = beside.center().y() - height / 2
    if x < beside.right() and x + width > beside.left():  # no room at either side
        y = beside.bottom() + theme.px(10)
    y = max(stage.top() + 4, min(y, stage.bottom() - 4 - height))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.strong)
    painter.drawRoundedRect(QRectF(x, y, width, height), theme.px(6), theme.px(6))
    painter.setPen(theme.text("on_strong"))
    for i, (font, text) in enumerate(zip(fonts, texts, strict=False)):
        painter.setFont(font)
        baseline = QPointF(x + pad, y + theme.px(5) + i * line + QFontMetricsF(font).ascent())
        painter.drawText(baseline, text)


def paint_hint(painter: QPainter, text: str, centre: QPointF, theme: Theme) -> None:
    """A quiet sentence on the stage."""
    painter.setFont(theme.font("body"))
    width = QFontMetricsF(painter.font()).horizontalAdvance(text)
    height = 30.0 * theme.unit
    box = QRectF(centre.x() - width / 2 - 14, centre.y() - height / 2, width + 28, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.surface("hairline"), theme.line("hairline")))
    painter.setBrush(theme.surface("panel"))
    painter.drawRoundedRect(box, height / 2, height / 2)
    painter.setPen(theme.text("secondary"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
