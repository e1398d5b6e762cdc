"""The pill that says that this is the past."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from nnviz.ui.theme import THEMES, Theme
from nnviz.ui.time import LookingBack


@pytest.fixture
def stage(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.pill = LookingBack(made)
    made.pill.set_theme(Theme("light"))
    made.show()
    qtbot.waitExposed(made)
    return made


def test_it_is_there_only_while_looking_back(stage):
    pill = stage.pill
    assert not pill.isVisible()
    pill.show_moment(160, 400)
    assert pill.isVisible()
    assert pill.accessibleName() == "Looking back at epoch 160"
    assert pill._onward.text() == "Go to 400"
    pill.show_moment(160, 1401)  # training goes on
    assert pill._onward.text() == "Go to 1,401"
    pill.show_moment(None, 1401)
    assert not pill.isVisible()


def test_it_says_how_much_is_recomputed(stage):
    stage.pill.show_moment(161, 400)
    stage.pill.show_recomputing(0.4)
    assert stage.pill.accessibleName() == "Recomputing epoch 161: 40\xa0%"
    stage.pill.show_recomputing(None)
    assert stage.pill.accessibleName() == "Looking back at epoch 161"


def test_both_ways_on(stage, qtbot):
    stage.pill.show_moment(160, 400)
    with qtbot.waitSignal(stage.pill.newest_requested):
        QTest.mouseClick(stage.pill._onward, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(stage.pill.branch_requested):
        QTest.keyClick(stage.pill._branch, Qt.Key.Key_Space)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", [(700, 500), (1100, 800), (300, 300)])
def test_it_stays_in_its_corner(stage, theme, size):
    stage.pill.set_theme(Theme(theme))
    stage.pill.show_moment(160, 400)
    stage.resize(*size)
    QApplication.processEvents()
    assert stage.rect().contains(stage.pill.geometry())
    assert stage.width() - stage.pill.geometry().right() <= 80
    assert stage.height() - stage.pill.geometry().bottom() <= 60


def test_in_a_narrow_stage_it_is_short_and_leaves_the_other_end_free(stage):
    pill = stage.pill
    pill.show_moment(160, 400)
    assert pill._text.text() == "Looking back at epoch 160"
    stage.resize(560, 400)
    QApplication.processEvents()
    assert (pill._text.text(), pill._branch.text(), pill._onward.text()) == ("Epoch 160", "Branch", "400")
    assert pill.x() >= 240
    assert pill.accessibleName() == "Looking back at epoch 160"
    stage.resize(900, 400)
    QApplication.processEvents()
    assert pill._onward.text() == "Go to 400"


def test_it_tells_how_much_of_the_foot_it_takes(stage):
    told = []
    stage.pill.room_changed.connect(told.append)
    stage.pill.show_moment(160, 400)
    assert told == [stage.width() - stage.pill.x()]
    stage.pill.show_moment(None, 400)
    assert told[1:] == [0]
