"""No plot lets pyqtgraph keep Python objects over memory that is gone, where Qt objects come to lie."""

from __future__ import annotations

import pytest

from nnviz.ui.appearance import dress


@pytest.mark.parametrize("kind", ["curves", "growth"])
def test_marks_and_lines_are_painted_without_what_pyqtgraph_keeps(qapp, qtbot, kind):
    dress(qapp)
    import pyqtgraph as pg

    from nnviz.ui.compare.growth_plot import GrowthPlot
    from nnviz.ui.plots.curve_plot import CurvePlot

    plot = CurvePlot(epoch_texts=True) if kind == "curves" else GrowthPlot()
    qtbot.addWidget(plot)
    items = plot.scene().items()
    marks = [item for item in items if isinstance(item, pg.ScatterPlotItem)]
    lines = [item for item in items if isinstance(item, pg.PlotCurveItem)]
    assert marks
    assert not any(mark.opts["useCache"] for mark in marks)
    assert all(line.opts["segmentedLineMode"] == "off" for line in lines)
