"""A sequence that enters a pooling or a convolution first is drawn as the sequence it is."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.drawing.lines import edge_values, lines_of
from nnviz.drawing.moment import moment_of
from nnviz.drawing.plan import arrange
from nnviz.engine import LSTM, RNN, AvgPool, Conv1d, Dense, GlobalMaxPool, MaxPool
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer

CLASSES = 4  # of the two symbols that count, which came first and which second
FEATURES = 6


def drawn(*layers):
    """The lines and numbers of the weights of a network that reads symbols."""
    experiment = Experiment.on("temporal_order", layers=layers)
    dataset = experiment.dataset()
    snapshot = Trainer(experiment, dataset).snapshot().probed(dataset.test_features[0])
    moment = moment_of(snapshot, dataset.feature_shape)
    layout = arrange(moment.parts, 1000.0, 600.0)
    lines_of(moment, layout, "weights", (0.5, 2.0, 4.0), 1200)
    return snapshot.layers, [edge_values(moment, layout, k, "weights") for k in range(len(moment.columns))]


@pytest.mark.parametrize("pool", [MaxPool(2), AvgPool(2)])
def test_the_lines_into_a_layer_behind_a_pooling_come_from_the_features(pool):
    layers, values = drawn(pool, RNN(3, every_step=True), LSTM(2))
    np.testing.assert_array_equal(values[0], layers[0].parameters["input_weights"])
    gates = layers[1].parameters["input_weights"].reshape(3, 4, 2)
    strongest = np.take_along_axis(gates, np.abs(gates).argmax(axis=1)[:, np.newaxis], axis=1)[:, 0]
    np.testing.assert_array_equal(values[1], strongest)
    assert [each.shape for each in values] == [(FEATURES, 3), (3, 2), (2, CLASSES)]
    layers, values = drawn(pool, Dense(8))
    np.testing.assert_array_equal(values[0], layers[0].weights)


def test_the_lines_into_a_convolution_are_the_strongest_weight_of_a_feature():
    layers, values = drawn(Conv1d(4, 3), GlobalMaxPool())
    kernels = layers[0].parameters["weights"]  # (filters, features, steps)
    strongest = np.take_along_axis(kernels, np.abs(kernels).argmax(axis=2)[..., np.newaxis], axis=2)[..., 0]
    np.testing.assert_array_equal(values[0], strongest.T)
