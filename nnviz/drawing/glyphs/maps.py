"""A layer whose values are pictures or strips: a map of what comes out of each channel, folded where many."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnviz.drawing.glyph import KERNEL_GAP, Box, Form, MapForm, Room, place_column, shown_units
from nnviz.drawing.layout import LayerBox
from nnviz.drawing.moment import Moment, map_scale
from nnviz.drawing.naming import map_name
from nnviz.drawing.numbers import fitted
from nnviz.drawing.part import Floats, Part, grid
from nnviz.drawing.shapes import Grids, Shape, Stack
from nnviz.said import translate

CELL_MOST = 12.0  # px of a cell: a map of few cells stays small
STRIP_HIGH = 12.0  # px of a strip, whose cells are one above the other in no map
APART = 6.0  # px from a map to the one below it
PITCH = 102.0  # px from one map to the next where there is room (M5)
KERNEL_SIDE, KERNEL_SHARE = 30.0, 0.42  # px of the weights before a map, at most; of the map's width
BETWEEN = 12.0  # px between two sub-columns
RIM = 5.0  # px from a map to where its edges begin
ONE_COLUMN = 8  # channels in one column; more stand in two, row by row ...
ROOMIER = 1.3  # ... unless in one column they are that much larger
FANNED_SHARE = 0.75  # of a map's usual side, where only some are shown
MOST, FANNED = 16, 8  # ... and of more than so many, some are shown


def measure(part: Part, room: Room) -> Form:
    return form_of(part, room)


def form_of(part: Part, room: Room, kernel: tuple[int, int] = (0, 0)) -> Form:
    """The form of a layer of maps, before each of which its weights ``kernel`` (rows, columns) are shown."""
    units, across = tuple(range(part.units)), 1
    if part.units > MOST:
        units = shown_units(part.units, FANNED + 1, room.pins(part))
    slots = len(units) + (1 if len(units) < part.units else 0)
    maps = _map_form(part, room, slots, across, kernel)
    if ONE_COLUMN < part.units <= MOST:
        beside = _map_form(part, room, slots, 2, kernel)
        if beside.width * ROOMIER > maps.width:
            across, maps = 2, beside
    before = maps.kernel[1] * maps.kernel_cell
    lead = RIM + (before + KERNEL_GAP if before else 0.0) + maps.width / 2
    width = lead + maps.width / 2 + RIM
    rows = -(-slots // across)
    pitch = min((room.high - maps.height - 2) / max(1, rows - 1), max(PITCH, maps.height + APART))
    step = width + BETWEEN
    return Form(
        width + (across - 1) * step, units, part.units - len(units), maps.width, 0.0, across, pitch, step,
        lead, maps.width / 2, RIM, maps=maps, level=across > 1,
    )  # fmt: skip


def _map_form(part: Part, room: Room, slots: int, across: int, kernel: tuple[int, int]) -> MapForm:
    """As many whole pixels a cell as there is room for."""
    rows, columns = grid(part.shape)
    one, two = room.density.maps
    most = two if across > 1 else one if slots == part.units else one * FANNED_SHARE
    high = (room.high + APART - 2) / -(-slots // across) - APART
    wide = _whole(min(CELL_MOST, most / columns), room)
    tall = STRIP_HIGH if rows == 1 else wide
    if tall * rows > high:
        tall = _whole(high / rows, room)
        wide = wide if rows == 1 else tall
    side = min(KERNEL_SIDE, KERNEL_SHARE * wide * columns, high)
    cell = _whole(side / max(kernel), room) if max(kernel) else 0.0
    return MapForm(rows, columns, wide, tall, kernel, cell)


def _whole(px: float, room: Room) -> float:
    """So many px at unit 1, or somewhat fewer, that they are whole ones on the stage; or less than one."""
    whole = int(px * room.unit + 1e-6)
    return whole / room.unit if whole else max(0.2, px)


def place(part: Part, form: Form, left: float, room: Room, before: Box | None) -> LayerBox:
    return place_column(part, form, left, room)


def shapes(part: Part, box: Box, moment: Moment) -> Sequence[Shape]:
    assert isinstance(box, LayerBox)
    made: list[Shape] = []
    if box.maps is not None:
        made.append(Grids(box.maps, cells(part), map_scale(part, moment)))
    return [*made, Stack(box)] if box.folded else made


def cells(part: Part) -> Floats | None:
    """(units, rows, columns) what comes out of each channel; None without a sample."""
    if "a" not in part.values:
        return None
    return np.asarray(part.values["a"]).reshape(part.units, *grid(part.shape))


def describe(part: Part, unit: int, moment: Moment) -> tuple[str, tuple[str, ...]]:
    """What a map is, how large, and from where to where its values go."""
    title = map_name(part, unit, moment)
    rows, columns = grid(part.shape)
    size = translate("Diagram", "{rows} × {columns} values").format(rows=rows, columns=columns)
    if "a" not in part.values:
        return title, (size,)
    values = np.asarray(part.values["a"])[unit]
    reach = translate("Diagram", "from {low} to {high}").format(
        low=fitted(float(values.min()), 3), high=fitted(float(values.max()), 3)
    )
    full = fitted(float(map_scale(part, moment)[unit]), 2)
    return title, (size, reach, translate("Diagram", "full colour at {value}").format(value=full))
