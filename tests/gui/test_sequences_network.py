"""The diagram of a network that reads sequences: beside what is unfolded, and where nothing else is there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnviz.drawing.selection import Selection
from nnviz.engine.layers import LayerNorm, Residual
from nnviz.training.experiment import Experiment
from nnviz.training.settings import read_layers
from tests.gui.test_sequences import at_sequences


def experiment(layers: str, **settings):
    usual = {"epochs": 10, "learning_rate": 0.02, "batch_size": 64, "length": 20} | settings
    return Experiment.on("temporal_order", workspace="sequences", layers=read_layers(layers), **usual)


def stage(person):
    return person.window.place.current.stage


def diagram_shown(person) -> bool:
    views = person.window.views
    return stage(person) is views.stage and views.stage.isVisible()


def to_network(person) -> None:
    person.click(person.window.place.current.recipe.side.button("network"))
    person.wait(lambda: diagram_shown(person))


@pytest.mark.parametrize("layers", ["6", "conv1d(8, 5), globalmaxpool", "flatten, 5"])
def test_a_network_that_is_not_unfolded_has_its_diagram(open_window, layers) -> None:
    person = at_sequences(open_window(), experiment(layers))
    person.wait(lambda: diagram_shown(person))
    diagram = person.window.diagram
    assert diagram.scene.snapshot.parameters is person.desk.shown.snapshot.parameters
    assert diagram.scene.drawing is not None
    assert person.window.recipe.side.isHidden()  # there is nothing else to see
    assert not person.window.place.current.results.speaks
    assert person.window.place.current.panel.letters.reads is not None


def test_the_switch_shows_the_other_side_and_the_key_goes_back(open_window) -> None:
    person = at_sequences(open_window())
    unfolded = stage(person)
    assert not diagram_shown(person)
    assert person.window.place.current.recipe.side.current == "time"
    to_network(person)
    assert not unfolded.isVisible()
    assert person.window.recipe.side.current == "network"
    person.key(Qt.Key.Key_F7)
    person.wait(lambda: stage(person) is unfolded and unfolded.isVisible())
    assert not person.window.views.stage.isVisible()


def test_arrows_on_the_switch_go_to_and_fro(open_window) -> None:
    person = at_sequences(open_window())
    person.window.activateWindow()
    person.window.place.current.recipe.side.button("time").setFocus()
    QTest.keyClick(person.window.focusWidget(), Qt.Key.Key_Right)
    person.wait(lambda: diagram_shown(person))
    QTest.keyClick(person.window.focusWidget(), Qt.Key.Key_Left)
    person.wait(lambda: not diagram_shown(person))


def test_a_layer_is_added_beside_a_recurrent_one(open_window) -> None:
    person = at_sequences(open_window())
    to_network(person)
    person.window.diagram.kind_added_requested.emit(1, LayerNorm())
    person.wait(lambda: len(person.desk.experiment.layers) == 2)
    assert [layer.kind for layer in person.desk.experiment.layers] == ["lstm", "layer_norm"]
    person.wait(lambda: diagram_shown(person) and person.desk.shown.probe is not None)


def test_a_unit_of_a_recurrent_layer_has_its_card_and_another_the_inspector(open_window) -> None:
    person = at_sequences(open_window(), experiment("lstm(4), 3"))
    to_network(person)
    results = person.window.place.current.results
    person.window.diagram.select(Selection("neuron", 0, 2))
    person.wait(lambda: results.speaks)
    assert person.window.place.current.view.card.title.text().startswith("Cell 3 at step")
    person.window.diagram.select(Selection("neuron", 1, 1))
    person.wait(lambda: not results.speaks)
    assert person.desk.shown.selection == Selection("neuron", 1, 1)


def test_the_diagram_shows_the_moment_looked_back_at(open_window) -> None:
    person = at_sequences(open_window(), epochs=2)
    to_network(person)
    person.desk.look_at(1)
    person.wait(lambda: person.desk.shown.epoch == 1 and person.desk.shown.exact)
    assert person.window.diagram.scene.snapshot.parameters is person.desk.shown.snapshot.parameters


def test_coming_back_from_another_workspace_shows_this_network_again(open_window) -> None:
    person = at_sequences(open_window())
    to_network(person)
    letter = person.desk.shown.who.letter
    person.session.runs.new(Experiment(layers=(4,)))
    person.wait(lambda: person.window.place.name == "digits" and person.desk.shown is not None)
    person.wait(lambda: person.window.diagram.scene.snapshot.experiment.home == "digits")
    assert person.window.recipe.side.isHidden()
    person.session.runs.choose(letter)
    person.wait(lambda: person.window.place.name == "sequences" and diagram_shown(person))
    assert person.window.diagram.scene.snapshot.parameters is person.desk.shown.snapshot.parameters


def test_the_side_is_kept_in_the_project(open_window, tmp_path) -> None:
    person = at_sequences(open_window())
    to_network(person)
    path = tmp_path / "seen.nnviz"
    person.window.project_files.save_named(path)
    person.wait(path.exists)
    other = open_window()
    assert not other.desk.as_diagram
    other.window.project_files.open(path)
    other.wait(lambda: diagram_shown(other))


def test_what_is_added_to_attention_is_taken_back(open_window) -> None:
    layers = read_layers("embedding(8), positions(learned), attention(2)")
    wished = Experiment.on("reverse", workspace="sequences", layers=layers, epochs=5, batch_size=128)
    person = at_sequences(open_window(), wished)
    to_network(person)
    person.window.diagram.kind_added_requested.emit(2, Residual(1))
    person.wait(lambda: person.desk.experiment.layers == (*layers, Residual(1)))
    person.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    person.wait(lambda: person.desk.experiment.layers == layers and person.desk.shown.probe is not None)
    assert [layer.kind for layer in person.desk.shown.network.specs[:3]] == [one.kind for one in layers]
