"""One plot of pyqtgraph: its lines, the gap of train and test, earlier runs, the playhead and a cursor.

Importing this module loads pyqtgraph, which takes long: import it after the first frame.
The plot shows what it is told to; which part of the epochs it shows is decided by its owner.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

import pyqtgraph as pg  # isort: skip - binds to the Qt library that was imported first

from nnviz.drawing.numbers import fitted
from nnviz.drawing.plots.scene import Array, Curve, Points, Scene
from nnviz.session.sentences import told
from nnviz.ui.plots.axes_plot import AxesPlot
from nnviz.ui.plots.header import strokes
from nnviz.ui.theme import mix, with_alpha
from nnviz.ui.widgets import TextLabel

_RING = 3.5  # px at unit 1: the radius of the mark of the network shown
_LINES_TOLD = 4  # of text that a plot is high which says what its dotted lines are


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


class LineItem(QGraphicsItem):
    """A line in the coordinates of a view, broken where a value is missing; its pen is in pixels.

    pyqtgraph's own asks for its bounds again and again in every frame, which takes longer than painting it.
    """

    def __init__(self, view: pg.ViewBox) -> None:
        super().__init__()
        self._view = view
        self._parts: list[QPolygonF] = []
        self._bounds = QRectF()
        self.pen = QPen()

    def set_pen(self, pen: QPen) -> None:
        self.pen = pen
        self.update()

    def set_points(self, points: Points) -> None:
        x, y = points
        self.prepareGeometryChange()
        finite = np.isfinite(x) & np.isfinite(y)
        ends = np.flatnonzero(
            np.diff(finite.astype(np.int8), prepend=0, append=0)
        )  # each first, and after it
        pieces = [slice(*ends[place : place + 2]) for place in range(0, len(ends), 2)]
        self._parts = [pg.functions.arrayToQPolygonF(x[piece], y[piece]) for piece in pieces]
        self._bounds = self._around(x[finite], y[finite]) if pieces else QRectF()
        self.update()

    def _around(self, x: Array, y: Array) -> QRectF:
        """What the line covers, with the pen's width, which hangs over."""
        seen, view = self._view.viewRect(), self._view
        left, low = float(x.min()), float(y.min())
        box = QRectF(left, low, float(x.max()) - left, float(y.max()) - low)
        over = self.pen.widthF() + 1
        wide = over * seen.width() / max(1.0, float(view.width()))
        high = over * seen.height() / max(1.0, float(view.height()))
        return box.adjusted(-wide, -high, wide, high)

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.pen)
        for part in self._parts:
            painter.drawPolyline(part)


class CurveItem:
    """A curve as two items: its line at full width, over its peaks at 1 px, which Qt draws fast."""

    def __init__(self, view: pg.ViewBox, z: float) -> None:
        self._view = view
        self._items = [LineItem(view) for _ in range(2)]
        for item in self._items:
            item.setZValue(z)
            view.addItem(item, ignoreBounds=True)

    def set_pen(self, pen: QPen) -> None:
        thin = QPen(pen)
        thin.setWidthF(1.0)
        if pen.style() == Qt.PenStyle.CustomDashLine:  # given in widths of the pen
            thin.setDashPattern([length * pen.widthF() for length in pen.dashPattern()])
        self._items[0].set_pen(thin)
        self._items[1].set_pen(pen)

    def show_curve(self, curve: Curve) -> None:
        peaks = curve.peaks
        self._items[0].setVisible(peaks is not None)
        if peaks is not None:
            self._items[0].set_points(peaks)
        self._items[1].set_points(curve.line)

    def remove(self) -> None:
        for item in self._items:
            self._view.removeItem(item)


class CurvePlot(AxesPlot):
    """Lines, as train and test with their gap, whose wheel and mouse only ask."""

    pan_requested = Signal(float)  # epochs
    fit_requested = Signal()
    hovered = Signal(float)  # epoch, NaN when the pointer leaves

    def __init__(self, *, epoch_texts: bool) -> None:
        super().__init__(epoch_texts=epoch_texts)
        self._drag_from: QPointF | None = None
        self._ghosts: list[CurveItem] = []
        self._letters: list[pg.TextItem] = []
        self._gap = GapItem()
        self._lines: list[CurveItem] = []
        self._parts: tuple[str, ...] = ()
        # Painted without pyqtgraph's cache: that one keeps a Python object over memory that it has let go of,
        # and what Qt puts there next is taken for it, which ends the program.
        self._now = pg.ScatterPlotItem(pxMode=True, useCache=False)
        self._cursor, self._playhead = pg.InfiniteLine(angle=90), pg.InfiniteLine(angle=90)
        self._beyond = TextLabel("", "caption", "secondary", room=True, parent=self)
        self._beyond.hide()
        self._references: list[pg.InfiniteLine] = []
        self._told = TextLabel("", "caption", "secondary", room=True, parent=self)
        self._told.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._told.hide()
        self._cursor.hide()
        self._playhead.hide()
        for z, thing in ((10, self._gap), (13, self._cursor), (14, self._playhead), (15, self._now)):
            thing.setZValue(z)
            self._view.addItem(thing, ignoreBounds=True)

    def _set_pens(self) -> None:
        """Pens in device pixels, as pyqtgraph wants them whatever the axes' units are."""
        super()._set_pens()
        theme = self._theme
        for line, pen in zip(self._lines, self._line_pens(), strict=True):
            line.set_pen(pen)
        self._gap.set_color(with_alpha(theme.curve("gap"), 0.14))
        self._playhead.setPen(self._pen(theme.accent(), "playhead"))
        self._cursor.setPen(self._pen(theme.text("tertiary"), "hairline"))
        for ghost in self._ghosts:
            ghost.set_pen(self._ghost_pen())
        for reference in self._references:
            reference.setPen(self._reference_pen())
        self._now.setSize(2 * theme.px(_RING))
        self._now.setBrush(pg.mkBrush(theme.surface("panel")))

    def _line_pens(self) -> list[QPen]:
        """A pen for each line; that of the training samples is dashed."""
        return [
            self._dashed(colour) if dashed else self._pen(colour, "curve_test")
            for colour, dashed in strokes(self._theme, self._parts)
        ]

    def _ghost_pen(self) -> QPen:
        pale = mix(self._theme.surface("panel"), self._theme.curve("test"), 0.32)
        return self._pen(pale, "curve_train")

    # ---- content
    def show_scene(self, scene: Scene) -> None:
        """Show other curves, ranges and ticks."""
        self.show_frame(scene.x_range, scene.y_range, scene.x_ticks, scene.y_ticks)
        self._match_ghosts(len(scene.ghosts))
        if scene.parts != self._parts:
            self._make_lines(scene.parts)
        for item, curve in zip(self._lines, scene.lines, strict=True):
            item.show_curve(curve)
        for ghost, curve in zip(self._ghosts, scene.ghosts, strict=True):
            ghost.show_curve(curve)
        self._gap.setVisible(scene.parts == ("train", "test"))
        if scene.parts == ("train", "test"):
            self._gap.set_lines(*(curve.line for curve in scene.lines))
        self._show_now(scene.now)
        self._show_letters(scene.letters)
        self._tell_beyond(scene)
        self._show_references(scene)

    def _make_lines(self, parts: tuple[str, ...]) -> None:
        for line in self._lines:
            line.remove()
        self._parts, self._lines = parts, [CurveItem(self._view, 11 + place) for place in range(len(parts))]
        self._set_pens()

    def _show_now(self, points: Points) -> None:
        """Rings in the colours of the curves: the network shown is none of their points."""
        known = np.isfinite(points[1])
        self._now.setVisible(bool(known.any()))
        if not known.any():
            return
        pens = [self._pen(colour, "curve_test") for colour, _ in strokes(self._theme, self._parts)]
        pens = [pen for pen, there in zip(pens, known, strict=False) if there]
        self._now.setData(points[0][known], points[1][known], pen=pens)

    def _tell_beyond(self, scene: Scene) -> None:
        """A peak that is cut off is told at the upper edge."""
        self._beyond.setVisible(scene.beyond is not None)
        if scene.beyond is not None:
            text = QCoreApplication.translate("CurvePlot", "↑ a peak of {value}")
            self._beyond.setText(text.format(value=fitted(scene.beyond, 1)))
            self._beyond.set_theme(self._theme)
            self._beyond.adjustSize()
            self._beyond.move(round(self._left.width()) + self._theme.px(8), 0)

    def _reference_pen(self) -> QPen:
        pen = self._pen(self._theme.text("secondary"), "hairline")
        pen.setStyle(Qt.PenStyle.DotLine)
        return pen

    def _show_references(self, scene: Scene) -> None:
        """Dotted lines at what the curves are to be read against.

        Below the plot's top stands what they are, where there is room for all of it.
        """
        while len(self._references) > len(scene.references):
            self._view.removeItem(self._references.pop())
        while len(self._references) < len(scene.references):
            line = pg.InfiniteLine(angle=0)
            line.setZValue(4)
            line.setPen(self._reference_pen())
            self._view.addItem(line, ignoreBounds=True)
            self._references.append(line)
        for line, value in zip(self._references, scene.references, strict=True):
            line.setValue(value)
        self._told.setVisible(bool(scene.references))
        if scene.references:
            text = QCoreApplication.translate("CurvePlot", "dotted: {what}")
            self._told.setText(text.format(what=told(scene.told)))
            self._told.set_theme(self._theme)
            self._told.adjustSize()
            right = self.width() - self._theme.px(34)
            self._told.move(right - self._told.width(), 0)
            free = self._told.x() > self._left.width() + self._theme.px(4)
            self._told.setVisible(free and self.height() > _LINES_TOLD * self._told.height())

    def _show_letters(self, letters: Sequence[tuple[str, float, float]]) -> None:
        """The names of the runs, on their curves."""
        while len(self._letters) > len(letters):
            self._view.removeItem(self._letters.pop())
        while len(self._letters) < len(letters):
            item = pg.TextItem(anchor=(0.5, 0.5))
            item.setZValue(16)
            self._view.addItem(item, ignoreBounds=True)
            self._letters.append(item)
        theme = self._theme
        for place, (item, (letter, epoch, value)) in enumerate(zip(self._letters, letters, strict=True)):
            item.setFont(theme.font("label", weight="semibold"))
            item.setText(letter, theme.text("secondary" if place else "primary"))
            item.fill = pg.mkBrush(theme.surface("panel"))
            item.setPos(epoch, value)

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

    # ---- the person; pyqtgraph's own mouse handling is not used
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
