"""Mouse, finger and tablet as one pen: whatever draws first draws alone until it is lifted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QEventPoint, QMouseEvent, QPointingDevice, QTabletEvent, QTouchEvent
from PySide6.QtWidgets import QWidget

_TABLET = (QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease)
_TOUCH = (QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TouchEnd)
_MOUSE = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease)
_PEN_TYPES = (QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser)


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
