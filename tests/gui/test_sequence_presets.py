"""Presets of Sequences in the window: two are trained with a press, and compared in what both have."""

from __future__ import annotations

import math

from PySide6.QtWidgets import QLabel

from nnviz.training.sequence_presets import SEQUENCES
from nnviz.ui.compare import CompareStage
from tests.helpers.seen import button


def compared(open_window, qtbot, name: str, epochs: int):
    """Both of that name and the one beside it, with fewer epochs, side by side."""
    person = open_window(**vars(SEQUENCES[name].experiment))
    person.click(button(person.window.message_row, "Compare with"))
    assert person.window.place.name == "compare"
    runs = person.session.runs
    person.session.training.set_speed(math.inf)
    first, second = runs.all
    qtbot.waitUntil(lambda: second.snapshot is not None and second.snapshot.epoch == epochs, timeout=60_000)
    assert first.snapshot.epoch == epochs
    stage = person.window.place.current.stage.findChild(CompareStage)
    assert stage.pair == ("A", "B")
    person.window.grab()
    return person


def words(person) -> str:
    return " ".join(label.text() for label in person.window.place.current.right.findChildren(QLabel))


def test_answers_at_the_end_are_compared_one_by_one(open_window, qtbot):
    person = compared(open_window, qtbot, "digit_rows", 20)
    assert "On 360 test sequences" in words(person)


def test_answers_at_every_step_are_compared_by_whole_sequences(open_window, qtbot):
    person = compared(open_window, qtbot, "anbn", 400)
    assert "On 10 test sequences" in words(person)
    runs = person.session.runs.all
    assert [run.timeline.metrics.values("test_exact_sequences")[-1] for run in runs] == [1, 0]
