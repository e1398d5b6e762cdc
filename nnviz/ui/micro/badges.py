"""The badges pinned to the network: the factors, numbered as in the list, and the product so far."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from nnviz.drawing import numbers
from nnviz.training.chain import Factor, Symbol
from nnviz.ui.micro.paint_edges import Canvas, passed_boxes
from nnviz.ui.micro.paint_neurons import target_box
from nnviz.ui.micro.state import When
from nnviz.ui.micro.symbols import mono_font
from nnviz.ui.micro.words import number, tr
from nnviz.ui.theme import Theme, with_alpha

_CENTRE = Qt.AlignmentFlag.AlignCenter
INK_ON_GRADIENT = {"dark": "#23081A"}


def on_gradient(theme: Theme) -> QColor:
    """What can be read on the gradient's colour."""
    return QColor(INK_ON_GRADIENT.get(theme.name, "#FFFFFF"))


@dataclass(frozen=True)
class Pinned:
    """A badge: the factor's number, where it is pinned, and its box."""

    index: int
    anchor: QPointF
    box: QRectF


class Taken:
    """Ground that is taken: what is placed later keeps off it."""

    def __init__(self, canvas: Canvas) -> None:
        plan = canvas.plan
        self._stage = QRectF(4, 40 * plan.unit, plan.width - 8, plan.height - 44 * plan.unit)
        self._boxes = [plan.loss_box().adjusted(-4, -4, 4, 4), target_box(canvas)]
        for column in plan.columns:
            self._boxes += [plan.box(column.layer, unit).adjusted(-3, -3, 3, 3) for unit in column.units]
            self._boxes += [box for _, box in passed_boxes(canvas, column)]

    def add(self, box: QRectF) -> None:
        self._boxes.append(box.adjusted(-3, -3, 3, 3))

    def free(self, box: QRectF) -> bool:
        """Whether nothing stands there."""
        return not any(box.intersects(other) for other in self._boxes)

    def place(
        self, anchor: QPointF, offsets: list[tuple[float, float]], width: float, height: float
    ) -> QRectF:
        """The first offset at which the box is free, else the one that is least in the way."""
        found: list[tuple[float, QRectF]] = []
        for dx, dy in offsets:
            box = QRectF(anchor.x() + dx - width / 2, anchor.y() + dy - height / 2, width, height)
            lost = sum(_area(box.intersected(other)) for other in self._boxes)
            lost += 3 * (_area(box) - _area(box.intersected(self._stage)))
            if lost <= 0:
                return box
            found.append((lost, box))
        return min(found, key=lambda pair: pair[0])[1]


def _area(box: QRectF) -> float:
    return max(0.0, box.width()) * max(0.0, box.height())


def paint_badges(painter: QPainter, canvas: Canvas, taken: Taken) -> list[Pinned]:
    """Each factor's number and value beside its place, numbered as in the list; returns where they are."""
    state, plan = canvas.state, canvas.plan
    if state.micro.phase in ("forward", "loss"):
        return []
    order = sorted(range(len(state.factors)), key=lambda i: ("now", "done", "next").index(state.whens[i]))
    roomy = plan.level == 0 and not plan.tall
    pinned = []
    for index in order:
        factor, when = state.factors[index], state.whens[index]
        text = ""
        if roomy or when == "now":
            text = number(factor.value)
        if text and factor.kind == "input" and roomy:
            text += f" = {state.symbols.plain(_source(factor))}"
        pinned.append(_pin(painter, canvas, taken, index, text, when))
    return pinned


def _source(factor: Factor) -> Symbol:
    layer = factor.place.layer - 1
    return Symbol("x" if layer < 0 else "a", layer, factor.place.source or 0)


def _spot(canvas: Canvas, factor: Factor) -> tuple[QPointF, list[tuple[float, float]]]:
    """Where a factor is pinned, and the offsets to try for its badge, M4's first."""
    plan, place = canvas.plan, factor.place
    last = len(canvas.state.micro.batch.layers) - 1
    if place.kind == "loss":
        point, _ = plan.last_curve(factor.bottom.unit).at(0.55)
        box = plan.loss_box()
        anchor = QPointF(max(point.x(), box.left() - 16 * plan.unit), plan.loss.y() - 10 * plan.unit)
        if len(canvas.plan.column(last).units) > 1:
            anchor = point
        return anchor, [(-6, -66), (-6, 66), (20, -90), (20, 90), (0, -120), (0, 120), (-10, -40), (-10, 40)]
    if place.kind == "edge" and place.source is not None:
        curve = plan.curve(place.layer, place.source, place.unit)
        t = 0.74 if factor.kind == "input" else 0.5
        point = curve.at(t)[0]
        if factor.kind == "input":
            return point, [(-46, 62), (-46, -58), (44, 62), (44, -58), (0, 84), (0, -84), (0, 34), (0, -34)]
        return point, [(70, 72), (70, -72), (-70, 72), (-70, -72), (0, 90), (0, -90), (0, 36), (0, -36)]
    box = plan.box(place.layer, place.unit)
    below = box.center().y() > plan.loss.y() + 4 * plan.unit and place.layer != last
    edge = box.bottom() if below else box.top()
    far, near = (70, 36) if place.layer == last else (36, 70)
    sign = 1 if below else -1
    offsets = [(-4.0 if place.layer == last else 0.0, sign * float(far)), (0.0, sign * float(near))]
    if plan.level or plan.tall:  # rows are close: beside the neuron, in the gap
        aside, half = box.width() / 2 / plan.unit + 16, -sign * box.height() / 2 / plan.unit
        offsets = [(aside, half), (-aside, half), (aside + 20, half), (-aside - 20, half)]
    offsets += [(40.0, sign * 30.0), (-40.0, sign * 30.0), (0.0, sign * 22.0)]
    offsets += [(0.0, -sign * (box.height() + 30.0)), (30.0, -sign * (box.height() + 24.0))]
    return QPointF(box.center().x(), edge), offsets


def _pin(painter: QPainter, canvas: Canvas, taken: Taken, index: int, text: str, when: When) -> Pinned:
    plan, theme = canvas.plan, canvas.theme
    anchor, offsets = _spot(canvas, canvas.state.factors[index])
    font = mono_font(theme, 14 * plan.unit, "semibold")
    width = (QFontMetricsF(font).horizontalAdvance(text) + 36 * plan.unit) if text else 24 * plan.unit
    height = (28 if text else 24) * plan.unit
    box = taken.place(anchor, [(dx * plan.unit, dy * plan.unit) for dx, dy in offsets], width, height)
    taken.add(box)
    place = canvas.state.factors[index].place
    if place.kind == "neuron":  # from the side of the neuron where there was room
        neuron = plan.box(place.layer, place.unit)
        below = box.center().y() > neuron.center().y()
        beside = box.left() >= neuron.right() or box.right() <= neuron.left()
        side = neuron.center().y() if beside else neuron.bottom() if below else neuron.top()
        anchor = QPointF(anchor.x(), side)
        if beside:
            anchor.setX(neuron.right() if box.center().x() > neuron.center().x() else neuron.left())
    color = {"done": theme.gradient, "now": theme.accent(), "next": theme.surface("outline")}[when]
    near = QPointF(
        min(max(anchor.x(), box.left() + 12 * plan.unit), box.right() - 12 * plan.unit),
        box.bottom() if box.center().y() < anchor.y() else box.top(),
    )
    painter.setPen(QPen(color, 1.5))
    painter.drawLine(QLineF(anchor, near))
    painter.setBrush(theme.accent() if when == "now" else theme.surface("stage"))
    pen = QPen(color, 2)
    if when == "next":
        pen.setDashPattern([1.5, 1.5])
    painter.setPen(pen)
    painter.drawRoundedRect(box, height / 2, height / 2)
    disc = QRectF(
        box.left() + 5 * plan.unit, box.center().y() - 9 * plan.unit, 18 * plan.unit, 18 * plan.unit
    )
    if not text:
        disc.moveCenter(box.center())
    paint_disc(painter, theme, disc, index, when)
    painter.setFont(font)
    ink = {"done": theme.text(), "now": theme.text("on_accent"), "next": theme.text("tertiary")}[when]
    painter.setPen(ink)
    painter.drawText(box.adjusted(22 * plan.unit, 0, 0, 0), _CENTRE, text)
    return Pinned(index, anchor, box)


def paint_disc(painter: QPainter, theme: Theme, disc: QRectF, index: int, when: When) -> None:
    """The round number of a factor, the same on the stage and in the list."""
    ground = {"done": theme.gradient, "now": theme.text("on_accent"), "next": theme.surface("pressed")}[when]
    ink = {"done": on_gradient(theme), "now": theme.accent(), "next": theme.text("tertiary")}[when]
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
    factor = state.factors[state.known - 1]
    place = factor.place
    if place.kind == "edge" and place.source is not None:
        point = plan.curve(place.layer, place.source, place.unit).at(
            0.16 if factor.kind == "weight" else 0.9
        )[0]
        offsets = [(-58.0, -44.0), (58.0, 44.0), (58.0, -44.0), (-58.0, 44.0), (0.0, -60.0), (0.0, 60.0)]
        offsets += [(0.0, 96.0), (-50.0, 110.0), (50.0, 110.0), (0.0, -110.0), (-70.0, -90.0)]
    elif place.kind == "loss":
        point = plan.loss
        offsets = [(-20.0, 96.0), (-20.0, 112.0), (-20.0, -96.0), (-60.0, 112.0), (-60.0, -90.0)]
    else:
        box = plan.box(place.layer, place.unit)
        point = box.center()
        half, high = box.width() / 2 / plan.unit, box.height() / 2 / plan.unit
        offsets = [
            (-half, high + 36),
            (half, high + 36),
            (-half, -high - 30),
            (half, -high - 30),
            (0, high + 60),
        ]
    font = mono_font(theme, 14 * plan.unit, "semibold")
    text = numbers.fitted(value, 3, sign=True)
    width, height = QFontMetricsF(font).horizontalAdvance(text) + 22 * plan.unit, 30 * plan.unit
    caption = 22 * plan.unit  # above the pill
    room = taken.place(
        point,
        [(dx * plan.unit, dy * plan.unit - caption / 2) for dx, dy in offsets],
        max(width, 80 * plan.unit),
        height + caption,
    )
    box = QRectF(room.center().x() - width / 2, room.bottom() - height, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.gradient)
    painter.drawRoundedRect(box, height / 2, height / 2)
    painter.setFont(font)
    painter.setPen(on_gradient(theme))
    painter.drawText(box, _CENTRE, text)
    painter.setFont(theme.font("caption"))
    painter.setPen(theme.gradient)
    wide = QFontMetricsF(painter.font()).horizontalAdvance(tr("blame so far")) + 6
    above = QRectF(room.center().x() - wide / 2, room.top(), wide, caption)
    painter.fillRect(above.adjusted(0, 2, 0, -2), with_alpha(theme.surface("stage"), 0.75))
    painter.drawText(above, _CENTRE, tr("blame so far"))
    taken.add(room)
