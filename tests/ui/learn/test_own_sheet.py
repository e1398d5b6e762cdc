"""The sheet for a function of one's own: what is typed is read, drawn, derived, and asked for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from nnviz.ui.learn.own_sheet import LOSS_FORMULAS, OwnActivationSheet, OwnLossSheet
from nnviz.ui.theme import Theme

MISH = "x * tanh(log(1 + exp(x)))"


@pytest.fixture
def root(qtbot) -> QWidget:
    window = QWidget()
    window.resize(1200, 800)
    qtbot.addWidget(window)
    window.show()
    return window


def typed(sheet, text: str) -> None:
    field = sheet.edit.field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)


def test_an_activation_is_typed_and_asked_for(root, qtbot) -> None:
    sheet = OwnActivationSheet("relu", root)
    sheet.present(Theme("dark"))
    asked: list[str] = []
    sheet.taken.connect(asked.append)
    assert (sheet.begin.current, sheet.edit.text) == ("relu", "where(z > 0, z, 0)")

    typed(sheet, "x * tanh(log(1 + exp(x))")
    qtbot.waitUntil(lambda: sheet.edit.said != "")
    assert sheet.edit.said == "Column 9: this bracket is never closed."
    assert sheet.edit.field.marked == 9
    assert sheet.paper.graphicsEffect().isEnabled(), "the curve is of an earlier text"
    assert not sheet.take.isEnabled()
    assert sheet.begin.current == ""
    QTest.keyClick(sheet.edit.field, Qt.Key.Key_Return)
    assert not asked

    QTest.keyClicks(sheet.edit.field, ")")
    qtbot.waitUntil(sheet.take.isEnabled)
    assert (sheet.edit.said, sheet.edit.field.marked) == ("", 0)
    assert sheet.words.function == r"f(x) = x \, \tanh(\log(1 + e^x))"
    assert sheet.words.steps[0].startswith("Write it with functions known by name")
    assert "central differences" in sheet.checked.text()

    typed(sheet, "1 / x")  # refused where it stands, before anything learns with it
    qtbot.waitUntil(lambda: sheet.edit.said.startswith("At x = 0"))
    sheet.begin.chosen.emit("softmax")
    assert "mixes all neurons" in sheet.edit.said
    assert not sheet.take.isEnabled()
    sheet.begin.chosen.emit("elu")
    assert sheet.edit.text == "where(z > 0, z, 1 * (exp(z) - 1))"
    sheet.which.chosen.emit("all")
    assert "SiLU" in sheet.paper.accessibleDescription()

    typed(sheet, MISH)
    QTest.keyClick(sheet.edit.field, Qt.Key.Key_Return)
    assert asked == [MISH]


def test_a_loss_is_typed_for_the_output_that_there_is(root, qtbot) -> None:
    sheet = OwnLossSheet("categorical_crossentropy", "sigmoid", root)
    sheet.present(Theme("light"))
    assert sheet.edit.text == LOSS_FORMULAS["mse"]
    sheet.begin.chosen.emit("binary_crossentropy")
    assert sheet.take.isEnabled()
    asked: list[str] = []
    sheet.taken.connect(asked.append)
    typed(sheet, "(y - 1)**2")
    qtbot.waitUntil(lambda: "no t in it" in sheet.edit.said)
    typed(sheet, "(y - t)**4")
    qtbot.waitUntil(sheet.take.isEnabled)
    assert sheet.words.steps[0].startswith("Power rule and chain rule")
    sheet.take.click()
    assert asked == ["(y - t)**4"]

    linear = OwnLossSheet(LOSS_FORMULAS["binary_crossentropy"], "linear", root)
    assert "The loss has no value where y = " in linear.edit.said
    linear.close()
