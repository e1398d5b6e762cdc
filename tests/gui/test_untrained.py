"""Whether a network has learned is told by what was learned, not by the epoch that it stands at."""

from __future__ import annotations

import pytest

from nnviz.engine.layers import Dense
from nnviz.files.project import read_project
from nnviz.training.edits import Edit

GUESS = "it has not learned yet: a guess"


@pytest.fixture
def person(open_window):
    person = open_window(data="digits", layers=(Dense(16, "relu"),), batch_size=32, epochs=1_000_000)
    person.wait(lambda: person.desk.sample is not None)
    person.desk.show_reader(False)
    person.wait(lambda: not person.desk.shown.reading)
    return person


def answer(person):
    return person.window.results.answer.answer


def facts(person):
    return dict(person.window.results.inspector.content.summary)


def other(person):
    """What is told of the run while the Reader is shown."""
    person.desk.show_reader(True)
    foot = person.window.results.foot
    person.wait(lambda: foot.other.text().startswith("Run A"))
    return foot.other.text()


def batches(person, count):
    person.desk.set_step_unit("batch")
    for _ in range(count):
        done = person.desk.shown.update
        person.desk.step()
        person.wait(lambda done=done: person.desk.shown.update == done + 1)


def test_before_the_first_update_it_is_a_guess(person):
    assert answer(person).detail == GUESS
    assert facts(person)["Updates so far"] == "0"
    assert other(person) == "Run A: untrained"


def test_after_40_updates_within_the_first_epoch_it_is_none(person):
    batches(person, 40)
    assert person.desk.shown.epoch == 0
    person.wait(lambda: facts(person)["Updates so far"] == "40")
    assert answer(person).detail != GUESS
    assert "untrained" not in other(person)


def test_weights_that_are_kept_have_learned(person):
    person.desk.advance(2)
    person.wait(lambda: person.desk.shown.epoch == 2 and person.desk.shown.snapshot.whole)
    person.window.diagram.layer_added_requested.emit(1)
    person.wait(lambda: person.desk.shown.epoch == 0 and len(person.desk.shown.snapshot.layers) == 3)
    assert answer(person).detail != GUESS
    assert facts(person)["Updates so far"] == "0"
    kept = facts(person)["Updates before, in the kept weights"]
    assert kept == "90", "2 epochs of 45 batches of 1,437 images"
    assert "untrained" not in other(person)
    person.desk.show_reader(False)
    person.window.transport.reset.new_weights_requested.emit()
    person.wait(lambda: person.desk.shown.experiment.seed != 0 and person.desk.shown.untrained)
    person.wait(lambda: answer(person).detail == GUESS)
    assert "Updates before, in the kept weights" not in facts(person)


def test_a_weight_set_by_hand_is_nothing_learned(person):
    person.desk.edit(Edit(0, 3, 2, 4.0))
    person.wait(lambda: person.desk.shown.snapshot.layers[0].weights[3, 2] == 4)
    person.wait(lambda: answer(person).detail == GUESS)
    assert other(person) == "Run A: untrained"


def test_what_the_weights_had_learned_is_kept_in_the_file(person, tmp_path):
    person.desk.advance(1)
    person.wait(lambda: person.desk.shown.epoch == 1 and person.desk.shown.snapshot.whole)
    person.window.diagram.units_requested.emit(0, 12)
    person.wait(lambda: person.desk.shown.epoch == 0 and person.desk.shown.snapshot.layers[0].units == 12)
    files = person.window.project_files.projects
    files.save(tmp_path / "kept.nnviz")
    person.wait(lambda: not files.busy)
    assert read_project(tmp_path / "kept.nnviz").runs[0].timeline.newest.learned_before == 45
