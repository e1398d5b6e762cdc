"""Mouse, keys and touch over the diagram: what is hovered, what is selected, zoom and pan."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from nnviz.drawing.cells import entered
from nnviz.drawing.cut_edges import cut_at
from nnviz.drawing.findings import FindingMark
from nnviz.drawing.hit_test import REACH, Fold, Through, on_bead, target_at
from nnviz.drawing.layout import DiagramLayout
from nnviz.drawing.lines import Lines, no_lines
from nnviz.drawing.selection import Selection
from nnviz.drawing.viewport import Viewport
from nnviz.drawing.walk import edge_neighbour, neighbour
from nnviz.training.edits import Edge
from nnviz.ui.diagram.editing import Editing
from nnviz.ui.diagram.finding_marks import mark_at
from nnviz.ui.theme import Theme

Target = Selection | Fold | Through | FindingMark | None

CLICK_SLACK = 4.0  # px that the pointer may move within a click
ZOOM_STEP = 1.25
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Pointing(QObject):
    """Turns the events of the stage (it filters them) into a selection, a hovered target and a viewport.

    What changes a number of the network is left to ``editing``.
    """

    selection_changed = Signal(object)
    hover_changed = Signal(object)
    viewport_changed = Signal()
    fold_pressed = Signal(int)
    finding_pressed = Signal(object)
    menu_requested = Signal(object, QPointF)

    def __init__(self, editing: Editing, parent: QWidget) -> None:
        super().__init__(parent)
        self._editing, self._stage = editing, parent
        self._cut: Sequence[Edge] = ()
        self._marks: Sequence[FindingMark] = ()
        self._theme = Theme()
        self._layout: DiagramLayout | None = None
        self._lines = no_lines()
        self.viewport = Viewport()
        self.hover: Target = None
        self.selection: Selection | None = None
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._panning = False
        parent.installEventFilter(self)

    @property
    def lit(self) -> Selection | None:
        """What is to be lit: what the pointer is on, else what is selected; no cell of a map."""
        target = self.hover if isinstance(self.hover, Selection) else self.selection
        return None if target is None or target.cell or self._is_pixel(target) else target

    def _is_pixel(self, target: Selection) -> bool:
        """Whether it is a pixel of a picture that lines leave as a whole."""
        return target.kind == "input" and self._layout is not None and self._layout.inputs.whole

    @property
    def pixel(self) -> Selection | None:
        """The pixel of which it is shown who sees it: that under the pointer, else the one selected."""
        target = self.selection if self.hover is None else self.hover
        return target if isinstance(target, Selection) and self._is_pixel(target) else None

    @property
    def cell(self) -> Selection | None:
        """The cell whose windows are shown: the one that the pointer is on, else the one selected."""
        target = self.selection if self.hover is None else self.hover
        return target if isinstance(target, Selection) and target.cell else None

    def set_scene(self, layout: DiagramLayout | None, lines: Lines, cut: Sequence[Edge] = ()) -> None:
        """What there is to point at."""
        self._layout, self._lines, self._cut = layout, lines, cut

    def set_marks(self, marks: Sequence[FindingMark], theme: Theme) -> None:
        """The warnings there are to point at."""
        self._marks, self._theme = marks, theme

    def select(self, selection: Selection | None) -> None:
        """Select, and say so if it is another."""
        if selection != self.selection:
            self.selection = selection
            self.selection_changed.emit(selection)

    def _at(self, point: QPointF) -> Target:
        if self._layout is None:
            return None
        x, y = self.viewport.to_layout(point.x(), point.y())
        mark = mark_at(self._marks, x, y, self._theme)
        if mark is not None:
            return mark
        found = target_at(self._layout, self._lines, x, y)
        return found if found is not None else cut_at(self._cut, self._layout, x, y, REACH)

    def _grip_at(self, point: QPointF) -> Selection | None:
        """The edge or the bead under the pointer, whose number can be dragged."""
        target = self._at(point)
        if self._layout is None or not isinstance(target, Selection) or not self._editing.editable(target):
            return None
        x, y = self.viewport.to_layout(point.x(), point.y())
        held = target.kind == "edge" or on_bead(self._layout, target, x, y)
        return target if held else None

    def _show_cursor(self, point: QPointF) -> None:
        """What can be dragged up and down has a cursor of its own."""
        shape = Qt.CursorShape.ArrowCursor if self.hover is None else Qt.CursorShape.PointingHandCursor
        if self._grip_at(point) is not None:
            shape = Qt.CursorShape.SizeVerCursor
        if shape != self._stage.cursor().shape():
            self._stage.setCursor(shape)

    def _set_hover(self, target: Target) -> None:
        if target != self.hover:
            self.hover = target
            self.hover_changed.emit(target if isinstance(target, Selection) else None)

    # ---- mouse
    def press(self, event: QMouseEvent) -> None:
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        self._pressed = self._last = event.position()
        if event.button() == Qt.MouseButton.LeftButton:
            self._editing.press(self._grip_at(event.position()), event.position().y())
        on_ground = self._at(event.position()) is None
        middle = event.button() == Qt.MouseButton.MiddleButton
        self._panning = not self.viewport.fitted and (middle or on_ground)

    def move(self, event: QMouseEvent) -> None:
        point = event.position()
        if self._pressed is None:
            self._set_hover(self._at(point))
            self._show_cursor(point)
            return
        if self._editing.drag(point.y(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)):
            return
        if self._panning and self._moved(point):
            self._pan(point.x() - self._last.x(), point.y() - self._last.y())
            self._last = point

    def release(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if self._editing.release():
            return
        clicked = event.button() == Qt.MouseButton.LeftButton and pressed is not None
        if not clicked or (
            pressed is not None and (event.position() - pressed).manhattanLength() > CLICK_SLACK
        ):
            return
        target = self._at(event.position())
        if isinstance(target, Fold):
            self.fold_pressed.emit(target.layer)
        elif isinstance(target, FindingMark):
            self.finding_pressed.emit(target.finding)
        elif not isinstance(target, Through):
            self.select(target)

    def double_click(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        target = self._at(event.position())
        if target is None:
            self.fit()
        else:
            self._editing.type_number(target)

    def menu(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of what is pointed at or, by keyboard, of what is selected."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        target = self.selection if by_key else self._at(QPointF(event.pos()))
        if isinstance(target, Selection):
            self.select(target)
            self.menu_requested.emit(target, QPointF(event.pos()))

    def leave(self) -> None:
        self._set_hover(None)

    def _moved(self, point: QPointF) -> bool:
        return self._pressed is not None and (point - self._pressed).manhattanLength() > CLICK_SLACK

    # ---- zoom
    def wheel(self, event: QWheelEvent) -> None:
        # With Shift some systems turn the wheel sideways.
        delta = event.angleDelta().y() or event.angleDelta().x() or event.pixelDelta().y()
        fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        grip = self._grip_at(event.position())
        if grip is not None and grip == self.selection:
            self._editing.nudge(grip, delta / 120, fine)
        elif delta:
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
        at = QPointF(width / 2, height / 2) if at is None else at
        self._set_viewport(self.viewport.zoomed(factor, at.x(), at.y(), width, height))

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
        """Whether ``event`` was for the diagram, and has been followed.

        Who uses the keys looks at what is selected: nothing is hovered then until the mouse moves again.
        """
        followed = self._follow(event)
        if followed:
            self._set_hover(None)
        return followed

    def _follow(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return self._zoom_key(key)
        if key == Qt.Key.Key_Escape and self.selection is not None:
            self.select(self.selection.whole if self.selection.cell else None)
            return True
        if key in ARROWS and self._layout is not None:
            self._walk(key, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            return True
        return self._edit_key(key, event.modifiers())

    def _walk(self, key: Qt.Key, along_edges: bool) -> None:
        assert self._layout is not None
        edge = edge_neighbour(self.selection, *ARROWS[key], self._layout) if along_edges else None
        self.select(edge or neighbour(self.selection, *ARROWS[key], self._layout))

    def _edit_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Keys that change what is selected."""
        fine = bool(modifiers & Qt.KeyboardModifier.AltModifier)
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            return self._editing.nudge(self.selection, 1, fine)
        if key == Qt.Key.Key_Minus:
            return self._editing.nudge(self.selection, -1, fine)
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            return self._editing.toggle_cut(self.selection)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._layout is not None and self.selection:
            layer = max(0, self.selection.layer)
            if (inside := entered(self.selection, self._layout)) is not None and not modifiers:
                self.select(inside)
                return True
            typed = self.selection.kind == "edge" or modifiers & Qt.KeyboardModifier.ShiftModifier
            if self._layout.layers[layer].folded and not typed:
                self.fold_pressed.emit(layer)
                return True
            return self._editing.type_number(self.selection)
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

    # ---- where the events come from
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event:
            case QMouseEvent():
                return self._mouse(event)
            case QWheelEvent():
                self.wheel(event)
            case QNativeGestureEvent():
                return self.gesture(event)
            case QContextMenuEvent():
                self.menu(event)
            case QKeyEvent() if event.type() == QEvent.Type.KeyPress:
                return self.key(event)
            case _:
                if event.type() == QEvent.Type.Leave:
                    self.leave()
                return False
        return True

    def _mouse(self, event: QMouseEvent) -> bool:
        match event.type():
            case QEvent.Type.MouseButtonPress:
                self.press(event)
            case QEvent.Type.MouseMove:
                self.move(event)
            case QEvent.Type.MouseButtonRelease:
                self.release(event)
            case QEvent.Type.MouseButtonDblClick:
                self.double_click(event)
            case _:
                return False
        return True
