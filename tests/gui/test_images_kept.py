"""A network of maps with a drawing in it: filmed, saved, opened, recovered; every change undone."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from nnviz.drawing.selection import Selection
from nnviz.engine import Conv, Dense, GlobalMaxPool, MaxPool
from nnviz.training.edits import Edit
from nnviz.training.experiment import Experiment
from nnviz.training.kernel_gradient import KernelWeight
from nnviz.training.places import Place
from nnviz.ui.export.export_sheet import ExportSheet
from tests.gui.test_projects import answer
from tests.helpers.drawn_shapes import THIN

CONTROL = Qt.KeyboardModifier.ControlModifier
LAYERS = (Conv(4, 3, activation="relu"), MaxPool(2), Conv(6, 3, activation="relu"))
SHAPES = Experiment.on("shapes", workspace="images", layers=LAYERS, learning_rate=0.01, epochs=1_000_000)


@pytest.fixture
def person(open_window):
    """Two epochs into shapes, with a cross drawn."""
    person = open_window(experiment=SHAPES)
    person.desk.advance(2)
    person.wait(lambda: person.desk.shown.epoch == 2 and not person.desk.playing)
    draw(person)
    return person


def draw(person) -> None:
    """Two strokes that cross, where a hand makes them."""
    if not person.canvas.isVisible():
        buttons = person.window.input_panel.findChildren(QAbstractButton)
        person.click(next(button for button in buttons if button.text() == "Draw" and button.isVisible()))
    person.draw([(stroke + 1) / 2 for stroke in THIN["times"]], size=0.4, at=(0.3, 0.3))
    person.wait(lambda: person.desk.shown.sample is not None and bool(person.desk.shown.sample.strokes))
    person.desk.set_label(3)
    person.wait(lambda: person.desk.shown.probe.label == 3)


def newest(person):
    return person.session.runs.current.snapshot


def idle(person) -> None:
    person.wait(lambda: not person.window.project_files.projects.busy)


def is_as_it_was(other, person) -> None:
    """All that was there: the bits of the network, its moments, what was drawn, and what is shown of it."""
    mine, its = person.desk.shown, other.desk.shown
    assert other.window.place.name == "images"
    assert its.snapshot.experiment.layers == LAYERS
    assert its.snapshot.parameters.tobytes() == mine.snapshot.parameters.tobytes()
    assert [*its.timeline.snapshots] == [*mine.timeline.snapshots]
    for strokes in zip(other.canvas.strokes, person.canvas.strokes, strict=True):
        np.testing.assert_allclose(*strokes, atol=1e-6)
    np.testing.assert_array_equal(its.probe.inputs, mine.probe.inputs)
    assert its.probe.label == 3
    np.testing.assert_array_equal(its.probe.output, mine.probe.output)


def test_a_project_keeps_it_with_the_drawing_and_it_trains_on_alike(person, open_window, tmp_path) -> None:
    cell = Selection("neuron", 1, 2, -1, 3, 4)
    person.window.diagram.select(cell)
    path = tmp_path / "shapes.nnviz"
    person.window.project_files.save_named(path)
    person.wait(path.exists)
    idle(person)
    other = open_window()
    other.window.project_files.open(path)
    other.wait(lambda: other.desk.experiment == person.desk.experiment and other.desk.shown is not None)
    idle(other)
    other.wait(lambda: other.desk.shown.selection == cell and other.desk.shown.sample is not None)
    is_as_it_was(other, person)
    for each in (person, other):
        each.train_to(4)
    assert newest(other).parameters.tobytes() == newest(person).parameters.tobytes()


def test_a_project_keeps_the_weight_that_is_asked_about_and_the_place_of_a_micro_step(
    person, open_window, tmp_path
) -> None:
    cell, weight = Selection("neuron", 0, 2, -1, 3, 4), KernelWeight(0, 2, 0, 1, 2)
    person.window.diagram.select(cell)
    card = person.window.place.current.results.card
    person.click(card.mode.button("blame"))
    card.blame.show_weight(weight)
    assert person.desk.shown.asked == weight
    person.desk.set_step_unit("micro")
    person.wait(lambda: person.desk.micro is not None)
    assert person.desk.micro.kernel == weight, "the micro-steps speak of the same"
    person.desk.set_micro(person.desk.micro.with_spot(Place(0, 2, 5, 1)))
    path = tmp_path / "weight.nnviz"
    person.window.project_files.save_named(path)
    person.wait(path.exists)
    idle(person)
    other = open_window()
    other.window.project_files.open(path)
    other.wait(lambda: other.desk.experiment == person.desk.experiment and other.desk.micro is not None)
    assert (other.desk.micro.kernel, other.desk.micro.spot) == (weight, Place(0, 2, 5, 1))
    other.desk.set_step_unit("epoch")
    other.wait(lambda: other.window.place.name == "images")
    other.window.diagram.select(cell)
    found = other.window.place.current.results.card
    other.click(found.mode.button("blame"))
    assert found.blame.weight == weight


def test_after_a_crash_it_is_a_press_away(person, open_window, tmp_path) -> None:
    """What the window put aside by itself, found by the next one."""
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
    other.wait(lambda: other.desk.experiment.layers == LAYERS and other.desk.shown is not None)
    idle(other)
    other.wait(lambda: other.desk.shown.sample is not None)
    is_as_it_was(other, person)
    for each in (other, person):
        each.window.close()
        answer(each, "discard")


def test_a_film_has_every_epoch_and_the_drawing(person, tmp_path) -> None:
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
        frames = []
        for at in range(3):
            film.seek(at)
            frames.append(np.asarray(film.convert("RGB"), int))
    layout = person.window.diagram.scene.layout
    tiles, ratio = layout.maps[1], frames[0].shape[1] / person.window.diagram.width()
    x, y, wide, high = (round(v * ratio) for v in tiles.rect(tiles.units[0]))
    maps = [frame[y : y + high, x : x + wide] for frame in frames]
    assert (np.abs(maps[0] - maps[2]) > 20).any(), "the map is another after two epochs"
    assert person.desk.cursor is None


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_pictures_of_every_kind(person, tmp_path, kind: str) -> None:
    person.key(Qt.Key.Key_E, CONTROL)
    sheet = person.window.findChild(ExportSheet)
    sheet.subject.set_current("stage")
    sheet.kind.set_current(kind)
    path = tmp_path / f"shapes.{kind}"
    sheet.save_as(path)
    assert sheet.said.text() == f"Saved in “{path}”."
    assert path.stat().st_size > 10_000


def test_the_network_alone_as_svg_has_a_cell_for_every_number(person) -> None:
    maps = 1 + sum(len(tiles.units) for tiles in person.window.diagram.scene.layout.maps.values())

    def pictures() -> int:
        root = ET.fromstring(person.window.diagram.svg())
        return sum(element.tag.endswith("image") for element in root.iter())

    person.wait(lambda: pictures() >= maps)  # the diagram follows the pen a moment later
    root = ET.fromstring(person.window.diagram.svg())
    names = person.desk.shown.dataset.class_names
    assert set(names) <= {text.strip() for element in root.iter() if (text := element.text or "")}


CHANGES = {
    "a layer more": lambda d: d.kind_added_requested.emit(1, MaxPool(2)),
    "another size": lambda d: d.setting_requested.emit(0, "size", 5),
    "another stride": lambda d: d.setting_requested.emit(2, "stride", 2),
    "no padding": lambda d: d.setting_requested.emit(0, "padding", "valid"),
    "a larger pool": lambda d: d.setting_requested.emit(1, "size", 3),
    "no pool": lambda d: d.place_removed_requested.emit(1),
    "fewer filters": lambda d: d.units_requested.emit(0, 2),
    "more filters": lambda d: d.units_requested.emit(1, 9),
    "a layer less": lambda d: d.layer_removed_requested.emit(0),
    "another activation": lambda d: d.activation_requested.emit(1, "tanh"),
    "a dense layer": lambda d: d.kind_added_requested.emit(2, Dense(5, "relu")),
    "a global pool": lambda d: d.kind_added_requested.emit(2, GlobalMaxPool()),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_of_structure_is_taken_back_to_the_bit_and_made_again(person, name: str) -> None:
    before = newest(person)
    CHANGES[name](person.window.diagram)
    person.wait(lambda: newest(person) is not None and newest(person).experiment.layers != LAYERS)
    changed = newest(person).experiment.layers
    bits = newest(person).parameters.tobytes()
    person.wait(lambda: person.desk.shown.snapshot.experiment.layers == changed)
    person.window.grab()
    person.window.actions_["undo"].trigger()
    person.wait(lambda: newest(person) is not None and newest(person).experiment.layers == LAYERS)
    assert newest(person).parameters.tobytes() == before.parameters.tobytes()
    person.window.actions_["redo"].trigger()
    person.wait(lambda: newest(person) is not None and newest(person).experiment.layers == changed)
    assert newest(person).parameters.tobytes() == bits
