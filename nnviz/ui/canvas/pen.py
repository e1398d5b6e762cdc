"""The pen: mouse, finger and tablet as one, the keys that move it, and what it points at."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QEventPoint,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QWidget

from nnviz.data.pen_line import Point
from nnviz.ui.key_places import latin_key

_TABLET = (QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease)
_TOUCH = (QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TouchEnd)
_MOUSE = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease)
_PEN_TYPES = (QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser)
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
_DWELL_MS = 300  # on the way to the next stroke the pen crosses others


class PenInput(QObject):
    """Watches a widget and tells of one pen, in the widget's coordinates.

    Mouse events that the system makes up from a finger or a tablet are dropped, a second finger is
    ignored, and the far end of a tablet's pen erases.
    """

    pressed = Signal(QPointF, bool)  # where, whether it erases
    moved = Signal(QPointF)
    released = Signal()
    hovered = Signal(QPointF)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._holder = ""  # "mouse", "touch" or "tablet" while it draws
        self._finger = -1
        widget.setMouseTracking(True)
        widget.setTabletTracking(True)
        widget.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _MOUSE and isinstance(event, QMouseEvent):
            return self._on_mouse(event, kind)
        if kind == QEvent.Type.MouseButtonDblClick and isinstance(event, QMouseEvent):
            return self._on_mouse(event, QEvent.Type.MouseButtonPress)  # a quick second stroke
        if kind in _TABLET and isinstance(event, QTabletEvent):
            return self._on_tablet(event, kind)
        if kind in _TOUCH and isinstance(event, QTouchEvent):
            return self._on_touch(event)
        if kind in (QEvent.Type.TouchCancel, QEvent.Type.Hide, QEvent.Type.WindowDeactivate):
            self._lift(self._holder)
        return False

    def _take(self, holder: str, where: QPointF, erasing: bool) -> None:
        if not self._holder:
            self._holder = holder
            self.pressed.emit(where, erasing)

    def _lift(self, holder: str) -> None:
        if holder and self._holder == holder:
            self._holder = ""
            self._finger = -1
            self.released.emit()

    def _on_mouse(self, event: QMouseEvent, kind: QEvent.Type) -> bool:
        made_up = event.source() != Qt.MouseEventSource.MouseEventNotSynthesized
        if kind == QEvent.Type.MouseMove and not (event.buttons() or self._holder):
            self.hovered.emit(event.position())
            return False
        if made_up or event.pointerType() in _PEN_TYPES or self._holder not in ("", "mouse"):
            return True
        where = event.position()
        if kind == QEvent.Type.MouseButtonPress:
            if event.button() == Qt.MouseButton.LeftButton:
                self._take("mouse", where, False)
        elif kind == QEvent.Type.MouseMove:
            if self._holder and not event.buttons() & Qt.MouseButton.LeftButton:
                self._lift("mouse")  # the release went elsewhere
            else:
                self.moved.emit(where)
        elif event.button() == Qt.MouseButton.LeftButton and self._holder:
            self.moved.emit(where)
            self._lift("mouse")
        return False  # the widget may still take the focus

    def _on_tablet(self, event: QTabletEvent, kind: QEvent.Type) -> bool:
        event.accept()  # or Qt makes mouse events of it
        if kind == QEvent.Type.TabletPress:
            far_end = event.pointerType() == QPointingDevice.PointerType.Eraser
            self._take("tablet", event.position(), far_end)
        elif self._holder == "tablet":
            self.moved.emit(event.position())
            if kind == QEvent.Type.TabletRelease:
                self._lift("tablet")
        elif not self._holder:
            self.hovered.emit(event.position())
        return True

    def _on_touch(self, event: QTouchEvent) -> bool:
        event.accept()  # or Qt makes mouse events of it
        for point in event.points():
            state = point.state()
            if state == QEventPoint.State.Pressed and not self._holder:
                self._finger = point.id()
                self._take("touch", point.position(), False)
            elif self._holder != "touch" or point.id() != self._finger:
                continue
            elif state == QEventPoint.State.Updated:
                self.moved.emit(point.position())
            elif state == QEventPoint.State.Released:
                self.moved.emit(point.position())
                self._lift("touch")
        return True


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


class HoveredStroke(QObject):
    """``changed(int)``: this stroke of the drawing is pointed at, -1 for none.

    After a stroke has been drawn the pen lies on ink: it has to leave the ink once before anything is pointed
    at, or the answer would change under whoever has just finished a digit.
    """

    changed = Signal(int)

    def __init__(self, stroke_at: Callable[[Point], int], parent: QObject) -> None:
        super().__init__(parent)
        self._stroke_at = stroke_at
        self._armed = False
        self._waiting = self._told = -1
        self._dwell = QTimer(self, singleShot=True, interval=_DWELL_MS)
        self._dwell.timeout.connect(self._on_rested)

    def move(self, to: Point) -> None:
        """The pointer is there, the pen being up."""
        stroke = self._stroke_at(to)
        if stroke < 0:
            self.leave()
            self._armed = True
        elif self._armed and stroke != self._waiting:
            self._waiting = stroke
            self._dwell.start()

    def leave(self) -> None:
        """Nothing is pointed at."""
        self._dwell.stop()
        self._waiting = -1
        self._tell(-1)

    def disarm(self) -> None:
        """The pen has come down."""
        self.leave()
        self._armed = False

    @Slot()
    def _on_rested(self) -> None:
        self._tell(self._waiting)

    def _tell(self, stroke: int) -> None:
        if stroke != self._told:
            self._told = stroke
            self.changed.emit(stroke)
