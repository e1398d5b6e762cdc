"""The head of the chain panel: the question, the formula with its present factor, the product so far."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from nnviz.drawing import numbers
from nnviz.drawing.micro.factor_words import number, step_note
from nnviz.drawing.micro.micro_state import MicroState
from nnviz.session.sentences import told
from nnviz.training.chain import Symbol
from nnviz.ui.micro.formula import Box, Flow, Marked, Pen, Row, Text, mono_font
from nnviz.ui.micro.micro_parts import Painted
from nnviz.ui.micro.step_text import sentence_boxes

_LARGE, _MIDDLE, _SMALL = 20, 17, 13  # px of the letters of the formula
_NOTE_LINES = 2  # of a note; as many of its sentences as that holds
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
        lines = theme.type_px("body") * (1.54 + 1.85)  # the heading, and what is known so far
        height = theme.px(14 + 12 + 60 + 8 + 10) + round(lines)
        if (note := self._note()) is not None:
            height += round(note.height) + theme.px(4)
        return QSize(theme.px(300), height)

    def _note(self) -> Flow | None:
        """What this step does where it is no factor; before a class also what the present factor says."""
        state, theme = self._state, self._theme
        if state is None or (state.now is not None and not theme.projector):
            return None
        size, font, color = theme.type_px("caption"), theme.font("caption"), theme.text("secondary")
        sentences: list[list[Box]] = [[Text(word, font, color) for word in told(step_note(state)).split()]]
        if state.now is not None:
            pen = Pen(theme, state.symbols, size * 1.2, color)
            sentences = sentence_boxes(state.factors[state.now], state, pen, font)
        shown: Flow | None = None
        words: list[Box] = []
        for sentence in sentences:
            words = [*words, *sentence]
            flow = Flow(words, max(100, self.width() - theme.px(32)), theme.px(3.5), size * 1.45)
            if words and (shown is None or flow.lines <= _NOTE_LINES):
                shown = flow
        return shown

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.updateGeometry()

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._state is None:
            return
        theme, state, painter = self._theme, self._state, self._painter()
        pad, total = theme.px(16), len(state.factors)
        note = self.tr("factor {n} of {all}").format(n=(state.now or 0) + 1, all=total)
        if state.now is None:
            note = self.tr("{n} of {all} factors known").format(n=state.known, all=total)
        titles = (self.tr("Who is to blame? The chain rule"), self.tr("Who is to blame?"))
        top = self._paint_heading(painter, titles, note, pad, theme.px(14)) + theme.px(12)
        formula = self._formula(state, self.width() - 2 * pad)
        y = top + formula.ascent
        self._hits = list(formula.hits(pad, y))
        formula.paint(painter, pad, y)
        base = top + max(theme.px(60), formula.ascent + formula.descent) + theme.px(22)
        so_far = self._so_far(state, self.width() - 2 * pad)
        so_far.paint(painter, pad, base)
        if (flow := self._note()) is not None:
            flow.paint(painter, pad, base + theme.px(12) + theme.type_px("caption"))
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
            colors = {"now": theme.text("on_accent"), "done": theme.gradient, "next": theme.text("disabled")}
            box = Pen(theme, symbols, size, colors[when]).derivative(factor.top, factor.bottom)
            boxes.append(Marked(box, str(index), theme.accent() if when == "now" else None, pad))
        if shown.stop < len(state.factors):
            boxes += [dot, more]
        return boxes

    def _so_far(self, state: MicroState, width: float) -> Row:
        """As many of the known factors as fit, the newest at least."""
        rows = [self._product(state, most) for most in range(_SHOWN, 0, -1)]
        return next((row for row in rows if row.width <= width), rows[-1])

    def _product(self, state: MicroState, most: int) -> Row:
        theme = self._theme
        body = theme.type_px("body")
        boxes: list[Box] = [
            Text(self.tr("so far"), theme.font("label"), theme.text("tertiary")),
            Box(theme.px(8)),
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
            self.micro_requested.emit(self._state.at_factor(index))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._factor_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: QEvent) -> None:
        self.unsetCursor()
        super().leaveEvent(event)
