"""The transport bar under the hands of a person."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from nnviz.ui.theme import THEMES, Theme, apply_theme
from nnviz.ui.transport import TransportBar
from nnviz.ui.transport.speeds import SPEEDS
from tests.helpers.snapshots import hand_built_snapshot
from tests.helpers.timelines import extend, hand_built_timeline


@pytest.fixture
def bar(qtbot):
    made = TransportBar()
    qtbot.addWidget(made)
    apply_theme(made, Theme())
    made.resize(1440, 92)
    made.set_planned_epochs(60)
    made.show_timeline(hand_built_timeline(31), hand_built_snapshot(epoch=30))
    made.show()
    qtbot.waitExposed(made)
    return made


def colors_of(widget):
    image = widget.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


@pytest.mark.parametrize(
    ("button", "wish"),
    [("_reset", "reset_requested"), ("_step", "step_requested"), ("_dice", "new_weights_requested")],
)
def test_buttons_ask(bar, qtbot, button, wish):
    with qtbot.waitSignal(getattr(bar, wish)):
        QTest.mouseClick(getattr(bar, button), Qt.MouseButton.LeftButton)


def test_round_button_offers_the_other_state(bar, qtbot):
    with qtbot.waitSignal(bar.play_requested):
        bar._play.click()
    assert bar._play.accessibleName() == "Play"  # it plays when somebody says so
    bar.set_playing(True)
    assert bar._play.accessibleName() == "Pause"
    with qtbot.waitSignal(bar.pause_requested):
        bar._play.click()


def test_speed_is_asked_by_the_slider_alone(bar, qtbot):
    asked = []
    bar.speed_requested.connect(asked.append)
    bar.set_speed(8.0)
    assert asked == []
    assert bar._speed_text.text() == "8 ep/s"
    bar._slider.setValue(0)
    bar._slider.setValue(len(SPEEDS) - 1)
    assert asked == [1.0, math.inf]
    assert "∞" in bar._speed_text.text()


def test_unlimited_tells_the_speed_reached(bar):
    bar.set_speed(math.inf)
    bar.set_playing(True)
    clock = iter([0.0, 1.0])
    bar._rate._clock = lambda: next(clock)
    timeline = bar.track._run.timeline
    bar.show_timeline(timeline, hand_built_snapshot(epoch=30))
    bar.show_timeline(timeline, hand_built_snapshot(epoch=270))
    assert bar._speed_text.text() == "∞ 240/s"
    bar.set_playing(False)
    assert "240" not in bar._speed_text.text()


def test_stop_rule_is_typed(bar, qtbot):
    QTest.mouseClick(bar._epochs, Qt.MouseButton.LeftButton)
    editor = bar.findChild(QLineEdit)
    editor.setText("250")
    with qtbot.waitSignal(bar.epochs_requested) as asked:
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert asked.args == [250]


def test_counter_seed_and_descriptions(bar):
    bar.set_seed(7)
    assert bar._dice.text() == "seed 7"
    assert bar._counter._text == "30"
    assert bar._counter.accessibleDescription() == "epoch 30 of 60"
    assert "Epoch 30 of 60; 30 trained" in bar.track.accessibleDescription()
    assert "90 % right" in bar.track.accessibleDescription()


def test_counter_s_width_does_not_depend_on_the_epoch(bar):
    width = bar._counter.sizeHint()
    bar.show_timeline(None, hand_built_snapshot(epoch=3))
    assert bar._counter.sizeHint() == width


@pytest.mark.parametrize("theme", THEMES)
def test_track_shows_playhead_curve_and_future(bar, theme):
    apply_theme(bar, Theme(theme))
    bar.resize(1440, bar.height())
    QApplication.processEvents()
    colors = colors_of(bar.track)
    assert Theme(theme).accent().name() in colors
    assert Theme(theme).surface("hairline").name() in colors  # hatching
    bar.set_planned_epochs(30)
    bar.show_timeline(None, None)
    assert Theme(theme).accent().name() not in colors_of(bar.track)


def test_tips(bar):
    track = bar.track
    axis, timeline = track.axis(), track._run.timeline
    epoch = 20
    tip = track.tip_at(float(axis.x(epoch)))
    assert f"Epoch {epoch}" in tip
    assert f"{timeline.test_loss[epoch]:.3f}" in tip
    assert "not trained yet" in track.tip_at(float(axis.x(45)))
    mark = timeline.marks[0]
    assert track.tip_at(float(axis.x(mark.epoch))).startswith(mark.text)


def test_track_is_painted_again_only_for_what_shows(bar, monkeypatch):
    QApplication.processEvents()
    painted = []
    monkeypatch.setattr(bar.track, "_paint_curve", lambda *_: painted.append(1))
    timeline = bar.track._run.timeline
    bar.show_timeline(timeline, hand_built_snapshot(epoch=30))
    bar.track.repaint()
    assert painted == []
    extend(timeline, 1)
    bar.show_timeline(timeline, hand_built_snapshot(epoch=31))
    QApplication.processEvents()
    assert painted == [1]
    bar.set_planned_epochs(1_000_000)
    QApplication.processEvents()
    extend(timeline, 1)  # a thousandth of a pixel
    bar.show_timeline(timeline, hand_built_snapshot(epoch=32))
    QApplication.processEvents()
    assert painted == [1, 1]


def test_a_run_beyond_its_plan_and_losses_that_blew_up(bar):
    timeline = hand_built_timeline(100)
    timeline.append_metrics(np.array([[100, np.inf, np.nan, 0.1, 0.1]]))
    bar.show_timeline(timeline, hand_built_snapshot(epoch=100))
    assert bar.track.axis().end == 100
    assert Theme().accent().name() in colors_of(bar.track)
