"""What the network says, or would say, at each step."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from nnviz.drawing.sequences.asked import Asked, Band, bands
from nnviz.drawing.sequences.layout import Layout, Span
from nnviz.drawing.sequences.reads import shown_symbol
from nnviz.session.sentences import told
from nnviz.ui.sequences.paint_rows import CENTRE, tile_ground
from nnviz.ui.theme import Theme, mix

_GREYS = (0.15, 0.3, 0.45, 0.6)  # of the way from raised to quiet text, in turn


def paint_asked(painter: QPainter, theme: Theme, asked: Asked, layout: Layout, span: Span) -> None:
    """Stacked shares, the true class on top and warm; or at every step what is said there; or values."""
    if not asked.names:
        _paint_values(painter, theme, asked, layout, span)
    elif asked.every_step:
        _paint_answers(painter, theme, asked, layout, span)
    else:
        truth = None if asked.truth is None else int(asked.truth[-1])
        _paint_bands(painter, theme, asked, layout, span, truth)


def _paint_bands(
    painter: QPainter, theme: Theme, asked: Asked, layout: Layout, span: Span, truth: int | None
) -> None:
    made = bands(asked, truth)
    greys = 0
    for band in made:
        colour = theme.ramp(1, 7)
        if not band.true:
            colour = mix(theme.surface("raised"), theme.text("tertiary"), _GREYS[greys % len(_GREYS)])
            greys += 1
        low, high = (
            [span.bottom - float(v) * span.height for v in values] for values in (band.low, band.high)
        )
        steps = range(layout.first, layout.last + 1)
        upper = [QPointF(layout.left, high[layout.first]), *(QPointF(layout.x(s), high[s]) for s in steps)]
        upper.append(QPointF(layout.right, high[layout.last]))
        lower = [QPointF(layout.left, low[layout.first]), *(QPointF(layout.x(s), low[s]) for s in steps)]
        lower.append(QPointF(layout.right, low[layout.last]))
        painter.setPen(QPen(theme.surface("stage"), 1))
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([*upper, *reversed(lower)]))
        _paint_name(painter, theme, band, layout, span, colour)


def _paint_name(
    painter: QPainter, theme: Theme, band: Band, layout: Layout, span: Span, colour: QColor
) -> None:
    """What class a band is, where the word fits into it."""
    name = told(band.name)
    if not name:
        return
    for role in ("title" if band.true else "label", "caption"):
        font = theme.font(theme.room(role) if role != "caption" else role, weight="semibold")
        metrics = QFontMetricsF(font)
        wide, high = metrics.horizontalAdvance(name) + theme.px(4), metrics.capHeight() * 1.5
        at, low, top = band.widest(layout.first, layout.last, max(1, math.ceil(wide / layout.pitch) + 1))
        if (top - low) * span.height >= high:
            break
    else:
        return
    x = min(max(layout.x(at), layout.left + wide / 2), layout.right - wide / 2)
    y = span.bottom - (low + top) / 2 * span.height
    painter.setFont(font)
    painter.setPen(ink_on(colour))
    painter.drawText(QRectF(x - wide, y - 2 * high, 2 * wide, 4 * high), CENTRE, name)


def ink_on(ground: QColor) -> QColor:
    """Black or white, whichever stands out more."""
    light = 0.299 * ground.redF() + 0.587 * ground.greenF() + 0.114 * ground.blueF()
    return QColor("#0A0C11" if light > 0.5 else "#FFFFFF")


def _paint_answers(painter: QPainter, theme: Theme, asked: Asked, layout: Layout, span: Span) -> None:
    """At each step the share of the right class, or else of the one that is said, whose name is below."""
    shares, said, asks = asked.shares(), asked.said, asked.asks
    font = theme.font(theme.room("label"), family="mono", weight="medium")
    font.setPixelSize(max(8, min(font.pixelSize(), int(layout.pitch * 0.95))))
    line = font.pixelSize() * 1.4
    floor = span.bottom - line
    for step in range(layout.first, layout.last + 1):
        x, wide = layout.x(step), layout.cell
        column = QRectF(x - wide / 2, span.top, wide, floor - span.top)
        if not asks[step]:
            paint_hatch(painter, theme, column)
            continue
        painter.fillRect(column, tile_ground(theme))
        truth = None if asked.truth is None else int(asked.truth[step])
        class_ = int(said[step]) if truth is None else truth
        high = float(shares[step, class_]) * column.height()
        right = truth is None or int(said[step]) == truth
        painter.fillRect(QRectF(column.left(), floor - high, wide, high), theme.ramp(1, 7))
        painter.setFont(font)
        painter.setPen(theme.text("secondary") if right else theme.note("error"))
        box = QRectF(x - layout.pitch / 2, floor, layout.pitch, line)
        name = shown_symbol(told(asked.name(int(said[step]))))
        painter.drawText(box, CENTRE | Qt.TextFlag.TextDontClip, name)


def paint_hatch(painter: QPainter, theme: Theme, box: QRectF) -> None:
    """Where there is nothing: neither 0 nor any other number."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillRect(box, QColor(theme.surface("stage")))
    colour = QColor(theme.surface("outline"))
    painter.save()
    painter.setClipRect(box)
    painter.setPen(QPen(colour, 1))
    high, x = box.height(), box.left() - box.height()
    while x < box.right():
        painter.drawLine(QPointF(x, box.bottom()), QPointF(x + high, box.top()))
        x += 5
    painter.restore()


def _paint_values(painter: QPainter, theme: Theme, asked: Asked, layout: Layout, span: Span) -> None:
    """Lines of what is said, and dashed of what is right, on the line of zero."""
    said = asked.outputs[:, 0]
    lines = [(said, theme.ramp(1, 7), False)]
    if asked.truth is not None:
        lines.insert(0, (asked.truth.astype(float), theme.text("tertiary"), True))
    finite = [float(v) for values, *_ in lines for v in values if v == v]
    low, high = min(0.0, *finite), max(0.0, *finite)
    by = (span.height - 4) / (high - low or 1.0)

    def y(value: float) -> float:
        return span.top + 2 + (high - value) * by

    painter.setPen(QPen(theme.surface("outline"), 1))
    painter.drawLine(QPointF(layout.left, y(0)), QPointF(layout.right, y(0)))
    for values, colour, dashed in lines:
        pen = QPen(colour, theme.line("curve_train" if dashed else "curve_test"))
        if dashed:
            pen.setDashPattern([4, 2.5])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        points = [
            QPointF(layout.x(step), y(float(values[step])))
            for step in range(layout.first, layout.last + 1)
            if values[step] == values[step]
        ]
        painter.drawPolyline(QPolygonF(points))
