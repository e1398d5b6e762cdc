"""How drawn points look, and the marks of the tools that draw them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from nnviz.data.drawn import Points
from nnviz.data.planar import EXTENT
from nnviz.drawing.look import MAX_CLASSES
from nnviz.ui.theme import Theme

_DOT = 3.2  # px at theme unit 1


@dataclass(frozen=True)
class Brush:
    """Paints a plane that is ``side`` px wide, with points of classes or of ``values``."""

    theme: Theme
    side: float
    values: bool

    def colour(self, label: float) -> QColor:
        """The colour of a class or, of values, of the value."""
        if self.values:
            return self.theme.signed(label)
        return self.theme.class_colour(int(label), MAX_CLASSES)

    def _at(self, x1: float, x2: float) -> QPointF:
        scale = self.side / (2 * EXTENT)
        return QPointF((x1 + EXTENT) * scale, (EXTENT - x2) * scale)

    def ground(self, painter: QPainter, *, focused: bool) -> None:
        """The empty plane with its axes."""
        theme, side, middle = self.theme, self.side, self.side / 2
        edge = theme.accent() if focused else theme.surface("outline")
        painter.setPen(QPen(edge, theme.line("focus") if focused else theme.line("hairline")))
        painter.setBrush(theme.surface("stage"))
        painter.drawRoundedRect(QRectF(0.5, 0.5, side - 1, side - 1), theme.px(8), theme.px(8))
        painter.setPen(QPen(theme.surface("hairline"), theme.line("hairline")))
        painter.drawLine(QPointF(middle, 1), QPointF(middle, side - 1))
        painter.drawLine(QPointF(1, middle), QPointF(side - 1, middle))

    def points(self, painter: QPainter, points: Points) -> None:
        """A dot for each point."""
        radius = self.theme.unit * _DOT
        painter.setPen(QPen(self.theme.surface("outline" if self.values else "stage"), 1))
        for x1, x2, label in points:
            painter.setBrush(self.colour(label))
            painter.drawEllipse(self._at(x1, x2), radius, radius)

    def held(self, painter: QPainter, x1: float, x2: float) -> None:
        """A ring around the point that is being moved."""
        radius = 2 * self.theme.unit * _DOT
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.theme.accent(), self.theme.line("focus")))
        painter.drawEllipse(self._at(x1, x2), radius, radius)

    def hint(self, painter: QPainter, text: str) -> None:
        """A sentence at the foot, in the painter's font."""
        theme, margin = self.theme, self.theme.px(10)
        flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter)
        room = QRectF(margin, margin, self.side - 2 * margin, self.side - 2 * margin)
        box = painter.boundingRect(room, flags, text)
        box.moveBottom(room.bottom())
        ground = theme.surface("stage")
        ground.setAlphaF(0.85)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box.adjusted(-4, -2, 4, 2), 4, 4)
        painter.setPen(theme.text("secondary"))
        painter.drawText(QRectF(room.left(), box.top(), room.width(), box.height() + 2), flags, text)

    def eraser(self, painter: QPainter, at: QPointF, reach: float) -> None:
        """A ring around what would be erased, ``reach`` being in units of the plane."""
        radius = reach * self.side / (2 * EXTENT)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.theme.accent(), self.theme.line("playhead"), Qt.PenStyle.DashLine))
        painter.drawEllipse(at, radius, radius)

    def next_point(self, painter: QPainter, at: QPointF, label: float) -> None:
        """A ring in the colour that would be painted."""
        radius = self.theme.unit * _DOT + 2
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.colour(label), self.theme.line("focus")))
        painter.drawEllipse(at, radius, radius)

    def cross(self, painter: QPainter, at: QPointF) -> None:
        """Where the keys are."""
        far, near = self.theme.px(10), self.theme.px(6)
        painter.setPen(QPen(self.theme.accent(), self.theme.line("playhead")))
        for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            painter.drawLine(at + QPointF(x, y) * near, at + QPointF(x, y) * far)


class PointLayer:
    """All points as a picture, to which those painted since are added: thousands cost no more than a few."""

    def __init__(self) -> None:
        self._picture = QPixmap()
        self._key: tuple[Brush, float] | None = None
        self._points: Points = ()

    def paint(self, painter: QPainter, brush: Brush, points: Points, ratio: float) -> None:
        """Paint ``points`` for a screen of that device ratio."""
        known = len(self._points)
        if self._key != (brush, ratio) or points[:known] != self._points:
            side = round(brush.side * ratio)
            self._picture = QPixmap(side, side)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            self._key, known = (brush, ratio), 0
        if len(points) > known:
            adding = QPainter(self._picture)
            adding.setRenderHint(QPainter.RenderHint.Antialiasing)
            brush.points(adding, points[known:])
            adding.end()
        self._points = points
        painter.drawPixmap(0, 0, self._picture)
