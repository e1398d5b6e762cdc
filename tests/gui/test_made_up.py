"""What nnviz does not have, in the real window: each made-up thing is one file and one line of a table.

Whatever in the window must know a kind by name fails here.
"""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from nnviz.drawing.glyphs import GLYPHS
from nnviz.drawing.selection import Selection
from nnviz.engine import LAYERS, Dense, Flatten
from nnviz.ui.diagram.headers import LayerHeader
from nnviz.ui.micro.stage import MicroStage
from tests.helpers.made_up_glyphs import MADE_UP_GLYPHS
from tests.helpers.made_up_layers import MADE_UP, Echo, Gain, Shrink

NETWORKS = {
    "pictures": (Shrink(3), Shrink(4), Flatten(), Dense(8, "tanh")),
    "a state": (Echo(5),),
    "an end that is not dense": (Dense(8, "tanh"), Dense(10), Gain()),
}


@pytest.fixture
def person(open_window, monkeypatch, request):
    for kind, spec in MADE_UP.items():
        monkeypatch.setitem(LAYERS, kind, spec)
        monkeypatch.setitem(GLYPHS, kind, MADE_UP_GLYPHS[kind])
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
    assert "Units" in menus
    assert "Activation" not in menus, "it has none to choose"
    assert "Activation" in [action.text() for action in header(person, 2).menu().actions()]


@pytest.mark.parametrize("person", ["pictures"], indirect=True)
def test_a_layer_that_does_not_fit_there_is_a_sentence_and_changes_nothing(person):
    before = person.desk.experiment
    person.window.diagram.layer_added_requested.emit(0)
    assert "takes a row of features" in person.window.message_row.text
    assert person.desk.experiment == before
    person.window.diagram.layer_added_requested.emit(3)
    person.wait(lambda: person.desk.experiment.layers[-1] == Dense(16, "tanh"))
    person.wait(lambda: len(person.desk.shown.snapshot.layers) == 5)
