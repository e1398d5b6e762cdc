"""Time travel in the real window: by mouse, keys and wheel, while it trains, and on from the past."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from nnviz.drawing.track import film_slots
from nnviz.session.preferences import Preferences
from nnviz.training.edits import Edit
from nnviz.training.presets import PRESETS
from nnviz.ui.transport.parts import Counter
from tests.helpers.seen import button


def press_at(person, epoch):
    track = person.window.transport.track
    place = QPoint(round(track.sheet().x(epoch)), track.height() // 2)
    QTest.mouseClick(track, Qt.MouseButton.LeftButton, pos=place)


def train(person, epochs):
    person.desk.advance(epochs)
    person.wait(lambda: person.session.runs.current.snapshot.epoch >= epochs)


@pytest.fixture
def trained(open_window):
    person = open_window(epochs=20)
    train(person, 12)
    return person


def test_what_is_shown_is_the_epoch_pressed(trained):
    window, session = trained.window, trained.session
    desk = trained.desk
    newest = session.runs.current.snapshot
    press_at(trained, 5)
    trained.wait(lambda: desk.shown.epoch == 5)
    assert desk.cursor == 5
    np.testing.assert_array_equal(
        desk.shown.snapshot.parameters, session.runs.current.timeline.exact(5).parameters
    )
    assert window.transport.findChild(Counter).text() == "5"
    assert window.message_row.state == "Looking back at epoch 5"
    trained.click(button(window.message_row, "Back to the newest epoch"))
    assert desk.cursor is None
    assert desk.shown.snapshot.parameters is newest.parameters
    assert window.message_row.state == ""


def test_keys_travel_and_right_at_the_end_trains(trained):
    session, track = trained.session, trained.window.transport.track
    desk = trained.desk
    track.setFocus()
    for key, epoch in ((Qt.Key.Key_Left, 11), (Qt.Key.Key_Left, 10), (Qt.Key.Key_Home, 0)):
        trained.key(key)
        trained.wait(lambda epoch=epoch: desk.shown.epoch == epoch)
    trained.key(Qt.Key.Key_End)
    trained.wait(lambda: desk.cursor is None)
    assert session.runs.current.snapshot.epoch == 12
    trained.key(Qt.Key.Key_Right)
    trained.wait(lambda: session.runs.current.snapshot.epoch == 13)
    assert desk.cursor is None


def test_step_back_goes_an_epoch_back(trained):
    trained.click(button(trained.window.transport, "Step back"))
    trained.wait(lambda: trained.desk.shown.epoch == 11)
    assert trained.desk.cursor == 11


def test_looking_back_does_not_stop_training(open_window):
    person = open_window(epochs=400)
    desk = person.desk
    session, track = person.session, person.window.transport.track
    session.training.set_speed(60.0)
    desk.play()
    person.wait(lambda: session.runs.current.snapshot.epoch >= 6)
    press_at(person, 3)
    person.wait(lambda: desk.cursor is not None and desk.shown.epoch == desk.cursor)
    looked, parameters, then = (
        desk.cursor,
        desk.shown.snapshot.parameters,
        session.runs.current.snapshot.epoch,
    )
    person.wait(lambda: session.runs.current.snapshot.epoch >= then + 5)
    assert desk.playing
    assert desk.cursor == looked
    assert desk.shown.snapshot.parameters is parameters
    assert track.content.trained >= then + 5
    assert track.content.here == looked
    desk.pause()


def test_branch_from_here_keeps_both_futures(trained):
    window, session = trained.window, trained.session
    desk = trained.desk
    press_at(trained, 5)
    trained.wait(lambda: desk.shown.epoch == 5)
    trained.click(button(window.message_row, "Branch from here"))
    trained.wait(lambda: len(session.runs.all) == 2)
    trained.wait(
        lambda: session.runs.current.snapshot is not None and session.runs.current.snapshot.epoch == 5
    )
    first, second = session.runs.all
    assert session.runs.current is second
    assert second.parent == ("A", 5)
    assert first.timeline.epochs[-1] == 12
    assert second.timeline.epochs[-1] == 5
    assert window.header.runs.text() == "Run B"
    trained.key(Qt.Key.Key_Right)
    trained.wait(lambda: session.runs.current.snapshot.epoch == 6)
    assert first.timeline.epochs[-1] == 12


def test_pictures_of_the_past_come_while_nothing_else_is_done(trained):
    press_at(trained, 5)
    content = trained.window.transport.track.content
    assert content.film is not None
    assert content.filming
    timeline = trained.session.runs.current.timeline
    trained.wait(lambda: None not in content.film.frames(timeline, [0, 4, 8, 12], 1.0))


@pytest.mark.parametrize("newest", [1, 11, 20])
def test_a_branch_has_pictures_of_its_own_moments_only(open_window, newest):
    person = open_window(**{**vars(PRESETS["playground"]), "epochs": 20})
    train(person, newest)
    person.key(Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    person.wait(lambda: person.session.runs.current.letter == "B" and person.desk.shown.who.letter == "B")
    track = person.window.transport.track
    pictures = 31 * person.window.looks.theme.unit, 6 * person.window.looks.theme.unit  # side, gap
    end = track.sheet().x(newest)
    first = pictures[0] if newest == 1 else end - sum(pictures)
    person.wait(lambda: pictured(track) >= first)
    assert pictured(track) <= max(end + pictures[0] / 2 + 2, pictures[0] + 2)


def test_the_picture_at_the_playhead_is_that_of_the_network_as_it_was_changed_by_hand(open_window):
    """Its output unit is made to say amber everywhere, then blue; at the end of the epoch it was neither."""
    person = open_window(**{**vars(PRESETS["playground"]), "epochs": 20})
    train(person, 6)
    track, theme = person.window.transport.track, person.window.looks.theme

    def middle_of_the_picture() -> int:
        sheet = track.sheet()
        slots = film_slots(sheet.axis, theme.px, track.width())
        slot = min(slots, key=lambda one: abs(one.epoch - 6))
        top = sheet.y(sheet.bands.film or 0)
        image = track.grab().toImage()
        return image.pixel(round(slot.left + slot.side / 2), round(top + slot.side / 2))

    last = len(person.desk.shown.snapshot.layers) - 1
    for bias, sign in ((60.0, 1.0), (-60.0, -1.0)):
        person.desk.edit(Edit(last, None, 0, bias))
        person.wait(lambda bias=bias: float(person.desk.shown.snapshot.layers[last].bias[0]) == bias)
        QApplication.processEvents()
        assert middle_of_the_picture() == theme.signed(sign).rgb()
    person.desk.look_at(3)
    person.wait(lambda: person.desk.shown.epoch == 3)
    person.desk.look_at_newest()
    person.wait(lambda: person.desk.shown.epoch == 6)
    QApplication.processEvents()
    assert middle_of_the_picture() == theme.signed(-1.0).rgb()


def pictured(track) -> int:
    """How far to the right there are pictures above the track, in px."""
    image = track.grab().toImage()
    y = round(track.sheet().y(20))
    ground = image.pixel(image.width() - 1, 1)
    return max((x for x in range(image.width()) if image.pixel(x, y) != ground), default=0)


@pytest.mark.parametrize(
    ("size", "theme"), [((1024, 700), "dark"), ((1024, 700), "projector"), ((1600, 1000), "projector")]
)
def test_the_bar_is_whole_in_every_window(open_window, size, theme):
    person = open_window(Preferences(theme=theme), size, epochs=20)
    bar = person.window.transport
    QApplication.processEvents()
    every = bar.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    parts = [part for part in every if part.isVisible()]
    assert {bar.track, bar.readout, button(bar, "Play"), button(bar, "Step back")} <= set(parts)
    for widget in parts:
        assert bar.rect().contains(widget.geometry())
        assert widget.width() >= widget.minimumSizeHint().width()
    train(person, 3)
    press_at(person, 1)
    person.wait(lambda: person.desk.shown.epoch == 1)
    assert person.window.message_row.state == "Looking back at epoch 1"


def test_an_epoch_that_was_thinned_out_is_recomputed(open_window, monkeypatch):
    monkeypatch.setattr("nnviz.training.timeline.SNAPSHOT_COUNT", 4)
    person = open_window(epochs=40)
    desk = person.desk
    session, bar = person.session, person.window.transport
    train(person, 30)
    assert session.runs.current.timeline.exact(13) is None
    shares = []
    desk.recomputing_changed.connect(shares.append)
    bar.track.setFocus()
    press_at(person, 13)
    person.wait(lambda: desk.cursor == 13 and desk.shown.epoch == 13)
    person.wait(lambda: bar.track.content.share is None)
    assert shares[-1] is None
    assert all(0 <= share <= 1 for share in shares[:-1])
    assert person.window.message_row.state == "Looking back at epoch 13"
    row = session.runs.current.timeline.epochs.tolist().index(13)
    assert desk.shown.snapshot.metrics.test_loss == session.runs.current.timeline.test_loss[row]
