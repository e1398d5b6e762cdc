"""Paints the sums of a place of a map on their way to the adder, and the map that the result lands in."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from nnviz.drawing.micro.kernel_plan import KernelRow
from nnviz.drawing.numbers import fitted
from nnviz.said import translate
from nnviz.session.sentences import told
from nnviz.training.places import Pooled, Sums
from nnviz.ui.images.paint_cells import paint_picture, paint_unknown
from nnviz.ui.micro.formula import mono_font
from nnviz.ui.micro.kernel_boxes import KernelCanvas, landing_cell, map_box
from nnviz.ui.micro.micro_parts import CENTRE, LEFT, RIGHT, draw_elided
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import round_pen

_SMALLEST = 10  # px of the letters of a name
_WIDEST = 7.0  # px at unit 1 of the line of the largest sum


def _sums(canvas: KernelCanvas) -> dict[int | None, float]:
    """The sum of each row; nothing while there is none."""
    found, state = canvas.state.found, canvas.state
    if isinstance(found, Pooled):
        return {0: state.blame if state.backward else found.a} if state.knows("gives") else {}
    if not state.knows("sum"):
        return {}
    own: dict[int | None, float] = {channel: float(value) for channel, value in enumerate(found.sums)}
    open_rows = {row.channel for row in canvas.plan.rows}
    own[None] = float(sum(value for channel, value in own.items() if channel not in open_rows))
    return own


def _sum_font(theme: Theme) -> QFont:
    return mono_font(theme, theme.type_px("label") * 1.02, "semibold")


def paint_sum(painter: QPainter, canvas: KernelCanvas, row: KernelRow) -> None:
    plan, theme, sums = canvas.plan, canvas.theme, _sums(canvas)
    box = QRectF(plan.sums - 90 * plan.unit, row.y - 10 * plan.unit, 90 * plan.unit, 20 * plan.unit)
    if row.channel is None:
        painter.setFont(theme.font("label"))
        painter.setPen(theme.text("secondary"))
        left = plan.tables[0] if len(plan.rows) and plan.rows[-1].summed else plan.sums - 170 * plan.unit
        more = told(translate("Micro", "{n} more channels, together").format(n=row.count))
        draw_elided(
            painter, QRectF(left, box.y(), box.right() - left - 64 * plan.unit, box.height()), LEFT, more
        )
    value = sums.get(row.channel)
    text, mono = "" if value is None else fitted(value, 3, sign=True), _sum_font(theme)
    if row.channel is not None and not row.tables:  # a ladder of sums has its numbers there
        painter.setFont(theme.font("label", weight="semibold"))
        painter.setPen(theme.text("tertiary"))
        wide = QFontMetricsF(mono).horizontalAdvance(text) + 8 * plan.unit
        painter.drawText(box.adjusted(0, 0, -wide, 0), RIGHT, str(row.channel + 1))
    if value is None:
        return
    blame = canvas.state.backward and isinstance(canvas.state.found, Pooled)
    colour = theme.gradient if blame else theme.ramp(value, 8) if value else theme.text("tertiary")
    painter.setFont(mono)
    painter.setPen(colour)
    painter.drawText(box, RIGHT, text)
    largest = max(abs(one) for one in sums.values()) or 1.0
    width = (0.8 + _WIDEST * abs(value) / largest) * min(1.4, plan.unit)
    start = QPointF(plan.sums + 6 * plan.unit, row.y)
    end = QPointF(plan.adder[0] - plan.radius, plan.adder[1])
    if isinstance(canvas.state.found, Pooled):
        end = QPointF(plan.landing[0] - 4, row.y)
        width = 2.0
    path = QPainterPath(start)
    half = (end.x() - start.x()) / 2
    path.cubicTo(start + QPointF(half, 0), end - QPointF(half, 0), end)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(round_pen(colour if value else theme.surface("outline"), width))
    painter.drawPath(path)


def paint_adder(painter: QPainter, canvas: KernelCanvas) -> None:
    plan, theme, found = canvas.plan, canvas.theme, canvas.state.found
    if isinstance(found, Pooled):
        return
    known, middle = canvas.state.knows("sum"), QPointF(*plan.adder)
    painter.setPen(round_pen(theme.ramp(found.bias, 6) if known else theme.surface("outline"), 1.2))
    below = QPointF(middle.x(), middle.y() + plan.radius + 50 * plan.unit)
    painter.drawLine(QLineF(middle, below))
    painter.setBrush(theme.surface("stage"))
    painter.setPen(QPen(theme.text() if known else theme.surface("outline"), theme.line("focus")))
    painter.drawEllipse(middle, plan.radius, plan.radius)
    painter.setFont(theme.font("formula", family="math"))
    painter.setPen(theme.text() if known else theme.text("tertiary"))
    painter.drawText(QRectF(middle.x() - 20, middle.y() - 20, 40, 40), CENTRE, "Σ")
    text = f"b {fitted(found.bias, 3, sign=True)}"
    painter.setFont(mono_font(theme, theme.type_px("label"), "semibold"))
    painter.setPen(theme.ramp(found.bias, 8) if found.bias else theme.text("tertiary"))
    wide = QFontMetricsF(painter.font()).horizontalAdvance(text) + 4
    left = max(below.x() - wide / 2, plan.adder[0] - plan.radius + 4)  # the lines of the sums come in there
    box = QRectF(left, below.y() + 2, wide, 20 * plan.unit)
    painter.fillRect(box, theme.surface("stage"))
    painter.drawText(box, CENTRE, text)


def paint_landing(painter: QPainter, canvas: KernelCanvas) -> None:
    """The map that the number stands in, and the line that leads there."""
    plan, theme, state, grid = canvas.plan, canvas.theme, canvas.state, canvas.state.landing
    ground = QRectF(*plan.landing)
    if grid is None:
        paint_unknown(painter, theme, ground)
    else:
        box = map_box(ground, grid)
        paint_picture(painter, theme, grid, box, lambda cell: QRectF())
        cell = landing_cell(box, grid, canvas.behind)
        colour = theme.gradient if grid.gradient else canvas.mark
        if isinstance(state.found, Sums):
            start = QPointF(plan.adder[0] + plan.radius, plan.adder[1])
            path = QPainterPath(start)
            end = QPointF(cell.left(), cell.center().y())
            half = (end.x() - start.x()) / 2
            path.cubicTo(start + QPointF(half, 0), end - QPointF(half, 0), end)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(round_pen(colour, 1.5))
            painter.drawPath(path)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, theme.line("focus")))
        painter.drawRect(cell.adjusted(-1, -1, 1, 1))
    _paint_where(painter, canvas, ground)


def _paint_where(painter: QPainter, canvas: KernelCanvas, ground: QRectF) -> None:
    plan, theme, place = canvas.plan, canvas.theme, canvas.state.place
    painter.setFont(theme.font("caption"))
    painter.setPen(theme.text("secondary"))
    high = theme.type_px("caption") * 1.5
    units = canvas.state.network.layers[place.layer].output_shape[0]
    above = translate("Micro", "map {n} of {all}").format(n=place.unit + 1, all=units)
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    inside = QRectF(ground.right() - 160 * plan.unit, 0, 160 * plan.unit, high)
    painter.drawText(inside.translated(0, ground.top() - high - 2), right, told(above))
    if canvas.state.lone:
        return
    at = canvas.state.at_words((place.row, place.column))
    below = inside.translated(0, ground.bottom() + 3)
    room = painter.fontMetrics().horizontalAdvance(told(at)) + 6
    painter.fillRect(below.adjusted(below.width() - room, 0, 0, 0), theme.surface("stage"))
    painter.drawText(below, right, told(at))


def paint_lines(painter: QPainter, canvas: KernelCanvas) -> None:
    """What it comes to, below the result."""
    plan, theme = canvas.plan, canvas.theme
    pitch = max(22 * plan.unit, theme.type_px("formula") * 1.4)
    wide = max(plan.landing[2] + 64 * plan.unit, 130 * plan.unit)
    right = plan.landing[0] + plan.landing[2]
    if isinstance(canvas.state.found, Pooled):
        wide = max(wide, 230 * plan.unit)
    else:  # the lines of the sums come in at the left of the adder
        wide = min(wide, right - plan.adder[0] + plan.radius - 6)
    top = plan.landing[1] + plan.landing[3] + theme.type_px("caption") * 1.5 + 26 * plan.unit
    top = max(top, plan.adder[1] + plan.radius + 82 * plan.unit)
    colours = {"result": theme.accent(), "gradient": theme.gradient}
    for place, line in enumerate(canvas.state.lines):
        box = QRectF(right - wide, top + place * pitch, wide, pitch)
        if line.ruled:
            painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
            painter.drawLine(QLineF(box.left(), box.top(), box.right(), box.top()))
        painter.setFont(
            mono_font(theme, theme.type_px("label") * (1.2 if line.kind == "result" else 1.0), "semibold")
        )
        painter.setPen(colours.get(line.kind, theme.text()))
        value = told(line.value)
        painter.drawText(box, RIGHT, value)
        room = QFontMetricsF(painter.font()).horizontalAdvance(value) + 6 * plan.unit
        font = theme.font("label", family="math" if line.maths else "ui")
        font.setItalic(line.maths)
        share = (box.width() - room) / (QFontMetricsF(font).horizontalAdvance(told(line.name)) + 1)
        if share < 1:  # smaller letters rather than fewer
            font.setPixelSize(max(_SMALLEST, int(font.pixelSize() * share)))
        painter.setFont(font)
        painter.setPen(theme.text("secondary"))
        draw_elided(painter, box.adjusted(0, 0, -room, 0), LEFT, told(line.name))
