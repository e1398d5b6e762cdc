"""The sums of the gates of one unit: a row each, with the parts it is added up of."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent

from nnviz.drawing.numbers import fitted, plain, signed
from nnviz.drawing.sequences.card import Card, GateRow
from nnviz.session.sentences import told
from nnviz.ui.sequences.paint_rows import LEFT, RIGHT
from nnviz.ui.widgets.painted import PaintedWidget

_HEAD, _ROW = 22, 33  # px at unit 1
_COLUMNS = (0.315, 0.485, 0.63, 0.795, 1.0)  # of the width: where each number ends
_BAR = 0.16  # of the width, at the right: how large the result is


class GateTable(PaintedWidget):
    """Letter and word, then symbol, last h, bias, z, and what the gate makes of it with a bar of that."""

    def __init__(self) -> None:
        super().__init__(row=True)
        self._card: Card | None = None
        self._fit()

    @property
    def card(self) -> Card | None:
        """What is shown."""
        return self._card

    def show_card(self, card: Card | None) -> None:
        """Show another unit, or another step."""
        self._card = card
        self._fit()
        self.setAccessibleName(self.tr("The sums of the gates"))
        rows = () if card is None else card.rows
        self.setAccessibleDescription("\n".join(map(self._spoken, rows)))
        self.update()

    def _spoken(self, row: GateRow) -> str:
        text = self.tr(
            "{name} ({word}): symbol {symbol}, last h {state}, bias {bias}; z {z}; {name} is {value}"
        )
        parts = row.parts
        return text.format(
            name=row.name,
            word=told(row.word),
            symbol=fitted(parts.symbol, 3, sign=True),
            state=fitted(parts.state, 3, sign=True),
            bias=fitted(parts.bias, 3, sign=True),
            z=fitted(parts.z, 3, sign=True),
            value=fitted(parts.value, 3),
        )

    @property
    def _row(self) -> int:
        return max(self._theme.px(_ROW), round(self._theme.type_px("number") * 2.1))

    def _fit(self) -> None:
        count = 0 if self._card is None else len(self._card.rows)
        self.setFixedHeight(self._theme.px(_HEAD) + count * self._row)

    def set_theme(self, theme: object) -> None:
        super().set_theme(theme)  # type: ignore[arg-type]
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(280), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        card, theme = self._card, self._theme
        if card is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        head = theme.px(_HEAD)
        painter.setPen(theme.text("tertiary"))
        reads = self.tr("symbol") if card.symbols else self.tr("input")
        for title, end in zip((reads, self.tr("last h"), self.tr("bias"), "z"), _COLUMNS, strict=False):
            maths = title == "z"
            painter.setFont(theme.font("formula" if maths else "caption", family="math" if maths else "ui",
                                       italic=maths))  # fmt: skip
            painter.drawText(QRectF(0, 0, end * self.width(), head), RIGHT, title)
        for place, row in enumerate(card.rows):
            self._paint_row(painter, row, QRectF(0, head + place * self._row, self.width(), self._row))
        painter.end()

    def _paint_row(self, painter: QPainter, row: GateRow, box: QRectF) -> None:
        theme, parts, wide = self._theme, row.parts, box.width()
        line = box.adjusted(0, 0, 0, -box.height() * 0.28)
        letter = theme.font("formula", family="math", italic=True)
        painter.setFont(letter)
        painter.setPen(theme.text())
        painter.drawText(line, LEFT, row.name)
        painter.setFont(theme.font("label"))
        painter.setPen(theme.text("secondary"))
        room = line.adjusted(theme.px(16), 0, 0, 0)
        room.setRight(_COLUMNS[0] * wide - painter.fontMetrics().horizontalAdvance("−0.00 "))
        words = painter.fontMetrics().elidedText(
            told(row.word), Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, LEFT, words)
        for value, end in zip((parts.symbol, parts.state, parts.bias), _COLUMNS, strict=False):
            painter.setFont(theme.font("caption", family="mono"))
            painter.setPen(theme.ramp(value, 7) if value else theme.text("secondary"))
            painter.drawText(QRectF(0, line.top(), end * wide, line.height()), RIGHT, short(value))
        painter.setFont(theme.font("label", family="mono", weight="semibold"))
        painter.setPen(theme.text())
        z = QRectF(0, line.top(), _COLUMNS[3] * wide, line.height())
        painter.drawText(z, RIGHT, short(parts.z))
        if math.isnan(parts.value):  # not worked out yet
            return
        painter.setFont(theme.font("title", family="mono", weight="semibold"))
        painter.drawText(line, RIGHT, plain(parts.value, 2))
        self._paint_bar(painter, row, QRectF(wide * (1 - _BAR), line.bottom() + 1, wide * _BAR, theme.px(4)))

    def _paint_bar(self, painter: QPainter, row: GateRow, box: QRectF) -> None:
        """A share of 1 from the left; what has a sign from its 0 in the middle."""
        theme, value = self._theme, max(-1.0, min(1.0, row.parts.value))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.surface("pressed"))
        painter.drawRoundedRect(box, 2, 2)
        if row.signed:
            middle, half = box.center().x(), box.width() / 2
            painter.fillRect(
                QRectF(min(middle, middle + value * half), box.top(), abs(value) * half, box.height()),
                theme.signed(0.75 if value >= 0 else -0.75),
            )
            painter.fillRect(QRectF(middle - 0.5, box.top() - 2, 1, box.height() + 4), theme.text("tertiary"))
        else:
            painter.setBrush(theme.signed(0.75))
            painter.drawRoundedRect(QRectF(box.left(), box.top(), value * box.width(), box.height()), 2, 2)


def short(value: float) -> str:
    """With two decimals, or three where these would say nothing: there is no room for more."""
    return signed(value, 2 if abs(value) >= 0.005 else 3)
