"""The playhead: where time is looked at; and the live end, which goes on growing behind it."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from nnviz.ui.transport.track_layers import Sheet

_DOT, _HANDLE, _RING = 5, 6, 9  # px at unit 1


def paint_playhead(
    painter: QPainter, sheet: Sheet, epoch: float, loss: float | None, share: float | None
) -> None:
    """A line at ``epoch`` with a handle, and a dot on the curve at ``loss``.

    ``share`` (0 to 1) of its snapshot is recomputed: until then the dot is hollow, with a ring that fills.
    """
    theme, bands, x = sheet.theme, sheet.bands, sheet.x(epoch)
    accent, stage = theme.accent(), theme.surface("stage")
    top, foot = (sheet.y(place) for place in bands.line)
    painter.setPen(QPen(accent, 2 * theme.line("hairline")))
    painter.drawLine(QLineF(x, top, x, foot))
    if bands.handle is not None:
        head, half = sheet.y(bands.handle), theme.px(_HANDLE)
        corners = ((-half, 0), (half, 0), (half, half), (0, 2 * half), (-half, half))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawPolygon(QPolygonF([QPointF(x + dx, head + dy) for dx, dy in corners]))
    y = float(sheet.axis.y(loss)) if loss is not None and math.isfinite(loss) else None
    if y is None and share is None:
        return
    centre, dot = QPointF(x, sheet.bed.center().y() if y is None else y), theme.px(_DOT)
    if share is None:
        painter.setPen(QPen(stage, 2))
        painter.setBrush(accent)
        painter.drawEllipse(centre, dot, dot)
        return
    painter.setPen(QPen(accent, 1.5 * theme.line("hairline")))
    painter.setBrush(stage)
    painter.drawEllipse(centre, dot, dot)
    ring = theme.px(_RING)
    box = QRectF(centre.x() - ring, centre.y() - ring, 2 * ring, 2 * ring)
    painter.setPen(QPen(theme.surface("outline"), 2.5 * theme.line("hairline")))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(box)
    painter.setPen(QPen(accent, 2.5 * theme.line("hairline")))
    painter.drawArc(box, 90 * 16, -round(360 * 16 * min(1.0, max(0.0, share))))


def paint_live_end(painter: QPainter, sheet: Sheet, loss: float | None) -> None:
    """The newest epoch, while an older one is looked at."""
    theme, x = sheet.theme, sheet.x(sheet.trained)
    color = theme.text("secondary")
    painter.setPen(QPen(color, 1.5 * theme.line("hairline")))
    painter.drawLine(QLineF(x, sheet.bed.top(), x, sheet.bed.bottom()))
    if loss is not None and math.isfinite(loss):
        painter.setPen(QPen(theme.surface("stage"), 1.5))
        painter.setBrush(color)
        radius = theme.px(_DOT) - 1.0
        painter.drawEllipse(QPointF(x, float(sheet.axis.y(loss))), radius, radius)
