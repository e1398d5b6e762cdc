"""The guided round, drawn by somebody whose 1 looks like a 4 and whose 4 looks like a 1."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnviz.data.hands.round import EACH, HandRound
from nnviz.session.hands import MyDigits
from nnviz.session.reader_run import ReaderRun
from nnviz.ui.sheets.hand_round_sheet import HandRoundSheet
from nnviz.ui.theme import THEMES, Theme
from tests.helpers.strokes import DIGIT_STROKES


def strokes_of(digit: int) -> list[np.ndarray]:
    return [np.asarray(stroke) for stroke in DIGIT_STROKES[{1: 4, 4: 1}.get(digit, digit)]]


@pytest.fixture
def my_digits(qapp) -> MyDigits:
    return MyDigits()


@pytest.fixture
def reader(my_digits):
    reader = ReaderRun(my_digits)
    reader.open()
    yield reader
    reader.shut_down()


@pytest.fixture
def sheet(reader, my_digits, qtbot):
    made = HandRoundSheet(reader, my_digits)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.present(Theme())
    return made


def draw(sheet: HandRoundSheet, reader: ReaderRun, qtbot) -> None:
    qtbot.waitUntil(lambda: not reader.teaching, timeout=20_000)
    sheet.canvas.set_strokes(strokes_of(sheet.round.task.digit))
    sheet.take()


def test_a_round_teaches_three_of_each_and_tells_before_and_after(sheet, reader, my_digits, qtbot) -> None:
    phases = [task.phase for task in sheet.round.tasks]
    assert phases == ["before"] * 10 + ["teach"] * 10 * EACH + ["after"] * 10
    while sheet.round.task is not None:
        draw(sheet, reader, qtbot)
    assert my_digits.counts == (EACH,) * 10
    right = sheet.round.right
    assert right["after"] > right["before"], "the hand has been learned"
    assert (
        f"Right before: {right['before']} of 10. Right after: {right['after']} of 10." == sheet.score.text()
    )
    sheet.undo.click()
    qtbot.waitUntil(lambda: not reader.teaching, timeout=20_000)
    assert my_digits.drawings == ()
    assert reader.reader is reader.untaught


def test_a_blank_canvas_is_no_drawing(sheet) -> None:
    assert not sheet.next.isEnabled()
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    assert sheet.round.done == 0
    sheet.canvas.set_strokes([[[0.5, 0.5], [0.501, 0.5]]])
    sheet.take()
    assert (sheet.round.done, sheet.score.text()) == (0, "There is no digit yet.")


@pytest.mark.parametrize("theme", THEMES)
def test_it_can_be_shown_in_every_theme(sheet, theme) -> None:
    sheet.present(Theme(theme))
    assert sheet.grab().width() >= Theme(theme).px(260)
    assert sheet.prompt.text() == f"Draw a {sheet.round.task.digit}"


def test_a_round_that_is_over_takes_nothing() -> None:
    over = HandRound(np.random.default_rng(0), done=0)
    over.done = len(over.tasks)
    with pytest.raises(ValueError, match="over"):
        over.take([[[0, 0], [1, 1]]], lambda seen: 0)
