"""What the row of messages says leaves when it no longer holds; it stays among the earlier ones."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from nnviz.session.messages import Message
from nnviz.training.presets import PRESETS
from tests.helpers.seen import button
from tests.helpers.sheets import png, sheet

CTRL = Qt.KeyboardModifier.ControlModifier


def said(person) -> str:
    return person.window.message_row.text


def earlier(person, title: str) -> bool:
    return any(title == one[1] for one in person.window.message_row.earlier)


def trained(person, epochs: int) -> None:
    run = person.session.runs.current
    person.desk.advance(epochs)
    person.wait(lambda: run.snapshot is not None and run.snapshot.epoch == epochs)


def test_the_end_of_a_run_is_not_told_over_another_one(open_window) -> None:
    person = open_window(**{**vars(PRESETS["playground"]), "epochs": 3})
    person.desk.play()
    person.wait(lambda: said(person).startswith("3 epochs done"))
    person.key(Qt.Key.Key_F4)
    person.wait(lambda: person.window.place.name == "digits")
    assert said(person) == ""
    assert earlier(person, "3 epochs done")


def test_that_a_micro_step_is_the_first_leaves_with_the_micro_step(person) -> None:
    for leave in (lambda: person.key(Qt.Key.Key_Right), lambda: person.desk.set_step_unit("epoch")):
        person.desk.set_step_unit("micro")
        person.wait(lambda: person.desk.micro is not None)
        person.key(Qt.Key.Key_Left)
        assert "first micro-step" in said(person)
        leave()
        assert said(person) == ""
        person.desk.set_step_unit("epoch")


@pytest.mark.parametrize("act", ["draw", "another run", "reset"])
def test_that_a_picture_cannot_be_read_leaves_when_another_is_looked_at(person, tmp_path, act) -> None:
    trained(person, 1)
    (tmp_path / "a.png").write_bytes(b"no picture")
    person.window.ways_in.open_file(str(tmp_path / "a.png"))
    person.wait(lambda: said(person).startswith("This picture cannot be read"))
    if act == "draw":
        person.draw_digit(4)
        person.wait(lambda: person.desk.sample is not None and person.desk.sample.source == "drawing")
    elif act == "reset":
        person.key(Qt.Key.Key_R, CTRL)
    else:
        person.key(Qt.Key.Key_N, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert "cannot be read" not in said(person)
    assert earlier(person, "This picture cannot be read")


def test_what_the_reader_has_learned_is_not_told_over_a_picture(person, tmp_path) -> None:
    trained(person, 1)
    person.draw_digit(7)
    person.wait(lambda: person.desk.sample is not None and person.desk.sample.source == "drawing")
    person.desk.set_label(7)
    person.session.settings.teach(person.desk.sample)
    person.wait(lambda: said(person).startswith("The Reader has learned your 7"))
    (tmp_path / "a.png").write_bytes(png(sheet((2,))))
    person.window.ways_in.open_file(str(tmp_path / "a.png"))
    person.wait(lambda: person.desk.sample.source == "picture")
    assert said(person) == ""


def test_that_something_is_not_saved_stays_whatever_is_done_with_runs(person) -> None:
    trained(person, 1)
    error = Message("error", "Saving", "The folder cannot be written.", about="file")
    person.session.signals.message_raised.emit(error)
    person.desk.play()
    person.desk.pause()
    person.draw_digit(4)
    person.desk.change(replace(person.desk.experiment, learning_rate=0.05), "rate")
    assert said(person).startswith("Saving")


def test_a_clipboard_without_a_picture_is_told_as_that(person, qapp) -> None:
    qapp.clipboard().clear()
    person.key(Qt.Key.Key_V, CTRL)
    assert said(person) == "There is no picture on the clipboard Copy one and paste it here."


@pytest.mark.parametrize("key", [CTRL, CTRL | Qt.KeyboardModifier.ShiftModifier])
@pytest.mark.parametrize("reading", [False, True])
def test_a_run_that_begins_again_says_what_it_leaves_and_brings_it_back(person, key, reading) -> None:
    trained(person, 6)
    weights = person.session.runs.current.snapshot.parameters.copy()
    person.desk.show_reader(reading)
    person.key(Qt.Key.Key_R, key)
    person.wait(
        lambda: person.session.runs.current.timeline.newest is not None and person.desk.shown.epoch == 0
    )
    assert said(person) == "Run A begins again at epoch 0 Undo brings its 6 epochs back."
    person.click(button(person.window.message_row, "Undo"))
    person.wait(lambda: person.desk.shown.epoch == 6)
    assert person.session.runs.current.snapshot.parameters.tolist() == weights.tolist()
    assert said(person) == ""


def test_a_run_that_leaves_no_epoch_begins_again_without_a_word(person) -> None:
    person.key(Qt.Key.Key_R, CTRL)
    assert said(person) == ""
