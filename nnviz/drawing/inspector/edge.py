"""A line between two units, as the Inspector tells of it: w, x, w·x, ∂L/∂w, and w some epochs earlier."""

from __future__ import annotations

import numpy as np

from nnviz.drawing import numbers
from nnviz.drawing.inspector.content import Content, Formula
from nnviz.drawing.inspector.names import Names
from nnviz.drawing.inspector.quantities import describe_bundle
from nnviz.drawing.selection import Selection
from nnviz.said import translate
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline

EPOCHS_BACK = 10


def describe_edge(snapshot: Snapshot, names: Names, timeline: Timeline | None, edge: Selection) -> Content:
    """The Inspector's words and numbers for a line: w, x, w·x, ∂L/∂w, and w some epochs earlier."""
    layer, unit, source = edge.layer, edge.unit, edge.source
    weights = np.asarray(snapshot.layers[layer].weights[:, unit], dtype=np.float64)
    if len(weights) != snapshot.sources(layer):
        return describe_bundle(snapshot, names, edge)
    w = float(weights[source])
    rank = 1 + int(np.count_nonzero(np.abs(weights) > abs(w)))
    hint = translate("Inspector", "Of the {n} weights into {target}, it is number {rank} by size.").format(
        rank=rank, n=numbers.count(len(weights)), target=names.unit(layer, unit)
    )
    title = translate("Inspector", "{source} → {target}").format(
        source=names.source(layer - 1, source), target=names.unit(layer, unit)
    )
    return Content(
        title,
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


def _given(snapshot: Snapshot, edge: Selection) -> tuple[Formula, ...]:
    """The gradient of the weight that came with it, where one did."""
    given = snapshot.given_gradient(edge.layer)
    if given is None or edge.source >= len(given):
        return ()
    value = numbers.fitted(float(given[edge.source, edge.unit]), 4, sign=True)
    return (Formula("∂L/∂w", translate("Inspector", "as it was written down"), value, "gradient"),)


def _signal(snapshot: Snapshot, names: Names, edge: Selection, w: float) -> tuple[Formula, ...]:
    probe = snapshot.probe
    given = _given(snapshot, edge)
    if probe is None:
        return (Formula("w·x", "", names.no_sample, "hint"), *given)
    rows, chained = [], snapshot.layers[edge.layer].chained
    if chained:
        x = float(probe.entering[edge.layer][edge.source])
        product = numbers.fitted(w * x, sign=True)
        rows = [
            Formula("x", translate("Inspector", "enters the line"), numbers.fitted(x)),
            Formula("w·x", f"{numbers.fitted(w)} × {numbers.fitted(x)}", product),
        ]
    if probe.dz is None:
        rows += given or (Formula("∂L/∂w", "", names.no_label, "hint"),)
    else:
        how = "x · ∂L/∂z" if chained else ""
        if chained:
            gradient = x * float(probe.dz[edge.layer][edge.unit])
        else:
            gradient = float(snapshot.edge_values(edge.layer, "gradient")[edge.source, edge.unit])
        rows.append(Formula("∂L/∂w", how, numbers.fitted(gradient, 4, sign=True), "gradient"))
    return tuple(rows)
