"""The transport bar under the hands of a person."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit

from nnviz.drawing.speed import SPEEDS, Rate
from nnviz.engine import Dense
from nnviz.training.experiment import Experiment
from nnviz.training.micro import Micro
from nnviz.training.run_source import RunSource
from nnviz.training.trainer import Trainer
from nnviz.ui.micro.micro_cells import MicroCells
from nnviz.ui.theme import THEMES, Theme, apply_theme
from nnviz.ui.transport import TransportBar
from nnviz.ui.transport.parts import Counter
from nnviz.ui.widgets import NumberChip, Segmented, Slider
from tests.helpers.snapshots import hand_built_snapshot
from tests.helpers.timelines import extend, hand_built_timeline, table


@pytest.fixture
def bar(qtbot):
    made = TransportBar()
    qtbot.addWidget(made)
    apply_theme(made, Theme())
    made.resize(1440, 92)
    made.set_planned_epochs(60)
    timeline = hand_built_timeline(31)
    for epoch in (0, 30):
        timeline.keep(hand_built_snapshot(epoch=epoch))
    made.show_timeline(timeline, hand_built_snapshot(epoch=30))
    made.show()
    qtbot.waitExposed(made)
    return made


def found(bar, name):
    """The button whose name begins so."""
    buttons = bar.findChildren(QAbstractButton)
    return next(button for button in buttons if button.accessibleName().startswith(name))


def said(bar):
    """The words that are seen."""
    return [label.text() for label in bar.findChildren(QLabel) if label.isVisible()]


def colors_of(widget):
    image = widget.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


@pytest.mark.parametrize(
    ("button", "wish"),
    [("Step back: ", "step_back_requested"), ("Step: ", "step_requested")],
)
def test_buttons_ask(bar, qtbot, button, wish):
    with qtbot.waitSignal(getattr(bar, wish)):
        QTest.mouseClick(found(bar, button), Qt.MouseButton.LeftButton)


def test_reset_begins_again_and_its_menu_has_new_weights(bar, qtbot):
    with qtbot.waitSignal(bar.reset.reset_requested):
        QTest.mouseClick(found(bar, "Reset"), Qt.MouseButton.LeftButton)
    bar.reset.set_seed(7)
    QTest.mouseClick(found(bar, "Start weights"), Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    same, new = menu.actions()
    assert "seed 7" in same.text()
    assert "seed 8" in new.text()
    with qtbot.waitSignal(bar.reset.reset_requested):
        same.trigger()
    with qtbot.waitSignal(bar.reset.new_weights_requested):
        new.trigger()
    menu.close()


def test_round_button_offers_the_other_state(bar, qtbot):
    with qtbot.waitSignal(bar.play_requested):
        found(bar, "Play").click()
    assert found(bar, "Play"), "it plays when somebody says so"
    bar.set_playing(True)
    with qtbot.waitSignal(bar.pause_requested):
        found(bar, "Pause").click()


def test_speed_is_asked_by_the_slider_alone(bar, qtbot):
    asked = []
    bar.readout.speed_requested.connect(asked.append)
    bar.readout.set_speed(8.0)
    assert asked == []
    assert "8 ep/s" in said(bar)
    slider = bar.findChild(Slider)
    slider.setValue(0)
    slider.setValue(len(SPEEDS) - 1)
    assert asked == [1.0, math.inf]
    assert "∞ ep/s" in said(bar)


@pytest.fixture
def clock(monkeypatch):
    """What the bar's clock says from look to look, s: to be made before the bar."""
    said = iter([0.0, 1.0])
    monkeypatch.setattr("nnviz.ui.transport.readout.Rate", lambda: Rate(lambda: next(said)))


def test_unlimited_tells_the_speed_reached(clock, bar):
    bar.readout.set_speed(math.inf)
    bar.set_playing(True)
    timeline = bar.track.content.run.timeline
    bar.show_timeline(timeline, hand_built_snapshot(epoch=30))
    extend(timeline, 240)
    bar.show_timeline(timeline, hand_built_snapshot(epoch=30))  # looking back changes no speed
    assert "∞ 240/s" in said(bar)
    bar.set_playing(False)
    assert "∞ 240/s" not in said(bar)


def test_stop_rule_is_typed(bar, qtbot):
    QTest.mouseClick(bar.findChild(NumberChip), Qt.MouseButton.LeftButton)
    editor = bar.findChild(QLineEdit)
    editor.setText("250")
    with qtbot.waitSignal(bar.readout.epochs_requested) as asked:
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert asked.args == [250]


def test_counter_and_descriptions(bar):
    assert bar.findChild(Counter).text() == "30"
    assert bar.findChild(Counter).accessibleDescription() == "epoch 30 of 60"
    assert "Epoch 30 of 60; 30 trained" in bar.track.accessibleDescription()
    assert "90 % right" in bar.track.accessibleDescription()


def test_of_a_watched_run_only_the_epoch_is_told(bar):
    """“epoch 20 / 1” stood there: how many are to come is known to the other program alone."""
    chip = next(one for one in bar.readout.findChildren(NumberChip))
    bar.show_source(RunSource("watched", "theirs"))
    assert not chip.isVisible()
    assert not [label for label in bar.findChildren(QLabel) if label.text() == "/" and label.isVisible()]
    assert bar.findChild(Counter).accessibleDescription() == "epoch 30"
    bar.show_source(RunSource())
    assert chip.isVisible()
    assert bar.findChild(Counter).accessibleDescription() == "epoch 30 of 60"


def test_counter_s_width_does_not_depend_on_the_epoch(bar):
    width = bar.findChild(Counter).sizeHint()
    bar.show_timeline(None, hand_built_snapshot(epoch=3))
    assert bar.findChild(Counter).sizeHint() == width


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


def test_units_of_a_step(bar, qtbot):
    units = bar.findChild(Segmented)
    assert units.current == "epoch"
    with qtbot.waitSignal(bar.step_unit_requested) as asked:
        QTest.mouseClick(units.button("batch"), Qt.MouseButton.LeftButton)
    assert asked.args == ["batch"]
    bar.readout.set_speed(8.0)
    for unit, speed in (("batch", "8 ep/s"), ("micro", "8 step/s"), ("epoch", "8 ep/s")):
        bar.set_step_unit(unit)
        assert units.current == unit
        assert speed in said(bar)
        assert unit in found(bar, "Step: ").toolTip()


def test_batches_are_counted_where_they_are_steps(bar):
    dataset = Experiment(data="xor").dataset()
    snapshot = replace(hand_built_snapshot(epoch=30), experiment=Experiment(batch_size=3), position=3)
    bar.readout.set_dataset(dataset)
    bar.show_timeline(bar.track.content.run.timeline, snapshot)
    assert "batch 1 of 2" not in said(bar)
    bar.set_step_unit("batch")
    assert "batch 1 of 2" in said(bar)
    bar.set_step_unit("epoch")
    assert "batch 1 of 2" not in said(bar)


def test_the_batch_stands_apart_from_the_word_below_which_it_is_counted(bar):
    """Before a class both stand in one row, above the number."""
    apply_theme(bar, Theme("projector", window_height=768))
    bar.resize(1366, 118)
    bar.readout.set_dataset(Experiment(data="xor").dataset())
    snapshot = replace(hand_built_snapshot(epoch=30), experiment=Experiment(batch_size=3), position=3)
    bar.show_timeline(bar.track.content.run.timeline, snapshot)
    bar.set_step_unit("batch")
    QApplication.processEvents()
    words = {label.text(): label for label in bar.readout.findChildren(QLabel) if label.isVisible()}
    batch, epoch = words["batch 1 of 2"], words["epoch"]
    assert batch.y() < epoch.geometry().bottom()
    assert epoch.x() - batch.geometry().right() >= Theme("projector", window_height=768).px(6)


def test_looking_back_counts_the_epoch_looked_at(bar):
    bar.show_cursor(12)
    assert bar.findChild(Counter).text() == "12"
    assert "Epoch 12 of 60; 30 trained" in bar.track.accessibleDescription()
    bar.show_cursor(0)
    assert not found(bar, "Step back: ").isEnabled()
    bar.show_cursor(None)
    assert bar.findChild(Counter).text() == "30"
    assert found(bar, "Step back: ").isEnabled()


def test_all_of_it_fits_a_small_window(bar):
    for theme, width in ((Theme("dark"), 1024), (Theme("projector", window_height=700), 1024)):
        apply_theme(bar, theme)
        assert bar.minimumSizeHint().width() <= width


def test_a_run_beyond_its_plan_and_losses_that_blew_up(bar):
    timeline = hand_built_timeline(100)
    timeline.append_metrics(table([[100, np.inf, np.nan, 0.1, 0.1]]))
    bar.show_timeline(timeline, hand_built_snapshot(epoch=100))
    assert bar.track.sheet().axis.end == 100
    assert Theme().accent().name() in colors_of(bar.track)


def test_micro_steps_take_the_place_of_the_track(bar, qtbot):
    experiment = Experiment(data="xor", layers=(Dense(3, "tanh"),), batch_size=4)
    trainer = Trainer(experiment)
    next(trainer.run())
    place, width = bar.track.geometry(), bar.readout.width()
    bar.show_micro(Micro.of(trainer.snapshot(), trainer.dataset))
    QApplication.processEvents()
    assert not bar.track.isVisible()
    cells = bar.findChild(MicroCells)
    assert cells.geometry() == place
    assert bar.readout.width() == width
    with qtbot.waitSignal(bar.place_requested) as asked:
        QTest.keyClick(cells, Qt.Key.Key_Right)
    assert asked.args == [1]
    bar.show_micro(None)
    assert bar.track.isVisible()
    assert not cells.isVisible()
