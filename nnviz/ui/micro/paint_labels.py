"""Paints what is written over the network of a micro-step: weights, badges, the product so far, the keys."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from nnviz.drawing import numbers
from nnviz.drawing.micro.factor_words import number
from nnviz.drawing.micro.label_places import (
    Taken,
    badge_end,
    badge_spot,
    product_spot,
    weight_spot,
)
from nnviz.drawing.micro.micro_state import When, source_symbol
from nnviz.ui.micro.formula import Pen, mono_font
from nnviz.ui.micro.paint_edges import Canvas
from nnviz.ui.micro.paint_neurons import passed_boxes, target_box
from nnviz.ui.theme import Theme, with_alpha
from nnviz.ui.widgets.painted import round_pen

translate = QCoreApplication.translate
_CENTRE = Qt.AlignmentFlag.AlignCenter
_TAGS_UP_TO = 12  # edges of a gap whose weights are written on them
_INK_ON_GRADIENT = {"dark": "#23081A"}


@dataclass(frozen=True)
class Pinned:
    """A badge: the factor's number and its box."""

    index: int
    box: QRectF


def ground_taken(canvas: Canvas) -> Taken:
    """Where the network and what is written at it leave no room."""
    boxes = [box for column in canvas.plan.columns for _, box in passed_boxes(canvas, column)]
    more = [target_box(canvas), *boxes]
    return Taken(canvas.plan, [(box.x(), box.y(), box.width(), box.height()) for box in more])


def _on_gradient(theme: Theme) -> QColor:
    """What can be read on the gradient's colour."""
    return QColor(_INK_ON_GRADIENT.get(theme.name, "#FFFFFF"))


# ---- the weights


def paint_tags(painter: QPainter, canvas: Canvas, taken: Taken) -> None:
    """The weights, written on their edges where these are few."""
    plan, theme, state = canvas.plan, canvas.theme, canvas.state
    painter.setFont(mono_font(theme, 12.5 * plan.unit, "semibold"))
    metrics = QFontMetricsF(painter.font())
    for layer in canvas.layers:
        edges = canvas.edges.into(layer)
        t = 0.45 if len(plan.column(layer).units) == 1 else 0.3
        for source, unit in edges if len(edges) <= _TAGS_UP_TO else ():
            if (layer, source, unit) in canvas.edges.on_path | state.cut:
                continue
            weight = state.weight_now(layer, source, unit)
            text = numbers.plain(weight, 2)
            curve = plan.curve(layer, source, unit)
            width, height = metrics.horizontalAdvance(text) + 12 * plan.unit, 20 * plan.unit
            x, y = curve.at(t)
            room = (x - width / 2, y - height / 2, width, height)
            if curve.x1 - curve.x0 < width + 16 * plan.unit or not taken.free(room):
                continue
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(with_alpha(theme.surface("stage"), 0.82))
            painter.drawRoundedRect(QRectF(*room), 5, 5)
            painter.setPen(with_alpha(theme.ramp(weight, 8), 0.6 if theme.name == "dark" else 0.8))
            painter.drawText(QRectF(*room), _CENTRE, text)
            taken.add(room)


def _weight_text(canvas: Canvas) -> str:
    """``= 1.69``; in the update also what it becomes."""
    state, weight = canvas.state, canvas.state.micro.weight
    layer = state.micro.batch.layers[weight.layer]
    place = (weight.source, weight.unit)
    old = float(layer.bias[weight.unit] if weight.source is None else layer.weights[place])
    if state.micro.phase != "update":
        return f"= {numbers.fitted(old, 2)}"
    return f"{numbers.fitted(old, 3)} → {numbers.fitted(state.weight_now(weight.layer, *place), 3)}"


def place_weight(canvas: Canvas, taken: Taken) -> QRectF:
    """Where the pill of the weight that is asked about stands; it is painted last, over all lines."""
    plan = canvas.plan
    font = mono_font(canvas.theme, 13 * plan.unit, "semibold")
    width = QFontMetricsF(font).horizontalAdvance(_weight_text(canvas)) + 42 * plan.unit
    return QRectF(*taken.place(weight_spot(plan, canvas.state.micro.weight), width, 30 * plan.unit))


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


# ---- the factors


def paint_badges(painter: QPainter, canvas: Canvas, taken: Taken) -> list[Pinned]:
    """Each factor's number and value beside its place, numbered as in the list; returns where they are."""
    state, plan = canvas.state, canvas.plan
    if state.micro.phase in ("forward", "loss"):
        return []
    order = sorted(range(len(state.factors)), key=lambda i: ("now", "done", "next").index(state.whens[i]))
    roomy = plan.level == 0 and not plan.tall
    pinned = []
    for index in order:
        factor = state.factors[index]
        text = number(factor.value) if roomy or state.whens[index] == "now" else ""
        if factor.kind == "input" and roomy:
            text += f" = {state.symbols.plain(source_symbol(factor))}"
        pinned.append(_pin(painter, canvas, taken, index, text))
    return pinned


def _pin(painter: QPainter, canvas: Canvas, taken: Taken, index: int, text: str) -> Pinned:
    plan, theme, when = canvas.plan, canvas.theme, canvas.state.whens[index]
    factor = canvas.state.factors[index]
    font = mono_font(theme, 14 * plan.unit, "semibold")
    width = (QFontMetricsF(font).horizontalAdvance(text) + 36 * plan.unit) if text else 24 * plan.unit
    height = (28 if text else 24) * plan.unit
    spot = badge_spot(plan, factor)
    room = taken.place(spot, width, height)
    box, end = QRectF(*room), QPointF(*badge_end(plan, factor, spot.anchor, room))
    color = {"done": theme.gradient, "now": theme.accent(), "next": theme.surface("outline")}[when]
    near = QPointF(
        min(max(end.x(), box.left() + 12 * plan.unit), box.right() - 12 * plan.unit),
        box.bottom() if box.center().y() < end.y() else box.top(),
    )
    painter.setPen(QPen(color, 1.5))
    painter.drawLine(QLineF(end, near))
    painter.setBrush(theme.accent() if when == "now" else theme.surface("stage"))
    pen = QPen(color, 2)
    if when == "next":
        pen.setDashPattern([1.5, 1.5])
    painter.setPen(pen)
    painter.drawRoundedRect(box, height / 2, height / 2)
    disc = QRectF(box.left() + 5 * plan.unit, 0, 18 * plan.unit, 18 * plan.unit)
    disc.moveCenter(QPointF(disc.center().x() if text else box.center().x(), box.center().y()))
    paint_disc(painter, theme, disc, index, when)
    painter.setFont(font)
    ink = {"done": theme.text(), "now": theme.text("on_accent"), "next": theme.text("tertiary")}[when]
    painter.setPen(ink)
    painter.drawText(box.adjusted(22 * plan.unit, 0, 0, 0), _CENTRE, text)
    return Pinned(index, box)


def paint_disc(painter: QPainter, theme: Theme, disc: QRectF, index: int, when: When) -> None:
    """The round number of a factor, the same on the stage and in the list."""
    ground = {"done": theme.gradient, "now": theme.text("on_accent"), "next": theme.surface("pressed")}[when]
    ink = {"done": _on_gradient(theme), "now": theme.accent(), "next": theme.text("tertiary")}[when]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawEllipse(disc)
    font = theme.font("caption", weight="semibold")
    font.setPixelSize(max(1, round(disc.height() * 0.62)))
    painter.setFont(font)
    painter.setPen(ink)
    painter.drawText(disc, _CENTRE, str(index + 1))


def paint_product(painter: QPainter, canvas: Canvas, taken: Taken) -> None:
    """The pill with the product so far, riding where the gradient has come to."""
    plan, theme, state = canvas.plan, canvas.theme, canvas.state
    value = state.so_far
    if value is None or state.micro.phase != "backward":
        return
    font = mono_font(theme, 14 * plan.unit, "semibold")
    text = numbers.fitted(value, 3, sign=True)
    width, height = QFontMetricsF(font).horizontalAdvance(text) + 22 * plan.unit, 30 * plan.unit
    caption = 22 * plan.unit  # above the pill
    blame = translate("MicroStage", "blame so far")
    wide = QFontMetricsF(theme.font("caption")).horizontalAdvance(blame) + 6
    spot = product_spot(plan, state.factors[state.known - 1])
    room = QRectF(*taken.place(spot, max(width, wide), height + caption, caption / 2))
    box = QRectF(room.center().x() - width / 2, room.bottom() - height, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.gradient)
    painter.drawRoundedRect(box, height / 2, height / 2)
    painter.setFont(font)
    painter.setPen(_on_gradient(theme))
    painter.drawText(box, _CENTRE, text)
    painter.setFont(theme.font("caption"))
    painter.setPen(theme.gradient)
    above = QRectF(room.center().x() - wide / 2, room.top(), wide, caption)
    painter.fillRect(above.adjusted(0, 2, 0, -2), with_alpha(theme.surface("stage"), 0.75))
    painter.drawText(above, _CENTRE, blame)


# ---- the keys


def paint_legend(painter: QPainter, canvas: Canvas, width: float, *, listed: bool) -> None:
    """Three keys at the top, as many as there is room for; ``listed``: the factors stand beside as a list."""
    theme = canvas.theme
    badges = translate("MicroStage", "numbered badges match the list on the right")
    if not listed:
        badges = translate("MicroStage", "numbered: the factors in their order")
    keys = [("dot", translate("MicroStage", "worked out now"))]
    if canvas.state.micro.phase == "backward":
        keys = [
            ("chevrons", translate("MicroStage", "blame flows back")),
            ("dot", translate("MicroStage", "factor now")),
            ("", badges),
        ]
    painter.setFont(theme.font("caption"))
    metrics = QFontMetricsF(painter.font())
    x, y = float(theme.px(22)), float(theme.px(24))
    for kind, text in keys:
        mark = {"chevrons": theme.px(34), "dot": theme.px(20)}.get(kind, 0)
        wide = mark + metrics.horizontalAdvance(text)
        if x + wide > width - theme.px(12):
            return
        if kind == "dot":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent())
            painter.drawEllipse(QPointF(x + theme.px(6), y), theme.px(6), theme.px(6))
        for i in range(3 if kind == "chevrons" else 0):
            left, size = x + theme.px(3 + 9 * i), theme.px(5)
            painter.setPen(round_pen(theme.gradient, 2.5 * theme.unit))
            ends = [QPointF(left + size * 0.8, y + side) for side in (-size, size)]
            painter.drawPolyline([ends[0], QPointF(left, y), ends[1]])
        painter.setPen(theme.text("tertiary"))
        painter.drawText(QPointF(x + mark, y + metrics.capHeight() / 2), text)
        x += wide + theme.px(18)
