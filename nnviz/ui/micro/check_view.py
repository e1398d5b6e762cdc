"""Check it: the loss of the batch over one weight, its tangent, the step, and the numerical gradient."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, QTimer, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy

from nnviz.drawing import numbers
from nnviz.drawing.micro.micro_state import MicroState
from nnviz.drawing.ranges import loose_range
from nnviz.training.chain import Weight
from nnviz.training.micro_batch import MicroBatch
from nnviz.training.nudge import Nudge, nudged
from nnviz.ui.micro.painted import CENTRE, LEFT, Painted, paint_heading
from nnviz.ui.micro.plot_parts import Axes, clear_box, paint_axes
from nnviz.ui.theme import with_alpha

_TANGENT = 0.5  # of the shown width


class CheckView(Painted):
    """Worked out a little at a time, once for each weight and batch."""

    def __init__(self) -> None:
        super().__init__()
        self._nudge: Nudge | None = None
        self._key: tuple[MicroBatch, Weight] | None = None
        self._work: Iterator[Nudge | None] | None = None
        self._names: tuple[QRectF, ...] = ()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._on_part)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Check it: the numerical gradient"))

    @property
    def nudge(self) -> Nudge | None:
        """What is shown; None until it has been worked out."""
        return self._nudge

    def show_state(self, state: MicroState | None) -> None:
        super().show_state(state)
        key = (state.micro.batch, state.micro.weight) if state is not None else None
        if key == self._key and (self._nudge is not None or self._work is not None):
            return
        self._key, self._nudge = key, None
        self._work = nudged(state.micro.batch, state.micro.weight) if state is not None else None
        if self._work is not None and self.isVisible():
            self._timer.start()

    def showEvent(self, event: object) -> None:
        if self._work is not None:
            self._timer.start()

    def hideEvent(self, event: object) -> None:
        self._timer.stop()

    def finish(self) -> None:
        """Work out at once what is still missing."""
        while self._work is not None:
            self._on_part()

    @Slot()
    def _on_part(self) -> None:
        found = next(self._work, None) if self._work is not None else None
        if found is None and self._work is not None:
            return
        self._timer.stop()
        self._work, self._nudge = None, found
        if found is not None:
            self.setAccessibleDescription(self._verdicts(found)[0])
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(300), self._theme.px(268))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(280), self._theme.px(150))

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._state is None:
            return
        theme, painter, pad = self._theme, self._painter(), self._theme.px(16)
        line = max(theme.px(20), round(theme.type_px("section") * 1.5))
        heading = QRectF(pad, theme.px(12), self.width() - 2 * pad, line)
        nudge = self._nudge
        slope = (
            self.tr("slope {value}").format(value=numbers.fitted(nudge.slope, 4, sign=True)) if nudge else ""
        )
        watched = self.tr("Check it: nudge w and watch L")
        if nudge is not None and nudge.penalty:
            watched = self.tr("Check it: nudge w and watch L with its penalty")
        paint_heading(painter, theme, heading, (watched, self.tr("Check it")), slope)
        if nudge is None:
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.text("tertiary"))
            painter.drawText(QRectF(self.rect()), CENTRE, self.tr("working it out"))
            painter.end()
            return
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.text("secondary"))
        below = QRectF(pad, heading.bottom(), heading.width(), round(theme.type_px("caption") * 1.5))
        verdicts = self._verdicts(nudge)
        wide = QFontMetricsF(painter.font()).horizontalAdvance
        fitting = (verdict for verdict in verdicts if wide(verdict) <= below.width())
        painter.drawText(below, LEFT, next(fitting, verdicts[-1]))
        painter.setFont(theme.font("caption"))
        left = pad + QFontMetricsF(painter.font()).horizontalAdvance("0.000") + theme.px(6)
        plot = QRectF(left, below.bottom() + theme.px(8), self.width() - left - pad, 0)
        plot.setBottom(self.height() - theme.px(10) - theme.type_px("caption") * 1.5)
        if plot.height() > theme.px(40) and np.isfinite(nudge.losses).any():
            self._paint_plot(painter, plot, nudge)
        painter.end()

    def _verdicts(self, nudge: Nudge) -> tuple[str, ...]:
        """What came out, the longest way of saying it first."""
        if nudge.check.kink:
            return (self.tr("A corner of the curve is right here: there is no slope to compare with."),)
        shortest = self.tr("by nudging {numeric} {mark}")
        words = (
            self.tr("by nudging {numeric} · by the chain rule {ours} {mark} · told to ±{told}"),
            self.tr("by nudging {numeric} · by the chain rule {ours} {mark}"),
            shortest,
        )
        if nudge.penalty_slope:
            words = (
                self.tr(
                    "by nudging {numeric} · by chain rule {data}, penalty {penalty} {mark} · told to ±{told}"
                ),
                self.tr("by nudging {numeric} · by chain rule {data}, penalty {penalty} {mark}"),
                shortest,
            )
        values = {
            "data": numbers.fitted(nudge.data_slope, 6, sign=True),
            "penalty": numbers.fitted(nudge.penalty_slope, 6, sign=True),
            "numeric": numbers.fitted(nudge.check.numeric, 6, sign=True),
            "ours": numbers.fitted(nudge.slope, 6, sign=True),
            "mark": "✓" if nudge.agrees else "≠",
            "told": numbers.fitted(nudge.told, 6),
        }
        return tuple(text.format(**values) for text in words)

    def _paint_plot(self, painter: QPainter, plot: QRectF, nudge: Nudge) -> None:
        theme = self._theme
        losses = np.where(np.isfinite(nudge.losses), nudge.losses, np.nan)
        low, high = loose_range(float(np.nanmin(losses)), float(np.nanmax(losses)))
        if 0 < low < 0.4 * high:
            low = 0.0
        axes = Axes(plot, (float(nudge.weights[0]), float(nudge.weights[-1])), (low, high))
        paint_axes(painter, theme, axes)
        painter.save()
        painter.setClipRect(plot.adjusted(0, -4, 0, 4))
        painter.setPen(QPen(theme.text("secondary"), theme.line("curve_test")))
        painter.drawPolyline(axes.polyline(nudge.weights, losses))
        half = _TANGENT * (axes.across[1] - axes.across[0]) / 2
        painter.setPen(QPen(theme.gradient, theme.line("curve_test")))
        at = (nudge.weight, nudge.loss)
        ends = [axes.point(at[0] + s * half, at[1] + s * half * nudge.slope) for s in (-1, 1)]
        painter.drawLine(QLineF(*ends))
        painter.restore()
        lines = [axes.polyline(nudge.weights, losses), QPolygonF(ends)]
        self._paint_step(painter, plot, nudge, lines, axes.point(*at), axes.x(at[0] - nudge.step))

    def _paint_step(
        self,
        painter: QPainter,
        plot: QRectF,
        nudge: Nudge,
        lines: list[QPolygonF],
        here: QPointF,
        after: float,
    ) -> None:
        """The point, its name, and below it the arrow of the step that the optimiser takes."""
        theme = self._theme
        painter.setPen(QPen(theme.surface("panel"), 2))
        painter.setBrush(theme.accent())
        painter.drawEllipse(here, theme.px(6), theme.px(6))
        painter.setFont(theme.font("label", weight="semibold"))
        painter.setPen(theme.text())
        text = self.tr("now {value}").format(value=numbers.fitted(nudge.weight, 2))
        high = max(float(theme.px(16)), theme.type_px("label") * 1.25)
        width = QFontMetricsF(painter.font()).horizontalAdvance(text) + 4
        away = QPointF(theme.px(8) + width / 2, theme.px(8) + high / 2)
        # First on the side where the curve goes down, above it.
        side = -1 if nudge.slope >= 0 else 1
        ways = [(side, -1), (-side, -1), (-side, 1), (side, 1), (side, -2.5), (-side, -2.5), (side, 2.5)]
        centres = [QPointF(here.x() + x * away.x(), here.y() + y * away.y()) for x, y in ways]
        name = clear_box(centres, (width, high), plot, lines)
        painter.drawText(name, CENTRE, text)
        after = min(max(after, plot.left()), plot.right())
        painter.setFont(theme.font("label"))
        said = self.tr("the step: {value}").format(value=self._step_text(nudge))
        wide = QFontMetricsF(painter.font()).horizontalAdvance(said) + 6
        gap = theme.px(12) + wide / 2
        aside = max(here.x(), after) + gap, min(here.x(), after) - gap
        least, most = plot.top() + high / 2, plot.bottom() - high / 2
        heights = [
            min(max(here.y() + theme.unit * by, least), most) for by in (30, 16, -34, 48, -52, 66, -70)
        ]
        left, moved = min(here.x(), after), abs(after - here.x())
        blocked = (name, QRectF(here, here).adjusted(-8, -8, 8, 8))  # the arrow keeps off both
        arrows = [QRectF(left, y - 6, moved + 1, 12) for y in heights]
        kept = [arrow.center().y() for arrow in arrows if not any(arrow.intersects(b) for b in blocked)]
        centres = [QPointF(x, y) for y in kept or heights for x in aside]
        box = clear_box(centres, (wide, high), plot, [*lines, *[QPolygonF(name)] * 9])  # rather over a line
        down = box.center().y()
        painter.setPen(QPen(theme.text(), 2))
        painter.drawLine(QLineF(here.x(), down, after, down))
        way = 1.0 if after >= here.x() else -1.0
        for side in (-1, 1):
            tip = QPointF(after - way * theme.px(5), down + side * theme.px(4))
            painter.drawLine(QLineF(QPointF(after, down), tip))
        painter.setPen(theme.text("secondary"))
        painter.fillRect(box, with_alpha(theme.surface("panel"), 0.8))
        painter.drawText(box, CENTRE, said)
        self._names = (name, box)

    def _step_text(self, nudge: Nudge) -> str:
        assert self._state is not None
        experiment = self._state.micro.snapshot.experiment
        rate = self._state.micro.batch.update.settings["learning_rate"]
        step = nudge.step
        if (
            experiment.optimizer == "sgd"
            and nudge.slope
            and abs(step - rate * nudge.slope) <= 1e-5 * abs(step)
        ):
            sign = "−" if nudge.slope > 0 else "+"
            return f"{sign}{numbers.chosen(rate)} × {numbers.fitted(abs(nudge.slope), 3)}"
        return numbers.fitted(-step, 4, sign=True)
