"""The head of the chain panel: the question, the formula with its present factor, the product so far."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from nnviz.drawing import numbers
from nnviz.drawing.micro.factor_words import number
from nnviz.drawing.micro.micro_state import MicroState
from nnviz.training.chain import Symbol
from nnviz.ui.micro.formula import Box, Flow, Gap, Marked, Pen, Row, Text, mono_font
from nnviz.ui.micro.painted import Painted, paint_heading
from nnviz.ui.theme import Theme

_LARGE, _MIDDLE, _SMALL = 20, 17, 13  # px of the letters of the formula
_SHOWN = 4  # factors of the product so far that are written out


class ChainHead(Painted):
    """``∂L/∂w = ∂L/∂ŷ · ∂ŷ/∂z · ...``; a click on a factor goes to its step."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._hits: list[tuple[str, QRectF]] = []

    @property
    def hits(self) -> tuple[tuple[str, QRectF], ...]:
        """("0", box), ("1", box), ...: where the factors stand, by their numbers on the stage."""
        return tuple(self._hits)

    def sizeHint(self) -> QSize:
        theme = self._theme
        height = theme.px(14 + 20 + 12 + 60 + 8 + 24 + 10) + round(theme.type_px("body") - 13) * 4
        if self._state is not None and self._note():
            height += round(theme.type_px("caption") * 1.45 * self._note_lines()) + theme.px(4)
        return QSize(theme.px(300), height)

    def _note_lines(self) -> int:
        return self._note_flow().lines

    def _note_flow(self) -> Flow:
        theme = self._theme
        font, color = theme.font("caption"), theme.text("secondary")
        words: list[Box] = [Text(word, font, color) for word in self._note().split()]
        width = max(100, self.width() - theme.px(32))
        return Flow(words, width, theme.px(3.5), theme.type_px("caption") * 1.45)

    def _note(self) -> str:
        """What this step does where it is no factor of the chain."""
        state = self._state
        if state is None or state.now is not None:
            return ""
        cell, layer = state.micro.cell, state.micro.cell.layer
        if cell.kind == "dW":
            return self.tr(
                "Every weight into this layer gets its gradient: what came in along it times the blame "
                "∂L/∂z of its neuron; every bias that blame itself."
            )
        if cell.kind == "dz":
            return self.tr(
                "The two last factors multiply to ∂L/∂z: how much the sum of each neuron is to blame."
            )
        if layer is not None and layer < state.micro.weight.layer:
            return self.tr("Your weight has its gradient. The blame flows on to the layers before it.")
        return self.tr("This step belongs to no factor of the chain of your weight.")

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.updateGeometry()

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._state is None:
            return
        theme, state, painter = self._theme, self._state, self._painter()
        pad, line = theme.px(16), max(theme.px(20), round(theme.type_px("section") * 1.5))
        total = len(state.factors)
        note = self.tr("factor {n} of {all}").format(n=(state.now or 0) + 1, all=total)
        if state.now is None:
            note = self.tr("{n} of {all} factors known").format(n=state.known, all=total)
        heading = QRectF(pad, theme.px(14), self.width() - 2 * pad, line)
        title = (self.tr("Who is to blame? The chain rule"), self.tr("Who is to blame?"))
        paint_heading(painter, theme, heading, title, note)
        formula = self._formula(state, self.width() - 2 * pad)
        top = heading.bottom() + theme.px(12)
        y = top + formula.ascent
        self._hits = list(formula.hits(pad, y))
        formula.paint(painter, pad, y)
        base = top + max(theme.px(60), formula.ascent + formula.descent) + theme.px(22)
        so_far = self._so_far(state, self.width() - 2 * pad)
        so_far.paint(painter, pad, base)
        if self._note():
            self._note_flow().paint(painter, pad, base + theme.px(12) + theme.type_px("caption"))
        painter.end()

    def _formula(self, state: MicroState, width: float) -> Row:
        """As large as the width allows, spread over it; of many factors those around the present one."""
        theme, total = self._theme, len(state.factors)
        boxes = self._parts(state, _LARGE * theme.unit, range(total))
        used = sum(box.width for box in boxes) + 2 * (len(boxes) - 1)
        size = _LARGE * theme.unit * min(1.0, 0.97 * width / used)
        if size >= _SMALL * theme.unit:
            boxes = self._parts(state, size, range(total))
        else:
            middle = state.now if state.now is not None else max(0, state.known - 1)
            count = max(1, min(total - 1, int(total * width / used * _LARGE / _MIDDLE) - 1))
            first = min(max(0, middle - count // 2), total - count)
            boxes = self._parts(state, _MIDDLE * theme.unit, range(first, first + count))
        gap = (width - sum(box.width for box in boxes)) / max(1, len(boxes) - 1)
        return Row(boxes, max(1.0, min(gap, 22 * theme.unit)))

    def _parts(self, state: MicroState, size: float, shown: range) -> list[Box]:
        theme, symbols = self._theme, state.symbols
        first, last = Symbol("L"), state.factors[-1].bottom
        pad = (0.25 * size, 0.3 * size)
        boxes: list[Box] = [
            Marked(Pen(theme, symbols, size, theme.text()).derivative(first, last), "w", None, pad),
            Text("=", theme.font("body"), theme.text("secondary")),
        ]
        dot = Text("·", theme.font("body"), theme.text("tertiary"))
        more = Text("…", theme.font("body"), theme.text("tertiary"))
        if shown.start > 0:
            boxes += [more, dot]
        for index in shown:
            factor, when = state.factors[index], state.whens[index]
            if index > shown.start:
                boxes.append(dot)
            color = self._color(theme, when)
            box = Pen(theme, symbols, size, color).derivative(factor.top, factor.bottom)
            boxes.append(Marked(box, str(index), theme.accent() if when == "now" else None, pad))
        if shown.stop < len(state.factors):
            boxes += [dot, more]
        return boxes

    @staticmethod
    def _color(theme: Theme, when: str) -> QColor:
        if when == "now":
            return theme.text("on_accent")
        return theme.gradient if when == "done" else theme.text("disabled")

    def _so_far(self, state: MicroState, width: float) -> Row:
        """As many of the known factors as fit, the newest at least."""
        rows = [self._product(state, most) for most in range(_SHOWN, 0, -1)]
        return next((row for row in rows if row.width <= width), rows[-1])

    def _product(self, state: MicroState, most: int) -> Row:
        theme = self._theme
        body = theme.type_px("body")
        boxes: list[Box] = [
            Text(self.tr("so far"), theme.font("label"), theme.text("tertiary")),
            Gap(theme.px(8)),
        ]
        font, strong = mono_font(theme, body * 1.04), mono_font(theme, body * 1.04, "semibold")
        known = list(zip(state.factors, state.whens, strict=True))[: state.known]
        if len(known) > most:
            boxes.append(Text("… × ", font, theme.gradient))
        for place, (factor, when) in enumerate(known[-most:]):
            if place:
                boxes.append(Text(" × ", font, theme.text() if when == "now" else theme.gradient))
            text = number(factor.value)
            if when == "now":
                inside = Text(text, strong, theme.text("on_accent"))
                boxes.append(Marked(inside, "now", theme.accent(), (theme.px(6), theme.px(4))))
            else:
                boxes.append(Text(text, font, theme.gradient))
        if known:
            value = numbers.fitted(known[-1][0].so_far, 3, sign=True)
            boxes += [
                Text(" = ", font, theme.text()),
                Text(value, mono_font(theme, body * 1.15, "semibold"), theme.text()),
            ]
        else:
            boxes.append(Text(self.tr("nothing yet"), theme.font("label"), theme.text("tertiary")))
        return Row(boxes)

    # ---- mouse
    def _factor_at(self, at: QPointF) -> int | None:
        return next((int(mark) for mark, box in self._hits if mark.isdigit() and box.contains(at)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._factor_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and index is not None and self._state is not None:
            micro = self._state.micro
            self.micro_requested.emit(micro.at(micro.place_of(*self._state.factors[index].step)))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._factor_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: QEvent) -> None:
        self.unsetCursor()
        super().leaveEvent(event)


def paint_line(painter: QPainter, theme: Theme, width: float, y: float) -> None:
    """A hairline across a panel."""
    painter.fillRect(QRectF(0, y, width, max(1.0, theme.line("hairline"))), theme.surface("hairline"))
