"""The list of the factors: number, derivative, what it says, value; the present one in a full sentence."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    QStringListModel,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStyledItemDelegate, QStyleOptionViewItem

from nnviz.drawing.micro.factor_words import number, short
from nnviz.drawing.micro.micro_state import MicroState, When
from nnviz.session.sentences import told
from nnviz.training.chain import Factor
from nnviz.ui.micro.formula import Box, Flow, Pen, Row, mono_font
from nnviz.ui.micro.micro_parts import CENTRE, LEFT, RIGHT, draw_elided
from nnviz.ui.micro.paint_labels import paint_disc
from nnviz.ui.micro.step_text import sentence_boxes, short_boxes
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.rows_view import Rows

_ROW = 50
_COLUMNS, _NARROW_COLUMNS = (34, 60, 84), (28, 54, 62)  # number, derivative, value
_IN_LINE_COLUMNS = (32, 96, 70)
_NARROW = 400
_Index = QModelIndex | QPersistentModelIndex


class FactorList(Rows):
    """Rows as in M4; the present one is open. Up and Down go to the factor before and after."""

    micro_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__(self.tr("The factors of the chain"), self._rows_of_keys)
        self._texts = QStringListModel(self)  # as they are read aloud
        self._row = _FactorRow(self)
        self.setModel(self._texts)
        self.setItemDelegate(self._row)
        self.horizontalHeader().hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.chosen.connect(self._on_chosen)

    def show_state(self, state: MicroState | None) -> None:
        """Show another micro-step."""
        self._row.state = state
        factors = state.factors if state is not None else ()
        says = [told(short(factor, state)) for factor in factors if state is not None]
        texts = [f"{i + 1}: {what}, {number(factors[i].value)}" for i, what in enumerate(says)]
        self._texts.setStringList(texts)
        self.setAccessibleDescription("; ".join(texts))
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._row.theme = theme
        self.setViewportMargins(0, self._margin, 0, self._margin)
        self._fit()

    @property
    def _margin(self) -> int:
        return self._theme.px(4 if self._theme.projector else 8)

    def _fit(self) -> None:
        """Rows as high as their words need, the present one in view."""
        self.resizeRowsToContents()
        if (state := self._row.state) is not None:
            row = state.now if state.now is not None else max(0, state.known - 1)
            self.scrollTo(self._texts.index(row), self.ScrollHint.PositionAtCenter)
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(300), self.verticalHeader().length() + 2 * self._margin)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(280), self._theme.px(90))

    def _rows_of_keys(self) -> dict[int, QModelIndex]:
        known = self._row.state.known if self._row.state is not None else 0
        rows = {Qt.Key.Key_Up: max(0, known - 2), Qt.Key.Key_Down: known}
        return {key: self._texts.index(row) for key, row in rows.items()}

    @Slot(QModelIndex)
    def _on_chosen(self, index: QModelIndex) -> None:
        if self._row.state is not None:
            self.micro_requested.emit(self._row.state.at_factor(index.row()))


class _FactorRow(QStyledItemDelegate):
    """Paints a factor; of the present one the whole sentence."""

    def __init__(self, parent: FactorList) -> None:
        super().__init__(parent)
        self._view = parent
        self.state: MicroState | None = None
        self.theme = Theme()

    # ---- sizes
    @property
    def _width(self) -> int:
        """Of a row beside the scroll bar, whether or not that is there: words are wrapped the same."""
        return self._view.width() - self._view.verticalScrollBar().sizeHint().width()

    def _columns(self) -> tuple[int, int, int]:
        """The widths of number, derivative and value."""
        assert self.state is not None
        columns = _NARROW_COLUMNS if self._view.width() < self.theme.px(_NARROW) else _COLUMNS
        if self.theme.projector:
            columns = _IN_LINE_COLUMNS
        first, second, third = (self.theme.px(column) for column in columns)
        large = QFontMetricsF(self._value_font("now"))
        widest = max(large.horizontalAdvance(number(factor.value)) for factor in self.state.factors)
        return first, second, max(third, round(widest) + self.theme.px(10))

    def _value_font(self, when: When) -> QFont:
        return mono_font(
            self.theme, self.theme.type_px("body") * (1.3 if when == "now" else 1.08), "semibold"
        )

    def _sentence(self, factor: Factor) -> Flow:
        assert self.state is not None
        theme, body = self.theme, self.theme.type_px("body")
        pen = Pen(theme, self.state.symbols, body * 1.2, theme.text())
        words = [word for one in sentence_boxes(factor, self.state, pen, theme.font("body")) for word in one]
        room = self._width - theme.px(30) - sum(self._columns())
        return Flow(words, max(60.0, room), body * 0.32, body * 1.46)

    def _words(self, factor: Factor) -> Row:
        """The few words of a factor on one line."""
        assert self.state is not None
        theme, size = self.theme, self.theme.type_px("label")
        pen = Pen(theme, self.state.symbols, size * 1.2, theme.text("secondary"))
        return Row(short_boxes(factor, self.state, pen, theme.font("label")), size * 0.28)

    def _derivative(self, row: int) -> Box:
        assert self.state is not None
        theme, when, factor = self.theme, self.state.whens[row], self.state.factors[row]
        color = {"now": theme.accent(), "done": theme.text(), "next": theme.text("tertiary")}[when]
        size = theme.type_px("formula") * (1.18 if when == "now" else 0.96)
        pen = Pen(theme, self.state.symbols, size, color)
        make = pen.derivative_in_line if theme.projector else pen.derivative
        return make(factor.top, factor.bottom)

    def _in_full(self, row: int) -> bool:
        """Whether it says its sentences: the present one, but before a class, where all rows are to be seen
        and the head of the panel says them."""
        assert self.state is not None
        return row == self.state.now and not self.theme.projector

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        assert self.state is not None
        theme, row = self.theme, index.row()
        body = theme.type_px("body")
        height = max(theme.px(_ROW), round(body * 3.6))
        if theme.projector:  # all factors are to be seen at once
            height = round(body * 1.85)
        elif len(self.state.factors) > 5:
            height = round(height * 0.86)
        fraction = self._derivative(row)
        height = max(height, round(fraction.ascent + fraction.descent) + theme.px(6))
        if self._in_full(row):
            words = self._sentence(self.state.factors[row])
            height = max(height, round(words.height) + theme.px(20))
        return QSize(self._width, height)

    # ---- painting
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme, state = self.theme, self.state
        assert state is not None
        factor, when = state.factors[index.row()], state.whens[index.row()]
        row = QRectF(option.rect).adjusted(theme.px(6), 0, -theme.px(6), 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if when == "now":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent("quiet"))
            painter.drawRoundedRect(row, theme.px(9), theme.px(9))
        number_, derivative, value = self._columns()
        x = row.left() + theme.px(8)
        first_line = float(max(theme.px(64), round(theme.type_px("body") * 4.6)))
        top = QRectF(x, row.top(), row.width() - theme.px(18), min(row.height(), first_line))
        painter.setOpacity(0.62 if when == "next" else 1.0)
        self._paint_number(painter, top, index.row(), when)
        box = self._derivative(index.row())
        box.paint(painter, x + number_, top.center().y() + (box.ascent - box.descent) / 2)
        words = QRectF(x + number_ + derivative, row.top(), 0, row.height())
        words.setRight(top.right() - value)
        if self._in_full(index.row()):
            flow = self._sentence(factor)
            flow.paint(painter, words.left(), row.center().y() - flow.height / 2 + flow.ascent)
        elif (line := self._words(factor)).width <= words.width():
            line.paint(painter, words.left(), row.center().y() + 0.36 * theme.type_px("label"))
        else:
            painter.setFont(theme.font("label"))
            painter.setPen(theme.text("secondary"))
            draw_elided(painter, words, LEFT, told(short(factor, state)))
        painter.setFont(self._value_font(when))
        painter.setPen({"now": theme.accent(), "done": theme.gradient, "next": theme.text()}[when])
        painter.drawText(top, RIGHT, number(factor.value))
        painter.restore()

    def _paint_number(self, painter: QPainter, row: QRectF, index: int, when: When) -> None:
        theme, side = self.theme, self.theme.px(20)
        disc = QRectF(row.left(), row.center().y() - side / 2, side, side)
        if when == "done":
            paint_disc(painter, theme, disc, index, "done")
            return
        painter.setPen(QPen(theme.surface("outline"), 1.5) if when == "next" else Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent() if when == "now" else QColor(Qt.GlobalColor.transparent))
        painter.drawEllipse(disc)
        painter.setFont(theme.font("caption", weight="semibold"))
        painter.setPen(theme.text("on_accent") if when == "now" else theme.text("tertiary"))
        painter.drawText(disc, CENTRE, str(index + 1))
