from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from nnviz.drawing.selection import Selection
from nnviz.training.plane import plane_maps
from nnviz.ui.playground.results import PlaygroundResults
from nnviz.ui.theme import THEMES, Theme, apply_theme
from nnviz.ui.widgets import IconButton
from tests.helpers.plane import at, plane_case
from tests.helpers.timelines import hand_built_timeline


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("height", [560, 760, 1000])
def test_all_of_it_fits_and_the_map_is_square(qtbot, theme, height):
    snapshot, dataset = plane_case((4,))
    view = PlaygroundResults()
    qtbot.addWidget(view)
    apply_theme(view, Theme(theme, window_height=height + 140))
    view.resize(view.width(), height)
    view.set_dataset(dataset)
    view.set_maps(plane_maps(snapshot, dataset, 64))
    view.show_snapshot(at(snapshot, dataset, (1.0, 1.0)))
    view.show_timeline(hand_built_timeline(), 30)
    view.set_point((1.0, 1.0))
    view.show_selection(Selection("neuron", 0, 2))
    view.show()
    qtbot.wait(1)
    bottom = 0
    for part in (view.map, view.curves, view.tabs):
        if part.isHidden():
            continue
        assert part.y() >= bottom
        bottom = part.geometry().bottom()
    assert bottom <= height
    area = view.map.canvas.area
    assert area.width() == area.height() >= 150
    assert view.curves.isHidden() == (theme == "projector"), "the inspector stands in its place"
    view.show_selection(None)
    assert not view.curves.isHidden(), "the loss never goes"
    assert view.tabs.isHidden() == (theme == "projector")
    assert not view.grab().isNull()


def test_wishes_of_the_parts_are_those_of_the_panel(qtbot):
    snapshot, dataset = plane_case((4,))
    view = PlaygroundResults()
    qtbot.addWidget(view)
    apply_theme(view, Theme("light"))
    view.set_dataset(dataset)
    view.show_snapshot(snapshot)
    view.show()
    with qtbot.waitSignal(view.point_hovered) as told:
        qtbot.keyClick(view.map.canvas, Qt.Key.Key_Home)
    assert told.args == [(0.0, 0.0)]
    with qtbot.waitSignal(view.sample_requested):
        qtbot.keyClick(view.map.canvas, Qt.Key.Key_Return)
    view.show_selection(Selection("neuron", 0, 2))
    with qtbot.waitSignal(view.selection_requested) as told:
        buttons = view.inspector.findChildren(IconButton)
        next(button for button in buttons if button.accessibleName() == "Next").click()
    assert told.args == [Selection("neuron", 0, 3)]
