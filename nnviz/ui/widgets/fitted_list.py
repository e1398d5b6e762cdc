"""A list of Qt's that is as high as what it holds: what it lies in scrolls."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QScrollArea,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from nnviz.ui.key_places import latin_key
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import framed

Index = QModelIndex | QPersistentModelIndex
_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End}
_ASIDE = {Qt.Key.Key_Left, Qt.Key.Key_Right}
_ACTS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}


class ItemPainter(QStyledItemDelegate):
    """Paints the items of a list by the theme, on the ground of what the list lies in."""

    theme = Theme()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        raise NotImplementedError

    def begin(self, painter: QPainter, option: QStyleOptionViewItem) -> QRectF:
        """Get ready to paint an item (``painter.restore()`` ends that); returns where it is."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)  # pixels are to be seen
        return QRectF(_parts(option).rect)

    @staticmethod
    def widget(option: QStyleOptionViewItem) -> QWidget:
        """The list."""
        found: QWidget = _parts(option).widget
        return found

    @staticmethod
    def hovered(option: QStyleOptionViewItem) -> bool:
        """Whether the pointer is over the item."""
        return bool(_parts(option).state & QStyle.StateFlag.State_MouseOver)

    @staticmethod
    def has_keys(option: QStyleOptionViewItem) -> bool:
        """Whether the item is where the keyboard is, and the keyboard is used."""
        state = _parts(option).state
        return bool(state & QStyle.StateFlag.State_HasFocus) and framed(ItemPainter.widget(option))


def _parts(option: QStyleOptionViewItem) -> Any:
    """The option with its members, which PySide6 does not declare."""
    return option


class FittedList(QListView):
    """One item below the other, or, with ``across``, as many beside one another as there is room for.

    Arrow keys move from item to item; a click, Return, Enter and Space ``activated`` one. Keys that it has no
    use for are left to the window.
    """

    def __init__(self, model: QAbstractListModel, painter: ItemPainter, *, across: bool = False) -> None:
        super().__init__()
        self._painter, self._across = painter, across
        self._keys = _MOVES | _ASIDE if across else _MOVES
        self.setProperty("plain", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        if across:
            self.setFlow(QListView.Flow.LeftToRight)
            self.setWrapping(True)
            self.setResizeMode(QListView.ResizeMode.Adjust)
            self.setUniformItemSizes(True)
        painter.setParent(self)
        self.setItemDelegate(painter)
        model.setParent(self)
        self.setModel(model)
        model.modelReset.connect(self.fit)
        self.clicked.connect(self.activated)

    def set_theme(self, theme: Theme) -> None:
        self._painter.theme = theme
        self.fit()
        self.viewport().update()

    @Slot()
    def fit(self) -> None:
        """Be as high as what there is to show."""
        count, size = self.model().rowCount(), self._painter.sizeHint(QStyleOptionViewItem(), QModelIndex())
        if self._across:
            columns = max(1, self.width() // size.width())
            # An item as wide as the list itself would begin its second row.
            self.setGridSize(QSize((self.width() - 1) // columns, size.height()))
            height = -(-count // columns) * size.height()
        else:
            self.scheduleDelayedItemsLayout()
            height = sum(self.sizeHintForRow(row) for row in range(count))
        self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._across:
            self.fit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Whoever moves by the keys sees where that leads."""
        super().currentChanged(current, previous)
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        body = None if area is None else area.widget()
        if area is not None and body is not None and framed(self):
            box = self.visualRect(current)
            middle = self.mapTo(body, box.center())
            area.ensureVisible(middle.x(), middle.y(), 0, box.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = latin_key(event)
        if key in _ACTS and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        elif key in self._keys:
            super().keyPressEvent(event)
        else:
            event.ignore()
