"""The canvas's picture: paper, grid and ink in a pixmap to which each pen event adds its own piece."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap, QTransform

from nnviz.data.pen_line import Point, corner
from nnviz.ui.theme import Theme, mix
from nnviz.ui.widgets.painted import round_pen

_CELLS = 8  # lines of the grid stand where the network's own pixels meet


def stroke_path(points: Sequence[Point]) -> QPainterPath:
    """The smooth line through at least one point, in canvas coordinates."""
    path = QPainterPath(QPointF(*points[0]))
    for i in range(1, len(points) - 1):
        enter, leave = corner(points[i - 1], points[i], points[i + 1])
        path.lineTo(*enter)
        path.quadTo(*points[i], *leave)
    path.lineTo(*points[-1])
    return path


class InkLayer:
    """Two opaque pixmaps of one size, the empty paper and the paper with the ink on it."""

    def __init__(self) -> None:
        self.side = 0
        self.ratio = 0.0
        self._radius = 0.0
        self._ink = QColor()
        self._paper = QPixmap()
        self.pixmap = QPixmap()

    def reset(self, side: int, ratio: float, theme: Theme) -> None:
        """Empty paper of ``side`` logical pixels at the device's ratio, in the colours of ``theme``."""
        self.side, self.ratio = side, ratio
        self._radius = float(theme.px(10))
        self._ink = theme.pixel(1.0)
        paper = QPixmap(round(side * ratio), round(side * ratio))
        paper.setDevicePixelRatio(ratio)
        paper.fill(theme.surface("panel"))
        painter = QPainter(paper)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipPath(self._outline())
        painter.fillRect(QRectF(0, 0, side, side), theme.surface("inset"))
        line = mix(theme.surface("inset"), theme.surface("hairline"), 0.55)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for i in range(1, _CELLS):
            at = round(i * side / _CELLS)
            painter.fillRect(QRectF(at, 0, 1, side), line)
            painter.fillRect(QRectF(0, at, side, 1), line)
        painter.end()
        self._paper, self.pixmap = paper, paper.copy()

    def _outline(self) -> QPainterPath:
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(0, 0, self.side, self.side), self._radius, self._radius)
        return outline

    def redraw(self, paths: Iterable[QPainterPath], brush: float, area: QRectF | None = None) -> None:
        """Paper and these lines anew, in ``area`` (logical pixels) or everywhere."""
        whole = QRectF(0, 0, self.side, self.side)
        area = whole if area is None else QRectF(area.toAlignedRect()) & whole
        painter = QPainter(self.pixmap)
        painter.setClipRect(area)
        ratio = self.ratio
        source = QRectF(area.x() * ratio, area.y() * ratio, area.width() * ratio, area.height() * ratio)
        painter.drawPixmap(area, self._paper, source)
        painter.setClipPath(self._outline(), Qt.ClipOperation.IntersectClip)
        reach = brush * self.side / 2 + 1
        for path in paths:
            if self.bounds(path).adjusted(-reach, -reach, reach, reach).intersects(area):
                self.stroke(painter, path, brush)
        painter.end()

    def add(self, path: QPainterPath, brush: float) -> None:
        """One more piece of line."""
        painter = QPainter(self.pixmap)
        reach = brush * self.side / 2 + self._radius
        if not QRectF(reach, reach, self.side - 2 * reach, self.side - 2 * reach).contains(self.bounds(path)):
            painter.setClipPath(self._outline())
        self.stroke(painter, path, brush)
        painter.end()

    def bounds(self, path: QPainterPath) -> QRectF:
        """The rectangle around a line's middle, in logical pixels; a single point has no size."""
        box = path.controlPointRect()
        side = self.side
        return QRectF(box.x() * side, box.y() * side, box.width() * side + 1e-6, box.height() * side + 1e-6)

    def stroke(self, painter: QPainter, path: QPainterPath, brush: float) -> None:
        """Draw a line, given in canvas coordinates, with a round pen of ``brush`` times the canvas."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = round_pen(self._ink, brush * self.side)
        if path.elementCount() == 1:
            painter.setPen(pen)
            start = path.elementAt(0)
            painter.drawPoint(QPointF(start.x, start.y) * self.side)
        else:
            painter.strokePath(QTransform.fromScale(self.side, self.side).map(path), pen)
