"""Two networks that play with each other, face to face in the window: each is looked at, changed and kept."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from nnviz.drawing.selection import Selection
from nnviz.engine import Dense
from nnviz.training.edits import Edit
from nnviz.training.presets import PRESETS
from nnviz.training.replay import replayed
from nnviz.training.samples import sample_of
from nnviz.ui.micro.micro_stage import MicroStage
from tests.helpers.made_up_workspace import PAIR_OF_NETWORKS, into_the_tables

MAKER, CRITIC = 0, 1


@pytest.fixture
def person(open_window, monkeypatch):
    into_the_tables(monkeypatch)
    return at_the_beach(open_window)


def at_the_beach(open_window):
    person = open_window(experiment=PRESETS["beach"].with_(**PAIR_OF_NETWORKS))
    person.train_to(3)
    return person


def stage(person):
    return person.window.views.stage


def heads(person):
    return {head.text(): head for head in stage(person).findChildren(QAbstractButton) if head.text() in NAMES}


NAMES = ("Maker", "Critic")


def moment(person):
    return person.session.runs.current.snapshot


def blocks(snapshot, place):
    """[(weights, bias)] in float64, cut out of the flat vector by the sizes of the layers alone."""
    sizes = {MAKER: (2, 8, 2), CRITIC: (2, 6, 4, 1)}[place]
    flat, found = snapshot.players[place].parameters.astype(np.float64), []
    for inputs, units in itertools.pairwise(sizes):
        weights, flat = flat[: inputs * units].reshape(inputs, units), flat[inputs * units :]
        found.append((weights, flat[:units]))
        flat = flat[units:]
    assert not flat.size
    return found


def run_through(layers, inputs):
    """Sums and activations of every layer, ReLU but for the last, whose sums are all."""
    sums, x = [], np.asarray(inputs, np.float64)
    for weights, bias in layers:
        sums.append(x @ weights + bias)
        x = np.maximum(sums[-1], 0)
    return sums


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# ---- seen
def test_both_face_each_other_with_their_own_numbers(person):
    maker, critic = stage(person).diagrams
    assert maker.isVisible()
    assert critic.isVisible()
    assert maker.mapTo(person.window, QPoint()).x() < critic.mapTo(person.window, QPoint()).x()
    assert [heads(person)[name].isChecked() for name in NAMES] == [True, False]
    person.desk.set_sample(sample_of(person.desk.dataset, "test", 3))
    person.wait(lambda: critic.scene.snapshot.probe is not None)
    noise = np.random.default_rng(3).standard_normal((1, 2))[0]
    point = person.desk.dataset.test_features[3]
    made = run_through(blocks(moment(person), MAKER), noise)
    judged = run_through(blocks(moment(person), CRITIC), point)
    for diagram, inputs, sums in ((maker, noise, made), (critic, point, judged)):
        parts = diagram.scene.moment.parts
        np.testing.assert_allclose(parts[0].values["a"], inputs, rtol=1e-6)
        for part, mine in zip(diagram.scene.moment.columns, sums, strict=True):
            np.testing.assert_allclose(part.values["z"], mine, rtol=1e-4, atol=1e-6)
    assert critic.scene.moment.columns[-1].values["a"] == pytest.approx(sigmoid(judged[-1]), rel=1e-5)
    assert maker.scene.names.features == ("z1", "z2")
    assert maker.scene.names.classes == ("made hour", "made moon")
    assert critic.scene.names.features == ("hour", "moon")


def test_a_point_of_the_data_is_real_to_the_critic_and_noise_has_no_loss(person):
    """The critic's gradient is that of the label “real”, whatever class the point has."""
    maker, critic = stage(person).diagrams
    dataset = person.desk.dataset
    low = int(np.flatnonzero(dataset.test_labels == 0)[0])
    person.desk.set_sample(sample_of(dataset, "test", low))
    person.wait(lambda: person.desk.shown.sample is not None and person.desk.shown.sample.index == low)
    answer = sigmoid(run_through(blocks(moment(person), CRITIC), dataset.test_features[low])[-1])
    assert critic.scene.snapshot.probe.loss == pytest.approx(-np.log(answer[0]), rel=1e-4)
    assert critic.scene.moment.columns[-1].values["dz"] == pytest.approx(answer - 1, rel=1e-4)
    assert maker.scene.snapshot.probe.loss is None
    assert "dz" not in maker.scene.moment.columns[-1].values


def test_a_click_looks_at_the_other_whose_numbers_and_settings_are_shown(person):
    window, desk = person.window, person.desk
    inspector = window.place.current.tabs.inspector
    assert dict(inspector.content.summary)["Weights and biases"] == str(2 * 8 + 8 + 8 * 2 + 2)
    person.click(heads(person)["Critic"])
    person.wait(lambda: desk.shown.player == CRITIC)
    assert [heads(person)[name].isChecked() for name in NAMES] == [False, True]
    assert dict(inspector.content.summary)["Weights and biases"] == str(2 * 6 + 6 + 6 * 4 + 4 + 4 + 1)
    assert window.recipe.optimizer.current == "sgd"
    person.click(heads(person)["Maker"])
    person.wait(lambda: desk.shown.player == MAKER and window.recipe.optimizer.current == "adam")


def test_the_layers_of_the_one_looked_at_are_counted(person):
    tabs = person.window.place.current.tabs
    person.desk.look_at_network(CRITIC)
    tabs.open("layers")
    for spread, first in (("weights", 2 * 6), ("activations", 10 * 6), ("gradients", 2 * 6)):
        person.click(tabs.layers.switch.button(spread))
        tabs.settle()
        found = tabs.layers.bars.accessibleDescription().split("; ")
        assert len(found) == 3, first
    assert not tabs.switch.button("results").isEnabled(), "it does not learn the labels"
    person.desk.look_at_network(MAKER)
    person.click(tabs.layers.switch.button("gradients"))
    tabs.settle()
    assert tabs.layers.bars.accessibleDescription() == "", "noise has no loss, hence no gradient"


def bead(diagram, layer, unit):
    box = diagram.scene.layout.layers[layer]
    return QPoint(round(box.bead_x[unit]), round(box.y[unit]))


def test_a_neuron_picked_in_either_is_told_with_its_own_arithmetic(person):
    window, desk = person.window, person.desk
    inspector, (maker, critic) = window.place.current.tabs.inspector, stage(person).diagrams
    person.desk.set_sample(sample_of(person.desk.dataset, "test", 1))
    QTest.mouseClick(critic, Qt.MouseButton.LeftButton, pos=bead(critic, 1, 2))
    person.wait(lambda: desk.selection == Selection("neuron", 1, 2, player=CRITIC))
    assert desk.shown.player == CRITIC
    assert maker.selection is None
    z = run_through(blocks(moment(person), CRITIC), desk.dataset.test_features[1])[1][2]
    person.wait(lambda: inspector.selection == desk.selection)
    assert inspector.content.title == "Hidden layer 2, neuron 3"
    assert sum_of(inspector) == pytest.approx(z, rel=1e-5)
    QTest.mouseClick(maker, Qt.MouseButton.LeftButton, pos=bead(maker, 1, 0))
    person.wait(lambda: desk.selection == Selection("neuron", 1, 0, player=MAKER))
    assert desk.shown.player == MAKER
    assert critic.selection is None
    noise = np.random.default_rng(1).standard_normal((1, 2))[0]
    person.wait(lambda: inspector.content.title == "Output neuron made hour")
    made = run_through(blocks(moment(person), MAKER), noise)[1][0]
    assert sum_of(inspector) == pytest.approx(made, rel=1e-5)


def sum_of(inspector):
    """What the neuron's sum is said to be."""
    return inspector.content.contributions.total


# ---- changed
def type_weight(diagram, person, target, text):
    diagram.select(target)
    diagram.setFocus()
    person.key(Qt.Key.Key_Return)
    field = diagram.findChild(QLineEdit, "number_entry")
    field.setText(text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def weight(person, place, layer, source, unit):
    return blocks(moment(person), place)[layer][0][source, unit]


def test_by_hand_the_one_is_changed_that_is_meant_and_it_comes_again_to_the_bit(person):
    desk, run = person.desk, person.session.runs.current
    critic = stage(person).diagrams[CRITIC]
    before = [player.parameters.tobytes() for player in moment(person).players]
    type_weight(critic, person, Selection("edge", 1, 2, 3), "-1.5")
    person.wait(lambda: weight(person, CRITIC, 1, 3, 2) == -1.5)
    assert moment(person).players[MAKER].parameters.tobytes() == before[MAKER]
    critic.select(Selection("edge", 0, 5, 1))
    QTest.keyClick(critic, Qt.Key.Key_Delete)
    person.wait(lambda: desk.shown.experiment.networks[CRITIC].cut == ((0, 1, 5),))
    assert desk.shown.experiment.networks[MAKER].cut == ()
    person.wait(lambda: critic.scene.is_cut(Selection("edge", 0, 5, 1)))
    critic.freeze_requested.emit(2, None, True)
    person.wait(lambda: desk.shown.experiment.networks[CRITIC].frozen == (2,))
    last = blocks(moment(person), CRITIC)[2]
    person.train_to(7)
    assert weight(person, CRITIC, 0, 1, 5) == 0
    for mine, then in zip(blocks(moment(person), CRITIC)[2], last, strict=True):
        np.testing.assert_array_equal(mine, then)
    names = [change.name for change in run.timeline.changes]
    assert names == ["edit", "critic.cut", "critic.frozen"]
    assert run.timeline.changes[0].value == Edit(1, 3, 2, -1.5, CRITIC)
    again = replayed(run.timeline.until(most=1), 7, run.dataset)
    for mine, theirs in zip(again.players, moment(person).players, strict=True):
        assert mine.parameters.tobytes() == theirs.parameters.tobytes()
    for _ in names:
        person.session.settings.undo()
    person.wait(lambda: [player.parameters.tobytes() for player in moment(person).players] == before)
    assert desk.experiment.networks[CRITIC].frozen == ()


def test_looking_back_shows_what_was_held_then_and_an_edit_there_branches(person):
    desk = person.desk
    desk.look_at_network(CRITIC)
    desk.freeze(0, True, player=CRITIC)
    person.wait(lambda: desk.experiment.frozen == (0,))
    person.train_to(6)
    desk.look_at(2)
    person.wait(lambda: desk.shown.epoch == 2 and desk.shown.exact)
    assert desk.shown.player == CRITIC
    critic = stage(person).diagrams[CRITIC]
    assert not critic.scene.is_frozen(0)
    held = blocks(desk.shown.snapshot, CRITIC)[0][0].copy()
    desk.edit(Edit(0, 0, 1, 0.25, CRITIC))
    person.wait(lambda: person.session.runs.current.letter == "B")
    person.wait(lambda: moment(person) is not None and weight(person, CRITIC, 0, 0, 1) == 0.25)
    held[0, 1] = 0.25
    np.testing.assert_array_equal(blocks(moment(person), CRITIC)[0][0], held)


def test_layers_and_rate_are_those_of_the_one_looked_at(person):
    window, desk = person.window, person.desk
    critic = stage(person).diagrams[CRITIC]
    made = moment(person).players[MAKER].parameters.tobytes()
    critic.units_requested.emit(1, 5)
    person.wait(lambda: desk.experiment.networks[CRITIC].layers == (Dense(6, "relu"), Dense(5, "relu")))
    assert desk.experiment.networks[MAKER].layers == (Dense(8, "relu"),)
    person.wait(lambda: desk.shown is not None and desk.shown.epoch == 0)
    assert moment(person).players[MAKER].parameters.tobytes() == made, "it keeps its weights"
    person.click(heads(person)["Critic"])
    window.actions_["add_layer"].trigger()
    person.wait(lambda: len(desk.experiment.networks[CRITIC].layers) == 3)
    window.recipe.experiment_requested.emit(desk.experiment.with_(learning_rate=0.5), "rate")
    person.wait(lambda: desk.experiment.optimizers[CRITIC].learning_rate == 0.5)
    assert desk.experiment.optimizers[MAKER].learning_rate == 0.001
    person.wait(lambda: desk.shown is not None and desk.shown.rate == 0.5)


def test_what_is_cut_in_one_stays_cut_when_the_other_gets_other_layers(person):
    desk = person.desk
    desk.cut(1, 2, 3, True, player=CRITIC)
    desk.cut(0, 1, 4, True, player=MAKER)
    person.wait(lambda: desk.experiment.networks[CRITIC].cut == ((1, 2, 3),))
    stage(person).diagrams[MAKER].units_requested.emit(0, 3)
    person.wait(lambda: desk.experiment.networks[MAKER].layers == (Dense(3, "relu"),))
    assert [network.cut for network in desk.experiment.networks] == [(), ((1, 2, 3),)]


# ---- over the epochs, and kept
def test_a_weight_of_either_has_its_curve(person):
    tracks = person.window.place.current.tabs.inspector.tracks
    person.train_to(6)
    for place in (CRITIC, MAKER):
        person.desk.select(Selection("edge", 0, 5, 1, player=place))
        person.window.place.current.tabs.settle()
        (row,) = tracks.rows
        held = person.session.runs.current.timeline.snapshots
        expected = [blocks(snapshot, place)[0][0][1, 5] for snapshot in held.values()]
        np.testing.assert_array_equal(row.found.values, expected)
        assert list(row.found.epochs) == list(held) == list(range(7))
        assert row.value == expected[-1]
        tracks.pin()
    names = {}
    for place in (CRITIC, MAKER):
        person.desk.look_at_network(place)
        person.window.place.current.tabs.settle()
        (row,) = tracks.rows  # that which was pinned here, not the other's
        assert row.track.selection.player == place
        names[place] = row.accessibleName()
    assert names == {CRITIC: "weight, moon → hidden 1 · 6", MAKER: "weight, z2 → hidden 6"}


def test_micro_steps_are_of_the_one_that_has_a_loss_of_its_own(person):
    desk, window = person.desk, person.window
    assert desk.shown.player == MAKER
    desk.set_step_unit("micro")
    person.wait(lambda: desk.micro is not None and window.findChild(MicroStage).isVisible())
    assert desk.shown.player == desk.micro.batch.player == CRITIC
    assert desk.micro.snapshot.player == CRITIC
    assert desk.shown.experiment.optimizer == "sgd", "the settings are that one's, too"
    desk.set_step_unit("epoch")
    person.wait(lambda: desk.micro is None and desk.shown.player == CRITIC)
    assert [heads(person)[name].isChecked() for name in NAMES] == [False, True]


def test_a_project_keeps_which_is_looked_at_what_is_picked_and_what_was_done(person, open_window, tmp_path):
    desk, path = person.desk, tmp_path / "two.nnviz"
    type_weight(stage(person).diagrams[CRITIC], person, Selection("edge", 1, 2, 3), "0.75")
    person.wait(lambda: weight(person, CRITIC, 1, 3, 2) == 0.75)
    desk.cut(0, 1, 5, True, player=CRITIC)
    person.train_to(6)
    files = person.window.project_files
    files.save_named(path)
    person.wait(lambda: path.exists() and not files.projects.busy)
    other = open_window()
    other.window.project_files.open(path)
    other.wait(lambda: other.window.place.name == "beach" and other.desk.shown is not None)
    assert other.desk.shown.player == CRITIC
    assert other.desk.selection == Selection("edge", 1, 2, 3, player=CRITIC)
    assert stage(other).diagrams[CRITIC].selection == Selection("edge", 1, 2, 3)
    run = other.session.runs.current
    assert run.timeline.changes == person.session.runs.current.timeline.changes
    again = replayed(run.timeline.until(most=1), 6, run.dataset)
    for mine, theirs in zip(again.players, moment(person).players, strict=True):
        assert mine.parameters.tobytes() == theirs.parameters.tobytes()


def test_two_windows_look_at_one_each(person, open_window):
    desk = person.desk
    desk.pin(True)
    desk.look_at_network(CRITIC)
    assert desk.shown.player == CRITIC
    assert desk.pinned
    desk.look_at_network(MAKER)
    assert desk.shown.player == MAKER
    assert desk.pinned
    desk.pin(False)
    assert desk.shown.player == MAKER


def test_a_run_of_one_network_has_the_stage_for_itself(person):
    person.session.runs.new(PRESETS["beach"].with_(seed=3), unasked=True)
    person.wait(lambda: person.desk.shown is not None and len(person.desk.shown.players) == 1)
    maker, critic = stage(person).diagrams
    person.wait(lambda: maker.isVisible() and not critic.isVisible())
    assert not any(head.isVisible() for head in heads(person).values())
    assert maker.scene.names.features == ("hour", "moon")
