"""What was answered for what: a square of counts whose cells can be opened."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

from nnviz.drawing.inspector.confusion import Confusion
from nnviz.session.sentences import told
from nnviz.ui.plain import plain_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import framed

_HEAD, _SHARE, _CELL, _GAP = 34, 46, 24, 6  # px at unit 1
_SMALLER = 0.7  # of the height of the other figures, for a precision at least


class ConfusionView(QTableWidget):
    """Rows are what it is, with recall at the right; columns what was answered, with precision below.

    ``cell_chosen(row, column)`` by a click, or with arrows.
    """

    cell_chosen = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        #: What is shown.
        self.confusion = Confusion(np.zeros((0, 0), np.int64), ())
        #: The cell that is open.
        self.cell: tuple[int, int] | None = None
        self._room: int | None = None
        self.setItemDelegate(_Painter(self))
        self.setProperty("plain", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.hide()
            header.setMinimumSectionSize(1)
        self.setAccessibleName(self.tr("Confusion matrix"))
        self.cellClicked.connect(self._on_clicked)

    @property
    def theme(self) -> Theme:
        return self._theme

    def show_counts(self, counts: NDArray[np.int64], names: tuple[str, ...]) -> None:
        """Show another matrix, of classes with these ``names``."""
        if len(names) != self.confusion.size:
            self.cell = None
        self.confusion = Confusion(counts, names)
        self._fill()
        self._fit()
        self._tell()

    def _fill(self) -> None:
        """Names stand in the first row and column, shares in the last; only the counts can be gone to."""
        confusion, size = self.confusion, self.confusion.size + 2
        if self.rowCount() != size:
            self.setRowCount(size)
            self.setColumnCount(size)
            for row, column in np.ndindex(size, size):
                made = QTableWidgetItem()
                inside = {row, column}.isdisjoint((0, size - 1))
                made.setFlags(Qt.ItemFlag.ItemIsEnabled if inside else Qt.ItemFlag.NoItemFlags)
                self.setItem(row, column, made)
            self.setCurrentCell(1, 1)
        for row, column in np.ndindex(size, size):
            if (item := self.item(row, column)) is not None:
                item.setText(told(confusion.written(row - 1, column - 1)))
                if item.flags():
                    words = told(confusion.words(row - 1, column - 1))
                    item.setToolTip(plain_tip(words))
                    item.setData(Qt.ItemDataRole.AccessibleTextRole, words)

    def choose(self, cell: tuple[int, int] | None) -> None:
        """Mark a cell as open."""
        self.cell = cell
        self._tell()
        self.viewport().update()

    def _tell(self) -> None:
        self.setAccessibleDescription("" if self.cell is None else told(self.confusion.words(*self.cell)))

    # ---- pointer and keys
    @Slot(int, int)
    def _on_clicked(self, row: int, column: int) -> None:
        if 0 < min(row, column) <= max(row, column) <= self.confusion.size:
            self.cell_chosen.emit(row - 1, column - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = self.currentItem()
        super().keyPressEvent(event)
        if self.currentItem() is not before:
            self._on_clicked(self.currentRow(), self.currentColumn())

    # ---- layout
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def set_room(self, room: int) -> None:
        """So many px high is what is seen at once."""
        self._room = room
        self._fit()

    def _fit(self) -> None:
        """Cells as large as the room allows, and as wide as the names; these, and the shares, around them."""
        theme, count = self._theme, self.confusion.size
        metrics, last = QFontMetrics(theme.font("caption")), (-1, count)
        words = [told(self.confusion.written(row, count)) for row in last] if count else []
        share = max([theme.px(_SHARE), *map(metrics.horizontalAdvance, words)]) + theme.px(_GAP)
        line, names = round(theme.type_px("caption") * 1.6), map(told, self.confusion.names)
        widest = max(map(metrics.horizontalAdvance, names), default=0) + theme.px(_GAP)
        down = (self._room or 10_000) - 2 * line
        head = max(theme.px(_HEAD), min(widest, self.width() // 4))
        room = (self.width() - head - share) // max(1, count)
        side = max(4, min(theme.px(_CELL * 2), room, theme.px(_CELL * 10) // max(1, count)))
        wide = max(side, min(room, widest))
        high = max(min(side, down // max(1, count)), metrics.height())  # of the texts at least
        for place in range(count + 2):
            inside = 0 < place <= count
            self.setColumnWidth(place, wide if inside else head if place == 0 else share)
            self.setRowHeight(place, high if inside else line)
        self.setFixedHeight(count * high + 2 * line)
        self.viewport().update()


class _Painter(QStyledItemDelegate):
    """Right answers in grey, wrong ones warm; the deeper the larger their share of the row."""

    def __init__(self, view: ConfusionView) -> None:
        super().__init__(view)
        self._view = view

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, confusion = self._view.theme, self._view.confusion
        row, column, box = index.row() - 1, index.column() - 1, QRect(option.rect)
        text, count = str(index.data()), confusion.size
        painter.setFont(theme.font("caption"))
        side, wide = Qt.AlignmentFlag.AlignCenter, painter.fontMetrics().horizontalAdvance(text)
        if row in range(count) and column in range(count):
            ground, ink = self._colours(row, column)
            box.adjust(0, 0, -1, -1)
            painter.fillRect(box, ground)
            painter.setPen(ink)
            if box.width() < theme.px(14):
                text = ""
        elif column == count:
            painter.setPen(theme.text("secondary" if row < 0 else "tertiary"))
            side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            box.setLeft(box.left() + theme.px(_GAP))
        else:
            painter.setPen(theme.text("tertiary" if row == count else "secondary"))
            if row == count:
                text = self._share(painter, text, box.width() - theme.px(2))
            elif column < 0 or row < 0:
                room = box.width() - (theme.px(_GAP) if row < 0 else 0)  # or names would run into one another
                if wide > room and (brief := confusion.brief(text)) != text:
                    text, room = brief, box.width() - theme.px(2)
                text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(box, side | Qt.TextFlag.TextDontClip, text)
        current = index == self._view.currentIndex() and framed(self._view)
        if (row, column) == self._view.cell or current:
            painter.setPen(QPen(theme.accent(), theme.line("focus")))
            painter.drawRect(box)

    @staticmethod
    def _share(painter: QPainter, text: str, room: int) -> str:
        """A precision, in smaller figures where there is little room: without 100 a right class looked as if
        it had none. Where even these do not fit, the cells tell it."""
        font, wide = painter.font(), painter.fontMetrics().horizontalAdvance(text)
        if wide > room:
            font.setPixelSize(max(1, int(font.pixelSize() * room / wide)))
            painter.setFont(font)
        return text if wide * _SMALLER <= room else ""

    def _colours(self, row: int, column: int) -> tuple[QColor, QColor]:
        """Of the ground and the count of a cell."""
        theme, share = self._view.theme, self._view.confusion.share(row, column)
        if row == column:
            ground = theme.text("secondary")
            ground.setAlphaF(0.12 + 0.75 * share)
        else:
            ground = theme.ramp(1.0, min(9, 3 + round(12 * share))) if share else theme.surface("inset")
        dark = share > 0.5 if row == column else share > 0.2
        return ground, theme.surface("stage") if dark else theme.text("primary")
