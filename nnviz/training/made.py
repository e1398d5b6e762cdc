"""The samples that the network of a moment makes of noise that stays the same."""

from __future__ import annotations

from nnviz.training.diffusion import way
from nnviz.training.player import Array
from nnviz.training.snapshot import Snapshot


def makes(snapshot: Snapshot) -> bool:
    """Whether its first network makes samples of noise."""
    return snapshot.players[0].ends.noise


def made(snapshot: Snapshot, count: int) -> Array:
    """(count, d) in the network's units, of the average where one is kept: what is measured, the first of it.

    The same numbers are always of the same noise, whoever makes them.
    """
    maker, ends = snapshot.averaged(0), snapshot.players[0].ends
    network = maker.network()
    return way(network, count).made if ends.timed else network.predict(ends.drawn(count))
