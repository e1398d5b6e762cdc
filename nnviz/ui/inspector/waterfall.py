"""The bars that add up to a neuron's sum, the largest first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.drawing import numbers
from nnviz.drawing.inspector.contributions import Bar, Contributions, bar_ends
from nnviz.session.sentences import told
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.buttons import LinkButton

FEWEST, MOST = 4, 12  # rows
_ROW = 20
_MEASURED = 24  # texts of a column: there may be hundreds


class Waterfall(QWidget):
    """One row a bar: name, ``0.88 × 0.35``, the bar, and its value.

    As many rows as there is room for, the largest first; a button over them, or a click on the row with what
    is left, opens all, and what the inspector lies in scrolls.
    """

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        self._sums: Contributions | None = None
        self._caption = ""
        self._all = LinkButton("", self.tr("Show what each of them adds"))
        self._all.setParent(self)
        self._all.setCheckable(True)
        self._all.toggled.connect(self._on_toggled)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_sums(self, caption: str, sums: Contributions | None) -> None:
        """Show other parts; None hides the widget."""
        before = self._rows_wanted()
        self._caption, self._sums = told(caption), sums
        self.setVisible(sums is not None)
        if self._rows_wanted() != before:
            self._resize()
        self._name_button()
        self.update()

    def fold(self) -> None:
        """The largest alone again."""
        self._all.setChecked(False)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._all.set_theme(theme)
        self._resize()
        self._name_button()
        self.update()

    @Slot()
    def _on_toggled(self) -> None:
        self._resize()
        self._name_button()
        self.update()

    @property
    def _opened(self) -> bool:
        return self._all.isChecked()

    def _name_button(self) -> None:
        """``all 53``, where there are more than are seen; ``fewer`` where all are."""
        sums = self._sums
        left_out = sums is not None and sum(bool(bar.detail) for bar in self.bars) < sums.filled
        self._all.setVisible(left_out or self._opened)
        count = numbers.count(0 if sums is None else sums.filled)
        self._all.setText(self.tr("fewer") if self._opened else self.tr("all {n}").format(n=count))
        self._all.setAccessibleName(
            self.tr("Show the largest contributions alone")
            if self._opened
            else self.tr("Show all {n} contributions").format(n=count)
        )
        self._all.resize(self._all.sizeHint().width(), self._row_height() - 2)
        self._all.move(self.width() - self._all.width(), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._name_button()

    def _rest_row(self) -> QRectF:
        """Where what is left stands in one row; empty where nothing is."""
        for place, bar in enumerate(self.bars):
            if bar.rest:
                return QRectF(0, self._row_height() * (place + 1), self.width(), self._row_height())
        return QRectF()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._rest_row().contains(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._rest_row().contains(event.position()):
            self._all.setChecked(True)

    def _rows_wanted(self) -> int:
        return len(self._sums.bars(self._most)) if self._sums is not None else 0

    @property
    def _most(self) -> int:
        """How many rows there may be."""
        return self._sums.filled + 1 if self._opened and self._sums is not None else MOST

    def _row_height(self) -> int:
        return max(self._theme.px(_ROW), round(self._theme.type_px("caption") * 1.5))

    def _height(self, rows: int) -> int:
        return self._row_height() * (rows + 1)

    def _resize(self) -> None:
        wanted = self._rows_wanted()
        self.setMaximumHeight(self._height(max(1, wanted)))
        self.setMinimumHeight(self._height(wanted if self._opened else min(FEWEST, max(1, wanted))))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._height(self._rows_wanted()))

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The bars that fit."""
        rows = max(FEWEST, min(MOST, self.height() // self._row_height() - 1))
        if self._opened:
            rows = self._most
        return self._sums.bars(rows) if self._sums is not None else ()

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, height, bars = self._theme, self._row_height(), self.bars
        if self._sums is None or not bars:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.text("tertiary"))
        room = self.width() - (self._all.width() + theme.px(8) if self._all.isVisible() else 0)
        caption = painter.fontMetrics().elidedText(self._caption, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(0, 0, room, height), Qt.AlignmentFlag.AlignVCenter, caption)
        ends = bar_ends(bars, running=self._sums.running)
        low = min(0.0, *(min(pair) for pair in ends))
        high = max(0.0, *(max(pair) for pair in ends))
        seen = range(
            max(0, event.rect().top() // height - 1), min(len(bars), event.rect().bottom() // height + 1)
        )
        left, right = self._paint_words(painter, bars, seen)
        scale = (right - left) / ((high - low) or 1.0)
        for i, (bar, (start, end)) in enumerate(zip(bars, ends, strict=True)):
            if i not in seen:
                continue
            middle = height * (i + 1.5)
            begin, stop = left + (start - low) * scale, left + (end - low) * scale
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.ramp(bar.value, 7))
            width = max(1.5, abs(stop - begin))
            x = begin if stop >= begin else begin - width
            painter.drawRoundedRect(QRectF(x, middle - height / 4, width, height / 2), 1.5, 1.5)
            if self._sums.running and i < len(bars) - 1:
                painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
                painter.drawLine(QLineF(stop, middle + height / 4, stop, middle + 0.75 * height))
        painter.end()

    def _paint_words(self, painter: QPainter, bars: tuple[Bar, ...], seen: range) -> tuple[float, float]:
        """Names, factors and values of the rows ``seen``; returns (left, right), the room for the bars."""
        theme, height = self._theme, self._row_height()
        name_font, mono = theme.font("caption"), theme.font("caption", family="mono")
        mono.setPixelSize(max(1, mono.pixelSize() - (0 if theme.projector else 1)))
        names, factors = QFontMetricsF(name_font), QFontMetricsF(mono)
        words = [told(bar.name) for bar in bars]
        values = [numbers.fitted(bar.value, 2, sign=True) for bar in bars]
        value_width = _widest(factors, values)
        gap = theme.px(6)
        name_width = _widest(names, words)
        detail_width = _widest(factors, [bar.detail for bar in bars])
        right = self.width() - value_width - gap
        if name_width + detail_width + 3 * gap > 0.78 * right:
            detail_width = 0.0  # in a narrow panel the bars matter more than the factors
        side, rest = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._rest_row()
        for i in seen:
            bar, word, value = bars[i], words[i], values[i]
            y = height * (i + 1)
            painter.setFont(name_font)
            painter.setPen(theme.text("secondary"))
            painter.drawText(QRectF(0, y, name_width + 2, height), Qt.AlignmentFlag.AlignVCenter, word)
            if rest.top() == y and rest.height():
                painter.setPen(QPen(theme.text("secondary"), theme.line("hairline"), Qt.PenStyle.DotLine))
                below = y + height / 2 + names.height() / 2
                painter.drawLine(QPointF(0, below), QPointF(names.horizontalAdvance(word), below))
            painter.setFont(mono)
            if detail_width:
                painter.setPen(theme.text("tertiary"))
                painter.drawText(QRectF(0, y, name_width + 2 * gap + detail_width, height), side, bar.detail)
            painter.setPen(theme.ramp(bar.value, 8))
            painter.drawText(QRectF(0, y, self.width(), height), side, value)
        return name_width + (detail_width + 2 * gap if detail_width else 0) + gap, right


def _widest(metrics: QFontMetricsF, texts: Sequence[str]) -> float:
    """How wide the widest of these is: one of the longest."""
    longest = sorted(set(texts), key=len)[-_MEASURED:]
    return max(map(metrics.horizontalAdvance, longest), default=0.0)
