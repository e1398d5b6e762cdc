"""Where the places of a map lie on the picture."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.engine import Network
from nnviz.training.receptive import fields


@dataclass(frozen=True)
class Lattice:
    """(down, across): the middle of what the first place sees, and from each to the next, in pixels."""

    first: tuple[float, float]
    pitch: tuple[float, float]


def lattice(network: Network, layer: int) -> Lattice:
    """Where the places of the layer's maps lie on the picture: in the middle of what each sees of it.

    A map of one row or column lies over all of the picture that way.
    """
    shape = network.layers[layer].output_shape
    rows, columns = (1, 1, *shape[1:])[-2:]
    near = fields(network.layers, layer, 0, 0, 0)[-1]
    far = fields(network.layers, layer, 0, rows - 1, columns - 1)[-1]
    found = []
    for axis, count in enumerate((rows, columns)):
        first, last = ((near.row_span, far.row_span), (near.column_span, far.column_span))[axis]
        middle = sum(first) / 2
        pitch = (sum(last) / 2 - middle) / (count - 1) if count > 1 else float(near.size[axis])
        found.append((middle, pitch))
    return Lattice((found[0][0], found[1][0]), (found[0][1], found[1][1]))
