"""The map itself: ground, points, the undecided line, and the crosshair of the point that is looked at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.data.planar import EXTENT
from nnviz.drawing.numbers import MINUS, plain
from nnviz.drawing.plane.field import Field, Shades
from nnviz.drawing.plane.points import PointAt, as_point, share_of
from nnviz.ui.plain import show_tip
from nnviz.ui.playground.map_points import NEAR, MapPoints
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import with_alpha
from nnviz.ui.widgets.painted import PaintedWidget, framed

Point = tuple[float, float]
FINEST = 420  # pixels across that the ground is worked out in; beyond, it is enlarged
_PALE = 0.15  # of the samples that are not looked at
STEP, SMALL_STEP = 0.25, 0.05  # of x1 and x2, for an arrow key
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class MapCanvas(PaintedWidget):
    """A square that the pointer and the arrow keys move a point over.

    ``point_hovered`` is emitted with (x1, x2), or None when the pointer has left and no point is kept; a
    click keeps the point where it is, or asks for the sample under the pointer.
    """

    point_hovered = Signal(object)
    sample_requested = Signal(str, int)
    tip_requested = Signal(object)  # PointAt | None: answered by set_tip

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field: Field | None = None
        self._shades: Shades = "smooth"
        self._points: MapPoints | None = None
        self._point: Point | None = None
        self._kept: Point | None = None
        self._sample: PointAt | None = None
        self._wrong: Sequence[PointAt] = ()
        self._ground, self._lines = QImage(), list[QLineF]()
        self._pixels = np.empty((0, 0), dtype=np.uint32)  # the ground's: QImage does not own them
        self._ground_key: object = None
        self._tip = ""
        self._named = self._only_wrong = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    # ---- what is shown
    def set_points(self, points: MapPoints | None) -> None:
        """Other samples."""
        self._points, self._sample, self._kept, self._wrong = points, None, None, ()
        self.update()

    def set_field(self, field: Field | None) -> None:
        """What the network has learned; None: nothing yet."""
        self._field = field
        self.update()

    def set_shades(self, shades: Shades) -> None:
        """Smooth colours, or the decision alone."""
        self._shades = shades
        self.update()

    def set_point(self, point: Point | None) -> None:
        """Put the crosshair somewhere else, or away."""
        if point != self._point:
            self._point = point
            self.update()

    def set_sample(self, sample: PointAt | None) -> None:
        """Mark the sample that is shown."""
        if sample != self._sample:
            self._sample = sample
            self.update()

    def set_wrong(self, wrong: Sequence[PointAt]) -> None:
        """Ring the samples whose answer is wrong."""
        if wrong != self._wrong:
            self._wrong = wrong
            self.update()

    def set_only_wrong(self, on: bool) -> None:
        """Whether all the other samples are pale."""
        self._only_wrong = on
        self.update()

    def set_named(self, on: bool) -> None:
        """Whether the axes are named, with the numbers at their ends."""
        self._named = on
        self.update()

    def set_tip(self, text: str) -> None:
        """What a tooltip says, until it is asked for anew."""
        self._tip = text

    @property
    def point(self) -> Point | None:
        return self._point

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return width

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(368), self._theme.px(368))

    def minimumSizeHint(self) -> QSize:
        return QSize(150, 150)

    @property
    def area(self) -> QRectF:
        """The square of the plane within the widget."""
        side = float(min(self.width(), self.height()))
        return QRectF((self.width() - side) // 2, (self.height() - side) // 2, side, side)

    def place_of(self, point: Point) -> QPointF:
        """Where a point of the plane is, in px of the widget."""
        x, y = share_of(*point)
        area = self.area
        return QPointF(area.x() + x * area.width(), area.y() + y * area.height())

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, area, dpr = self._theme, self.area, device_ratio(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = 8.0 * theme.unit
        clip = QPainterPath()
        clip.addRoundedRect(area, radius, radius)
        self._prepare(round(area.width() * dpr))
        painter.save()
        painter.setClipPath(clip)
        painter.translate(area.topLeft())
        side = area.width()
        if self._ground.isNull():
            painter.fillRect(QRectF(0, 0, side, side), theme.surface("stage"))
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(0, 0, side, side), self._ground)
        self._paint_lines(painter, side)
        if self._points is not None:
            painter.setOpacity(_PALE if self._only_wrong else 1.0)
            painter.drawPixmap(QPointF(0, 0), self._points.layer(side, dpr, theme))
            painter.setOpacity(1.0)
            if self._only_wrong:
                self._points.paint_some(painter, self._wrong, side, theme)
            self._points.paint_wrong(painter, self._wrong, side, theme)
        self._paint_marks(painter, side)
        if self._named:
            self._paint_names(painter, side)
        painter.restore()
        focused = framed(self)
        edge = theme.accent() if focused else theme.surface("outline")
        painter.setPen(QPen(edge, theme.line("focus" if focused else "hairline")))
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.end()

    def _prepare(self, pixels: int) -> None:
        """Work out the ground and the lines, where they are others than those painted last."""
        key = (self._field, self._shades, pixels, self._theme)
        if key == self._ground_key:
            return
        self._ground_key = key
        if self._field is None or pixels < 2:
            self._ground, self._lines = QImage(), []
            return
        size = pixels if pixels <= FINEST else -(-pixels // 2)
        colors = self._field.pixels(size, self._shades, self._theme.look)
        image = QImage(colors.data, size, size, size * 4, QImage.Format.Format_RGB32)
        self._ground, self._pixels = image, colors
        self._lines = [QLineF(*piece) for piece in self._field.undecided().tolist()]

    def _paint_lines(self, painter: QPainter, side: float) -> None:
        if not self._lines:
            return
        pen = QPen(self._theme.text(), 1.75 * self._theme.unit / side)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.save()
        painter.scale(side, side)
        painter.setPen(pen)
        painter.drawLines(self._lines)
        painter.restore()

    def _paint_names(self, painter: QPainter, side: float) -> None:
        """The axes' names and ends along the lower and the left edge, on plates of the stage's colour."""
        theme, gap = self._theme, self._theme.px(6)
        metrics, end = QFontMetricsF(theme.font("label")), plain(EXTENT, 0)
        row = side - metrics.height() - gap
        places = (
            (f"{MINUS}{end}", gap, row, 0.0),
            ("x₁", side / 2, row, 0.5),
            (end, side - gap, row, 1.0),
            ("x₂", gap, side / 2, 0.0),
            (end, gap, gap, 0.0),
        )
        painter.setFont(theme.font("label"))
        for text, x, y, share in places:
            width = metrics.horizontalAdvance(text)
            box = QRectF(x - share * width, y, width, metrics.height())
            painter.fillRect(box.adjusted(-3, 0, 3, 0), with_alpha(theme.surface("stage"), 0.8))
            painter.setPen(theme.text())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)

    def _paint_marks(self, painter: QPainter, side: float) -> None:
        """The sample that is shown, and the crosshair."""
        theme = self._theme
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._sample is not None and self._points is not None:
            x, y = self._points.placed.place(self._sample)
            painter.setPen(QPen(theme.accent(), 2.5 * theme.unit))
            painter.drawEllipse(QPointF(x * side, y * side), 8 * theme.unit, 8 * theme.unit)
        if self._point is None:
            return
        there = self.place_of(self._point) - self.area.topLeft()
        x, y, gap = there.x(), there.y(), 10 * theme.unit
        painter.setPen(QPen(with_alpha(theme.accent(), 0.8), theme.line("hairline")))
        for line in ((x, 0, x, y - gap), (x, y + gap, x, side), (0, y, x - gap, y), (x + gap, y, side, y)):
            painter.drawLine(QLineF(*line))
        painter.setPen(QPen(theme.accent(), 2.5 * theme.unit))
        painter.drawEllipse(there, 8 * theme.unit, 8 * theme.unit)

    # ---- mouse
    def _share(self, at: QPointF) -> tuple[float, float]:
        area = self.area
        return (at.x() - area.x()) / area.width(), (at.y() - area.y()) / area.height()

    def sample_at(self, at: QPointF) -> PointAt | None:
        """The sample under the pointer."""
        if self._points is None or not self.area.contains(at):
            return None
        return self._points.placed.nearest(*self._share(at), NEAR * self._theme.unit / self.area.width())

    def _go(self, point: Point | None) -> None:
        if point != self._point:
            self.set_point(point)
            self.point_hovered.emit(point)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.area.contains(event.position()) or event.buttons():
            self._go(as_point(*self._share(event.position())))
        else:
            self._go(self._kept)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self.area.contains(event.position()):
            event.ignore()
            return
        sample = self.sample_at(event.position())
        if sample is not None:
            self._kept = None
            self.sample_requested.emit(sample.part, sample.index)
            return
        self._kept = as_point(*self._share(event.position()))
        self._go(self._kept)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._kept is not None and event.button() == Qt.MouseButton.LeftButton:
            self._kept = self._point

    def leaveEvent(self, event: QEvent) -> None:
        self._go(self._kept)

    # ---- keys
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        x, y = self._point or (0.0, 0.0)
        if key in ARROWS:
            step = SMALL_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
            dx, dy = ARROWS[key]
            moved = (round((x + dx * step) / step) * step, round((y + dy * step) / step) * step)
            self._keep(as_point(*share_of(*moved)))
        elif key == Qt.Key.Key_Home:
            self._keep((0.0, 0.0))
        elif key == Qt.Key.Key_Escape and self._point is not None:
            self._keep(None)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._points is not None:
            near = self._points.placed.nearest(*share_of(x, y))
            if near is not None:
                self.sample_requested.emit(near.part, near.index)
        else:
            event.ignore()

    def _keep(self, point: Point | None) -> None:
        self._kept = point
        self._go(point)

    # ---- words
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self.tip_requested.emit(self.sample_at(QPointF(event.pos())))
            show_tip(event.globalPos(), self._tip, self)
            return True
        return super().event(event)
