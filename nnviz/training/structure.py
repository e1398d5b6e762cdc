"""Changes of an Experiment's hidden layers, as the diagram asks for them.

The diagram counts the layers that have units; what lies between them (dropout, say) stays where it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nnviz.data import Dataset
from nnviz.engine.activations import ACTIVATIONS
from nnviz.engine.layers import Dense, LayerSpec, built
from nnviz.said import translate
from nnviz.training.experiment import Experiment
from nnviz.training.outputs import input_shape

MAX_LAYERS = 6  # what the diagram has room for
MAX_UNITS = 512
NEW_UNITS = 16
#: Activations that hidden layers can have, and show, but are not offered: they are made for the last layer.
NOT_HIDDEN = frozenset(name for name, entry in ACTIVATIONS.items() if not entry.elementwise)


def hidden_layers(experiment: Experiment) -> dict[int, LayerSpec]:
    """The layers with units but for the last of the network, by their place in ``experiment.layers``."""
    found = _weighted(experiment)
    if found and experiment.layers[-1].ends:
        del found[max(found)]
    return found


def _weighted(experiment: Experiment) -> dict[int, LayerSpec]:
    return {place: layer for place, layer in enumerate(experiment.layers) if layer.weighted}


def activation_of(layer: LayerSpec) -> str | None:
    """The name of its activation; None where its kind has none to choose."""
    name: str | None = getattr(layer, "activation", None)
    return name


def in_words(layers: Sequence[LayerSpec]) -> str:
    """A list of layers as one writes it; where none minds positions, the sizes of those with weights."""
    if any(layer.shaped for layer in layers):
        return ", ".join(layer.words for layer in layers)
    return "-".join(layer.words for layer in layers if layer.weighted)


def check_structure(experiment: Experiment, dataset: Dataset) -> None:
    """Raise ``ValueError`` with one sentence unless each layer takes what the one before gives."""
    built(input_shape(dataset, experiment.layers), experiment.layers)


def _replaced(experiment: Experiment, layer: int, *new: LayerSpec) -> Experiment:
    """``experiment`` with the given layers instead of its hidden layer number ``layer``."""
    place = list(hidden_layers(experiment))[layer]
    layers = experiment.layers
    return experiment.with_(layers=(*layers[:place], *new, *layers[place + 1 :]))


def with_units(experiment: Experiment, layer: int, units: int) -> Experiment:
    """``experiment`` with another number of units in a hidden layer, within 1 to MAX_UNITS."""
    spec = list(hidden_layers(experiment).values())[layer]
    size: dict[str, int] = {spec.sized: min(MAX_UNITS, max(1, units))}
    return _replaced(experiment, layer, replace(spec, **size)) if spec.sized else experiment


def with_layer(experiment: Experiment, position: int) -> Experiment:
    """``experiment`` with a dense layer more before hidden layer ``position``.

    Raises ValueError with one sentence when the diagram has no room for it.
    """
    hidden = list(hidden_layers(experiment).values())
    if len(hidden) >= MAX_LAYERS:
        raise ValueError(
            translate(
                "structure", "The diagram has room for {max_layers} hidden layers; remove one first."
            ).format(max_layers=MAX_LAYERS)
        )
    neighbour = hidden[min(position, len(hidden) - 1)] if hidden else None
    new = Dense(NEW_UNITS, "relu")
    if isinstance(neighbour, Dense):
        new = replace(neighbour, units=NEW_UNITS)
    layers, places = experiment.layers, list(_weighted(experiment))
    place = places[position] if position < len(places) else len(layers) if hidden else 0
    return experiment.with_(layers=(*layers[:place], new, *layers[place:]))


def without_layer(experiment: Experiment, layer: int) -> Experiment:
    """``experiment`` without one of its hidden layers."""
    return _replaced(experiment, layer)


def with_activation(experiment: Experiment, layer: int, activation: str) -> Experiment:
    """``experiment`` with another activation in a hidden layer that has one."""
    spec = list(hidden_layers(experiment).values())[layer]
    if activation_of(spec) is None:
        return experiment
    chosen: dict[str, str | None] = {"activation": activation, "parameter": None}
    return _replaced(experiment, layer, replace(spec, **chosen))


def with_activation_everywhere(experiment: Experiment, activation: str) -> Experiment:
    """``experiment`` with the same activation in every hidden layer."""
    for layer in range(len(hidden_layers(experiment))):
        experiment = with_activation(experiment, layer, activation)
    return experiment
