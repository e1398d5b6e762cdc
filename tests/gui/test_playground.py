"""The playground by mouse and keyboard: point at the plane, choose data, come and go between workspaces."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from nnviz.drawing.selection import Selection
from nnviz.training.plane import plane_maps
from nnviz.training.presets import PLAYGROUND
from nnviz.ui.inspector.waterfall import Waterfall
from nnviz.ui.playground.thumbnails import SetTile
from nnviz.ui.widgets import SectionTitle
from tests.helpers.pointer import point_at


@pytest.fixture
def playground(open_window):
    values = {field.name: getattr(PLAYGROUND, field.name) for field in fields(PLAYGROUND)}
    return open_window(**{**values, "epochs": 40})


def room(person):
    return person.window.place.current


def hover(person, point):
    canvas = room(person).results.map.canvas
    point_at(canvas, canvas.place_of(point).toPoint())


def test_data_on_the_plane_open_the_playground(playground):
    assert playground.window.place.name == "playground"
    assert not playground.window.input_panel.isVisible()
    assert room(playground).panel.isVisible()
    assert room(playground).results.isVisible()


def test_a_point_of_the_map_goes_through_every_neuron(playground):
    session = playground.session
    desk = playground.desk
    desk.advance(5)
    playground.wait(lambda: session.runs.current.snapshot.epoch >= 5)
    hover(playground, (1.5, -2.0))
    playground.wait(lambda: desk.sample is not None and desk.sample.source == "point")
    x1, x2 = desk.sample.point
    assert (x1, x2) == pytest.approx((1.5, -2.0), abs=0.1)
    probe = desk.shown.probe
    assert probe.inputs == pytest.approx([x1, x2], abs=1e-5)
    expected = desk.shown.network.predict(np.array([[x1, x2]], np.float32))[0, 0]
    assert probe.output[0] == pytest.approx(float(expected), abs=1e-6)
    maps = plane_maps(desk.shown.snapshot, desk.dataset, 240)
    row, column = int((6 - x2) / 12 * 240), int((x1 + 6) / 12 * 240)
    assert maps.layers[-1][0, row, column] == pytest.approx(float(probe.output[0]), abs=0.05), "as the map"


def test_a_thumbnail_is_another_data_set_and_undo_brings_the_run_back(playground):
    desk = playground.desk
    window, session = playground.window, playground.session
    desk.advance(6)
    playground.wait(lambda: session.runs.current.snapshot.epoch >= 6)
    before = session.runs.current.snapshot.parameters.copy()
    tiles = {tile.name: tile for tile in room(playground).panel.findChildren(SetTile)}
    playground.click(tiles["ring"])
    playground.wait(lambda: desk.experiment.data == "ring" and desk.dataset.name == "ring")
    playground.wait(
        lambda: session.runs.current.snapshot is not None and session.runs.current.snapshot.epoch == 0
    )
    playground.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    playground.wait(lambda: desk.dataset is not None and desk.dataset.name == "spirals")
    playground.wait(lambda: session.runs.current.snapshot is not None)
    playground.wait(lambda: session.runs.current.snapshot.epoch == 6)
    np.testing.assert_array_equal(session.runs.current.snapshot.parameters, before)
    assert window.place.name == "playground"


def go_round(person, name):
    """From workspace to workspace by the key until it is that one."""
    while (place := person.window.place.name) != name:
        person.next_workspace()
        person.wait(lambda place=place: person.window.place.name != place)


def test_workspaces_keep_what_was_trained_in_them(playground):
    desk = playground.desk
    window, session = playground.window, playground.session
    desk.advance(4)
    playground.wait(lambda: session.runs.current.snapshot.epoch >= 4)
    plane = session.runs.current.snapshot.parameters.copy()
    playground.key(Qt.Key.Key_F4)
    playground.wait(lambda: window.place.name == "digits" and session.runs.current.snapshot is not None)
    playground.wait(lambda: desk.dataset is not None and desk.dataset.name == "digits")
    assert window.input_panel.isVisible()
    assert len(session.runs.of(desk.run.experiment.home)) == 1, (
        "runs of the other workspace are not offered here"
    )
    desk.advance(2)
    playground.wait(lambda: session.runs.current.snapshot.epoch >= 2)
    go_round(playground, "playground")
    playground.wait(lambda: session.runs.current.snapshot is not None)
    playground.wait(lambda: session.runs.current.snapshot.epoch == 4)
    np.testing.assert_array_equal(session.runs.current.snapshot.parameters, plane)
    playground.key(Qt.Key.Key_F4)
    playground.wait(
        lambda: session.runs.current.snapshot is not None and session.runs.current.snapshot.epoch == 2
    )


def test_the_maps_are_those_of_the_epoch_looked_at(playground):
    desk = playground.desk
    session, diagram = playground.session, playground.window.diagram
    desk.advance(8)
    playground.wait(lambda: session.runs.current.snapshot.epoch >= 8)
    desk.look_at(3)
    playground.wait(lambda: desk.shown.epoch == 3)
    shown = diagram.scene.maps
    expected = plane_maps(session.runs.current.timeline.exact(3), desk.dataset, shown.resolution)
    for one, other in zip(shown.layers, expected.layers, strict=True):
        np.testing.assert_array_equal(one, other)


def test_in_a_low_window_the_inspector_has_its_sums(open_window):
    """At 1366 x 768 no more of it was seen than its heading and two lines."""
    person = open_window(size=(1366, 768), experiment=PLAYGROUND)
    person.wait(lambda: person.desk.shown is not None)
    person.window.diagram.select(Selection("neuron", 0, 1))
    results = person.window.place.current.right
    bars = results.findChild(Waterfall)
    person.wait(bars.isVisible)
    QApplication.processEvents()
    assert bars.visibleRegion().boundingRect().height() >= 70, "four rows"
    assert results.map.height() >= results.map.minimumSizeHint().height()
    assert results.curves.height() >= results.curves.minimumSizeHint().height()


def test_it_closes_while_it_plays(playground):
    playground.session.training.set_speed(float("inf"))
    playground.desk.play()
    playground.wait(lambda: playground.session.runs.current.snapshot.epoch >= 2)
    playground.window.close()
    assert not playground.window.isVisible()


def ink(part):
    """The colour in which the titles of a part are written."""
    return part.findChild(SectionTitle).palette().windowText().color()


def test_a_room_that_was_closed_is_dressed_when_it_is_opened_again(playground):
    window = playground.window
    panel = room(playground).panel
    playground.key(Qt.Key.Key_F4)
    playground.wait(lambda: window.place.name == "digits")
    before = ink(panel)
    window.looks.set("theme", "light" if window.theme.name != "light" else "dark")
    assert ink(panel) == before != window.theme.text(), "nobody sees it"
    assert ink(window.input_panel) == window.theme.text()
    go_round(playground, "playground")
    assert ink(panel) == window.theme.text()
    assert ink(room(playground).results.map) == window.theme.text()
