"""The right side of a micro-step through a sequence: sums of a unit at a step, a gradient step by step."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.drawing.micro.micro_state import MicroState
from nnviz.drawing.micro.time_lines import TimeTold, told_of, unit_words, weight_words
from nnviz.drawing.micro.time_state import TimeState
from nnviz.drawing.numbers import fitted
from nnviz.session.sentences import told
from nnviz.ui.images.sum_lines import SumLines
from nnviz.ui.sequences.gate_table import GateTable
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, SectionTitle, TextLabel
from nnviz.ui.widgets.painted import PaintedWidget

_HIGH = 96  # px at unit 1 of the bars


class TimeView(QWidget):
    """A part of the right panel; a click on a bar looks at that step."""

    micro_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._state: TimeState | None = None
        self._told: TimeTold | None = None
        self.title, self.note, self.where = SectionTitle(), TextLabel("", "label", "tertiary"), Caption()
        self.table, self.split, self.lines, self.words = GateTable(), StepBars(), SumLines(), Caption()
        self.words.setWordWrap(True)
        self.split.step_chosen.connect(self._on_step)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.note)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        for part in (self.where, self.words, self.table, self.split, self.lines):
            self._column.addWidget(part)
        self._column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def told(self) -> TimeTold | None:
        """What is shown."""
        return self._told

    def show_state(self, state: MicroState | None) -> None:
        """Show another micro-step, if it is one through a sequence; the update has its own view."""
        here = state is not None and state.micro.timed_layer is not None and state.micro.phase != "update"
        self._state = TimeState(state.micro) if state is not None and here else None
        self._told = None if self._state is None else told_of(self._state)
        if self._state is None or self._told is None:
            return
        micro, split = self._state.micro, self._state.kinds[0] == "dW"
        places = micro.places(micro.phase)
        self.title.setText(told(self._told.title))
        self.note.setText(self.tr("step {n} of {all}").format(n=micro.place - places[0] + 1, all=len(places)))
        self.where.setText(told(weight_words(self._state) if split else unit_words(self._state)))
        self.words.setText(told(self._told.words))
        self.table.setVisible(self._told.card is not None)
        self.table.show_card(self._told.card)
        self.split.setVisible(split)
        self.split.show_steps(self._state.chain.products if split else np.zeros(0), self._state.step)
        self.lines.show_lines(self._told.lines, told(self._told.title))

    @Slot(int)
    def _on_step(self, step: int) -> None:
        if self._state is not None:
            self.micro_requested.emit(self._state.micro.with_step(step))

    def set_theme(self, theme: Theme) -> None:
        self._column.setContentsMargins(theme.px(16), theme.px(14), theme.px(16), theme.px(10))
        self._column.setSpacing(theme.px(8))
        for part in (self.title, self.note, self.where, self.table, self.split, self.lines, self.words):
            part.set_theme(theme)


class StepBars(PaintedWidget):
    """What each step adds to the gradient of a weight: bars up and down from 0, on one linear scale."""

    step_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__(row=True)
        self._values, self._step = np.zeros(0), 0
        self.setAccessibleName(self.tr("What each step adds to the gradient"))

    @property
    def values(self) -> np.ndarray:
        """(T,) what is shown."""
        return self._values

    def show_steps(self, values: np.ndarray, step: int) -> None:
        """(T,) what each step adds, with one that is chosen."""
        self._values, self._step = np.asarray(values, np.float64), step
        if len(self._values):
            text = self.tr("step {step}: {value}")
            value = fitted(float(self._values[step]), 4, sign=True)
            self.setAccessibleDescription(text.format(step=step + 1, value=value))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(280), self._theme.px(_HIGH) + round(self._theme.type_px("caption") * 1.6))

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.setFixedHeight(self.sizeHint().height())

    def step_at(self, x: float) -> int:
        """The step whose bar is at ``x``."""
        count = max(1, len(self._values))
        return min(count - 1, max(0, int(x / max(1, self.width()) * count)))

    def paintEvent(self, event: QPaintEvent) -> None:
        values, theme = np.nan_to_num(self._values), self._theme
        if not len(values):
            return
        painter = QPainter(self)
        high = self.height() - theme.type_px("caption") * 1.6
        low, top = min(0.0, float(values.min())), max(0.0, float(values.max()))
        by = high / (top - low) if top > low else 0.0
        zero = top * by if by else high / 2
        pitch = self.width() / len(values)
        for step, value in enumerate(values.tolist()):
            if step == self._step:
                painter.fillRect(QRectF(step * pitch, 0, pitch, high), theme.surface("pressed"))
            wide = max(1.0, pitch * 0.7)
            y = zero - max(0.0, value * by)
            box = QRectF((step + 0.5) * pitch - wide / 2, y, wide, max(abs(value) * by, 1.0 if value else 0))
            painter.fillRect(box, theme.gradient)
        painter.fillRect(QRectF(0, zero, self.width(), 1), theme.surface("outline"))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.text("tertiary"))
        foot = QRectF(0, high, self.width(), self.height() - high)
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.tr("step 1"))
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(len(values)))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and len(self._values):
            self.step_chosen.emit(self.step_at(event.position().x()))
