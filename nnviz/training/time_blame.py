"""How the blame of one unit at one step comes about, on the way back through time.

dL/dh_t is what the outputs say of it, what comes back from the sums of the step after it through the weights
of the state, and where a part of the state is kept as it is, what comes along that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnviz.engine import Network
from nnviz.training.gates import SCHEMES, Gate
from nnviz.training.through_time import Followed
from nnviz.training.time_weights import blamed, units_of


@dataclass(frozen=True)
class Product:
    """``one`` x ``other``."""

    one: float
    other: float

    @property
    def value(self) -> float:
        return self.one * self.other


@dataclass(frozen=True)
class StateBlame:
    """``total`` = dL/dh_t of a unit = ``output`` + what comes back through the ``gates`` of the step after it
    + ``kept``, dL/dh_(t+1) times the share that is kept. The last step has the first of these alone."""

    output: float
    gates: tuple[tuple[Gate, float], ...]
    kept: Product | None
    total: float


@dataclass(frozen=True)
class CellBlame:
    """``total`` = dL/dc_t = ``state``, dL/dh_t times dh/dc, + ``kept``, dL/dc_(t+1) times f_(t+1)."""

    state: Product
    kept: Product | None
    total: float


@dataclass(frozen=True)
class SumBlame:
    """``total`` = dL/dz of a gate, that is dL/d of what it leads to (``of``: "h" or "c") times ``slope``."""

    gate: Gate
    of: str
    product: Product
    total: float


def state_blame(network: Network, sample: Followed, place: int, unit: int, step: int) -> StateBlame:
    """Of a recurrent layer, for a sample with a target."""
    layer, named = network.layers[place], sample.layers[place].named
    scheme, units, steps = SCHEMES[layer.spec.kind], units_of(layer), layer.input_shape[1]
    da = np.asarray(sample.layers[place].da).reshape(layer.output_shape)
    output = 0.0
    if da.ndim > 1 or step == steps - 1:
        output = float(da[unit, step] if da.ndim > 1 else da[unit])
    total = float(named["dh"][unit, step])
    if step == steps - 1:
        return StateBlame(output, (), None, total)
    one = {name: np.asarray(values)[None] for name, values in named.items()}
    later = blamed(layer, one, "state_weights")[:, step + 1, 0]
    weights = np.asarray(layer.values["state_weights"], dtype=np.float64)[unit]
    blocks = [slice(gate.block * units, (gate.block + 1) * units) for gate in scheme.gates]
    gates = tuple(
        (gate, float(weights[at] @ later[at])) for gate, at in zip(scheme.gates, blocks, strict=True)
    )
    kept = None
    if "u" in named:
        kept = Product(float(named["dh"][unit, step + 1]), float(named["u"][unit, step + 1]))
    return StateBlame(output, gates, kept, total)


def cell_blame(sample: Followed, place: int, unit: int, step: int) -> CellBlame:
    """Of an LSTM, for a sample with a target."""
    named = sample.layers[place].named
    o, c, dh, dc = (float(named[name][unit, step]) for name in ("o", "c", "dh", "dc"))
    kept = None
    if step + 1 < named["c"].shape[1]:
        kept = Product(float(named["dc"][unit, step + 1]), float(named["f"][unit, step + 1]))
    return CellBlame(Product(dh, o * (1 - float(np.tanh(c)) ** 2)), kept, dc)


def sum_blames(network: Network, sample: Followed, place: int, unit: int, step: int) -> tuple[SumBlame, ...]:
    """Of every gate of a recurrent layer, for a sample with a target."""
    layer, named = network.layers[place], sample.layers[place].named
    units = units_of(layer)
    formed = {name: np.asarray(values)[None] for name, values in named.items()}
    slope = next(one for one in layer.quantities if one.name == "slope").of(layer, formed)[0]
    found = []
    for gate in SCHEMES[layer.spec.kind].gates:
        row = gate.block * units + unit
        of = "c" if "dc" in named and gate.name != "o" else "h"
        product = Product(float(named["d" + of][unit, step]), float(slope[row, step]))
        found.append(SumBlame(gate, of, product, float(named["dz"][row, step])))
    return tuple(found)
