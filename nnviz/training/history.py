"""How a number of the network went over the epochs, read off the snapshots that a Timeline holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.training.snapshot import Array, Snapshot
from nnviz.training.timeline import Timeline

Quantity = Literal["weight", "bias", "activation", "gradient"]
#: Snapshots looked at for a history; those of weights cost nothing, the others a pass each.
MOST = 100


@dataclass(frozen=True)
class Place:
    """A weight (``source`` to ``unit`` of dense ``layer``) or, with ``source`` None, a neuron."""

    layer: int
    unit: int
    source: int | None = None


@dataclass(frozen=True, eq=False)
class History:
    """``values`` (n,) of a quantity at ``epochs`` (n,), ascending; both float64."""

    epochs: NDArray[np.float64]
    values: NDArray[np.float64]


def history(
    timeline: Timeline,
    place: Place,
    quantity: Quantity,
    inputs: Array | None = None,
    label: int | None = None,
) -> History:
    """The history of ``quantity`` at ``place`` over the epochs held, at most ``MOST`` of them, evenly.

    "weight" is w, "bias" b; "activation" is the neuron's for the sample ``inputs`` (n,), "gradient" dL/dw or
    dL/db of the sample's loss, which takes its ``label`` too. Snapshots of networks without such a place, or
    with other inputs, are left out; without the sample that a quantity needs the history is empty.
    """
    epochs, values = [], []
    for snapshot in _evenly(timeline):
        value = _value(snapshot, place, quantity, inputs, label)
        if value is not None:
            epochs.append(float(snapshot.epoch))
            values.append(value)
    return History(np.array(epochs), np.array(values))


def _evenly(timeline: Timeline) -> list[Snapshot]:
    held = list(timeline.snapshots.values())
    if len(held) <= MOST:
        return held
    return [held[int(place)] for place in np.linspace(0, len(held) - 1, MOST).round()]


def _value(
    snapshot: Snapshot, place: Place, quantity: Quantity, inputs: Array | None, label: int | None
) -> float | None:
    if place.layer >= len(snapshot.layers):
        return None
    layer = snapshot.layers[place.layer]
    sources, units = layer.weights.shape
    if place.unit >= units or (place.source or 0) >= sources:
        return None
    if quantity == "weight":
        return None if place.source is None else float(layer.weights[place.source, place.unit])
    if quantity == "bias":
        return float(layer.bias[place.unit])
    if inputs is None or len(inputs) != snapshot.input_size:
        return None
    if quantity == "gradient" and label is None:
        return None
    sent = snapshot.probed(inputs, label)
    assert sent.probe is not None
    if quantity == "activation":
        return float(sent.probe.a[place.layer].reshape(units, -1)[place.unit].mean())
    if place.source is not None:
        return float(sent.edge_values(place.layer, "gradient")[place.source, place.unit])
    assert sent.probe.dz is not None
    return float(sent.probe.dz[place.layer].reshape(units, -1)[place.unit].sum())
