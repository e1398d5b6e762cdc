"""Paints the edges of a micro-step, and the gradient on its way back along them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from nnviz.training.micro_batch import Passed
from nnviz.ui.micro.plan import Column, Curve, Plan
from nnviz.ui.micro.state import State
from nnviz.ui.micro.words import tr
from nnviz.ui.theme import Theme, with_alpha

_QUIET = 0.34  # opacity of edges off the path
_FEW = 40  # edges of a gap that are drawn in full; of more only the strongest, the weaker the fainter
_MOST = 48


@dataclass(frozen=True, eq=False)
class Canvas:
    """What is painted, where, and in which looks."""

    state: State
    plan: Plan
    theme: Theme

    @cached_property
    def top_weight(self) -> float:
        """The largest weight on the stage: it has the widest edge."""
        sizes = [0.0]
        for layer, numbers_ in enumerate(self.state.micro.batch.layers):
            sources, units = self.plan.column(layer - 1).units, self.plan.column(layer).units
            sizes.append(float(np.abs(numbers_.weights[np.ix_(sources, units)]).max(initial=0.0)))
        return max(sizes) or 1.0

    @cached_property
    def path_edges(self) -> set[tuple[int, int, int]]:
        """(layer, source, unit) of the edges that the shown path and the weight itself are on."""
        found = set()
        for factor in self.state.factors:
            place = factor.place
            if place.kind == "edge" and place.source is not None:
                found.add((place.layer, place.source, place.unit))
        return found

    def width(self, weight: float, edges: int) -> float:
        """How wide an edge is: up to 7 px where there are few."""
        widest = 6.0 if edges <= 16 else 3.5 if edges <= _FEW else 2.2
        return (1 + widest * min(1.0, abs(weight) / self.top_weight)) * min(1.4, self.plan.unit)

    def edges(self, layer: int) -> list[tuple[int, int]]:
        """(source, unit) of the edges into a layer that are shown."""
        sources, units = self.plan.column(layer - 1).units, self.plan.column(layer).units
        return [(source, unit) for source in sources for unit in units]

    def strongest(self, layer: int, most: int) -> list[tuple[int, int]]:
        """Of those off the path the ``most`` with the largest weights, the largest last."""
        weights = self.state.micro.batch.layers[layer].weights
        hidden = self.path_edges | self.state.cut
        off = [edge for edge in self.edges(layer) if (layer, *edge) not in hidden]
        return sorted(off, key=lambda edge: abs(float(weights[edge])))[-most:]


def paint_ground(painter: QPainter, canvas: Canvas) -> None:
    """All edges that are not on the path, quiet: the same for every step, hence painted once."""
    state, plan, theme = canvas.state, canvas.plan, canvas.theme
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for layer in range(len(state.micro.batch.layers)):
        edges = canvas.edges(layer)
        crowded = len(edges) > _FEW
        for source, unit in canvas.strongest(layer, _MOST):
            weight = state.weight_now(layer, source, unit)
            share = min(1.0, abs(weight) / canvas.top_weight)
            color = theme.signed(math.copysign(0.4 + 0.3 * share, weight))
            quiet = _QUIET * (0.35 + 0.65 * share if crowded else 1.0)
            painter.setPen(_pen(with_alpha(color, quiet), canvas.width(weight, len(edges))))
            painter.drawPath(plan.curve(layer, source, unit).path)
    _paint_cuts(painter, canvas)
    last = len(state.micro.batch.layers) - 1
    for unit in plan.column(last).units:
        width = 2.5 if state.path.units.get(last) == unit else 1.2
        painter.setPen(_pen(theme.surface("outline"), width * min(1.4, plan.unit)))
        painter.drawPath(plan.last_curve(unit).path)


def _paint_cuts(painter: QPainter, canvas: Canvas) -> None:
    """Edges that are cut: dashed, for nothing runs through them."""
    painter.setPen(QPen(canvas.theme.surface("outline"), 1, Qt.PenStyle.DashLine))
    for layer in range(len(canvas.state.micro.batch.layers)):
        for source, unit in canvas.edges(layer):
            if (layer, source, unit) in canvas.state.cut:
                painter.drawPath(canvas.plan.curve(layer, source, unit).path)


def paint_path(painter: QPainter, canvas: Canvas) -> None:
    """The edges that this step is about, and those of the path; a glow where the factor is now."""
    state, plan, theme = canvas.state, canvas.plan, canvas.theme
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for layer in range(len(state.micro.batch.layers)):
        edges = canvas.edges(layer)
        if not _lit_gap(state, layer) or len(edges) > _FEW:
            continue
        for source, unit in canvas.strongest(layer, _FEW):
            weight = state.weight_now(layer, source, unit)
            share = min(1.0, abs(weight) / canvas.top_weight)
            color = theme.signed(math.copysign(0.4 + 0.3 * share, weight))
            painter.setPen(_pen(with_alpha(color, _QUIET), canvas.width(weight, len(edges))))
            painter.drawPath(plan.curve(layer, source, unit).path)
    now = state.factors[state.now].place if state.now is not None else None
    here = (now.layer, now.source, now.unit) if now is not None and now.kind == "edge" else None
    for layer, source, unit in canvas.path_edges:
        weight = state.weight_now(layer, source, unit)
        width = canvas.width(weight, len(canvas.edges(layer)))
        curve = plan.curve(layer, source, unit).path
        if here == (layer, source, unit):
            painter.setPen(_pen(with_alpha(theme.accent(), 0.16), width + 12 * plan.unit))
            painter.drawPath(curve)
        share = min(1.0, abs(weight) / canvas.top_weight)
        painter.setPen(_pen(theme.signed(math.copysign(0.45 + 0.35 * share, weight)), max(2.0, width)))
        painter.drawPath(curve)


def _lit_gap(state: State, layer: int) -> bool:
    """Whether this step is about the edges into ``layer``."""
    cell = state.micro.cell
    return (cell.kind in ("z", "dW") and cell.layer == layer) or (
        cell.kind in ("da", "back") and cell.layer == layer - 1
    )


def _pen(color: QColor, width: float) -> QPen:
    return QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


# ---- the gradient on its way back


def paint_chevrons(painter: QPainter, canvas: Canvas) -> None:
    """Arrows from right to left beside the edges, as large as the gradient that runs along them."""
    state, plan = canvas.state, canvas.plan
    if state.micro.phase in ("forward", "loss"):
        return
    head = state.factors[0]
    if state.known and head.kind != "later":
        _trail(painter, canvas, plan.last_curve(head.bottom.unit), 3, 0.0, fade=False)
    for factor, when in zip(state.factors, state.whens, strict=True):
        place = factor.place
        if factor.kind == "weight" and when != "next" and place.source is not None:
            _trail(painter, canvas, plan.curve(place.layer, place.source, place.unit), 11, 19.0, fade=True)
    _paint_gap(painter, canvas)


def _trail(painter: QPainter, canvas: Canvas, curve: Curve, most: int, lane: float, *, fade: bool) -> None:
    unit = canvas.plan.unit
    length = math.hypot(curve.x1 - curve.x0, curve.y1 - curve.y0)
    count = max(1, min(most, int(length / ((14 if lane else 13) * unit))))
    for i in range(count):
        if lane:
            t = 0.93 - i * 0.65 / count if count > 1 else 0.6
        else:
            t = max(0.15, 0.92 - i * 14 * unit / max(1.0, length))
        point, angle = curve.at(t)
        size = (6.5 if canvas.plan.level == 0 else 4.5) * unit
        side = lane * (1.0 if canvas.plan.level == 0 else 0.6) * unit
        point = QPointF(point.x() + math.sin(angle) * side, point.y() - math.cos(angle) * side)
        _chevron(painter, canvas, point, angle, size, 0.45 + 0.55 * i / max(1, count - 1) if fade else 1.0)


def _paint_gap(painter: QPainter, canvas: Canvas) -> None:
    """Where a gradient crosses a gap, or lands on its weights: an arrow per edge, by the size of its part."""
    micro, state = canvas.state.micro, canvas.state
    for layer, numbers_ in enumerate(micro.batch.layers):
        if not _lit_gap(state, layer) or micro.phase != "backward":
            continue
        dz = np.nan_to_num(np.asarray(numbers_.dz[micro.example], dtype=np.float64))
        with np.errstate(all="ignore"):
            if micro.cell.kind == "dW":
                parts = np.abs(np.outer(numbers_.entering[micro.example], dz))
            else:
                parts = np.abs(numbers_.weights * dz)
        top = float(parts.max(initial=0.0))
        if top <= 0:
            continue
        for source, unit in canvas.edges(layer):
            share = float(parts[source, unit]) / top
            if share < 0.02 or ((layer, source, unit) in canvas.path_edges and micro.cell.kind != "dW"):
                continue
            point, angle = canvas.plan.curve(layer, source, unit).at(0.62)
            _chevron(painter, canvas, point, angle, (2.5 + 5 * share) * canvas.plan.unit, 0.35 + 0.5 * share)


def _chevron(painter: QPainter, canvas: Canvas, at: QPointF, angle: float, size: float, alpha: float) -> None:
    painter.save()
    painter.translate(at)
    painter.rotate(math.degrees(angle))
    width = 3 * canvas.plan.unit * size / (6.5 * canvas.plan.unit)
    painter.setPen(_pen(with_alpha(canvas.theme.gradient, alpha), max(1.2, width)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    path = QPainterPath(QPointF(size * 0.55, -size))
    path.lineTo(-size * 0.55, 0)
    path.lineTo(size * 0.55, size)
    painter.drawPath(path)
    painter.restore()


def passed_names() -> dict[str, str]:
    """What layers without weights are called on the stage."""
    return {"dropout": tr("dropout"), "batch_norm": tr("batch norm")}


def passed_boxes(canvas: Canvas, column: Column) -> list[tuple[Passed, QRectF]]:
    """Where the chips of the dropout or batch normalisation after a column stand."""
    plan, batch = canvas.plan, canvas.state.micro.batch
    group = batch.before if column.layer < 0 else batch.layers[column.layer].passed
    metrics = QFontMetricsF(canvas.theme.font("caption"))
    top = min(column.ys) - plan.capsule[1] / 2 - 30 * plan.unit
    found = []
    for i, passed in enumerate(group):
        width = metrics.horizontalAdvance(passed_names()[passed.kind]) + 14 * plan.unit
        x = min(max(2.0, column.x - width / 2 + plan.capsule[0] / 2), plan.width - width)
        found.append((passed, QRectF(x, top - i * 24 * plan.unit, width, 20 * plan.unit)))
    return found
