"""What is said of a neuron, or of a filter with a map, that something ails."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.engine.layers import Layer
from nnviz.said import Sentence, translate
from nnviz.training.time_weights import is_timed


@dataclass(frozen=True)
class Words:
    """A sentence and an advice for a layer of neurons, others for one of maps, and for one at every step.

    ``drawn``: for neurons of a network that noise enters, no samples.
    """

    neurons: tuple[Sentence, Sentence]
    maps: tuple[Sentence, Sentence]
    steps: tuple[Sentence, Sentence]
    drawn: tuple[Sentence, Sentence] | None = None

    def of(self, layer: Layer, *, noise: bool = False) -> tuple[Sentence, Sentence]:
        """Those for a layer."""
        if is_timed(layer):
            return self.steps
        if noise and self.drawn is not None and len(layer.output_shape) == 1:
            return self.drawn
        return self.maps if len(layer.output_shape) > 1 else self.neurons


_OTHER_START = translate("Diagnosis", "Lower the learning rate, begin from other weights, or use leaky ReLU.")
DEAD = Words(
    (
        translate(
            "Diagnosis",
            "Neuron {unit} of layer {layer} is dead: its activation is 0 for each of the {samples} test "
            "samples looked at.",
        ),
        _OTHER_START,
    ),
    (
        translate(
            "Diagnosis",
            "Filter {unit} of layer {layer} is dead: its map is 0 everywhere for each of the {samples} test "
            "samples looked at.",
        ),
        _OTHER_START,
    ),
    (
        translate(
            "Diagnosis",
            "Unit {unit} of layer {layer} is dead: its activation is 0 at every step of each of the "
            "{samples} test sequences looked at.",
        ),
        _OTHER_START,
    ),
    (
        translate(
            "Diagnosis",
            "Neuron {unit} of layer {layer} is dead: its activation is 0 for each of the {samples} draws of "
            "noise looked at.",
        ),
        _OTHER_START,
    ),
)
_SMALLER = translate("Diagnosis", "Begin from smaller weights (Glorot), scale the inputs, or use ReLU.")
SATURATED = Words(
    (
        translate(
            "Diagnosis",
            "Neuron {unit} of layer {layer} is saturated: for {flat} of the {samples} test samples looked "
            "at, its activation is at an end of its range, where the slope is almost 0.",
        ),
        _SMALLER,
    ),
    (
        translate(
            "Diagnosis",
            "Filter {unit} of layer {layer} is saturated: at {flat} of the {places} places of its maps for "
            "the {samples} test samples looked at, its activation is at an end of its range, where the slope "
            "is almost 0.",
        ),
        _SMALLER,
    ),
    (
        translate(
            "Diagnosis",
            "Unit {unit} of layer {layer} is saturated: at {flat} of the {places} steps of the {samples} "
            "test sequences looked at, its activation is at an end of its range, where the slope is almost "
            "0.",
        ),
        _SMALLER,
    ),
    (
        translate(
            "Diagnosis",
            "Neuron {unit} of layer {layer} is saturated: for {flat} of the {samples} draws of noise looked "
            "at, its activation is at an end of its range, where the slope is almost 0.",
        ),
        _SMALLER,
    ),
)
IDENTICAL = Words(
    (
        translate(
            "Diagnosis",
            "{count} neurons of layer {layer} are identical: they have the same weights and the same bias.",
        ),
        translate("Diagnosis", "Begin from random weights: neurons that begin alike learn the same things."),
    ),
    (
        translate(
            "Diagnosis",
            "{count} filters of layer {layer} are identical: they have the same kernels and the same bias.",
        ),
        translate("Diagnosis", "Begin from random weights: filters that begin alike learn the same things."),
    ),
    (
        translate(
            "Diagnosis",
            "{count} units of layer {layer} are identical: they have the same weights and the same bias.",
        ),
        translate("Diagnosis", "Begin from random weights: units that begin alike learn the same things."),
    ),
)
