"""Mouse, keys and touch over the diagram: what is hovered, what is selected, zoom and pan."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent

from nnviz.ui.diagram.edges import Lines, no_lines
from nnviz.ui.diagram.hit_test import Fold, Target, target_at
from nnviz.ui.diagram.keys import neighbour
from nnviz.ui.diagram.layout import DiagramLayout
from nnviz.ui.diagram.viewport import Viewport
from nnviz.ui.selection import Selection

CLICK_SLACK = 4.0  # px that the pointer may move within a click
ZOOM_STEP = 1.25
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Pointing(QObject):
    """Turns the events of the stage into a selection, a hovered target and a viewport."""

    selection_changed = Signal(object)
    hover_changed = Signal(object)
    viewport_changed = Signal()
    fold_pressed = Signal(int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._layout: DiagramLayout | None = None
        self._lines = no_lines()
        self.viewport = Viewport()
        self.hover: Target = None
        self.selection: Selection | None = None
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._panning = False

    @property
    def lit(self) -> Selection | None:
        """What is to be lit: what the pointer is on, else what is selected."""
        return self.hover if isinstance(self.hover, Selection) else self.selection

    def set_scene(self, layout: DiagramLayout | None, lines: Lines) -> None:
        """What there is to point at."""
        self._layout, self._lines = layout, lines

    def select(self, selection: Selection | None) -> None:
        """Select, and say so if it is another."""
        if selection != self.selection:
            self.selection = selection
            self.selection_changed.emit(selection)

    def _at(self, point: QPointF) -> Target:
        if self._layout is None:
            return None
        there = self.viewport.to_layout(point)
        return target_at(self._layout, self._lines, there.x(), there.y())

    def _set_hover(self, target: Target) -> None:
        if target != self.hover:
            self.hover = target
            self.hover_changed.emit(target if isinstance(target, Selection) else None)

    # ---- mouse
    def press(self, event: QMouseEvent) -> None:
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        self._pressed = self._last = event.position()
        on_ground = self._at(event.position()) is None
        middle = event.button() == Qt.MouseButton.MiddleButton
        self._panning = not self.viewport.fitted and (middle or on_ground)

    def move(self, event: QMouseEvent) -> None:
        point = event.position()
        if self._pressed is None:
            self._set_hover(self._at(point))
            return
        if self._panning and self._moved(point):
            self._pan(point.x() - self._last.x(), point.y() - self._last.y())
            self._last = point

    def release(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        clicked = event.button() == Qt.MouseButton.LeftButton and pressed is not None
        if not clicked or (
            pressed is not None and (event.position() - pressed).manhattanLength() > CLICK_SLACK
        ):
            return
        target = self._at(event.position())
        if isinstance(target, Fold):
            self.fold_pressed.emit(target.layer)
        else:
            self.select(target)

    def double_click(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._at(event.position()) is None:
            self.fit()

    def leave(self) -> None:
        self._set_hover(None)

    def _moved(self, point: QPointF) -> bool:
        return self._pressed is not None and (point - self._pressed).manhattanLength() > CLICK_SLACK

    # ---- zoom
    def wheel(self, event: QWheelEvent) -> None:
        delta = event.angleDelta().y() or event.pixelDelta().y()
        if delta:
            self.zoom(1.0015**delta, event.position())

    def gesture(self, event: QNativeGestureEvent) -> bool:
        """Whether ``event`` was a pinch, and has been followed."""
        if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom(1.0 + event.value(), event.position())
            return True
        if event.gestureType() == Qt.NativeGestureType.SmartZoomNativeGesture:
            self.fit()
            return True
        return False

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom by ``factor`` about ``at`` (the middle of the stage by default)."""
        if self._layout is None:
            return
        width, height = self._layout.width, self._layout.height
        middle = QPointF(width / 2, height / 2)
        self._set_viewport(self.viewport.zoomed(factor, at if at is not None else middle, width, height))

    def fit(self) -> None:
        """Show the whole network."""
        self._set_viewport(Viewport())

    def _pan(self, dx: float, dy: float) -> None:
        if self._layout is not None:
            self._set_viewport(self.viewport.panned(dx, dy, self._layout.width, self._layout.height))

    def _set_viewport(self, viewport: Viewport) -> None:
        if viewport != self.viewport:
            self.viewport = viewport
            self.viewport_changed.emit()

    # ---- keys
    def key(self, event: QKeyEvent) -> bool:
        """Whether ``event`` was for the diagram, and has been followed."""
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return self._zoom_key(key)
        if key == Qt.Key.Key_Escape and self.selection is not None:
            self.select(None)
            return True
        if key in ARROWS and self._layout is not None:
            self.select(neighbour(self.selection, *ARROWS[key], self._layout))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._layout is not None and self.selection:
            layer = max(0, self.selection.layer)
            if self._layout.layers[layer].folded:
                self.fold_pressed.emit(layer)
                return True
        return False

    def _zoom_key(self, key: Qt.Key) -> bool:
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / ZOOM_STEP)
        elif key == Qt.Key.Key_0:
            self.fit()
        else:
            return False
        return True
