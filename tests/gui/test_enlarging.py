"""A map or plot in the place of the stage, and back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from nnviz.session.preferences import Preferences
from nnviz.training.workspaces import WORKSPACES
from nnviz.ui.enlarging import Heading, Waiting
from nnviz.ui.plots.axes_plot import AxesPlot
from nnviz.ui.plots.header import CurveHeader
from nnviz.ui.plots.parts import CursorTag
from tests.helpers.pointer import point_at
from tests.helpers.seen import words


@pytest.fixture
def plane(open_window):
    return open_window(data="spirals")


def settle() -> None:
    QApplication.processEvents()


def go_to(person, name: str) -> None:
    """By F4, from one workspace to the next, until it is this one."""
    for _ in WORKSPACES:
        before = person.window.place.name
        person.next_workspace()
        person.wait(lambda before=before: person.window.place.name != before)
        if person.window.place.name == name:
            return


def arrows(part) -> QAbstractButton:
    return next(b for b in part.findChildren(QAbstractButton) if b.toolTip().endswith("F6)"))


def axis(plot, side: str):
    """An axis of a plot."""
    return next(item for item in plot.items() if getattr(item, "orientation", "") == side)


def in_stage(person, part) -> bool:
    window = person.window
    left = part.mapTo(window, QPoint(0, 0)).x()
    return part.isVisible() and left < window.width() * 0.4 and not window.diagram.isVisible()


BACK = "Esc", "F6", "arrows", "the waiting diagram"


@pytest.mark.parametrize("how", ["F6", "arrows", "heading"])
def test_a_map_is_enlarged_and_comes_back_each_way(plane, how):
    window, results = plane.window, plane.window.place.current.right
    place, size = results.map.mapTo(window, QPoint(0, 0)), results.map.size()
    for back in BACK:
        if how == "F6":
            plane.key(Qt.Key.Key_F6)
        elif how == "arrows":
            plane.click(arrows(results.map))
        else:
            QTest.mouseDClick(results.map.findChild(Heading), Qt.MouseButton.LeftButton)
        settle()
        assert in_stage(plane, results.map), back
        assert results.map.canvas.area.width() > size.width()
        waits = results.parts.panes[0]
        assert waits.isVisible()
        assert "network" in waits.accessibleName()
        if back == "Esc":
            QTest.keyClick(window, Qt.Key.Key_Escape)
        elif back == "F6":
            plane.key(Qt.Key.Key_F6)
        else:
            plane.click(arrows(results.map) if back == "arrows" else waits)
        settle()
        assert window.diagram.isVisible(), back
        assert (results.map.mapTo(window, QPoint(0, 0)), results.map.size()) == (place, size), back


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
    point_at(plot.viewport(), plot.point_of(3) - QPoint(0, 20))
    tag = curves.findChild(CursorTag)
    assert tag.isVisible()
    assert "Epoch 3: loss in training" in tag.accessibleName()
    QTest.keyClick(person.window, Qt.Key.Key_Escape)
    settle()
    assert not in_stage(person, curves)
    assert not loss.label.isVisible()


def test_the_name_of_an_axis_is_followed_by_no_factor(plane):
    """Its numbers are written as they are: that of a small range in thousandths would say otherwise."""
    curves = plane.window.place.current.right.curves
    plane.wait(lambda: len(curves.findChildren(AxesPlot)) > 0)
    QTest.mouseDClick(curves.findChildren(CurveHeader)[0], Qt.MouseButton.LeftButton)
    settle()
    loss = axis(curves.findChildren(AxesPlot)[0], "left")
    QTest.keyClick(curves, Qt.Key.Key_L)  # the axis ends at log 1 now
    settle()
    assert max(map(abs, loss.range)) < 1
    assert loss.label.toPlainText().strip() == "loss"


def test_the_enlarged_map_names_its_axes_and_tells_the_answer_at_the_pointer(plane):
    results = plane.window.place.current.right
    before = results.map.canvas.grab().toImage()
    plane.key(Qt.Key.Key_F6)
    settle()
    canvas = results.map.canvas
    point_at(canvas, canvas.place_of((1.0, 2.0)).toPoint())
    plane.wait(lambda: any(text.startswith("x₁ 1.0") and "%" in text for text in words(results.map)))
    assert canvas.grab().toImage() != before
    assert canvas.area.contains(QPointF(canvas.rect().center()))


def test_another_room_finds_the_stage_as_it_was(plane):
    window, results = plane.window, plane.window.place.current.right
    plane.key(Qt.Key.Key_F6)
    settle()
    go_to(plane, "digits")
    assert window.diagram.isVisible()
    assert not results.map.isVisible()
    go_to(plane, "playground")
    assert results.map.isVisible()
    assert not in_stage(plane, results.map)


LARGE, SMALL = (2560, 1440), (1440, 900)  # with two columns of results, and with one


def place_of(part) -> tuple[QPoint, QSize]:
    return part.mapTo(part.window(), QPoint(0, 0)), part.size()


def resize(person, size: tuple[int, int]) -> None:
    person.window.resize(*size)
    settle()


def waiting(person) -> Waiting:
    """The small network in the right column, which is the only one there."""
    found = [waits for waits in person.window.findChildren(Waiting) if waits.isVisible()]
    assert len(found) == 1
    assert person.window.place.current.right.isAncestorOf(found[0])
    return found[0]


@pytest.mark.parametrize(("data", "name"), [("digits", "curves"), ("spirals", "curves"), ("spirals", "map")])
def test_in_two_columns_a_part_is_enlarged_and_comes_back_each_way(open_window, data, name):
    person = open_window(data=data, size=LARGE)
    part = getattr(person.window.place.current.right, name)
    before = place_of(part)
    for back in [way for way in BACK for _ in range(2)]:
        person.click(arrows(part))
        settle()
        assert in_stage(person, part), back
        assert place_of(waiting(person)) == before, back
        if back == "Esc":
            QTest.keyClick(person.window, Qt.Key.Key_Escape)
        elif back == "F6":
            QTest.keyClick(person.window, Qt.Key.Key_F6)
        else:
            person.click(arrows(part) if back == "arrows" else waiting(person))
        settle()
        assert person.window.diagram.isVisible(), back
        assert place_of(part) == before, back


@pytest.mark.parametrize(("first", "then"), [(LARGE, SMALL), (SMALL, LARGE)])
@pytest.mark.parametrize(("data", "name"), [("digits", "curves"), ("spirals", "curves"), ("spirals", "map")])
def test_the_window_changes_its_size_while_a_part_is_enlarged(open_window, data, name, first, then):
    person = open_window(data=data, size=then)
    column = person.window.place.current.right
    if data == "digits":
        person.wait(column.foot.isVisible)  # it comes after the answer and moves what is below
    settle()
    part, tabs = getattr(column, name), column.tabs
    at_rest, beside = place_of(part), (place_of(tabs), tabs.layers.isVisible())
    resize(person, first)
    person.click(arrows(part))
    resize(person, then)
    assert in_stage(person, part)
    assert place_of(waiting(person)) == at_rest
    assert (place_of(tabs), tabs.layers.isVisible()) == beside
    QTest.keyClick(person.window, Qt.Key.Key_F6)
    settle()
    assert place_of(part) == at_rest
    assert person.window.diagram.isVisible()


@pytest.mark.parametrize(
    ("data", "other", "name"), [("digits", "playground", "curves"), ("spirals", "digits", "map")]
)
def test_another_room_finds_two_columns_as_they_were(open_window, data, other, name):
    person = open_window(data=data, size=LARGE)
    here, column = person.window.place.name, person.window.place.current.right
    part, before = getattr(column, name), place_of(getattr(column, name))
    person.click(arrows(part))
    settle()
    go_to(person, other)
    assert not part.isVisible()
    resize(person, SMALL)
    resize(person, LARGE)
    go_to(person, here)
    settle()
    assert person.window.diagram.isVisible()
    assert place_of(part) == before


def test_in_front_of_a_class_the_results_open_beside_enlarged_curves(open_window):
    person = open_window(Preferences(theme="projector"), size=(1920, 1080))
    column = person.window.results
    before = place_of(column.curves)
    person.click(arrows(column.curves))
    settle()
    QTest.keyClick(person.window, Qt.Key.Key_F3)
    settle()
    assert in_stage(person, column.curves)
    assert column.tabs.results.isVisible()
    QTest.keyClick(person.window, Qt.Key.Key_F3)
    settle()
    assert place_of(waiting(person)) == before
    QTest.keyClick(person.window, Qt.Key.Key_F6)
    settle()
    assert place_of(column.curves) == before


@pytest.mark.parametrize("name", ["map", "curves"])
def test_what_is_enlarged_takes_another_theme_at_once(plane, name):
    window, part = plane.window, getattr(plane.window.place.current.right, name)
    plane.click(arrows(part))
    window.looks.set("theme", "light")
    settle()
    seen = window.grab().toImage()
    corner = part.mapTo(window, QPoint(3, 3))
    assert seen.pixelColor(corner) == window.theme.surface("panel")
    changed = arrows(part).grab().toImage()
    for _ in range(2):
        plane.click(arrows(part))
        settle()
    assert in_stage(plane, part)
    assert arrows(part).grab().toImage() == changed


@pytest.mark.parametrize(("theme", "size"), [("light", (1440, 900)), ("projector", (1920, 1080))])
def test_the_name_of_an_axis_stands_beside_its_numbers_also_after_a_change_of_theme(open_window, theme, size):
    """The axis keeps room at its left for its name, upright, and for the widest of its numbers."""
    person = open_window(Preferences(theme=theme), size, data="digits")
    window, curves = person.window, person.window.place.current.right.curves

    def room_is_kept() -> None:
        settle()
        looks = window.theme
        for plot in curves.findChildren(AxesPlot):
            left = axis(plot, "left")
            numbers = QFontMetricsF(looks.font(looks.room("caption"))).horizontalAdvance("100")
            name = left.label.mapRectToParent(left.label.boundingRect())
            assert left.label.isVisible()
            assert name.width() < name.height(), "it runs upwards"
            assert name.left() >= -8
            assert left.boundingRect().right() - numbers >= name.right() - 2
            below = axis(plot, "bottom")
            if below.label.isVisible():
                line = QFontMetricsF(looks.font(looks.room("caption"))).height()
                assert below.label.pos().y() >= 0.8 * line

    window.views.enlarge(curves)
    room_is_kept()
    for other in ("dark", "projector", "light"):
        window.looks.set("theme", other)
        room_is_kept()
