"""What stands around the network belongs to the moment shown: the sentence, the row below, tabs and names."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from nnviz.session.work import Work
from nnviz.training.presets import PRESETS
from nnviz.training.workspaces import WORKSPACES


def train(person, epochs):
    run = person.session.runs.current
    then = run.snapshot.epoch + epochs
    person.desk.advance(epochs)
    person.wait(lambda: run.snapshot.epoch == then and not person.desk.playing)


def labels(widget):
    """The words on labels and buttons."""
    found = [*widget.findChildren(QLabel), *widget.findChildren(QAbstractButton)]
    return [one.text() for one in found if one.isVisible() and one.text()]


def test_the_diagram_comes_to_rest_however_often_it_is_settled(person):
    """What asks again and again for all of one moment does not keep it at the lines quickly painted."""
    train(person, 2)

    def rests():
        person.window.place.settle()
        return person.window.diagram.resting

    person.wait(rests)


# ---- the sentence
def test_the_rate_that_the_schedule_has_made_is_named_for_the_moment_shown(open_window):
    """Cosine over 40 epochs: half of (1 + cos(pi epoch / 40)) of the rate."""
    person = open_window(epochs=40, learning_rate=0.01, schedule="cosine")
    recipe, desk = person.window.recipe, person.desk
    assert not any("now" in text for text in labels(recipe))
    train(person, 20)
    assert "(now 0.005)" in labels(recipe)
    desk.look_at(10)
    person.wait(lambda: desk.shown.epoch == 10)
    rate = 0.01 * (1 + math.cos(math.pi / 4)) / 2
    assert f"(now {rate:.3g})" in labels(recipe)
    assert recipe.rate.value == 0.01
    desk.show_reader(True)
    person.wait(lambda: desk.shown.reading)
    reader = desk.experiment
    assert (reader.schedule, desk.shown.epoch) == ("cosine", reader.epochs)
    assert "(now 0)" in labels(recipe)  # its cosine has come to its end


def test_the_sentence_has_the_settings_of_what_is_shown(open_window):
    person = open_window(epochs=1_000_000, learning_rate=0.02, optimizer="sgd")
    recipe, desk = person.window.recipe, person.desk
    train(person, 3)
    desk.change(desk.experiment.with_(learning_rate=0.005), "rate")
    train(person, 3)
    assert recipe.rate.text() == "0.005"
    desk.look_at(2)
    person.wait(lambda: desk.shown.epoch == 2)
    assert recipe.rate.text() == "0.02"
    desk.look_at(5)
    person.wait(lambda: desk.shown.epoch == 5)
    assert recipe.rate.text() == "0.005"
    desk.show_reader(True)
    person.wait(lambda: desk.shown.reading)
    reader = person.session.reader.reader.experiment
    assert recipe.optimizer.current == reader.optimizer != "sgd"
    assert recipe.rate.value == pytest.approx(reader.learning_rate)


# ---- while an epoch is worked out again
def test_until_an_epoch_is_there_it_is_said_whose_numbers_stand_in_its_place(open_window, monkeypatch):
    monkeypatch.setattr("nnviz.training.timeline.SNAPSHOT_COUNT", 4)
    waiting = []

    class Held(Work):
        def start(self):
            waiting.append(self)

    monkeypatch.setattr("nnviz.session.looking.Work", Held)
    person = open_window(epochs=1_000_000)
    desk, row = person.desk, person.window.message_row
    train(person, 30)
    assert person.session.runs.current.timeline.exact(13) is None
    desk.look_at(13)
    here = desk.shown.epoch
    assert here != 13
    assert row.state == "Recomputing epoch 13: 0\xa0%"
    assert row.accessibleDescription() == f"Until then this is epoch {here}."
    Work.start(waiting.pop())
    person.wait(lambda: desk.shown.epoch == 13)
    assert row.state == "Looking back at epoch 13"
    assert row.accessibleDescription() == "The run goes on to epoch 30."


# ---- the workspaces
def press(person, key, modifier=Qt.KeyboardModifier.NoModifier):
    person.key(key, modifier)
    QApplication.processEvents()


def current_tab(person):
    tabs = person.window.header.findChildren(QAbstractButton)
    names = {str(workspace.label): name for name, workspace in WORKSPACES.items()}
    (tab,) = [tab.text() for tab in tabs if tab.isChecked() and tab.text() in names]
    return names[tab]


def go_to(person, name):
    """By F4, from one workspace to the next, until it is this one."""
    for _ in PRESETS:
        before = current_tab(person)
        if before == name:
            return
        press(person, Qt.Key.Key_F4)
        if person.window.pages.name:  # through the course
            press(person, Qt.Key.Key_F4)
        person.wait(lambda before=before: current_tab(person) != before and person.desk.shown is not None)


def test_f4_among_micro_steps_leads_to_the_other_workspace_in_header_and_content(open_window):
    person = open_window(epochs=1_000_000)
    train(person, 1)
    person.desk.set_step_unit("micro")
    assert (person.window.place.name, current_tab(person)) == ("micro", "digits")
    go_to(person, "playground")
    person.wait(lambda: person.desk.shown.dataset.planar)
    assert current_tab(person) == "playground"
    person.wait(lambda: person.desk.micro is not None)
    assert person.desk.micro.batch.inputs.shape[1] == person.desk.shown.dataset.input_size < 64
    assert person.window.place.name == "micro"
    go_to(person, "digits")
    person.wait(lambda: not person.desk.shown.dataset.planar)
    assert current_tab(person) == "digits"


def test_undo_takes_no_change_of_workspace_back(open_window):
    person = open_window(epochs=1_000_000)
    go_to(person, "playground")
    person.wait(lambda: person.desk.shown.dataset.planar)
    press(person, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    assert person.desk.shown.dataset.planar
    assert current_tab(person) == "playground"
    assert len(person.session.runs.all) == len(PRESETS)  # the key came by each


# ---- the name of the run
def test_a_run_is_called_by_its_name_wherever_it_stands(open_window):
    person = open_window(epochs=1_000_000)
    runs, desk, window = person.session.runs, person.desk, person.window
    runs.rename("A", "Adam, slowly")
    desk.show_reader(True)
    person.wait(lambda: desk.shown.reading)
    window.place.settle()
    assert "A Adam, slowly: untrained" in labels(window.results.foot)
    desk.show_reader(False)
    train(person, 2)
    desk.show_reader(True)
    window.place.settle()
    assert any(text.startswith("A Adam, slowly: ") for text in labels(window.results.foot))
    assert not any("Run A" in text for text in labels(window))
    desk.show_reader(False)
    heard = []
    window.answers.calibration_shown.connect(lambda *said: heard.append(said))
    window.results.foot.calibration_requested.emit()
    person.wait(lambda: bool(heard))
    assert heard[0][0] == "A Adam, slowly at epoch 2"
