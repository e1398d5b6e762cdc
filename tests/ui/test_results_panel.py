"""The right panel as a whole, in every theme and size it is made for."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtWidgets import QApplication

from nnviz.data import load_dataset
from nnviz.drawing.selection import Selection
from nnviz.training.samples import Sample
from nnviz.ui.inspector.formulas import FormulaRows
from nnviz.ui.results_panel import ResultsPanel
from nnviz.ui.theme import THEMES, Theme, apply_theme
from nnviz.ui.widgets.scroll import Scroll
from tests.helpers.seen import button
from tests.helpers.snapshots import hand_built_snapshot
from tests.helpers.timelines import hand_built_timeline


@pytest.fixture
def panel(qtbot):
    made = ResultsPanel()
    qtbot.addWidget(made)
    apply_theme(made, Theme())
    made.resize(336, 760)
    made.show()
    qtbot.waitExposed(made)
    return made


def fill(panel):
    panel.finish_start()
    panel.set_dataset(load_dataset("digits"))
    panel.set_planned_epochs(60)
    panel.show_sample(Sample(hand_built_snapshot().probe.inputs))
    panel.show_selection(Selection("neuron", 0, 5))
    panel.show_snapshot(hand_built_snapshot(epoch=30))
    panel.show_timeline(hand_built_timeline(31), 30)
    QApplication.processEvents()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("height", [700, 900, 1080, 1440])
def test_sections_fit_one_below_the_other(panel, theme, height):
    look = Theme(theme, window_height=height)
    fill(panel)
    apply_theme(panel, look)
    panel.resize(look.layout("right"), height - look.layout("header") - look.layout("transport"))
    QApplication.processEvents()
    sections = [part for part in (panel.answer, panel.curves, panel.tabs) if part.isVisible()]
    assert (len(sections) == 3) == (theme != "projector"), "in front of a class one gives way to the other"
    for above, below in itertools.pairwise(sections):
        assert above.geometry().bottom() < below.geometry().top()
    assert panel.tabs.geometry().bottom() <= panel.height()
    assert panel.width() == look.layout("right")
    assert all(section.height() >= section.minimumSizeHint().height() for section in sections)


def test_design_size_shows_a_hidden_neuron_without_scrolling(panel):
    fill(panel)
    inspector = panel.inspector
    for height in (760, 560):  # of a window of 1440 x 900, and of 1024 x 700
        panel.resize(336, height)
        QApplication.processEvents()
        seen = inspector.findChild(Scroll).viewport().height()
        # Its arithmetic is in sight; only the curves over the epochs may be further down.
        assert inspector.findChild(FormulaRows).geometry().bottom() <= seen


def test_wishes_reach_the_panel(panel, qtbot):
    fill(panel)
    with qtbot.waitSignal(panel.selection_requested) as asked:
        button(panel.inspector, "Next").click()
    assert asked.args == [Selection("neuron", 0, 6)]
    with qtbot.waitSignal(panel.clear_ghosts_requested):
        panel.curves.clear_ghosts_requested.emit()


def test_empty_panel_can_be_painted_before_anything_is_known(panel):
    panel.show_snapshot(None)
    panel.show_timeline(None, 0)
    image = panel.grab().toImage()
    panel.finish_start()
    fill(panel)
    assert panel.grab().toImage() != image
