"""Histories and distributions against what the snapshots themselves say."""

import numpy as np
import pytest

from nnviz.engine import Dense, Dropout
from nnviz.training.distributions import BINS, distributions, histogram
from nnviz.training.experiment import Experiment
from nnviz.training.history import MOST, Place, history
from nnviz.training.outputs import encode
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer
from tests.helpers.networks import dense_layers


@pytest.fixture(scope="module")
def run():
    trainer = Trainer(Experiment.on(data="clouds", layers=(Dense(5, "tanh"), Dense(3, "relu")), epochs=150))
    timeline = Timeline()
    for _ in trainer.run():
        timeline.keep(trainer.snapshot())
    return timeline, trainer.dataset


def test_weights_and_biases_are_those_of_the_snapshots(run):
    timeline, _ = run
    weights = history(timeline, Place(1, 2, 4), "weight")
    biases = history(timeline, Place(0, 3), "bias")
    assert len(weights.epochs) == MOST, "evenly thinned"
    assert weights.epochs[0] == 0
    assert weights.epochs[-1] == 150
    for epoch, w, b in zip(weights.epochs, weights.values, biases.values, strict=True):
        snapshot = timeline.snapshots[int(epoch)]
        assert w == snapshot.layers[1].weights[4, 2]
        assert b == snapshot.layers[0].bias[3]


@pytest.mark.parametrize("place", [Place(0, 1), Place(1, 2, 4), Place(2, 0, 1), Place(0, 1, 1)])
def test_activation_and_gradient_are_those_of_the_probed_snapshots(run, place):
    timeline, dataset = run
    inputs, label = dataset.test_features[5], int(dataset.test_labels[5])
    activations = history(timeline, place, "activation", inputs, label)
    gradients = history(timeline, place, "gradient", inputs, label)
    for index in (0, 37, 99):
        snapshot = timeline.snapshots[int(activations.epochs[index])].probed(inputs, label)
        assert activations.values[index] == snapshot.probe.a[place.layer][place.unit]
        if place.source is None:
            expected = snapshot.probe.dz[place.layer][place.unit]
        else:
            expected = snapshot.edge_values(place.layer, "gradient")[place.source, place.unit]
        assert gradients.values[index] == pytest.approx(float(expected), rel=1e-6, abs=1e-12)


def test_what_there_is_not_has_no_history(run):
    timeline, dataset = run
    inputs = dataset.test_features[0]
    assert history(timeline, Place(7, 0), "bias").epochs.size == 0
    assert history(timeline, Place(0, 99), "bias").epochs.size == 0
    assert history(timeline, Place(0, 0), "weight").epochs.size == 0, "a neuron is no weight"
    assert history(timeline, Place(0, 0), "activation").epochs.size == 0, "without a sample"
    assert history(timeline, Place(0, 0), "gradient", inputs).epochs.size == 0, "without a label"
    assert history(timeline, Place(0, 0), "activation", np.zeros(9)).epochs.size == 0, "another sample"


def test_every_value_is_counted_once_in_its_bin(run):
    timeline, dataset = run
    snapshot = timeline.newest
    for spread, sizes in (("weights", (10, 15, 6)), ("gradients", (10, 15, 6)), ("activations", None)):
        found = distributions(snapshot, dataset, spread)
        assert len(found) == 3
        tested = min(256, len(dataset.test_features))
        for layer, histogram_ in enumerate(found):
            wanted = sizes[layer] if sizes else tested * snapshot.layers[layer].units
            assert histogram_.counts.sum() == wanted, spread
    weights = snapshot.layers[1].weights
    middle = distributions(snapshot, dataset, "weights")[1]
    assert middle.mean == pytest.approx(float(weights.mean()), rel=1e-5)
    assert middle.reach == pytest.approx(float(np.abs(weights).max()))
    activations = distributions(snapshot, dataset, "activations")[1]
    assert activations.zero > 0, "ReLU units rest now and then"


def test_gradients_are_those_of_central_differences(run):
    timeline, dataset = run
    snapshot = timeline.snapshots[3]
    network = snapshot.network().with_dtype("float64")
    features = dataset.test_features[:256]
    targets = encode(dataset.test_labels[:256], network.output_shape)
    weights = dense_layers(network)[0].weights
    slopes = np.zeros(weights.shape)
    for place in np.ndindex(*weights.shape):
        held, losses = weights[place], []
        for step in (1e-6, -1e-6):
            weights[place] = held + step
            losses.append(network.evaluate(features, targets)[0])
        weights[place] = held
        slopes[place] = (losses[0] - losses[1]) / 2e-6
    found = distributions(snapshot, dataset, "gradients")[0]
    assert found.mean == pytest.approx(slopes.mean(), rel=1e-3, abs=1e-6)
    assert found.reach == pytest.approx(np.abs(slopes).max(), rel=1e-3)


def test_dropout_leaves_out_the_same_ones_every_time():
    trainer = Trainer(Experiment.on(data="clouds", layers=(Dense(20, "relu"), Dropout(0.5)), epochs=1))
    one, two = (distributions(trainer.snapshot(), trainer.dataset, "gradients") for _ in range(2))
    assert all(np.array_equal(a.counts, b.counts) for a, b in zip(one, two, strict=True))


def test_numbers_that_are_none_are_told_apart():
    found = histogram(np.array([0.0, 1.0, -3.0, np.nan, np.inf]))
    assert (found.outside, found.reach, found.counts.sum()) == (2, 3.0, 3)
    assert found.counts[BINS // 2] == 1
    assert found.zero == pytest.approx(1 / 3)
    nothing = histogram(np.array([np.nan]))
    assert (nothing.outside, nothing.counts.sum(), nothing.mean) == (1, 0, 0.0)
