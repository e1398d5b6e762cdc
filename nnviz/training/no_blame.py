"""Why a place gets no blame at all: pooling and ReLU make most of a map of deltas exactly 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnviz.engine import Network
from nnviz.engine.layers.conv import ConvLayer
from nnviz.engine.layers.global_pool import GlobalMaxPoolLayer
from nnviz.engine.layers.pool import MaxPoolLayer, PoolLayer
from nnviz.training.places import Array, Place, leaving
from nnviz.training.snapshot import Probe

#: right: the answer is exactly right, so that there is no blame at all; held: its activation is flat there,
#: as that of ReLU below 0; dead: so it is for every sample looked at; lost: another place of the pooling's
#: window is as large or larger; unseen: no window of the layer that follows holds it; beyond: what it feeds
#: has no blame, or nothing is left of the sum.
Kind = Literal["right", "held", "dead", "lost", "unseen", "beyond"]


@dataclass(frozen=True)
class NoBlame:
    """The reason; ``winner`` is (row, column) on the same map of the place that the pooling took instead."""

    kind: Kind
    winner: tuple[int, int] | None = None


def why_none(network: Network, probe: Probe, place: Place, *, silent: bool = False) -> NoBlame | None:
    """Why dL/dz is exactly 0 at a place of a convolution; None where it is not, and without a label.

    ``silent``: the unit is 0 for every sample that was looked at.
    """
    traced, at = probe.layers[place.layer], (place.unit, place.row, place.column)
    if traced.dz is None or leaving(network, traced.dz, place.layer)[at] != 0:
        return None
    last = probe.layers[-1].dz
    if last is not None and not last.any():
        return NoBlame("right")
    layer = network.layers[place.layer]
    z, a = (leaving(network, values, place.layer)[at] for values in (traced.z, traced.a))
    if layer.activation.elementwise and not np.any(layer.activation.derivative(np.array([z]), np.array([a]))):
        return NoBlame("dead" if silent else "held")
    return _downstream(network, probe, place)


def tally(network: Network, probe: Probe, layer: int, unit: int) -> dict[Kind, int]:
    """How many places of that map of a convolution have no blame at all, by the reason."""
    dz = probe.layers[layer].dz
    if dz is None:
        return {}
    zero = leaving(network, dz, layer)[unit] == 0
    last = probe.layers[-1].dz
    if last is not None and not last.any():
        return {"right": int(zero.sum())}
    traced, f = probe.layers[layer], network.layers[layer].activation
    z, a = (leaving(network, values, layer)[unit] for values in (traced.z, traced.a))
    held = zero & (f.derivative(z, a) == 0) if f.elementwise else np.zeros_like(zero)
    left = np.argwhere(zero & ~held).tolist()
    found: dict[Kind, int] = {"held": int(held.sum())} if held.any() else {}
    for row, column in left:
        kind = _downstream(network, probe, Place(layer, unit, row, column)).kind
        found[kind] = found.get(kind, 0) + 1
    return found


def _downstream(network: Network, probe: Probe, place: Place) -> NoBlame:
    """What becomes of the place in the layer that follows."""
    after = place.layer + 1
    layer = network.layers[after] if after < len(network.layers) else None
    maps = leaving(network, probe.layers[place.layer].a, place.layer)[place.unit]
    if isinstance(layer, PoolLayer | ConvLayer):
        rows, columns = layer.windows.holding(place.row, place.column)
        if not rows or not columns:
            return NoBlame("unseen")
        if isinstance(layer, MaxPoolLayer):
            down, across = layer.windows.over(rows.start, columns.start)
            return _loser(maps[down[0] : down[1], across[0] : across[1]], down[0], across[0], place)
    if isinstance(layer, GlobalMaxPoolLayer):
        return _loser(maps, 0, 0, place)
    return NoBlame("beyond")


def _loser(window: Array, top: int, left: int, place: Place) -> NoBlame:
    row, column = np.unravel_index(int(window.argmax()), window.shape)
    winner = top + int(row), left + int(column)
    return NoBlame("beyond") if winner == (place.row, place.column) else NoBlame("lost", winner)
