"""Drawing without a pointer: keys that move a pen, put it down and lift it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from nnviz.ui.key_places import latin_key

_STEP, _FINE_STEP = 1 / 32, 1 / 128  # of the canvas, for one press of an arrow key
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Home: (-1, -1),  # as on the numeric keypad
    Qt.Key.Key_PageUp: (1, -1),
    Qt.Key.Key_End: (-1, 1),
    Qt.Key.Key_PageDown: (1, 1),
}
_CLEAR = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_PEN = (Qt.Key.Key_D, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_REASONS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_EDITING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class PenKeys(QObject):
    """Watches a widget's keys.

    The arrow keys belong to the pen only while ``active``: from when the widget got the focus by a key, or D
    was pressed, until Escape, a click or the loss of the focus. Else they step the training, as elsewhere.
    """

    stepped = Signal(float, float)  # how far, in canvas widths
    toggled = Signal()  # pen down or up
    eraser_toggled = Signal()
    clear_requested = Signal()
    active_changed = Signal(bool)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.active = False
        widget.installEventFilter(self)

    def set_active(self, active: bool) -> None:
        """Whether the arrow keys move the pen."""
        if active != self.active:
            self.active = active
            self.active_changed.emit(active)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.FocusIn and isinstance(event, QFocusEvent):
            self.set_active(event.reason() in _REASONS)
        elif kind in (QEvent.Type.FocusOut, QEvent.Type.MouseButtonPress):
            self.set_active(False)
        elif kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._means_something(event):
                event.accept()  # ours, not the window's
                return True
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._means_something(event):
            self._act(event)
            return True
        return False

    def _means_something(self, event: QKeyEvent) -> bool:
        if event.modifiers() & _EDITING:
            return False
        key = latin_key(event)
        return key in (*_PEN, *_CLEAR, Qt.Key.Key_E) or (
            self.active and (key in _ARROWS or key == Qt.Key.Key_Escape)
        )

    def _act(self, event: QKeyEvent) -> None:
        key = Qt.Key(latin_key(event))
        if key in _ARROWS:
            step = _FINE_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _STEP
            across, down = _ARROWS[key]
            self.stepped.emit(across * step, down * step)
        elif event.isAutoRepeat():
            return
        elif key in _PEN:
            self.set_active(True)
            self.toggled.emit()
        elif key in _CLEAR:
            self.clear_requested.emit()
        elif key == Qt.Key.Key_E:
            self.eraser_toggled.emit()
        else:
            self.set_active(False)
