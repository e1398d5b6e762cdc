"""F2 and F3 hide the panel of a side and show it again, and the stage takes the room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnviz.drawing.selection import Selection
from nnviz.ui.inspector.formulas import FormulaRows
from nnviz.ui.plots.axes_plot import AxesPlot
from nnviz.ui.plots.header import CurveHeader
from nnviz.ui.widgets.scroll import Scroll
from nnviz.ui.widgets.splitter import Grip
from tests.helpers.truth_texts import painted

SIZES = ((1366, 768), (1920, 1080), (1024, 700))


def press(person, key: Qt.Key) -> None:
    QTest.keyClick(person.window, key)
    QApplication.processEvents()


def widths(person) -> tuple[int, int, int]:
    """Of the input panel, the stage and the results panel; 0: it is not seen."""
    there = person.window.place.current
    return tuple(w.width() if w.isVisible() else 0 for w in (there.left, there.stage, there.right))


@pytest.mark.parametrize("data", ["digits", "spirals"])
def test_the_stage_takes_the_room_of_a_hidden_panel_and_gives_it_back(open_window, data):
    person = open_window(size=(1366, 768), data=data)
    for theme in ("dark", "light"):
        person.window.looks.set("theme", theme)
        QApplication.processEvents()
        left, stage, right = before = widths(person)
        assert all(before)
        press(person, Qt.Key.Key_F2)
        assert widths(person) == (0, stage + left, right)
        press(person, Qt.Key.Key_F3)
        assert widths(person) == (0, stage + left + right, 0)
        press(person, Qt.Key.Key_F2)
        assert widths(person) == (left, stage + right, 0)
        press(person, Qt.Key.Key_F3)
        assert widths(person) == before


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["dark", "projector"])
def test_in_every_theme_and_width_the_key_changes_what_is_seen_and_back(open_window, size, theme):
    person = open_window(size=size)
    person.window.looks.set("theme", theme)
    QApplication.processEvents()
    for key, place in ((Qt.Key.Key_F2, 0), (Qt.Key.Key_F3, 2)):
        closed = not widths(person)[place]
        if closed:
            press(person, key)
        before = person.window.grab().toImage()
        press(person, key)
        assert person.window.grab().toImage() != before
        if theme != "projector" or place == 0:
            assert not widths(person)[place]
        press(person, key)
        assert widths(person)[place]
        if closed:  # the other key begins as this one did
            press(person, key)


def test_what_is_hidden_stays_hidden_in_another_workspace_and_theme(open_window):
    person = open_window(size=(1366, 768))
    window = person.window
    press(person, Qt.Key.Key_F3)
    name = window.place.name
    window.actions_["workspace"].trigger()
    person.wait(lambda: window.place.name != name)
    QApplication.processEvents()
    assert [bool(width) for width in widths(person)] == [True, True, False]
    for theme in ("light", "projector", "dark"):
        window.looks.set("theme", theme)
        QApplication.processEvents()
    assert [bool(width) for width in widths(person)] == [True, True, False]


def test_a_border_that_is_moved_while_a_panel_is_hidden_leaves_that_its_width(open_window):
    person = open_window(size=(1366, 768))
    left, stage, right = widths(person)
    press(person, Qt.Key.Key_F2)
    grips = [grip for grip in person.window.findChildren(Grip) if grip.isVisible()]
    grip = max((g for g in grips if g.orientation() == Qt.Orientation.Horizontal), key=lambda g: g.x())
    middle = grip.rect().center()
    QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(grip, middle - QPoint(40, 0))
    QTest.mouseRelease(grip, Qt.MouseButton.LeftButton, pos=middle)
    press(person, Qt.Key.Key_F2)
    assert widths(person) == (left, stage - 40, right + 40)


def test_a_hidden_panel_can_be_shown_by_the_mouse(open_window):
    person = open_window(size=(1366, 768))
    before, header = widths(person), person.window.header
    assert not header.left_button.isVisible()
    press(person, Qt.Key.Key_F2)
    assert header.left_button.isVisible()
    assert not header.left_button.isChecked()
    assert header.right_button.isChecked()
    person.click(header.left_button)
    QApplication.processEvents()
    assert widths(person) == before


def test_a_small_screen_shows_both_plots_with_their_numbers_and_a_neurons_arithmetic(open_window):
    """There the plots stand side by side, no lower than the 72 px at which a border stops."""
    person = open_window(size=(1366, 768))
    person.desk.advance(3)
    person.wait(lambda: person.desk.shown.epoch == 3 and not person.desk.playing)
    person.window.diagram.select(Selection("neuron", 0, 5))
    right = person.window.place.current.right

    def settled() -> bool:
        QApplication.processEvents()
        person.window.place.settle()
        return all(header.height() == header.sizeHint().height() for header in headers)

    headers, plots = right.curves.findChildren(CurveHeader), right.curves.findChildren(AxesPlot)
    person.wait(settled)
    assert len(plots) == len(headers) == 2
    metrics = person.desk.shown.metrics
    numbers = [f"{value:.3f}" for value in (metrics["train_loss"], metrics["test_loss"])]
    numbers += [f"{value * 100:.1f}\xa0%" for value in (metrics["train_accuracy"], metrics["test_accuracy"])]
    told = [text for header in headers for _, y, text in sorted(painted(header)) if y <= header.height()]
    assert [text for text in told if text[0].isdigit()] == numbers
    for plot in plots:
        assert plot.isVisible()
        assert 72 <= plot.height() == plot.viewport().height()
        assert plot.mapTo(right.curves, QPoint(0, plot.height())).y() <= right.curves.height()
    assert plots[0].mapTo(right, QPoint()).y() == plots[1].mapTo(right, QPoint()).y()
    seen = right.inspector.findChild(Scroll).viewport().height()
    assert right.inspector.findChild(FormulaRows).geometry().bottom() <= seen
