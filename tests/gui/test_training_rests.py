"""What somebody asks to see comes first: training rests until it is painted."""

from __future__ import annotations

import pytest

from nnviz.session.training_thread import TrainingThread
from tests.gui.conftest import RING


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What the training thread is told: something is being shown, or has been painted."""
    told: list[bool] = []
    note = TrainingThread.note_showing

    def heard(thread: TrainingThread, on: bool) -> None:
        told.append(on)
        note(thread, on)

    monkeypatch.setattr(TrainingThread, "note_showing", heard)
    return told


def test_it_rests_from_the_moment_that_is_told_until_it_is_painted(open_window, told) -> None:
    person = open_window(**RING)
    person.train_to(3)
    person.wait(lambda: told[-1:] == [False])
    told.clear()
    person.desk.look_at(1)
    assert told == [True]
    person.wait(lambda: len(told) > 1)
    assert told[1] is False


def test_it_goes_on_however_much_is_looked_at(open_window, told) -> None:
    person = open_window(**RING)
    person.train_to(3)
    person.desk.play()
    for look in range(40):
        told.clear()
        person.desk.look_at(1 + look % 2)
        person.wait(lambda: False in told)
    newest = person.session.runs.current.snapshot.epoch
    person.desk.look_at(1)
    person.wait(lambda: person.session.runs.current.snapshot.epoch > newest)
