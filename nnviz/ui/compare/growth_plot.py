"""How the loss grew before a run broke: step by step, on a log axis, with a cross where it broke."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy

import pyqtgraph as pg  # isort: skip - binds to the Qt library that was imported first

from nnviz.drawing import numbers, ranges
from nnviz.drawing.plots.scene import Tick
from nnviz.training.growth import Growth
from nnviz.ui.plots.axes_plot import AxesPlot
from nnviz.ui.theme import Theme, mix

_HEIGHT, _RIGHT = 116, 14  # px at unit 1
_LARGEST = {"float32": 38, "float64": 308}  # powers of ten that can still be stored


class GrowthPlot(AxesPlot):
    """The line of the finite losses, dotted from the last one to the step in which it broke."""

    def __init__(self) -> None:
        super().__init__(epoch_texts=True, overhang=_RIGHT)
        self._colour = 0
        self._powers: list[Tick] = []
        self._line, self._broken = pg.PlotCurveItem(antialias=True), pg.PlotCurveItem(antialias=True)
        for line in (self._line, self._broken):
            line.setSegmentedLineMode("off")  # see CurvePlot: its segments are kept as the cache of marks is
        self._cross = pg.ScatterPlotItem(symbol="x", pxMode=True, useCache=False)
        self._became = pg.TextItem(anchor=(0.8, -0.1))
        for item in (self._line, self._broken, self._cross, self._became):
            self._view.addItem(item, ignoreBounds=True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_growth(self, growth: Growth, colour: int, became: str, dtype: str) -> None:
        """``became`` is what the loss was in the end, "∞" or "NaN"; ``dtype`` the network's numbers."""
        self._colour = colour
        losses = np.maximum(growth.losses, 1e-300)
        top, first = _LARGEST.get(dtype, 38), growth.first_step
        last = max(growth.broke_at, first + 1)
        bottom = min(0, math.floor(math.log10(losses.min())))
        steps, powers = first + np.arange(len(losses)), np.clip(np.log10(losses), bottom, top)
        span = last - first
        between = [e for e in ranges.epoch_ticks(first, last, 4) if 0.2 < (e - first) / span < 0.87]
        self._powers = [(power, _power_text(power)) for power in (bottom, round((bottom + top) / 2), top)]
        self.set_left(self.left_for(self._powers))
        self.show_frame(
            (first - 0.08 * span, last + 0.04 * span),
            (bottom, top + 0.06 * (top - bottom)),
            [(first, self.tr("step {step}").format(step=first))]
            + [(place, numbers.short_count(place)) for place in (*between, last)],
            self._powers,
        )
        self._line.setData(steps, powers)
        self._broken.setData([steps[-1], last], [powers[-1], top])
        self._cross.setData([last], [top])
        self._became.setText(became)
        self._became.setPos(last, top)
        self._set_pens()
        text = self.tr("Loss from step {first}, {low}, to step {end}, {high}; broke in step {last}")
        self.setAccessibleName(
            text.format(
                first=first,
                low=numbers.fitted(growth.losses[0]),
                end=first + len(losses) - 1,
                high=numbers.fitted(growth.losses[-1]),
                last=last,
            )
        )

    def _set_pens(self) -> None:
        super()._set_pens()
        theme, bad = self._theme, self._theme.note("error")
        pen = self._pen(theme.run_colour(self._colour), "curve_test")
        self._line.setPen(pen)
        dotted = self._pen(theme.run_colour(self._colour), "curve_train")
        dotted.setStyle(Qt.PenStyle.DotLine)
        self._broken.setPen(dotted)
        self._cross.setPen(None)
        self._cross.setBrush(bad)
        self._cross.setSize(theme.px(13))
        self._became.setColor(bad)
        self._became.setFont(theme.font("caption", weight="semibold"))
        self._left.setTickPen(self._pen(mix(theme.note("error", "bg"), bad, 0.18), "grid"))

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.setBackground(theme.note("error", "bg"))
        self.set_left(self.left_for(self._powers))
        self.setFixedHeight(theme.px(_HEIGHT))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._theme.px(_HEIGHT))


def _power_text(power: int) -> str:
    return numbers.scientific(10.0**power, 0).removeprefix("1·")
