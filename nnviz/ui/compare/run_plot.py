"""One plot with the curves of several runs: hue tells the run, stroke the split. Loads pyqtgraph."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

import pyqtgraph as pg  # isort: skip - binds to the Qt library that was imported first

from nnviz.drawing.plots.end_labels import free_height, kept_apart
from nnviz.drawing.plots.run_scene import RunLine, RunsScene
from nnviz.drawing.plots.scene import Points
from nnviz.ui.plots.axes_plot import AxesPlot
from nnviz.ui.plots.curve_plot import CurveItem
from nnviz.ui.theme import Theme, mix

MARGIN = 66  # px at unit 1 to the right of the curves, for their letters
_PALE = 0.38  # of a curve after the playhead
_DOT = 4.5


class RunPlot(AxesPlot):
    """Curves of several runs. Pressing or dragging asks for an epoch; the wheel asks for a zoom."""

    epoch_requested = Signal(float)
    fit_requested = Signal()

    def __init__(self) -> None:
        super().__init__(epoch_texts=True, ground="stage", overhang=MARGIN)
        self._items: list[tuple[CurveItem, ...]] = []  # of each run as ``RunLine.curves``
        self._lines: tuple[RunLine, ...] = ()
        self._playhead = pg.InfiniteLine(angle=90)
        self._playhead.setZValue(20)
        self._view.addItem(self._playhead, ignoreBounds=True)
        self._over = _Over(self)
        self.resized.connect(self._on_resized)
        self.setCursor(Qt.CursorShape.SplitHCursor)

    @property
    def theme(self) -> Theme:
        return self._theme

    @property
    def lines(self) -> tuple[RunLine, ...]:
        """What is drawn."""
        return self._lines

    def show_scene(self, scene: RunsScene, playhead: float | None) -> None:
        """Show other curves, and the playhead there; None where every run has its own place."""
        self.show_frame(scene.x_range, scene.y_range, scene.x_ticks, scene.y_ticks)
        while len(self._items) > len(scene.lines):
            for item in self._items.pop():
                item.remove()
        while len(self._items) < len(scene.lines):
            self._items.append(tuple(CurveItem(self._view, z) for z in (11, 10, 13, 12)))
        colours = [line.source.colour for line in self._lines]
        self._lines = scene.lines
        if colours != [line.source.colour for line in scene.lines]:
            self._set_pens()
        for items, line in zip(self._items, scene.lines, strict=True):
            for item, curve in zip(items, line.curves, strict=True):
                item.show_curve(curve)
        self._playhead.setVisible(playhead is not None)
        if playhead is not None:
            self._playhead.setValue(playhead)
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
                items[place].set_pen(self._dashed(shade))
                items[2 + place].set_pen(self._pen(shade, "curve_train" if place else "curve_test"))

    def place_of(self, x: float, y: float) -> QPointF:
        """Where a point of the axes is in the widget."""
        return QPointF(self.mapFromScene(self._view.mapViewToScene(QPointF(x, y))))

    @property
    def box(self) -> QRectF:
        """Where the curves are in the widget."""
        scene = self._view.mapRectToScene(self._view.boundingRect())
        return QRectF(self.mapFromScene(scene).boundingRect())

    # ---- the person
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the epoch below the pointer."""
        if event.buttons() == Qt.MouseButton.LeftButton:
            self.epoch_requested.emit(self.epoch_at(event.position()))
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing ends: a scene of pyqtgraph's would take it for a click."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.fit_requested.emit()

    @Slot()
    def _on_resized(self) -> None:
        self._over.setGeometry(self.rect())


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
        return self._plot.theme.run_colour(line.source.colour)

    def _paint_now(self, painter: QPainter, line: RunLine) -> None:
        theme = self._plot.theme
        at = None if line.now is None else self._plot.place_of(*line.now)
        if at is not None and self._plot.box.adjusted(-2, -2, 2, 2).contains(at):
            painter.setPen(QPen(theme.surface("stage"), 2))
            painter.setBrush(self._colour(line))
            painter.drawEllipse(at, _DOT * theme.unit, _DOT * theme.unit)

    def _paint_exit(self, painter: QPainter, line: RunLine) -> None:
        """An arrow at the top, the way to it from the last point, and words."""
        assert line.exit is not None
        plot, theme, colour = self._plot, self._plot.theme, self._colour(line)
        top = plot.place_of(*line.exit)
        if not plot.box.left() - 1 <= top.x() <= plot.box.right() + 1:
            return
        painter.setPen(QPen(colour, theme.line("curve_test")))
        if line.broke == line.exit[0] and line.end is not None:
            painter.drawLine(plot.place_of(*line.end), top)
        half = 4.5 * theme.unit
        arrow = QPainterPath(QPointF(top.x() - half, top.y() + 1))
        arrow.lineTo(top.x() + half, top.y() + 1)
        arrow.lineTo(top.x(), top.y() - 1.5 * half)
        arrow.closeSubpath()
        painter.fillPath(arrow, colour)
        font = theme.font("label", weight="semibold")
        gone = self.tr("{run} leaves the plot")
        words = self.tr("{run} leaves the plot, then {became}") if line.source.broke_to else gone
        words = words.format(run=line.source.letter, became=line.source.broke_to)
        metrics, left = QFontMetricsF(font), top.x() + theme.px(13)
        if metrics.horizontalAdvance(words) > self.width() - left - theme.px(3):
            left = top.x() - theme.px(13) - metrics.horizontalAdvance(words)
        above = [other for other in plot.lines if other.exit is not None].index(line)
        place = QPointF(left, top.y() + metrics.ascent() * 0.62 + above * metrics.height())
        self._paint_outlined(painter, place, font, words, colour)

    def _paint_ends(self, painter: QPainter) -> None:
        """Letter and word beside the last point of each curve, kept apart from one another."""
        theme, box, pitch = self._plot.theme, self._plot.box, self._plot.theme.type_px("label") * 1.3
        font = theme.font("label", weight="semibold")
        metrics, ends = QFontMetricsF(font), []
        for line in self._plot.lines:
            broken = line.exit is not None and line.source.broke_to
            if line.end is None or broken:  # which is told at the top
                continue
            at = self._plot.place_of(*line.end)
            text = f"{line.source.letter} {line.end_text}"
            if at.y() > box.bottom() + 1 and not line.source.broke_to:  # it is below what is shown
                at, text = QPointF(at.x(), box.bottom() - pitch / 2), f"{line.source.letter} ↓"
            if box.adjusted(-1, -1, 1, 1).contains(at):
                left = at.x() + theme.px(8)
                span, others = (left, left + metrics.horizontalAdvance(text)), self._curves_but(line)
                height = free_height(at.y(), span, pitch / 2, others, (box.top(), box.bottom()))
                ends.append((height, span, text, self._colour(line)))
        limit = box.bottom() + pitch / 2
        heights = kept_apart([end[0] for end in ends], [end[1] for end in ends], pitch, limit)
        for height, (_, (x, _), text, colour) in zip(heights, ends, strict=True):
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, self.width() - x)
            self._paint_outlined(painter, QPointF(x, height + metrics.ascent() * 0.38), font, shown, colour)

    def _curves_but(self, line: RunLine) -> list[Points]:
        """The curves of all other runs, in px."""
        zero, one = self._plot.place_of(0, 0), self._plot.place_of(1, 1)
        wide, high = one.x() - zero.x(), one.y() - zero.y()
        curves = [curve.line for other in self._plot.lines if other is not line for curve in other.curves]
        return [(zero.x() + x * wide, zero.y() + y * high) for x, y in curves]

    def _paint_outlined(self, painter: QPainter, at: QPointF, font: QFont, text: str, colour: QColor) -> None:
        """A text that can be read over the curves."""
        theme, path = self._plot.theme, QPainterPath()
        path.addText(at, font, text)
        painter.strokePath(path, QPen(theme.surface("stage"), theme.px(4)))
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(at, text)
