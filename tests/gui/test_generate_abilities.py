"""What every kind of network can do in the window, of an autoencoder and of a diffusion."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt

from nnviz.drawing.selection import Selection
from nnviz.engine import Code, Dense
from nnviz.training.edits import Edit
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer
from nnviz.ui.export.export_sheet import ExportSheet
from tests.gui.test_projects import answer

CONTROL = Qt.KeyboardModifier.ControlModifier
AUTOENCODER = Experiment.on(
    "digits",
    objective="reconstruct",
    layers=(Dense(8, "tanh"), Code(2), Dense(8, "tanh")),
    learning_rate=0.02,
    epochs=1_000_000,
)
DIFFUSION = Experiment.on(
    "ring_of_8",
    objective="denoise",
    points=300,
    updates=5,
    layers=(Dense(12, "relu"), Dense(8, "relu")),
    learning_rate=0.01,
    epochs=1_000_000,
)
KINDS = {"autoencoder": AUTOENCODER, "diffusion": DIFFUSION}
OPENS = {"autoencoder": "generate/reconstruct", "diffusion": "generate/denoise"}


@pytest.fixture(params=KINDS)
def kind(request) -> str:
    return request.param


@pytest.fixture
def person(open_window, kind):
    """Two epochs into it."""
    person = open_window(experiment=KINDS[kind])
    person.train_to(2)
    return person


def again(kind: str, epochs: int) -> Trainer:
    """The same run without a window."""
    trainer = Trainer(KINDS[kind])
    while trainer.epoch < epochs:
        next(trainer.run())
    return trainer


def idle(person) -> None:
    person.wait(lambda: not person.window.project_files.projects.busy)


def bits(person) -> bytes:
    return person.desk.shown.snapshot.parameters.tobytes()


def test_it_plays_at_a_pace_and_every_epoch_shown_is_one_that_was_trained(person, kind) -> None:
    desk, seen = person.desk, {}

    def note(shown) -> None:
        if shown is not None and shown.snapshot.whole:
            seen.setdefault(shown.epoch, shown.snapshot.parameters.copy())

    desk.shown_changed.connect(note)
    person.window.transport.readout.speed_requested.emit(20.0)
    desk.play()
    person.wait(lambda: len(seen) >= 3)
    desk.pause()
    person.wait(lambda: not desk.playing)
    for epoch, parameters in seen.items():
        assert parameters.tobytes() == again(kind, epoch).network.parameters.tobytes(), epoch


def test_looking_back_an_edit_begins_a_branch_from_there(person, kind) -> None:
    desk = person.desk
    desk.look_at(1)
    person.wait(lambda: desk.shown.epoch == 1 and desk.shown.exact)
    desk.edit(Edit(1, 5, 1, 0.5))
    person.wait(lambda: desk.run.letter == "B" and desk.shown.who.letter == "B" and desk.shown.epoch == 1)
    person.wait(lambda: desk.shown.snapshot.layers[1].weights[5, 1] == 0.5)
    assert np.count_nonzero(desk.shown.snapshot.parameters != again(kind, 1).network.parameters) == 1
    person.train_to(2)
    trainer = again(kind, 1)
    trainer.edit(Edit(1, 5, 1, 0.5))
    while trainer.epoch < 2:
        next(trainer.run())
    assert bits(person) == trainer.network.parameters.tobytes()


def test_an_edge_is_cut_a_layer_frozen_and_undo_takes_all_back(person) -> None:
    desk, before = person.desk, bits(person)
    desk.edit(Edit(0, 1, 2, 0.25))
    person.wait(lambda: desk.shown.snapshot.layers[0].weights[1, 2] == 0.25)
    person.key(Qt.Key.Key_Z, CONTROL)
    person.wait(lambda: bits(person) == before)
    person.window.diagram.cut_requested.emit(1, 3, 1, True)
    person.wait(lambda: desk.experiment.cut == ((1, 3, 1),))
    person.wait(lambda: desk.shown.snapshot.layers[1].weights[3, 1] == 0)
    person.key(Qt.Key.Key_Z, CONTROL)
    person.wait(lambda: desk.experiment.cut == ())
    person.wait(lambda: bits(person) == before)


def test_another_number_of_neurons_is_undone_to_the_bit(person) -> None:
    desk, before = person.desk, bits(person)
    person.window.diagram.units_requested.emit(0, 11)
    person.wait(lambda: desk.shown is not None and desk.shown.snapshot.layers[0].units == 11)
    person.key(Qt.Key.Key_Z, CONTROL)
    person.wait(lambda: desk.shown is not None and bits(person) == before)


def test_micro_steps_go_there_and_back_and_are_checked_at_the_newest_and_looking_back(person, kind) -> None:
    desk = person.desk
    for epoch in (2, 1):
        desk.look_at(epoch)
        person.wait(lambda epoch=epoch: desk.shown.epoch == epoch and desk.shown.exact)
        desk.set_step_unit("micro")
        person.wait(lambda: desk.micro is not None)
        batch = desk.micro.batch
        rate = KINDS[kind].learning_rate
        np.testing.assert_allclose(batch.update.new, batch.update.old - batch.update.step)
        assert np.abs(batch.update.step).max() <= rate * 10
        trainer = again(kind, epoch)
        trainer.advance()
        assert batch.update.new.tobytes() == trainer.network.parameters.tobytes()
        for _ in range(4):
            person.key(Qt.Key.Key_Right)
        assert not person.window.grab().isNull()
        desk.set_step_unit("epoch")
        person.wait(lambda: person.window.place.name == OPENS[kind])


def test_the_inspector_tells_a_neuron_and_keeps_it(person) -> None:
    person.window.diagram.select(Selection("neuron", 0, 3))
    person.wait(lambda: person.desk.selection is not None)
    view = person.window.place.current.right.inspector
    assert "Hidden" in view.accessibleDescription() or view.isVisible()
    person.train_to(3)
    assert person.desk.selection == Selection("neuron", 0, 3)


def test_a_project_keeps_it_and_it_trains_on_alike(person, open_window, tmp_path, kind) -> None:
    path = tmp_path / "kept.nnviz"
    person.window.project_files.save_named(path)
    person.wait(path.exists)
    idle(person)
    other = open_window()
    other.window.project_files.open(path)
    other.wait(lambda: other.desk.experiment == person.desk.experiment and other.desk.shown is not None)
    idle(other)
    assert other.window.place.name == OPENS[kind]
    assert bits(other) == bits(person)
    for each in (person, other):
        each.train_to(4)
    assert bits(other) == bits(person)


def test_after_a_crash_it_is_a_press_away(person, open_window, tmp_path, kind) -> None:
    kept, left = tmp_path / "kept", tmp_path / "left"
    for folder in (kept, left):
        folder.mkdir()
    person.window.project_files.protect(kept)
    person.desk.edit(Edit(0, None, 1, 0.5))
    person.wait(lambda: person.desk.shown.snapshot.layers[0].bias[1] == 0.5)
    person.window.project_files.projects.autosave()
    person.wait(lambda: any(kept.glob("*.nnviz")))
    idle(person)
    (found,) = kept.glob("*.nnviz")
    (left / "running-1-ab.nnviz").write_bytes(found.read_bytes())
    other = open_window()
    other.window.project_files.protect(left)
    other.window.message_row.action_requested.emit("recover")
    other.wait(lambda: other.desk.experiment == person.desk.experiment and other.desk.shown is not None)
    idle(other)
    assert bits(other) == bits(person)
    for each in (other, person):
        each.window.close()
        answer(each, "discard")


def test_a_film_has_every_epoch(person, tmp_path) -> None:
    person.key(Qt.Key.Key_E, CONTROL)
    sheet = person.window.findChild(ExportSheet)
    sheet.kind.chosen.emit("webp")
    sheet.kind.set_current("webp")
    sheet.subject.set_current("stage")
    sheet.scale.value_requested.emit(0.5)
    path = tmp_path / "film.webp"
    sheet.save_as(path)
    person.wait(lambda: sheet.said.text() == f"Saved in “{path}”.")
    with Image.open(path) as film:
        assert film.n_frames == 3


@pytest.mark.parametrize("picture", ["png", "svg"])
def test_pictures_of_every_kind(person, tmp_path, picture: str) -> None:
    person.key(Qt.Key.Key_E, CONTROL)
    sheet = person.window.findChild(ExportSheet)
    sheet.subject.set_current("stage")
    sheet.kind.set_current(picture)
    path = tmp_path / f"stage.{picture}"
    sheet.save_as(path)
    assert sheet.said.text() == f"Saved in “{path}”."
    assert path.stat().st_size > 10_000
    assert "<svg" in person.window.diagram.svg()


def test_two_of_them_are_compared(person, kind) -> None:
    runs = person.session.runs
    runs.new(KINDS[kind].with_(seed=7))
    person.wait(lambda: runs.current.snapshot is not None)
    person.train_to(1)
    person.window.place.compare(True)
    person.wait(lambda: person.window.place.name == "compare")
    assert not person.window.grab().isNull()
    person.window.place.compare(False)
    person.wait(lambda: person.window.place.name == OPENS[kind])


@pytest.mark.parametrize("size", [(1024, 700), (2560, 1440)])
def test_it_stands_in_windows_of_all_sizes(person, size) -> None:
    person.window.resize(*size)
    assert not person.window.grab().isNull()
    view = person.window.place.current.map
    assert view.canvas.area.width() >= 150


def test_its_plane_is_enlarged_into_the_stage_and_comes_back(person) -> None:
    view, window = person.window.place.current.map, person.window
    small = view.canvas.area.width()
    view.enlarge_requested.emit()
    person.wait(lambda: window.views.enlarged and view.canvas.area.width() > small)
    person.train_to(3)
    assert not window.grab().isNull()
    view.enlarge_requested.emit()
    person.wait(lambda: not window.views.enlarged)
    assert view.isVisible()
