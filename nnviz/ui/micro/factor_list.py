"""The list of the factors: number, derivative, what it says, value; the present one in a full sentence."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy

from nnviz.drawing.micro.factor_words import number, short
from nnviz.drawing.micro.micro_state import MicroState, When
from nnviz.session.sentences import told
from nnviz.training.chain import Factor
from nnviz.ui.micro.formula import Flow, Pen, mono_font
from nnviz.ui.micro.paint_labels import paint_disc
from nnviz.ui.micro.painted import CENTRE, LEFT, RIGHT, Painted
from nnviz.ui.micro.step_text import sentence_boxes
from nnviz.ui.theme import with_alpha
from nnviz.ui.widgets.painted import framed

_ROW = 50
_COLUMNS, _NARROW_COLUMNS = (34, 60, 84), (28, 54, 62)  # number, derivative, value
_NARROW = 400


class FactorList(Painted):
    """Rows as in M4; the present one is open. Scrolls with it where there are many."""

    def __init__(self) -> None:
        super().__init__()
        self._shift = 0.0
        self._widths: tuple[int, int, int] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("The factors of the chain"))

    def _changed(self) -> None:
        self._widths = None
        super()._changed()

    def show_state(self, state: MicroState | None) -> None:
        super().show_state(state)
        self._follow()
        if state is not None:
            lines = [
                f"{i + 1}: {told(short(factor, state))}, {number(factor.value)}"
                for i, factor in enumerate(state.factors)
            ]
            self.setAccessibleDescription("; ".join(lines))

    # ---- where the rows are
    def _columns(self) -> tuple[int, int, int]:
        if self._widths is None:
            self._widths = self._measured()
        return self._widths

    def _measured(self) -> tuple[int, int, int]:
        narrow = self.width() < self._theme.px(_NARROW)
        first, second, third = (self._theme.px(width) for width in (_NARROW_COLUMNS if narrow else _COLUMNS))
        large = QFontMetricsF(self._value_font("now"))
        factors = self._state.factors if self._state is not None else ()
        widest = max((large.horizontalAdvance(number(factor.value)) for factor in factors), default=0.0)
        return first, second, max(third, round(widest) + self._theme.px(10))

    def _value_font(self, when: When) -> QFont:
        return mono_font(
            self._theme, self._theme.type_px("body") * (1.3 if when == "now" else 1.08), "semibold"
        )

    def _sentence(self, factor: Factor) -> Flow:
        assert self._state is not None
        theme = self._theme
        pen = Pen(theme, self._state.symbols, theme.type_px("body") * 1.2, theme.text())
        width = self.width() - theme.px(30) - sum(self._columns())
        words = sentence_boxes(factor, self._state, pen, theme)
        return Flow(words, max(60.0, width), theme.type_px("body") * 0.32, theme.type_px("body") * 1.46)

    def _heights(self) -> list[float]:
        if self._state is None:
            return []
        theme, row = self._theme, max(self._theme.px(_ROW), round(self._theme.type_px("body") * 3.6))
        if len(self._state.factors) > 5:
            row = round(row * 0.86)
        return [
            max(row, self._sentence(factor).height + theme.px(20)) if when == "now" else row
            for factor, when in zip(self._state.factors, self._state.whens, strict=True)
        ]

    def _whole(self) -> float:
        return sum(self._heights()) + 2 * self._theme.px(8)

    def _rows(self) -> list[QRectF]:
        y, rows = self._theme.px(8) - self._shift, []
        for height in self._heights():
            rows.append(QRectF(self._theme.px(6), y, self.width() - self._theme.px(12), height))
            y += height
        return rows

    def _follow(self) -> None:
        """Keep the present row in view."""
        if self._state is None:
            return
        self._shift = 0.0
        extra = max(0.0, self._whole() - self.height())
        at = self._state.now if self._state.now is not None else max(0, self._state.known - 1)
        self._shift = min(extra, max(0.0, self._rows()[at].center().y() - self.height() / 2))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(300), round(self._whole()))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(280), self._theme.px(90))

    def resizeEvent(self, event: object) -> None:
        self._widths = None
        self._follow()

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._state is None:
            return
        painter = self._painter()
        rows = self._rows()
        for index, (row, when) in enumerate(zip(rows, self._state.whens, strict=True)):
            if row.bottom() > 0 and row.top() < self.height():
                self._paint_row(painter, row, index, when)
        if self._whole() > self.height() + 1:
            track = self.height() / self._whole()
            bar = QRectF(self.width() - 4, self._shift * track, 3, self.height() * track)
            painter.fillRect(bar, self._theme.surface("outline"))
        if framed(self):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.accent(), self._theme.line("focus")))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 6, 6)
        painter.end()

    def _paint_row(self, painter: QPainter, row: QRectF, index: int, when: When) -> None:
        theme, state = self._theme, self._state
        assert state is not None
        factor = state.factors[index]
        if when == "now":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent("quiet"))
            painter.drawRoundedRect(row, theme.px(9), theme.px(9))
        number_, derivative, value = self._columns()
        x = row.left() + theme.px(8)
        top = QRectF(x, row.top(), row.width() - theme.px(18), min(row.height(), self._first_line(row)))
        if when == "next":
            painter.setOpacity(0.62)
        self._paint_number(painter, top, index, when)
        color = {"now": theme.accent(), "done": theme.text(), "next": theme.text("tertiary")}[when]
        size = theme.type_px("formula") * (1.18 if when == "now" else 0.96)
        box = Pen(theme, state.symbols, size, color).derivative(factor.top, factor.bottom)
        middle = top.center().y()
        box.paint(painter, x + number_, middle + (box.ascent - box.descent) / 2)
        words = QRectF(
            x + number_ + derivative, row.top(), top.width() - number_ - derivative - value, row.height()
        )
        if when == "now":
            flow = self._sentence(factor)
            flow.paint(painter, words.left(), row.center().y() - flow.height / 2 + flow.ascent)
        else:
            painter.setFont(theme.font("label"))
            painter.setPen(theme.text("secondary"))
            text = told(short(factor, state))
            elided = QFontMetricsF(painter.font()).elidedText(
                text, Qt.TextElideMode.ElideRight, words.width()
            )
            painter.drawText(words, LEFT, elided)
        painter.setFont(self._value_font(when))
        painter.setPen(self._value_color(when))
        painter.drawText(top, RIGHT, number(factor.value))
        painter.setOpacity(1.0)

    def _first_line(self, row: QRectF) -> float:
        return min(row.height(), float(max(self._theme.px(64), round(self._theme.type_px("body") * 4.6))))

    def _value_color(self, when: When) -> QColor:
        theme = self._theme
        return {"now": theme.accent(), "done": theme.gradient, "next": theme.text()}[when]

    def _paint_number(self, painter: QPainter, row: QRectF, index: int, when: When) -> None:
        theme, side = self._theme, self._theme.px(20)
        disc = QRectF(row.left(), row.center().y() - side / 2, side, side)
        if when == "done":
            paint_disc(painter, theme, disc, index, "done")
            return
        painter.setPen(QPen(theme.surface("outline"), 1.5) if when == "next" else Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent() if when == "now" else with_alpha(theme.surface("panel"), 0.0))
        painter.drawEllipse(disc)
        font = theme.font("caption", weight="semibold")
        painter.setFont(font)
        painter.setPen(theme.text("on_accent") if when == "now" else theme.text("tertiary"))
        painter.drawText(disc, CENTRE, str(index + 1))

    # ---- mouse and keys
    def _go(self, index: int) -> None:
        if self._state is not None and 0 <= index < len(self._state.factors):
            micro = self._state.micro
            self.micro_requested.emit(micro.at(micro.place_of(*self._state.factors[index].step)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            rows = self._rows()
            self._go(next((i for i, row in enumerate(rows) if row.contains(event.position())), -1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down go to the factor before and after."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None or self._state is None:
            event.ignore()
            return
        known = self._state.known - 1
        self._go(max(0, known + step) if self._state.now is not None or step < 0 else known + 1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        extra = max(0.0, self._whole() - self.height())
        self._shift = min(extra, max(0.0, self._shift - event.angleDelta().y() / 2))
        self.update()
