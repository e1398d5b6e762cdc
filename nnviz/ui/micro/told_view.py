"""Paints a step forward, the loss or the update: the formula large, then its numbers line by line."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from nnviz.drawing.micro.check_plot import Axes
from nnviz.drawing.micro.factor_words import place_words
from nnviz.drawing.micro.micro_state import MicroState
from nnviz.drawing.micro.told import arithmetic_of, fitting_lines
from nnviz.drawing.micro.told_lines import Line, Told
from nnviz.drawing.ranges import loose_range
from nnviz.session.sentences import told
from nnviz.training.chain import Symbol
from nnviz.ui.micro.formula import Box, Flow, Pen, Row, Text, mono_font
from nnviz.ui.micro.micro_parts import RIGHT, Painted, draw_elided
from nnviz.ui.micro.plot_parts import paint_axes, polygon
from nnviz.ui.micro.step_text import fitting, formula

_PITCH = 27


class ToldView(Painted):
    """The arithmetic of a step, as many lines as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self._told: Told | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def told(self) -> Told | None:
        """What is shown."""
        return self._told

    def show_state(self, state: MicroState | None) -> None:
        shown = state is not None and state.micro.phase != "backward"
        self._told = arithmetic_of(state) if state is not None and shown else None
        super().show_state(state)
        if state is not None and self._told is not None:
            self.setAccessibleName(told(place_words(state.micro)))
            lines = [f"{told(line.middle)} {told(line.value)}".strip() for line in self._told.lines]
            self.setAccessibleDescription("; ".join(lines))

    def sizeHint(self) -> QSize:
        lines = len(self._told.lines) if self._told is not None else 4
        return QSize(self._theme.px(300), self._theme.px(150) + lines * self._pitch())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(280), self._theme.px(160))

    def _pitch(self) -> int:
        return max(self._theme.px(_PITCH), round(self._theme.type_px("body") * 1.75))

    def paintEvent(self, event: QPaintEvent) -> None:
        state, shown = self._state, self._told
        if state is None or shown is None:
            return
        theme, painter, pad = self._theme, self._painter(), self._theme.px(16)
        width = float(self.width() - 2 * pad)
        top = self._paint_heading(painter, [told(shown.title)], told(shown.note), pad, theme.px(14))
        size = theme.type_px("formula") * 1.4
        box = fitting(lambda px: formula(state, Pen(theme, state.symbols, px, theme.text())), size, width)
        y = top + theme.px(16) + max(box.ascent, theme.px(18))
        box.paint(painter, pad, y)
        y += max(box.descent, theme.px(6)) + theme.px(14)
        y = self._paint_words(painter, told(shown.words), pad, y, width)
        line_width = max(1.0, theme.line("hairline"))
        painter.fillRect(QRectF(0, y, self.width(), line_width), theme.surface("hairline"))
        y += theme.px(8)
        pitch = float(self._pitch())
        for line in fitting_lines(shown.lines, int((self.height() - y) // pitch)):
            if line.role == "sum":
                painter.fillRect(QRectF(pad, y, width, 1), theme.surface("hairline"))
            self._paint_line(painter, line, QRectF(pad, y, width, pitch))
            y += pitch
        self._paint_curve(painter, y + theme.px(20))
        painter.end()

    def _paint_curve(self, painter: QPainter, top: float) -> None:
        """The activation as a curve, with the sum that came in; where there is room below the lines."""
        state, theme, pad = self._state, self._theme, self._theme.px(16)
        assert state is not None
        cell = state.micro.cell
        if cell.kind != "a" or cell.layer is None or self.height() - top < theme.px(120):
            return
        numbers_, unit = state.micro.batch.layers[cell.layer], state.unit(cell.layer)
        if not numbers_.activation.elementwise:
            return
        z, a = (float(values[state.micro.example, unit]) for values in (numbers_.z, numbers_.a))
        reach = max(4.0, 1.4 * abs(z))
        xs = np.linspace(-reach, reach, 121)
        ys = np.asarray(numbers_.activation.function(xs), dtype=np.float64)
        low, high = loose_range(float(ys.min()), float(ys.max()))
        left = pad + theme.px(34)
        height = min(self.height() - top - theme.px(34), theme.px(200))
        axes = Axes((left, top, self.width() - left - pad, height), (-reach, reach), (low, high))
        paint_axes(painter, theme, axes)
        painter.setPen(QPen(theme.text("secondary"), theme.line("curve_test")))
        painter.drawPolyline(polygon(axes.line(xs, ys)))
        here = QPointF(*axes.point(z, a))
        painter.setPen(QPen(theme.accent(), theme.line("playhead"), Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(here.x(), top + height, here.x(), here.y()))
        painter.drawLine(QLineF(left, here.y(), here.x(), here.y()))
        painter.setPen(QPen(theme.surface("panel"), 2))
        painter.setBrush(theme.accent())
        painter.drawEllipse(here, theme.px(6), theme.px(6))

    def _paint_words(self, painter: QPainter, text: str, pad: float, y: float, width: float) -> float:
        theme = self._theme
        font, color = theme.font("label"), theme.text("secondary")
        words: list[Box] = [Text(word, font, color) for word in text.split()]
        if not words:
            return y
        flow = Flow(words, width, theme.px(4), theme.type_px("label") * 1.5)
        flow.paint(painter, pad, y + flow.ascent)
        return y + flow.height + theme.px(10)

    def _paint_line(self, painter: QPainter, line: Line, box: QRectF) -> None:
        theme, state = self._theme, self._state
        assert state is not None
        plain = QColor(theme.text("tertiary" if line.role == "quiet" else "secondary"))
        body = theme.type_px("body")
        pen = Pen(theme, state.symbols, body * 1.2, theme.text())
        parts: list[Box] = [
            pen.symbol(part) if isinstance(part, Symbol) else Text(told(part), theme.font("label"), plain)
            for part in line.left
        ]
        row = Row(parts)
        row.paint(painter, box.left(), box.center().y() + body * 0.36)
        value, value_font = told(line.value), mono_font(theme, body * 1.04, "semibold")
        painter.setFont(value_font)
        colors = {"gradient": theme.gradient, "now": theme.accent(), "quiet": theme.text("tertiary")}
        painter.setPen(colors.get(line.role, theme.text()))
        painter.drawText(box, RIGHT, value)
        column = max(QFontMetricsF(value_font).horizontalAdvance(value) + theme.px(10), theme.px(84))
        middle = box.adjusted(row.width + theme.px(8), 0, -column, 0)
        if middle.width() > theme.px(20):
            painter.setFont(mono_font(theme, theme.type_px("caption")))
            painter.setPen(theme.text("tertiary"))
            draw_elided(painter, middle, RIGHT, told(line.middle))
