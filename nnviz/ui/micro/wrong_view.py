"""How wrong is it? What the network said beside what was wanted, and the loss of it with its numbers."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from nnviz.drawing import numbers
from nnviz.drawing.micro.examples import shown_number, worked_loss
from nnviz.drawing.micro.label_places import apart
from nnviz.drawing.ranges import loose_range
from nnviz.ui.micro.formula import Pen, mono_font
from nnviz.ui.micro.micro_parts import CENTRE, LEFT, RIGHT, Painted, draw_elided
from nnviz.ui.micro.step_text import fitting, loss_formula
from nnviz.ui.theme import Theme

_MOST = 10  # outputs that have a bar
WIDEST_NAME = 0.3  # of a class, as a share of the panel


class WrongView(Painted):
    """A slider from what was said to what was wanted; of several outputs a bar each."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("How wrong is it?"))

    def _bars(self) -> int:
        return 0 if self._state is None else min(_MOST, self._state.micro.batch.answer_count)

    def _names(self) -> list[str]:
        """The classes, or where the outputs are values their numbers."""
        state = self._state
        assert state is not None
        classes = state.micro.classes
        return [classes[i] if i < len(classes) else state.symbols.output(i) for i in range(self._bars())]

    def _bar_height(self) -> float:
        return max(self._theme.px(15), self._theme.type_px("caption") * 1.25)

    def sizeHint(self) -> QSize:
        theme = self._theme
        middle = theme.px(96) if self._bars() < 2 else round(self._bars() * self._bar_height()) + theme.px(18)
        grown = round((theme.type_px("body") - 13) * 4)
        return QSize(theme.px(200), theme.px(22) + middle + theme.px(66) + grown)

    def paintEvent(self, event: QPaintEvent) -> None:
        state, theme = self._state, self._theme
        if state is None:
            return
        painter = self._painter()
        line = self._paint_heading(painter, [self.tr("How wrong is it?")])
        batch, row = state.micro.batch, state.micro.example
        said, wanted = (np.asarray(v[row], dtype=np.float64) for v in (batch.outputs, batch.targets))
        known = state.answered
        if self._bars() < 2:
            bottom = self._paint_slider(painter, line, float(said[0]), float(wanted[0]), known)
        else:
            bottom = self._paint_bars(painter, line + theme.px(6), said, wanted, known)
        self._paint_loss(painter, bottom, said, wanted)
        painter.end()

    def _paint_slider(self, painter: QPainter, top: float, said: float, wanted: float, known: bool) -> float:
        theme, state = self._theme, self._state
        assert state is not None
        low, high = (0.0, 1.0)
        if state.micro.dataset.kind == "regression" or not (0 <= said <= 1 and 0 <= wanted <= 1):
            low, high = loose_range(min(said, wanted, 0.0), max(said, wanted))
        y, left, right = top + theme.px(54), float(theme.px(12)), self.width() - float(theme.px(12))

        def x(value: float) -> float:
            return left + (right - left) * (value - low) / (high - low)

        paint_said(painter, theme, y, (left, right), (x(said) if known else None, x(wanted)), 6.0, 8.0)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.text("tertiary"))
        for value in (low, (low + high) / 2, high):
            painter.drawText(
                QRectF(x(value) - 40, y + theme.px(10), 80, theme.px(20)), CENTRE, numbers.chosen(value)
            )
        base, font = y - theme.px(20), theme.font("label", weight="semibold")
        batch = state.micro.batch
        want = self.tr("D wants {value}") if batch.rule.opposed else self.tr("wanted {value}")
        want = want.format(value=shown_number(wanted))
        text = self.tr("D says {value}") if batch.judged else self.tr("said {value}")
        text = text.format(value=numbers.fitted(said, 3)) if known else ""
        wide = QFontMetricsF(theme.font("label")).horizontalAdvance(want)
        sizes = QFontMetricsF(font).horizontalAdvance(text), wide
        at, want_at = apart((x(said) if known else x(wanted), x(wanted)), sizes, self.width(), theme.px(10))
        painter.setFont(font)
        painter.setPen(theme.text())
        painter.drawText(QPointF(at, base), text)
        painter.setFont(theme.font("label"))
        painter.setPen(theme.text("secondary"))
        painter.drawText(QPointF(want_at, base), want)
        return y + theme.px(44)

    def _paint_bars(
        self, painter: QPainter, top: float, said: np.ndarray, wanted: np.ndarray, known: bool
    ) -> float:
        theme, state = self._theme, self._state
        assert state is not None
        pitch, names = self._bar_height(), self._names()
        numbers_said = [numbers.fitted(value, 2) if known else "·" for value in said[: self._bars()]]
        label, mono = (
            theme.font("caption", weight="semibold"),
            mono_font(theme, theme.type_px("caption"), "semibold"),
        )
        wide = max(map(QFontMetricsF(label).horizontalAdvance, names))
        left = 8 + min(max(theme.px(22), wide), self.width() * WIDEST_NAME)
        right = self.width() - max(
            theme.px(46), *(QFontMetricsF(mono).horizontalAdvance(text) + 12 for text in numbers_said)
        )
        low = min(0.0, float(np.nan_to_num(said).min()), float(wanted.min()))
        high = max(1.0, float(np.nan_to_num(said).max()), float(wanted.max()))
        for i, (name, number) in enumerate(zip(names, numbers_said, strict=True)):
            box = QRectF(0, top + i * pitch, self.width(), pitch)
            x0, x1 = (left + (right - left) * (value - low) / (high - low) for value in (said[i], wanted[i]))
            painter.setFont(theme.font("caption", weight="semibold" if wanted[i] else "regular"))
            painter.setPen(theme.text("primary" if wanted[i] else "secondary"))
            draw_elided(painter, QRectF(0, box.top(), left - 8, pitch), RIGHT, name)
            paint_said(painter, theme, box.center().y(), (left, right), (x0 if known else None, x1), 4.0, 4.5)
            painter.setFont(mono_font(theme, theme.type_px("caption"), "semibold" if wanted[i] else "medium"))
            painter.setPen(theme.text("primary" if wanted[i] else "secondary"))
            painter.drawText(box, RIGHT, number)
        return top + self._bars() * pitch + theme.px(12)

    def _paint_loss(self, painter: QPainter, top: float, said: np.ndarray, wanted: np.ndarray) -> None:
        theme, state = self._theme, self._state
        assert state is not None
        batch = state.micro.batch
        size = theme.type_px("formula") * 1.12
        room = self.width() - 4 - 0.4 * size  # a slanted letter leans out of its box
        name, ink = batch.rule.name, theme.text()
        box = fitting(
            lambda px: loss_formula(name, Pen(theme, state.symbols, px, ink), len(said)), size, room
        )
        box.paint(painter, 4, top + theme.px(14))
        row = QRectF(4, top + theme.px(24), self.width() - 8, max(theme.px(26), theme.type_px("body") * 1.8))
        known = state.knows("loss", None)
        value = numbers.fitted(batch.example_loss(state.micro.example), 4) if known else "·"
        painter.setFont(mono_font(theme, theme.type_px("body") * 1.15, "semibold"))
        painter.setPen(theme.text())
        painter.drawText(row, RIGHT, value)
        wide = QFontMetricsF(painter.font()).horizontalAdvance(value)
        if known:
            painter.setFont(mono_font(theme, theme.type_px("body") * 0.94))
            painter.setPen(theme.text("secondary"))
            text = worked_loss(batch.rule.name, said, wanted)
            draw_elided(painter, row.adjusted(0, 0, -wide - theme.px(26), 0), LEFT, text)
            painter.drawText(row.adjusted(0, 0, -wide - theme.px(12), 0), RIGHT, "=")


def paint_said(
    painter: QPainter,
    theme: Theme,
    y: float,
    ends: tuple[float, float],
    at: tuple[float | None, float],
    thick: float,
    radius: float,
) -> None:
    """A track with the place said (filled), the place wanted (hollow), and the error between them."""
    thick, radius = thick * theme.unit, radius * theme.unit
    said, wanted = at
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.surface("pressed"))
    painter.drawRoundedRect(QRectF(ends[0], y - thick / 2, ends[1] - ends[0], thick), thick / 2, thick / 2)
    if said is not None:
        said = min(max(said, ends[0]), ends[1])
        painter.setPen(QPen(theme.gradient, thick, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLine(QLineF(said, y, wanted, y))
        painter.setPen(QPen(theme.surface("panel"), radius * 0.3))
        painter.setBrush(theme.ramp(1, 6))
        painter.drawEllipse(QPointF(said, y), radius, radius)
    painter.setPen(QPen(theme.text(), radius * 0.32))
    painter.setBrush(theme.surface("panel"))
    painter.drawEllipse(QPointF(wanted, y), radius, radius)
