"""The Reader as a run of its own: shown at once, answering beside the run, taught and untaught."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from nnviz.session.reader_run import ReaderRun
from nnviz.session.samples import sample_of
from nnviz.session.session import Session
from nnviz.session.values import Sample
from nnviz.training.reader import load_reader
from tests.helpers.strokes import DIGIT_STROKES
from tests.session.conftest import Heard, toy

LESSON_MS = 20_000


class Room:
    """A Session that opened with the Reader, and what it said."""

    def __init__(self, qtbot) -> None:
        self.session = Session(toy(), reading=True)
        self.heard, self.other, self.reading = Heard(self.session), [], []
        self.session.other_changed.connect(self.other.append)
        self.session.reading_changed.connect(self.reading.append)
        self.qtbot = qtbot
        self.session.start()
        self.wait(lambda: self.session.snapshot is not None)

    def wait(self, done) -> None:
        self.qtbot.waitUntil(done, timeout=LESSON_MS)

    def lesson_over(self) -> None:
        self.wait(lambda: not self.session.reader.teaching)

    def drawing(self, digit: int, label: int | None = None) -> Sample:
        from nnviz.data.ink import prepare

        strokes = tuple(np.asarray(stroke, dtype=float) for stroke in DIGIT_STROKES[digit])
        seen = prepare(strokes).seen
        return Sample(self.session.dataset.scaled(seen), label, strokes=strokes, seen=seen)


@pytest.fixture
def room(qtbot) -> Iterator[Room]:
    room = Room(qtbot)
    yield room
    room.session.shut_down()


def test_the_reader_is_shown_from_the_first(room: Room) -> None:
    session = room.session
    assert session.reading
    assert session.shown is session.reader.snapshot
    assert session.shown.epoch == load_reader().metrics.epoch
    assert session.snapshot.epoch == 0, "the run is there as well, untrained"
    assert "Trained earlier" in next(m for m in room.heard.messages if m is not None).text


def test_it_reads_while_the_run_guesses(room: Room) -> None:
    session = room.session
    right = 0
    for digit in DIGIT_STROKES:
        session.set_sample(room.drawing(digit))
        assert room.heard.snapshots[-1] is session.reader.snapshot
        assert room.other[-1] is session.snapshot
        np.testing.assert_array_equal(session.shown.probe.inputs, session.snapshot.probe.inputs)
        right += session.shown.probe.answer == digit
    assert right >= len(DIGIT_STROKES) - 1
    session.set_sample(None)
    assert session.shown.probe is None


def test_its_inputs_are_its_own_whatever_the_scale_of_the_run(room: Room) -> None:
    session = room.session
    sample = sample_of(session.dataset, "test", 3)
    session.set_sample(Sample(sample.features * 100, sample.label, "test", 3, seen=sample.seen))
    np.testing.assert_allclose(session.reader.snapshot.probe.inputs, sample.seen / 16, atol=1e-6)


@pytest.mark.parametrize("wish", ["play", "step", "reset", "new_weights"])
def test_whoever_trains_sees_the_run(room: Room, wish: str) -> None:
    getattr(room.session, wish)()
    assert not room.session.reading
    assert room.reading == [False] or room.reading == [True, False]
    room.session.pause()
    room.session.show_reader(True)
    assert room.heard.snapshots[-1] is room.session.reader.snapshot


def test_the_run_trains_on_behind_the_reader(room: Room) -> None:
    session = room.session
    session.play()
    session.show_reader(True)
    room.wait(lambda: session.snapshot.epoch > 3)
    assert session.shown is session.reader.snapshot
    assert room.other[-1].epoch > 0
    assert session.timeline.epochs.size > 3
    assert session.shown_timeline is session.reader.timeline


def test_the_reader_is_not_looked_at_in_the_past_of_the_run(room: Room) -> None:
    session = room.session
    session.show_reader(False)
    session.advance(3)
    room.wait(lambda: session.snapshot.epoch == 3)
    session.look_at(1)
    cursors: list[int | None] = []
    session.cursor_changed.connect(cursors.append)
    session.show_reader(True)
    assert cursors == [None]
    assert session.cursor is None
    assert session.shown is session.reader.snapshot
    session.show_reader(False)
    assert session.shown.epoch == 3


def test_without_pictures_of_digits_there_is_no_reader(room: Room) -> None:
    from nnviz.training.experiment import Experiment

    room.session.change_experiment(Experiment.on("iris", epochs=3), "iris")
    room.wait(lambda: room.session.dataset.name == "iris")
    room.session.show_reader(True)
    assert not room.session.reading
    assert room.session.shown is room.session.snapshot


def test_teaching_changes_the_reader_forgets_nothing_and_can_be_undone(room: Room) -> None:
    session = room.session
    before = session.reader.reader
    drawn = room.drawing(4, 9)  # somebody whose 9 looks like a 4
    session.set_sample(drawn)
    assert session.shown.probe.answer == 4
    session.teach(drawn)
    assert session.reader.teaching
    room.lesson_over()
    assert session.shown.probe.answer == 9
    assert session.reader.reader.metrics.test_accuracy > before.metrics.test_accuracy - 0.03
    assert room.heard.snapshots[-1].parameters is session.reader.snapshot.parameters
    session.act("unteach")
    room.lesson_over()
    assert session.reader.reader is before
    assert session.shown.probe.answer == 4
    assert session.my_digits.drawings == ()


def test_lessons_that_follow_each_other_are_all_learned(room: Room) -> None:
    session = room.session
    for _ in range(3):
        session.teach(room.drawing(4, 9))
        session.teach(room.drawing(1, 7))
    room.lesson_over()
    session.set_sample(room.drawing(4))
    assert session.shown.probe.answer == 9
    session.set_sample(room.drawing(1))
    assert session.shown.probe.answer == 7


def test_a_drawing_without_a_label_cannot_be_taught(room: Room) -> None:
    with pytest.raises(ValueError, match=r"meant to be\."):
        room.session.teach(room.drawing(4))


def test_what_was_kept_is_taught_again_at_the_next_start(room: Room, qtbot) -> None:
    room.session.teach(room.drawing(4, 9))
    room.lesson_over()
    again = ReaderRun(room.session.my_digits)
    again.open(room.session.dataset)
    qtbot.waitUntil(lambda: not again.teaching, timeout=LESSON_MS)
    np.testing.assert_array_equal(again.snapshot.parameters, room.session.reader.snapshot.parameters)


def test_shutting_down_in_a_lesson_ends_it(room: Room) -> None:
    room.session.teach(room.drawing(4, 9))
    room.session.shut_down()
    assert not room.session.reader.teaching


def test_a_missing_file_is_no_failure(qtbot, room: Room) -> None:
    def missing():
        raise FileNotFoundError("nnviz's file reader.npz is missing: install nnviz again.")

    without = ReaderRun(room.session.my_digits, load=missing)
    without.open(room.session.dataset)
    assert without.snapshot is None


def test_what_a_lesson_needs_is_made_ready_once_somebody_says_what_they_meant(
    room: Room, monkeypatch
) -> None:
    made = []
    monkeypatch.setattr("nnviz.session.reader_run.rehearsal", lambda reader: made.append(reader))
    room.session.set_sample(room.drawing(7))
    assert made == []
    room.session.set_label(7)
    room.wait(lambda: made == [load_reader()])
    room.session.set_label(4)
    room.session.shut_down()
    assert len(made) == 1


def test_training_gives_way_to_a_lesson(room: Room, monkeypatch) -> None:
    given = []
    monkeypatch.setattr(
        "nnviz.session.training_thread.TrainingThread.give_way", lambda self, seconds: given.append(seconds)
    )
    room.session.teach(room.drawing(7, 7))
    assert given[0] > 1
    room.lesson_over()
    assert given[-1] == 0
