"""What a head looks at from one step, in numbers: score, e to that, share, and their sums."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen

from nnviz.drawing.attention.card import HeadCard, Row
from nnviz.drawing.numbers import fitted, plain
from nnviz.session.sentences import told
from nnviz.ui.plain import show_tip
from nnviz.ui.sequences.paint_rows import CENTRE, LEFT, RIGHT, tile_ground
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import PaintedWidget

_HEAD, _ROW = 22, 25  # px at unit 1
_SCORE, _POWER, _SHARE = 0.46, 0.695, 1.0  # of the width: where each number ends
_BAR = (0.71, 0.835)  # of the width, from where to where the bar of a share goes


class HeadTable(PaintedWidget):
    """A row for each step; ``key_requested(step)``: one was clicked."""

    key_requested = Signal(int)

    def __init__(self) -> None:
        super().__init__(row=True)
        self._card: HeadCard | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._fit()

    @property
    def card(self) -> HeadCard | None:
        """What is shown."""
        return self._card

    def show_card(self, card: HeadCard | None) -> None:
        """Show another head, or another step."""
        self._card = card
        self._fit()
        self.setAccessibleName(self.tr("What the head looks at"))
        rows = () if card is None else card.rows
        said = [self._spoken(row) for row in rows]
        if card is not None:
            total = self.tr("sum: e to that {power}, shares {share}")
            said.append(total.format(power=fitted(card.power, 2), share=plain(card.share, 3)))
        self.setAccessibleDescription("\n".join(said))
        self.update()

    def _spoken(self, row: Row) -> str:
        text = self.tr("{where} ({symbol}): q·k ÷ √{size} {score}, e to that {power}, share {share}")
        if row.step is None:
            text = self.tr("{where}: e to that {power}, share {share}")
        return text.format(
            where=told(row.where),
            symbol=row.symbol,
            size=self._card.size if self._card else 0,
            score=fitted(row.score, 3, sign=True),
            power=fitted(row.power, 2),
            share=plain(row.share, 3),
        )

    @property
    def _row(self) -> int:
        return max(self._theme.px(_ROW), round(self._theme.type_px("label") * 1.8))

    def _fit(self) -> None:
        count = 0 if self._card is None else len(self._card.rows) + 1
        self.setFixedHeight(self._theme.px(_HEAD) + count * self._row + self._theme.px(4))

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(280), self.height())

    # ---- pointer
    def _row_at(self, point: QPointF) -> Row | None:
        number = int((point.y() - self._theme.px(_HEAD)) // self._row)
        rows = () if self._card is None else self._card.rows
        return rows[number] if 0 <= number < len(rows) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position())
        if row is not None and row.step is not None and event.button() == Qt.MouseButton.LeftButton:
            self.key_requested.emit(row.step)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = self._row_at(QPointF(event.pos()))
            show_tip(event.globalPos(), "" if row is None else self._spoken(row), self, wrapped=True)
            return True
        return super().event(event)

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        card, theme = self._card, self._theme
        if card is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        head, wide = theme.px(_HEAD), self.width()
        painter.setPen(theme.text("tertiary"))
        painter.setFont(theme.font("caption"))
        painter.drawText(QRectF(0, 0, wide, head), LEFT, self.tr("looks at"))
        titles = (f"q·k ÷ √{card.size}", _SCORE), (self.tr("e to that"), _POWER), (self.tr("share"), _SHARE)
        for title, end in titles:
            painter.drawText(QRectF(0, 0, end * wide, head), RIGHT, title)
        for place, row in enumerate(card.rows):
            self._paint_row(painter, card, row, QRectF(0, head + place * self._row, wide, self._row))
        y = head + len(card.rows) * self._row + theme.px(2)
        painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
        painter.drawLine(QPointF(0, y), QPointF(wide, y))
        self._paint_sum(painter, card, QRectF(0, y + 1, wide, self._row))
        painter.end()

    def _paint_row(self, painter: QPainter, card: HeadCard, row: Row, box: QRectF) -> None:
        theme, wide = self._theme, box.width()
        chosen = row.step is not None and row.step == card.key
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.surface("hover"))
            painter.drawRoundedRect(box.adjusted(0, 1, 0, -1), theme.px(5), theme.px(5))
        side = min(box.height() - 5, theme.px(20))
        tile = QRectF(box.left() + theme.px(3), box.center().y() - side / 2, side, side)
        if row.symbol:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tile_ground(theme))
            painter.drawRoundedRect(tile, 4, 4)
            painter.setFont(theme.font("label", family="mono", weight="medium"))
            painter.setPen(theme.text())
            painter.drawText(tile, CENTRE, row.symbol)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.text("primary" if chosen else "secondary"))
        words = QRectF(tile.right() + theme.px(6), box.top(), wide * 0.28, box.height())
        painter.drawText(words, LEFT | Qt.TextFlag.TextDontClip, told(row.where))
        self._paint_numbers(painter, row, box, chosen)

    def _paint_numbers(self, painter: QPainter, row: Row, box: QRectF, chosen: bool) -> None:
        theme, wide = self._theme, box.width()
        mono = theme.font("caption", family="mono")

        def number(text: str, end: float) -> None:
            painter.drawText(QRectF(0, box.top(), end * wide, box.height()), RIGHT, text)

        painter.setFont(mono)
        if row.step is not None:
            painter.setPen(theme.ramp(row.score, 7) if row.score else theme.text("secondary"))
            number(fitted(row.score, 3, sign=True), _SCORE)
        painter.setPen(theme.text("secondary"))
        number(short_power(row.power), _POWER)
        bar = QRectF(_BAR[0] * wide, box.center().y() - theme.px(3), (_BAR[1] - _BAR[0]) * wide, theme.px(6))
        painter.fillRect(QRectF(bar.left(), bar.top(), max(1.5, bar.width() * row.share), bar.height()),
                         theme.signed(max(0.35, row.share)))  # fmt: skip
        painter.setFont(theme.font("caption", family="mono", weight="semibold"))
        painter.setPen(theme.accent() if chosen else theme.text())
        number(plain(row.share, 3), _SHARE)

    def _paint_sum(self, painter: QPainter, card: HeadCard, box: QRectF) -> None:
        theme, wide = self._theme, box.width()
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.text("secondary"))
        painter.drawText(box, LEFT, self.tr("sum"))
        painter.setFont(theme.font("caption", family="mono", weight="semibold"))
        painter.setPen(theme.text())
        power = QRectF(0, box.top(), _POWER * wide, box.height())
        painter.drawText(power, RIGHT, short_power(card.power))
        painter.drawText(box, RIGHT, plain(card.share, 3))


def short_power(value: float) -> str:
    """e to a score, with two decimals, or fewer digits where it is large."""
    return fitted(value, 2) if value < 1000 else fitted(value, 0)
