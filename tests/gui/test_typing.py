"""A number that is typed is taken however its field is left, or it is said why not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolTip, QWidget

from nnviz.drawing.selection import Selection
from tests.helpers.seen import button, offers


def press(person, widget: QWidget, at: QPoint | None = None) -> None:
    window = person.window
    place = widget.mapTo(window, at or widget.rect().center())
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=place)
    QApplication.processEvents()


def type_into(person, chip, text: str) -> QLineEdit:
    chip.edit()
    QApplication.processEvents()
    field = next(f for f in person.window.findChildren(QLineEdit, "chip_editor") if f.isVisible())
    field.selectAll()
    QTest.keyClicks(field, text)
    return field


@pytest.mark.parametrize("how", ["Enter", "Tab", "a click elsewhere"])
def test_leaving_the_field_takes_the_rate(person, how):
    window, desk = person.window, person.desk
    for text in ("0.02", "0,02", "2e-2"):
        desk.change(desk.experiment.with_(learning_rate=0.5), "learning_rate")
        person.wait(lambda: window.recipe.rate.value == 0.5)
        field = type_into(person, window.recipe.rate, text)
        if how == "Enter":
            QTest.keyClick(field, Qt.Key.Key_Return)
        elif how == "Tab":
            QTest.keyClick(field, Qt.Key.Key_Tab)
        else:
            press(person, window.message_row)
        person.wait(lambda: window.recipe.rate.value == 0.02)
        assert window.recipe.rate.text() == "0.02"
        assert not [f for f in window.findChildren(QLineEdit, "chip_editor") if f.isVisible()]


@pytest.mark.parametrize("text", ["0.02", "0,02", "2e-2"])
def test_playing_takes_the_rate(person, text):
    window = person.window
    type_into(person, window.recipe.rate, text)
    press(person, button(window.transport, "Play"))
    person.wait(lambda: person.desk.playing and offers(window.transport, "Pause"))
    person.wait(lambda: window.recipe.rate.value == 0.02)
    assert window.recipe.rate.text() == "0.02"
    assert not [f for f in window.findChildren(QLineEdit, "chip_editor") if f.isVisible()]


@pytest.mark.parametrize("how", ["Enter", "Tab", "Play"])
def test_what_does_not_fit_is_said(person, how):
    window = person.window
    before = window.recipe.rate.value
    field = type_into(person, window.recipe.rate, "many")
    if how == "Enter":
        QTest.keyClick(field, Qt.Key.Key_Return)
    elif how == "Tab":
        QTest.keyClick(field, Qt.Key.Key_Tab)
    else:
        press(person, button(window.transport, "Play"))
    person.wait(lambda: "many does not fit here" in QToolTip.text())
    assert window.recipe.rate.value == before
    QToolTip.hideText()


def test_escape_leaves_all_as_it_was(person):
    window = person.window
    before = window.recipe.rate.value
    QTest.keyClick(type_into(person, window.recipe.rate, "0.5"), Qt.Key.Key_Escape)
    assert window.recipe.rate.value == before


def test_the_field_is_as_wide_as_its_chip_and_covers_no_word(person):
    chip = person.window.recipe.l2
    narrow = chip.width()
    field = type_into(person, chip, "0.0001")
    QApplication.processEvents()
    assert field.geometry() == chip.geometry()
    assert chip.width() > narrow


@pytest.mark.parametrize("how", ["Enter", "Play"])
def test_a_weight_is_taken_too(person, how):
    window = person.window
    edits: list[object] = []
    window.diagram.edit_requested.connect(edits.append)
    window.diagram.setFocus()
    window.diagram.select(Selection("neuron", 0, 2))
    QTest.keyClick(window.diagram, Qt.Key.Key_Return)
    field = window.diagram.findChild(QLineEdit, "number_entry")
    field.setText("\N{MINUS SIGN}1,25")
    if how == "Enter":
        QTest.keyClick(field, Qt.Key.Key_Return)
    else:
        press(person, button(window.transport, "Step: train one epoch"))
    person.wait(lambda: window.diagram.findChild(QLineEdit, "number_entry") is None)
    assert [edit.value for edit in edits] == [-1.25]


def test_no_control_of_the_sentence_stands_alone_on_a_line(person):
    for width in range(1024, 1500, 68):
        person.window.resize(width, 800)
        QApplication.processEvents()
        recipe = person.window.recipe
        words = [label for label in recipe.findChildren(QLabel) if label.isVisible()]
        for chip in (recipe.optimizer, recipe.rate, recipe.batch, recipe.loss, recipe.activation, recipe.l2):
            line = chip.mapTo(recipe, chip.rect().center()).y()
            beside = [w for w in words if abs(w.mapTo(recipe, w.rect().center()).y() - line) < 10]
            assert beside, (width, chip.accessibleName())
