"""My digits as a list of small pictures, to look at and to delete from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPixmap, QPolygonF
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

from nnviz.data.hands.drawings import MyDigit
from nnviz.data.own.doodles import Doodle
from nnviz.ui.canvas.pixels import DIGITS, picture_image
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import round_pen

_SIDE = 40  # px of a picture at theme unit 1
_ID = Qt.ItemDataRole.UserRole


class DrawingsList(QListWidget):
    """The drawings, newest first, each over its label; ``delete_requested(ids)`` for those selected."""

    delete_requested = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._drawings: tuple[MyDigit | Doodle, ...] = ()
        self.setAccessibleName(self.tr("My digits"))
        self.setToolTip(self.tr("Select drawings; the Delete key deletes them"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFont(theme.font("caption"))
        self.setIconSize(QSize(theme.px(_SIDE), theme.px(_SIDE)))
        self.setGridSize(QSize(theme.px(_SIDE + 12), theme.px(_SIDE) + 2 * self.fontMetrics().height()))
        self.setFixedHeight(2 * self.gridSize().height() + theme.px(16))
        self.show_drawings(self._drawings)

    def show_drawings(self, drawings: Sequence[MyDigit | Doodle]) -> None:
        """Show these."""
        self._drawings = tuple(drawings)
        self.clear()
        for digit in reversed(self._drawings):
            item = QListWidgetItem(QIcon(self._picture(digit)), str(digit.label))
            item.setData(_ID, str(digit.id))  # more bits than Qt's numbers have
            item.setData(Qt.ItemDataRole.AccessibleTextRole, self.tr("A {label}").format(label=digit.label))
            self.addItem(item)

    @property
    def selected(self) -> list[int]:
        """The ids of the drawings that are selected."""
        return [int(item.data(_ID)) for item in self.selectedItems()]

    def _picture(self, digit: MyDigit | Doodle) -> QPixmap:
        """The strokes on the colour of the canvas."""
        theme, ratio = self._theme, self.devicePixelRatioF()
        side = theme.px(_SIDE)
        pixmap = QPixmap(round(side * ratio), round(side * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(theme.pixel(0))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if digit.counts is not None:
            painter.drawImage(QRectF(0, 0, side, side), picture_image(DIGITS.shares(digit.counts), theme))
        painter.setPen(round_pen(theme.pixel(1), side * 0.07))
        for stroke in digit.strokes:
            points = [QPointF(float(x) * side, float(y) * side) for x, y in stroke]
            if len(points) == 1:
                painter.drawPoint(points[0])
            painter.drawPolyline(QPolygonF(points))
        painter.end()
        return pixmap

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete and Backspace delete what is selected."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.request_delete()
        else:
            super().keyPressEvent(event)

    @Slot()
    def request_delete(self) -> None:
        """Ask for what is selected to be deleted."""
        if self.selected:
            self.delete_requested.emit(self.selected)
