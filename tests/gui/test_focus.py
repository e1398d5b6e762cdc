"""Where keys go after a click: to what is worked in, else to the window; never to the next control."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget

from nnviz.ui.widgets import Segmented

ALL_TABS = 400


def press_and_release(person, widget: QWidget, at: QPoint | None = None) -> None:
    """A click that comes from the window system, so that focus goes where it would."""
    window = person.window
    QTest.mouseClick(
        window.windowHandle(),
        Qt.MouseButton.LeftButton,
        pos=widget.mapTo(window, at or widget.rect().center()),
    )
    QApplication.processEvents()


def key(person, name: Qt.Key) -> None:
    QTest.keyClick(person.window.windowHandle(), name)
    QApplication.processEvents()


def named(person, words: str, kind: type[QWidget] = QAbstractButton) -> QWidget:
    found = [
        one for one in person.window.findChildren(kind) if one.isVisible() and words in one.accessibleName()
    ]
    assert found, words
    return found[0]


def units(person) -> Segmented:
    return named(person, "One step is", Segmented)


def close_menus() -> None:
    while (menu := QApplication.activePopupWidget()) is not None:
        assert isinstance(menu, QMenu)
        menu.close()
        QApplication.processEvents()


def test_right_after_a_click_on_micro_is_a_micro_step(person):
    switch = units(person)
    press_and_release(person, switch, QPoint(switch.width() - 12, switch.height() // 2))
    person.wait(lambda: person.desk.micro is not None)
    before = person.desk.micro.place
    key(person, Qt.Key.Key_Right)
    assert person.desk.step_unit == "micro"
    assert person.desk.micro.place == before + 1


def test_with_tab_the_switch_takes_the_arrow_keys(person):
    switch = units(person)
    for _ in range(ALL_TABS):
        key(person, Qt.Key.Key_Tab)
        if switch.hasFocus() or switch.isAncestorOf(QApplication.focusWidget()):
            break
    else:
        pytest.fail("Tab never came to the switch")
    key(person, Qt.Key.Key_Right)
    assert person.desk.step_unit == "batch"


@pytest.mark.parametrize("words", ["Clear", "Undo", "Network shown", "Help", "Compare", "train one epoch"])
def test_space_after_a_click_on_a_button_plays(person, words):
    person.draw_digit(4)
    person.wait(lambda: person.desk.sample is not None and bool(person.desk.sample.strokes))
    QApplication.processEvents()
    steps = person.window.input_panel.steps
    press_and_release(person, named(person, words))
    close_menus()
    key(person, Qt.Key.Key_Space)
    person.wait(lambda: person.desk.playing)
    assert QApplication.activePopupWidget() is None
    assert person.window.input_panel.steps == steps


def test_a_click_elsewhere_leaves_the_control_that_tab_came_to(person):
    key(person, Qt.Key.Key_Tab)
    while not isinstance(QApplication.focusWidget(), QAbstractButton):
        key(person, Qt.Key.Key_Tab)
    at_tab = QApplication.focusWidget()
    press_and_release(person, named(person, "train one epoch"))
    assert not at_tab.hasFocus()
    key(person, Qt.Key.Key_Space)
    person.wait(lambda: person.desk.playing)


def test_what_is_worked_in_keeps_the_keys_when_a_button_is_clicked(person):
    person.draw_digit(4)
    person.wait(lambda: person.desk.sample is not None and bool(person.desk.sample.strokes))
    person.canvas.setFocus()
    press_and_release(person, named(person, "train one epoch"))
    key(person, Qt.Key.Key_4)
    person.wait(lambda: person.desk.sample is not None and person.desk.sample.label == 4)


@pytest.mark.parametrize("how", ["hidden", "switched off"])
def test_focus_never_falls_on_the_next_control(person, how):
    button = person.window.header.help_button
    button.setFocus(Qt.FocusReason.TabFocusReason)
    if how == "hidden":
        button.hide()
    else:
        button.setEnabled(False)
    assert QApplication.focusWidget() in (None, person.window)
    key(person, Qt.Key.Key_Space)
    person.wait(lambda: person.desk.playing)


def test_leaving_a_room_with_its_part_in_focus_leaves_the_keys_to_the_window(person):
    person.window.diagram.setFocus()
    person.desk.set_step_unit("micro")
    person.wait(lambda: person.desk.micro is not None)
    before = person.desk.micro.place
    key(person, Qt.Key.Key_Right)
    assert person.desk.micro.place == before + 1


def test_arrow_keys_on_a_button_that_tab_came_to_are_steps(person):
    named(person, "train one epoch").setFocus(Qt.FocusReason.TabFocusReason)
    key(person, Qt.Key.Key_Right)
    person.wait(lambda: person.session.runs.current.snapshot.epoch == 1)
    assert named(person, "train one epoch").hasFocus()


def test_the_diagram_shows_that_it_has_the_keys(person):
    diagram = person.window.diagram
    before = diagram.grab().toImage()
    for _ in range(ALL_TABS):
        key(person, Qt.Key.Key_Tab)
        if diagram.hasFocus():
            break
    edge = diagram.grab().toImage().pixelColor(diagram.width() // 2, 2)
    assert edge != before.pixelColor(diagram.width() // 2, 2)
    assert edge.name() == person.window.theme.accent().name()


def test_a_window_that_has_just_come_has_the_keys_itself(person):
    person.wait(person.window.isActiveWindow)
    assert QApplication.focusWidget() in (None, person.window)
    key(person, Qt.Key.Key_Right)
    person.wait(lambda: person.session.runs.current.snapshot.epoch == 1)
    assert person.window.place.name == "digits"
