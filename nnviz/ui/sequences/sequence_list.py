"""The test sequences: each with what the network answers, of which all or the wrong ones are listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QHeaderView, QSizePolicy, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from nnviz.drawing.sequences.reads import key_symbols, shown_symbol
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.rows_view import Rows

_LEAST = 3  # rows that are always seen
_ROW = 26  # px at unit 1
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, eq=False)
class Answered:
    """The test sequences: ``places`` (n, T) of their ``symbols``, -1 where nothing is read.

    ``said`` is what is said of each in a few words, and ``right`` (n,) whether that is.
    """

    symbols: tuple[str, ...]
    places: NDArray[np.int64]
    said: tuple[str, ...]
    right: NDArray[np.bool_]

    def text(self, index: int) -> str:
        """The symbols of a sequence in a row; "" where numbers are read."""
        return "".join(shown_symbol(self.symbols[at]) for at in self.places[index] if at >= 0)


class _Model(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.answered: Answered | None = None
        self.indices: NDArray[np.int64] = np.zeros(0, np.int64)

    def show(self, answered: Answered | None, wrong: bool) -> None:
        chosen = np.zeros(0, np.int64)
        if answered is not None:
            chosen = np.flatnonzero(~answered.right) if wrong else np.arange(len(answered.right))
        if np.array_equal(chosen, self.indices):
            self.answered = answered
            if len(chosen):
                self.dataChanged.emit(self.index(0), self.index(len(chosen) - 1))
            return
        self.beginResetModel()
        self.answered, self.indices = answered, chosen
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return len(self.indices)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.answered is None or not index.isValid():
            return None
        at = int(self.indices[index.row()])
        if role in (
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.DisplayRole,
        ):
            text = self.tr("Test sequence {n}: {symbols}, answered {answer}, right")
            if not self.answered.right[at]:
                text = self.tr("Test sequence {n}: {symbols}, answered {answer}, wrong")
            return text.format(n=at + 1, symbols=self.answered.text(at), answer=self.answered.said[at])
        return None


class SequenceList(QWidget):
    """``sample_requested(index)``: one was clicked, or reached by the arrow keys."""

    sample_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._shown = -1
        self._model = _Model()
        self._model.setParent(self)
        self.table = Rows(self.tr("Test sequences"), self._keys)
        self.table.setParent(self)
        self.table.setModel(self._model)
        self.table.setItemDelegate(_Row(self))
        self.table.setProperty("plain", True)
        self.table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.table.horizontalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.chosen.connect(self._on_chosen)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_answered(self, answered: Answered | None, *, wrong: bool) -> None:
        """These sequences, or of them the wrong ones."""
        self._model.show(answered, wrong)
        self.table.viewport().update()

    def show_sample(self, index: int) -> None:
        """The one that is shown is marked; -1 for none of them."""
        self._shown = index
        row = self._row_of(index)
        if row >= 0:
            self.table.scrollTo(self._model.index(row))
        self.table.viewport().update()

    @property
    def model(self) -> _Model:
        """The rows."""
        return self._model

    def _row_of(self, index: int) -> int:
        found = np.flatnonzero(self._model.indices == index)
        return int(found[0]) if len(found) else -1

    def _keys(self) -> dict[int, QModelIndex]:
        last, at, key = self._model.rowCount() - 1, self._row_of(self._shown), Qt.Key
        page = max(
            1, self.table.viewport().height() // max(1, self.table.verticalHeader().defaultSectionSize()) - 1
        )
        rows = {
            key.Key_Up: max(0, at - 1),
            key.Key_Down: min(last, at + 1),
            key.Key_PageUp: max(0, at - page),
            key.Key_PageDown: min(last, at + page),
            key.Key_Home: 0,
            key.Key_End: last,
        }
        return {pressed: self._model.index(row) for pressed, row in rows.items()}

    @Slot(QModelIndex)
    def _on_chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.sample_requested.emit(int(self._model.indices[index.row()]))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.table.set_theme(theme)
        line = max(theme.px(_ROW), round(theme.type_px("label") * 1.9))
        self.table.verticalHeader().setDefaultSectionSize(line)
        self.setMinimumHeight(_LEAST * line)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(200), self._theme.px(_ROW) * 7)

    def resizeEvent(self, _event: object) -> None:
        self.table.setGeometry(0, 0, self.width(), self.height())

    # ---- painting
    def paint_row(self, painter: QPainter, box: QRectF, row: int) -> None:
        """The symbols, those that matter strong, and what is said: red where that is wrong."""
        theme, answered = self._theme, self._model.answered
        if answered is None or row >= len(self._model.indices):
            return
        at = int(self._model.indices[row])
        if at == self._shown:
            painter.fillRect(box, theme.surface("hover"))
        inner = box.adjusted(theme.px(2), 0, -theme.px(4), 0)
        font = theme.font("label", family="mono", weight="medium")
        said = answered.said[at]
        wide = QFontMetricsF(font).horizontalAdvance(said)
        painter.setFont(font)
        painter.setPen(theme.text("secondary") if answered.right[at] else theme.note("error"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, said)
        self._paint_symbols(painter, answered, at, inner.adjusted(0, 0, -wide - theme.px(8), 0))

    def _paint_symbols(self, painter: QPainter, answered: Answered, at: int, box: QRectF) -> None:
        theme, keys = self._theme, key_symbols(answered.symbols)
        if not answered.symbols:
            painter.setFont(theme.font("label"))
            painter.setPen(theme.text("secondary"))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self.tr("sequence {n}").format(n=at + 1))
            return
        places = [place for place in answered.places[at] if place >= 0]
        wide = QFontMetricsF(theme.font("label", family="mono", weight="medium")).horizontalAdvance("a")
        fits = max(1, int(box.width() / wide))
        cut = len(places) > fits
        for number, place in enumerate(places[: fits - 1 if cut else fits]):
            symbol = answered.symbols[place]
            key = symbol in keys
            painter.setFont(theme.font("label", family="mono", weight="bold" if key else "medium"))
            painter.setPen(theme.text("primary" if key else "tertiary"))
            cell = QRectF(box.left() + number * wide, box.top(), wide + 2, box.height())
            painter.drawText(cell, Qt.AlignmentFlag.AlignVCenter, shown_symbol(symbol))
        if cut:
            painter.setPen(theme.text("tertiary"))
            cell = QRectF(box.left() + (fits - 1) * wide, box.top(), wide + 4, box.height())
            painter.drawText(cell, Qt.AlignmentFlag.AlignVCenter, "…")


class _Row(QStyledItemDelegate):
    def __init__(self, view: SequenceList) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        self._view.paint_row(painter, QRectF(option.rect), index.row())
