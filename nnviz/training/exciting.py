"""Which real pictures excite a map most, and where on them: asked of the network itself, slice by slice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.engine import Network
from nnviz.training.places import Place

SLICE = 64  # pictures a pass: of 28 x 28 pixels some milliseconds


@dataclass(frozen=True)
class Exciting:
    """The picture at ``index``, the place of the map where it is the most active there, and how active."""

    index: int
    place: Place
    value: float


def strongest(
    network: Network, pictures: NDArray[Any], layer: int, unit: int, count: int
) -> Iterator[tuple[Exciting, ...] | None]:
    """The ``count`` of ``pictures`` (n, d) whose largest value on the map is the largest, in that order.

    Worked out a slice at a time: None after each, last the result. Of equal ones the first comes first, of
    equal places on a map too.
    """
    shape = network.layers[layer].output_shape
    values, places = np.empty(len(pictures)), np.empty(len(pictures), dtype=np.intp)
    for start in range(0, len(pictures), SLICE):
        part = pictures[start : start + SLICE]
        maps = network.forward(part).stages[layer].a.reshape(shape[0], -1, len(part))[unit]
        places[start : start + SLICE] = maps.argmax(axis=0)
        values[start : start + SLICE] = maps.max(axis=0)
        yield None
    order = np.argsort(-values, kind="stable")[:count].tolist()
    columns = shape[-1] if len(shape) > 1 else 1
    yield tuple(
        Exciting(at, Place(layer, unit, *divmod(int(places[at]), columns)), float(values[at])) for at in order
    )
