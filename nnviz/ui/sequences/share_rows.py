"""Rows of a name, a bar and a share of all; beside it a mark, on the bar a line to compare it with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent

from nnviz.drawing.numbers import percent
from nnviz.ui.sequences.paint_rows import CENTRE, LEFT, RIGHT, tile_ground
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import PaintedWidget

_ROW, _TALL = 24, 30  # px at unit 1 of a row, of one with a symbol
_RIGHT, _WRONG = "✓", "✗"


@dataclass(frozen=True)
class ShareRow:
    """``symbol``: the name is one, in a box. ``right``: whether it is, None where nobody knows or it means
    nothing. ``beside`` is another share that a line marks. ``digits`` of the percentage."""

    name: str
    share: float
    symbol: bool = False
    right: bool | None = None
    beside: float | None = None
    digits: int = 0


class ShareRows(PaintedWidget):
    """The rows, warm where they are answers (``warm``), else grey."""

    def __init__(self, name: str, *, warm: bool = False) -> None:
        super().__init__(row=True)
        self._rows: tuple[ShareRow, ...] = ()
        self._warm = warm
        self.setAccessibleName(name)

    @property
    def rows(self) -> tuple[ShareRow, ...]:
        """What is shown."""
        return self._rows

    def show_rows(self, rows: Sequence[ShareRow]) -> None:
        """Show other rows."""
        self._rows = tuple(rows)
        self.setAccessibleDescription("\n".join(map(self._spoken, self._rows)))
        self._fit()
        self.update()

    def _spoken(self, row: ShareRow) -> str:
        said = self.tr("{name}: {share}").format(name=row.name, share=percent(row.share, row.digits))
        if row.right is not None:
            said += ", " + (self.tr("right") if row.right else self.tr("wrong"))
        if row.beside is not None:
            said += ", " + self.tr("by chance {share}").format(share=percent(row.beside))
        return said

    @property
    def _row(self) -> int:
        tall = any(row.symbol for row in self._rows)
        return max(self._theme.px(_TALL if tall else _ROW), round(self._theme.type_px("label") * 1.7))

    def _fit(self) -> None:
        self.setFixedHeight(self._row * len(self._rows))

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(200), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, row in enumerate(self._rows):
            self._paint_row(painter, row, QRectF(0, place * self._row, self.width(), self._row))
        painter.end()

    def _paint_row(self, painter: QPainter, row: ShareRow, box: QRectF) -> None:
        theme, px, y = self._theme, self._theme.px, box.center().y()
        font = theme.font("label")
        mono = theme.font("label", family="mono", weight="medium")
        marks = px(22) if any(one.right is not None for one in self._rows) else 0
        digits = px(58) if any(one.digits for one in self._rows) else px(46)
        names = px(38) if row.symbol else min(box.width() * 0.5, float(px(118)))
        if row.symbol:
            side = min(box.height() - 4, px(26))
            tile = QRectF(0, y - side / 2, side, side)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tile_ground(theme))
            painter.drawRoundedRect(tile, 5, 5)
            painter.setFont(mono)
            painter.setPen(theme.text())
            painter.drawText(tile, CENTRE, row.name)
        else:
            painter.setFont(font)
            painter.setPen(theme.text("secondary"))
            words = painter.fontMetrics().elidedText(
                row.name, Qt.TextElideMode.ElideRight, int(names - px(4))
            )
            painter.drawText(QRectF(0, box.top(), names, box.height()), LEFT, words)
        bar = QRectF(names, y - px(3), max(8.0, box.width() - names - digits - marks), px(6))
        self._paint_bar(painter, row, bar)
        painter.setFont(mono)
        painter.setPen(theme.text())
        number = QRectF(0, box.top(), box.width() - marks, box.height())
        painter.drawText(number, RIGHT, percent(row.share, row.digits))
        if row.right is not None:
            painter.setPen(theme.text("secondary") if row.right else theme.note("error"))
            painter.drawText(box, RIGHT, _RIGHT if row.right else _WRONG)

    def _paint_bar(self, painter: QPainter, row: ShareRow, bar: QRectF) -> None:
        theme, radius = self._theme, bar.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.surface("pressed"))
        painter.drawRoundedRect(bar, radius, radius)
        painter.setBrush(theme.signed(0.75) if self._warm else theme.text("secondary"))
        share = min(1.0, max(0.0, row.share))
        painter.drawRoundedRect(
            QRectF(bar.left(), bar.top(), bar.width() * share, bar.height()), radius, radius
        )
        if row.beside is not None:
            x = bar.left() + bar.width() * row.beside
            painter.fillRect(QRectF(x - 1, bar.top() - 4, 2, bar.height() + 8), theme.text())
