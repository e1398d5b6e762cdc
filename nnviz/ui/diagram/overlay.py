"""What is painted over the network: cut edges, the frame of what is selected, and its numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from nnviz.drawing.cut_edges import cut_points, touches
from nnviz.drawing.layout import DiagramLayout
from nnviz.drawing.lit import frame_of
from nnviz.drawing.selection import Selection
from nnviz.training.edits import Edge
from nnviz.ui.theme import Theme, with_alpha


def paint_frame(painter: QPainter, target: Selection, layout: DiagramLayout, theme: Theme) -> None:
    """The accent frame: "you are here"."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.accent(), theme.line("focus")))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for box in (QRectF(*frame) for frame in frame_of(target, layout)):
        small = box.width() < 12 * layout.unit
        grown = 2.5 if small else 3.5
        rect = box.adjusted(-grown, -grown, grown, grown)
        radius = min(9.0 * layout.unit, rect.height() / 2)
        painter.drawRoundedRect(rect, radius, radius)


def paint_cut(
    painter: QPainter, cut: Sequence[Edge], lit: Selection | None, layout: DiagramLayout, theme: Theme
) -> None:
    """A dashed hairline for each edge that is cut, clearer where it is pointed at or selected."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for edge in cut:
        near = lit is not None and touches(edge, lit)
        color = theme.text("secondary") if near else with_alpha(theme.text("tertiary"), 0.55)
        pen = QPen(color, theme.line("hairline") * (1.5 if near else 1.0))
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        points = np.stack(cut_points(edge, layout), axis=1).tolist()
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in points]))


def paint_note(
    painter: QPainter,
    beside: QRectF,
    texts: tuple[str, ...],
    theme: Theme,
    stage: QRectF,
    *,
    left: bool = True,
    below: bool = False,
) -> None:
    """Two lines on the inverse surface, beside the object and inside the stage; without ``left`` rather below
    it than left of it, or always ``below``."""
    bold, plain = theme.font("label", weight="semibold"), theme.font("label")
    fonts = (bold, plain)
    widths = [QFontMetricsF(f).horizontalAdvance(t) for f, t in zip(fonts, texts, strict=False)]
    line = QFontMetricsF(plain).height() + 2
    pad = float(theme.px(8))
    width, height = max(widths) + 2 * pad, line * len(texts) + theme.px(10)
    x = beside.right() + theme.px(10)
    if x + width > stage.right() - 4:
        x = beside.left() - theme.px(10) - width if left else stage.right()
    if below:
        x = beside.left()
    x = max(stage.left() + 4, min(x, stage.right() - 4 - width))
    y = beside.center().y() - height / 2
    if x < beside.right() and x + width > beside.left():  # no room at either side
        y = beside.bottom() + theme.px(10)
        if y + height > stage.bottom() - 4:
            y = beside.top() - theme.px(10) - height
    y = max(stage.top() + 4, min(y, stage.bottom() - 4 - height))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.strong)
    painter.drawRoundedRect(QRectF(x, y, width, height), theme.px(6), theme.px(6))
    painter.setPen(theme.text("on_strong"))
    for i, (font, text) in enumerate(zip(fonts, texts, strict=False)):
        painter.setFont(font)
        baseline = QPointF(x + pad, y + theme.px(5) + i * line + QFontMetricsF(font).ascent())
        painter.drawText(baseline, text)


def paint_hint(painter: QPainter, text: str, centre: QPointF, theme: Theme) -> None:
    """A quiet sentence on the stage."""
    painter.setFont(theme.font("body"))
    width = QFontMetricsF(painter.font()).horizontalAdvance(text)
    height = 30.0 * theme.unit
    box = QRectF(centre.x() - width / 2 - 14, centre.y() - height / 2, width + 28, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.surface("hairline"), theme.line("hairline")))
    painter.setBrush(theme.surface("panel"))
    painter.drawRoundedRect(box, height / 2, height / 2)
    painter.setPen(theme.text("secondary"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
