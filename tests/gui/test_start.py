"""The page Start: a network that learns while one watches, and the doors."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from nnviz.drawing import numbers
from nnviz.session.preferences import Preferences
from nnviz.ui.images.pictures_sheet import PicturesSheet
from nnviz.ui.start.live_network import EPOCHS
from nnviz.ui.start.recent_cards import RecentCard
from tests.gui.conftest import Person


@pytest.fixture
def at_start(open_ring) -> Person:
    person = open_ring()
    person.click(person.window.header.logo)
    page = person.window.learn.start.page
    person.wait(lambda: page.live.moments.moments[0].isEnabled())
    return person


def live(person: Person):
    return person.window.learn.start.page.live


def says(person: Person, text: str) -> bool:
    labels = person.window.learn.start.page.findChildren(QLabel)
    return any(text in label.text() for label in labels if label.isVisible())


def go_faster(person: Person) -> None:
    person.window.learn.start.desk.parts.training.set_speed(2000.0)


def test_it_plays_from_the_keys_and_goes_on_in_the_playground(at_start: Person) -> None:
    person, window = at_start, at_start.window
    person.wait(lambda: person.session.runs.current.snapshot is not None)
    mine = person.session.runs.current
    before = mine.snapshot
    assert says(person, "Press play")
    assert [moment.isEnabled() for moment in live(person).moments.moments] == [True] + [False] * 8
    go_faster(person)
    assert window.focusWidget() is live(person).play
    person.key(Qt.Key.Key_Space)
    person.wait(lambda: says(person, "Epoch 60"))
    person.wait(lambda: not window.learn.start.desk.playing)
    person.wait(lambda: all(moment.isEnabled() for moment in live(person).moments.moments))
    shown = window.learn.start.desk.shown
    right = numbers.percent(shown.snapshot.metrics.test_accuracy)
    assert says(person, f"{right} right on points")
    assert mine.snapshot is before, "nothing of the person's own has been trained"

    second = live(person).moments.moments[3]
    person.click(second)
    person.wait(lambda: says(person, f"Epoch {EPOCHS[3]}"))
    person.click(live(person).moments.moments[-1])
    person.wait(lambda: says(person, "Epoch 60"))

    person.click(live(person).network)
    assert window.pages.name == ""
    assert [run.letter for run in person.session.runs.all] == ["A", "B"]
    person.wait(lambda: person.desk.shown is not None and person.desk.shown.epoch == 60)
    taken = person.session.runs.current
    np.testing.assert_array_equal(taken.snapshot.parameters, shown.snapshot.parameters)
    assert window.diagram.isVisible()
    assert list(taken.timeline.epochs) == list(range(61))
    person.desk.advance(2)  # and it goes on
    person.wait(lambda: taken.snapshot.epoch == 62)
    assert window.learn.start.desk.shown.newest == 60
    person.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    person.wait(lambda: [run.letter for run in person.session.runs.all] == ["A"])


def test_it_can_be_played_again_and_rests_when_it_is_left(at_start: Person) -> None:
    person, start = at_start, at_start.window.learn.start
    go_faster(person)
    person.click(live(person).play)
    person.wait(lambda: says(person, "Epoch 60") and not start.desk.playing)
    first = start.desk.shown.snapshot.parameters.copy()
    assert live(person).play.accessibleName() == "Play it again from the start"
    person.click(live(person).play)
    person.wait(lambda: says(person, "Epoch 60") and not start.desk.playing)
    np.testing.assert_array_equal(start.desk.shown.snapshot.parameters, first)
    start.desk.parts.training.set_speed(5.0)
    person.click(live(person).play)
    person.wait(lambda: start.desk.playing)
    person.key(Qt.Key.Key_F4)
    assert not start.desk.playing


def test_playing_there_lets_the_persons_training_rest(open_ring) -> None:
    person = open_ring()
    person.session.training.set_speed(20.0)
    person.desk.play()
    person.click(person.window.header.logo)
    person.wait(lambda: live(person).moments.moments[0].isEnabled())
    assert person.desk.playing, "the page alone is no reason"
    person.click(live(person).play)
    person.wait(lambda: not person.desk.playing)


def test_doors_and_the_switch(at_start: Person) -> None:
    person, page = at_start, at_start.window.learn.start.page
    assert page.at_start.isChecked()
    page.at_start.setFocus()
    person.key(Qt.Key.Key_Space)
    assert not Preferences.load().show_start
    person.window.looks.set("show_start", True)  # in the preferences
    assert page.at_start.isChecked()
    assert not page.recent.isVisible()  # there is none
    page.digits.setFocus()
    person.key(Qt.Key.Key_Space)
    assert person.window.pages.name == ""
    person.wait(lambda: person.desk.experiment.home == "digits")


def test_pictures_doodles_and_models_are_named_at_the_doors(at_start: Person) -> None:
    """They were in the menu alone. On My data they stand where a table is asked for, too."""
    person, page = at_start, at_start.window.learn.start.page
    asked: list[str] = []
    person.window.actions_["pictures"].triggered.connect(lambda: asked.append("pictures"))
    person.window.actions_["open"].triggered.disconnect()
    person.window.actions_["open"].triggered.connect(lambda: asked.append("open"))
    person.click(page.more.buttons["open"])
    assert (person.window.pages.name, asked) == ("", ["open"])
    person.click(person.window.header.tabs.row.button("table"))
    invitation = person.window.place.current.left.invitation
    assert invitation.more.isVisible()
    person.click(invitation.more.buttons["pictures"])
    assert asked == ["open", "pictures"]
    assert person.window.findChild(PicturesSheet).isVisible()


def test_recent_work_is_there_with_a_picture_and_opens(open_ring, tmp_path: Path) -> None:
    person = open_ring()
    person.train_to(4)
    files = person.window.project_files.projects
    path = tmp_path / "ring at four.nnviz"
    files.save(path)
    person.wait(lambda: files.recent == (path,))
    person.train_to(6)
    broken = tmp_path / "broken.nnviz"
    broken.write_bytes(b"no project")
    person.window.looks.preferences.recent.append(str(broken))
    person.click(person.window.header.logo)
    page = person.window.learn.start.page

    def cards() -> list[RecentCard]:
        return [card for card in page.recent.buttons if isinstance(card, RecentCard)]

    person.wait(lambda: bool(cards()) and cards()[0].file.frame is not None)
    assert page.recent.isVisible()
    assert [card.text() for card in cards()] == ["ring at four", "broken"]
    assert cards()[0].accessibleName() == "ring at four, epoch 4 of 1000000, today"
    assert cards()[0].file.frame.epoch == 4
    assert cards()[1].file.frame is None
    assert datetime.fromtimestamp(cards()[0].file.changed).date() == datetime.now().date()
    person.click(cards()[0])
    person.wait(lambda: not person.window.pages.name)
    assert person.session.runs.current.snapshot.epoch == 4


@pytest.mark.parametrize(
    ("theme", "size"), [("light", (1024, 700)), ("projector", (1920, 1080)), ("dark", (2560, 1440))]
)
def test_all_of_it_is_seen_at_any_size(open_window, theme: str, size: tuple[int, int]) -> None:
    person = open_window(Preferences(theme=theme), size=size)
    person.click(person.window.header.logo)
    QApplication.processEvents()
    page = person.window.learn.start.page
    whole = page.rect()
    for part in (page.live, page.live.play, page.digits, page.lesson, page.at_start):
        if part.isVisible():
            box = part.rect().translated(part.mapTo(page, part.rect().topLeft()))
            assert whole.contains(box), part
    assert page.live.network.map.width() >= 180
    person.window.looks.set("text_scale", 1.6)
    QApplication.processEvents()
    for part in (page.live, page.digits, page.lesson):
        box = part.rect().translated(part.mapTo(page, part.rect().topLeft()))
        assert box.left() >= 0
        assert box.right() < page.width(), "nothing is cut at the side"
