"""Switching the steps between drawing and network off and on."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnviz.data.ink import prepare
from nnviz.data.steps import STEPS, Steps
from nnviz.ui.canvas import InputPanel
from nnviz.ui.canvas.steps_row import StepSwitch
from tests.helpers.strokes import DIGIT_STROKES
from tests.ui.canvas.test_panel import body, hint

SMALL_SEVEN = [[(0.05 + 0.3 * x, 0.05 + 0.3 * y) for x, y in stroke] for stroke in DIGIT_STROKES[7]]


@pytest.fixture
def panel(shown):
    panel = shown(InputPanel(), 272, 760)
    panel.set_drawing(SMALL_SEVEN)
    return panel


def switch(panel, step):
    return next(s for s in panel.findChildren(StepSwitch) if s.step == step)


@pytest.mark.parametrize("step", STEPS)
def test_a_click_leaves_the_step_out_and_another_takes_it_again(panel, qtbot, step):
    told = []
    panel.drawing_changed.connect(lambda strokes, ink, label: told.append((ink, panel.steps)))
    for on in (False, True):
        qtbot.mouseClick(switch(panel, step), Qt.MouseButton.LeftButton)
        ink, steps = told[-1]
        assert steps == Steps(**{step: on})
        wanted = prepare(panel.drawn.strokes, **{step: on}, brush=panel.brush)
        np.testing.assert_array_equal(ink.seen, wanted.seen)
        assert body(panel).steps_off.isVisible() != on
    assert not np.array_equal(told[0][0].seen, told[1][0].seen)


def test_without_centring_the_corner_stays_a_corner(panel, qtbot):
    qtbot.mouseClick(switch(panel, "crop"), Qt.MouseButton.LeftButton)
    seen = panel.drawn.picture.seen.reshape(8, 8)
    assert seen[:4, :4].sum() == seen.sum() > 0
    assert hint(panel) == "Centring is off"
    assert not switch(panel, "stretch").isEnabled()
    qtbot.mouseClick(body(panel).steps_off, Qt.MouseButton.LeftButton)
    assert panel.steps == Steps()
    assert panel.drawn.picture.seen.reshape(8, 8)[4:].sum() > 0


def test_by_keys(panel):
    panel.window().setProperty("keyboard_focus", True)
    stops = [s for s in panel.findChildren(StepSwitch) if s.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert [s.step for s in stops] == ["crop"]
    stops[0].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)  # over "stretch", which is off as well
    assert QApplication.focusWidget() is switch(panel, "pen")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert panel.steps == Steps(crop=False, pen=False)
    body(panel).steps_off.setFocus()
    QTest.keyClick(body(panel).steps_off, Qt.Key.Key_Space)
    assert panel.steps == Steps()
    assert body(panel).steps.isAncestorOf(QApplication.focusWidget())  # not lost with the button


def test_the_brush_matters_only_without_the_lines_own_width(panel, qtbot):
    with qtbot.assertNotEmitted(panel.drawing_changed):
        body(panel).brush.setValue(100)
    before = panel.drawn.picture.seen
    qtbot.mouseClick(switch(panel, "pen"), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(panel.drawing_changed) as told:
        body(panel).brush.setValue(0)
    assert told.args[1].seen.sum() < before.sum()


def test_switching_on_a_blank_canvas_tells_nothing(shown, qtbot):
    panel = shown(InputPanel(), 272, 760)
    with qtbot.assertNotEmitted(panel.drawing_changed):
        qtbot.mouseClick(switch(panel, "crop"), Qt.MouseButton.LeftButton)
    assert panel.steps.off == ("crop",)


def test_every_switch_says_what_goes_wrong_without_it(panel):
    for each in panel.findChildren(StepSwitch):
        assert "Switched off" in each.toolTip()
        assert each.accessibleName()
    assert body(panel).steps.isEnabled()
    body(panel).set_source("samples")
    assert not body(panel).steps.isEnabled()
