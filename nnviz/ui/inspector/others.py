"""Lines, inputs and the network as a whole, as the Inspector tells of them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from nnviz.data import Dataset
from nnviz.drawing import numbers
from nnviz.drawing.selection import Selection
from nnviz.session.samples import sample_name
from nnviz.session.sentences import told
from nnviz.session.values import Sample
from nnviz.training.player import weights_and_biases
from nnviz.training.snapshot import STATISTICS_SAMPLES, Snapshot
from nnviz.training.timeline import Timeline
from nnviz.ui.inspector.content import Content, Formula, Picture, as_picture
from nnviz.ui.inspector.contributions import Contributions
from nnviz.ui.inspector.names import Names, sources_of
from nnviz.ui.inspector.quantities import describe_bundle

translate = QCoreApplication.translate

EPOCHS_BACK = 10


def describe_edge(snapshot: Snapshot, names: Names, timeline: Timeline | None, edge: Selection) -> Content:
    """The Inspector's words and numbers for a line: w, x, w·x, ∂L/∂w, and w some epochs earlier."""
    layer, unit, source = edge.layer, edge.unit, edge.source
    weights = np.asarray(snapshot.layers[layer].weights[:, unit], dtype=np.float64)
    sources = sources_of(snapshot, layer)
    if len(weights) != sources:
        several = weights.reshape(sources, -1)[source] if len(weights) % sources == 0 else weights
        return describe_bundle(snapshot, names, layer, unit, several)
    w = float(weights[source])
    rank = 1 + int(np.count_nonzero(np.abs(weights) > abs(w)))
    hint = translate("Inspector", "Its weight is number {rank} by size of the {n} into {target}.").format(
        rank=rank, n=numbers.count(len(weights)), target=names.unit(layer, unit)
    )
    title = translate("Inspector", "{source} → {target}").format(
        source=names.unit(layer - 1, source), target=names.unit(layer, unit)
    )
    return Content(
        title[:1].upper() + title[1:],
        hint,
        formulas=(
            Formula("w", translate("Inspector", "weight now"), numbers.fitted(w, 4, sign=True)),
            *_earlier(snapshot, timeline, edge, w),
            *_signal(snapshot, names, edge, w),
        ),
    )


def _earlier(snapshot: Snapshot, timeline: Timeline | None, edge: Selection, w: float) -> tuple[Formula, ...]:
    """w about ten epochs ago, where the timeline still has it."""
    past = timeline.nearest(max(0, snapshot.epoch - EPOCHS_BACK)) if timeline is not None else None
    if past is None or past.epoch >= snapshot.epoch or len(past.layers) <= edge.layer:
        return ()
    before = past.layers[edge.layer].weights
    if edge.source >= before.shape[0] or edge.unit >= before.shape[1]:
        return ()
    then = float(before[edge.source, edge.unit])
    when = translate("Inspector", "at epoch {n}").format(n=numbers.count(past.epoch))
    change = translate("Inspector", "since epoch {n}").format(n=numbers.count(past.epoch))
    return (
        Formula("w", when, numbers.fitted(then, 4, sign=True)),
        Formula("Δw", change, numbers.fitted(w - then, 4, sign=True)),
    )


def _signal(snapshot: Snapshot, names: Names, edge: Selection, w: float) -> tuple[Formula, ...]:
    probe = snapshot.probe
    if probe is None:
        return (Formula("w·x", "", names.no_sample, "hint"),)
    rows, chained = [], snapshot.layers[edge.layer].chained
    if chained:
        x = float(probe.entering[edge.layer][edge.source])
        product = numbers.fitted(w * x, sign=True)
        rows = [
            Formula("x", translate("Inspector", "enters the line"), numbers.fitted(x)),
            Formula("w·x", f"{numbers.fitted(w)} × {numbers.fitted(x)}", product),
        ]
    if probe.dz is None:
        rows.append(Formula("∂L/∂w", "", names.no_label, "hint"))
    else:
        how = "x · ∂L/∂z" if chained else ""
        if chained:
            gradient = x * float(probe.dz[edge.layer][edge.unit])
        else:
            gradient = float(snapshot.edge_values(edge.layer, "gradient")[edge.source, edge.unit])
        rows.append(Formula("∂L/∂w", how, numbers.fitted(gradient, 4, sign=True), "gradient"))
    return tuple(rows)


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
    if dataset is not None:
        raw = float(np.asarray(dataset.raw(probe.inputs))[unit])
        middle = translate("Inspector", "{n} in the data's own units").format(n=f"{raw:.4g}")
    return Content(
        title,
        translate("Inspector", "Number {n} of the {all} that enter the network.").format(
            n=unit + 1, all=len(x)
        ),
        picture,
        caption=translate("Inspector", "Biggest pushes: value × weight"),
        contributions=pushes,
        formulas=(Formula("x", middle, numbers.fitted(float(x[unit]))),),
    )


def describe_network(snapshot: Snapshot | None, dataset: Dataset | None, sample: Sample | None) -> Content:
    """What there is while nothing is selected: the network in a few lines, and how to select."""
    hint = translate(
        "Inspector",
        "Click a neuron or a line to see its arithmetic with the actual numbers, "
        "or press Tab and use the arrow keys.",
    )
    if snapshot is None:
        return Content(translate("Inspector", "The network"), hint)
    weights = weights_and_biases(snapshot.experiment, snapshot.players[0].ends)
    sizes = [snapshot.input_size, *(layer.units for layer in snapshot.layers)]
    silent = sum(int(np.count_nonzero(statistics.silent)) for statistics in snapshot.statistics[:-1])
    hidden = sum(layer.units for layer in snapshot.layers[:-1])
    summary = [
        (translate("Inspector", "Layers"), " → ".join(numbers.count(int(size)) for size in sizes)),
        (translate("Inspector", "Weights and biases"), numbers.count(weights)),
    ]
    if others := snapshot.parameters.size - weights:
        summary.append((translate("Inspector", "Scales and shifts"), numbers.count(others)))
    summary.append((translate("Inspector", "Updates so far"), numbers.count(snapshot.step)))
    if snapshot.learned_before:
        kept = translate("Inspector", "Before, in the weights kept")
        summary.append((kept, numbers.count(snapshot.learned_before)))
    if hidden and snapshot.statistics and dataset is not None:
        samples = min(STATISTICS_SAMPLES, len(dataset.test_labels))
        summary.append(
            (
                translate("Inspector", "Hidden at 0 for {n} test samples").format(n=samples),
                translate("Inspector", "{n} of {all}").format(n=silent, all=hidden),
            )
        )
    summary.append((translate("Inspector", "Shown sample"), _sample_text(sample)))
    return Content(translate("Inspector", "The network"), hint, summary=tuple(summary))


def _sample_text(sample: Sample | None) -> str:
    return translate("Inspector", "none yet") if sample is None else told(sample_name(sample))
