"""Several runs in the real window: begun, compared, branched, removed and brought back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from nnviz.ui.compare.run_list import RunList
from tests.helpers.seen import button

CONTROL = Qt.KeyboardModifier.ControlModifier
CONTROL_SHIFT = CONTROL | Qt.KeyboardModifier.ShiftModifier


def train(person, epochs):
    person.wait(lambda: person.session.runs.current.snapshot is not None)
    person.desk.advance(epochs)
    person.wait(
        lambda: (
            person.session.runs.current.snapshot is not None
            and person.session.runs.current.snapshot.epoch >= epochs
        )
    )


@pytest.fixture
def two(open_window):
    """Run A, 5 epochs of Adam, and the current run B, 3 epochs of SGD, of the same start weights."""
    person = open_window(epochs=12)
    session = person.session
    desk = person.desk
    train(person, 5)
    person.key(Qt.Key.Key_N, CONTROL_SHIFT)
    person.wait(lambda: session.runs.current.letter == "B" and session.runs.current.snapshot is not None)
    desk.change(replace(desk.experiment, optimizer="sgd", learning_rate=0.1), "SGD")
    train(person, 3)
    return person


def run_list(person):
    return person.window.findChild(RunList)


def cards(person):
    rows = run_list(person).model()
    return {card.letter: rows.index(row) for row, card in enumerate(rows.cards)}


def test_runs_are_compared_side_by_side(two):
    window, session = two.window, two.session
    two.key(Qt.Key.Key_K, CONTROL)
    assert window.place.name == "compare"
    two.wait(lambda: set(cards(two)) == {"A", "B"})
    assert session.runs.all[0].timeline.newest.epoch == 5, "the other one is kept as it was"
    start = [next(iter(run.timeline.snapshots.values())).parameters for run in session.runs.all]
    np.testing.assert_array_equal(*start)
    place = run_list(two).visualRect(cards(two)["A"]).center()
    QTest.mouseClick(run_list(two).viewport(), Qt.MouseButton.LeftButton, pos=place)
    two.wait(lambda: session.runs.current.letter == "A")
    two.key(Qt.Key.Key_K, CONTROL)
    assert window.place.name == "digits"
    assert session.runs.current.snapshot.epoch == 5


def test_a_run_is_renamed_removed_and_brought_back(two):
    session = two.session
    two.key(Qt.Key.Key_K, CONTROL)
    weights = session.runs.current.snapshot.parameters.copy()
    two.wait(lambda: "B" in cards(two))
    run_list(two).setFocus()
    run_list(two).setCurrentIndex(cards(two)["B"])
    QTest.keyClick(run_list(two), Qt.Key.Key_F2)
    editor = run_list(two).findChild(QLineEdit)
    editor.setText("with momentum")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    two.wait(lambda: session.runs.current.name == "with momentum")
    session.runs.remove("B")
    two.wait(lambda: session.runs.current.letter == "A")
    two.key(Qt.Key.Key_Z, CONTROL)
    two.wait(lambda: session.runs.current.letter == "B" and session.runs.current.snapshot is not None)
    np.testing.assert_array_equal(session.runs.current.snapshot.parameters, weights)


def test_a_branch_goes_on_from_the_past_and_both_futures_stay(two):
    session = two.session
    desk = two.desk
    session.runs.choose("A")
    two.wait(lambda: session.runs.current.snapshot is not None and session.runs.current.snapshot.epoch == 5)
    desk.look_at(2)
    two.wait(lambda: desk.shown.epoch == 2)
    then = desk.shown.snapshot.parameters.copy()
    two.click(button(two.window.message_row, "Branch from here"))
    two.wait(lambda: session.runs.current.letter == "C" and session.runs.current.snapshot is not None)
    assert desk.cursor is None
    assert session.runs.current.parent == ("A", 2)
    np.testing.assert_array_equal(session.runs.current.snapshot.parameters, then)
    desk.advance(3)
    two.wait(lambda: session.runs.current.snapshot.epoch >= 5)
    other = session.runs.all[0].timeline.exact(5)
    np.testing.assert_array_equal(session.runs.current.snapshot.parameters, other.parameters)


def test_the_menu_of_runs_offers_what_can_be_done(two):
    menu = two.window.header.runs.menu_now()
    texts = [action.text().split("\t")[0] for action in menu.actions()]
    assert "Run A" in texts
    assert "Run B" in texts
    assert "New run" in texts
    next(action for action in menu.actions() if action.text().startswith("Run A")).trigger()
    assert two.session.runs.current.letter == "A"
    menu.deleteLater()


def test_a_run_that_breaks_says_so_and_offers_a_way_out(two):
    session = two.session
    desk = two.desk
    two.key(Qt.Key.Key_K, CONTROL)
    layers = (replace(desk.experiment.layers[0], activation="linear"),) * 3
    broken = replace(desk.experiment, learning_rate=100.0, epochs=50, layers=layers)
    desk.change(broken, "far")
    session.training.set_speed(float("inf"))
    two.wait(lambda: session.runs.current.snapshot is not None)
    desk.play()
    two.wait(lambda: session.runs.current.diverged is not None or not desk.playing)
    if session.runs.current.diverged is None:
        pytest.fail("the run was meant to diverge")
    assert not desk.playing
    assert np.isfinite(session.runs.current.snapshot.parameters).all(), "what is shown is the last good epoch"


def test_no_room_opens_a_window_of_its_own(two, qapp):
    shown = []

    class Watch(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                shown.append(watched)
            return False

    watch = Watch()
    qapp.installEventFilter(watch)
    two.window.place.compare(True)
    two.window.place.compare(False)
    two.desk.set_step_unit("micro")
    two.wait(lambda: two.window.place.name == "micro")
    two.desk.set_step_unit("epoch")
    two.window.controller.wishes.on_workspace("playground")
    two.wait(lambda: two.window.place.name == "playground")
    qapp.removeEventFilter(watch)
    assert shown == []
    assert qapp.activeWindow() is two.window
