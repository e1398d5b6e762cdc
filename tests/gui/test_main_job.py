"""The main job: it learns digits, one draws, it reads. And the person's habits."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnviz.session.preferences import Preferences
from nnviz.ui.sheets.sheet import Sheet
from nnviz.ui.widgets import Segmented, Slider

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_play_learns_and_a_drawing_is_read(person) -> None:
    person.window.setFocus()
    person.key(Qt.Key.Key_Space)
    assert person.desk.playing
    person.wait(lambda: not person.desk.playing)
    assert person.session.runs.current.snapshot.epoch == 60
    assert list(person.session.runs.current.timeline.epochs) == list(range(61))
    assert person.session.runs.current.snapshot.metrics.test_accuracy > 0.95
    read = []
    for digit in (0, 1, 2, 3, 4, 7):
        person.key(Qt.Key.Key_Delete)
        person.canvas.drawing.clear()
        person.draw_digit(digit)
        person.wait(lambda: person.desk.sample is not None and person.desk.sample.source == "drawing")
        QApplication.processEvents()
        read.append(person.desk.shown.probe.answer)
    assert sum(a == b for a, b in zip(read, (0, 1, 2, 3, 4, 7), strict=True)) >= 5


def test_the_answer_follows_the_pen(person) -> None:
    person.desk.step()
    person.wait(lambda: person.session.runs.current.snapshot.epoch == 1)
    seen = []
    person.desk.shown_changed.connect(lambda s: seen.append(s.probe is not None))
    canvas = person.canvas
    person.window.input_panel.set_drawing([])
    QApplication.processEvents()
    seen.clear()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(60, 40))
    for step in range(1, 9):
        QTest.mouseMove(canvas, QPoint(60 + 8 * step, 40 + 18 * step))
        QApplication.processEvents()
    assert seen.count(True) >= 5, "the answer changes while the pen is still down"
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(124, 184))


def test_drawing_over_the_sample_begins_a_drawing(person) -> None:
    """The window opens with a test image; whoever draws on it at once draws."""
    assert person.desk.sample.source == "test"
    window, canvas = person.window, person.canvas
    corner = canvas.mapTo(window, canvas.rect().topLeft())
    handle = window.windowHandle()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=corner + QPoint(120, 40))
    for step in range(1, 9):
        QTest.mouseMove(handle, corner + QPoint(120, 40 + 18 * step))
        QApplication.processEvents()
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=corner + QPoint(120, 184))
    person.wait(lambda: person.desk.sample is not None and person.desk.sample.source == "drawing")
    assert len(canvas.strokes) == 1
    assert np.ptp(canvas.strokes[0][:, 1]) > 0.5, "the stroke goes on to its end"
    assert canvas.isVisible()


def test_a_blank_canvas_is_no_answer(person) -> None:
    person.draw_digit(7)
    person.wait(lambda: person.desk.sample is not None and person.desk.sample.source == "drawing")
    person.canvas.setFocus()
    person.key(Qt.Key.Key_Delete)
    person.wait(lambda: person.desk.sample is None)
    assert person.desk.shown.probe is None
    person.key(Qt.Key.Key_Z, CTRL)
    person.wait(lambda: person.desk.sample is not None)


def test_you_meant_gives_a_loss_and_trains_nothing(person) -> None:
    person.draw_digit(4)
    person.wait(lambda: person.desk.sample is not None and person.desk.sample.source == "drawing")
    before = person.session.runs.current.snapshot.parameters.copy()
    assert person.desk.shown.probe.loss is None
    person.canvas.setFocus()
    person.key(Qt.Key.Key_4)
    person.wait(lambda: person.desk.shown.probe.loss is not None)
    assert person.desk.shown.probe.label == 4
    assert (person.session.runs.current.snapshot.parameters == before).all()
    person.draw_digit(1, size=0.2)
    QApplication.processEvents()
    assert person.desk.sample.label == 4, "the label stays while the drawing grows"


def test_space_plays_from_a_slider_but_not_from_a_button(person) -> None:
    slider = person.window.transport.findChild(Slider)
    slider.setFocus()
    person.key(Qt.Key.Key_Space)
    assert person.desk.playing
    person.key(Qt.Key.Key_Space)
    assert not person.desk.playing
    button = person.window.transport.reset.reset
    pressed = []
    button.clicked.connect(lambda: pressed.append(1))
    button.setFocus()
    person.key(Qt.Key.Key_Space)
    assert pressed
    assert not person.desk.playing


def test_keys_step_reset_and_undo(person) -> None:
    start = person.session.runs.current.snapshot.parameters.copy()
    person.window.setFocus()
    person.key(Qt.Key.Key_Right)
    person.wait(lambda: person.session.runs.current.snapshot.epoch == 1)
    person.key(Qt.Key.Key_PageDown)
    person.wait(lambda: person.session.runs.current.snapshot.epoch == 2)
    person.key(Qt.Key.Key_R, CTRL)
    person.wait(lambda: person.session.runs.current.snapshot.epoch == 0)
    assert (person.session.runs.current.snapshot.parameters == start).all()
    assert len(person.session.runs.ghosts) == 1
    person.key(Qt.Key.Key_R, CTRL | SHIFT)
    person.wait(lambda: person.session.runs.current.snapshot.experiment.seed == 1)
    assert (person.session.runs.current.snapshot.parameters != start).any()
    person.key(Qt.Key.Key_Z, CTRL)
    person.wait(lambda: person.session.runs.current.snapshot.experiment.seed == 0)
    assert (person.session.runs.current.snapshot.parameters == start).all()


def test_tab_reaches_every_part_and_frames_it(person) -> None:
    window = person.window
    window.activateWindow()
    window.header.setFocus()
    reached = set()
    for _ in range(120):
        person.key(Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        if focused is not None:
            assert focused.accessibleName(), f"{type(focused).__name__} has no accessible name"
            reached |= {
                name
                for name in ("header", "input_panel", "recipe", "diagram", "results", "transport")
                if getattr(window, name).isAncestorOf(focused) or getattr(window, name) is focused
            }
    assert reached == {"header", "input_panel", "recipe", "diagram", "results", "transport"}
    assert window.property("keyboard_focus")
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(400, 20))
    assert not window.property("keyboard_focus")


def test_themes_by_key_and_click(person) -> None:
    person.window.setFocus()
    names = []
    for _ in range(3):
        person.key(Qt.Key.Key_F8)
        names.append(person.window.theme.name)
    assert names == ["light", "projector", "dark"]
    themes = person.window.header.findChildren(Segmented)[-1]
    assert themes.current == "dark"


@pytest.mark.parametrize("key", [Qt.Key.Key_F1, Qt.Key.Key_Comma])
def test_sheets_open_once_and_close_by_escape(person, key: Qt.Key) -> None:
    person.window.setFocus()
    modifier = CTRL if key == Qt.Key.Key_Comma else Qt.KeyboardModifier.NoModifier
    for _ in range(2):
        QTest.keyClick(person.window, key, modifier)
    QApplication.processEvents()
    sheets = [sheet for sheet in person.window.findChildren(Sheet) if sheet.isVisible()]
    assert len(sheets) == 1
    QTest.keyClick(sheets[0], Qt.Key.Key_Escape)
    person.wait(lambda: not any(s.isVisible() for s in person.window.findChildren(Sheet)))


def test_settings_are_remembered(open_window) -> None:
    first = open_window()
    first.window.recipe.rate.value_requested.emit(0.01)
    first.window.looks.set("theme", "light")
    first.window.diagram.lines_requested.emit("weights")
    first.session.training.set_speed(8.0)
    first.window.resize(1300, 800)
    first.window.close()
    kept = Preferences.load()
    assert kept.theme == "light"
    assert kept.lines == "weights"
    assert kept.speed == 8.0
    assert kept.experiment.learning_rate == 0.01
    second = open_window(kept, size=(1300, 800))
    assert second.window.theme.name == "light"


def test_closing_in_mid_training_ends_the_thread(open_window) -> None:
    person = open_window(epochs=10_000_000)
    person.desk.play()
    person.wait(lambda: person.session.runs.current.snapshot.epoch > 3)
    person.window.close()
    assert not person.window.isVisible()
