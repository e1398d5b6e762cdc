"""How much blame gets back to each step, on a logarithmic axis."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from nnviz.drawing.sequences.content import BlameRow, Line
from nnviz.drawing.sequences.layout import Layout, Span
from nnviz.drawing.sequences.log_axis import LogAxis, log_axis, power, ratio_words
from nnviz.session.sentences import told
from nnviz.ui.sequences.paint_rows import LEFT, RIGHT, paint_label
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import round_pen

_WIDTHS = {"own": 2.25, "cell": 1.0, "other": 1.75}
_DASHES: dict[str, list[float]] = {"own": [], "cell": [1.0, 2.4], "other": [3.0, 2.4]}


def paint_blame(painter: QPainter, theme: Theme, row: BlameRow, layout: Layout, span: Span) -> None:
    """|dL/dh| of this network, |dL/dc| dotted, and |dL/dh| of a second run dashed."""
    paint_label(painter, theme, layout, span.top + theme.px(8), "|∂L/∂h|", maths=True)
    painter.setFont(theme.font("caption"))
    painter.setPen(theme.text("tertiary"))
    high = painter.fontMetrics().height()
    box = QRectF(layout.left, layout.caption - high / 2, layout.right - layout.left, high)
    shown = painter.fontMetrics().elidedText(told(row.told), Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, LEFT, shown)
    painter.setFont(theme.font(theme.room("caption")))
    high = painter.fontMetrics().height()
    axis = log_axis(line.values for line in row.lines)
    for exponent in axis.ticks:
        y = _y(span, axis, 10.0**exponent)
        painter.setPen(QPen(theme.surface("hairline"), theme.line("hairline")))
        painter.drawLine(QPointF(layout.left, y), QPointF(layout.right, y))
        painter.setPen(theme.text("tertiary"))
        tick = QRectF(layout.left - theme.px(66), y - high / 2, theme.px(60), high)
        painter.drawText(tick, RIGHT, power(exponent))
    taken: list[QRectF] = []
    for line in row.lines:
        _paint_line(painter, theme, line, layout, span, axis)
    along = {line.kind: _along(line, layout, span, axis) for line in row.lines}
    for line in row.lines:
        others = [point for kind, points in along.items() if kind != line.kind for point in points]
        _paint_name(painter, theme, line, layout, (span, axis), taken, (along[line.kind], others))


def _y(span: Span, axis: LogAxis, value: float) -> float:
    return span.bottom - axis.share(value) * span.height


def _there(line: Line, step: int) -> bool:
    value = float(line.values[step])
    return math.isfinite(value) and value > 0  # what is 0 has no place on a logarithmic axis


def _paint_line(
    painter: QPainter, theme: Theme, line: Line, layout: Layout, span: Span, axis: LogAxis
) -> None:
    pen = round_pen(theme.gradient, _WIDTHS[line.kind] * theme.line("curve_test") / 2.25)
    if _DASHES[line.kind]:
        pen.setDashPattern(_DASHES[line.kind])
    painter.setPen(pen)
    part: list[QPointF] = []
    for step in range(layout.first, layout.last + 1):
        if _there(line, step):
            part.append(QPointF(layout.x(step), _y(span, axis, float(line.values[step]))))
        elif part:
            painter.drawPolyline(QPolygonF(part))
            part = []
    painter.drawPolyline(QPolygonF(part))


def _paint_name(
    painter: QPainter,
    theme: Theme,
    line: Line,
    layout: Layout,
    where: tuple[Span, LogAxis],
    taken: list[QRectF],
    along: tuple[list[QPointF], list[QPointF]],
) -> None:
    """What the line is, with the first step's blame by the last's: near its left end, clear of all else."""
    span, axis = where
    font = theme.font(theme.room("caption"), weight="regular" if line.kind == "cell" else "semibold")
    words = f"{line.name} {ratio_words(line.ratio)}"
    metrics = QFontMetricsF(font)
    wide, high = metrics.horizontalAdvance(words), metrics.height()
    there = [step for step in range(layout.first, layout.last + 1) if _there(line, step)]
    if not there:
        return

    def crowded(box: QRectF) -> float:
        outside = max(0.0, span.top - 4 - box.top()) + max(0.0, box.bottom() - span.bottom - 2)
        inside, near = box.adjusted(0, 2, 0, -2), box.adjusted(0, -high / 2, 0, high / 2)
        own, others = along
        return (
            10 * outside
            + 1e3 * sum(box.intersects(one) for one in taken)
            + sum(map(inside.contains, own))
            + 2 * sum(map(inside.contains, others))
            + sum(map(near.contains, others))  # it would seem to be the other's name
        )

    places = []
    for step in there[: max(1, 2 * len(there) // 3)]:
        x, y = layout.x(step) + theme.px(4), _y(span, axis, float(line.values[step]))
        if x + wide <= layout.right:
            places += [QRectF(x, y + 1, wide, high), QRectF(x, y - high - 1, wide, high)]
    if not places:
        return
    box = min(places, key=crowded)  # the first of those that are as clear
    taken.append(box)
    painter.setFont(font)
    painter.setPen(theme.gradient)
    painter.drawText(box.adjusted(0, 0, 4, 0), LEFT, words)


def _along(line: Line, layout: Layout, span: Span, axis: LogAxis) -> list[QPointF]:
    """Points on a line, so close to one another that no word fits between."""
    points = []
    for step in range(layout.first, layout.last):
        if _there(line, step) and _there(line, step + 1):
            ends = [_y(span, axis, float(line.values[at])) for at in (step, step + 1)]
            for share in (0.0, 0.25, 0.5, 0.75):
                y = ends[0] + share * (ends[1] - ends[0])
                points.append(QPointF(layout.x(step) + share * layout.pitch, y))
    return points
