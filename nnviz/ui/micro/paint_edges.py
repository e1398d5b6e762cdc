"""Paints the edges of a micro-step, and the gradient on its way back along them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from nnviz.drawing.micro.micro_state import MicroState
from nnviz.drawing.micro.stage_edges import FEW, StageEdges
from nnviz.drawing.micro.stage_plan import Curve, StagePlan
from nnviz.ui.theme import Theme, with_alpha
from nnviz.ui.widgets.painted import round_pen

_QUIET = 0.34  # opacity of edges off the path
_MOST = 48


@dataclass(frozen=True, eq=False)
class Canvas:
    """What is painted, where, and in which looks."""

    state: MicroState
    plan: StagePlan
    theme: Theme

    @cached_property
    def edges(self) -> StageEdges:
        """The edges of the plan."""
        return StageEdges(self.state, self.plan)

    @property
    def layers(self) -> range:
        """The dense layers."""
        return range(self.state.symbols.layers)

    def box(self, layer: int, unit: int) -> QRectF:
        """The ground of a neuron or input."""
        return QRectF(*self.plan.box(layer, unit))


def _path(curve: Curve) -> QPainterPath:
    start, *rest = (QPointF(*point) for point in curve.points)
    path = QPainterPath(start)
    path.cubicTo(*rest)
    return path


def paint_ground(painter: QPainter, canvas: Canvas) -> None:
    """All edges that are not on the path, quiet: the same for every step, hence painted once."""
    state, plan = canvas.state, canvas.plan
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for layer in canvas.layers:
        _paint_quiet(painter, canvas, layer, _MOST)
    painter.setPen(QPen(canvas.theme.surface("outline"), 1, Qt.PenStyle.DashLine))
    for layer in canvas.layers:  # what is cut is dashed, for nothing runs through it
        for source, unit in canvas.edges.into(layer):
            if (layer, source, unit) in state.cut:
                painter.drawPath(_path(plan.curve(layer, source, unit)))
    last = canvas.layers[-1]
    for unit in plan.column(last).units:
        width = 2.5 if state.path.units.get(last) == unit else 1.2
        painter.setPen(round_pen(canvas.theme.surface("outline"), width * min(1.4, plan.unit)))
        painter.drawPath(_path(plan.last_curve(unit)))


def _paint_quiet(painter: QPainter, canvas: Canvas, layer: int, most: int) -> None:
    """The strongest edges into a layer that are off the path; of many the weaker are fainter."""
    edges, count = canvas.edges, len(canvas.edges.into(layer))
    for source, unit in edges.strongest(layer, most):
        weight = canvas.state.weight_now(layer, source, unit)
        share = edges.share(weight)
        color = canvas.theme.signed(math.copysign(0.4 + 0.3 * share, weight))
        quiet = _QUIET * (0.35 + 0.65 * share if count > FEW else 1.0)
        painter.setPen(round_pen(with_alpha(color, quiet), edges.width(weight, count)))
        painter.drawPath(_path(canvas.plan.curve(layer, source, unit)))


def paint_path(painter: QPainter, canvas: Canvas) -> None:
    """The edges that this step is about, and those of the path; a glow where the factor is now."""
    state, plan, theme, edges = canvas.state, canvas.plan, canvas.theme, canvas.edges
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for layer in canvas.layers:
        if state.lights_gap(layer) and len(edges.into(layer)) <= FEW:
            _paint_quiet(painter, canvas, layer, FEW)
    now = state.factors[state.now].place if state.now is not None else None
    here = (now.layer, now.source, now.unit) if now is not None and now.kind == "edge" else None
    for layer, source, unit in edges.on_path:
        weight = state.weight_now(layer, source, unit)
        width = edges.width(weight, len(edges.into(layer)))
        curve = _path(plan.curve(layer, source, unit))
        if here == (layer, source, unit):
            painter.setPen(round_pen(with_alpha(theme.accent(), 0.16), width + 12 * plan.unit))
            painter.drawPath(curve)
        color = theme.signed(math.copysign(0.45 + 0.35 * edges.share(weight), weight))
        painter.setPen(round_pen(color, max(2.0, width)))
        painter.drawPath(curve)


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
    for layer in canvas.layers:
        for curve, share in canvas.edges.gradients(layer):
            size = (2.5 + 5 * share) * plan.unit
            _chevron(painter, canvas, QPointF(*curve.at(0.62)), curve.angle(0.62), size, 0.35 + 0.5 * share)


def _trail(painter: QPainter, canvas: Canvas, curve: Curve, most: int, lane: float, *, fade: bool) -> None:
    unit = canvas.plan.unit
    length = math.hypot(curve.x1 - curve.x0, curve.y1 - curve.y0)
    count = max(1, min(most, int(length / ((14 if lane else 13) * unit))))
    for i in range(count):
        if lane:
            t = 0.93 - i * 0.65 / count if count > 1 else 0.6
        else:
            t = max(0.15, 0.92 - i * 14 * unit / max(1.0, length))
        (x, y), angle = curve.at(t), curve.angle(t)
        size = (6.5 if canvas.plan.level == 0 else 4.5) * unit
        side = lane * (1.0 if canvas.plan.level == 0 else 0.6) * unit
        point = QPointF(x + math.sin(angle) * side, y - math.cos(angle) * side)
        _chevron(painter, canvas, point, angle, size, 0.45 + 0.55 * i / max(1, count - 1) if fade else 1.0)


def _chevron(painter: QPainter, canvas: Canvas, at: QPointF, angle: float, size: float, alpha: float) -> None:
    painter.save()
    painter.translate(at)
    painter.rotate(math.degrees(angle))
    width = max(1.2, 3 * size / 6.5)
    painter.setPen(round_pen(with_alpha(canvas.theme.gradient, alpha), width))
    painter.drawPolyline([QPointF(size * 0.55, -size), QPointF(-size * 0.55, 0), QPointF(size * 0.55, size)])
    painter.restore()
