"""The plane where real and made points meet: verdict or density, the sheet of noise, points and arrows."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from nnviz.data.modes import Modes
from nnviz.drawing.generate.arrows import EVERY, arrows
from nnviz.drawing.generate.ground import Ground
from nnviz.drawing.generate.meeting import SHOWN, Meeting, nearest
from nnviz.drawing.plane.points import as_point, shares
from nnviz.ui.generate.square_canvas import Floats, SquareCanvas
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import with_alpha
from nnviz.ui.widgets.painted import pixel_image

_FINEST = 420  # pixels across that the ground is worked out in
_NEAR = 12.0  # px from a point that still count as on it
_LONGEST = 34.0  # px at unit 1 of an arrow


class MeetCanvas(SquareCanvas):
    """A click follows a made point: ``point_chosen(int)``, Page Up and Page Down that before or after:
    ``step_requested(int)``."""

    point_chosen = Signal(int)
    step_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._meeting: Meeting | None = None
        self._ground: Ground | None = None
        self._modes: Modes | None = None
        self._at: Floats | None = None
        self._image, self._image_key = QImage(), object()
        self.setAccessibleName(self.tr("Plane of real and made points"))

    # ---- what is shown
    def show_meeting(
        self, meeting: Meeting | None, ground: Ground | None, modes: Modes | None, at: Floats | None
    ) -> None:
        """Other points, or another ground; ``at`` (2,) is where the one is that is followed."""
        self._meeting, self._ground, self._modes, self._at = meeting, ground, modes, at
        self.update()

    # ---- painting
    def paint_plane(self, painter: QPainter, side: float) -> None:
        self._paint_ground(painter, side)
        if self._meeting is None:
            return
        if self._modes is not None:
            self.paint_modes(painter, self._modes, side)
        self._paint_sheet(painter, self._meeting, side)
        self.paint_real(painter, self._meeting.real[:SHOWN], side)
        self.paint_made(painter, self._meeting.made[:SHOWN], side)
        self._paint_arrows(painter, self._meeting, side)
        self._paint_followed(painter, side)

    def _paint_ground(self, painter: QPainter, side: float) -> None:
        if self._ground is None:
            return
        size = min(_FINEST, max(2, round(side * device_ratio(self))))
        key = (self._ground, size, self._theme)
        if key != self._image_key:
            self._image_key = key
            self._image = pixel_image(self._ground.field.pixels(size, "smooth", self._theme.look))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(0, 0, side, side), self._image)

    def _paint_sheet(self, painter: QPainter, meeting: Meeting, side: float) -> None:
        if meeting.sheet is None:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(with_alpha(self._theme.text(), 0.32), 0.7 * self._theme.unit))
        for line in meeting.sheet:
            known = line[np.isfinite(line).all(axis=1)]
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in (shares(known) * side).tolist()]))

    def _paint_arrows(self, painter: QPainter, meeting: Meeting, side: float) -> None:
        if meeting.gradient is None:
            return
        theme = self._theme
        chosen, ways = arrows(meeting.gradient, _LONGEST * theme.unit)
        pen = QPen(theme.gradient, 1.6 * theme.unit)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        starts = shares(meeting.made[:SHOWN:EVERY][chosen]) * side
        for (x, y), (right, up) in zip(starts.tolist(), ways.tolist(), strict=True):
            way = QPointF(right, -up)
            length = float(np.hypot(right, up))
            end, tip = QPointF(x, y) + way, min(5.0 * theme.unit, length / 2)
            along = way * (tip / length)
            across = QPointF(-along.y(), along.x()) * 0.6
            painter.drawLine(QLineF(QPointF(x, y), end))
            painter.drawLines([QLineF(end, end - along + across), QLineF(end, end - along - across)])

    def _paint_followed(self, painter: QPainter, side: float) -> None:
        if self._at is None or not np.isfinite(self._at).all():
            return
        theme = self._theme
        x, y = (shares(self._at[np.newaxis]) * side)[0].tolist()
        painter.setPen(QPen(theme.accent(), 2.5 * theme.unit))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(x, y), 7 * theme.unit, 7 * theme.unit)

    # ---- pointer and keys
    def mousePressEvent(self, event: QMouseEvent) -> None:
        area, at = self.area, event.position()
        if event.button() != Qt.MouseButton.LeftButton or self._meeting is None or not area.contains(at):
            event.ignore()
            return
        side = area.width()
        point = as_point((at.x() - area.x()) / side, (at.y() - area.y()) / side)
        (zero, _), (one, _) = shares(np.array([[0.0, 0.0], [1.0, 0.0]])).tolist()
        reach = _NEAR * self._theme.unit / (side * (one - zero))
        near = nearest(self._meeting.made, point, reach)
        if near is not None:
            self.point_chosen.emit(near)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()), 0)
        if not step or self._meeting is None:
            event.ignore()
            return
        self.step_requested.emit(step)
