"""A lesson before a class: what Next comes to, what the room is told, whose hands were counted."""

from __future__ import annotations

import pytest

from nnviz.lessons.tallies import Tallies
from nnviz.session.lesson_progress import Progress
from nnviz.session.lesson_runner import LessonRunner
from nnviz.session.presenting import Presenting
from nnviz.session.presenting_kept import Kept, PresentingFolder
from nnviz.session.session import Session
from tests.helpers.lesson_made import a_lesson
from tests.session.conftest import toy


class Led(LessonRunner):
    """A runner that says what it was asked for."""

    def __init__(self, *parts) -> None:
        super().__init__(*parts)
        self.asked: list[object] = []

    def show_me(self) -> None:
        self.asked.append("show me")

    def show_right(self) -> None:
        self.asked.append("show right")

    def run(self) -> None:
        self.asked.append("run")


class Class:
    """A class with its teacher, whose clock goes on when it is told to."""

    def __init__(self, qtbot, folder, lesson=None) -> None:
        self.time = 0.0
        self.session = Session(toy())
        self.desk = self.session.desk(parent=self.session)
        self.room = self.session.desk(parent=self.session)
        self.session.start()
        qtbot.waitUntil(lambda: self.desk.shown is not None)
        self.runner = Led(self.session, self.desk, Progress(), self.session)
        self.presenting = Presenting(
            self.runner, self.room, PresentingFolder(folder), group="10 b", now=lambda: self.time,
            parent=self.session,
        )  # fmt: skip
        self.presenting.begin(lesson or a_lesson())
        self.rest = lambda: qtbot.waitUntil(lambda: self.runner.told.ready)
        self.rest()

    def walk(self, count: int) -> list[tuple[int, str]]:
        """Next so many times: the step, from 1, and the phase that each came to."""
        seen = []
        for _ in range(count):
            self.presenting.next()
            seen.append((self.runner.place + 1, self.presenting.phase))
        self.rest()  # the step's own run stands
        return seen


@pytest.fixture
def classroom(qtbot, tmp_path):
    made = []

    def opened(**settings):
        made.append(Class(qtbot, tmp_path / "kept", **settings))
        return made[-1]

    yield opened
    for one in made:
        one.runner.shut_down()
        one.runner.progress.save()
        one.desk.shut_down()
        one.room.shut_down()
        one.session.shut_down()


def test_next_walks_every_phase_and_skips_no_reveal(classroom):
    here = classroom()
    assert here.presenting.phase == "title"
    assert here.walk(15) == [
        (1, "show"),
        (2, "ask"), (2, "count_before"), (2, "talk"), (2, "count_after"), (2, "reveal"),
        (3, "ask"), (3, "reveal"),
        (4, "ask"), (4, "count_before"), (4, "talk"), (4, "count_after"), (4, "reveal"),
        (5, "show"), (5, "announce"),
    ]  # fmt: skip
    assert here.runner.asked == ["show me", "show me", "show right"]  # nothing has been started
    assert here.walk(3) == [(5, "run"), (6, "show"), (6, "end")]
    assert here.runner.asked[-1] == "run"
    over = []
    here.presenting.lesson_over.connect(lambda: over.append(True))
    assert here.walk(1) == [(6, "end")]
    assert over == [True]


def test_a_short_run_needs_no_announcement(classroom):
    here = classroom(lesson=a_lesson("epoch 10"))
    here.presenting.jump(5)
    assert here.presenting.phases == ("show", "run")


def test_without_counting_it_asks_and_reveals(classroom):
    here = classroom()
    here.walk(3)
    here.presenting.set_counting(False)
    assert (here.runner.place, here.presenting.phase) == (1, "ask")
    assert here.walk(2) == [(2, "reveal"), (3, "ask")]


def test_back_goes_the_way_it_came_and_reveals_nothing(classroom):
    here = classroom()
    here.walk(4)
    back = []
    for _ in range(4):
        here.presenting.back()
        back.append((here.runner.place + 1, here.presenting.phase))
    assert back == [(2, "count_before"), (2, "ask"), (1, "show"), (1, "title")]
    here.walk(6)
    assert here.presenting.phase == "reveal"
    here.presenting.back()
    assert (here.runner.place, here.presenting.phase) == (1, "ask")


def test_a_jump_comes_to_the_step_and_to_none_that_is_not_there(classroom):
    here = classroom()
    here.presenting.jump(4)
    assert (here.runner.place, here.presenting.phase) == (3, "ask")
    for number in (0, 7, 99):
        here.presenting.jump(number)
        assert here.runner.place == 3


def test_hands_are_counted_by_class_and_seen_in_the_room_when_it_is_revealed(classroom, tmp_path):
    here = classroom()
    here.walk(3)
    presenting = here.presenting
    for answer, count in enumerate((6, 9, 8, 4)):
        presenting.count(answer, count)
    assert presenting.hands.before == (6, 9, 8, 4)
    assert presenting.room_told.hands is None
    here.walk(2)
    presenting.count(2, 17)
    here.walk(1)
    assert presenting.room_told.hands.after == (None, None, 17, None)
    presenting.again("10 c")
    assert presenting.phase == "title"
    here.walk(2)
    assert presenting.hands.people("before") is None
    kept = PresentingFolder(tmp_path / "kept").tallies()
    assert kept.kept["10 b", "one-step", "lands"].people("before") == 27
    assert "10 b,one-step,lands,Where does w land?,B,-2.0,9," in kept.csv()
    with pytest.raises(ValueError, match="counted from 0"):
        presenting.count(0, -1, "before")


def test_frozen_the_room_stays_at_exactly_that_moment_while_training_and_the_lesson_go_on(classroom, qtbot):
    here = classroom()
    here.walk(2)
    presenting, room = here.presenting, here.room
    told, shown = presenting.room_told, room.shown
    presenting.freeze(True)
    assert (presenting.room, presenting.frozen) == ("frozen", True)
    here.walk(1)
    here.desk.advance(3)
    qtbot.waitUntil(lambda: here.desk.shown.epoch == 3)
    assert room.shown.snapshot.parameters is shown.snapshot.parameters
    assert room.shown.epoch == shown.epoch == 0
    assert (presenting.room_told.told, presenting.room_told.phase) == (told.told, "ask")
    presenting.freeze(False)
    assert presenting.room == "live"
    assert room.shown.snapshot is here.desk.shown.snapshot
    assert presenting.room_told.phase == "count_before"


def test_black_and_white_blank_the_room_alone(classroom, qtbot):
    here = classroom()
    here.walk(1)
    presenting = here.presenting
    here.desk.play()
    presenting.blank("black")
    assert (presenting.room, presenting.phase, here.desk.playing) == ("black", "show", True)
    qtbot.waitUntil(lambda: here.desk.shown.epoch >= 2)
    assert here.room.shown.epoch == here.desk.shown.epoch
    presenting.blank("white")
    assert presenting.room == "white"
    presenting.blank("white")
    assert presenting.room == "live"
    presenting.freeze(True)
    presenting.blank("black")
    presenting.blank("black")
    assert presenting.room == "frozen"
    here.desk.pause()


def test_the_first_escape_never_ends(classroom):
    here = classroom()
    asked = []
    here.presenting.end_asked.connect(lambda: asked.append(True))
    here.presenting.freeze(True)
    here.presenting.blank("black")
    for room in ("frozen", "live", "live"):
        here.presenting.escape()
        assert here.presenting.room == room
    assert (asked, here.presenting.warned) == ([], True)
    here.walk(1)
    assert not here.presenting.warned  # something else was done in between
    here.presenting.escape()
    assert asked == []
    here.presenting.escape()
    assert asked == [True]


def test_the_clock_starts_with_the_first_advance(classroom):
    here = classroom()
    here.time = 100.0
    assert here.presenting.clock.seconds(here.time) == 0
    here.walk(1)
    here.time = 160.0
    assert here.presenting.clock.seconds(here.time) == 60
    here.presenting.pause_clock()
    here.time = 200.0
    here.walk(3)
    assert here.presenting.phase == "talk"
    assert not here.presenting.discussion.seconds(here.time)
    here.time = 230.0
    assert here.presenting.discussion.seconds(here.time) == 30
    here.presenting.reset_clock()
    here.presenting.again()
    assert here.presenting.clock.seconds(999.0) == 0


def test_a_crash_leaves_where_it_was_and_an_end_does_not(classroom, tmp_path):
    here = classroom()
    here.walk(4)
    kept = PresentingFolder(tmp_path / "kept")
    assert kept.place() == Kept("one-step", "lands", "talk", "10 b")
    here.presenting.end()
    assert kept.place() is None
    assert kept.tallies() == Tallies()
