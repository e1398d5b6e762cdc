"""Which network makes the samples of a moment."""

from __future__ import annotations

from nnviz.engine import Network
from nnviz.training.snapshot import Snapshot


def maker(snapshot: Snapshot) -> Network:
    """The network that makes the samples, which is what is measured: the average, where one is kept."""
    network, average = snapshot.network(0), snapshot.players[0].averaged
    if average is not None:
        network.parameters[:] = average
    return network
