"""A map or plot in the place of the stage, and back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from nnviz.ui.enlarging import Heading
from nnviz.ui.plots.axes_plot import AxesPlot
from nnviz.ui.plots.header import CurveHeader
from nnviz.ui.plots.parts import CursorTag
from tests.helpers.seen import words


@pytest.fixture
def plane(open_window):
    return open_window(data="spirals")


def settle() -> None:
    QApplication.processEvents()


def arrows(part) -> QAbstractButton:
    return next(b for b in part.findChildren(QAbstractButton) if b.toolTip().endswith("F6)"))


def axis(plot, side: str):
    """An axis of a plot."""
    return next(item for item in plot.items() if getattr(item, "orientation", "") == side)


def in_stage(person, part) -> bool:
    window = person.window
    left = part.mapTo(window, QPoint(0, 0)).x()
    return part.isVisible() and left < window.width() * 0.4 and not window.diagram.isVisible()


@pytest.mark.parametrize("back", ["Esc", "F6", "arrows", "the waiting diagram"])
@pytest.mark.parametrize("how", ["F6", "arrows", "heading"])
def test_a_map_is_enlarged_and_comes_back(plane, how, back):
    window, results = plane.window, plane.window.place.current.right
    place, size = results.map.mapTo(window, QPoint(0, 0)), results.map.size()
    if how == "F6":
        plane.key(Qt.Key.Key_F6)
    elif how == "arrows":
        plane.click(arrows(results.map))
    else:
        QTest.mouseDClick(results.map.findChild(Heading), Qt.MouseButton.LeftButton)
    settle()
    assert in_stage(plane, results.map)
    assert results.map.canvas.area.width() > size.width()
    waiting = results.parts.panes[0]
    assert waiting.isVisible()
    assert "network" in waiting.accessibleName()
    if back == "Esc":
        QTest.keyClick(window, Qt.Key.Key_Escape)
    elif back == "F6":
        plane.key(Qt.Key.Key_F6)
    elif back == "arrows":
        plane.click(arrows(results.map))
    else:
        plane.click(waiting)
    settle()
    assert window.diagram.isVisible()
    assert (results.map.mapTo(window, QPoint(0, 0)), results.map.size()) == (place, size)


def test_plots_are_enlarged_by_their_heading_and_tell_the_numbers_at_the_pointer(open_window):
    person = open_window()
    person.desk.advance(4)
    person.wait(lambda: person.session.runs.current.snapshot.epoch == 4)
    curves = person.window.results.curves
    person.wait(lambda: len(curves.findChildren(AxesPlot)) == 2)
    QTest.mouseDClick(curves.findChildren(CurveHeader)[0], Qt.MouseButton.LeftButton)
    settle()
    assert in_stage(person, curves)
    plot, below = curves.findChildren(AxesPlot)
    loss = axis(plot, "left")
    assert loss.label.isVisible()
    assert loss.labelText == "loss"
    assert axis(below, "bottom").labelText == "epoch"
    QTest.mouseMove(plot.viewport(), plot.point_of(3) - QPoint(0, 20))
    settle()
    tag = curves.findChild(CursorTag)
    assert tag.isVisible()
    assert "Epoch 3: loss in training" in tag.accessibleName()
    QTest.keyClick(person.window, Qt.Key.Key_Escape)
    settle()
    assert not in_stage(person, curves)
    assert not loss.label.isVisible()


def test_the_enlarged_map_names_its_axes_and_tells_the_answer_at_the_pointer(plane):
    results = plane.window.place.current.right
    before = results.map.canvas.grab().toImage()
    plane.key(Qt.Key.Key_F6)
    settle()
    canvas = results.map.canvas
    QTest.mouseMove(canvas, canvas.place_of((1.0, 2.0)).toPoint())
    plane.wait(lambda: any(text.startswith("x₁ 1.0") and "%" in text for text in words(results.map)))
    assert canvas.grab().toImage() != before
    assert canvas.area.contains(QPointF(canvas.rect().center()))


def test_another_room_finds_the_stage_as_it_was(plane):
    window, results = plane.window, plane.window.place.current.right
    plane.key(Qt.Key.Key_F6)
    settle()
    plane.key(Qt.Key.Key_F4)
    plane.wait(lambda: window.place.name == "digits")
    assert window.diagram.isVisible()
    assert not results.map.isVisible()
    plane.key(Qt.Key.Key_F4)
    plane.wait(lambda: window.place.name == "playground")
    assert results.map.isVisible()
    assert not in_stage(plane, results.map)
