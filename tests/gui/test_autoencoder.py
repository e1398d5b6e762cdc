"""Generate, for an autoencoder, by mouse and keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from nnviz.engine import Code, Dense
from nnviz.engine.layers import Variational
from nnviz.training.experiment import Experiment

AUTOENCODER = Experiment.on(
    "digits",
    objective="reconstruct",
    loss="binary_crossentropy",
    layers=(Dense(8, "tanh"), Code(2), Dense(8, "tanh")),
    learning_rate=0.02,
    epochs=6,
)


@pytest.fixture
def person(open_window):
    person = open_window(experiment=AUTOENCODER)
    person.train_to(2)
    return person


def code_map(person):
    return person.window.place.current.map


def show(person, index: int) -> None:
    person.window.input_panel.samples.sample_requested.emit(index)
    person.wait(lambda: person.desk.shown.sample is not None and person.desk.shown.sample.index == index)


def test_it_opens_in_generate_with_a_plane_of_its_own(person) -> None:
    assert person.window.place.home == "generate"
    show(person, 3)
    view = code_map(person)
    assert view.isVisible()
    assert view.row.words[0] == "given"
    outputs = person.window.diagram.scene.moment.outputs
    assert outputs.pixels == (8, 8)


def test_every_sample_has_a_gradient(person) -> None:
    show(person, 3)
    probe = person.desk.shown.probe
    assert probe.dz is not None
    np.testing.assert_allclose(probe.dz[-1], (probe.output - probe.inputs) / 64, atol=1e-6)


def test_it_follows_training_looking_back_and_what_is_dragged(person) -> None:
    show(person, 3)
    view = code_map(person)
    now = view.row.words
    person.desk.look_at(0)
    person.wait(lambda: person.desk.shown.epoch == 0)
    assert view.row.words != now
    person.desk.look_at_newest()
    person.wait(lambda: person.desk.shown.epoch == 2)
    assert view.row.words == now
    area = view.canvas.area
    QTest.mouseClick(
        view.canvas, Qt.MouseButton.LeftButton, pos=QPointF(area.x() + 3, area.bottom() - 3).toPoint()
    )
    assert view.row.words[0] == "a code of your own"
    person.train_to(3)
    assert view.row.words[0] == "a code of your own", "it stays while the network learns"


def test_a_drawing_goes_there_and_back(person) -> None:
    person.draw_digit(3)
    person.wait(lambda: person.desk.shown.sample is not None and person.desk.shown.sample.source == "drawing")
    assert code_map(person).row.words[0] == "given"


def test_micro_steps_have_the_picture_as_their_target(person) -> None:
    person.desk.set_step_unit("micro")
    person.wait(lambda: person.desk.shown.micro is not None)
    batch = person.desk.shown.micro.batch
    np.testing.assert_array_equal(batch.targets, batch.inputs)
    assert person.window.place.name == "micro"
    assert not person.window.grab().isNull()


def test_of_a_variational_code_the_spread_is_told_and_one_can_be_drawn(open_window) -> None:
    layers = (Dense(8, "tanh"), Variational(2), Dense(8, "tanh"))
    person = open_window(experiment=AUTOENCODER.with_(layers=layers))
    person.train_to(2)
    show(person, 3)
    view, moment = code_map(person), person.desk.shown.snapshot
    hidden = np.tanh(moment.probe.inputs @ moment.layers[0].weights + moment.layers[0].bias)
    held = moment.layers[1].parameters
    means = hidden @ held["weights"] + held["bias"]
    deviations = np.exp((hidden @ held["spread_weights"] + held["spread_bias"]) / 2)
    told = [one.split(" ± ") for one in view.row.words[1].replace("−", "-").split(", ")]
    np.testing.assert_allclose([float(mean) for mean, _ in told], means, atol=0.006)
    np.testing.assert_allclose([float(spread) for _, spread in told], deviations, atol=0.006)
    drawn = np.random.default_rng(0).standard_normal(2)
    person.click(view.draw)
    assert view.row.words[0] == "a code of your own"
    numbers = view.row.words[1].replace("−", "-").split(", ")
    np.testing.assert_allclose([float(number) for number in numbers], drawn, atol=0.006)


def test_a_plain_code_has_no_spread_and_none_is_drawn(person) -> None:
    show(person, 3)
    assert "±" not in code_map(person).row.words[1]
    assert code_map(person).draw.isHidden()
