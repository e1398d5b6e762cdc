"""Which maps, and which places on them, pushed the network to its answer rather than to the next best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.engine import Network
from nnviz.said import translate
from nnviz.training.places import leaving, picture_layers
from nnviz.training.snapshot import Probe
from nnviz.training.why import contributions

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pushes:
    """How the difference of two sums of the last layer is made up, of ``answer`` less that of ``against``.

    ``layer`` is the last whose values are pictures; ``values`` (maps, rows, columns) is what each of its
    numbers adds, ``rest`` what the biases after it bring, and ``total`` the difference: values.sum() + rest.
    """

    answer: int
    against: int
    layer: int
    values: Floats
    rest: float
    total: float

    @property
    def by_map(self) -> Floats:
        """(maps,) what each map adds."""
        return np.asarray(self.values.sum(axis=(1, 2)))

    def order(self) -> tuple[int, ...]:
        """The maps, that which pushed the most first, to whichever side."""
        return tuple(np.argsort(-np.abs(self.by_map), kind="stable").tolist())


def pushes(network: Network, probe: Probe, answer: int | None = None) -> Pushes | None:
    """What pushed it to ``answer``, by default the one it gives, and not to the largest other one.

    Gradient times value (see ``why.contributions``) from the last layer of maps on; what follows it is linear
    on the way through ReLU and the winners of a pooling, so that nothing is left out. None for a network
    without maps, or with one output.
    """
    layers = picture_layers(network)
    if not layers or network.output_size < 2 or layers[-1] == len(network.layers) - 1:
        return None
    layer, sums = layers[-1], np.asarray(probe.layers[-1].z, dtype=np.float64)
    if not np.isfinite(sums).all():
        return None
    order = np.argsort(-sums, kind="stable")
    best = int(order[0]) if answer is None else answer
    against = int(order[1] if best == order[0] else order[0])
    a = probe.layers[layer].a
    found = contributions(after(network, layer), a, best, against)
    values = leaving(network, found.values, layer).astype(np.float64)
    return Pushes(best, against, layer, values, found.rest, found.total)


def after(network: Network, layer: int) -> Network:
    """The layers that follow ``layer`` as a network of their own, which takes what leaves that one."""
    if layer + 1 >= len(network.layers):
        raise ValueError(translate("Training", "Nothing follows the last layer."))
    shape, specs = network.layers[layer].output_shape, network.specs[layer + 1 :]
    rest = Network(shape, specs, network.loss.name, dtype=str(network.dtype))
    rest.parameters[...] = network.parameters[network.size - rest.size :]
    rest.statistics[...] = network.statistics[network.statistics.size - rest.statistics.size :]
    return rest
