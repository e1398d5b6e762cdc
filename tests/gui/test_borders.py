"""The borders between the parts of the window: moved by mouse and keys, restored, remembered."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from nnviz.session.preferences import Preferences
from nnviz.ui.playground.map_legend import MapLegend
from nnviz.ui.views import DIAGRAM_LEAST
from nnviz.ui.widgets.splitter import Grip


def grips(person, orientation: Qt.Orientation) -> list[Grip]:
    found = [grip for grip in person.window.findChildren(Grip) if grip.isVisible()]
    return [grip for grip in found if grip.orientation() == orientation]


def columns(person) -> list[Grip]:
    return sorted(grips(person, Qt.Orientation.Horizontal), key=lambda grip: grip.x())


def parts(person) -> list[Grip]:
    right = person.window.place.current.right
    found = [g for g in grips(person, Qt.Orientation.Vertical) if right.isAncestorOf(g)]
    return sorted(found, key=lambda grip: grip.y())


def drag(grip: Grip, dx: int, dy: int) -> None:
    middle = grip.rect().center()
    QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(grip, middle + QPoint(dx, dy))
    QTest.mouseRelease(grip, Qt.MouseButton.LeftButton, pos=middle)
    QApplication.processEvents()


@pytest.fixture
def plane(open_window):
    return open_window(data="spirals")


def test_the_right_column_is_made_wider_by_the_mouse(plane):
    right, diagram = plane.window.place.current.right, plane.window.diagram
    before, stage = right.width(), diagram.width()
    drag(columns(plane)[1], -70, 0)
    assert right.width() == before + 70
    assert diagram.width() == stage - 70


def test_arrow_keys_move_by_16_and_a_double_click_restores(plane):
    results = plane.window.place.current.right
    grip, before = parts(plane)[0], results.map.height()
    grip.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(3):
        QTest.keyClick(grip, Qt.Key.Key_Up)
    assert results.map.height() == before - 48
    QTest.keyClick(grip, Qt.Key.Key_Down)
    assert results.map.height() == before - 32
    QTest.mouseDClick(grip, Qt.MouseButton.LeftButton)
    assert results.map.height() == before


def test_no_part_is_made_too_small(plane):
    results, diagram = plane.window.place.current.right, plane.window.diagram
    drag(columns(plane)[1], -900, 0)
    assert diagram.width() >= DIAGRAM_LEAST
    drag(columns(plane)[1], 900, 0)
    assert results.width() >= 272
    drag(parts(plane)[0], 0, -900)
    assert results.map.canvas.area.width() >= 150
    drag(parts(plane)[1], 0, 900)
    assert results.tabs.height() >= 112
    drag(parts(plane)[0], 0, 900)
    assert results.curves.height() >= 72


def test_borders_are_kept_by_workspace_and_theme_and_over_a_restart(open_window):
    person = open_window(data="spirals")
    window = person.window
    drag(columns(person)[1], -60, 0)
    drag(parts(person)[1], 0, -40)
    moved = window.place.current.right.width(), window.place.current.right.tabs.height()
    window.looks.set("theme", "light")
    assert (window.place.current.right.width(), window.place.current.right.tabs.height()) != moved
    window.looks.set("theme", "dark")
    QApplication.processEvents()
    assert (window.place.current.right.width(), window.place.current.right.tabs.height()) == moved
    window.looks.preferences.save()
    again = open_window(Preferences.load(), data="spirals")
    assert (again.window.place.current.right.width(), again.window.place.current.right.tabs.height()) == moved


def test_a_narrower_window_takes_the_width_from_the_stage(plane):
    window = plane.window
    drag(columns(plane)[1], -60, 0)
    wide = window.place.current.right.width()
    window.resize(1320, 900)
    QApplication.processEvents()
    assert window.place.current.right.width() == wide
    columns_seen = [window.place.current.left, window.place.current.stage, window.place.current.right]
    for one, other in pairwise(columns_seen):
        assert one.mapTo(window, QPoint(one.width(), 0)).x() <= other.mapTo(window, QPoint(0, 0)).x() + 1


def test_wrong_points_are_ringed_and_counted(plane):
    results = plane.window.place.current.right
    dataset, snapshot = plane.desk.dataset, plane.desk.shown.snapshot
    network = snapshot.network()

    def said(outputs):
        return outputs.argmax(axis=1) if outputs.shape[1] > 1 else outputs[:, 0] >= 0.5

    wrong = sum(
        int((said(network.predict(features)) != labels).sum())
        for features, labels in (
            (dataset.train_features, dataset.train_labels),
            (dataset.test_features, dataset.test_labels),
        )
    )
    assert f"{wrong} wrong" in results.map.findChild(MapLegend).accessibleName()


@pytest.mark.parametrize("data", ["digits", "spirals"])
def test_a_large_window_has_two_columns_and_folds_nothing(open_window, data):
    person = open_window(data=data, size=(1440, 900))
    window, right = person.window, person.window.place.current.right
    QApplication.processEvents()  # the answer's foot has come
    small = right.curves.height()
    body = window.theme.type_px("body")
    window.resize(2560, 1440)
    QApplication.processEvents()
    assert window.theme.type_px("body") == pytest.approx(1.15 * body)
    seen = [right.curves, right.tabs.inspector, right.tabs.layers, right.tabs.results]
    assert all(part.isVisible() for part in seen)
    assert not right.tabs.switch.isVisible()
    lefts = [part.mapTo(window, QPoint(0, 0)).x() for part in seen]
    assert lefts[1] < lefts[0], "the inspector stands below what the workspace shows, the curves beside it"
    assert right.curves.height() > small
    person.window.diagram.select(None)
    window.resize(1440, 900)
    QApplication.processEvents()
    assert right.curves.height() == small
    assert right.tabs.switch.isVisible()
    assert not right.tabs.layers.isVisible()


def test_the_wrong_points_can_be_looked_at_alone(plane):
    results = plane.window.place.current.right
    only = next(b for b in results.map.findChildren(QAbstractButton) if b.text() == "show only them")
    plane.wait(only.isVisible)
    before = results.map.canvas.grab().toImage()
    plane.click(only)
    assert results.map.canvas.grab().toImage() != before
    plane.click(only)
    assert results.map.canvas.grab().toImage() == before


def test_the_right_column_leaves_the_stage_room_in_a_window_just_large_enough_for_two(open_window):
    window = open_window(data="spirals", size=(1920, 1200)).window
    QApplication.processEvents()
    assert window.place.current.right.two_columns
    assert window.place.current.right.width() < 0.5 * window.width()
    assert window.diagram.width() > 0.3 * window.width()
