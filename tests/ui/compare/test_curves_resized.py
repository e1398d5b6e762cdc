"""No plot goes while the layout of the curves sets its parts: Qt would go on to what is no longer there."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from nnviz.engine import RNN
from nnviz.training.experiment import Experiment
from nnviz.ui.compare.curves import RunsCurves
from nnviz.ui.compare.run_plot import RunPlot
from tests.helpers.runs import at, trained_run


def test_a_plot_that_is_resized_takes_none_from_the_layout_that_resizes_it(shown, runs):
    steps = Experiment.on("anbn", layers=(RNN(2, every_step=True),), epochs=1)
    asked = trained_run("B", steps, steps.dataset())
    curves = shown(RunsCurves(), 800, 300)
    curves.show_runs(at([asked, asked], 1))
    curves.settle()
    QApplication.processEvents()
    assert plots(curves) == 3, "loss, right answers, and whole sequences"
    curves.show_runs(at([runs[0], asked], 1))  # rests: it was shown a moment ago
    grid = curves.layout()
    before = grid.count()
    curves.resize(700, 280)
    assert grid.count() == before, "all parts that the layout was at"
    QApplication.processEvents()
    curves.settle()
    assert plots(curves) == 2, "what both have"


def plots(curves):
    """How many are seen."""
    return sum(plot.isVisible() for plot in curves.findChildren(RunPlot))
