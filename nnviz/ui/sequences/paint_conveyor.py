"""The conveyor of one unit, and the key to its marks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from nnviz.drawing.sequences.bars import Bars, Block, Ribbon
from nnviz.drawing.sequences.layout import Layout, Span
from nnviz.ui.sequences.paint_rows import LEFT, RIGHT, paint_label
from nnviz.ui.theme import Theme, with_alpha

_FEW = 0.012  # of the largest number held: a smaller block would be its outline alone


def paint_conveyor(
    painter: QPainter, theme: Theme, made: Bars, layout: Layout, span: Span, title: str, words: str
) -> None:
    """Blocks over the line of zero, and a tick at what is held after each step."""
    zero = made.scale.zero
    paint_label(painter, theme, layout, span.top + theme.px(16), title, words)
    painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
    painter.drawLine(QPointF(layout.left, zero), QPointF(layout.right, zero))
    painter.setFont(theme.font(theme.room("caption")))
    painter.setPen(theme.text("tertiary"))
    high = painter.fontMetrics().height()
    painter.drawText(QRectF(layout.left - theme.px(40), zero - high / 2, theme.px(34), high), RIGHT, "0")
    for ribbon in made.ribbons:
        _paint_ribbon(painter, theme, ribbon, zero)
    for block in made.blocks:
        _paint_block(painter, theme, block)
    painter.setPen(Qt.PenStyle.NoPen)
    for x, y, wide in made.ticks:
        painter.fillRect(QRectF(x, y - 1, wide, 2 * max(1.0, theme.line("hairline"))), theme.text())


def _paint_ribbon(painter: QPainter, theme: Theme, ribbon: Ribbon, zero: float) -> None:
    path = QPainterPath(QPointF(ribbon.start, zero))
    path.lineTo(ribbon.start, ribbon.from_y)
    bend = (ribbon.end - ribbon.start) / 2
    path.cubicTo(ribbon.start + bend, ribbon.from_y, ribbon.end - bend, ribbon.to_y, ribbon.end, ribbon.to_y)
    path.lineTo(ribbon.end, zero)
    painter.fillPath(path, with_alpha(theme.signed(0.55 if ribbon.value >= 0 else -0.55), 0.3))


def _paint_block(painter: QPainter, theme: Theme, block: Block) -> None:
    box = QRectF(block.x, block.top, block.wide, block.bottom - block.top)
    strong = min(1.0, abs(block.share))
    sign = 1 if block.value >= 0 else -1
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if block.kind == "kept":
        painter.fillRect(box, theme.signed(sign * (0.3 + 0.55 * strong)))
    elif strong < _FEW:
        return
    elif block.kind == "written":
        painter.setBrush(theme.signed(sign * (0.45 + 0.5 * strong)))
        painter.setPen(QPen(theme.text(), 1.5 * max(1.0, theme.line("hairline"))))
        edge = min(0.75, box.height() / 3, box.width() / 3)
        painter.drawRect(box.adjusted(edge, edge, -edge, -edge))
    else:
        pen = QPen(theme.text("tertiary"), theme.line("hairline"))
        pen.setDashPattern([2.5, 2.5])
        painter.setPen(pen)
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))


def paint_key(
    painter: QPainter, theme: Theme, layout: Layout, entries: Sequence[tuple[str, str]], right: float
) -> None:
    """What each mark is, in one line that ends before ``right``: (mark, words)."""
    painter.setFont(theme.font(theme.room("caption")))
    x, y, side, high = layout.left, layout.legend, theme.px(11), painter.fontMetrics().height()
    for mark, words in entries:
        wide = painter.fontMetrics().horizontalAdvance(words)
        if x + side + theme.px(6) + wide > right:
            break
        _paint_mark(painter, theme, mark, QRectF(x, y - side / 2, side, side))
        painter.setPen(theme.text("secondary"))
        painter.drawText(QRectF(x + side + theme.px(6), y - high, wide + 4, 2 * high), LEFT, words)
        x += side + theme.px(6) + wide + theme.px(20)


def _paint_mark(painter: QPainter, theme: Theme, mark: str, box: QRectF) -> None:
    if mark == "tick":
        painter.fillRect(QRectF(box.left() - 1, box.center().y() - 1, box.width() + 3, 2), theme.text())
        return
    half = box.adjusted(0, 0, -box.width() / 2, 0)
    if mark == "kept":  # of either sign
        painter.fillRect(half, theme.signed(0.7))
        painter.fillRect(half.translated(half.width(), 0), theme.signed(-0.7))
        return
    written = mark == "written"
    pen = QPen(theme.text() if written else theme.text("tertiary"), 1.5 if written else 1)
    if not written:
        pen.setDashPattern([2.5, 2.5])
    if written:
        painter.fillRect(half, theme.signed(0.95))
        painter.fillRect(half.translated(half.width(), 0), theme.signed(-0.95))
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
