"""The Reader as a run of its own: shown at once, answering beside the run, taught and untaught."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from nnviz.session.reader_run import ReaderRun
from nnviz.session.session import Session
from nnviz.training.reader import load_reader
from nnviz.training.samples import Sample, sample_of
from tests.helpers.strokes import DIGIT_STROKES
from tests.session.conftest import Heard, toy

LESSON_MS = 20_000


class Room:
    """A Session that opened with the Reader, and what it said."""

    def __init__(self, qtbot) -> None:
        self.session = Session(toy())
        self.desk = self.session.desk(reading=True)
        self.heard = Heard(self.session, self.desk)
        self.qtbot = qtbot
        self.session.start()
        self.wait(lambda: self.session.runs.current.snapshot is not None)

    def wait(self, done) -> None:
        self.qtbot.waitUntil(done, timeout=LESSON_MS)

    def lesson_over(self) -> None:
        self.wait(lambda: not self.session.reader.teaching)

    def drawing(self, digit: int, label: int | None = None) -> Sample:
        from nnviz.data.ink import prepare

        strokes = tuple(np.asarray(stroke, dtype=float) for stroke in DIGIT_STROKES[digit])
        seen = prepare(strokes).seen
        return Sample(self.desk.dataset.scaled(seen), label, strokes=strokes, seen=seen)


@pytest.fixture
def room(qtbot) -> Iterator[Room]:
    room = Room(qtbot)
    yield room
    room.desk.shut_down()
    room.session.shut_down()


def is_reader(room: Room) -> bool:
    """Whether the Reader is shown."""
    shown = room.desk.shown
    return shown.reading and shown.snapshot.parameters is room.session.reader.snapshot.parameters


def test_the_reader_is_shown_from_the_first(room: Room) -> None:
    session = room.session
    desk = room.desk
    assert desk.reading
    assert is_reader(room)
    assert desk.shown.epoch == load_reader().metrics.epoch
    assert session.runs.current.snapshot.epoch == 0, "the run is there as well, untrained"
    assert "trained earlier" in next(m for m in room.heard.messages if m is not None).text


def test_it_reads_while_the_run_guesses(room: Room) -> None:
    session = room.session
    desk = room.desk
    right = 0
    for digit in DIGIT_STROKES:
        desk.set_sample(room.drawing(digit))
        assert is_reader(room)
        assert desk.other.snapshot.parameters is session.runs.current.snapshot.parameters
        np.testing.assert_array_equal(desk.other.probe.inputs, desk.shown.probe.inputs)
        right += desk.shown.probe.answer == digit
    assert right >= len(DIGIT_STROKES) - 1
    desk.set_sample(None)
    assert desk.shown.probe is None


def test_its_inputs_are_its_own_whatever_the_scale_of_the_run(room: Room) -> None:
    desk = room.desk
    sample = sample_of(desk.dataset, "test", 3)
    desk.set_sample(sample)
    desk.change(desk.run.experiment.with_(scale="standard"), "scale")
    room.wait(lambda: desk.dataset.scaled(sample.seen).max() > 1.5)
    desk.show_reader(True)
    np.testing.assert_allclose(desk.shown.probe.inputs, sample.seen / 16, atol=1e-6)
    np.testing.assert_allclose(desk.other.probe.inputs, desk.dataset.scaled(sample.seen), atol=1e-5)


@pytest.mark.parametrize("wish", ["play", "step"])
def test_whoever_trains_sees_the_run(room: Room, wish: str) -> None:
    getattr(room.desk, wish)()
    assert not room.desk.reading
    assert not room.desk.shown.reading
    room.desk.pause()
    room.desk.show_reader(True)
    assert is_reader(room)


def test_the_run_trains_on_behind_the_reader(room: Room) -> None:
    session = room.session
    desk = room.desk
    desk.play()
    desk.show_reader(True)
    room.wait(lambda: session.runs.current.snapshot.epoch > 3)
    assert is_reader(room)
    assert desk.other.epoch > 3
    assert session.runs.current.timeline.epochs.size > 3
    assert desk.shown.timeline is session.reader.timeline


def test_the_reader_is_not_looked_at_in_the_past_of_the_run(room: Room) -> None:
    session = room.session
    desk = room.desk
    desk.show_reader(False)
    desk.advance(3)
    room.wait(lambda: session.runs.current.snapshot.epoch == 3)
    desk.look_at(1)
    desk.show_reader(True)
    assert desk.cursor is None
    assert is_reader(room)
    desk.show_reader(False)
    assert desk.shown.epoch == 3


def test_without_pictures_of_digits_there_is_no_reader(room: Room) -> None:
    from nnviz.training.experiment import Experiment

    room.desk.change(Experiment.on("iris", epochs=3), "iris")
    room.wait(lambda: room.desk.dataset.name == "iris")
    room.desk.show_reader(True)
    assert not room.desk.reading
    assert not room.desk.shown.reading


def test_teaching_changes_the_reader_forgets_nothing_and_can_be_undone(room: Room) -> None:
    session = room.session
    desk = room.desk
    before = session.reader.reader
    drawn = room.drawing(4, 9)  # somebody whose 9 looks like a 4
    desk.set_sample(drawn)
    assert desk.shown.probe.answer == 4
    session.settings.teach(drawn)
    assert session.reader.teaching
    room.lesson_over()
    assert desk.shown.probe.answer == 9
    assert session.reader.reader.metrics.test_accuracy > before.metrics.test_accuracy - 0.03
    assert room.heard.snapshots[-1].parameters is session.reader.snapshot.parameters
    desk.act("unteach")
    room.lesson_over()
    assert session.reader.reader is before
    assert desk.shown.probe.answer == 4
    assert session.my_digits.drawings == ()


def test_after_the_lesson_it_says_what_it_reads_now(room: Room) -> None:
    session = room.session
    session.settings.teach(room.drawing(4, 9))
    assert room.heard.message.title == "The Reader learns your 9"
    room.lesson_over()
    learned = room.heard.message
    assert learned.title == "The Reader has learned your 9"
    assert learned.text.startswith("It now reads 9, ")
    assert learned.action_id == "unteach"
    for _ in range(2):
        session.settings.teach(room.drawing(1, 7))
    room.lesson_over()
    assert room.heard.message.title == "The Reader has learned your handwriting"
    told = len(room.heard.messages)
    session.my_digits.clear()
    room.lesson_over()
    assert len(room.heard.messages) == told, "what is taken back is no lesson"


def test_lessons_that_follow_each_other_are_all_learned(room: Room) -> None:
    session = room.session
    desk = room.desk
    for _ in range(3):
        session.settings.teach(room.drawing(4, 9))
        session.settings.teach(room.drawing(1, 7))
    room.lesson_over()
    desk.set_sample(room.drawing(4))
    assert desk.shown.probe.answer == 9
    desk.set_sample(room.drawing(1))
    assert desk.shown.probe.answer == 7


def test_a_drawing_without_a_label_cannot_be_taught(room: Room) -> None:
    with pytest.raises(ValueError, match=r"meant to be\."):
        room.session.settings.teach(room.drawing(4))


def test_what_was_kept_is_taught_again_at_the_next_start(room: Room, qtbot) -> None:
    room.session.settings.teach(room.drawing(4, 9))
    room.lesson_over()
    again = ReaderRun(room.session.my_digits)
    again.open()
    qtbot.waitUntil(lambda: not again.teaching, timeout=LESSON_MS)
    np.testing.assert_array_equal(again.snapshot.parameters, room.session.reader.snapshot.parameters)


def test_shutting_down_in_a_lesson_ends_it(room: Room) -> None:
    room.session.settings.teach(room.drawing(4, 9))
    room.session.shut_down()
    assert not room.session.reader.teaching


def test_a_missing_file_is_no_failure(qtbot, room: Room) -> None:
    def missing():
        raise FileNotFoundError("nnviz's file reader.npz is missing: install nnviz again.")

    without = ReaderRun(room.session.my_digits, load=missing)
    without.open()
    assert without.snapshot is None


def test_what_a_lesson_needs_is_made_ready_once_somebody_says_what_they_meant(
    room: Room, monkeypatch
) -> None:
    made = []
    monkeypatch.setattr("nnviz.session.reader_run.rehearsal", lambda reader: made.append(reader))
    room.desk.set_sample(room.drawing(7))
    assert made == []
    room.desk.set_label(7)
    room.wait(lambda: made == [load_reader()])
    room.desk.set_label(4)
    room.session.shut_down()
    assert len(made) == 1


def test_training_gives_way_to_a_lesson(room: Room, monkeypatch) -> None:
    given = []
    monkeypatch.setattr(
        "nnviz.session.training_thread.TrainingThread.give_way", lambda self, seconds: given.append(seconds)
    )
    room.session.settings.teach(room.drawing(7, 7))
    assert given[0] > 1
    room.lesson_over()
    assert given[-1] == 0
