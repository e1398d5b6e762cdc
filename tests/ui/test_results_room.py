"""How the right column shares its height."""

from __future__ import annotations

import pytest

from nnviz.ui.plots.header import CurveHeader
from nnviz.ui.plots.parts import Placeholder
from nnviz.ui.results_panel import ResultsPanel
from nnviz.ui.theme import Theme, apply_theme


@pytest.mark.parametrize("height", [628, 760, 1000])  # of the column in a window 768 px high, and more
def test_both_plots_are_seen_before_the_inspector_gets_more(qtbot, height):
    panel = ResultsPanel()
    qtbot.addWidget(panel)
    apply_theme(panel, Theme())
    panel.resize(336, height)
    panel.show()
    qtbot.waitExposed(panel)
    assert not panel.folded
    plots = panel.findChildren(Placeholder)
    assert len(plots) == len(panel.findChildren(CurveHeader)) == 2
    assert all(plot.isVisible() and plot.height() >= 30 for plot in plots)
    assert panel.curves.geometry().bottom() < panel.tabs.geometry().top()
