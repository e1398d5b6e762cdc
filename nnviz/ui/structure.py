"""Changes of an Experiment's hidden layers, as the diagram asks for them."""

from __future__ import annotations

from dataclasses import replace

from nnviz.engine.layers import Dense
from nnviz.training.experiment import Experiment

MAX_LAYERS = 6  # what the diagram has room for
MAX_UNITS = 512
NEW_UNITS = 16


def with_units(experiment: Experiment, layer: int, units: int) -> Experiment:
    """``experiment`` with another number of units in a hidden layer, within 1 to MAX_UNITS."""
    layers = list(experiment.layers)
    layers[layer] = replace(layers[layer], units=min(MAX_UNITS, max(1, units)))
    return replace(experiment, layers=tuple(layers))


def with_layer(experiment: Experiment, position: int) -> Experiment:
    """``experiment`` with a hidden layer more before hidden layer ``position``.

    Raises ValueError with one sentence when the diagram has no room for it.
    """
    layers = list(experiment.layers)
    if len(layers) >= MAX_LAYERS:
        raise ValueError(f"The diagram has room for {MAX_LAYERS} hidden layers; remove one first.")
    activation = layers[min(position, len(layers) - 1)].activation if layers else "relu"
    layers.insert(position, Dense(NEW_UNITS, activation))
    return replace(experiment, layers=tuple(layers))


def without_layer(experiment: Experiment, layer: int) -> Experiment:
    """``experiment`` without one of its hidden layers."""
    return replace(experiment, layers=experiment.layers[:layer] + experiment.layers[layer + 1 :])


def with_activation(experiment: Experiment, layer: int, activation: str) -> Experiment:
    """``experiment`` with another activation in a hidden layer."""
    layers = list(experiment.layers)
    layers[layer] = replace(layers[layer], activation=activation)
    return replace(experiment, layers=tuple(layers))
