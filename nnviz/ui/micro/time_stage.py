"""The stage of a micro-step through a sequence: the layer unrolled in time, as far as it is worked out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QBrush,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import QSizePolicy

from nnviz.drawing.micro.factor_words import place_words
from nnviz.drawing.micro.time_lines import told_of, unit_words
from nnviz.drawing.micro.time_state import Bools, TimeState
from nnviz.drawing.numbers import fitted
from nnviz.drawing.sequences.bars import bars
from nnviz.drawing.sequences.content import Content
from nnviz.drawing.sequences.layout import ALL_STEPS, ROOM_STEPS, Layout, Rows, Span, lay_out
from nnviz.drawing.sequences.words import unit_title
from nnviz.session.sentences import told
from nnviz.training.micro import Micro
from nnviz.ui.plain import show_tip
from nnviz.ui.sequences import paint_rows
from nnviz.ui.sequences.paint_asked import paint_asked
from nnviz.ui.sequences.paint_conveyor import paint_conveyor
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import PaintedWidget, paint_focus

_DOWN = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_BESIDE, _ANSWERS, _ALONE = 0.55, 0.62, 0.84  # of the height for strips: beside a conveyor, answers, nothing


class TimeStage(PaintedWidget):
    """Up and Down: another unit; with Ctrl, Left and Right: another step of time. A click: both.

    Another step is gone to by its keys whatever has the keyboard, so long as the stage is seen: the sentence
    over the examples promises it to somebody who has clicked nowhere yet.
    ``micro_requested`` carries the Micro that is wanted.
    """

    micro_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._state: TimeState | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("The layer unrolled in time, at this micro-step"))
        QShortcut(QKeySequence("Ctrl+Left"), self).activated.connect(self._go_back)
        QShortcut(QKeySequence("Ctrl+Right"), self).activated.connect(self._go_on)

    def show_micro(self, micro: Micro | None) -> None:
        """Show another step or unit; a Micro that is not about a sequence empties it."""
        here = micro is not None and micro.timed_layer is not None
        self._state = TimeState(micro) if micro is not None and here else None
        if self._state is not None:
            said = told_of(self._state)
            lines = [f"{told(line.name)} {told(line.value)}" for line in said.lines]
            where = [told(place_words(self._state.micro)), told(unit_words(self._state))]
            self.setAccessibleDescription("; ".join([*where, *lines]))
        self.update()

    @property
    def state(self) -> TimeState | None:
        """What is shown."""
        return self._state

    @property
    def placed(self) -> Layout | None:
        """Where its rows and columns are."""
        state, theme = self._state, self._theme
        if state is None or self.width() < 2:
            return None
        conveyor = state.content is not None and not state.backward
        rows = Rows(state.steps, state.units, len(state.rows), conveyor, state.asked is not None, False, True)
        most = ROOM_STEPS if theme.projector else ALL_STEPS
        return lay_out(
            rows, self.width(), self.height(), theme.unit, (state.unit, state.step), most,
            alone=theme.projector, share=_BESIDE if conveyor else _ANSWERS if rows.asked else _ALONE,
        )  # fmt: skip

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(716), self._theme.px(712))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(300), self._theme.px(280))

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, layout = QPainter(self), self._theme, self.placed
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.surface("stage"))
        if self._state is not None and layout is not None:
            self._paint(painter, self._state, layout)
        paint_focus(painter, self, theme, QRectF(self.rect()).adjusted(2, 2, -2, -2), theme.px(6))
        painter.end()

    def _paint(self, painter: QPainter, state: TimeState, layout: Layout) -> None:
        theme, step = self._theme, state.step
        paint_rows.paint_band(painter, theme, layout, step)
        paint_rows.paint_reads(painter, theme, state.reads, layout, self.tr("reads"))
        paint_rows.paint_slopes(painter, theme, state.slopes, layout)
        for row, span in zip(state.rows, layout.strips, strict=True):
            paint_rows.paint_strip(painter, theme, row.strip, layout, span, state.unit)
            self._hide(painter, layout, span, row.known)
        if layout.conveyor is not None and state.content is not None:
            self._paint_conveyor(painter, state, state.content, layout, layout.conveyor)
        if layout.asked is not None and state.asked is not None:
            y = layout.asked.top + theme.px(16)
            paint_rows.paint_label(painter, theme, layout, y, self.tr("says"), self.tr("at each step"))
            paint_asked(painter, theme, state.asked, layout, layout.asked)
            self._hide(painter, layout, layout.asked, np.full(state.steps, state.said))
        paint_rows.paint_axis(painter, theme, layout, step, state.steps, self.tr("step"))

    def _paint_conveyor(
        self, painter: QPainter, state: TimeState, content: Content, layout: Layout, span: Span
    ) -> None:
        made = bars(content.conveyor, state.unit, layout, span)
        title = told(unit_title(content, state.unit))
        kind = self.tr("conveyor") if content.conveyor.kept is not None else self.tr("state")
        paint_conveyor(painter, self._theme, made, layout, span, title, kind)
        assert state.scheme is not None
        self._hide(painter, layout, span, state.known(state.scheme.held))

    def _hide(self, painter: QPainter, layout: Layout, span: Span, known: Bools) -> None:
        """What has not been worked out yet is hatch, never the colour of zero."""
        theme = self._theme
        hatch = QBrush(theme.surface("outline"), Qt.BrushStyle.BDiagPattern)
        painter.setPen(Qt.PenStyle.NoPen)
        for at in range(layout.first, layout.last + 1):
            if known[at]:
                continue
            here = self._state is not None and at == self._state.step  # the frame about it stays
            edge = max(layout.cell / 2, layout.pitch / 2 - (2 if here else -0.5))
            box = QRectF(layout.x(at) - edge, span.top - 1, 2 * edge, span.height + 2)
            painter.fillRect(box, theme.surface("stage"))
            cell = QRectF(layout.x(at) - layout.cell / 2, span.top, layout.cell, span.height)
            painter.fillRect(cell, hatch)

    # ---- mouse and keys
    def mousePressEvent(self, event: QMouseEvent) -> None:
        state, layout = self._state, self.placed
        at = event.position()
        step = None if layout is None else layout.step_at(at.x())
        if event.button() != Qt.MouseButton.LeftButton or state is None or layout is None or step is None:
            event.ignore()
            return
        cell = layout.cell_at(at.x(), at.y())
        micro = state.micro if cell is None else state.micro.with_time_unit(cell[1])
        self.micro_requested.emit(micro.with_step(min(step, state.steps - 1)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """With Shift, Up and Down: a weight from another source; with Ctrl into another gate."""
        wish = None
        if self._state is not None:
            wish = self._wish(self._state, Qt.Key(event.key()), event.modifiers())
        if wish is None:
            event.ignore()
        else:
            self.micro_requested.emit(wish)

    @Slot()
    def _go_back(self) -> None:
        self._go_by(-1)

    @Slot()
    def _go_on(self) -> None:
        self._go_by(1)

    def _go_by(self, steps: int) -> None:
        state = self._state
        if state is not None:
            self.micro_requested.emit(state.micro.with_step(min(max(0, state.step + steps), state.steps - 1)))

    def _wish(self, state: TimeState, key: Qt.Key, held: Qt.KeyboardModifier) -> Micro | None:
        micro, weight = state.micro, state.weight
        control = bool(held & Qt.KeyboardModifier.ControlModifier)
        if key not in _DOWN:
            return None
        by = _DOWN[key]
        columns = state.layer.values[weight.parameter].shape[-1]
        if control:
            return micro.with_time(replace(weight, column=(weight.column + by * state.units) % columns))
        if held & Qt.KeyboardModifier.ShiftModifier:
            rows = state.layer.values[weight.parameter].size // columns
            return micro.with_time(replace(weight, source=(weight.source + by) % rows))
        return micro.with_time_unit((state.unit + by) % state.units)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            show_tip(event.globalPos(), self.words_at(QPointF(event.pos())), self, wrapped=True)
            return True
        return super().event(event)

    def words_at(self, point: QPointF) -> str:
        """The number of a cell with more digits."""
        state, layout = self._state, self.placed
        cell = None if layout is None else layout.cell_at(point.x(), point.y())
        if state is None or cell is None:
            return ""
        strip, unit, step = cell
        row = state.rows[strip]
        if not row.known[step]:
            return self.tr("not worked out yet")
        text = self.tr("{name} ({word}) of unit {unit} at step {step}: {value}")
        value = fitted(float(row.strip.values[unit, step]), 4, sign=True)
        return text.format(
            name=row.strip.name, word=told(row.strip.word), unit=unit + 1, step=step + 1, value=value
        )

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.update()
