"""Weights that are used at every step of a sequence, and what each step adds to their gradient.

A recurrent layer, and a dense one that works step by step, multiply what comes at every step by the same
weights. So the gradient of one of them is a sum over the steps: what it met there, times the blame
(dL/dz) of the sum that it leads to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.engine import Network
from nnviz.engine.layers import DenseLayer, Layer
from nnviz.said import translate
from nnviz.training.gates import SCHEMES, Gate

Array = NDArray[np.floating[Any]]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class TimeWeight:
    """A weight or bias of the layer ``layer`` among all: ``parameter`` is the name of its block there,
    ``source`` its row (0 of a bias), ``column`` the sum that it leads to, of one gate after the other."""

    layer: int
    parameter: str
    source: int
    column: int


def timed_places(network: Network) -> tuple[int, ...]:
    """Where the layers stand whose weights are used at every step."""
    return tuple(place for place, layer in enumerate(network.layers) if is_timed(layer))


def is_timed(layer: Layer) -> bool:
    """Whether its weights are used at every step."""
    return layer.spec.kind in SCHEMES or (isinstance(layer, DenseLayer) and not layer.chained)


def units_of(layer: Layer) -> int:
    """How many units it has."""
    return layer.edges[1]


def unit_of(layer: Layer, weight: TimeWeight) -> int:
    """The unit that the weight belongs to."""
    return weight.column % units_of(layer)


def gate_of(layer: Layer, weight: TimeWeight) -> Gate | None:
    """The gate whose sum it leads to; None where the layer has none."""
    scheme = SCHEMES.get(layer.spec.kind)
    if scheme is None:
        return None
    return next(gate for gate in scheme.gates if gate.block == weight.column // units_of(layer))


def index_of(network: Network, weight: TimeWeight) -> int:
    """Its place in the flat vector of parameters. Raises ``ValueError`` where there is no such weight."""
    layer = network.layers[weight.layer] if 0 <= weight.layer < len(network.layers) else None
    found = [] if layer is None else [one for one in layer.parameters if one.name == weight.parameter]
    if layer is not None and found and is_timed(layer):
        rows = found[0].shape[0] if len(found[0].shape) > 1 else 1
        if 0 <= weight.source < rows and 0 <= weight.column < found[0].shape[-1]:
            first: int = network.part(weight.layer).start + found[0].start
            return first + weight.source * found[0].shape[-1] + weight.column
    raise ValueError(
        translate("Training", "There is no weight {weight} that is used at every step.").format(
            weight=(weight.layer + 1, weight.parameter, weight.source + 1, weight.column + 1)
        )
    )


def met(layer: Layer, x: Array, named: Mapping[str, Array], parameter: str) -> Floats:
    """(rows, T, n) what the rows of that block of weights meet at every step.

    x (n, features, T) enters, ``named`` are quantities (n, units, T) of the layer.
    """
    x = np.asarray(x, dtype=np.float64).transpose(1, 2, 0)
    if parameter in ("input_weights", "weights"):
        return x
    if parameter == "state_weights":
        h = np.asarray(named["h"], dtype=np.float64).transpose(1, 2, 0)
        before = np.zeros_like(h)
        before[:, 1:] = h[:, :-1]
        return before
    return np.ones((1, *x.shape[1:]))


def blamed(layer: Layer, named: Mapping[str, Array], parameter: str) -> Floats:
    """(columns, T, n) dL/d of the sums that the columns of that block lead to.

    What comes from the state to a sum that a gate resets has that gate as a factor.
    """
    dz = np.asarray(named["dz"], dtype=np.float64).transpose(1, 2, 0)
    scheme = SCHEMES.get(layer.spec.kind)
    if scheme is None or parameter not in ("state_weights", "state_bias"):
        return dz
    dz, units = dz.copy(), units_of(layer)  # the ledger's own must stay as they are
    for gate in scheme.gates:
        if gate.resets:
            block = slice(gate.block * units, (gate.block + 1) * units)
            dz[block] *= np.asarray(named[gate.resets], dtype=np.float64).transpose(1, 2, 0)
    return dz
