"""What is said of a unit, or a line, of a layer that is no sum w·x + b: the quantities that it lists."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing import numbers
from nnviz.drawing.inspector.content import Content, Formula, Picture, as_picture
from nnviz.drawing.inspector.names import Names
from nnviz.drawing.selection import Selection
from nnviz.said import Sentence, translate
from nnviz.training.snapshot import EdgeKind, LayerState, Snapshot

Values = NDArray[np.floating[Any]]


def describe_unit(snapshot: Snapshot, names: Names, layer: int, unit: int) -> Content:
    """The unit's share of every quantity and every parameter of its layer, each by its own name."""
    state = snapshot.layers[layer]
    held = tuple((name, _reach(part)) for name, part in _parts(state, unit).items())
    title = names.title(layer, unit)
    if snapshot.probe is None:
        missing = Formula("a", "", names.no_sample, "hint")
        return Content(title, state.name, formulas=(missing,), summary=held)
    traced = snapshot.probe.layers[state.place]
    formulas = []
    for quantity in state.quantities:
        if (values := traced.named.get(quantity.name)) is not None:
            reach = _reach(_of_unit(values, state, unit))
            formulas.append(
                Formula(quantity.formula, "", reach, "gradient" if quantity.backward else "plain")
            )
    own = _of_unit(traced.a, state, unit).astype(np.float64)
    picture = None
    if own.size > 1:
        full = float(np.abs(own).max()) or 1.0
        picture = Picture(as_picture(own.ravel(), state.shape[1:]), full, signed=True)
    return Content(title, state.name, picture, formulas=tuple(formulas), summary=held)


def describe_bundle(snapshot: Snapshot, names: Names, edge: Selection) -> Content:
    """A line that stands for several weights: how many, from where to where, and the largest of them, which
    the line shows, and the curve over the epochs; of the shown sample the same of dL/dw.
    """
    state, probe = snapshot.layers[edge.layer], snapshot.probe
    weights = _of_line(snapshot, edge, "weights")
    rows: list[tuple[Sentence, str]] = [
        (translate("Inspector", "Weights"), numbers.count(weights.size)),
        (translate("Inspector", "The largest, which the line shows"), _signed(_largest(weights))),
        (translate("Inspector", "Their values"), _reach(weights)),
        (translate("Inspector", "Their sum"), _signed(float(weights.sum()))),
    ]
    if probe is not None and state.chained:
        sent = float(_of_line(snapshot, edge, "signal").sum())
        rows.append((translate("Inspector", "All that they send, Σ w·a"), _signed(sent)))
    if probe is not None and probe.dz is not None:
        slopes = _of_line(snapshot, edge, "gradient")
        rows.append((translate("Inspector", "The largest ∂L/∂w"), _signed(_largest(slopes))))
    title = translate("Inspector", "Into {target}").format(target=names.unit(edge.layer, edge.unit))
    return Content(title, state.name, summary=tuple(rows))


def _of_line(snapshot: Snapshot, edge: Selection, kind: EdgeKind) -> Values:
    """(n,) numbers of the weights that a line stands for; of all into the unit where none are one line's."""
    values = np.asarray(snapshot.edge_values(edge.layer, kind), dtype=np.float64)[:, edge.unit]
    sources = snapshot.sources(edge.layer)
    return values if len(values) % sources else values.reshape(sources, -1)[edge.source]


def _largest(values: Values) -> float:
    """The one that is largest by size, with its sign."""
    return float(values[np.abs(values).argmax()])


def _signed(value: float) -> str:
    return numbers.fitted(value, 4, sign=True)


def _parts(state: LayerState, unit: int) -> dict[str, Values]:
    """What each parameter has for the unit."""
    found = {}
    for name, values in state.parameters.items():
        if name == "weights":
            found[name] = state.weights[:, unit]
        else:
            found[name] = values[..., unit] if values.shape[-1] == state.units else values
    return found


def _of_unit(values: Values, state: LayerState, unit: int) -> Values:
    """The unit's share of a quantity, which begins with the units; all of it where it does not."""
    if values.shape[0] not in (state.units, int(np.prod(state.shape))):
        return values
    share: Values = values.reshape(state.units, -1)[unit]
    return share


def _reach(values: Values) -> str:
    """One number, or the least and the largest of several."""
    low, high = float(np.min(values)), float(np.max(values))
    if np.size(values) == 1:
        return numbers.fitted(low, 3, sign=True)
    return translate("Inspector", "{low} to {high}").format(
        low=numbers.fitted(low, 3), high=numbers.fitted(high, 3)
    )
