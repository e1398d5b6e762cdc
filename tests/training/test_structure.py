"""Hidden layers come, go and change; what has no neurons stays between them."""

from __future__ import annotations

import pytest

from nnviz.engine.layers import Dense, Dropout
from nnviz.training import structure
from nnviz.training.experiment import Experiment

MIXED = Experiment(layers=(Dense(8, "relu"), Dropout(0.2), Dense(4, "tanh")))


def test_units_are_kept_within_what_the_diagram_shows() -> None:
    assert structure.with_units(MIXED, 1, 6).layers == (Dense(8, "relu"), Dropout(0.2), Dense(6, "tanh"))
    assert structure.with_units(MIXED, 0, 0).layers[0] == Dense(1, "relu")
    assert structure.with_units(MIXED, 0, 9999).layers[0] == Dense(512, "relu")


def test_a_new_layer_looks_like_its_neighbour() -> None:
    new = Dense(16, "tanh")
    assert structure.with_layer(MIXED, 1).layers == (Dense(8, "relu"), Dropout(0.2), new, Dense(4, "tanh"))
    assert structure.with_layer(MIXED, 2).layers[-1] == new
    assert structure.with_layer(Experiment(layers=()), 0).layers == (Dense(16, "relu"),)


def test_no_more_layers_than_fit() -> None:
    full = Experiment(layers=(Dense(4, "relu"),) * 6)
    with pytest.raises(ValueError, match="room for 6 hidden layers"):
        structure.with_layer(full, 3)


def test_a_layer_goes_and_activations_change() -> None:
    assert structure.without_layer(MIXED, 1).layers == (Dense(8, "relu"), Dropout(0.2))
    assert structure.with_activation(MIXED, 1, "elu").layers[2] == Dense(4, "elu")
    everywhere = structure.with_activation_everywhere(MIXED, "sigmoid").layers
    assert everywhere == (Dense(8, "sigmoid"), Dropout(0.2), Dense(4, "sigmoid"))
