"""How the loss grew before a run broke: step by step, on a log axis, with a cross where it broke."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.drawing import numbers
from nnviz.training.growth import Growth
from nnviz.ui.compare.parts import paint_text
from nnviz.ui.theme import Theme, mix

_HEIGHT = 112
_LARGEST = {"float32": 38, "float64": 308}  # powers of ten that can still be stored


class GrowthPlot(QWidget):
    """The line of the finite losses, dotted from the last one to the step in which it broke."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        self._growth: Growth | None = None
        self._colour = 0
        self._became = ""
        self._top = 38
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_growth(self, growth: Growth | None, colour: int, became: str, dtype: str) -> None:
        """``became`` is what the loss was in the end, "∞" or "NaN"; ``dtype`` the network's numbers."""
        self._growth, self._colour, self._became = growth, colour, became
        self._top = _LARGEST.get(dtype, 38)
        if growth is not None and growth.losses:
            text = self.tr("Loss from step {0}, {1}, to step {2}, {3}; broke in step {4}")
            last = growth.first_step + len(growth.losses) - 1
            first, end = growth.losses[0], growth.losses[-1]
            self.setAccessibleName(
                text.format(
                    growth.first_step, numbers.fitted(first), last, numbers.fitted(end), growth.broke_at
                )
            )
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFixedHeight(theme.px(_HEIGHT))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._theme.px(_HEIGHT))

    # ---- places
    def _box(self) -> QRectF:
        theme = self._theme
        metrics = QFontMetricsF(theme.font("caption"))
        left = metrics.horizontalAdvance("10") + self._small().horizontalAdvance("38") + theme.px(8)
        bottom = metrics.height() + theme.px(5)
        return QRectF(
            left, theme.px(8), self.width() - left - theme.px(8), self.height() - theme.px(8) - bottom
        )

    def _small(self) -> QFontMetricsF:
        font = self._theme.font("caption")
        font.setPixelSize(max(7, round(font.pixelSize() * 0.72)))
        return QFontMetricsF(font)

    def _powers(self, growth: Growth) -> tuple[int, int]:
        low = min((loss for loss in growth.losses if loss > 0), default=1.0)
        return min(0, math.floor(math.log10(low))), self._top

    def _place(self, growth: Growth, step: float, power: float) -> QPointF:
        box, (low, high) = self._box(), self._powers(growth)
        across = max(1, growth.broke_at - growth.first_step)
        return QPointF(
            box.left() + box.width() * (step - growth.first_step) / across,
            box.bottom() - box.height() * (power - low) / (high - low),
        )

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        growth, theme = self._growth, self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if growth is None or not growth.losses:
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.text("secondary"))
            waiting = self.tr("Doing its last steps again…") if growth is None else ""
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, waiting)
        else:
            self._paint_axes(painter, growth)
            self._paint_line(painter, growth)
        painter.end()

    def _paint_axes(self, painter: QPainter, growth: Growth) -> None:
        theme, box = self._theme, self._box()
        low, high = self._powers(growth)
        grid = mix(theme.note("error", "bg"), theme.note("error"), 0.18)
        for power in (low, round((low + high) / 2), high):
            y = self._place(growth, growth.first_step, power).y()
            painter.setPen(QPen(grid, theme.line("grid")))
            painter.drawLine(QLineF(box.left(), y, box.right(), y))
            self._paint_power(painter, power, QPointF(box.left() - theme.px(6), y))
        self._paint_steps(painter, growth)

    def _paint_power(self, painter: QPainter, power: int, right: QPointF) -> None:
        theme, small = self._theme, self._small()
        raised = numbers.plain(float(power), 0)
        painter.setPen(theme.text("secondary"))
        font = theme.font("caption")
        painter.setFont(font)
        ten = QFontMetricsF(font).horizontalAdvance("10")
        left = right.x() - ten - small.horizontalAdvance(raised)
        paint_text(painter, QPointF(left, right.y()), "10")
        font.setPixelSize(max(7, round(font.pixelSize() * 0.72)))
        painter.setFont(font)
        paint_text(painter, QPointF(left + ten, right.y() - font.pixelSize() * 0.5), raised)

    def _paint_steps(self, painter: QPainter, growth: Growth) -> None:
        """The first step, the one that broke, and round ones where there is room."""
        theme, box = self._theme, self._box()
        font = theme.font("caption")
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(theme.text("secondary"))
        y = self.height() - metrics.height() / 2
        first = self.tr("step {0}").format(growth.first_step)
        paint_text(painter, QPointF(box.left(), y), first)
        taken = box.left() + metrics.horizontalAdvance(first)
        last = str(growth.broke_at)
        limit = box.right() + theme.px(4) - metrics.horizontalAdvance(last)
        paint_text(painter, QPointF(limit, y), last)
        span = growth.broke_at - growth.first_step
        stride = next((s for s in (5, 10, 20, 50, 100, 200, 500, 1000, 2000) if span / s <= 4), 5000)
        for step in range(growth.first_step // stride * stride + stride, growth.broke_at, stride):
            text = str(step)
            left = self._place(growth, step, 0).x() - metrics.horizontalAdvance(text) / 2
            if left > taken + theme.px(8) and left + metrics.horizontalAdvance(text) < limit - theme.px(8):
                paint_text(painter, QPointF(left, y), text)
                taken = left + metrics.horizontalAdvance(text)

    def _paint_line(self, painter: QPainter, growth: Growth) -> None:
        theme, colour = self._theme, self._theme.run_colour(self._colour)
        low, high = self._powers(growth)
        points = [
            self._place(growth, growth.first_step + i, min(high, max(low, math.log10(max(loss, 1e-300)))))
            for i, loss in enumerate(growth.losses)
        ]
        width = 2.5 * theme.line("hairline")
        pen = QPen(colour, width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        end = self._place(growth, growth.broke_at, high)
        dotted = QPen(colour, 0.8 * width)
        dotted.setDashPattern([1.0, 2.0])
        painter.setPen(dotted)
        painter.drawLine(points[-1], end)
        half = theme.px(5)
        painter.setPen(QPen(theme.note("error"), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(end + QPointF(-half, -half), end + QPointF(half, half))
        painter.drawLine(end + QPointF(-half, half), end + QPointF(half, -half))
        painter.setFont(theme.font("caption", weight="semibold"))
        painter.setPen(theme.note("error"))
        metrics = QFontMetricsF(painter.font())
        words = QPointF(end.x() + half - metrics.horizontalAdvance(self._became), end.y() + theme.px(18))
        paint_text(painter, words, self._became)
