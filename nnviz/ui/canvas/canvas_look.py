"""What lies over the ink of the canvas: the trace of a stroke left out, words, the edge, the pen's ring."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QTransform

from nnviz.ui.canvas.drawing import Drawing
from nnviz.ui.canvas.number_marks import NumberMarks
from nnviz.ui.theme import Theme


def paint_trace(painter: QPainter, drawing: Drawing, side: int, theme: Theme) -> None:
    """A dotted line where a stroke is left out."""
    if (pale := drawing.pale) is not None:
        trace = QPen(theme.text("tertiary"), theme.line("focus"), Qt.PenStyle.DotLine)
        painter.strokePath(QTransform.fromScale(side, side).map(pale), trace)


def free_corner(
    words: str, metrics: QFontMetrics, drawing: Drawing, marks: NumberMarks, place: QRectF, theme: Theme
) -> QRectF:
    """Where the words stand: at the top, or at the bottom if the drawing is in their way."""
    left, top = theme.px(12), theme.px(10)
    box = QRectF(left, top, metrics.horizontalAdvance(words) + 1, metrics.height())
    shoulder = 2 * metrics.height()  # where the answers to a number stand
    boxes = (marks.box(k).adjusted(0, -shoulder, 0, 0) for k in range(len(marks.boxes)))
    if drawing.crosses(box) or any(box.intersects(other) for other in boxes):
        box.moveBottom(place.height() - top)
    return box


def paint_border(painter: QPainter, place: QRectF, focused: bool, theme: Theme) -> None:
    """The edge of the canvas; it is lit where the keys go."""
    width = theme.line("focus") if focused else theme.line("hairline")
    painter.setPen(QPen(theme.accent() if focused else theme.surface("outline"), width))
    radius, inset = theme.px(10) - width / 2, width / 2
    painter.drawRoundedRect(place.adjusted(inset, inset, -inset, -inset), radius, radius)


def paint_ring(painter: QPainter, drawing: Drawing, side: int, erasing: bool, theme: Theme) -> None:
    """How far the pen reaches, or, in dashes, the eraser."""
    pen = QPen(theme.accent(), theme.line("playhead"))
    radius = drawing.brush * side / 2 + 2
    if erasing:
        radius = drawing.eraser_radius * side
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    x, y = drawing.pen
    painter.drawEllipse(QPointF(x * side, y * side), radius, radius)
