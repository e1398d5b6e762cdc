"""One plot of pyqtgraph: train and test, their gap, earlier runs, the playhead and a cursor.

Importing this module loads pyqtgraph, which takes long: import it after the first frame.
The plot shows what it is told to; which part of the epochs it shows is decided by its owner.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsGridLayout, QGraphicsItem, QStyleOptionGraphicsItem, QWidget

import pyqtgraph as pg  # isort: skip - binds to the Qt library that was imported first

from nnviz.ui.plots.header import DASH
from nnviz.ui.plots.parts import BOTTOM, FOOT, LEFT, OVERHANG, TEXT_GAP, TOP
from nnviz.ui.plots.scene import Curve, Points, Scene
from nnviz.ui.theme import Theme, mix, with_alpha

pg.setConfigOptions(imageAxisOrder="row-major", antialias=False)


_BEHIND = -200  # the z of pyqtgraph's view is -100; the grid belongs behind the curves


class GapItem(pg.GraphicsObject):
    """The area between two lines, filled."""

    def __init__(self) -> None:
        super().__init__()
        self._polygon = QPolygonF()
        self._color = QColor(Qt.GlobalColor.transparent)
        self._bounds = QRectF()

    def set_color(self, color: QColor) -> None:
        self._color = color
        self.update()

    def set_lines(self, one: Points, other: Points) -> None:
        self.prepareGeometryChange()
        x = np.concatenate([one[0], other[0][::-1]])
        y = np.concatenate([one[1], other[1][::-1]])
        finite = np.isfinite(y)
        drawn = finite.any()  # pyqtgraph cannot make a polygon of nothing
        self._polygon = pg.functions.arrayToQPolygonF(x[finite], y[finite]) if drawn else QPolygonF()
        self._bounds = self._polygon.boundingRect()
        self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._color)
        painter.drawPolygon(self._polygon)


class CurveItem:
    """A curve as two items: its line at full width, over its peaks at 1 px, which Qt draws fast."""

    def __init__(self, view: pg.ViewBox, z: float) -> None:
        self._view = view
        self._items = [pg.PlotCurveItem(connect="finite", antialias=True) for _ in range(2)]
        for item in self._items:
            item.setZValue(z)
            view.addItem(item, ignoreBounds=True)

    def set_pen(self, pen: QPen) -> None:
        thin = QPen(pen)
        thin.setWidthF(1.0)
        if pen.style() == Qt.PenStyle.CustomDashLine:  # given in widths of the pen
            thin.setDashPattern([length * pen.widthF() for length in pen.dashPattern()])
        self._items[0].setPen(thin)
        self._items[1].setPen(pen)

    def show_curve(self, curve: Curve) -> None:
        peaks = curve.peaks
        self._items[0].setVisible(peaks is not None)
        if peaks is not None:
            self._items[0].setData(*peaks)
        self._items[1].setData(*curve.line)

    def remove(self) -> None:
        for item in self._items:
            self._view.removeItem(item)


class ValueAxis(pg.AxisItem):
    """A left axis whose grid does not cost it the texts at its two ends."""

    def boundingRect(self) -> QRectF:
        half = QFontMetrics(self.style["tickFont"] or self.font()).height()
        bounds: QRectF = super().boundingRect()
        return bounds.adjusted(-half, -half, 0, half)


class CurvePlot(pg.GraphicsView):
    """A plot with a horizontal grid whose wheel and mouse only ask."""

    zoom_requested = Signal(float, float)  # factor of the span, epoch that stays
    pan_requested = Signal(float)  # epochs
    fit_requested = Signal()
    hovered = Signal(float)  # epoch, NaN when the pointer leaves
    resized = Signal()

    def __init__(self, *, epoch_texts: bool) -> None:
        super().__init__()
        self._theme = Theme()
        self._drag_from: QPointF | None = None
        self._frame: tuple[object, ...] = ()
        self._epoch_texts = epoch_texts
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the owner has it for both plots
        self.setMouseTracking(True)
        self.setMinimumSize(0, 0)
        self._build_axes()
        self._ghosts: list[CurveItem] = []
        self._gap = GapItem()
        self._train, self._test = CurveItem(self._view, 11), CurveItem(self._view, 12)
        self._cursor, self._playhead = pg.InfiniteLine(angle=90), pg.InfiniteLine(angle=90)
        self._cursor.hide()
        self._playhead.hide()
        for z, thing in ((10, self._gap), (13, self._cursor), (14, self._playhead)):
            thing.setZValue(z)
            self._view.addItem(thing, ignoreBounds=True)

    def _build_axes(self) -> None:
        """View and axes alone: a PlotItem would bring thirty menus that are never shown."""
        self._view = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self._view.disableAutoRange()
        self._left, self._bottom = ValueAxis("left"), pg.AxisItem("bottom")
        frame = pg.GraphicsWidget()
        self._grid = QGraphicsGridLayout(frame)
        self._grid.setSpacing(0)
        self._grid.addItem(self._left, 0, 0)
        self._grid.addItem(self._view, 0, 1)
        self._grid.addItem(self._bottom, 1, 1)
        for axis in (self._left, self._bottom):
            axis.linkToView(self._view)
            axis.setZValue(_BEHIND)
            # Texts cost more than curves, and seldom change.
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.setCentralItem(frame)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(160), self._theme.px(56))

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setBackground(theme.surface("panel"))
        self._grid.setContentsMargins(0, theme.px(TOP), theme.px(OVERHANG), theme.px(2))
        font = theme.font("caption")
        left, bottom = self._left, self._bottom
        for axis in (left, bottom):
            axis.setPen(None)
            axis.setTextPen(theme.text("tertiary"))
            axis.setStyle(tickFont=font, tickLength=0, tickAlpha=255, hideOverlappingLabels=False)
        left.setGrid(255)
        left.setStyle(tickTextOffset=theme.px(TEXT_GAP), autoExpandTextSpace=False)
        self.set_left(theme.px(LEFT))
        bottom.setTickPen(pg.mkPen(theme.surface("panel")))
        bottom.setStyle(tickAlpha=0, showValues=self._epoch_texts, tickTextOffset=theme.px(3))
        bottom.setHeight(theme.px(BOTTOM if self._epoch_texts else FOOT))
        self._set_pens()

    def left_for(self, scene: Scene) -> int:
        """Room in px that the texts of the y axis of ``scene`` need."""
        metrics = QFontMetrics(self._theme.font("caption"))
        widest = max((metrics.horizontalAdvance(text) for _, text in scene.y_ticks), default=0)
        return max(self._theme.px(LEFT), widest + self._theme.px(TEXT_GAP) + 2)

    def set_left(self, width: int) -> None:
        """Give the texts of the y axis this room."""
        self._left.setWidth(width)

    def _set_pens(self) -> None:
        """Pens in device pixels, as pyqtgraph wants them whatever the axes' units are."""
        theme = self._theme
        self._left.setTickPen(self._pen(theme.surface("hairline"), "grid"))
        train = self._pen(theme.curve("train"), "curve_train")
        train.setDashPattern([length * self.devicePixelRatioF() / train.widthF() for length in DASH])
        self._train.set_pen(train)
        self._test.set_pen(self._pen(theme.curve("test"), "curve_test"))
        self._gap.set_color(with_alpha(theme.curve("gap"), 0.14))
        self._playhead.setPen(self._pen(theme.accent(), "playhead"))
        self._cursor.setPen(self._pen(theme.text("tertiary"), "hairline"))
        for ghost in self._ghosts:
            ghost.set_pen(self._ghost_pen())

    def _ghost_pen(self) -> QPen:
        pale = mix(self._theme.surface("panel"), self._theme.curve("test"), 0.32)
        return self._pen(pale, "curve_train")

    def _pen(self, color: QColor, role: str) -> QPen:
        pen: QPen = pg.mkPen(color, width=self._theme.line(role) * self.devicePixelRatioF())
        return pen

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._set_pens()
        return bool(super().event(event))

    # ---- content
    def show_scene(self, scene: Scene) -> None:
        """Show other curves, ranges and ticks."""
        frame = (scene.x_range, scene.y_range, scene.x_ticks, scene.y_ticks)
        if frame != self._frame:  # the texts are drawn anew for it
            self._frame = frame
            self._view.setRange(xRange=scene.x_range, yRange=scene.y_range, padding=0, disableAutoRange=False)
            self._left.setTicks([list(scene.y_ticks)])
            self._bottom.setTicks([list(scene.x_ticks)])
        self._match_ghosts(len(scene.ghosts))
        self._train.show_curve(scene.train)
        self._test.show_curve(scene.test)
        for ghost, curve in zip(self._ghosts, scene.ghosts, strict=True):
            ghost.show_curve(curve)
        self._gap.set_lines(scene.train.line, scene.test.line)

    def _match_ghosts(self, count: int) -> None:
        while len(self._ghosts) > count:
            self._ghosts.pop().remove()
        while len(self._ghosts) < count:
            ghost = CurveItem(self._view, 5)
            ghost.set_pen(self._ghost_pen())
            self._ghosts.append(ghost)

    def show_playhead(self, epoch: float | None) -> None:
        self._playhead.setVisible(epoch is not None)
        if epoch is not None:
            self._playhead.setValue(epoch)

    def show_cursor(self, epoch: float | None) -> None:
        self._cursor.setVisible(epoch is not None)
        if epoch is not None:
            self._cursor.setValue(epoch)

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

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag_from = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        here = self.epoch_at(event.position())
        if self._drag_from is not None:
            self.pan_requested.emit(self.epoch_at(self._drag_from) - here)
            self._drag_from = event.position()
        self.hovered.emit(self.epoch_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag_from = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.fit_requested.emit()

    def leaveEvent(self, event: QEvent) -> None:
        self.hovered.emit(float("nan"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()
