"""The line of a curve against pyqtgraph's own, which paints the same more slowly."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

import pyqtgraph as pg  # isort: skip - binds to the Qt library that was imported first

from nnviz.ui.plots.axes_plot import AxesPlot
from nnviz.ui.plots.curve_plot import LineItem
from nnviz.ui.theme import Theme

X = np.linspace(0, 100, 41)


def curve(*missing: int) -> tuple[np.ndarray, np.ndarray]:
    y = 0.5 + 0.4 * np.sin(X / 6)
    y[list(missing)] = np.nan
    return X, y


def plot_of(qtbot) -> AxesPlot:
    plot = AxesPlot(epoch_texts=True)
    qtbot.addWidget(plot)
    plot.set_theme(Theme("dark"))
    plot.resize(360, 160)
    plot.show_frame((0, 100), (0, 1), (), ())
    plot.show()
    QApplication.processEvents()
    return plot


def view_of(plot: AxesPlot) -> pg.ViewBox:
    return next(item for item in plot.scene().items() if isinstance(item, pg.ViewBox))


def picture(plot: AxesPlot, item) -> QImage:
    view_of(plot).addItem(item, ignoreBounds=True)
    QApplication.processEvents()
    found = plot.grab().toImage()
    view_of(plot).removeItem(item)
    return found


def line(plot: AxesPlot, points, pen) -> LineItem:
    item = LineItem(view_of(plot))
    item.set_pen(pen)
    item.set_points(points)
    return item


@pytest.mark.parametrize("missing", [(), (0,), (40,), (10, 11, 12), (5, 7, 30), tuple(range(41))])
def test_it_paints_what_pyqtgraph_paints(qtbot, missing) -> None:
    plot, points = plot_of(qtbot), curve(*missing)
    pen = pg.mkPen(QColor("#ff0000"), width=2)
    theirs = pg.PlotCurveItem(*points, pen=pen, connect="finite", antialias=True)
    expected = picture(plot, theirs)
    assert picture(plot, line(plot, points, pen)) == expected
    empty = picture(plot, line(plot, curve(*range(41)), pen))
    assert (expected == empty) == (len(missing) == 41)


def test_its_bounds_hold_the_pen_and_are_asked_of_nobody(qtbot) -> None:
    """A line along the upper edge of what it covers hangs over by half its width."""
    plot = plot_of(qtbot)
    flat = X, np.full(41, 0.5)
    item = line(plot, flat, pg.mkPen(QColor("#ff0000"), width=6))
    per_px = 1 / plot.rows
    assert item.boundingRect().contains(QRectF(0, 0.5 - 3 * per_px, 100, 6 * per_px))
    assert item.boundingRect().height() < 20 * per_px
    assert line(plot, curve(*range(41)), pg.mkPen()).boundingRect().isEmpty()
