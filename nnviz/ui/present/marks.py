"""What a teacher points with: laser dot, spotlight, lens and pen, the same on the laptop and in the room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from nnviz.ui.theme import Theme, with_alpha
from nnviz.ui.widgets.painted import round_pen

Tool = Literal["pointer", "spotlight", "lens", "draw"]
#: The pointer hides when it has rested for so long.
IDLE_MS: Final = 3000
DIMMED: Final = 0.35  # what is left of the light beside a spotlight
MAGNIFIED: Final = 2.0
#: Lengths in a room 1080 px high.
_DOT, _HALO, _RING, _PEN = 13.0, 30.0, 4.0, 8.0
_SPOT, _LENS = 190.0, 210.0
MOST_POINTS: Final = 20_000


class Marks(QObject):
    """Where it is pointed and what was drawn, in 0..1 of the room's picture. ``changed``: something moved."""

    changed = Signal()
    tool_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tool: Tool = "pointer"
        self.at: QPointF | None = None
        self.strokes: list[list[QPointF]] = []
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self.leave)

    def choose(self, tool: Tool) -> None:
        """Point with that from now on."""
        if tool != self.tool:
            self.tool = tool
            self.tool_changed.emit()
            self.changed.emit()

    def move(self, at: QPointF) -> None:
        """The pointer is there; a laser dot that rests goes out by itself."""
        self.at = at
        if self.tool == "pointer":
            self._idle.start()
        self.changed.emit()

    @Slot()
    def leave(self) -> None:
        """Nothing is pointed at."""
        self._idle.stop()
        if self.at is not None:
            self.at = None
            self.changed.emit()

    def begin_stroke(self, at: QPointF) -> None:
        """The pen is put down."""
        self.strokes.append([at])
        self.changed.emit()

    def draw_to(self, at: QPointF) -> None:
        """The pen moves on."""
        if self.strokes and sum(map(len, self.strokes)) < MOST_POINTS:
            self.strokes[-1].append(at)
        self.changed.emit()

    @Slot()
    def clear(self) -> None:
        """What was drawn goes, as with every new step."""
        if self.strokes:
            self.strokes = []
            self.tool_changed.emit()
            self.changed.emit()


def paint_marks(
    painter: QPainter, box: QRectF, marks: Marks, theme: Theme, magnified: Callable[[], QPixmap]
) -> None:
    """Over the room's picture in ``box``. ``magnified`` is that picture ``MAGNIFIED`` times as large."""
    unit = box.height() / 1080
    painter.save()
    painter.setClipRect(box)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _strokes(painter, box, marks, QPen(round_pen(theme.gradient, _PEN * unit)))
    if marks.at is not None:
        at = _placed(marks.at, box)
        if marks.tool == "pointer":
            _dot(painter, at, unit, theme.accent())
        elif marks.tool == "spotlight":
            _spotlight(painter, box, at, _SPOT * unit)
        elif marks.tool == "lens":
            _lens(painter, box, at, _LENS * unit, theme, magnified())
    painter.restore()


def _placed(at: QPointF, box: QRectF) -> QPointF:
    return QPointF(box.left() + at.x() * box.width(), box.top() + at.y() * box.height())


def _strokes(painter: QPainter, box: QRectF, marks: Marks, pen: QPen) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    for stroke in marks.strokes:
        path = QPainterPath(_placed(stroke[0], box))
        for point in stroke[1:] or stroke:
            path.lineTo(_placed(point, box))
        painter.drawPath(path)


def _dot(painter: QPainter, at: QPointF, unit: float, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(with_alpha(colour, 0.16))
    painter.drawEllipse(at, _HALO * unit, _HALO * unit)
    painter.setPen(QPen(QColor("white"), _RING * unit))
    painter.setBrush(colour)
    painter.drawEllipse(at, _DOT * unit, _DOT * unit)


def _spotlight(painter: QPainter, box: QRectF, at: QPointF, radius: float) -> None:
    dark = QPainterPath()
    dark.addRect(box)
    dark.addEllipse(at, radius, radius)  # odd and even: what lies in both is left out
    painter.fillPath(dark, with_alpha(QColor("black"), 1 - DIMMED))


def _lens(painter: QPainter, box: QRectF, at: QPointF, radius: float, theme: Theme, picture: QPixmap) -> None:
    rim = QPainterPath()
    rim.addEllipse(at, radius, radius)
    painter.save()
    painter.setClipPath(rim, Qt.ClipOperation.IntersectClip)
    place = QRectF(
        at.x() - (at.x() - box.left()) * MAGNIFIED,
        at.y() - (at.y() - box.top()) * MAGNIFIED,
        box.width() * MAGNIFIED,
        box.height() * MAGNIFIED,
    )
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawPixmap(place, picture, QRectF(picture.rect()))
    painter.restore()
    painter.strokePath(rim, QPen(theme.text(), 6 * box.height() / 1080))
