"""The room's window: the room's view, what is pointed at on it, and nothing to press."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QColor, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.session.presenting import Room
from nnviz.ui.present.marks import Marks, paint_marks
from nnviz.ui.present.room_view import RoomView
from nnviz.ui.theme import Theme

_BLANK = {"black": "black", "white": "white"}
_SMALLEST = (480, 270)
_FIRST = (960, 540)


class _MarksLayer(QWidget):
    """What is pointed at and drawn, over the view."""

    def __init__(self, marks: Marks, magnified: Callable[[], QPixmap], parent: QWidget) -> None:
        super().__init__(parent)
        self._marks, self._magnified = marks, magnified
        self._theme = Theme("projector")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        marks.changed.connect(self._on_changed)

    @Slot()
    def _on_changed(self) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_marks(painter, self.rect().toRectF(), self._marks, self._theme, self._magnified)
        painter.end()


class _Cover(QWidget):
    """Black or white over everything."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.colour = QColor("black")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.colour)
        painter.end()


class RoomScene(QWidget):
    """The ``view`` with what lies over it; it stands in the room's window, or in the one window there is."""

    resized = Signal()

    def __init__(self, view: RoomView, marks: Marks, magnified: Callable[[], QPixmap]) -> None:
        super().__init__()
        self.view = view
        view.setParent(self)
        self._layer, self._cover = _MarksLayer(marks, magnified, self), _Cover(self)

    def show_state(self, room: Room) -> None:
        """Blank the view, or not."""
        name = _BLANK.get(room)
        if name is not None:
            self._cover.colour = QColor(name)
            self._cover.update()
        self._cover.setVisible(name is not None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for part in (self.view, self._layer, self._cover):
            part.setGeometry(self.rect())
        self._layer.raise_()
        self._cover.raise_()
        self.resized.emit()


class RoomWindow(QWidget):
    """A plain window, to be dragged anywhere; F11 or a double click makes it full screen, and back.

    ``closing``: somebody wants to close it. It hides instead: presenting ends on the laptop.
    """

    closing = Signal()
    screen_changed = Signal()

    def __init__(self, scene: RoomScene) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("nnviz: the room"))
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_FIRST)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.take(scene)

    def take(self, scene: RoomScene) -> None:
        """Let that stand in it."""
        self._column.addWidget(scene)
        scene.show()

    @Slot()
    def toggle_full(self) -> None:
        """Full screen, or the plain window again."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.toggle_full()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.screen_changed.emit()
        return super().event(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.closing.emit()
