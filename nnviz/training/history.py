"""How a number of the network went over the epochs, read off the snapshots that a Timeline holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    """A line (``source`` to ``unit`` of ``layer``) or, with ``source`` None, a unit.

    Of a line that is a kernel, ``cell`` (row, column) is a single weight of it; None for all of it.
    ``player`` is the place of its network among those that play.
    """

    layer: int
    unit: int
    source: int | None = None
    cell: tuple[int, int] | None = None
    player: int = 0


@dataclass(frozen=True, eq=False)
class History:
    """``values`` (n,) of a quantity at ``epochs`` (n,), ascending; both float64.

    What it was at the epochs between them is not known.
    """

    epochs: NDArray[np.float64]
    values: NDArray[np.float64]

    @property
    def gaps(self) -> NDArray[np.bool_]:
        """(n - 1,) whether there are epochs between each and the next."""
        return np.diff(self.epochs) > 1


def history(
    timeline: Timeline,
    place: Place,
    quantity: Quantity,
    inputs: Array | None = None,
    label: int | None = None,
    *,
    averaged: bool = False,
) -> History:
    """The history of ``quantity`` at ``place`` over the epochs held, at most ``MOST`` of them, evenly.

    "weight" is w, "bias" b; "activation" is the neuron's for the sample ``inputs`` (n,), "gradient" dL/dw or
    dL/db of the sample's loss, which takes its ``label`` too. Of a line that stands for several weights it is
    the largest with its sign, as in the diagram, and of dL/dw likewise; of a map the largest activation.
    ``averaged``: of the average of the network over its last updates, where one is kept.
    Snapshots of networks without such a place, or with other inputs, are left out; without the sample that a
    quantity needs the history is empty.
    """
    epochs, values = [], []
    for held in _evenly(timeline):
        if place.player >= len(held.players):
            continue
        snapshot = held.averaged(place.player) if averaged else held.of(place.player)
        value = number(_sent(snapshot, quantity, inputs, label), place, quantity)
        if value is not None:
            epochs.append(float(snapshot.epoch))
            values.append(value)
    return History(np.array(epochs), np.array(values))


def _evenly(timeline: Timeline) -> list[Snapshot]:
    held = list(timeline.snapshots.values())
    if len(held) <= MOST:
        return held
    return [held[int(place)] for place in np.linspace(0, len(held) - 1, MOST).round()]


def number(snapshot: Snapshot, place: Place, quantity: Quantity) -> float | None:
    """``quantity`` at ``place`` in this moment, of its own sample; None where there is none."""
    if place.player != snapshot.player or place.layer >= len(snapshot.layers):
        return None
    layer, sent = snapshot.layers[place.layer], snapshot.probe
    if place.unit >= layer.units or (place.source or 0) >= snapshot.sources(place.layer):
        return None
    if quantity == "weight":
        return None if place.source is None else _of_line(layer.weights, snapshot, place)
    if quantity == "bias":
        return float(layer.bias[place.unit])
    if sent is None:
        return None
    if quantity == "activation":
        return float(sent.a[place.layer].reshape(layer.units, -1)[place.unit].max())
    if sent.dz is None:
        return None
    if place.source is not None:
        return _of_line(snapshot.edge_values(place.layer, "gradient"), snapshot, place)
    return float(sent.dz[place.layer].reshape(layer.units, -1)[place.unit].sum())


def _of_line(values: Array, snapshot: Snapshot, place: Place) -> float | None:
    """The line's one of values (inputs, units); of several the largest with its sign, or that of the cell.

    Where no weights are those of a line, it is the largest of all into the unit. None where there is no such
    cell.
    """
    column, sources = values[:, place.unit], snapshot.sources(place.layer)
    several = column if len(column) % sources else column.reshape(sources, -1)[place.source or 0]
    if place.cell is None:
        return float(several[np.abs(several).argmax()])
    rows, columns = (1, *snapshot.layers[place.layer].parameters["weights"].shape)[-2:]
    row, column_there = place.cell
    if rows * columns != len(several) or row >= rows or column_there >= columns:
        return None
    return float(several[row * columns + column_there])


def _sent(snapshot: Snapshot, quantity: Quantity, inputs: Array | None, label: int | None) -> Snapshot:
    """The moment with the sample sent through it, where the quantity depends on one."""
    if quantity in ("weight", "bias"):
        return snapshot
    if inputs is None or len(inputs) != snapshot.input_size:
        return replace(snapshot, probe=None)
    return snapshot.probed(inputs, label)
