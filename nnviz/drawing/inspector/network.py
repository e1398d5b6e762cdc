"""An input, and the network as a whole, as the Inspector tells of them."""

from __future__ import annotations

import numpy as np

from nnviz.data import Dataset
from nnviz.drawing import numbers
from nnviz.drawing.inspector.content import Content, Formula, Picture, as_picture
from nnviz.drawing.inspector.contributions import Contributions
from nnviz.drawing.inspector.names import Names
from nnviz.said import translate
from nnviz.training.player import weights_and_biases
from nnviz.training.snapshot import UNKNOWN_UPDATES, Snapshot, statistics_samples
from nnviz.training.structure import in_words


def describe_input(snapshot: Snapshot, names: Names, dataset: Dataset | None, unit: int) -> Content:
    """The Inspector's words and numbers for one input."""
    name = names.input(unit)
    title = translate("Inspector", "Pixel {name}").format(name=name) if names.pixels else name
    probe = snapshot.probe
    if probe is None:
        return Content(title, names.no_sample)
    x = np.asarray(probe.inputs, dtype=np.float64)
    picture = None
    if names.pixels:
        place = divmod(unit, names.shape[1])
        span = float(np.abs(x).max(initial=0.0))
        picture = Picture(as_picture(x, names.shape), max(1.0, span), signed=bool(x.min() < 0), marked=place)
    pushes, first = None, snapshot.layers[0]
    if x[unit] and first.chained and len(first.weights) == len(x):
        weights = np.asarray(first.weights[unit], dtype=np.float64)
        pushes = Contributions(
            np.full(len(weights), x[unit]), weights, None, lambda i: names.unit(0, i), running=False
        )
    middle = ""
    if dataset is not None and not snapshot.ends.noise:
        raw = float(np.asarray(dataset.raw(probe.inputs))[unit])
        middle = translate("Inspector", "{n} in the data's own units").format(n=numbers.chosen(raw, 4))
    return Content(
        title,
        translate("Inspector", "Number {n} of the {all} that enter the network.").format(
            n=unit + 1, all=len(x)
        ),
        picture,
        caption=translate("Inspector", "Largest contributions: value × weight"),
        contributions=pushes,
        formulas=(Formula("x", middle, numbers.fitted(float(x[unit]))),),
    )


def _layers(snapshot: Snapshot) -> str:
    """The size of each layer; where layers mind positions, what enters, the words of each, the outputs."""
    outputs = numbers.count(snapshot.layers[-1].units)
    specs = snapshot.experiment.layers
    if not any(spec.shaped for spec in specs):
        sizes = [snapshot.input_size, *(layer.units for layer in snapshot.layers[:-1])]
        return " → ".join([*(numbers.count(int(size)) for size in sizes), outputs])
    entering = " × ".join(map(str, snapshot.ends.inputs))
    return f"{entering} → {in_words(specs)} → {outputs}"


def describe_network(snapshot: Snapshot | None, dataset: Dataset | None, sample: str | None) -> Content:
    """What there is while nothing is selected: the network in a few lines, and how to select.

    ``sample`` is what the one shown is called; None without any.
    """
    hint = translate(
        "Inspector",
        "Click a neuron or a line to see its arithmetic with the actual numbers, "
        "or press Tab and use the arrow keys.",
    )
    if snapshot is None:
        return Content(translate("Inspector", "The network"), hint)
    weights = weights_and_biases(snapshot.experiment, snapshot.ends, snapshot.player)
    silent = sum(int(np.count_nonzero(statistics.silent)) for statistics in snapshot.statistics[:-1])
    hidden = sum(layer.units for layer in snapshot.layers[:-1])
    summary = [
        (translate("Inspector", "Layers"), _layers(snapshot)),
        (translate("Inspector", "Weights and biases"), numbers.count(weights)),
    ]
    if others := snapshot.parameters.size - weights:
        summary.append((translate("Inspector", "Scales and shifts"), numbers.count(others)))
    summary.append((translate("Inspector", "Updates so far"), numbers.count(snapshot.step)))
    if snapshot.learned_before:
        kept = translate("Inspector", "Updates before, in the kept weights")
        known = snapshot.learned_before < UNKNOWN_UPDATES
        count = numbers.count(snapshot.learned_before) if known else translate("Inspector", "not known")
        summary.append((kept, count))
    if hidden and snapshot.statistics and dataset is not None and len(dataset.test_labels):
        samples = min(statistics_samples(snapshot.layers), len(dataset.test_labels))
        summary.append(
            (
                translate("Inspector", "Hidden at 0 for {n} test samples").format(n=samples),
                translate("Inspector", "{n} of {all}").format(n=silent, all=hidden),
            )
        )
    summary.append((translate("Inspector", "Shown sample"), sample or translate("Inspector", "none yet")))
    return Content(translate("Inspector", "The network"), hint, summary=tuple(summary))
