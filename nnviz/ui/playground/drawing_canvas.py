"""The plane to paint points on, with mouse, finger, pen or keys."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QWidget

from nnviz.data.drawn import Points
from nnviz.data.planar import EXTENT
from nnviz.drawing.look import MAX_CLASSES
from nnviz.drawing.plane.own_points import PointDrawing
from nnviz.ui.key_places import digit_key, latin_key
from nnviz.ui.playground.drawing_paint import Brush, PointLayer
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import PaintedWidget, framed

Tool = Literal["paint", "move", "erase"]

ERASER = 0.7  # radius, in units of the plane
REACH = 0.5  # how far from a point it can still be taken hold of
STEP, FINE_STEP = 0.5, 0.1  # of the keys
_MOVES = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_BY_KEY = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_EDITING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_UNDO, _REDO = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo


class PointCanvas(PaintedWidget):
    """Paints points of the class or value that is set. ``points_changed()`` comes with every change.

    ``label_requested(int)``: a digit key asks for that class. ``tool_requested(str)``: a key asks for a tool.
    The keys move a cross hair while the canvas got the focus by a key; else arrows step the training.
    """

    points_changed = Signal()
    label_requested = Signal(int)
    tool_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, row=True)
        self.drawing, self._layer = PointDrawing(), PointLayer()
        self.tool: Tool = "paint"
        self._label, self._values = 0.0, False
        self._cursor = (0.0, 0.0)
        self._held = -1  # the point that is being moved
        self._erasing = self._hovered = self._keys = False
        self._hint = ""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(self.tr("Plane to draw points on"))
        self.setToolTip(
            self.tr(
                "Click for a point, drag to spray many; the right button erases.\n"
                "Keys: arrows move the cross (Shift: finely), D paints,\n"
                "M takes hold of a point and lets go of it,\n"
                "Delete erases, 1 to 6 choose the class, Ctrl+Z undoes."
            )
        )

    # ---- what the panel asks
    @property
    def points(self) -> Points:
        return self.drawing.points

    def set_label(self, label: float, *, values: bool) -> None:
        """What is painted next: a class number or, with ``values``, a value from -1 to 1."""
        self._label, self._values = label, values
        self.update()

    def set_drawing(self, drawing: PointDrawing, *, values: bool) -> None:
        """Paint on another drawing, of classes or of values."""
        self.drawing.end()
        self.drawing, self._values, self._held = drawing, values, -1
        self._tell()

    def set_tool(self, tool: Tool) -> None:
        self.tool = tool
        shape = Qt.CursorShape.OpenHandCursor if tool == "move" else Qt.CursorShape.CrossCursor
        self.setCursor(shape)
        self.update()

    def set_hint(self, text: str) -> None:
        """What is missing yet, said in the empty middle or at the foot; "" for nothing."""
        if text != self._hint:
            self._hint = text
            self._tell()

    def undo(self) -> None:
        self.drawing.undo()
        self._changed()

    def redo(self) -> None:
        self.drawing.redo()
        self._changed()

    def clear(self) -> None:
        """No points at all; can be undone."""
        self.put(())

    def put(self, points: Points) -> None:
        """Other points, as one step that can be undone."""
        self._held = -1
        self.drawing.replace(points)
        self._changed()

    def set_theme(self, theme: Theme) -> None:
        self.setFont(theme.font("caption"))
        super().set_theme(theme)

    def sizeHint(self) -> QSize:
        side = self._theme.px(240)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _changed(self) -> None:
        self._tell()
        self.points_changed.emit()

    def _tell(self) -> None:
        count = len(self.points)
        told = self.tr("Points: {0}").format(count) if count else self.tr("Empty")
        self.setAccessibleDescription(f"{told}. {self._hint}" if self._hint else told)
        self.update()

    # ---- where
    def _side(self) -> float:
        return float(min(self.width(), self.height()))

    def place_of(self, position: QPointF) -> tuple[float, float]:
        """The point of the plane under a position in the widget."""
        scale = 2 * EXTENT / self._side()
        return position.x() * scale - EXTENT, EXTENT - position.y() * scale

    def position_of(self, x1: float, x2: float) -> QPointF:
        """Where that point of the plane is in the widget."""
        scale = self._side() / (2 * EXTENT)
        return QPointF((x1 + EXTENT) * scale, (EXTENT - x2) * scale)

    # ---- the pointer
    def mousePressEvent(self, event: QMouseEvent) -> None:
        right = event.button() == Qt.MouseButton.RightButton
        if not right and event.button() != Qt.MouseButton.LeftButton:
            return
        self._keys = False
        self._cursor = self.place_of(event.position())
        self._erasing = right or self.tool == "erase"
        self.drawing.begin()
        self._apply(first=True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._cursor, self._hovered = self.place_of(event.position()), True
        if self.drawing.busy:
            self._apply(first=False)
        else:
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self.drawing.busy:
            return
        self.drawing.end()
        self._held, self._erasing = -1, False
        self.set_tool(self.tool)
        self._changed()

    def _apply(self, *, first: bool) -> None:
        """The tool at the cursor."""
        x1, x2 = self._cursor
        before = self.points
        if self._erasing:
            self.drawing.erase(x1, x2, ERASER)
        elif self.tool == "paint":
            self.drawing.paint(x1, x2, self._label)
        elif first:
            self._held = self.drawing.nearest(x1, x2, REACH)
            if self._held >= 0:
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._held >= 0:
            self.drawing.move(self._held, x1, x2)
        if self.points is not before:
            self._changed()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self.update()

    # ---- the keys
    def focusInEvent(self, event: QFocusEvent) -> None:
        self._keys = event.reason() in _BY_KEY
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._keys = False
        self._drop()
        self.update()

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and (event.matches(_UNDO) or event.matches(_REDO)):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(_UNDO):
            self.undo()
        elif event.matches(_REDO):
            self.redo()
        elif event.modifiers() & _EDITING or not self._key(event):
            event.ignore()

    def _key(self, event: QKeyEvent) -> bool:
        """Whether the key was one of the canvas's own."""
        key, digit = Qt.Key(latin_key(event)), digit_key(event)
        if key in _MOVES and self._keys:
            step = FINE_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
            self._step(_MOVES[key][0] * step, _MOVES[key][1] * step)
        elif 1 <= digit <= MAX_CLASSES:
            self.label_requested.emit(digit - 1)
        elif key in (Qt.Key.Key_D, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._keys = True
            self._drop()
            self.drawing.begin()
            self.drawing.paint(*self._cursor, self._label)
            self.drawing.end()
            self._changed()
        elif key == Qt.Key.Key_M:
            self._keys = True
            self._take_or_drop()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._drop()
            self.drawing.begin()
            self.drawing.erase(*self._cursor, ERASER)
            self.drawing.end()
            self._changed()
        elif key == Qt.Key.Key_E:
            self.tool_requested.emit("paint" if self.tool == "erase" else "erase")
        else:
            return False
        return True

    def _step(self, dx1: float, dx2: float) -> None:
        x1, x2 = self._cursor
        self._cursor = (
            min(EXTENT, max(-EXTENT, x1 + dx1)),
            min(EXTENT, max(-EXTENT, x2 + dx2)),
        )
        if self._held >= 0:
            self.drawing.move(self._held, *self._cursor)
            self._changed()
        self.update()

    def _take_or_drop(self) -> None:
        if self._held >= 0:
            self._drop()
            return
        self._held = self.drawing.nearest(*self._cursor, 2 * REACH)
        if self._held >= 0:
            self._cursor = self.points[self._held][:2]
            self.drawing.begin()
        self.update()

    def _drop(self) -> None:
        """Let go of the point that the keys hold."""
        if self._held >= 0:
            self._held = -1
            self.drawing.end()
            self._changed()

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        side = self._side()
        brush = Brush(self._theme, side, values=self._values)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        brush.ground(painter, focused=framed(self))
        self._layer.paint(painter, brush, self.points, self.devicePixelRatioF())
        if self._held >= 0:
            brush.held(painter, *self.points[self._held][:2])
        if self._hint:
            brush.hint(painter, self._hint)
        at = self.position_of(*self._cursor)
        if self._hovered or self._keys:
            if self._erasing or self.tool == "erase":
                brush.eraser(painter, at, ERASER)
            elif self.tool == "paint" or self._keys:
                brush.next_point(painter, at, self._label)
        if self._keys:
            brush.cross(painter, at)
        painter.end()
