"""The loss over two numbers of the network, and the path of each run over it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.drawing.lessons.figures import written
from nnviz.drawing.look import mix
from nnviz.drawing.race.contours import contour, levels_of, shade_of
from nnviz.drawing.race.scene import RaceScene
from nnviz.training.race import Lane
from nnviz.ui.theme import Theme, with_alpha
from nnviz.ui.widgets.painted import PaintedWidget, pixel_image, round_pen

_MOST_DOTS = 120  # updates of a path that are dots as well
_SIDES = (46, 30, 18, 34)  # px at unit 1: left, top, right, bottom


@dataclass(frozen=True, eq=False)
class Surface:
    """``losses`` (rows, columns) where the first number is ``across`` and the second ``up``."""

    across: NDArray[np.float64]
    up: NDArray[np.float64]
    losses: NDArray[np.float64]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """From where to where across, and from where to where up."""
        return float(self.across[0]), float(self.across[-1]), float(self.up[0]), float(self.up[-1])


class RacePlot(PaintedWidget):
    """``start_requested(x, y)``: all are to start there, asked for by a click while `picking`."""

    start_requested = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._surface: Surface | None = None
        self._scene: RaceScene | None = None
        self._names = ("", "")
        self._ground: QImage | None = None
        self._lines: list[NDArray[np.float64]] = []
        self._factor = 1.0
        self.picking = False
        self.setMinimumSize(260, 220)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Loss over two weights"))

    def sizeHint(self) -> QSize:
        return QSize(640, 520)

    # ---- what is shown
    def show_surface(self, surface: Surface | None, names: tuple[str, str]) -> None:
        """Another surface, over the numbers of these names."""
        self._surface, self._names, self._ground = surface, names, None
        self._lines = []
        if surface is not None:
            levels, self._factor = levels_of(surface.losses)
            self._lines = [contour(surface.losses, surface.across, surface.up, float(at)) for at in levels]
        self.update()

    def show_scene(self, scene: RaceScene | None) -> None:
        """Where all are now."""
        self._scene = scene
        lanes = () if scene is None else scene.lanes
        words = [self._said(scene, lane) for lane in lanes if scene is not None]
        self.setAccessibleDescription(" ".join(words))
        self.update()

    def _said(self, scene: RaceScene, lane: Lane) -> str:
        one, other = lane.path[scene.place(lane)]
        text = self.tr("{letter} at {x}, {y}.")
        return text.format(letter=lane.letter, x=written(float(one), 3), y=written(float(other), 3))

    def set_theme(self, theme: Theme) -> None:
        self._ground = None
        super().set_theme(theme)

    # ---- places
    @property
    def _room(self) -> QRectF:
        left, top, right, bottom = (self._theme.px(side) for side in _SIDES)
        return QRectF(left, top, max(1, self.width() - left - right), max(1, self.height() - top - bottom))

    def at(self, x: float, y: float) -> QPointF:
        """Where these two numbers are in the picture."""
        room = self._room
        low, high, bottom, top = self._surface.box if self._surface is not None else (0.0, 1.0, 0.0, 1.0)
        return QPointF(
            room.left() + room.width() * (x - low) / (high - low),
            room.bottom() - room.height() * (y - bottom) / (top - bottom),
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        room, surface = self._room, self._surface
        if not self.picking or surface is None or not room.contains(event.position()):
            super().mousePressEvent(event)
            return
        low, high, bottom, top = surface.box
        share = event.position() - room.topLeft()
        x = low + (high - low) * share.x() / room.width()
        y = top - (top - bottom) * share.y() / room.height()
        self.start_requested.emit(x, y)

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.surface("stage"))
        if self._surface is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_ground(painter, self._surface)
            painter.save()
            painter.setClipRect(self._room)
            if self._scene is not None:
                for lane in self._scene.lanes:
                    self._paint_path(painter, self._scene, lane)
            painter.restore()
            self._paint_axes(painter, self._surface)
            if self._scene is not None:
                self._paint_start(painter, self._scene)
                self._paint_heads(painter, self._scene)
        painter.end()

    def _paint_ground(self, painter: QPainter, surface: Surface) -> None:
        """Neutral lightness, since a loss has no sign, under lines a constant factor apart."""
        theme, room = self._theme, self._room
        if self._ground is None:
            look = theme.look
            deep, high = look.surface("stage"), look.surface("pressed")
            shades = np.array([mix(deep, high, k / 255) for k in range(256)], dtype=np.uint32)
            self._ground = pixel_image(shades[np.rint(255 * shade_of(surface.losses[::-1])).astype(int)])
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(room, self._ground)
        pen = QPen(with_alpha(theme.text("tertiary"), 0.55), 1)
        painter.setPen(pen)
        origin = self.at(0, 0)
        across, up = self.at(1, 0).x() - origin.x(), self.at(0, 1).y() - origin.y()
        for pieces in self._lines:
            path = QPainterPath()
            for (x0, y0), (x1, y1) in pieces.tolist():
                path.moveTo(origin.x() + x0 * across, origin.y() + y0 * up)
                path.lineTo(origin.x() + x1 * across, origin.y() + y1 * up)
            painter.strokePath(path, pen)

    def _paint_path(self, painter: QPainter, scene: RaceScene, lane: Lane) -> None:
        theme = self._theme
        colour = QColor.fromRgb(scene.entrants[lane.letter].colour)
        now = scene.place(lane)
        points = [self.at(*point) for point in lane.path.tolist() if np.isfinite(point).all()]
        later = QColor(colour)
        later.setAlphaF(0.28)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(round_pen(later, theme.px(1)))
        if scene.ahead:
            painter.drawPolyline(QPolygonF(points[now:]))
        painter.setPen(round_pen(colour, theme.px(2)))
        painter.drawPolyline(QPolygonF(points[: now + 1]))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        step = max(1, len(points) // _MOST_DOTS)
        for point in points[: now + 1 : step]:
            painter.drawEllipse(point, 1.8 * theme.unit, 1.8 * theme.unit)

    def _paint_axes(self, painter: QPainter, surface: Surface) -> None:
        theme, room = self._theme, self._room
        font = theme.font("caption")
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(theme.text("tertiary"))
        low, high, bottom, top = surface.box
        flags = Qt.AlignmentFlag
        for value in _ticks(low, high):
            box = QRectF(self.at(value, 0).x() - 40, room.bottom() + 3, 80, metrics.height())
            painter.drawText(box, flags.AlignHCenter | flags.AlignTop, written(value, 3))
        for value in _ticks(bottom, top):
            box = QRectF(0, self.at(0, value).y() - metrics.height(), room.left() - 6, 2 * metrics.height())
            painter.drawText(box, flags.AlignRight | flags.AlignVCenter, written(value, 3))
        painter.setPen(theme.text())
        line = QRectF(room.left(), 0, room.width(), room.top())
        painter.drawText(line, flags.AlignLeft | flags.AlignVCenter, f"↑ {self._names[1]}")
        foot = QRectF(room.left(), room.bottom() + metrics.height() + 2, room.width(), metrics.height())
        painter.drawText(foot, flags.AlignRight | flags.AlignVCenter, f"{self._names[0]} →")
        if self._lines:
            painter.setPen(theme.text("tertiary"))
            text = self.tr("a dot is an update; from line to line the loss × {factor}")
            painter.drawText(
                line, flags.AlignRight | flags.AlignVCenter, text.format(factor=written(self._factor, 2))
            )

    def _paint_start(self, painter: QPainter, scene: RaceScene) -> None:
        if not scene.lanes:
            return
        theme, lane = self._theme, scene.lanes[0]
        at, radius = self.at(*lane.path[0].tolist()), 6 * theme.unit
        painter.setPen(QPen(theme.text(), 2.5 * theme.unit))
        painter.setBrush(theme.surface("stage"))
        painter.drawEllipse(at, radius, radius)
        painter.setFont(theme.font("caption", weight="semibold"))
        painter.setPen(theme.text())
        text = self.tr("start, loss {loss}").format(loss=written(float(lane.losses[0]), 3))
        metrics = QFontMetricsF(painter.font())
        half, room = metrics.horizontalAdvance(text) / 2, self._room
        x = min(max(at.x() - half, room.left() + 2), room.right() - 2 * half)
        away = 52 * theme.unit  # beyond the letters of all who stand there
        below = at.y() + away + metrics.ascent() < room.bottom()
        painter.drawText(QPointF(x, at.y() + (away + metrics.ascent() if below else -away)), text)

    def _paint_heads(self, painter: QPainter, scene: RaceScene) -> None:
        """A dot where each is, with its letter on a stalk that leads away from the others."""
        theme, room = self._theme, self._room
        heads = []
        for lane in scene.lanes:
            point = self.at(*lane.path[scene.place(lane)].tolist())
            inside = room.adjusted(-1, -1, 1, 1).contains(point)
            heads.append((lane, point if inside else _pulled(point, room), inside))
        side = theme.px(20)
        for place, (lane, point, inside) in enumerate(heads):
            colour = QColor.fromRgb(scene.entrants[lane.letter].colour)
            angle = 2 * np.pi * place / max(1, len(heads)) - np.pi / 3
            badge = point + QPointF(np.cos(angle), np.sin(angle)) * (1.7 * side)
            badge.setX(min(max(badge.x(), room.left() + side / 2), room.right() - side / 2))
            badge.setY(min(max(badge.y(), room.top() + side / 2), room.bottom() - side / 2))
            painter.setPen(QPen(colour, theme.unit))
            painter.drawLine(point, badge)
            painter.setPen(QPen(theme.surface("stage"), theme.unit))
            painter.setBrush(colour if inside else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(point, 4.5 * theme.unit, 4.5 * theme.unit)
            box = QRectF(badge.x() - side / 2, badge.y() - side / 2, side, side)
            outlined = scene.entrants[lane.letter].outlined
            painter.setPen(QPen(colour, 2 * theme.unit) if outlined else Qt.PenStyle.NoPen)
            painter.setBrush(theme.surface("stage") if outlined else colour)
            painter.drawRoundedRect(box, side * 0.25, side * 0.25)
            painter.setFont(theme.font("label", weight="bold"))
            painter.setPen(colour if outlined else theme.surface("stage"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, lane.letter)


def _pulled(point: QPointF, room: QRectF) -> QPointF:
    """The nearest place of the picture to one that is outside of it."""
    x, y = (value if np.isfinite(value) else 1e6 for value in (point.x(), point.y()))
    return QPointF(min(max(x, room.left()), room.right()), min(max(y, room.top()), room.bottom()))


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers between, four to eight of them."""
    power = 10.0 ** np.floor(np.log10((high - low) / 5))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= (high - low) / 8)
    return [
        float(round(step * k, 12)) for k in range(int(np.ceil(low / step)), int(np.floor(high / step)) + 1)
    ]
