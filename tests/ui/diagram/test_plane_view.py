from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QWidget

from nnviz.drawing.drawing import shapes_of
from nnviz.drawing.moment import moment_of
from nnviz.drawing.plan import arrange
from nnviz.drawing.plane.field import value_scale
from nnviz.drawing.selection import Selection
from nnviz.drawing.shapes import Beads, Maps
from nnviz.training.plane import plane_maps
from nnviz.ui.diagram import DiagramView
from nnviz.ui.diagram.headers import LayerHeader
from nnviz.ui.diagram.legend import Legend
from nnviz.ui.diagram.pointing import Pointing
from nnviz.ui.theme import THEMES, Theme, apply_theme
from tests.helpers.plane import at, plane_case
from tests.helpers.snapshots import hand_built_snapshot

POINT = (1.72, -1.02)


@pytest.fixture(scope="module")
def case():
    return plane_case()


def shown(qtbot, snapshot, dataset, theme="light", size=(768, 712), point=POINT):
    view = DiagramView(feature_shape=dataset.feature_shape, class_names=dataset.class_names)
    qtbot.addWidget(view)
    view.resize(*size)
    view.set_dataset_shape(dataset.feature_shape, dataset.class_names, dataset.feature_names)
    apply_theme(view, Theme(theme))
    view.set_lines("weights")
    view.set_maps(plane_maps(snapshot, dataset, view.map_resolution))
    view.set_point(point)
    view.show()
    view.show_snapshot(at(snapshot, dataset, point) if point else snapshot)
    return view


class Painted(QObject):
    """Counts the paint events of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def color(view, x, y):
    image = view.grab().toImage()
    dpr = view.devicePixelRatioF()
    return image.pixelColor(round(x * dpr), round(y * dpr))


def test_a_tile_is_warm_where_its_neuron_fires(qtbot, case):
    snapshot, dataset = case
    view = shown(qtbot, snapshot, dataset, point=None)
    maps = view.scene.maps
    box = view.scene.layout.layers[0]
    for unit in range(box.size):
        values = maps.layers[0][unit]
        row, column = np.unravel_index(np.abs(values).argmax(), values.shape)
        row, column = np.clip([row, column], 12, 51)  # not under the round corners
        x = box.x[unit] - 32 + column + 0.5
        y = box.y[unit] - 32 + row + 0.5
        found = color(view, x, y)
        warm = found.red() > found.blue()
        assert warm == (values[row, column] > 0), unit


def test_the_point_is_marked_in_every_tile(qtbot, case):
    snapshot, dataset = case
    view = shown(qtbot, snapshot, dataset, point=None)
    plain = np.array(view.grab().toImage().constBits(), copy=True)
    view.set_point((3.0, 3.0))
    layout = view.scene.layout
    for box in (layout.inputs.tiles, *layout.layers):
        found = color(view, box.x[0] + box.tile / 4, box.y[0] - box.tile / 4)
        assert found == Theme("light").surface("stage")
    assert (np.array(view.grab().toImage().constBits()) != plain).any()


def test_inputs_are_named_pointed_at_and_walked_to(qtbot, case):
    snapshot, dataset = case
    view = shown(qtbot, snapshot, dataset)
    box = view.scene.layout.inputs.tiles
    at_tile = QPoint(round(box.x[1]), round(box.y[1]))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at_tile)
    assert view.selection == Selection("input", -1, 1)
    assert "Input x₂" in view.accessibleDescription()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.selection.kind == "neuron"
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.selection.kind == "input"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    "settings",
    [
        {"hidden": ()},
        {
            "hidden": (8,) * 6,
            "features": ("x1", "x2", "x1_squared", "x2_squared", "x1x2", "sin_x1", "sin_x2"),
        },
        {"hidden": (300, 5), "activation": "relu", "loss": "categorical_crossentropy"},
        {"hidden": (3,), "data": "waves", "loss": "mse"},
    ],
)
def test_every_theme_paints_every_network(qtbot, theme, settings):
    snapshot, dataset = plane_case(**settings)
    view = shown(qtbot, snapshot, dataset, theme, size=(770, 560))
    view.select(Selection("neuron", 0, 0))
    view.rest_now()
    image = view.grab().toImage()
    assert len(np.unique(np.frombuffer(image.constBits(), np.uint32))) > 100


def test_an_output_that_is_a_value_has_one_scale(qtbot):
    """Its bead has the colour of its tile at the point, and of the map of what was learned."""
    snapshot, dataset = plane_case((6,), data="waves", loss="mse", epochs=5)
    full = value_scale(dataset)
    assert full > 0
    moment = moment_of(
        at(snapshot, dataset, POINT), dataset.feature_shape, maps=plane_maps(snapshot, dataset, 64),
        value_full=full,
    )  # fmt: skip
    shapes = shapes_of(moment, arrange(moment.parts, 768, 712, planar=True))[1]
    said = float(moment.outputs.values["a"][0])
    maps, beads = ([s for s in shapes if isinstance(s, kind)][-1] for kind in (Maps, Beads))
    assert (maps.middle, maps.full) == (0, full)
    assert beads.level == pytest.approx([said / full])


def test_zoomed_in_it_still_paints(qtbot, case):
    view = shown(qtbot, *case)
    for _ in range(8):
        qtbot.keyClick(view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert view.findChild(Pointing).viewport.scale > 5
    assert not view.grab().isNull()


def test_maps_of_another_network_are_not_painted(qtbot, case):
    """Between two calls of its owner the view may have the maps of the next network."""
    snapshot, dataset = case
    view = shown(qtbot, snapshot, dataset)
    other, _ = plane_case((3, 3, 3))
    view.set_maps(plane_maps(other, dataset, 64))
    assert not view.grab().isNull()
    view.show_snapshot(other)
    assert len(view.scene.layout.layers) == 4


def test_another_moment_paints_no_header_anew(qtbot, case):
    """They say the same of every moment, and painting them takes as long as painting all maps."""
    view = shown(qtbot, *case)
    headers = view.findChildren(LayerHeader)
    watched = [Painted(part) for part in (view, *headers, view.findChild(Legend).choice)]
    qtbot.waitUntil(lambda: all(part.count for part in watched))
    later, dataset = plane_case(epochs=3)
    before = view.grab().toImage()
    for part in watched:
        part.count = 0
    view.set_maps(plane_maps(later, dataset, view.map_resolution))
    view.show_snapshot(at(later, dataset, POINT))
    qtbot.waitUntil(lambda: watched[0].count > 0)
    assert [part.count for part in watched[1:]] == [0] * (1 + len(headers))
    assert view.grab().toImage() != before


def test_without_maps_it_is_the_digits_look_again(qtbot, case):
    view = shown(qtbot, *case)
    assert view.scene.layout.planar
    view.set_maps(None)
    view.set_dataset_shape((8, 8), tuple("0123456789"))
    view.show_snapshot(hand_built_snapshot((32,)))
    assert not view.scene.layout.planar
    assert view.scene.layout.inputs.picture is not None


def test_a_single_output_has_no_class_of_its_own(qtbot, case):
    view = shown(qtbot, *case)
    view.select(Selection("neuron", 2, 0))
    assert view.accessibleDescription().startswith("Output, Sigmoid")


def test_maps_are_finer_at_rest(qtbot, case):
    view = shown(qtbot, *case)
    view.set_playing(True)
    moving = view.map_resolution
    view.set_playing(False)
    assert view.map_resolution > moving
