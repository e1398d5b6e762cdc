"""The columns of a table: kind, name, how the values are spread, gaps, and what each is for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QSizePolicy, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from nnviz.drawing import numbers
from nnviz.drawing.table.columns import Column, Role
from nnviz.session.sentences import told
from nnviz.ui.plain import plain_tip
from nnviz.ui.theme import Theme, mix
from nnviz.ui.widgets.painted import framed
from nnviz.ui.widgets.rows_view import Rows

_ROW: Final = 34  # px at unit 1
_MOST: Final = 8  # columns that are listed before they scroll
_ROOMY: Final = 350  # px at unit 1, below which the pictures are half as wide
_PICTURE, _GAPS, _CHIP = 84, 76, 84  # px at unit 1: the small picture, the gaps, what it is for
_SIGNS: Final = {"number": "#", "text": "T", "date": "◷"}
_Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

translate = QCoreApplication.translate


def role_words(column: Column) -> str:
    """“answer”, “input”, “input × 3” or “left out”."""
    if column.role == "answer":
        return translate("ColumnList", "answer")
    if column.role == "left_out":
        return translate("ColumnList", "left out")
    if column.becomes > 1:
        return translate("ColumnList", "input × {n}").format(n=column.becomes)
    return translate("ColumnList", "input")


class _Model(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.columns: Sequence[Column] = ()

    def show_columns(self, columns: Sequence[Column]) -> None:
        if len(columns) == len(self.columns):
            self.columns = columns
            if columns:
                self.dataChanged.emit(self.index(0), self.index(len(columns) - 1))
            return
        self.beginResetModel()
        self.columns = columns
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return len(self.columns)

    def words(self, column: Column) -> str:
        """All of a column in a sentence or two."""
        name = f"{told(column.name)} ({column.unit})" if column.unit else told(column.name)
        kinds = {"number": self.tr("numbers"), "text": self.tr("words"), "date": self.tr("dates")}
        words = [f"{name}: {told(column.kind) or kinds[column.sign]}, {role_words(column)}."]
        if column.shares:
            listed = ", ".join(
                f"{told(value)} {numbers.percent(share)}" for value, share in column.shares[:6]
            )
            words.append(self.tr("Values: {values}.").format(values=listed))
        if column.gaps:
            words.append(self.tr("%n gap(s).", "", column.gaps))
        if column.note:
            words.append(told(column.note))
        return " ".join(words)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        words = self.words(self.columns[index.row()])
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return words
        return plain_tip(words) if role == Qt.ItemDataRole.ToolTipRole else None


class ColumnList(QWidget):
    """``menu_requested(column, QPoint)``: what the column is for is to be chosen, there on the screen.

    Only where the list ``can_change``.
    """

    menu_requested = Signal(int, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._current = 0
        self.can_change = False
        self._model = _Model()
        self._model.setParent(self)
        self.table = Rows(self.tr("Columns"), self._keys)
        self.table.setParent(self)
        self.table.setModel(self._model)
        self.table.setItemDelegate(_Row(self))
        self.table.setProperty("plain", True)
        self.table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.table.horizontalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.chosen.connect(self._on_chosen)
        self.table.clicked.connect(self._on_clicked)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def columns(self) -> Sequence[Column]:
        """Those that are listed."""
        return self._model.columns

    def show_columns(self, columns: Sequence[Column], *, can_change: bool) -> None:
        """List these; what they are for ``can_change`` or is fixed."""
        self.can_change = can_change
        self._model.show_columns(columns)
        self._current = min(self._current, max(0, len(columns) - 1))
        self.updateGeometry()
        self.table.viewport().update()

    # ---- keys and pointer
    def _keys(self) -> dict[int, QModelIndex]:
        last, key = self._model.rowCount() - 1, Qt.Key
        if last < 0:
            return {}
        rows = {
            key.Key_Up: max(0, self._current - 1),
            key.Key_Down: min(last, self._current + 1),
            key.Key_Home: 0,
            key.Key_End: last,
        }
        acts = dict.fromkeys((key.Key_Return, key.Key_Enter, key.Key_F4), self._current)
        return {pressed: self._model.index(row) for pressed, row in (rows | acts).items()}

    @Slot(QModelIndex)
    def _on_chosen(self, index: QModelIndex) -> None:
        if index.row() == self._current:
            self._ask(index.row())
        self._current = index.row()
        self.table.scrollTo(index)
        self.table.viewport().update()

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        """A click on what it is for asks at once."""
        at = self.table.viewport().mapFromGlobal(self.cursor().pos())
        if self.chip_rect(QRectF(self.table.visualRect(index))).contains(at.toPointF()):
            self._ask(index.row())

    def _ask(self, row: int) -> None:
        if self.can_change:
            chip = self.chip_rect(QRectF(self.table.visualRect(self._model.index(row))))
            corner = self.table.viewport().mapToGlobal(chip.bottomLeft().toPoint())
            self.menu_requested.emit(row, corner)

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.table.set_theme(theme)
        self.table.verticalHeader().setDefaultSectionSize(self._line)
        self.updateGeometry()

    @property
    def _line(self) -> int:
        return max(self._theme.px(_ROW), round(self._theme.type_px("label") * 1.9))

    def sizeHint(self) -> QSize:
        shown = max(1, min(_MOST, self._model.rowCount()))
        return QSize(self._theme.px(240), shown * self._line + 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(160), self.sizeHint().height())

    def resizeEvent(self, _event: object) -> None:
        self.table.setGeometry(0, 0, self.width(), self.height())

    # ---- painting
    def chip_rect(self, box: QRectF) -> QRectF:
        """Where what it is for stands in the row of this box."""
        theme = self._theme
        wide, high = theme.px(_CHIP), max(theme.px(24), round(theme.type_px("caption") * 1.7))
        return QRectF(box.right() - wide, box.center().y() - high / 2, wide, high)

    def paint_row(self, painter: QPainter, box: QRectF, row: int) -> None:
        """Sign, name with unit, small picture, gaps, what it is for."""
        theme, column = self._theme, self._model.columns[row]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row == self._current and framed(self.table):
            painter.fillRect(box, theme.surface("hover"))
        painter.setPen(QPen(theme.surface("hairline"), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.setFont(theme.font("label"))
        painter.setPen(theme.text("tertiary"))
        painter.drawText(
            QRectF(box.left(), box.top(), theme.px(18), box.height()), _LEFT, _SIGNS[column.sign]
        )
        chip = self.chip_rect(box)
        some = any(one.gaps for one in self._model.columns)
        gaps = chip.left() - theme.px(_GAPS if some else 10)
        wide = theme.px(_PICTURE) if box.width() > theme.px(_ROOMY) else theme.px(_PICTURE) / 2
        picture = QRectF(min(box.left() + theme.px(154), gaps - wide), 0, wide, theme.px(20))
        picture.moveTop(box.center().y() - picture.height() / 2)
        self._paint_name(
            painter, QRectF(box.left() + theme.px(20), box.top(), 0, box.height()), picture, column
        )
        self._paint_spread(painter, picture, column)
        if column.gaps:
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.note("warning"))
            words = self.tr("%n gap(s)", "", column.gaps)
            room = QRectF(
                picture.right() + theme.px(6), box.top(), chip.left() - picture.right(), box.height()
            )
            painter.drawText(room, _LEFT, words)
        self._paint_chip(painter, chip, column)

    def _paint_name(self, painter: QPainter, box: QRectF, picture: QRectF, column: Column) -> None:
        theme, font = self._theme, self._theme.font("label", weight="medium")
        box.setRight(picture.left() - theme.px(6))
        metrics, plain = QFontMetricsF(font), QFontMetricsF(theme.font("label"))
        unit = f" {column.unit}" if column.unit else ""
        wide = plain.horizontalAdvance(unit)
        name = metrics.elidedText(told(column.name), Qt.TextElideMode.ElideRight, box.width() - wide)
        painter.setFont(font)
        painter.setPen(theme.text("secondary" if column.role == "left_out" else "primary"))
        painter.drawText(box, _LEFT, name)
        painter.setFont(theme.font("label"))
        painter.setPen(theme.text("tertiary"))
        painter.drawText(box.adjusted(metrics.horizontalAdvance(name), 0, theme.px(4), 0), _LEFT, unit)

    def _paint_spread(self, painter: QPainter, box: QRectF, column: Column) -> None:
        theme = self._theme
        painter.setPen(Qt.PenStyle.NoPen)
        strong, pale = theme.text("tertiary"), theme.surface("pressed")
        if column.bars:
            step = box.width() / len(column.bars)
            painter.setBrush(strong)
            for place, share in enumerate(column.bars):
                high = max(1.0, share * box.height())
                painter.drawRect(QRectF(box.left() + place * step, box.bottom() - high, step - 1, high))
            return
        left, gap = box.left(), 1.5
        known = sum(share for _, share in column.shares)
        for place, (_, share) in enumerate(column.shares):
            wide = box.width() * share / max(known, 1e-9)
            painter.setBrush(mix(strong, pale, min(1.0, place / max(1, min(4, len(column.shares) - 1)))))
            bar = QRectF(left, box.center().y() - theme.px(4.5), max(0.5, wide - gap), theme.px(9))
            painter.drawRoundedRect(bar, 2, 2)
            left += wide

    def _paint_chip(self, painter: QPainter, chip: QRectF, column: Column) -> None:
        theme, words = self._theme, role_words(column)
        font = theme.font("caption", weight="semibold" if column.role == "answer" else "medium")
        wide = min(chip.width(), QFontMetricsF(font).horizontalAdvance(words) + 2 * theme.px(9))
        box = QRectF(chip.right() - wide, chip.top(), wide, chip.height())
        painter.setFont(font)
        ground = {"answer": theme.strong, "input": theme.surface("hover")}.get(column.role)
        painter.setBrush(ground if ground is not None else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.surface("outline"), 1) if ground is None else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), theme.px(5), theme.px(5))
        inks: dict[Role, str] = {"answer": "on_strong", "input": "primary", "left_out": "secondary"}
        painter.setPen(theme.text(inks[column.role]))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


class _Row(QStyledItemDelegate):
    def __init__(self, view: ColumnList) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        self._view.paint_row(painter, QRectF(option.rect), index.row())
        painter.restore()
