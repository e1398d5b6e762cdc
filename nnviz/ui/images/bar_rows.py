"""Rows with a signed bar each, of which one is chosen: channels of a sum, maps that pushed an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen

from nnviz.drawing import numbers
from nnviz.ui.plain import show_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import PaintedWidget, framed, paint_focus, pixel_image

_ROW, _THUMB = 21, 18  # px at unit 1
_WIDEST_BAR = 160
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}


@dataclass(frozen=True, eq=False)
class BarRow:
    """``key`` is what is asked for by a click (None: a row that is only read).

    ``picture`` (rows, columns) is drawn before the name in shares of the full colour, -1 to 1. ``words`` are
    told where the pointer rests.
    """

    key: int | None
    name: str
    value: float
    words: str = ""
    picture: NDArray[Any] | None = None


class BarRows(PaintedWidget):
    """``row_chosen(key)`` by a click, or by arrow keys."""

    row_chosen = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__(row=True)
        self._rows: tuple[BarRow, ...] = ()
        self._chosen: int | None = None
        self._digits = 3
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)

    @property
    def rows(self) -> tuple[BarRow, ...]:
        """What is shown."""
        return self._rows

    def show_rows(self, rows: Sequence[BarRow], chosen: int | None = None, digits: int = 3) -> None:
        """Show other rows, the one with the key ``chosen`` framed, values with ``digits`` decimals."""
        self._rows, self._chosen, self._digits = tuple(rows), chosen, digits
        self.setVisible(bool(rows))
        self.setAccessibleDescription("; ".join(f"{row.name} {self._written(row)}" for row in rows))
        self._fit()
        self.update()

    def _written(self, row: BarRow) -> str:
        return numbers.fitted(row.value, self._digits, sign=True)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._fit()

    @property
    def _row(self) -> int:
        return max(self._theme.px(_ROW), round(self._theme.type_px("label") * 1.6))

    def _fit(self) -> None:
        self.setFixedHeight(self._row * len(self._rows))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._row * len(self._rows))

    # ---- pointer and keys
    def _row_at(self, point: QPointF) -> BarRow | None:
        place = int(point.y() // self._row)
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position())
        if row is not None and row.key is not None and event.button() == Qt.MouseButton.LeftButton:
            self.row_chosen.emit(row.key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position())
        hand = row is not None and row.key is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = [row.key for row in self._rows if row.key is not None]
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or not keys:
            event.ignore()
            return
        at = keys.index(self._chosen) if self._chosen in keys else (-1 if step > 0 else len(keys))
        self.row_chosen.emit(keys[min(max(0, at + step), len(keys) - 1)])

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = self._row_at(QPointF(event.pos()))
            show_tip(event.globalPos(), "" if row is None else row.words, self)
            return True
        return super().event(event)

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._rows:
            return
        theme, tall, gap = self._theme, self._row, self._theme.px(8)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        names = QFontMetricsF(theme.font("label"))
        mono = QFontMetricsF(theme.font("label", family="mono"))
        thumb = theme.px(_THUMB) + gap if any(row.picture is not None for row in self._rows) else 0
        name_wide = max(names.horizontalAdvance(row.name) for row in self._rows)
        value_wide = max(mono.horizontalAdvance(self._written(row)) for row in self._rows)
        right = self.width() - value_wide - gap
        left = min(thumb + name_wide + gap, right - theme.px(40))
        left = max(left, right - theme.px(_WIDEST_BAR))
        full = max(abs(row.value) for row in self._rows) or 1.0
        for place, row in enumerate(self._rows):
            box = QRectF(0, place * tall, self.width(), tall)
            if row.picture is not None:
                self._paint_thumb(painter, row.picture, box)
            painter.setFont(theme.font("label", weight="semibold" if self._on(row) else "regular"))
            painter.setPen(theme.text("primary" if self._on(row) else "secondary"))
            room = QRectF(thumb, box.top(), left - thumb - gap / 2, tall)
            words = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
            self._paint_bar(painter, row, box, left, right, full)
            painter.setFont(theme.font("label", family="mono"))
            painter.setPen(theme.text() if row.value == 0 else theme.ramp(row.value, 8))
            side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(box, side, self._written(row))
            if self._on(row):
                painter.setPen(QPen(theme.accent(), theme.line("hairline")))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(box.adjusted(-1, 1, 1, -1), 4, 4)
        if framed(self):
            paint_focus(painter, self, theme, QRectF(self.rect()).adjusted(1, 1, -1, -1), 4)
        painter.end()

    def _on(self, row: BarRow) -> bool:
        return row.key is not None and row.key == self._chosen

    def _paint_thumb(self, painter: QPainter, shares: NDArray[Any], box: QRectF) -> None:
        side = self._theme.px(_THUMB)
        rows, columns = shares.shape
        scale = side / max(rows, columns)
        place = QRectF(0, 0, columns * scale, rows * scale)
        place.moveCenter(QPointF(side / 2, box.center().y()))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(place, pixel_image(self._theme.signed_rgb(np.asarray(shares, dtype=np.float64))))

    def _paint_bar(
        self, painter: QPainter, row: BarRow, box: QRectF, left: float, right: float, full: float
    ) -> None:
        """From the line of zero, which is where no bar would be, to its side."""
        theme = self._theme
        lowest = min(0.0, *(one.value for one in self._rows))
        highest = max(0.0, *(one.value for one in self._rows))
        scale = (right - left) / ((highest - lowest) or full)
        zero = left - lowest * scale
        painter.setPen(QPen(theme.surface("outline"), 1))
        painter.drawLine(QLineF(zero, box.top() + 3, zero, box.bottom() - 3))
        wide = abs(row.value) * scale
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.ramp(row.value, 7))
        x = zero if row.value >= 0 else zero - wide
        painter.drawRect(QRectF(x, box.center().y() - theme.px(6), wide, theme.px(12)))
