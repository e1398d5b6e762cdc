"""The row below the stage: messages, and where in time one is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from nnviz.ui.message_row import MessageRow
from nnviz.ui.theme import THEMES, Theme, apply_theme


@pytest.fixture
def row(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    made = MessageRow(holder)
    made.holder = holder  # or it would be gone
    apply_theme(holder, Theme("light"))
    holder.resize(800, 60)
    made.resize(760, made.height())
    holder.show()
    qtbot.waitExposed(holder)
    return made


def button(row: MessageRow, words: str) -> QAbstractButton:
    found = [
        one for one in row.findChildren(QAbstractButton) if words in (one.text() or one.accessibleName())
    ]
    assert len(found) == 1, words
    return found[0]


def say(row: MessageRow, title: str = "Training diverged", action: str = "Try 0.001") -> None:
    row.show_message("error", title, "The loss is not a number any more.", action, "rate")


def test_it_says_what_happened_and_offers_one_way_out(row, qtbot) -> None:
    say(row)
    assert row.text == row.accessibleName() == "Training diverged The loss is not a number any more."
    with qtbot.waitSignal(row.action_requested) as asked:
        QTest.mouseClick(button(row, "Try 0.001"), Qt.MouseButton.LeftButton)
    assert asked.args == ["rate"]
    assert row.text == ""


def test_no_clock_takes_a_message_away(row) -> None:
    row.show_message("info", "60 epochs done", "The run has done all of them.")
    assert not any(timer.isActive() for timer in row.findChildren(QTimer))


def test_a_newer_message_replaces_an_older_one_which_stays_in_the_list(row) -> None:
    say(row, "First")
    say(row, "Second", action="")
    assert row.text.startswith("Second")
    assert not button(row, "Close").isHidden()
    QTest.mouseClick(button(row, "Close"), Qt.MouseButton.LeftButton)
    assert row.text == ""
    assert [title for _kind, title, _text in row.earlier] == ["Second", "First"]


def test_it_keeps_its_height_whatever_it_says(row) -> None:
    empty = row.height()
    say(row)
    row.show_message("warning", "A title", "A sentence that is far longer than the row is wide. " * 20)
    assert row.height() == empty == 44
    assert row.isVisible()


def test_what_does_not_fit_is_in_the_tooltip(row) -> None:
    whole = "A <b>sentence</b> that is far longer than the row is wide. " * 20
    row.show_message("warning", "A title", whole)
    QApplication.processEvents()
    words = next(
        child for child in row.findChildren(QWidget) if child.toolTip() and "title" in child.toolTip()
    )
    assert "&lt;b&gt;sentence" in words.toolTip()
    QApplication.sendEvent(
        words, QHelpEvent(QEvent.Type.ToolTip, words.rect().center(), words.rect().center())
    )
    row.show_message("warning", "", "Short.")
    assert words.toolTip() == ""


def test_without_a_message_it_says_where_in_time_one_is(row, qtbot) -> None:
    row.show_moment(160, 400, 160)
    assert row.state == row.accessibleName() == "Looking back at epoch 160"
    assert not button(row, "Go to 400").isHidden()
    row.show_moment(160, 1401, 160)  # training goes on
    with qtbot.waitSignal(row.newest_requested):
        QTest.mouseClick(button(row, "Go to 1,401"), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(row.branch_requested):
        QTest.keyClick(button(row, "Branch"), Qt.Key.Key_Space)
    row.show_moment(None, 1401, 1401)
    assert row.state == ""
    assert button(row, "Branch").isHidden()


def test_it_says_how_much_is_recomputed(row) -> None:
    row.show_moment(161, 400, 161)
    row.show_recomputing(0.4)
    assert row.state == "Recomputing epoch 161: 40\xa0%"
    row.show_recomputing(None)
    assert row.state == "Looking back at epoch 161"


def test_looking_back_is_told_in_the_place_of_an_older_message_but_not_of_a_newer_one(row) -> None:
    say(row)
    row.show_moment(160, 400, 160)
    assert row.text == ""
    assert not button(row, "Branch").isHidden()
    say(row)
    row.show_moment(161, 400, 161)
    assert row.text
    assert button(row, "Branch").isHidden()


@pytest.mark.parametrize("theme", THEMES)
def test_it_is_always_there_but_on_a_projector(row, theme) -> None:
    apply_theme(row, Theme(theme))
    assert row.isVisible() == (theme != "projector")
    say(row)
    assert row.isVisible()
    row.clear()
    row.show_moment(3, 4, 3)
    assert row.isVisible()
    row.show_moment(None, 4, 4)
    assert row.isVisible() == (theme != "projector")
