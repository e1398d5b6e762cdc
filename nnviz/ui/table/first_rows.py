"""The first rows of a table, as they were in the file; gaps are hatched."""

from __future__ import annotations

from typing import Any, Final

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
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QSizePolicy, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from nnviz.drawing.table.columns import Table
from nnviz.session.sentences import told
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.rows_view import Rows

ROWS: Final = 5
_LINE: Final = 27  # px at unit 1
_WIDEST: Final = 110
_APART: Final = "\N{EN SPACE} "  # behind a name, or one at the right would touch the next at the left
_Index = QModelIndex | QPersistentModelIndex


class _Model(QAbstractTableModel):
    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows = rows
        self.table: Table | None = None

    def show_table(self, table: Table | None) -> None:
        self.beginResetModel()
        self.table = table
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if self.table is None else min(self._rows, self.table.rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if self.table is None else len(self.table.columns) + 1

    def numeric(self, column: int) -> bool:
        assert self.table is not None
        return column == 0 or self.table.columns[column - 1].sign == "number"

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.table is None or way != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.numeric(section) else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        return "" if section == 0 else f"{told(self.table.columns[section - 1].name)}{_APART}"

    def text(self, row: int, column: int) -> str | None:
        """What stands there; None for a gap."""
        assert self.table is not None
        found = str(row + 1) if column == 0 else self.table.cell(row, column - 1)
        return None if found is None else told(found)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.table is None or not index.isValid():
            return None
        text = self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self.tr("gap") if text is None else text
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column():
            name = told(self.table.columns[index.column() - 1].name)
            cell = self.tr("a gap") if text is None else text
            return self.tr("Row {n}, {name}: {cell}").format(n=index.row() + 1, name=name, cell=cell)
        return None


class FirstRows(QWidget):
    """``row_requested(row)``: run that row of the file through the network."""

    row_requested = Signal(int)

    def __init__(self, rows: int = ROWS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._current = 0
        self._model = _Model(rows)
        self._model.setParent(self)
        self.table = Rows(self.tr("First rows"), self._keys)
        self.table.setParent(self)
        self.table.setModel(self._model)
        self.table.setItemDelegate(_Cell(self, self._model))
        self.table.setProperty("plain", True)
        self.table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.table.chosen.connect(self._on_chosen)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_table(self, table: Table | None) -> None:
        """The first rows of this one."""
        self._model.show_table(table)
        self._current = 0
        self._fit()

    def _keys(self) -> dict[int, QModelIndex]:
        last, key = self._model.rowCount() - 1, Qt.Key
        if last < 0:
            return {}
        rows = {key.Key_Up: max(0, self._current - 1), key.Key_Down: min(last, self._current + 1)}
        return {pressed: self._model.index(row, 0) for pressed, row in rows.items()}

    @Slot(QModelIndex)
    def _on_chosen(self, index: QModelIndex) -> None:
        self._current = index.row()
        self.row_requested.emit(index.row())

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.table.set_theme(theme)
        self.table.verticalHeader().setDefaultSectionSize(self._line)
        self.table.horizontalHeader().setFont(theme.font("caption"))
        self.table.horizontalHeader().setFixedHeight(self._line)
        self._fit()

    @property
    def _line(self) -> int:
        return max(self._theme.px(_LINE), round(self._theme.type_px("caption") * 2))

    def _fit(self) -> None:
        """Each column as wide as what stands in it; what is left goes to all."""
        model, theme = self._model, self._theme
        figures = QFontMetricsF(theme.font("caption", family="mono"))
        words = QFontMetricsF(theme.font("caption"))
        wides = []
        for column in range(model.columnCount()):
            name = str(model.headerData(column, Qt.Orientation.Horizontal) or "")
            texts = [model.text(row, column) or self.tr("gap") for row in range(model.rowCount())]
            longest = max([figures.horizontalAdvance(text) for text in texts], default=0.0)
            longest = max(longest, min(words.horizontalAdvance(name), theme.px(64)))
            wides.append(min(theme.px(_WIDEST), longest) + theme.px(14))
        if wides:
            wides[0] = figures.horizontalAdvance("99") + theme.px(8)
        spare = max(0.0, (self.width() - sum(wides)) / max(1, len(wides) - 1))
        for column, wide in enumerate(wides):
            self.table.setColumnWidth(column, int(wide + (spare if column else 0)))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        bar = self.table.horizontalScrollBar()
        below = bar.sizeHint().height() if bar.maximum() > 0 else 0
        return QSize(self._theme.px(240), (self._model.rowCount() + 1) * self._line + below + 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(160), self.sizeHint().height())

    def resizeEvent(self, _event: object) -> None:
        self.table.setGeometry(0, 0, self.width(), self.height())
        self._fit()

    @property
    def theme(self) -> Theme:
        return self._theme


class _Cell(QStyledItemDelegate):
    def __init__(self, view: FirstRows, model: _Model) -> None:
        super().__init__(view)
        self._view, self._model = view, model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme, box = self._view.theme, QRectF(option.rect)
        text = self._model.text(index.row(), index.column())
        painter.save()
        if text is None:
            painter.fillRect(box, QBrush(theme.surface("outline"), Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(theme.surface("hairline"), 1))
        painter.drawLine(box.topLeft(), box.topRight())
        font = theme.font("caption", family="mono")
        painter.setFont(font)
        quiet = index.column() == 0 or text is None
        painter.setPen(theme.text("tertiary" if quiet else "primary"))
        side = (
            Qt.AlignmentFlag.AlignRight if self._model.numeric(index.column()) else Qt.AlignmentFlag.AlignLeft
        )
        room = box.adjusted(theme.px(4), 0, -theme.px(6), 0)
        shown = QFontMetricsF(font).elidedText(
            self.tr("gap") if text is None else text, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()
