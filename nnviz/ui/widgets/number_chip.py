"""A number of the settings sentence: dragged, stepped or typed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QMoveEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from nnviz.drawing.numbers import chosen
from nnviz.ui.widgets.chips import Chip
from nnviz.ui.widgets.number_field import NumberField

DRAG_FACTOR = 1.02  # change of a dragged number per pixel (LOOK.md)
KEY_FACTOR = 1.1
_TYPED = "0.000001"  # as wide as a field to type in is at least


class NumberChip(Chip):
    """A number: drag sideways, wheel or arrow keys to change it, double-click or Enter to type.

    Emits ``value_requested(float)``; the value shown changes only through :meth:`set_value`,
    but while dragging it follows the pointer. ``specials`` are words for values, e.g.
    ``{"full": 0}``.
    """

    value_requested = Signal(float)

    def __init__(
        self,
        name: str,
        tip: str,
        limits: tuple[float, float],
        value: float,
        *,
        integer: bool = False,
        specials: Mapping[str, float] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, tip, parent)
        self._limits, self._value, self._integer = limits, value, integer
        self._specials = dict(specials or {})
        self._family = "mono"
        self._press_x: float | None = None
        self._press_value = value
        self._dragged = False
        self._editor: NumberField | None = None
        self.setCursor(Qt.CursorShape.SizeHorCursor)

    @property
    def value(self) -> float:
        return self._value

    def set_value(self, value: float) -> None:
        """Show ``value``, without a signal."""
        if value != self._value:
            self._value = value
            self._refresh()

    def text(self) -> str:
        for word, value in self._specials.items():
            if value == self._value:
                return word
        return f"{self._value:.0f}" if self._integer else chosen(self._value)

    def _legal(self, value: float) -> float:
        low, high = self._limits
        rounded = round(value) if self._integer else float(f"{value:.2g}")
        return min(high, max(low, rounded))

    def _ask(self, value: float) -> None:
        if value != self._value:
            self.set_value(value)
            self.value_requested.emit(value)

    def _scaled(self, start: float, factor: float) -> float:
        """``start`` times ``factor``, but at least one step away when it can move at all."""
        if start == 0:
            first = 1.0 if self._integer else 1e-4
            return self._legal(first * factor if factor > 1 else 0.0)
        value = self._legal(start * factor)
        if self._integer and value == start and factor != 1:
            value = self._legal(start + (1 if factor > 1 else -1))
        return value

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._press_x, self._press_value, self._dragged = event.position().x(), self._value, False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press_x is None:
            return
        moved = event.position().x() - self._press_x
        if abs(moved) >= QApplication.startDragDistance() // 2 or self._dragged:
            self._dragged = True
            self._ask(self._scaled(self._press_value, DRAG_FACTOR**moved))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._press_x is not None and not self._dragged:
            self.edit()
        self._press_x = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            self._ask(self._scaled(self._value, KEY_FACTOR if event.angleDelta().y() > 0 else 1 / KEY_FACTOR))
            event.accept()
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_F2:
                self.edit()
            case Qt.Key.Key_Up:
                self._ask(self._scaled(self._value, KEY_FACTOR))
            case Qt.Key.Key_Down:
                self._ask(self._scaled(self._value, 1 / KEY_FACTOR))
            case _:
                event.ignore()

    # ---- typing
    def edit(self) -> None:
        """Open the text field over the chip, which makes room for it."""
        if self._editor is not None:
            return
        editor = NumberField(
            self.text(), self._limits, self.parentWidget() or self, whole=self._integer, words=self._specials
        )
        editor.setObjectName("chip_editor")
        editor.setFont(self.font())
        editor.setAccessibleName(self._name)
        editor.setGeometry(self.geometry())
        editor.entered.connect(self._on_entered)
        editor.given_up.connect(self._on_given_up)
        self._editor = editor
        self._refresh()
        editor.open()

    def _extra_width(self) -> int:
        if self._editor is None:
            return 0
        return max(
            0,
            self.fontMetrics().horizontalAdvance(_TYPED) - self.fontMetrics().horizontalAdvance(self.text()),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._follow()

    def moveEvent(self, event: QMoveEvent) -> None:
        self._follow()

    def _follow(self) -> None:
        if self._editor is not None:
            self._editor.setGeometry(self.geometry())

    @Slot(float, bool)
    def _on_entered(self, number: float, stays: bool) -> None:
        self._close_editor(stays)
        self._ask(number)

    @Slot()
    def _on_given_up(self) -> None:
        self._close_editor(self._editor is not None and self._editor.hasFocus())

    def _close_editor(self, stays: bool) -> None:
        editor, self._editor = self._editor, None
        if editor is not None:
            if stays:
                self.setFocus()
            editor.hide()
            editor.deleteLater()
            self._refresh()
