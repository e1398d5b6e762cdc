"""Names with a bar and a number each: what is lost, in grey, for it is no activation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent

from nnviz.ui.plain import plain_tip, show_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import PaintedWidget

_ROW = 20  # px at unit 1


@dataclass(frozen=True)
class Lost:
    """``share`` is its bar, of the longest one; ``number`` is written, ``words`` tell all of it."""

    name: str
    share: float
    number: str
    words: str


class LossBars(PaintedWidget):
    """As high as its rows."""

    def __init__(self, name: str) -> None:
        super().__init__(row=True)
        self.rows: tuple[Lost, ...] = ()
        self.setAccessibleName(name)

    def show_rows(self, rows: Sequence[Lost]) -> None:
        """Show these, from above."""
        self.rows = tuple(rows)
        self.setAccessibleDescription(" ".join(row.words for row in rows))
        self.updateGeometry()
        self.update()

    @property
    def _line(self) -> int:
        return max(self._theme.px(_ROW), round(self._theme.type_px("caption") * 1.5))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(170), max(1, len(self.rows)) * self._line)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and 0 <= (at := event.pos().y() // self._line) < len(self.rows):
            show_tip(event.globalPos(), plain_tip(self.rows[at].words), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, row in enumerate(self.rows):
            self._paint(painter, theme, row, QRectF(0, place * self._line, self.width(), self._line))
        painter.end()

    def _paint(self, painter: QPainter, theme: Theme, row: Lost, box: QRectF) -> None:
        names, figures = theme.font("caption"), theme.font("caption", family="mono")
        number = QFontMetricsF(figures).horizontalAdvance("−0.000") + theme.px(2)
        name = min(theme.px(92), box.width() * 0.5)
        painter.setFont(names)
        painter.setPen(theme.text("secondary"))
        shown = QFontMetricsF(names).elidedText(row.name, Qt.TextElideMode.ElideRight, name - theme.px(4))
        painter.drawText(QRectF(0, box.top(), name, box.height()), Qt.AlignmentFlag.AlignVCenter, shown)
        room = box.width() - name - number
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.text("tertiary"))
        if row.share > 0:
            bar = QRectF(name, box.center().y() - theme.px(4), max(1.0, room * row.share), theme.px(8))
            painter.drawRoundedRect(bar, theme.px(2), theme.px(2))
        painter.setFont(figures)
        painter.setPen(theme.text())
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, row.number)
