"""What nnviz does not have, in the real window: each made-up thing is one file and one line of a table.

Whatever in the window must know a kind by name fails here.
"""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from nnviz.cli import main
from nnviz.drawing.glyphs import GLYPHS
from nnviz.drawing.selection import Selection
from nnviz.engine import LAYERS, Dense, Flatten
from nnviz.engine.layers import Conv, GlobalMaxPool, MaxPool
from nnviz.training.edits import Edit
from nnviz.training.replay import replayed_from
from nnviz.ui.compare import CompareStage
from nnviz.ui.diagram.headers import LayerHeader
from nnviz.ui.export.export_sheet import ExportSheet
from nnviz.ui.micro.micro_stage import MicroStage
from tests.helpers.made_up_glyphs import MADE_UP_GLYPHS
from tests.helpers.made_up_layers import MADE_UP, Echo, Gain, Shrink

NETWORKS = {
    "pictures": (Shrink(3), Shrink(4), Flatten(), Dense(8, "tanh")),
    "a state": (Echo(5),),
    "an end that is not dense": (Dense(8, "tanh"), Dense(10), Gain()),
    "convolutions": (
        Conv(3, 3, activation="relu"),
        MaxPool(2),
        Conv(4, 3, activation="relu"),
        GlobalMaxPool(),
    ),
}


@pytest.fixture
def made_up(monkeypatch):
    """One line of each table."""
    for kind, spec in MADE_UP.items():
        monkeypatch.setitem(LAYERS, kind, spec)
        monkeypatch.setitem(GLYPHS, kind, MADE_UP_GLYPHS[kind])


@pytest.fixture
def person(open_window, made_up, request):
    person = open_window(
        layers=NETWORKS[request.param], loss="mse", learning_rate=0.01, batch_size=64, epochs=1_000_000
    )
    train(person, 3)
    return person


every_network = pytest.mark.parametrize("person", NETWORKS, indirect=True)


def train(person, epoch):
    person.desk.advance(epoch - person.session.runs.current.snapshot.epoch)
    person.wait(lambda: person.session.runs.current.snapshot.epoch == epoch)
    person.wait(lambda: person.desk.shown.epoch == epoch)


def inspected(person):
    """What the Inspector says, as those hear it who listen to the window."""
    inspector = person.window.results.inspector
    return inspector.accessibleName(), inspector.accessibleDescription()


def pick(person, selection):
    person.window.diagram.select(selection)
    QApplication.processEvents()
    person.window.grab()
    return inspected(person)


@every_network
def test_every_unit_and_line_of_it_is_painted_and_told(person):
    layers = person.desk.shown.snapshot.layers
    for lines in ("signal", "weights", "gradient"):
        person.window.diagram.set_lines(lines)
        person.window.grab()
    for number, layer in enumerate(layers):
        title, text = pick(person, Selection("neuron", number, 1))
        assert title
        if not layer.chained:
            assert text.startswith(layer.name), "it is called what it is called in files"
            for quantity in layer.quantities:
                assert quantity.backward or quantity.formula in text
            assert all(f"{name}: " in text for name in layer.parameters)
        title, text = pick(person, Selection("edge", number, 1, 0))
        assert title
        assert text


@pytest.mark.parametrize("person", ["pictures"], indirect=True)
def test_what_is_told_of_a_weight_in_a_picture_layer_is_its_own_gradient(person):
    """dL/dw of the shown sample by nudging the weight."""
    snapshot = person.desk.shown.snapshot
    _, text = pick(person, Selection("edge", 1, 3, 2))  # from channel 3 of the first to filter 4
    said = float(text.split("∂L/∂w")[1].split()[0].strip(";").replace("−", "-"))
    network = snapshot.network().with_dtype("float64")
    block = next(block for block in network.blocks if block.name == "shrink2.weights")
    target = np.eye(10)[[snapshot.probe.label]]
    losses = []
    for nudge in (1e-5, -1e-5):
        network.parameters[block.start + 2 * 4 + 3] += nudge
        losses.append(network.evaluate(snapshot.probe.inputs[None], target)[0])
        network.parameters[block.start + 2 * 4 + 3] -= nudge
    assert said == pytest.approx((losses[0] - losses[1]) / 2e-5, rel=0.01, abs=6e-5)


@every_network
def test_its_batch_is_walked_through_and_then_learned_by_the_bits_shown(person):
    desk, window = person.desk, person.window
    desk.set_step_unit("micro")
    person.wait(lambda: desk.micro is not None and window.findChild(MicroStage).isVisible())
    for place in range(1, len(desk.micro.cells)):
        desk.step()
        assert desk.micro.place == place
        window.grab()
    wanted = desk.micro.batch.update.limited.tobytes()
    desk.step()
    person.wait(lambda: desk.micro is not None and desk.micro.place == 0)
    assert person.session.runs.current.snapshot.parameters.tobytes() == wanted


@pytest.mark.parametrize("person", ["an end that is not dense"], indirect=True)
def test_a_last_sum_that_is_not_the_answer_is_not_called_so(person):
    desk = person.desk
    desk.set_step_unit("micro")
    person.wait(lambda: desk.micro is not None)
    assert desk.micro.batch.answering == -1
    assert desk.micro.chain.paths[0].factors[0].kind == "later", "the gain comes after it"


def header(person, number):
    return next(h for h in person.window.diagram.findChildren(LayerHeader) if h.layer == number)


@pytest.mark.parametrize("person", ["pictures"], indirect=True)
def test_its_header_says_what_it_is_and_changes_that_layer_and_no_other(person):
    second = header(person, 1)
    assert second.title.accessibleName().endswith("4 shrink"), second.title.accessibleName()
    person.click(second.more)
    person.wait(lambda: person.desk.experiment.layers == (Shrink(3), Shrink(5), Flatten(), Dense(8, "tanh")))
    person.wait(lambda: person.desk.shown.snapshot.layers[1].units == 5)
    menus = [action.text() for action in header(person, 1).menu().actions()]
    assert "Filters" in menus
    assert "Activation" not in menus, "it has none to choose"
    assert "Activation" in [action.text() for action in header(person, 2).menu().actions()]


@pytest.mark.parametrize("person", ["pictures"], indirect=True)
def test_a_layer_that_does_not_fit_there_is_a_sentence_and_changes_nothing(person):
    before = person.desk.experiment
    person.window.diagram.layer_added_requested.emit(0)
    assert "takes pictures of an even size, not samples of the shape (16,)" in person.window.message_row.text
    assert person.desk.experiment == before
    person.window.diagram.layer_added_requested.emit(3)
    person.wait(lambda: person.desk.experiment.layers[-1] == Dense(16, "tanh"))
    person.wait(lambda: len(person.desk.shown.snapshot.layers) == 5)


@every_network
def test_it_is_edited_cut_and_frozen_while_it_trains_and_all_of_that_is_taken_back(person):
    desk, runs = person.desk, person.session.runs
    before = runs.current.snapshot.parameters.copy()
    frozen = runs.current.snapshot.layers[0].parameters
    held = {name: values.copy() for name, values in frozen.items()}
    desk.freeze(0, True)
    person.wait(lambda: desk.experiment.frozen == (0,))
    train(person, 4)
    newest = runs.current.snapshot
    for name, values in held.items():
        np.testing.assert_array_equal(newest.layers[0].parameters[name], values)
    assert (newest.parameters != before).any()
    desk.freeze(0, False)
    desk.cut(0, 0, 1, True)
    person.wait(lambda: desk.experiment.cut == ((0, 0, 1),))
    train(person, 5)
    assert runs.current.snapshot.layers[0].weights[0, 1] == 0
    desk.edit(Edit(1, 0, 2, 0.25))
    person.wait(lambda: runs.current.snapshot.layers[1].weights[0, 2] == 0.25)
    for _ in range(4):
        person.session.settings.undo()
    person.wait(lambda: np.array_equal(runs.current.snapshot.parameters, before))
    assert (desk.experiment.cut, desk.experiment.frozen) == ((), ())


@every_network
def test_what_was_trained_in_the_window_comes_again_to_the_bit(person):
    run = person.session.runs.current
    person.desk.edit(Edit(0, 0, 1, 0.5))
    person.wait(lambda: run.snapshot.layers[0].weights[0, 1] == 0.5)
    train(person, 5)
    start = run.timeline.exact(0)
    again = replayed_from(start, run.timeline.changes_after(start), 5, run.dataset)
    assert again.parameters.tobytes() == run.snapshot.parameters.tobytes()
    person.desk.look_at(2)
    person.wait(lambda: person.desk.shown.epoch == 2)
    person.window.grab()


@every_network
def test_two_runs_of_it_are_compared(person):
    desk, window = person.desk, person.window
    person.key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    person.wait(lambda: person.session.runs.current.letter == "B" and desk.shown is not None)
    desk.change(desk.experiment.with_(seed=8), "seed")
    train(person, 2)
    person.click(window.header.compare_button)
    stage = window.findChild(CompareStage)
    person.wait(stage.isVisible)
    person.wait(lambda: stage.pair == ("A", "B"))
    window.grab()


@every_network
def test_it_is_filmed(person, tmp_path):
    person.key(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    sheet = person.window.findChild(ExportSheet)
    sheet.kind.chosen.emit("webp")
    sheet.kind.set_current("webp")
    sheet.subject.set_current("stage")
    sheet.scale.value_requested.emit(0.5)
    path = tmp_path / "film.webp"
    sheet.save_as(path)
    person.wait(lambda: sheet.said.text() == f"Saved in “{path}”.")
    with Image.open(path) as film:
        assert film.n_frames == 4


@every_network
def test_it_is_saved_in_a_project_and_opened_again(person, open_window, tmp_path):
    path = tmp_path / "made_up.nnviz"
    files = person.window.project_files
    files.save_named(path)
    person.wait(lambda: path.exists() and not files.projects.busy)
    other = open_window()
    other.window.project_files.open(path)
    other.wait(lambda: other.desk.experiment == person.desk.experiment and other.desk.shown is not None)
    other.wait(lambda: other.desk.shown.epoch == 3)
    assert other.desk.shown.snapshot.parameters.tobytes() == person.desk.shown.snapshot.parameters.tobytes()


@pytest.mark.parametrize("network", NETWORKS)
def test_the_command_line_trains_saves_and_begins_from_it(network, made_up, tmp_path, capsys):
    path = tmp_path / "made_up.npz"
    layers = ",".join(layer.words for layer in NETWORKS[network])
    options = ["train", "--layers", layers, "--activation", "tanh", "--loss", "mse", "--json"]
    assert main([*options, "--epochs", "2", "--save", str(path)]) == 0
    first = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert main([*options, "--epochs", "0", "--weights", str(path)]) == 0
    second = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert second["test_loss"] == first["test_loss"]
    with np.load(path) as held:
        assert any(name.startswith(NETWORKS[network][0].kind) for name in held)
