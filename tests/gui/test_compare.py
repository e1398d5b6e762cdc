"""Runs side by side in the real window."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnviz.engine import Dense
from nnviz.session.messages import Message
from nnviz.training.edits import Edit
from nnviz.ui.compare import ComparePanel, CompareRooms, CompareStage, RunsPanel
from nnviz.ui.compare.run_plot import RunPlot
from nnviz.ui.race.race_view import RaceView
from nnviz.ui.widgets import PushButton
from nnviz.ui.widgets.segmented import Segmented
from tests.helpers.seen import words


def test_a_run_that_breaks_beside_one_that_learns(open_window):
    person = open_window(layers=(Dense(32, "linear"),), optimizer="sgd", learning_rate=0.1, epochs=6)
    desk = person.desk
    session, window = person.session, person.window
    desk.play()
    person.wait(lambda: session.runs.current.snapshot.epoch == 6 and not desk.playing)
    person.click(window.header.compare_button)
    stage, panel, runs = (window.findChild(kind) for kind in (CompareStage, ComparePanel, RunsPanel))
    person.wait(stage.isVisible)
    assert stage.pair is None
    person.click(next(button for button in stage.findChildren(PushButton) if button.isVisible()))
    person.wait(lambda: session.runs.current.letter == "B" and session.runs.current.snapshot is not None)
    desk.change(replace(desk.experiment, learning_rate=1.0), "learning rate")
    desk.play()
    person.wait(lambda: session.runs.current.diverged is not None)
    assert stage.pair == ("A", "B")

    # The broken run is the current one; the playhead goes where only the other one has been.
    person.wait(lambda: not any("Repeating its last steps" in text for text in words(panel.card)))
    assert any(f"In step {session.runs.current.diverged.step}" in text for text in words(panel.card))
    stage.curves.setFocus()
    QTest.keyClick(stage.curves, Qt.Key.Key_End)
    assert stage.curves.playhead == 6
    assert stage.sides[0].snapshot.epoch == 6
    assert stage.sides[1].snapshot.epoch == session.runs.current.diverged.last_good.epoch
    QTest.keyClick(stage.curves, Qt.Key.Key_Left)
    assert stage.sides[0].snapshot.epoch == stage.curves.playhead == 5
    QTest.keyClick(stage.curves, Qt.Key.Key_Home)
    person.wait(lambda: stage.sides[0].snapshot.epoch == stage.sides[1].snapshot.epoch == 0)

    assert runs.list.model().cards[0].letter == "A"
    place = runs.list.visualRect(runs.list.model().index(0)).center()
    QTest.mouseClick(runs.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    person.wait(lambda: session.runs.current.letter == "A")
    person.click(panel.card.slower)  # a way out of B: chosen first, then changed
    person.wait(lambda: session.runs.current.letter == "B" and desk.experiment.learning_rate == 0.1)


def test_messages_are_seen_in_every_room(person):
    desk = person.desk
    window, session = person.window, person.session
    session.signals.message_raised.emit(Message("warning", "", "Something is the matter."))
    for enter in (
        lambda: person.key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier),
        lambda: person.key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier),
        lambda: desk.set_step_unit("micro"),
        lambda: desk.set_step_unit("epoch"),
    ):
        enter()
        QApplication.processEvents()
        row, stage = window.message_row, window.place.current.stage
        assert row.text == "Something is the matter."
        assert row.isVisible(), window.place.name
        row_place = QRect(row.mapTo(window, QPoint(0, 0)), row.size())
        stage_place = QRect(stage.mapTo(window, QPoint(0, 0)), stage.size())
        assert not row_place.intersects(stage_place), "it covers nothing"
        assert row_place.top() == stage_place.bottom() + 1
    session.signals.message_raised.emit(None)
    assert window.message_row.text == ""
    assert ("warning", "", "Something is the matter.") in window.message_row.earlier


def right_by_hand(snapshot, dataset):
    """The share of right answers of a network of one hidden layer of ReLU, in float64 from its parameters."""
    values = dataset.raw(dataset.test_features).astype(float) / 16
    for layer in snapshot.layers:
        sums = values @ layer.weights.astype(float) + layer.bias.astype(float)
        values = np.maximum(sums, 0)
    return (sums.argmax(axis=1) == dataset.test_labels).mean()


def test_a_weight_changed_at_rest_changes_what_is_compared(open_window):
    person = open_window(layers=(Dense(16, "relu"),), epochs=3)
    desk, session, window = person.desk, person.session, person.window
    desk.play()
    person.wait(lambda: session.runs.current.snapshot.epoch == 3 and not desk.playing)
    before = right_by_hand(session.runs.current.snapshot, desk.dataset)
    desk.edit(*(Edit(1, None, unit, 3.0 * unit) for unit in range(10)))
    person.wait(lambda: desk.shown.snapshot.layers[1].bias[9] == 27)
    right = right_by_hand(session.runs.current.snapshot, desk.dataset)
    assert right < before / 2
    person.click(window.header.compare_button)
    runs, stage = window.findChild(RunsPanel), window.findChild(CompareStage)
    person.wait(lambda: runs.list.model().rowCount() == 1)
    words = runs.list.model().index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert f"{right * 100:.1f}\xa0% right" in words
    session.runs.new()
    person.wait(lambda: stage.pair == ("A", "B"))
    assert stage.sides[0].snapshot.epoch == 0  # as B, which has just begun
    QTest.keyClick(stage.curves, Qt.Key.Key_End)
    assert stage.sides[0].snapshot.layers[1].bias[9] == 27


class Resized(QObject):
    """Counts how often a widget gets another size."""

    def __init__(self, widget):
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched, event):
        self.count += event.type() == QEvent.Type.Resize
        return False


def test_a_stage_has_its_size_at_once(person):
    """With every size a network is drawn anew, which is what coming and going would wait for."""
    diagram, compare = person.window.diagram, (Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    before, resized = diagram.size(), Resized(diagram)
    for _ in range(2):
        person.key(*compare)
        assert not diagram.isVisible()
        person.key(*compare)
        person.qtbot.wait(20)
        assert diagram.isVisible()
        assert diagram.size() == before
    assert resized.count == 0


def test_within_an_epoch_each_number_is_of_that_very_moment(open_window):
    person = open_window(layers=(Dense(6, "relu"),), epochs=6, batch_size=32, learning_rate=0.02)
    desk, runs = person.desk, person.session.runs
    person.train_to(3)
    desk.branch()
    person.wait(lambda: runs.current.letter == "B" and runs.current.snapshot is not None)
    desk.set_step_unit("batch")
    for _ in range(4):
        before = runs.current.snapshot.step
        desk.step()
        person.wait(lambda before=before: runs.current.snapshot.step > before and not desk.playing)
    person.click(person.window.header.compare_button)
    stage, panel, listed = (person.window.findChild(kind) for kind in (CompareStage, ComparePanel, RunsPanel))
    person.wait(lambda: any("after 4 updates" in text for text in words(panel)))
    data, now = desk.shown.dataset, runs.current.snapshot
    assert now.step == runs.all[0].snapshot.step + 4
    right = 100 * float((now.network().predict(data.test_features).argmax(axis=1) == data.test_labels).mean())
    card = listed.list.model().cards[1]
    assert card.note == "epoch 4, after 4 updates"
    assert card.numbers[1][1] == f"{right:.1f}\xa0%"
    lines = [
        line
        for plot in stage.curves.findChildren(RunPlot)
        for line in plot.lines
        if line.source.letter == "B"
    ]
    assert f"{right:.1f}" in [line.end_text for line in lines]
    assert "A at epoch 3; B at epoch 4, after 4 updates." in words(panel)


def test_the_runs_of_compare_race(open_window):
    """Another page of its centre, turned to by a click: all runs from one start."""
    person = open_window(layers=(Dense(3, "tanh"),), epochs=2, batch_size=200, learning_rate=0.02)
    desk, runs = person.desk, person.session.runs
    person.train_to(1)
    desk.branch()
    person.wait(lambda: runs.current.letter == "B" and runs.current.snapshot is not None)
    person.key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    rooms = person.window.findChild(CompareRooms)
    person.click(rooms.findChild(Segmented).button("race"))
    race = rooms.findChild(RaceView)
    person.wait(lambda: race.scene is not None)
    assert [lane.letter for lane in race.scene.lanes] == ["A", "B"]
    assert race.scene.lanes[0].losses[0] == race.scene.lanes[1].losses[0]
    assert not person.window.findChild(CompareStage).isVisible()
