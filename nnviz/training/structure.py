"""Changes of an Experiment's hidden layers, as the diagram asks for them.

The diagram counts the layers that have units; what lies between them (dropout, say) stays where it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nnviz.data import Dataset
from nnviz.data.catalogue import DATASETS
from nnviz.data.families import FAMILIES
from nnviz.engine.activations import ACTIVATIONS
from nnviz.engine.activations import activation as find_activation
from nnviz.engine.formulas.own import is_formula
from nnviz.engine.layers import (
    GRU,
    LSTM,
    RNN,
    Attention,
    AvgPool,
    BatchNorm,
    Conv,
    Conv1d,
    Dense,
    Dropout,
    Embedding,
    GlobalAvgPool,
    GlobalMaxPool,
    LayerNorm,
    LayerSpec,
    MaxPool,
    Positions,
    Residual,
    built,
    written,
)
from nnviz.engine.losses import loss as find_loss
from nnviz.said import joined, translate
from nnviz.training.experiment import Experiment
from nnviz.training.outputs import entering, input_shape
from nnviz.training.player import Ends
from nnviz.training.settings import activated, takes_activation

MAX_LAYERS = 6  # what the diagram has room for
MAX_UNITS = 512
NEW_UNITS, NEW_CELLS, NEW_HEADS = 16, 8, 2
#: What can be added, as it is then.
OFFERED: tuple[LayerSpec, ...] = (
    Conv(8, 3, activation="relu"),
    Conv1d(8, 3, activation="relu"),
    MaxPool(2),
    AvgPool(2),
    GlobalMaxPool(),
    GlobalAvgPool(),
    Dense(NEW_UNITS, "relu"),
    RNN(NEW_CELLS),
    LSTM(NEW_CELLS),
    GRU(NEW_CELLS),
    Embedding(NEW_CELLS),
    Positions("learned"),
    Attention(NEW_HEADS),
    LayerNorm(),
    Residual(1),
    Dropout(0.2),
    BatchNorm(),
)
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


def activated_as(layers: Sequence[LayerSpec], activations: Sequence[str]) -> tuple[LayerSpec, ...]:
    """The layers with these activations, one for all that take one, or one for each of them.

    Raises ``ValueError`` with one sentence for another number of them.
    """
    taking = takes_activation(layers)
    count = sum(taking)
    if len(activations) not in (1, count):
        raise ValueError(
            translate(
                "structure",
                "{count} activations do not fit {count2} hidden layers: give one or one for each.",
            ).format(count=len(activations), count2=count)
        )
    named = iter([*activations] * count if len(activations) == 1 else activations)
    pairs = zip(layers, taking, strict=True)
    return tuple(activated(layer, next(named)) if taken else layer for layer, taken in pairs)


def oddities(experiment: Experiment) -> tuple[str, ...]:
    """What is odd about activations and a loss that somebody has typed, a sentence for each."""
    names = [activation_of(layer) for network in experiment.networks for layer in network.layers]
    typed = dict.fromkeys(name for name in [*names, experiment.output_activation] if name not in ("", None))
    entries = [find_activation(name) for name in typed if name is not None]
    text = translate("structure", "{formula}: {said}")
    return tuple(
        text.format(formula=entry.name, said=entry.pitfalls)
        for entry in entries
        if entry.own is not None and entry.pitfalls
    ) + _oddity_of_loss(experiment)


def _oddity_of_loss(experiment: Experiment) -> tuple[str, ...]:
    """Where a loss that is typed draws answers away from what is right."""
    own = find_loss(experiment.loss).own if is_formula(experiment.loss) else None
    if own is None:
        return ()  # one of the table, or that of a game
    values = experiment.source.kind == "regression"
    answers = np.linspace(-1.0 if values else 0.0, 1.0, 81)
    found = own.drawn_away(answers, np.array([0.0, 0.5, -0.5] if values else [0.0, 1.0]))
    if found is None:
        return ()
    text = translate(
        "structure",
        "{formula}: It is less for the answer {y} than for the right one, {t}: answers are drawn away from "
        "what is right.",
    )
    return (text.format(formula=experiment.loss, y=f"{found[0]:.3g}", t=f"{found[1]:.3g}"),)


def in_words(layers: Sequence[LayerSpec]) -> str:
    """A list of layers as one writes it; where they are a plain row, the sizes of those with weights."""
    if plain_row(layers):
        return "-".join(layer.words for layer in layers if layer.weighted)
    return written(layers)


def told_layers(layers: Sequence[LayerSpec]) -> str:
    """The same for who reads: “LSTM of 8 (forget bias 2), 16”."""
    return in_words(layers) if plain_row(layers) else written(layers, _told_layer)


def _told_layer(layer: LayerSpec) -> str:
    """What it is called, how many units it has, and in brackets its other settings, if not as usual."""
    if not layer.label:
        return layer.words
    unusual = [one for one in layer.written() if getattr(layer, one.name) != one.default]
    settings = []
    for one in unusual:
        value, word = getattr(layer, one.name), one.name.replace("_", " ")
        if one.name != layer.sized and not layer.encloses:
            number = f"{value:g}" if isinstance(value, float) else str(value)
            settings.append(word if value is True else f"{word} {number}")
    name: str = layer.label
    if layer.sized:
        name = translate("structure", "{layer} of {n}").format(layer=name, n=getattr(layer, layer.sized))
    return f"{name} ({joined(settings, ', ')})" if settings else name


def plain_row(layers: Sequence[LayerSpec]) -> bool:
    """Whether the sizes of those with weights tell them: none minds positions, none is over others."""
    return not any(layer.shaped or layer.over for layer in layers)


def spliced(
    layers: Sequence[LayerSpec], place: int, removed: int, new: Sequence[LayerSpec] = ()
) -> tuple[LayerSpec, ...]:
    """Layers with ``new`` at a place, where 1 or 0 are ``removed``.

    A residual goes on being over what it was over, and over what is put between; where nothing is left of
    that, it goes too. What is put before the first layer of its block stands before the block.
    """
    changed = [*layers[:place], *new]
    for later, layer in enumerate(layers[place + removed :], start=place + removed):
        first, over = later - layer.over, layer.over + len(new) - removed
        if layer.over and (first < place or (first == place and removed)):
            if not over:
                return spliced(spliced(layers, later, 1), place, removed, new)
            layer = Residual(over)
        changed.append(layer)
    return tuple(changed)


def check_structure(experiment: Experiment, dataset: Dataset, ends: Ends) -> None:
    """Raise ``ValueError`` with one sentence unless each layer takes what the one before gives.

    ``ends`` are those of the network that the experiment is seen from.
    """
    shape = ends.inputs if ends.noise else input_shape(dataset, experiment.layers)
    layers, steps = built(shape, experiment.layers), dataset.feature_shape[-1]
    last = layers[-1].output_shape if layers else shape
    if dataset.every_step and not ends.noise and last[1:] != (steps,):
        raise ValueError(
            translate(
                "structure",
                "An answer is asked at each of {steps} steps; behind these layers a sample has the shape "
                "{shape}.",
            ).format(steps=steps, shape=last)
        )


def _replaced(experiment: Experiment, layer: int, *new: LayerSpec) -> Experiment:
    """``experiment`` with the given layers instead of its hidden layer number ``layer``."""
    place = list(hidden_layers(experiment))[layer]
    return experiment.with_(layers=spliced(experiment.layers, place, 1, new))


def with_units(experiment: Experiment, layer: int, units: int) -> Experiment:
    """``experiment`` with another number of units in a hidden layer, within 1 to MAX_UNITS."""
    spec = list(hidden_layers(experiment).values())[layer]
    size: dict[str, int] = {spec.sized: min(MAX_UNITS, max(1, units))}
    return _replaced(experiment, layer, replace(spec, **size)) if spec.sized else experiment


def with_layer(experiment: Experiment, position: int, new: LayerSpec | None = None) -> Experiment:
    """``experiment`` with a layer more before hidden layer ``position``: ``new``, or a dense one.

    Raises ValueError with one sentence when the diagram has no room for it.
    """
    hidden = list(hidden_layers(experiment).values())
    if len(hidden) >= MAX_LAYERS and (new is None or new.weighted):
        raise ValueError(
            translate(
                "structure", "The diagram has room for {max_layers} hidden layers; remove one first."
            ).format(max_layers=MAX_LAYERS)
        )
    neighbour = hidden[min(position, len(hidden) - 1)] if hidden else None
    if new is None:
        new = Dense(NEW_UNITS, "relu")
        if isinstance(neighbour, Dense):
            new = replace(neighbour, units=NEW_UNITS)
    place = _place_before(experiment, position)
    return experiment.with_(layers=spliced(experiment.layers, place, 0, (new,)))


def _place_before(experiment: Experiment, position: int) -> int:
    """Where in ``experiment.layers`` hidden layer ``position`` stands, or what comes after the last."""
    places = list(_weighted(experiment))
    if position < len(places):
        return places[position]
    return len(experiment.layers) if places else 0


@dataclass(frozen=True)
class Offer:
    """A layer that may be put somewhere: one sample has the shape ``given`` behind it, or ``refusal`` says in
    one sentence why it cannot stand there."""

    spec: LayerSpec
    given: tuple[int, ...] = ()
    refusal: str = ""


def offers(experiment: Experiment, shape: Sequence[int], position: int) -> tuple[Offer, ...]:
    """The layers that may be put before hidden layer ``position``, of those that take such data at all; a
    sample looks like ``shape``."""
    hidden = list(hidden_layers(experiment).values())
    names = [name for layer in hidden if (name := activation_of(layer)) is not None]
    found = []
    for spec in OFFERED:
        if not _takes(experiment, spec, shape):
            continue
        if names and activation_of(spec) is not None:
            usual: dict[str, Any] = {"activation": names[min(position, len(names) - 1)]}
            spec = replace(spec, **usual)
        tried = [_tried(experiment, shape, position, form) for form in _forms(spec)]
        each_step = DATASETS[experiment.data].every_step  # what is asked there needs steps to the end
        suits = (one for one, end in tried if not one.refusal and len(end) > each_step)
        found.append(next(suits, tried[0][0]))
    return tuple(found)


def _forms(spec: LayerSpec) -> tuple[LayerSpec, ...]:
    """As it is, and where it can: with what it gives after every step, not after the last alone."""
    if getattr(spec, "every_step", None) is not False:
        return (spec,)
    each: dict[str, Any] = {"every_step": True}
    return spec, replace(spec, **each)


def _tried(
    experiment: Experiment, shape: Sequence[int], position: int, spec: LayerSpec
) -> tuple[Offer, tuple[int, ...]]:
    """What comes of that layer there, and the shape that the network then ends with."""
    try:
        changed = with_layer(experiment, position, spec)
        layers = built(_entering(experiment, shape, changed.layers), changed.layers)
    except ValueError as sentence:
        return Offer(spec, refusal=sentence.args[0]), ()
    return Offer(spec, layers[_place_before(experiment, position)].output_shape), layers[-1].output_shape


def _takes(experiment: Experiment, spec: LayerSpec, shape: Sequence[int]) -> bool:
    """Whether a layer could be the first for samples that look like that."""
    try:
        spec.build(_entering(experiment, shape, (spec,)))
    except ValueError:
        return False
    return True


def _entering(experiment: Experiment, shape: Sequence[int], layers: Sequence[LayerSpec]) -> tuple[int, ...]:
    """The shape in which samples that look like that enter: those of a sequence as they are."""
    return tuple(shape) if FAMILIES[DATASETS[experiment.data].family].steps else entering(shape, layers)


def passing(layers: Sequence[LayerSpec], hidden: int) -> tuple[int, ...]:
    """The places of the layers without weights behind hidden layer number ``hidden``, up to the next one with
    some; those before the first come with that one."""
    places = [place for place, layer in enumerate(layers) if layer.weighted]
    start = places[hidden] + 1 if hidden else 0
    end = places[hidden + 1] if hidden + 1 < len(places) else len(layers)
    return tuple(place for place in range(start, end) if place not in places)


def with_setting(experiment: Experiment, place: int, name: str, value: object) -> Experiment:
    """``experiment`` with another ``value`` of one setting of the layer at that place among all its layers.

    Raises ValueError with one sentence for a value that the layer does not take.
    """
    setting: dict[str, Any] = {name: value}
    changed = replace(experiment.layers[place], **setting)
    return experiment.with_(layers=(*experiment.layers[:place], changed, *experiment.layers[place + 1 :]))


def without_place(experiment: Experiment, place: int) -> Experiment:
    """``experiment`` without the layer at that place among all its layers."""
    return experiment.with_(layers=spliced(experiment.layers, place, 1))


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
    """``experiment`` with the same activation in every hidden layer that takes it."""
    taking = takes_activation(experiment.layers)
    for layer, place in enumerate(hidden_layers(experiment)):
        if taking[place]:
            experiment = with_activation(experiment, layer, activation)
    return experiment
