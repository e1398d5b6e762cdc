"""Check it: the loss of the batch over one weight, its tangent, the step, and the numerical gradient."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, QTimer, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from nnviz.drawing import numbers
from nnviz.drawing.micro.check_plot import CheckPlot, step_words, verdicts
from nnviz.drawing.micro.micro_state import MicroState
from nnviz.session.sentences import told
from nnviz.training.micro_batch import MicroBatch
from nnviz.training.nudge import Nudge, nudged
from nnviz.ui.micro.micro_parts import CENTRE, LEFT, Painted
from nnviz.ui.micro.plot_parts import paint_axes, polygon
from nnviz.ui.theme import with_alpha


class CheckView(Painted):
    """Worked out a little at a time, once for each weight and batch."""

    def __init__(self) -> None:
        super().__init__()
        self._nudge: Nudge | None = None
        self._key: tuple[MicroBatch, int] | None = None
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

    @property
    def names(self) -> tuple[QRectF, ...]:
        """Where the words in the plot were last painted."""
        return self._names

    def show_state(self, state: MicroState | None) -> None:
        super().show_state(state)
        key = (state.micro.batch, state.micro.parameter) if state is not None else None
        if key == self._key and (self._nudge is not None or self._work is not None):
            return
        self._key, self._nudge = key, None
        self.setAccessibleDescription("")  # what was told was of another
        self._work = nudged(state.micro.batch, state.micro.parameter) if state is not None else None
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
            self.setAccessibleDescription(told(verdicts(found)[0]))
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
        nudge, watched, slope = self._nudge, self.tr("Check it: nudge w and watch L"), ""
        if nudge is not None:
            slope = self.tr("slope {value}").format(value=numbers.fitted(nudge.slope, 4, sign=True))
            if nudge.penalty:
                watched = self.tr("Check it: nudge w and watch L with its penalty")
        top = self._paint_heading(painter, (watched, self.tr("Check it")), slope, pad, theme.px(12))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.text("tertiary" if nudge is None else "secondary"))
        if nudge is None:
            painter.drawText(QRectF(self.rect()), CENTRE, self.tr("working it out"))
            painter.end()
            return
        below = QRectF(pad, top, self.width() - 2 * pad, round(theme.type_px("caption") * 1.5))
        wide = QFontMetricsF(painter.font()).horizontalAdvance
        texts = [told(verdict) for verdict in verdicts(nudge)]
        painter.drawText(
            below, LEFT, next((text for text in texts if wide(text) <= below.width()), texts[-1])
        )
        left = pad + wide("0.000") + theme.px(6)
        high = self.height() - theme.px(18) - theme.type_px("caption") * 1.5 - below.bottom()
        if high > theme.px(40) and np.isfinite(nudge.losses).any():
            box = (left, below.bottom() + theme.px(8), self.width() - left - pad, high)
            self._paint_plot(painter, nudge, CheckPlot.of(nudge, box))
        painter.end()

    def _paint_plot(self, painter: QPainter, nudge: Nudge, plot: CheckPlot) -> None:
        theme = self._theme
        paint_axes(painter, theme, plot.axes)
        painter.save()
        painter.setClipRect(QRectF(*plot.axes.box).adjusted(0, -4, 0, 4))
        painter.setPen(QPen(theme.text("secondary"), theme.line("curve_test")))
        painter.drawPolyline(polygon(plot.curve))
        painter.setPen(QPen(theme.gradient, theme.line("curve_test")))
        painter.drawPolyline(polygon(plot.tangent))
        painter.restore()
        painter.setPen(QPen(theme.surface("panel"), 2))
        painter.setBrush(theme.accent())
        painter.drawEllipse(QPointF(*plot.here), theme.px(6), theme.px(6))
        painter.setFont(theme.font("label", weight="semibold"))
        painter.setPen(theme.text())
        text = self.tr("now {value}").format(value=numbers.fitted(nudge.weight, 2))
        high = max(float(theme.px(16)), theme.type_px("label") * 1.25)
        width = QFontMetricsF(painter.font()).horizontalAdvance(text) + 4
        name = plot.name_box(nudge, (width, high), theme.unit)
        painter.drawText(QRectF(*name), CENTRE, text)
        self._paint_step(painter, nudge, plot, QRectF(*name))

    def _paint_step(self, painter: QPainter, nudge: Nudge, plot: CheckPlot, name: QRectF) -> None:
        """The arrow of the step that the optimiser takes, and what is said of it."""
        assert self._state is not None
        theme, here, after = self._theme, plot.here[0], plot.after
        painter.setFont(theme.font("label"))
        said = told(step_words(nudge, self._state.micro))
        size = (QFontMetricsF(painter.font()).horizontalAdvance(said) + 6, name.height())
        box = QRectF(*plot.step_box((name.x(), name.y(), name.width(), name.height()), size, theme.unit))
        down, way = box.center().y(), 1.0 if after >= here else -1.0
        painter.setPen(QPen(theme.text(), 2))
        painter.drawLine(QLineF(here, down, after, down))
        for side in (-1, 1):
            tip = QPointF(after - way * theme.px(5), down + side * theme.px(4))
            painter.drawLine(QLineF(QPointF(after, down), tip))
        painter.setPen(theme.text("secondary"))
        painter.fillRect(box, with_alpha(theme.surface("panel"), 0.8))
        painter.drawText(box, CENTRE, said)
        self._names = (name, box)
