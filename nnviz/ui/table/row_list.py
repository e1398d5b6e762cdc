"""The rows of the test part: what was said of each, what it was, how sure, and its loss; a click runs it."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QSizePolicy, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from nnviz.data import Dataset
from nnviz.drawing import numbers
from nnviz.drawing.table.row_words import RowLine, Which, line_of, listed
from nnviz.session.sentences import told
from nnviz.training.row_answers import RowAnswers
from nnviz.ui.plain import plain_tip
from nnviz.ui.theme import Theme, mix
from nnviz.ui.widgets.rows_view import Rows

_LINE: Final = 27  # px at unit 1
_LEAST, _USUAL, _ROOM = 3, 8, 5  # rows that are always seen, that are usual, that a class sees at most
_ROW, _SAID, _WAS, _SURE, _LOSS = range(5)
_SHARES: Final = (0.12, 0.25, 0.22, 0.25, 0.16)  # of the width
_ROOM_SHARES: Final = (0.15, 0.32, 0.28, 0.25, 0.0)
_Index = QModelIndex | QPersistentModelIndex


class _Model(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.answers: RowAnswers | None = None
        self.dataset: Dataset | None = None
        self.places: tuple[int, ...] = ()

    def show_answers(
        self, answers: RowAnswers | None, dataset: Dataset | None, which: Which, cell: tuple[int, int] | None
    ) -> None:
        places = () if answers is None else listed(answers, which, cell)
        if answers is not None and self.answers is not None and len(places) == len(self.places):
            self.answers, self.dataset, self.places = answers, dataset, places
            if places:
                self.dataChanged.emit(self.index(0, 0), self.index(len(places) - 1, _LOSS))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, _LOSS)
            return
        self.beginResetModel()
        self.answers, self.dataset, self.places = answers, dataset, places
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return len(self.places)

    def columnCount(self, parent: _Index | None = None) -> int:
        return len(_SHARES)

    @property
    def digits(self) -> int:
        """Of the longest number of a row."""
        return 1 if self.dataset is None else len(str(int(self.dataset.test_indices.max(initial=0)) + 1))

    def line(self, row: int) -> RowLine:
        assert self.answers is not None
        assert self.dataset is not None
        return line_of(self.answers, self.dataset, self.places[row])

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if way != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            if section == _ROW:
                return int(Qt.AlignmentFlag.AlignCenter)
            right = section == _LOSS
            return int((Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
                       | Qt.AlignmentFlag.AlignVCenter)  # fmt: skip
        values = self.answers is not None and not self.answers.of_classes
        fourth = self.tr("off by") if values else self.tr("sure")
        names = (self.tr("row"), self.tr("it said"), self.tr("it was"), fourth, self.tr("loss"))
        return names[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.answers is None or not index.isValid():
            return None
        line = self.line(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            sure = "" if math.isnan(line.sure) else numbers.percent(line.sure)
            return (str(line.row), told(line.said), told(line.was), line.off or sure, line.loss)[
                index.column()
            ]
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            words = self.words(line)
            return plain_tip(words) if role == Qt.ItemDataRole.ToolTipRole else words
        return None

    def words(self, line: RowLine) -> str:
        """All of a line in a sentence."""
        text = self.tr("Row {row}: it said {said}, it was {was}, right; loss {loss}.")
        if line.off:
            text = self.tr("Row {row}: it said {said}, it was {was}, off by {off}; loss {loss}.")
        elif not line.right:
            text = self.tr("Row {row}: it said {said}, it was {was}, wrong; loss {loss}.")
        words = text.format(
            row=line.row, said=told(line.said), was=told(line.was), off=line.off, loss=line.loss
        )
        if not math.isnan(line.sure):
            words += " " + self.tr("It was {share} sure.").format(share=numbers.percent(line.sure))
        return words


class RowList(QWidget):
    """``row_requested(index)``: run the test row at that place of its part through the network."""

    row_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._shown = -1
        self._model = _Model()
        self._model.setParent(self)
        self.table = Rows(self.tr("Rows of the test part"), self._keys)
        self.table.setParent(self)
        self.table.setModel(self._model)
        self.table.setItemDelegate(_Cell(self))
        self.table.setProperty("plain", True)
        self.table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.chosen.connect(self._on_chosen)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def lines(self) -> tuple[RowLine, ...]:
        """All that is listed, from above."""
        return tuple(self._model.line(row) for row in range(self._model.rowCount()))

    def show_answers(
        self,
        answers: RowAnswers | None,
        dataset: Dataset | None,
        which: Which,
        cell: tuple[int, int] | None = None,
    ) -> None:
        """List these rows: all, the hardest, the wrong ones, or those of a cell."""
        another = dataset is not self._model.dataset
        self._model.show_answers(answers, dataset, which, cell)
        if another:
            self._fit()
        self.table.viewport().update()

    def show_sample(self, index: int) -> None:
        """The row that is shown is marked; -1 for none of them."""
        self._shown = index
        row = self._row_of(index)
        if row >= 0 and self.table.hasFocus():  # else what is hardest stays at the top
            self.table.scrollTo(self._model.index(row, 0))
        self.table.viewport().update()

    def _row_of(self, index: int) -> int:
        found = np.flatnonzero(np.asarray(self._model.places, dtype=np.int64) == index)
        return int(found[0]) if len(found) else -1

    def _keys(self) -> dict[int, QModelIndex]:
        last, at, key = self._model.rowCount() - 1, self._row_of(self._shown), Qt.Key
        if last < 0:
            return {}
        page = max(1, self.table.viewport().height() // max(1, self._line) - 1)
        rows = {
            key.Key_Up: max(0, at - 1),
            key.Key_Down: min(last, at + 1),
            key.Key_PageUp: max(0, at - page),
            key.Key_PageDown: min(last, at + page),
            key.Key_Home: 0,
            key.Key_End: last,
        }
        return {pressed: self._model.index(row, 0) for pressed, row in rows.items()}

    @Slot(QModelIndex)
    def _on_chosen(self, index: QModelIndex) -> None:
        self.row_requested.emit(self._model.places[index.row()])

    # ---- looks
    @property
    def theme(self) -> Theme:
        return self._theme

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.table.set_theme(theme)
        self.table.verticalHeader().setDefaultSectionSize(self._line)
        self.table.horizontalHeader().setFont(theme.font("caption"))
        self.table.horizontalHeader().setFixedHeight(self._line)
        self.setMinimumHeight((_LEAST + 1) * self._line)
        self._fit()
        self.updateGeometry()

    @property
    def _line(self) -> int:
        return max(self._theme.px(_LINE), round(self._theme.type_px(self._theme.room("label")) * 1.9))

    def _fit(self) -> None:
        shares = _ROOM_SHARES if self._theme.projector else _SHARES
        font = self._theme.font(self._theme.room("label"), family="mono")
        number = QFontMetricsF(font).horizontalAdvance("9" * self._model.digits) + self._theme.px(12)
        whole = self.table.width() - self.table.verticalScrollBar().sizeHint().width()
        first = max(shares[0] * whole, number)
        room = (whole - first) / (1 - shares[0])
        for column, share in enumerate(shares):
            self.table.setColumnHidden(column, share == 0)
            self.table.setColumnWidth(column, int(room * share) if column else round(first))

    @property
    def most(self) -> int:
        """The height beyond which it would show more rows than are wanted."""
        usual = _ROOM if self._theme.projector else max(_USUAL, self._model.rowCount())
        return (usual + 1) * self._line

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(300), ((_ROOM if self._theme.projector else _USUAL) + 1) * self._line)

    def resizeEvent(self, _event: object) -> None:
        self.table.setGeometry(0, 0, self.width(), min(self.height(), self.most))
        self._fit()

    # ---- painting
    def paint_cell(self, painter: QPainter, box: QRectF, index: _Index) -> None:
        """One cell of a line; what is wrong is red and has a cross."""
        theme, line, column = self._theme, self._model.line(index.row()), index.column()
        role = theme.room("label")
        if line.index == self._shown:
            painter.fillRect(box, theme.accent("quiet"))
        painter.setPen(QPen(theme.surface("hairline"), 1))
        painter.drawLine(box.topLeft(), box.topRight())
        room = box.adjusted(theme.px(4), 0, -theme.px(6), 0)
        if column == _SURE and not line.off:
            self._paint_sure(painter, room, line)
            return
        text = str(self._model.data(index) or "")
        words = column in (_SAID, _WAS) and not line.off
        font = theme.font(
            role, weight="semibold" if column == _SAID else "regular", family="ui" if words else "mono"
        )
        painter.setFont(font)
        inks = {_ROW: theme.text("tertiary"), _WAS: theme.text("secondary")}
        painter.setPen(inks.get(column, theme.text()))
        if column == _SAID and not line.right:
            painter.setPen(theme.note("error"))
            text += " ✕"
        side = Qt.AlignmentFlag.AlignRight if column in (_ROW, _LOSS) else Qt.AlignmentFlag.AlignLeft
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_sure(self, painter: QPainter, room: QRectF, line: RowLine) -> None:
        theme = self._theme
        if math.isnan(line.sure):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = theme.font(theme.room("label"), family="mono")
        painter.setFont(font)
        wide = QFontMetricsF(font).horizontalAdvance(">99 %") + theme.px(6)
        track = QRectF(
            room.left(), room.center().y() - theme.px(3), max(0.0, room.width() - wide), theme.px(6)
        )
        if track.width() > theme.px(10):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.surface("hover"))
            painter.drawRoundedRect(track, theme.px(3), theme.px(3))
            painter.setBrush(
                theme.ramp(1, 7) if line.right else mix(theme.text("tertiary"), theme.text(), 0.1)
            )
            track.setWidth(max(theme.px(6), track.width() * line.sure))
            painter.drawRoundedRect(track, theme.px(3), theme.px(3))
        painter.setPen(theme.text())
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, side, numbers.percent(line.sure))


class _Cell(QStyledItemDelegate):
    def __init__(self, view: RowList) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        self._view.paint_cell(painter, QRectF(option.rect), index)
        painter.restore()
