"""The weights written on their edges, and the pill of the weight that is asked about."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from nnviz.drawing import numbers
from nnviz.ui.micro.badges import Taken
from nnviz.ui.micro.paint_edges import Canvas
from nnviz.ui.micro.symbols import Pen, mono_font
from nnviz.ui.theme import with_alpha

_CENTRE = Qt.AlignmentFlag.AlignCenter
_TAGS_UP_TO = 12  # edges of a gap whose weights are written on them


def paint_tags(painter: QPainter, canvas: Canvas, taken: Taken) -> None:
    """The weights, written on their edges where these are few; then the weight that is asked about."""
    plan, theme, state = canvas.plan, canvas.theme, canvas.state
    font = mono_font(theme, 12.5 * plan.unit, "semibold")
    metrics = QFontMetricsF(font)
    for layer in range(len(state.micro.batch.layers)):
        edges = canvas.edges(layer)
        if len(edges) > _TAGS_UP_TO:
            continue
        t = 0.45 if len(plan.column(layer).units) == 1 else 0.3
        for source, unit in edges:
            if (layer, source, unit) in canvas.path_edges | state.cut:
                continue
            weight = state.weight_now(layer, source, unit)
            text = numbers.plain(weight, 2)
            curve = plan.curve(layer, source, unit)
            width, height = metrics.horizontalAdvance(text) + 12 * plan.unit, 20 * plan.unit
            if curve.x1 - curve.x0 < width + 16 * plan.unit:
                continue
            point = curve.at(t)[0]
            box = QRectF(point.x() - width / 2, point.y() - height / 2, width, height)
            if not taken.free(box):
                continue
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(with_alpha(theme.surface("stage"), 0.82))
            painter.drawRoundedRect(box, 5, 5)
            painter.setFont(font)
            tone = theme.ramp(weight, 8)
            painter.setPen(with_alpha(tone, 0.6) if theme.name == "dark" else with_alpha(tone, 0.8))
            painter.drawText(box, _CENTRE, text)
            taken.add(box)


def _weight_text(canvas: Canvas) -> str:
    """``= 1.69``; in the update also what it becomes."""
    state, weight = canvas.state, canvas.state.micro.weight
    numbers_ = state.micro.batch.layers[weight.layer]
    place = (weight.source, weight.unit)
    old = float(numbers_.bias[weight.unit] if weight.source is None else numbers_.weights[place])
    if state.micro.phase != "update":
        return f"= {numbers.fitted(old, 2)}"
    return f"{numbers.fitted(old, 3)} → {numbers.fitted(state.weight_now(weight.layer, *place), 3)}"


def place_weight(canvas: Canvas, taken: Taken) -> QRectF:
    """Where the pill of the weight that is asked about stands; it is painted last, over all lines."""
    plan, weight = canvas.plan, canvas.state.micro.weight
    font = mono_font(canvas.theme, 13 * plan.unit, "semibold")
    width = QFontMetricsF(font).horizontalAdvance(_weight_text(canvas)) + 42 * plan.unit
    height = 30 * plan.unit
    if weight.source is None:
        box = plan.box(weight.layer, weight.unit)
        anchor, away = box.center(), box.height() / 2 + 26 * plan.unit
        offsets = [(0.0, away), (0.0, -away)]
    else:
        curve = plan.curve(weight.layer, weight.source, weight.unit)
        spots = [curve.at(t)[0] for t in (0.36, 0.5, 0.25, 0.65)]
        anchor = spots[0]
        offsets = [(spot.x() - anchor.x(), spot.y() - anchor.y()) for spot in spots]
    place = taken.place(anchor, offsets, width, height)
    taken.add(place)
    return place


def paint_weight(painter: QPainter, canvas: Canvas, place: QRectF) -> None:
    """The pill ``w = 1.69``, ``b = 0.2`` for a bias."""
    plan, theme, weight = canvas.plan, canvas.theme, canvas.state.micro.weight
    painter.setPen(QPen(theme.accent(), 2))
    painter.setBrush(theme.surface("raised"))
    painter.drawRoundedRect(place, 8 * plan.unit, 8 * plan.unit)
    pen = Pen(theme, canvas.state.symbols, 18 * plan.unit, theme.text())
    letter = pen.text("w" if weight.source is not None else "b")
    x = place.left() + 10 * plan.unit
    letter.paint(painter, x, place.center().y() + 5 * plan.unit)
    painter.setFont(mono_font(theme, 13 * plan.unit, "semibold"))
    painter.setPen(theme.ramp(canvas.state.weight_now(weight.layer, weight.source, weight.unit), 8))
    at = QPointF(x + letter.width + 7 * plan.unit, place.center().y() + 4.5 * plan.unit)
    painter.drawText(at, _weight_text(canvas))
