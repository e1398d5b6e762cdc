"""Runs side by side in the real window."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from nnviz.engine import Dense
from nnviz.session.values import Message
from nnviz.ui.compare import ComparePanel, CompareStage, RunsPanel
from nnviz.ui.compare.run_card import RunCard
from nnviz.ui.widgets import PushButton


def test_a_run_that_breaks_beside_one_that_learns(open_window):
    person = open_window(layers=(Dense(32, "linear"),), optimizer="sgd", learning_rate=0.1, epochs=6)
    session, window = person.session, person.window
    session.play()
    person.wait(lambda: session.snapshot.epoch == 6 and not session.playing)
    person.click(window.header.compare_button)
    stage, panel, runs = (window.findChild(kind) for kind in (CompareStage, ComparePanel, RunsPanel))
    person.wait(stage.isVisible)
    assert stage.pair is None
    person.click(next(button for button in stage.findChildren(PushButton) if button.isVisible()))
    person.wait(lambda: session.run.letter == "B" and session.run.snapshot is not None)
    session.change_experiment(replace(session.experiment, learning_rate=1.0), "learning rate")
    session.play()
    person.wait(lambda: session.run.diverged is not None)
    assert stage.pair == ("A", "B")

    # The broken run is the current one; the playhead goes where only the other one has been.
    person.wait(lambda: panel.card._growth is not None)
    assert f"In step {session.run.diverged.step}" in panel.card._text.text()
    stage.curves.setFocus()
    QTest.keyClick(stage.curves, Qt.Key.Key_End)
    assert stage.curves.playhead == 6
    assert stage.sides[0].snapshot.epoch == 6
    assert stage.sides[1].snapshot.epoch == session.run.diverged.last_good.epoch
    QTest.keyClick(stage.curves, Qt.Key.Key_Left)
    assert stage.sides[0].snapshot.epoch == stage.curves.playhead == 5
    QTest.keyClick(stage.curves, Qt.Key.Key_Home)
    person.wait(lambda: stage.sides[0].snapshot.epoch == stage.sides[1].snapshot.epoch == 0)

    cards = {card.letter: card for card in runs.findChildren(RunCard)}
    person.click(cards["A"])
    person.wait(lambda: session.run.letter == "A")
    person.click(panel.card.slower)  # a way out of B: chosen first, then changed
    person.wait(lambda: session.run.letter == "B" and session.experiment.learning_rate == 0.1)


def test_messages_are_seen_in_every_room(person):
    window, session = person.window, person.session
    session.message_raised.emit(Message("warning", "", "Something is the matter."))
    for enter in (
        lambda: person.key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier),
        lambda: person.key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier),
        lambda: session.set_step_unit("micro"),
        lambda: session.set_step_unit("epoch"),
    ):
        enter()
        bar = window.message_bar
        assert bar.isVisible(), window.rooms.name
        assert bar.text == "Something is the matter."
        assert bar.parentWidget().width() == bar.width()
    session.message_raised.emit(None)
    assert not window.message_bar.isVisible()


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


def test_a_message_keeps_its_colours_where_the_room_changes(person):
    window = person.window
    window.message_bar.show_message("info", "60 epochs done", "The run has done all of them.")
    before = [message_colour(label) for label in window.message_bar.findChildren(QLabel)]
    window.rooms.compare(True)
    person.wait(lambda: window.message_bar.parent() is not window.diagram)
    assert [message_colour(label) for label in window.message_bar.findChildren(QLabel)] == before


def message_colour(label: QLabel) -> str:
    return label.palette().windowText().color().name()
