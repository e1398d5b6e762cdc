"""The drawing under the pen: its strokes, what one movement adds or erases, its undo, and its picture."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Signal, Slot
from PySide6.QtGui import QPainterPath

from nnviz.data.pen_line import (
    History,
    Point,
    Stroke,
    Strokes,
    clipped,
    corner,
    distance_from,
    erased,
    frozen,
)
from nnviz.ui.canvas.ink_layer import InkLayer, stroke_path
from nnviz.ui.theme import Theme

BRUSH_MIN, BRUSH_MAX, BRUSH_DEFAULT = 0.03, 0.135, 0.09  # shares of the canvas
_SPACING = 0.003  # of the canvas: points closer together say nothing new
_ERASER = 0.75  # radius of the eraser as a share of the brush's width


class Drawing(QObject):
    """Strokes in canvas coordinates and their picture in ``layer``.

    ``changed()`` comes with every change of the strokes, ``painted(rectangle in logical pixels)`` when that
    part of the picture is new, ``history_changed()`` when undo or redo may have become possible or not.
    """

    changed = Signal()
    painted = Signal(QRectF)
    history_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.layer = InkLayer()
        self.brush = BRUSH_DEFAULT
        self.pen: Point = (0.5, 0.5)  # where the pen is, perhaps outside the canvas
        self.erasing = False
        self.history = History()
        self._done: Strokes = ()
        self._paths: dict[int, QPainterPath] = {}  # of the strokes in _done, by identity
        self._live: list[Point] = []  # the stroke being drawn
        self._before: Strokes | None = None  # the strokes when the pen came down; None while it is up
        self._pale: Stroke | None = None  # shown as if it were not there

    @property
    def strokes(self) -> Strokes:
        """All strokes, the one under the pen included."""
        return (*self._done, self._live_stroke()) if self._live else self._done

    @property
    def pen_is_down(self) -> bool:
        return self._before is not None

    # ---- the whole drawing
    def replace(self, strokes: Strokes) -> None:
        """Other strokes, with nothing to undo."""
        self.pen_up()
        self.history = History()
        self._show(strokes)
        self.history_changed.emit()

    @Slot()
    def clear(self) -> None:
        """No strokes; can be undone."""
        self.pen_up()
        if self._done:
            self.history.remember(self._done)
            self._go_to(())

    @Slot()
    def undo(self) -> None:
        self.pen_up()
        if self.history.can_undo:
            self._go_to(self.history.undo(self._done))

    @Slot()
    def redo(self) -> None:
        self.pen_up()
        if self.history.can_redo:
            self._go_to(self.history.redo(self._done))

    def _go_to(self, strokes: Strokes) -> None:
        self._show(strokes)
        self.changed.emit()
        self.history_changed.emit()

    def _show(self, strokes: Strokes, area: QRectF | None = None) -> None:
        known, self._done = self._paths, strokes
        self._paths = {id(s): known.get(id(s)) or stroke_path(s.tolist()) for s in strokes}
        self._repaint(area)

    def set_brush(self, brush: float) -> None:
        """Width of every line as a share of the canvas, clipped to what the slider offers."""
        self.brush = min(BRUSH_MAX, max(BRUSH_MIN, brush))
        self._repaint()

    def set_paper(self, side: int, ratio: float, theme: Theme) -> None:
        """Paint the picture anew, ``side`` logical pixels wide for a screen of that pixel ratio."""
        self.layer.reset(side, ratio, theme)
        self._repaint()

    def _repaint(self, area: QRectF | None = None) -> None:
        if self.layer.side:
            done = (path for key, path in self._paths.items() if key != id(self._pale))
            paths = [*done, *([stroke_path(self._live)] if self._live else [])]
            self.layer.redraw(paths, self.brush, area)
        self.painted.emit(area or QRectF(0, 0, self.layer.side, self.layer.side))

    def set_pale(self, stroke: Stroke | None) -> None:
        """Leave this stroke out of the picture; None for none."""
        if stroke is not self._pale:
            self._pale = stroke
            self._repaint()

    @property
    def pale(self) -> QPainterPath | None:
        """The line that is left out of the picture, in canvas coordinates."""
        return None if self._pale is None else self._paths.get(id(self._pale))

    def stroke_at(self, point: Point) -> int:
        """The stroke whose ink is there, the last one where they cross; -1: none."""
        reach = self.brush / 2
        hit = (k for k in range(len(self._done) - 1, -1, -1) if distance_from(self._done[k], point) <= reach)
        return next(hit, -1)

    # ---- the pen
    def pen_down(self, at: Point, erase: bool) -> None:
        """Begin a stroke there, or erase from there on."""
        self.pen_up()
        self._before, self.erasing, self.pen = self._done, erase, at
        if erase:
            self._erase(at, at)
        elif clipped(at, at):
            self._begin(at)

    def pen_to(self, to: Point) -> None:
        """Go on to there. What lies outside the canvas is cut off at its border."""
        start, self.pen = self.pen, to
        if self._before is None:
            return
        if self.erasing:
            self._erase(start, to)
        elif (inside := clipped(start, to)) is None:
            self._finish_stroke()
        else:
            if not self._live:
                self._begin(inside[0])
            self._extend(inside[1])
            if inside[1] != to:
                self._finish_stroke()

    def pen_up(self) -> None:
        """Lift the pen: what it did since it came down is one step of undo."""
        if self._before is None:
            return
        self._finish_stroke()
        before, self._before = self._before, None
        self.erasing = False
        if not _same(before, self._done):
            self.history.remember(before)
            self.history_changed.emit()

    def forget(self) -> None:
        """Lift the pen as if it had not come down."""
        if self._before is not None:
            before, self._before, self._live, self.erasing = self._before, None, [], False
            self._go_to(before)

    @property
    def is_tap(self) -> bool:
        """Whether the pen is down where it came down, and has drawn nothing but a dot."""
        return len(self._live) == 1 and self._before is not None and _same(self._before, self._done)

    def _begin(self, at: Point) -> None:
        self._live = [at]
        if self.layer.side:
            self.layer.add(QPainterPath(QPointF(*at)), self.brush)
        self._drew(at)

    def _extend(self, to: Point) -> None:
        """Add a point. What no later point can change goes into the picture; ``tail`` is the rest."""
        live = self._live
        if math.dist(live[-1], to) < _SPACING:
            return
        live.append(to)
        if len(live) > 2 and self.layer.side:
            piece = QPainterPath(QPointF(*_settled(live[-4:-1])))
            enter, leave = corner(*live[-3:])
            piece.lineTo(*enter)
            piece.quadTo(*live[-2], *leave)
            self.layer.add(piece, self.brush)
        self._drew(*live[-3:])

    def tail(self) -> QPainterPath | None:
        """The end of the stroke being drawn, which is not in the picture yet."""
        if len(self._live) < 2:
            return None
        path = QPainterPath(QPointF(*_settled(self._live[-3:])))
        path.lineTo(*self._live[-1])
        return path

    def _finish_stroke(self) -> None:
        if not self._live:
            return
        if self.layer.side and (tail := self.tail()):
            self.layer.add(tail, self.brush)
        stroke = self._live_stroke()
        self._paths[id(stroke)] = stroke_path(self._live)
        self._live = []
        self._done = (*self._done, stroke)

    def _live_stroke(self) -> Stroke:
        return frozen(np.array(self._live, dtype=np.float64))

    def _drew(self, *points: Point) -> None:
        self.painted.emit(self.area(*points))
        self.changed.emit()

    def crosses(self, area: QRectF) -> bool:
        """Whether there is ink in a rectangle of logical pixels."""
        side, reach = self.layer.side, self.brush * self.layer.side / 2
        low = area.left() - reach, area.top() - reach
        high = area.right() + reach, area.bottom() + reach
        return any(((s * side > low) & (s * side < high)).all(axis=1).any() for s in self.strokes)

    def area(self, *points: Point) -> QRectF:
        """The rectangle, in logical pixels, that pen or eraser can reach from these points."""
        side = self.layer.side
        reach = max(_ERASER, 0.5) * self.brush * side + 4
        xs, ys = [p[0] * side for p in points], [p[1] * side for p in points]
        return QRectF(QPointF(min(xs) - reach, min(ys) - reach), QPointF(max(xs) + reach, max(ys) + reach))

    @property
    def eraser_radius(self) -> float:
        """As a share of the canvas."""
        return self.brush * _ERASER

    def _erase(self, start: Point, to: Point) -> None:
        left = erased(self._done, start, to, self.eraser_radius)
        if not _same(left, self._done):
            reach = self.brush * self.layer.side  # rounding may move the line next to a cut a little
            self._show(left, self.area(start, to).adjusted(-reach, -reach, reach, reach))
            self.changed.emit()


def _settled(points: Sequence[Point]) -> Point:
    """Up to where the line that ends with these one to three points stays as it is whatever comes next."""
    return corner(*points)[1] if len(points) == 3 else points[0]


def _same(a: Strokes, b: Strokes) -> bool:
    return [*map(id, a)] == [*map(id, b)]
