"""Every number the Inspector names is the network's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnviz.data import load_dataset
from nnviz.drawing import numbers
from nnviz.drawing.describe import describe
from nnviz.drawing.inspector.edge import describe_edge
from nnviz.drawing.inspector.names import Names
from nnviz.drawing.inspector.network import describe_input, describe_network
from nnviz.drawing.inspector.neuron import describe_neuron
from nnviz.drawing.moment import moment_of
from nnviz.drawing.selection import Selection
from nnviz.engine import BatchNorm, Conv, Dense, Dropout, MaxPool
from nnviz.training.experiment import Experiment
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer
from tests.helpers.convolving import trained
from tests.helpers.networks import dense_layers
from tests.helpers.snapshots import hand_built_snapshot

DIGITS = tuple("0123456789")
NAMES = Names(2, 10, (8, 8), (), DIGITS)


def formula(content, left):
    return next(f for f in content.formulas if f.left == left)


def test_hidden_neuron_has_the_probe_s_numbers():
    snapshot = hand_built_snapshot()
    probe = snapshot.probe
    content = describe_neuron(snapshot, NAMES, 0, 5)
    assert content.title == "Hidden neuron 6"
    assert content.contributions.total == pytest.approx(probe.z[0][5], abs=1e-4)
    assert formula(content, "z = Σ w·x + b").value == numbers.fitted(content.contributions.total, sign=True)
    assert formula(content, "a = ReLU(z)").value == numbers.fitted(float(probe.a[0][5]))
    assert formula(content, "∂L/∂z").value == numbers.fitted(float(probe.dz[0][5]), 4, sign=True)
    assert formula(content, "∂L/∂z").middle == "for a 4"
    assert content.curve.z == pytest.approx(float(probe.z[0][5]))
    np.testing.assert_array_equal(content.picture.values.ravel(), snapshot.layers[0].weights[:, 5])


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_present_point_lies_on_the_curve(activation):
    content = describe_neuron(hand_built_snapshot(activation=activation), NAMES, 0, 3)
    assert content.curve.function(np.array([content.curve.z]))[0] == pytest.approx(content.curve.a, abs=1e-5)


def test_softmax_shows_its_sum_of_exponentials_and_its_curve():
    snapshot = hand_built_snapshot()
    z = np.asarray(snapshot.probe.z[1], float)
    content = describe_neuron(snapshot, NAMES, 1, 4)
    assert content.title == "Output neuron 4"
    total = np.exp(z).sum()
    assert formula(content, "Σ exp(z)").value == numbers.fitted(total)
    softmax = formula(content, "a = softmax(z)")
    assert softmax.middle == f"{numbers.fitted(np.exp(z[4]))} / {numbers.fitted(total)}"
    assert softmax.value == numbers.fitted(np.exp(z[4]) / total)
    assert formula(content, "∂L/∂z").middle == "a − 1, for a 4"
    assert formula(describe_neuron(snapshot, NAMES, 1, 2), "∂L/∂z").middle == "a − 0, for a 4"
    assert content.curve.function(np.array([content.curve.z]))[0] == pytest.approx(content.curve.a, abs=1e-5)


def test_softmax_of_huge_sums_is_shifted_and_says_so():
    snapshot = hand_built_snapshot()
    probe = snapshot.probe
    z = np.zeros(10, np.float32)
    z[3] = 900
    last = replace(probe.layers[-1], z=z)
    snapshot = replace(snapshot, probe=replace(probe, layers=(*probe.layers[:-1], last)))
    content = describe_neuron(snapshot, NAMES, 1, 3)
    assert formula(content, "Σ exp(z − max)").value == "1.000"


def test_without_a_label_the_gradient_says_what_it_needs():
    row = formula(describe_neuron(hand_built_snapshot(label=None), NAMES, 0, 5), "∂L/∂z")
    assert (row.kind, row.value) == ("hint", "say what you meant to see it")


def test_without_a_sample_there_are_weights_but_no_sums():
    content = describe_neuron(hand_built_snapshot(probed=False), NAMES, 0, 5)
    assert content.contributions is None
    assert content.picture is not None


def test_deeper_layers_are_named_by_layer():
    snapshot = hand_built_snapshot(hidden=(12, 6))
    names = Names(3, 10, (8, 8), (), DIGITS)
    content = describe_neuron(snapshot, names, 1, 2)
    assert content.title == "Hidden layer 2, neuron 3"
    assert content.contributions.bars(4)[0].name.startswith("hidden 1 · ")
    assert content.contributions.total == pytest.approx(snapshot.probe.z[1][2], abs=1e-4)


def test_line_has_its_weight_signal_gradient_and_past():
    now, then = hand_built_snapshot(epoch=30, seed=1), hand_built_snapshot(epoch=19, seed=2)
    timeline = Timeline()
    timeline.keep(then)
    timeline.keep(now)
    edge = Selection("edge", 0, 5, 37)
    content = describe_edge(now, NAMES, timeline, edge)
    w, x = float(now.layers[0].weights[37, 5]), float(now.probe.inputs[37])
    before = float(then.layers[0].weights[37, 5])
    assert content.title == "Row 5 col 6 → hidden 6"
    assert content.formulas[0].value == numbers.fitted(w, 4, sign=True)
    assert content.formulas[1].middle == "at epoch 19"
    assert content.formulas[1].value == numbers.fitted(before, 4, sign=True)
    assert formula(content, "Δw").value == numbers.fitted(w - before, 4, sign=True)
    assert formula(content, "w·x").value == numbers.fitted(w * x, sign=True)
    gradient = float(now.edge_values(0, "gradient")[37, 5])
    assert formula(content, "∂L/∂w").value == numbers.fitted(gradient, 4, sign=True)


def test_line_without_a_past_in_the_timeline():
    now = hand_built_snapshot(epoch=0)
    timeline = Timeline()
    timeline.keep(now)
    content = describe_edge(now, NAMES, timeline, Selection("edge", 1, 5, 3))
    assert [f.left for f in content.formulas] == ["w", "x", "w·x", "∂L/∂w"]


def test_line_s_past_in_a_network_of_another_shape_is_no_past():
    timeline = Timeline()
    timeline.keep(hand_built_snapshot(hidden=(4,), epoch=5))
    content = describe_edge(hand_built_snapshot(epoch=15), NAMES, timeline, Selection("edge", 0, 20, 3))
    assert "Δw" not in [f.left for f in content.formulas]


def test_pixel_has_its_value_in_the_data_s_units():
    dataset = load_dataset("digits")
    snapshot = hand_built_snapshot(sample=dataset.test_features[3])
    pixel = int(np.argmax(dataset.test_features[3]))
    content = describe_input(snapshot, Names.of(snapshot, dataset), dataset, pixel)
    row, column = divmod(pixel, 8)
    assert content.title == f"Pixel row {row + 1} col {column + 1}"
    assert content.formulas[0].middle.startswith(f"{16 * dataset.test_features[3][pixel]:g} ")
    assert content.picture.marked == (row, column)
    top = content.contributions.bars(4)[0].value
    assert abs(top) == pytest.approx(float(np.abs(snapshot.edge_values(0, "signal")[pixel]).max()))


def test_network_in_a_few_lines():
    snapshot = hand_built_snapshot()
    summary = dict(describe_network(snapshot, None, None).summary)
    assert summary["Layers"] == "64 → 32 → 10"
    assert summary["Weights and biases"] == "2,410"
    assert describe_network(None, None, None).summary == ()


def test_layers_that_mind_positions_are_told_in_the_words_they_are_written_in():
    snapshot = trained((Conv(6, 5, padding="valid", activation="relu"), MaxPool(2), Dense(8, "relu")))
    summary = dict(describe_network(snapshot, None, None).summary)
    assert summary["Layers"] == "1 × 28 × 28 → conv(6, 5, padding=valid), maxpool(2), 8 → 6"


@pytest.mark.parametrize(("activation", "stay"), [("relu", 3), ("tanh", 0), ("gelu", 0), ("linear", 0)])
def test_only_neurons_that_are_0_for_every_sample_looked_at_are_counted(activation, stay):
    """Three sums are about -1 for all samples: ReLU is 0 there, the others are below 0, which is a value."""
    dataset = load_dataset("iris")
    trainer = Trainer(Experiment.on("iris", layers=(Dense(8, activation),)), dataset)
    (weights, bias), last = [
        (each.weights * 0.01, each.bias.copy()) for each in dense_layers(trainer.network)
    ]
    bias[:] = 1
    bias[:3] = -1
    trainer.load_weights([(weights, bias), last])
    summary = dict(describe_network(trainer.snapshot(), dataset, None).summary)
    samples = len(dataset.test_labels)
    assert summary[f"Hidden at 0 for {samples} test samples"] == f"{stay} of 8"


def test_scales_and_shifts_are_no_weights():
    layers = (Dense(32, "relu"), BatchNorm(), Dropout(0.2))
    snapshot = Trainer(Experiment.on("digits", layers=layers, epochs=1)).snapshot()
    summary = dict(describe_network(snapshot, None, None).summary)
    assert summary["Weights and biases"] == "2,410"
    assert summary["Scales and shifts"] == "64"
    assert "Scales and shifts" not in dict(describe_network(hand_built_snapshot(), None, None).summary)


def test_a_single_output_needs_no_number():
    names = Names(2, 1, (2,), ("x₁", "x₂"), ("0", "1"))
    assert names.title(1, 0) == "Output neuron"
    assert names.unit(1, 0) == "output"


def test_what_enters_a_neuron_is_what_leaves_the_batch_normalisation_before_it():
    experiment = Experiment.on("digits", layers=(Dense(6, "tanh"), BatchNorm()), batch_size=32)
    trainer = Trainer(experiment)
    trainer.advance(20)
    snapshot = trainer.snapshot().probed(trainer.dataset.test_features[3], 1)
    norm = snapshot.network().layers[1]
    normal = (snapshot.probe.a[0] - norm.mean) / np.sqrt(norm.variance + 1e-5)
    entering = normal.astype(np.float64) * norm.gamma + norm.beta
    last = snapshot.layers[1]
    z = float(entering @ last.weights[:, 4] + last.bias[4])
    neuron = describe_neuron(snapshot, NAMES, 1, 4)
    assert formula(neuron, "z = Σ w·x + b").value == numbers.fitted(z, sign=True)
    signal = numbers.fitted(float(last.weights[2, 4] * entering[2]), sign=True)
    edge = Selection("edge", 1, 4, 2)
    assert formula(describe_edge(snapshot, NAMES, None, edge), "w·x").value == signal
    moment = moment_of(snapshot, (8, 8))
    assert f"w·a = {signal}" in map(str, describe(edge, moment)[1])
    assert f"z = {numbers.fitted(z, sign=True)}" in map(str, describe(Selection("neuron", 1, 4), moment)[1])
