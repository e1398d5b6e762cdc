"""A plot's view and axes in the style of the window: a horizontal grid, quiet texts, no menus.

Importing this module loads pyqtgraph, which takes long: import it after the first frame.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsGridLayout, QGraphicsItem

import pyqtgraph as pg  # isort: skip - binds to the Qt library that was imported first

from nnviz.drawing.plots.scene import Tick
from nnviz.ui.plots.header import DASH
from nnviz.ui.plots.parts import BOTTOM, FOOT, LEFT, OVERHANG, TEXT_GAP, TOP
from nnviz.ui.ratio import pen_ratio
from nnviz.ui.theme import Theme

pg.setConfigOptions(imageAxisOrder="row-major", antialias=False)

_BEHIND = -200  # the z of pyqtgraph's view is -100; the grid belongs behind the curves


class RoomyAxis(pg.AxisItem):
    """An axis that keeps the texts at its two ends: pyqtgraph leaves out what hangs over by much."""

    def boundingRect(self) -> QRectF:
        line = QFontMetrics(self.style["tickFont"] or self.font()).height()
        bounds: QRectF = super().boundingRect()
        if self.orientation == "left":
            return bounds.adjusted(-line, -line, 0, line)
        return bounds.adjusted(-2 * line, 0, 2 * line, 0)


class AxesPlot(pg.GraphicsView):
    """A plot with a horizontal grid, without curves; its wheel only asks.

    ``ground`` is the surface that it lies on, ``overhang`` the room in px to its right.
    """

    zoom_requested = Signal(float, float)  # factor of the span, epoch that stays
    resized = Signal()

    def __init__(self, *, epoch_texts: bool, ground: str = "panel", overhang: int = OVERHANG) -> None:
        super().__init__()
        self._theme = Theme()
        self._frame: tuple[object, ...] = ()
        self._names = "", ""  # of the axis at the left and of that below
        self._room = 0  # px at the right of the plot
        self._epoch_texts, self._ground, self._overhang = epoch_texts, ground, overhang
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the owner has it for all its plots
        self.setMouseTracking(True)
        self.setMinimumSize(0, 0)
        self._build_axes()
        self.resized.connect(self._forget_texts)

    def _build_axes(self) -> None:
        """View and axes alone: a PlotItem would bring thirty menus that are never shown."""
        self._view = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self._view.disableAutoRange()
        self._left, self._bottom = RoomyAxis("left"), RoomyAxis("bottom")
        frame = pg.GraphicsWidget()
        self._grid = QGraphicsGridLayout(frame)
        self._grid.setSpacing(0)
        self._grid.addItem(self._left, 0, 0)
        self._grid.addItem(self._view, 0, 1)
        self._grid.addItem(self._bottom, 1, 1)
        for axis in (self._left, self._bottom):
            axis.enableAutoSIPrefix(False)  # the ticks are told; it would name an axis "loss (x0.001)"
            axis.linkToView(self._view)
            axis.setZValue(_BEHIND)
            # Texts cost more than curves, and seldom change: they are kept, see _forget_texts.
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.setCentralItem(frame)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(160), self._theme.px(56))

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setBackground(theme.surface(self._ground))
        self._room = 0
        self._set_margins()
        font = theme.font(theme.room("caption"))
        left, bottom = self._left, self._bottom
        for axis in (left, bottom):
            axis.setPen(None)
            axis.setTextPen(theme.text("tertiary"))
            axis.setStyle(tickFont=font, tickLength=0, tickAlpha=255, hideOverlappingLabels=False)
        left.setGrid(255)
        left.setStyle(tickTextOffset=self._text_gap, autoExpandTextSpace=False)
        self.set_left(max(theme.px(LEFT), round(left.minimumWidth())))  # the owner says how much they need
        bottom.setTickPen(pg.mkPen(theme.surface(self._ground)))
        bottom.setStyle(tickAlpha=0, tickTextOffset=theme.px(3))
        self.set_names(*self._names)
        self._set_pens()
        self._forget_texts()

    @Slot()
    def _forget_texts(self) -> None:
        """Paint the texts anew: what is kept of them is of another font, and elsewhere."""
        for axis in (self._left, self._bottom):
            axis.setCacheMode(QGraphicsItem.CacheMode.NoCache)
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.viewport().update()

    def set_epoch_texts(self, on: bool) -> None:
        """Whether the epochs stand below the plot."""
        self._epoch_texts = on
        self._bottom.setStyle(showValues=on)
        line = round(self._theme.type_px(self._theme.room("caption")) * 1.45)
        texts = max(self._theme.px(BOTTOM), line) + self._name_height(self._names[1])
        height = texts if on else max(self._theme.px(FOOT), line // 2 + 1)
        if height != self._bottom.maximumHeight():
            self._bottom.setHeight(height)
            self._forget_texts()  # of an axis that was lower half of them is kept

    def set_names(self, left: str, bottom: str) -> None:
        """Name the axes; "" for no name."""
        style = {
            "color": self._theme.text("tertiary").name(),
            "font-size": f"{self._theme.type_px(self._theme.room('caption'))}px",
        }
        for axis, name in ((self._left, left), (self._bottom, bottom)):
            axis.setLabel(name or None, **style)
            axis.showLabel(bool(name))
        self._names = left, bottom
        self.set_epoch_texts(self._epoch_texts)

    def _name_height(self, name: str) -> int:
        return round(self._theme.type_px(self._theme.room("caption")) * 1.8) if name else 0

    def left_for(self, ticks: Sequence[Tick]) -> int:
        """Room in px that these texts of the y axis need."""
        metrics = QFontMetrics(self._theme.font(self._theme.room("caption")))
        widest = max((metrics.horizontalAdvance(text) for _, text in ticks), default=0)
        return max(self._theme.px(LEFT), widest + self._text_gap + 2) + self._name_height(self._names[0])

    @property
    def _text_gap(self) -> int:
        """Between the texts of the y axis and the plot: the first epoch's text hangs over there."""
        metrics = QFontMetrics(self._theme.font(self._theme.room("caption")))
        return max(self._theme.px(TEXT_GAP), metrics.horizontalAdvance("0") // 2 + self._theme.px(2))

    def set_left(self, width: int) -> None:
        """Give the texts of the y axis this room."""
        if width != self._left.minimumWidth():
            self._left.setWidth(width)
            self._forget_texts()

    def _set_pens(self) -> None:
        """Pens in device pixels, as pyqtgraph wants them whatever the axes' units are."""
        self._left.setTickPen(self._pen(self._theme.surface("hairline"), "grid"))

    def _pen(self, color: QColor, role: str) -> QPen:
        pen: QPen = pg.mkPen(color, width=self._theme.line(role) * pen_ratio(self))
        return pen

    def _dashed(self, color: QColor) -> QPen:
        """The pen of the training samples. Its dashes end flat: square ends would fill what lies between."""
        pen = self._pen(color, "curve_train")
        pen.setDashPattern([length * pen_ratio(self) / pen.widthF() for length in DASH])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        return pen

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._set_pens()
        return bool(super().event(event))

    # ---- content
    def show_frame(
        self,
        x_range: tuple[float, float],
        y_range: tuple[float, float],
        x_ticks: Sequence[Tick],
        y_ticks: Sequence[Tick],
    ) -> None:
        """Show other ranges and ticks."""
        frame = (x_range, y_range, tuple(x_ticks), tuple(y_ticks))
        if frame != self._frame:  # the texts are drawn anew for it
            self._frame = frame
            self._make_room(x_range, x_ticks)
            self._view.setRange(xRange=x_range, yRange=y_range, padding=0, disableAutoRange=False)
            self._left.setTicks([list(y_ticks)])
            self._bottom.setTicks([list(x_ticks)])

    def _make_room(self, x_range: tuple[float, float], x_ticks: Sequence[Tick]) -> None:
        """At the right, for the half of the last epoch's text that hangs over."""
        room = self._theme.px(self._overhang)
        if x_ticks:  # plots one below the other end at one place, whichever has the texts
            place, text = x_ticks[-1]
            half = QFontMetrics(self._theme.font(self._theme.room("caption"))).horizontalAdvance(text) / 2
            left = (x_range[1] - place) / max(1e-12, x_range[1] - x_range[0]) * self._view.width()
            room = max(room, math.ceil(half - left) + 2)
        if room != self._room:
            self._room = room
            self._set_margins()
            self._forget_texts()

    def _set_margins(self) -> None:
        theme = self._theme
        top = max(theme.px(TOP), round(theme.type_px(theme.room("caption")) * 0.6))
        self._grid.setContentsMargins(0, top, max(self._room, theme.px(self._overhang)), theme.px(2))

    @property
    def columns(self) -> int:
        """Pixel columns of the drawing area (device-independent), at least 1."""
        return max(1, round(float(self._view.width())))

    @property
    def rows(self) -> float:
        """Pixel rows of the drawing area (device-independent)."""
        return float(self._view.height())

    def point_of(self, epoch: float) -> QPoint:
        """Where the foot of the line at ``epoch`` stands in the widget."""
        foot = self._view.mapViewToScene(QPointF(epoch, self._view.viewRange()[1][0]))
        point: QPoint = self.mapFromScene(foot)
        return point

    def epoch_at(self, position: QPointF) -> float:
        """The epoch below a point of the widget."""
        scene = self.mapToScene(position.toPoint())
        return float(self._view.mapSceneToView(scene).x())

    # ---- the person; pyqtgraph's own mouse handling is not used
    def wheelEvent(self, event: QWheelEvent) -> None:
        turns = event.angleDelta().y() / 120
        if turns:
            self.zoom_requested.emit(0.8**turns, self.epoch_at(event.position()))
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()
