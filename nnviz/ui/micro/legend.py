"""The keys at the top of the stage of the micro-steps."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from nnviz.ui.micro.state import State
from nnviz.ui.micro.words import tr
from nnviz.ui.theme import Theme


def paint_legend(painter: QPainter, theme: Theme, state: State, width: float) -> None:
    """Three keys at the top, as many as there is room for."""
    backward = state.micro.phase == "backward"
    keys = [("dot", tr("factor now") if backward else tr("worked out now"))]
    if backward:
        keys = [("chevrons", tr("blame flows back")), *keys]
        keys.append(("", tr("numbered badges match the list on the right")))
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
        elif kind == "chevrons":
            painter.setPen(
                QPen(theme.gradient, 2.5 * theme.unit, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
            )
            for i in range(3):
                left, size = x + theme.px(3 + 9 * i), theme.px(5)
                painter.drawPolyline(
                    [
                        QPointF(left + size * 0.8, y - size),
                        QPointF(left, y),
                        QPointF(left + size * 0.8, y + size),
                    ]
                )
        painter.setPen(theme.text("tertiary"))
        painter.drawText(QPointF(x + mark, y + metrics.capHeight() / 2), text)
        x += wide + theme.px(18)
