"""One plot with the curves of several runs: hue tells the run, stroke the split. Loads pyqtgraph."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

import pyqtgraph as pg  # isort: skip - binds to the Qt library that was imported first

from nnviz.drawing.plots.run_scene import RunLine, RunsScene
from nnviz.ui.compare.parts import paint_text
from nnviz.ui.plots.axes_plot import AxesPlot
from nnviz.ui.plots.curve_plot import CurveItem
from nnviz.ui.plots.header import DASH
from nnviz.ui.theme import Theme, mix

MARGIN = 66  # px at unit 1 to the right of the curves, for their letters
_PALE = 0.38  # of a curve after the playhead
_DOT = 4.5


class _LineItems:
    """The four curve items of one run: test and train, before and after the playhead."""

    def __init__(self, view: pg.ViewBox) -> None:
        self.train = (CurveItem(view, 11), CurveItem(view, 10))
        self.test = (CurveItem(view, 13), CurveItem(view, 12))

    def show_line(self, line: RunLine) -> None:
        for items, curves in ((self.train, line.train), (self.test, line.test)):
            for item, curve in zip(items, curves, strict=True):
                item.show_curve(curve)

    def remove(self) -> None:
        for item in (*self.train, *self.test):
            item.remove()


class RunPlot(AxesPlot):
    """Curves of several runs. Pressing or dragging asks for an epoch; the wheel asks for a zoom."""

    epoch_requested = Signal(float)
    fit_requested = Signal()

    def __init__(self) -> None:
        super().__init__(epoch_texts=True, ground="stage", overhang=MARGIN)
        self._items: list[_LineItems] = []
        self._lines: tuple[RunLine, ...] = ()
        self._dragging = False
        self._playhead = pg.InfiniteLine(angle=90)
        self._playhead.setZValue(20)
        self._view.addItem(self._playhead, ignoreBounds=True)
        self._over = _Over(self)
        self.setCursor(Qt.CursorShape.SplitHCursor)

    @property
    def lines(self) -> tuple[RunLine, ...]:
        """What is drawn."""
        return self._lines

    def show_scene(self, scene: RunsScene, epoch: float) -> None:
        """Show other curves, and the playhead at ``epoch``."""
        self.show_frame(scene.x_range, scene.y_range, scene.x_ticks, scene.y_ticks)
        while len(self._items) > len(scene.lines):
            self._items.pop().remove()
        while len(self._items) < len(scene.lines):
            self._items.append(_LineItems(self._view))
        colours = [line.source.colour for line in self._lines]
        self._lines = scene.lines
        if colours != [line.source.colour for line in scene.lines]:
            self._set_pens()
        for items, line in zip(self._items, scene.lines, strict=True):
            items.show_line(line)
        self._playhead.setValue(epoch)
        self._over.update()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._over.update()

    def _set_pens(self) -> None:
        super()._set_pens()
        theme, ground = self._theme, self._theme.surface(self._ground)
        self._playhead.setPen(self._pen(theme.accent(), "playhead"))
        for items, line in zip(self._items, self._lines, strict=False):
            colour = theme.run_colour(line.source.colour)
            for place, shade in enumerate((colour, mix(ground, colour, _PALE))):
                train = self._pen(shade, "curve_train")
                ratio = train.widthF() / theme.line("curve_train")
                train.setDashPattern([length * ratio / train.widthF() for length in DASH])
                items.train[place].set_pen(train)
                items.test[place].set_pen(self._pen(shade, "curve_train" if place else "curve_test"))

    def place_of(self, x: float, y: float) -> QPointF:
        """Where a point of the axes is in the widget."""
        return QPointF(self.mapFromScene(self._view.mapViewToScene(QPointF(x, y))))

    @property
    def box(self) -> QRectF:
        """Where the curves are in the widget."""
        scene = self._view.mapRectToScene(self._view.boundingRect())
        return QRectF(self.mapFromScene(scene).boundingRect())

    # ---- the person
    def _ask(self, event: QMouseEvent) -> None:
        self.epoch_requested.emit(self.epoch_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragging = True
            self._ask(event)
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._ask(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragging = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.fit_requested.emit()

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.Resize:
            self._over.setGeometry(self.rect())
            self._over.raise_()
        return bool(handled)


class _Over(QWidget):
    """What lies over the curves: points at the playhead, letters at the ends, arrows where one leaves."""

    def __init__(self, plot: RunPlot) -> None:
        super().__init__(plot)
        self._plot = plot
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        plot = self._plot
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line in plot.lines:
            if line.exit is not None:
                self._paint_exit(painter, line)
        for line in plot.lines:
            self._paint_now(painter, line)
        self._paint_ends(painter)
        painter.end()

    def _colour(self, line: RunLine) -> QColor:
        return self._plot._theme.run_colour(line.source.colour)

    def _paint_now(self, painter: QPainter, line: RunLine) -> None:
        theme = self._plot._theme
        if line.now is None:
            return
        at = self._plot.place_of(*line.now)
        if not self._plot.box.adjusted(-2, -2, 2, 2).contains(at):
            return
        painter.setPen(QPen(theme.surface("stage"), 2))
        painter.setBrush(self._colour(line))
        radius = _DOT * theme.unit
        painter.drawEllipse(at, radius, radius)

    def _paint_exit(self, painter: QPainter, line: RunLine) -> None:
        """An arrow at the top, the way to it from the last point, and words."""
        assert line.exit is not None
        plot, theme, colour = self._plot, self._plot._theme, self._colour(line)
        top = plot.place_of(*line.exit)
        if not plot.box.left() - 1 <= top.x() <= plot.box.right() + 1:
            return
        painter.setPen(QPen(colour, theme.line("curve_test")))
        if line.source.broke == line.exit[0] and line.end is not None:
            painter.drawLine(plot.place_of(*line.end), top)
        half = 4.5 * theme.unit
        arrow = QPainterPath(QPointF(top.x() - half, top.y() + 1))
        arrow.lineTo(top.x() + half, top.y() + 1)
        arrow.lineTo(top.x(), top.y() - 1.5 * half)
        arrow.closeSubpath()
        painter.fillPath(arrow, colour)
        font = theme.font("label", weight="semibold")
        words = self.tr("{0} leaves the plot").format(line.source.letter)
        if line.source.broke_to:
            words = self.tr("{0}, then {1}").format(words, line.source.broke_to)
        room = self.width() - top.x() - theme.px(16)
        metrics = QFontMetricsF(font)
        left = top.x() + theme.px(13)
        if metrics.horizontalAdvance(words) > room:
            left = top.x() - theme.px(13) - metrics.horizontalAdvance(words)
        base = top.y() + metrics.ascent() * 0.62 + self._row(line) * metrics.height()
        self._paint_haloed(painter, QPointF(left, base), words, colour)

    def _row(self, line: RunLine) -> int:
        """How many exits are written above this one's words."""
        leaving = [other for other in self._plot.lines if other.exit is not None]
        return leaving.index(line)

    def _paint_haloed(self, painter: QPainter, base: QPointF, text: str, colour: QColor) -> None:
        theme = self._plot._theme
        path = QPainterPath()
        path.addText(base, theme.font("label", weight="semibold"), text)
        painter.strokePath(path, QPen(theme.surface("stage"), theme.px(4)))
        painter.fillPath(path, colour)

    def _paint_ends(self, painter: QPainter) -> None:
        """Letter and word beside the last point of each curve, kept apart from one another."""
        plot, theme = self._plot, self._plot._theme
        box = plot.box
        ends = []
        for line in plot.lines:
            broken = line.exit is not None and line.source.broke_to
            if line.end is None or broken:  # which is told at the top
                continue
            at = plot.place_of(*line.end)
            if box.adjusted(-1, -1, 1, 1).contains(at):
                ends.append((at.y(), at.x(), line))
        ends.sort(key=lambda end: end[0])
        font, pitch = theme.font("label", weight="semibold"), theme.type_px("label") * 1.3
        painter.setFont(font)
        y = -1e9
        heights = []
        for wanted, _, _ in ends:
            y = max(wanted, y + pitch)
            heights.append(y)
        limit = box.bottom() + pitch / 2
        for index in range(len(heights) - 1, -1, -1):
            heights[index] = min(heights[index], limit)
            limit = heights[index] - pitch
        for height, (_, x, line) in zip(heights, ends, strict=True):
            painter.setPen(self._colour(line))
            text = f"{line.source.letter} {line.end_text}"
            paint_text(painter, QPointF(x + theme.px(8), height), text, self.width() - x - theme.px(8))
