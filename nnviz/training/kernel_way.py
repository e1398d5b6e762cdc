"""The ways from the loss to a weight of a kernel through one place of its map, factor by factor.

A way runs back through every layer that follows: an output, a weight of it, the winner of a pooling, a slope,
a weight of the next kernel at the one place where it lay on this number, and so on down to what the weight
met. The products of all ways through the place sum to what the place adds to dL/dw.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnviz.engine import Network
from nnviz.engine.layers.windows import as_picture
from nnviz.training.kernel_gradient import KernelWeight, met_by
from nnviz.training.map_links import MapFactor, MapLink, map_links
from nnviz.training.micro_batch import MicroBatch
from nnviz.training.places import Place, entering
from nnviz.training.strongest import counted, strongest

#: How many ways are listed, the strongest first.
LISTED = 8


@dataclass(frozen=True)
class WayFactor:
    """One factor: ``kind`` as of a MapLink, or "met", the last. It leads from ``above`` to ``to``.

    ``layer`` is the layer whose factor it is; ``to`` is the number that it is the derivative by, a Place in
    what leaves its layer (-1: the inputs); None at "met". ``so_far`` is the product up to it.
    """

    kind: MapFactor | str
    layer: int
    above: Place | None
    to: Place | None
    value: float
    so_far: float


@dataclass(frozen=True)
class Way:
    """One way from the loss to the weight."""

    factors: tuple[WayFactor, ...]

    @property
    def product(self) -> float:
        """What the weight adds to dL/dw along it."""
        return self.factors[-1].so_far


@dataclass(frozen=True)
class Ways:
    """The strongest ``ways`` through a place, of the ``count`` that are not 0; ``total`` is what all sum to.

    The total is what the place adds to dL/dw, as the ledger has it.
    """

    ways: tuple[Way, ...]
    count: int
    total: float


def ways_through(batch: MicroBatch, weight: KernelWeight, example: int, row: int, column: int) -> Ways:
    """The ways through that place of the weight's map, of that row of the batch."""
    place = Place(weight.layer, weight.unit, row, column)
    network = batch.learner
    head, links = map_links(batch, place, example)
    x = entering(network, batch.probe(example), weight.layer)
    met = float(met_by(network, x[None], weight)[0][0, row, column])
    matrices = [link.matrix for link in links]
    found = [_way(network, head, links, units, met) for units in strongest(head.matrix, matrices, 0, LISTED)]
    found.sort(key=lambda way: -abs(np.nan_to_num(way.product)))  # by the very products that are shown
    alive = [way for way in found if way.product != 0]
    dz = (
        batch.trace.layers[weight.layer].dz[example].reshape(network.layers[weight.layer].output_shape[0], -1)
    )
    _, (_, columns) = as_picture(network.layers[weight.layer].output_shape)
    total = float(dz[weight.unit, row * columns + column]) * met
    count = counted(head.matrix, matrices, 0) if met else 0
    return Ways(tuple(alive or found[:1]), count, total)


def _way(network: Network, head: MapLink, links: list[MapLink], units: tuple[int, ...], met: float) -> Way:
    so_far = float(head.matrix[units[0]])
    at = _place(network, head.layer, int(head.to[units[0]]))
    factors = [WayFactor(head.kind, head.layer, None, at, so_far, so_far)]
    for link, before, after in zip(links, units, units[1:], strict=False):
        value = float(link.matrix[after] if link.matrix.ndim == 1 else link.matrix[before, after])
        so_far *= value
        to = _place(
            network,
            link.layer if link.matrix.ndim == 1 and link.kind == "slope" else link.layer - 1,
            int(link.to[after]),
        )
        factors.append(WayFactor(link.kind, link.layer, factors[-1].to, to, value, so_far))
    factors.append(
        WayFactor("met", links[-1].layer if links else head.layer, factors[-1].to, None, met, so_far * met)
    )
    return Way(tuple(factors))


def _place(network: Network, layer: int, at: int) -> Place:
    """The number at that place of the flat row of what leaves the layer, on its map where it has one.

    What leaves a flatten, which stands in no place of its own, is told as what entered it.
    """
    while not network.layers[layer].quantities:
        layer -= 1
    shape = network.layers[layer].output_shape
    _, (rows, columns) = as_picture(shape) if len(shape) > 1 else (0, (1, 1))
    unit, rest = divmod(at, rows * columns)
    return Place(layer, unit, *divmod(rest, columns))
