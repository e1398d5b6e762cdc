"""The bars that add up to a neuron's sum, the largest first."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.drawing import numbers
from nnviz.drawing.inspector.contributions import Bar, Contributions, bar_ends
from nnviz.session.sentences import told
from nnviz.ui.theme import Theme

FEWEST, MOST = 4, 12  # rows
_ROW = 20


class Waterfall(QWidget):
    """One row a bar: name, ``0.88 × 0.35``, the bar, and its value. As many rows as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        self._sums: Contributions | None = None
        self._caption = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_sums(self, caption: str, sums: Contributions | None) -> None:
        """Show other parts; None hides the widget."""
        before = self._rows_wanted()
        self._caption, self._sums = told(caption), sums
        self.setVisible(sums is not None)
        if self._rows_wanted() != before:
            self._resize()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._resize()
        self.update()

    def _rows_wanted(self) -> int:
        return len(self._sums.bars(MOST)) if self._sums is not None else 0

    def _row_height(self) -> int:
        return max(self._theme.px(_ROW), round(self._theme.type_px("caption") * 1.5))

    def _height(self, rows: int) -> int:
        return self._row_height() * (rows + 1)

    def _resize(self) -> None:
        wanted = self._rows_wanted()
        self.setMaximumHeight(self._height(max(1, wanted)))
        self.setMinimumHeight(self._height(min(FEWEST, max(1, wanted))))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._height(self._rows_wanted()))

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The bars that fit."""
        rows = max(FEWEST, min(MOST, self.height() // self._row_height() - 1))
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
        painter.drawText(QRectF(0, 0, self.width(), height), Qt.AlignmentFlag.AlignVCenter, self._caption)
        ends = bar_ends(bars, running=self._sums.running)
        low = min(0.0, *(min(pair) for pair in ends))
        high = max(0.0, *(max(pair) for pair in ends))
        left, right = self._paint_words(painter, bars)
        scale = (right - left) / ((high - low) or 1.0)
        for i, (bar, (start, end)) in enumerate(zip(bars, ends, strict=True)):
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

    def _paint_words(self, painter: QPainter, bars: tuple[Bar, ...]) -> tuple[float, float]:
        """Names, factors and values; returns the room (left, right) that they leave for the bars."""
        theme, height = self._theme, self._row_height()
        name_font, mono = theme.font("caption"), theme.font("caption", family="mono")
        mono.setPixelSize(max(1, mono.pixelSize() - (0 if theme.projector else 1)))
        names, factors = QFontMetricsF(name_font), QFontMetricsF(mono)
        words = [told(bar.name) for bar in bars]
        values = [numbers.fitted(bar.value, 2, sign=True) for bar in bars]
        value_width = max(factors.horizontalAdvance(value) for value in values)
        gap = theme.px(6)
        name_width = max(map(names.horizontalAdvance, words))
        detail_width = max(factors.horizontalAdvance(bar.detail) for bar in bars)
        right = self.width() - value_width - gap
        if name_width + detail_width + 3 * gap > 0.78 * right:
            detail_width = 0.0  # in a narrow panel the bars matter more than the factors
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        for i, (bar, word, value) in enumerate(zip(bars, words, values, strict=True)):
            y = height * (i + 1)
            painter.setFont(name_font)
            painter.setPen(theme.text("secondary"))
            painter.drawText(QRectF(0, y, name_width + 2, height), Qt.AlignmentFlag.AlignVCenter, word)
            painter.setFont(mono)
            if detail_width:
                painter.setPen(theme.text("tertiary"))
                painter.drawText(QRectF(0, y, name_width + 2 * gap + detail_width, height), side, bar.detail)
            painter.setPen(theme.ramp(bar.value, 8))
            painter.drawText(QRectF(0, y, self.width(), height), side, value)
        return name_width + (detail_width + 2 * gap if detail_width else 0) + gap, right
