"""Where a micro-step about maps is among the layers, and what its place has seen of the input."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nnviz.drawing.images.grid import Grid, scale_of
from nnviz.drawing.micro.kernel_state import KernelState
from nnviz.said import Sentence, translate
from nnviz.training.micro import Micro
from nnviz.training.micro_maps import maps_of
from nnviz.training.places import entering
from nnviz.training.receptive import fields


@dataclass(frozen=True, eq=False)
class Stop:
    """A layer of maps on the way, -1 the input: one of its maps, and whether the step is ``here``.

    ``micro`` is where a click leads: the last step about it in the same direction. ``known``: its numbers
    have been worked out.
    """

    layer: int
    name: Sentence | str
    map: Grid
    here: bool
    known: bool
    micro: Micro


def stops(micro: Micro) -> tuple[Stop, ...]:
    """The input and every layer of maps; of each the map with the most in it, where none is spoken of."""
    batch, looked, network = micro.batch, micro.looked, micro.batch.learner
    back = micro.phase in ("backward", "update")
    first = input_grid(micro)
    found = [Stop(-1, translate("Micro", "input"), first, False, True, micro.at(0))]
    for layer in sorted(batch.maps):
        maps = maps_of(batch, micro.example, layer)
        here = looked is not None and looked.layer == layer
        unit = looked.unit if looked is not None and here else int(np.abs(maps).sum(axis=(1, 2)).argmax())
        grid = Grid("", maps[unit], scale_of(maps[unit]))
        place = _last_step(micro, "backward" if back else "forward", layer)
        known = back or micro.place_of("a", layer) <= micro.place
        if here and (landing := KernelState(micro).landing) is not None:
            grid, known = replace(landing, marked=None, gradient=False), True
        if place is not None:
            found.append(Stop(layer, network.names[layer], grid, here, known, micro.at(place)))
    return tuple(found)


def _last_step(micro: Micro, phase: str, layer: int) -> int | None:
    """The cell with the last step of that phase about the layer; on the way back some layers have none."""
    there = [
        place
        for place, cell in enumerate(micro.cells)
        if cell.phase == phase and cell.steps[0].layer == layer
    ]
    return there[-1] if there else None


def input_grid(micro: Micro) -> Grid:
    """What the network is given: a picture, of several its first channel; of a sequence features by steps."""
    maps = entering(micro.batch.learner, micro.batch.probe(micro.example), 0)
    values = maps[:, 0] if _is_sequence(micro) else maps[0]
    signed = bool((values < 0).any())
    return Grid("", values, scale_of(values) if signed or values.max() > 1 else 1.0, signed=signed)


def _is_sequence(micro: Micro) -> bool:
    return len(micro.batch.learner.layers[0].input_shape) == 2


def seen_of_input(micro: Micro) -> tuple[int, int, int, int] | None:
    """(top, bottom, left, right) of what the place that is looked into has seen of the input, ends excluded.

    Only what is on the picture, of a sequence all features; None where no place is looked into.
    """
    place = micro.looked
    if place is None:
        return None
    seen = fields(micro.batch.learner.layers, place.layer, place.unit, place.row, place.column)[-1]
    rows, columns = seen.on_map
    down = (
        (0, micro.batch.learner.layers[0].input_shape[0]) if _is_sequence(micro) else (rows[0], rows[-1] + 1)
    )
    return *down, columns[0], columns[-1] + 1
