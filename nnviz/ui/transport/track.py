"""The timeline's track: the test loss of the run on a log scale, where it is, and what is still to come."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnviz.training.timeline import Timeline
from nnviz.ui import numbers
from nnviz.ui.plots.scene import Points, RunCurves
from nnviz.ui.theme import Theme, mix
from nnviz.ui.transport.hatching import hatch
from nnviz.ui.transport.track_layout import Axis, LossLevels, place_labels, tick_texts

# px at unit 1, of 92: texts of the marks, then the track, then the epochs.
_TOP, _BOTTOM, _TICK, _TEXT = 22, 62, 4, 16
_SIDE = 6


class TimelineTrack(QWidget):
    """Past epochs filled, trained but later ones pale, untrained hatched. It shows; nothing is dragged."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._planned = 60
        self._run: RunCurves | None = None
        self._levels = LossLevels()
        self._epoch = 0
        self._bed, self._picture = QPixmap(), QPixmap()
        self._bed_key: tuple[object, ...] = ()
        self._picture_key: tuple[object, ...] = ()
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Timeline"))

    # ---- content
    def show_timeline(self, timeline: Timeline | None, epoch: int) -> None:
        """Show the run with the playhead at ``epoch``."""
        if timeline is None:
            self._run, self._levels = None, LossLevels()
        elif self._run is None or self._run.timeline is not timeline:
            self._run = RunCurves(timeline)
            self._levels = LossLevels()
        self._epoch = epoch
        if self._key(self.axis()) != self._picture_key:
            self._tell()
            self.update()

    def set_planned_epochs(self, planned: int) -> None:
        """The length of the run."""
        self._planned = max(1, planned)
        self._tell()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(400), self._theme.px(92))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(92))

    @property
    def trained(self) -> float:
        """The newest epoch there is."""
        run = self._run
        return float(run.timeline.epochs[-1]) if run is not None and len(run.timeline.epochs) else 0.0

    def axis(self) -> Axis:
        """Epochs and losses as pixels of the widget."""
        theme = self._theme
        losses = self._run.values("test_loss") if self._run is not None else np.empty(0)
        low, high = self._levels.of(losses)
        side, top = theme.px(_SIDE), (self.height() - theme.px(92)) / 2
        return Axis(
            side,
            max(side + 1.0, self.width() - side),
            max(float(self._planned), self.trained),
            top + theme.px(_TOP) + 3,
            top + theme.px(_BOTTOM) - 3,
            low,
            high,
        )

    def _tell(self) -> None:
        text = self.tr("Epoch {epoch} of {planned}; {trained} trained").format(
            epoch=self._epoch, planned=self._planned, trained=round(self.trained)
        )
        marks = self._run.timeline.marks if self._run is not None else []
        text = ". ".join([text, *(f"{mark.text}: {self.tr('epoch')} {mark.epoch}" for mark in marks)])
        self.setAccessibleDescription(text)

    # ---- painting
    def _key(self, axis: Axis) -> tuple[object, ...]:
        """What the picture depends on. Epochs count by their pixel: a long run is painted now and then."""
        marks = tuple(self._run.timeline.marks) if self._run is not None else ()
        ratio = self.devicePixelRatioF()
        pixels = [round(float(axis.x(epoch)) * ratio) for epoch in (self._epoch, self.trained)]
        places = [(mark.text, round(float(axis.x(mark.epoch)) * ratio)) for mark in marks]
        return (self.size(), ratio, self._theme, axis, *pixels, *places, self._run)

    def paintEvent(self, event: QPaintEvent) -> None:
        axis = self.axis()
        key = self._key(axis)
        if key != self._picture_key:
            self._picture_key = key
            self._picture = self._bed_for(axis).copy()
            painter = QPainter(self._picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_curve(painter, axis)
            self._paint_untrained(painter, axis)
            self._paint_marks(painter, axis)
            self._paint_playhead(painter, axis)
            painter.end()
        screen = QPainter(self)
        screen.drawPixmap(0, 0, self._picture)
        screen.end()

    def _bed_for(self, axis: Axis) -> QPixmap:
        """The track as if nothing were trained: bed, hatching, epochs below. It seldom changes."""
        ratio = self.devicePixelRatioF()
        key = (self.size(), ratio, self._theme, axis.end)
        if key != self._bed_key:
            self._bed_key = key
            self._bed = QPixmap(self.size() * ratio)
            self._bed.setDevicePixelRatio(ratio)
            self._bed.fill(self._theme.surface("panel"))
            painter = QPainter(self._bed)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box, shape = self._bed_box(axis), QPainterPath()
            shape.addRoundedRect(box, self._theme.px(6), self._theme.px(6))
            painter.fillPath(shape, self._theme.surface("stage"))
            hatch(painter, shape, box.adjusted(axis.left, 0, 0, 0), self._theme)
            self._paint_epochs(painter, axis)
            painter.end()
        return self._bed

    def _bed_box(self, axis: Axis) -> QRectF:
        top = axis.top - 3 - self._theme.px(4)
        return QRectF(0, top, self.width(), axis.bottom + 3 - top)

    def _paint_epochs(self, painter: QPainter, axis: Axis) -> None:
        theme = self._theme
        painter.setFont(theme.font("caption"))
        metrics = QFontMetricsF(painter.font())
        foot = axis.bottom + 3
        for epoch, text in tick_texts(axis, metrics.horizontalAdvance, theme.px(28)):
            x = float(axis.x(epoch))
            painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
            painter.drawLine(QLineF(x, foot, x, foot + theme.px(_TICK)))
            width = metrics.horizontalAdvance(text)
            left = min(max(0.0, x - width / 2), self.width() - width)
            painter.setPen(theme.text("tertiary"))
            painter.drawText(QPointF(left, foot + theme.px(_TICK) + metrics.ascent() + theme.px(1)), text)

    def _paint_untrained(self, painter: QPainter, axis: Axis) -> None:
        text = self.tr("not trained yet")
        rest = self._bed_box(axis)
        rest.setLeft(float(axis.x(self.trained)))
        painter.setFont(self._theme.font("caption"))
        metrics = QFontMetricsF(painter.font())
        if metrics.horizontalAdvance(text) + self._theme.px(32) > rest.width():
            return
        box = metrics.boundingRect(text)
        box.moveCenter(rest.center())
        painter.fillRect(
            box.adjusted(-self._theme.px(6), 0, self._theme.px(6), 0), self._theme.surface("stage")
        )
        painter.setPen(self._theme.text("tertiary"))
        painter.drawText(rest, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_curve(self, painter: QPainter, axis: Axis) -> None:
        """The curve over a bed without hatching; what is after the playhead is paler."""
        run, theme = self._run, self._theme
        if run is None or len(run.timeline.epochs) < 2:
            return
        box = self._bed_box(axis)
        ink, stage = theme.curve("test"), theme.surface("stage")
        here, newest = (float(axis.x(epoch)) for epoch in (self._epoch, self.trained))
        box.setRight(newest)
        painter.fillRect(box.adjusted(axis.left, 0, 0, 0), stage)
        curve = run.curve("test_loss", (0.0, axis.end), max(2, int(newest - axis.left)))
        line, foot = self._points(axis, curve.line), axis.bottom + 3
        peaks = self._points(axis, curve.peaks) if curve.peaks is not None else []
        area = QPolygonF([*line, QPointF(line[-1].x(), foot), QPointF(line[0].x(), foot)])
        tall = QRectF(0, 0, 1, self.height())
        parts = [(0.0, here, 0.30, 1.0, 2.0)]
        if here < newest:
            parts.append((here, newest, 0.10, 0.45, 1.5))
        for left, right, fill, strength, width in parts:
            painter.setClipRect(tall.adjusted(left, 0, right + (0 if right < newest else 2) - 1, 0))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mix(stage, theme.curve("gap"), fill))
            painter.drawPolygon(area)
            color = mix(stage, ink, strength)
            painter.setPen(QPen(color, 1.0))  # of this width lines with many corners are drawn fast
            painter.drawPolyline(QPolygonF(peaks))
            painter.setPen(QPen(color, width * theme.line("hairline")))
            painter.drawPolyline(QPolygonF(line))
        painter.setClipping(False)

    def _points(self, axis: Axis, points: Points) -> list[QPointF]:
        """Epochs and losses as points of the widget; what is not finite is left out."""
        finite = np.isfinite(points[1])
        x, y = axis.x(points[0][finite]), axis.y(points[1][finite])
        return [QPointF(u, v) for u, v in zip(x.tolist(), y.tolist(), strict=True)]

    def _loss_at(self, epoch: float) -> float | None:
        run = self._run
        row = run.row(epoch) if run is not None else -1
        return float(run.values("test_loss")[row]) if run is not None and row >= 0 else None

    def _paint_marks(self, painter: QPainter, axis: Axis) -> None:
        if self._run is None:
            return
        theme, marks = self._theme, self._run.timeline.marks
        painter.setFont(theme.font("caption"))
        metrics = QFontMetricsF(painter.font())
        labels = place_labels(marks, axis, metrics.horizontalAdvance, theme.px(12), self.width())
        size, hairline = theme.px(5), theme.line("hairline")
        text_foot = axis.top - 3 - theme.px(8)
        for mark, left in zip(marks, labels, strict=True):
            loss = self._loss_at(mark.epoch)
            if loss is None or not np.isfinite(loss):
                continue
            x, y = float(axis.x(mark.epoch)), float(axis.y(loss))
            if left is not None:
                painter.setPen(QPen(theme.surface("outline"), hairline, Qt.PenStyle.DotLine))
                painter.drawLine(QLineF(x, axis.top - 3 - theme.px(5), x, y - size))
                painter.setPen(theme.text("secondary"))
                painter.drawText(QPointF(left, text_foot), mark.text)
            painter.setPen(QPen(theme.text(), 1.5 * hairline))
            painter.setBrush(theme.surface("panel"))
            corners = ((0, -size), (size, 0), (0, size), (-size, 0))
            painter.drawPolygon(QPolygonF([QPointF(x + dx, y + dy) for dx, dy in corners]))

    def _paint_playhead(self, painter: QPainter, axis: Axis) -> None:
        loss = self._loss_at(self._epoch)
        if loss is None:
            return
        theme = self._theme
        x, top = float(axis.x(self._epoch)), axis.top - 3 - theme.px(4)
        painter.setPen(QPen(theme.accent(), 2 * theme.line("hairline")))
        painter.drawLine(QLineF(x, top, x, axis.bottom + 3 + theme.px(6)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent())
        half = theme.px(6)
        handle = ((-half, 0), (half, 0), (half, half), (0, 2 * half), (-half, half))
        painter.drawPolygon(QPolygonF([QPointF(x + dx, top + dy) for dx, dy in handle]))
        if np.isfinite(loss):
            painter.setPen(QPen(theme.surface("stage"), 2))
            painter.drawEllipse(QPointF(x, float(axis.y(loss))), theme.px(5), theme.px(5))

    # ---- tooltips
    def tip_at(self, x: float) -> str:
        """What is to be told about the place ``x`` px from the left: a mark, an epoch, or the future."""
        axis, run = self.axis(), self._run
        epoch = axis.epoch(x)
        if run is None or epoch > self.trained + 0.5 or not len(run.timeline.epochs):
            return self.tr("Epoch {n}: not trained yet").format(n=numbers.count(round(epoch)))
        near = [m for m in run.timeline.marks if abs(float(axis.x(m.epoch)) - x) <= self._theme.px(6)]
        row = run.row(near[0].epoch if near else epoch)
        tip = self.tr("Epoch {n}: test loss {loss}, {share} right").format(
            n=numbers.count(round(run.timeline.epochs[row])),
            loss=numbers.fitted(float(run.values("test_loss")[row])),
            share=numbers.percent(float(run.values("test_accuracy")[row]), 1),
        )
        return "\n".join([*(mark.text for mark in near), tip])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._show_tip(event.position().toPoint())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tip(event.pos())
            return True
        return super().event(event)

    def _show_tip(self, position: QPoint) -> None:
        QToolTip.showText(self.mapToGlobal(position), self.tip_at(position.x()), self)
