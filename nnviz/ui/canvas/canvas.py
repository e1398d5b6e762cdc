"""The square to draw a digit on. Strokes are kept as vectors; the picture is only how they look."""

from __future__ import annotations

from collections.abc import Sequence

from numpy.typing import ArrayLike
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnviz.data.pen_line import Point, Stroke, Strokes, as_strokes
from nnviz.ui.canvas.canvas_look import free_corner, paint_border, paint_ring, paint_trace
from nnviz.ui.canvas.drawing import Drawing
from nnviz.ui.canvas.number_marks import MARGIN, NumberMarks
from nnviz.ui.canvas.pen import HoveredStroke, PenInput, PenKeys
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import framed


class DrawingCanvas(QWidget):
    """A square to draw on with mouse, finger, tablet or keys.

    ``strokes_changed(tuple of (n, 2) arrays in 0..1)`` comes at most once per turn of the event loop, also
    while the pen moves. ``eraser_changed(bool)`` follows the key E. ``digit_requested(int)``: a digit of the
    number in ``marks`` was tapped. ``pen_used()``: the pen draws or erases right now.
    ``stroke_hovered(int)``: this stroke is pointed at, -1 for none.
    """

    strokes_changed = Signal(object)
    eraser_changed = Signal(bool)
    pen_used = Signal()
    digit_requested = Signal(int)
    stroke_hovered = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self.drawing = Drawing(self)
        self._eraser = self._hovered = False
        self._hint = ""
        self.yields_undo = (
            False  # something else has been done since the last stroke, which undo is to take back
        )
        self.marks = NumberMarks()
        self._tapped = -1  # the digit on which the pen came down
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._on_turn)
        self.drawing.changed.connect(self._turn.start)
        self.drawing.painted.connect(self._on_painted)
        self._hovering = HoveredStroke(self.drawing.stroke_at, self)
        self._hovering.changed.connect(self.stroke_hovered)
        self._listen()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Drawing canvas"))
        self.setToolTip(
            self.tr(
                "Draw with mouse, finger or pen.\n"
                "Keys: D puts the pen down and lifts it, arrows move it (Shift: finely),\n"
                "E switches to the eraser, Delete clears, 0 to 9 say what you meant.\n"
                "Of several digits side by side, a click or Ctrl+arrow chooses the one that is looked at."
            )
        )
        self._describe()

    def _listen(self) -> None:
        pen = PenInput(self)
        pen.pressed.connect(self._on_pressed)
        pen.moved.connect(self._on_moved)
        pen.released.connect(self._on_released)
        pen.hovered.connect(self._on_hovered)
        self._keys = PenKeys(self)
        self._keys.stepped.connect(self._on_stepped)
        self._keys.toggled.connect(self._on_toggled)
        self._keys.eraser_toggled.connect(self._on_eraser_toggled)
        self._keys.clear_requested.connect(self.drawing.clear)
        self._keys.active_changed.connect(self._on_keys_active)

    # ---- what the window asks
    @property
    def strokes(self) -> Strokes:
        """The drawing, the stroke under the pen included: (n, 2) arrays in 0..1, y down."""
        return self.drawing.strokes

    def set_strokes(self, drawing: Sequence[ArrayLike]) -> None:
        """Show this drawing, without a signal and with nothing to undo. ValueError if it is none."""
        strokes = as_strokes(drawing)
        self.drawing.replace(strokes)
        self._turn.stop()
        if strokes:
            x, y = strokes[-1][-1].tolist()
            self.drawing.pen_to((x, y))
        self._describe()

    def set_eraser(self, on: bool) -> None:
        """Whether the pen erases."""
        if on != self._eraser:
            self._eraser = on
            self.update()
            self.eraser_changed.emit(on)

    def set_hint(self, text: str) -> None:
        """A word in the corner about this drawing; "" for none."""
        if text != self._hint:
            self._hint = text
            self.update()

    def set_pale(self, stroke: Stroke | None) -> None:
        """Show the drawing without this stroke, which leaves a trace; None: with all of them."""
        self.drawing.set_pale(stroke)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFont(theme.font("caption"))
        self.drawing.layer.side = 0  # painted anew when next shown
        self.update()

    def begin(self, position: QPointF, far_end: bool) -> None:
        """A stroke of a new drawing, begun on whatever lay over the canvas; ``move`` and ``end`` follow."""
        self.drawing.clear()
        self._on_pressed(position, far_end)

    def move_pen(self, position: QPointF) -> None:
        """The pen of a stroke that ``begin`` began."""
        self._on_moved(position)

    def end(self) -> None:
        """The end of a stroke that ``begin`` began."""
        self._on_released()

    # ---- the pen
    def _point(self, position: QPointF) -> Point:
        return position.x() / self.width(), position.y() / self.height()

    def _move(self, to: Point) -> None:
        old = self._ring_box()
        self.drawing.pen_to(to)
        self.update(old.toAlignedRect())
        self.update(self._ring_box().toAlignedRect())

    @Slot(QPointF, bool)
    def _on_pressed(self, position: QPointF, far_end: bool) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._keys.set_active(False)
        self._hovering.disarm()
        self._hovered = True
        self._tapped = self._digit_at(position)
        self.pen_used.emit()
        self.update(self._ring_box().toAlignedRect())
        self.drawing.pen_down(self._point(position), far_end or self._eraser)
        self.update(self._ring_box().toAlignedRect())

    @Slot(QPointF)
    def _on_moved(self, position: QPointF) -> None:
        self.pen_used.emit()
        self._move(self._point(position))

    @Slot()
    def _on_released(self) -> None:
        tapped, self._tapped = self._tapped, -1
        if tapped >= 0 and self.drawing.is_tap:
            self.drawing.forget()
            self.digit_requested.emit(tapped)
        self.drawing.pen_up()
        self.update(self._ring_box().toAlignedRect())

    def _digit_at(self, position: QPointF) -> int:
        """The digit of a number whose answer or box is there; -1: none."""
        self._lay_marks()
        return self.marks.at(position)

    def _lay_marks(self) -> None:
        whole = QRectF(self.rect())
        self.marks.lay(whole, whole.adjusted(2, 2, -2, -2), self._theme, self.drawing.brush / 2 + MARGIN)

    @Slot(QPointF)
    def _on_hovered(self, position: QPointF) -> None:
        self._hovered = True
        if not self.drawing.pen_is_down:
            self._move(self._point(position))
            self._hovering.move(self._point(position))

    @Slot(float, float)
    def _on_stepped(self, across: float, down: float) -> None:
        x, y = self.drawing.pen
        self._move((min(1.0, max(0.0, x + across)), min(1.0, max(0.0, y + down))))

    @Slot()
    def _on_toggled(self) -> None:
        if self.drawing.pen_is_down:
            self.drawing.pen_up()
        else:
            x, y = self.drawing.pen
            self.drawing.pen_down((min(1.0, max(0.0, x)), min(1.0, max(0.0, y))), self._eraser)
        self.update()

    @Slot()
    def _on_eraser_toggled(self) -> None:
        self.set_eraser(not self._eraser)

    @Slot(bool)
    def _on_keys_active(self, active: bool) -> None:
        if not active:
            self.drawing.pen_up()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.takes(event):
            self.take_back(event)
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self.takes(event):
                event.accept()
                return True
        elif kind == QEvent.Type.Leave and not self.drawing.pen_is_down:
            self._hovered = False
            self._hovering.leave()
            self.update()
        elif kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)

    def takes(self, event: QKeyEvent) -> bool:
        """Whether this undo or redo is the drawing's."""
        redo = event.matches(QKeySequence.StandardKey.Redo) and self.drawing.history.can_redo
        return redo or (event.matches(QKeySequence.StandardKey.Undo) and not self.yields_undo)

    def take_back(self, event: QKeyEvent) -> None:
        """Undo or redo, whichever the keys say."""
        redo = event.matches(QKeySequence.StandardKey.Redo)
        (self.drawing.redo if redo else self.drawing.undo)()

    @Slot()
    def _on_turn(self) -> None:
        self.yields_undo = False
        self._describe()
        self.strokes_changed.emit(self.strokes)

    def _describe(self) -> None:
        count = len(self.drawing.strokes)
        text = self.tr("Strokes: {0}").format(count) if count else self.tr("Empty. Draw here.")
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)

    # ---- painting
    def _ring_box(self) -> QRectF:
        return self.drawing.area(self.drawing.pen)

    @Slot(QRectF)
    def _on_painted(self, area: QRectF) -> None:
        self.update(area.toAlignedRect())

    def paintEvent(self, event: QPaintEvent) -> None:
        drawing, layer, side, theme = self.drawing, self.drawing.layer, self.width(), self._theme
        if layer.side != side or layer.ratio != device_ratio(self):
            drawing.set_paper(side, device_ratio(self), theme)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, layer.pixmap)
        if tail := drawing.tail():
            layer.stroke(painter, tail, drawing.brush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        paint_trace(painter, drawing, side, theme)
        place = QRectF(self.rect())
        self._lay_marks()
        self.marks.paint(painter)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self._paint_words(painter, place)
        paint_border(painter, place, framed(self), theme)
        if self._hovered or self._keys.active or drawing.pen_is_down:
            erasing = drawing.erasing or (self._eraser and not drawing.pen_is_down)
            paint_ring(painter, drawing, side, erasing, theme)
        painter.end()

    def _paint_words(self, painter: QPainter, place: QRectF) -> None:
        theme = self._theme
        painter.setPen(theme.text("tertiary"))
        if self.drawing.strokes:
            painter.setFont(self.font())
            if words := self._hint:
                corner = free_corner(words, self.fontMetrics(), self.drawing, self.marks, place, theme)
                painter.drawText(corner, Qt.TextFlag.TextSingleLine, words)
        else:
            painter.setFont(theme.font("body"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.tr("Draw here"))
