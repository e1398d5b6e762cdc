"""Changes of an Experiment's hidden layers, as the diagram asks for them.

The diagram counts the layers that have neurons; what lies between them (dropout, say) stays where it is.
"""

from __future__ import annotations

from dataclasses import replace

from nnviz.engine.layers import Dense, LayerSpec
from nnviz.said import translate
from nnviz.training.experiment import Experiment

MAX_LAYERS = 6  # what the diagram has room for
MAX_UNITS = 512
NEW_UNITS = 16


def dense_layers(experiment: Experiment) -> dict[int, Dense]:
    """The hidden layers that have neurons, by their place in ``experiment.layers``."""
    return {place: layer for place, layer in enumerate(experiment.layers) if isinstance(layer, Dense)}


def _replaced(experiment: Experiment, layer: int, *new: LayerSpec) -> Experiment:
    """``experiment`` with the given layers instead of its dense layer number ``layer``."""
    place = list(dense_layers(experiment))[layer]
    layers = experiment.layers
    return experiment.with_(layers=(*layers[:place], *new, *layers[place + 1 :]))


def with_units(experiment: Experiment, layer: int, units: int) -> Experiment:
    """``experiment`` with another number of units in a hidden layer, within 1 to MAX_UNITS."""
    dense = list(dense_layers(experiment).values())[layer]
    return _replaced(experiment, layer, replace(dense, units=min(MAX_UNITS, max(1, units))))


def with_layer(experiment: Experiment, position: int) -> Experiment:
    """``experiment`` with a hidden layer more before hidden layer ``position``.

    Raises ValueError with one sentence when the diagram has no room for it.
    """
    dense = list(dense_layers(experiment).values())
    if len(dense) >= MAX_LAYERS:
        raise ValueError(
            translate(
                "structure", "The diagram has room for {max_layers} hidden layers; remove one first."
            ).format(max_layers=MAX_LAYERS)
        )
    if not dense:
        return experiment.with_(layers=(Dense(NEW_UNITS, "relu"), *experiment.layers))
    neighbour = dense[min(position, len(dense) - 1)]
    new = Dense(NEW_UNITS, neighbour.activation, neighbour.parameter)
    if position < len(dense):
        return _replaced(experiment, position, new, neighbour)
    return experiment.with_(layers=(*experiment.layers, new))


def without_layer(experiment: Experiment, layer: int) -> Experiment:
    """``experiment`` without one of its hidden layers."""
    return _replaced(experiment, layer)


def with_activation(experiment: Experiment, layer: int, activation: str) -> Experiment:
    """``experiment`` with another activation in a hidden layer."""
    units = list(dense_layers(experiment).values())[layer].units
    return _replaced(experiment, layer, Dense(units, activation))


def with_activation_everywhere(experiment: Experiment, activation: str) -> Experiment:
    """``experiment`` with the same activation in every hidden layer."""
    for layer in range(len(dense_layers(experiment))):
        experiment = with_activation(experiment, layer, activation)
    return experiment
