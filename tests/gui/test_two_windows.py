"""A second window on the same Session: it shows what the first shows, or stays where it is pinned."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnviz.drawing.selection import Selection
from nnviz.training.workspaces import WORKSPACES


def press(person, key, modifier=Qt.KeyboardModifier.NoModifier):
    person.window.activateWindow()  # else the other window's action has the key
    person.qtbot.waitUntil(lambda: QApplication.activeWindow() is person.window)
    QTest.keyClick(person.window, key, modifier)


def go_to(person, name):
    """To the workspace of that name, by the key that goes to the next."""
    for _ in range(len(WORKSPACES)):
        if person.window.place.name != name:
            before = person.window.place.name
            press(person, Qt.Key.Key_F4)
            if person.window.pages.name:  # through the course
                press(person, Qt.Key.Key_F4)
            person.wait(lambda before=before: person.window.place.name != before)
            person.wait(lambda: person.desk.shown is not None)


def train(person, epochs):
    person.desk.advance(epochs)
    person.wait(lambda: person.session.runs.current.snapshot.epoch >= epochs and not person.desk.playing)


def look_at(person, epoch):
    person.desk.look_at(epoch)
    person.wait(lambda: person.desk.shown.epoch == epoch and person.desk.shown.exact)


def reads(person):
    """What the window says of the moment: the counter, the sentence, the answer, the workspace's tab."""
    window = person.window
    return (
        window.transport.readout.accessibleDescription(),
        window.message_row.state,
        window.place.name,
    )


def same(first, other):
    here, there = first.desk.shown, other.desk.shown
    return (
        here.snapshot.parameters is there.snapshot.parameters
        and here.probe is there.probe
        and (here.cursor, here.micro, here.reading) == (there.cursor, there.micro, there.reading)
    )


def test_a_following_window_shows_the_same_moment_whatever_the_first_does(open_window, second):
    first = open_window(epochs=1_000_000)
    other = second(first)
    assert same(first, other)
    train(first, 6)
    assert same(first, other)
    assert reads(first) == reads(other)
    look_at(first, 3)
    assert other.desk.shown.epoch == 3
    assert reads(first) == reads(other)
    first.window.controller.wishes.on_sample(7)
    assert other.desk.shown.sample is first.desk.shown.sample
    first.window.diagram.select(Selection("neuron", 0, 2))
    assert other.window.diagram.selection == Selection("neuron", 0, 2)
    first.desk.look_at_newest()
    first.desk.set_step_unit("micro")
    first.desk.move_micro(3)
    assert same(first, other)
    assert other.desk.shown.micro.place == 3
    assert other.window.place.name == "micro" == first.window.place.name
    first.desk.set_step_unit("epoch")
    first.desk.play()
    assert other.desk.playing
    first.wait(lambda: first.desk.shown.epoch > 12)
    assert same(first, other)
    first.desk.pause()
    first.wait(lambda: not first.session.training.playing)
    assert same(first, other)


def test_a_following_window_comes_along_into_another_workspace(open_window, second):
    first = open_window()
    other = second(first)
    go_to(first, "playground")
    first.wait(lambda: first.desk.shown.dataset.planar)
    assert other.window.place.name == first.window.place.name == "playground"
    assert same(first, other)
    go_to(first, "digits")
    assert other.window.place.name == "digits"
    assert same(first, other)


def test_a_pinned_window_stays_while_the_first_trains_scrubs_and_changes_workspace(open_window, second):
    first = open_window(epochs=1_000_000)
    train(first, 5)
    look_at(first, 3)
    first.desk.set_step_unit("micro")
    first.desk.move_micro(4)
    first.window.controller.wishes.on_sample(9)
    other = second(first)
    other.desk.pin(True)
    pinned, before = other.desk.shown, reads(other)
    parameters, answer = pinned.snapshot.parameters.copy(), pinned.probe.layers[-1].a.copy()
    assert (pinned.epoch, pinned.sample.index, pinned.micro.place) == (3, 9, 4)
    told = []
    other.desk.shown_changed.connect(told.append)

    first.desk.set_step_unit("epoch")
    first.desk.look_at_newest()
    train(first, 9)
    look_at(first, 7)
    first.window.controller.wishes.on_sample(2)
    first.window.controller.wishes.on_new_weights()
    first.wait(lambda: first.desk.shown is not None and first.desk.shown.epoch == 0)
    go_to(first, "playground")
    first.wait(lambda: first.desk.shown.dataset.planar)
    train(first, 2)
    QApplication.processEvents()

    assert all(shown.snapshot.parameters is pinned.snapshot.parameters for shown in told)
    now = other.desk.shown
    assert (now.epoch, now.sample.index, now.micro.place, now.cursor) == (3, 9, 4, 3)
    np.testing.assert_array_equal(now.snapshot.parameters, parameters)
    np.testing.assert_array_equal(now.probe.layers[-1].a, answer)
    assert reads(other) == before
    assert other.window.place.name == "micro"
    other.desk.move_micro(2)
    assert other.desk.shown.micro.place == 6
    assert first.desk.shown.dataset.planar

    other.desk.pin(False)
    assert other.desk.run is first.session.runs.current
    assert other.desk.shown.snapshot.parameters is first.desk.shown.snapshot.parameters


def test_the_newest_moment_can_be_pinned_while_it_trains_and_another_sample_be_sent_through(
    open_window, second
):
    first = open_window(epochs=1_000_000)
    train(first, 4)
    other = second(first)
    other.desk.pin(True)
    parameters = other.desk.shown.snapshot.parameters
    train(first, 8)
    assert other.desk.shown.snapshot.parameters is parameters
    other.window.controller.wishes.on_sample(5)
    shown = other.desk.shown
    assert shown.snapshot.parameters is parameters
    assert shown.sample.index == 5 != first.desk.shown.sample.index
    expected = shown.network.predict(shown.dataset.test_features[5:6])
    np.testing.assert_allclose(shown.probe.layers[-1].a, expected[0], rtol=1e-5)


def test_who_goes_elsewhere_in_a_following_window_begins_where_it_was(open_window, second):
    first = open_window(epochs=1_000_000)
    train(first, 6)
    look_at(first, 4)
    other = second(first)
    press(other, Qt.Key.Key_Left)
    other.wait(lambda: other.desk.shown.epoch == 3)
    assert first.desk.shown.epoch == 4
    first.desk.look_at_newest()
    assert other.desk.shown.epoch == 3
    other.desk.follow(first.desk)
    assert same(first, other)


def test_a_follower_sees_playing_and_closing_it_leaves_the_first_as_it_was(open_window, second):
    first = open_window(epochs=1_000_000)
    other = second(first)
    first.desk.play()
    first.wait(lambda: first.desk.shown.epoch >= 3)
    other.window.close()
    then = first.desk.shown.epoch
    first.wait(lambda: first.desk.shown.epoch > then)
    first.desk.pause()
    first.wait(lambda: not first.session.training.playing)


def test_what_is_changed_in_a_following_window_is_changed_where_it_looks(open_window, second):
    first = open_window(epochs=1_000_000)
    train(first, 6)
    look_at(first, 4)
    other = second(first)
    other.desk.cut(0, 3, 1)
    other.wait(lambda: len(other.session.runs.all) == 2)
    branch = other.session.runs.current
    assert branch.parent == ("A", 4)
    other.wait(lambda: other.desk.run is branch and other.desk.shown.experiment.cut == ((0, 3, 1),))
    assert other.session.runs.find("A").experiment.cut == ()


def test_what_is_changed_in_a_pinned_window_is_changed_where_it_is_pinned(open_window, second):
    first = open_window(epochs=1_000_000)
    train(first, 4)
    other = second(first)
    other.desk.pin(True)
    weights = other.desk.shown.snapshot.layers[0].weights.copy()
    train(first, 8)
    other.desk.freeze(0)
    other.wait(lambda: len(other.session.runs.all) == 2)
    branch = other.session.runs.current
    assert branch.parent == ("A", 4)
    assert branch.experiment.frozen == (0,)
    np.testing.assert_array_equal(branch.timeline.newest.layers[0].weights, weights)
    assert other.session.runs.find("A").experiment.frozen == ()
