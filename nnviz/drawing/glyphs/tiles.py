"""A layer on the plane: each neuron a tile of what it makes of every point, and its bead (M2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from nnviz.drawing.density import SIDES
from nnviz.drawing.glyph import Box, Form, Room, place_column, shown_units
from nnviz.drawing.glyphs.beads import bead_shape
from nnviz.drawing.layout import InputBox, LayerBox, OutputLabels
from nnviz.drawing.moment import Moment, activation_full
from nnviz.drawing.part import Floats, Part
from nnviz.drawing.shapes import Beads, Captions, Maps, Shape, Stack
from nnviz.training.plane import PlaneMaps

TILE_GAP: Final = 5.0  # from a tile to its bead's ring
RIM: Final = 3.0  # from a node to where its edges begin
PITCH_MOST, PITCH_SHARED = 170.0, 808.0  # few units stand apart: 170 for two, 134 for four, 101 for six
LETTER: Final = 7.0  # px of a letter beside the largest tile
CLASS_NAMES: Final = 34.0  # room for them
BETWEEN: Final = 12.0  # between two sub-columns
RING: Final = 4.0  # px at unit 1, the widest


def bead_radius(tile: float) -> float:
    """The radius of the bead beside a tile of that side."""
    return float(np.clip(3.0 + tile * 0.1, 4.4, 9.5))


def choose_column(
    part: Part, room: Room, most: float, columns: int, pins: tuple[int, ...] | None, fewest: int = 1,
    beads: bool = True,
) -> Form:  # fmt: skip
    """The form of a layer with tiles of at most ``most``, in ``fewest`` to ``columns`` sub-columns; without
    ``pins`` none folds."""
    n, fits = part.units, fitting(part.units, room, most, columns, fewest)
    if fits is not None:
        return column_form(tuple(range(n)), 0, *fits, room, beads)
    tile = SIDES[-1]
    if pins is None:
        return column_form(tuple(range(n)), 0, max(4.0, min(tile, room.high / n - 1)), 1, room, beads)
    units = shown_units(n, max(1, columns * int(room.high // (tile + _apart(tile)))), pins)
    return column_form(units, n - len(units), tile, columns, room, beads)


def fitting(slots: int, room: Room, most: float, columns: int, fewest: int = 1) -> tuple[float, int] | None:
    """The side of the tiles and the number of sub-columns with which so many ``slots`` fit, if they do."""
    for across in range(fewest, columns + 1):
        for tile in (most, *(t for t in SIDES if t < most)):
            high = -(-slots // across) * (tile + _apart(tile))
            if tile * across >= 24 * (across - 1) and high <= room.high:
                return tile, across
    return None


def _apart(tile: float) -> float:
    """The least px from a tile to the next one below."""
    return 8.0 if tile > 48 else 6.0


def column_form(
    units: tuple[int, ...], folded: int, tile: float, across: int, room: Room, beads: bool
) -> Form:
    """These units, and the stack of those that are ``folded``, ``across`` sub-columns."""
    slots = len(units) + (1 if folded else 0)
    size = tile / 64
    wanted = min(PITCH_MOST, PITCH_SHARED / (slots + 2)) * max(0.6 + 0.4 * size, size)
    pitch = min((room.high - tile - 4) / max(1, slots - 1), max(wanted, (tile + 10) / across))
    radius = bead_radius(tile) if beads else 0.0
    bead = tile / 2 + (TILE_GAP + 1.5 + radius if beads else 0.0)
    lead, tail = RIM + tile / 2, radius + RIM
    step = lead + bead + tail + BETWEEN
    width = lead + bead + tail + (across - 1) * step
    ring = min(RING, radius * 0.45)
    return Form(width, units, folded, tile, radius, across, pitch, step, lead, bead, tail, ring)


def measure(part: Part, room: Room) -> Form:
    return choose_column(part, room, room.density.tiles[0], room.density.columns, room.pins(part))


def place(part: Part, form: Form, left: float, room: Room, before: Box | None) -> LayerBox:
    return place_column(part, form, left, room)


def shapes(part: Part, box: Box, moment: Moment) -> Sequence[Shape]:
    assert isinstance(box, LayerBox)
    made: list[Shape] = []
    if (maps := fitting_maps(moment)) is not None:
        made.append(Maps(box, maps.layers[box.index], activation_full(part), mark=mark(moment)))
    made.append(bead_shape(part, box, moment))
    return [*made, Stack(box)] if box.folded else made


# ---- inputs
def measure_inputs(part: Part, room: Room) -> Form:
    form = choose_column(part, room, room.density.inputs, 1, None)
    letters = max((len(name) for name in room.names.features), default=2)
    names = room.density.margin + max(0, letters - 2) * LETTER * room.density.inputs / 60
    return replace(form, width=form.width + names, margin=names)


def place_inputs(part: Part, form: Form, left: float, room: Room, before: Box | None) -> InputBox:
    names = room.px(form.margin)
    tiles = place_column(part, replace(form, width=form.width - form.margin), names, room)
    return InputBox(
        None, False, 0.0, 0.0, tiles.leave_x, tiles.y, tiles.left - names * 0.8, tiles.right, tiles
    )


def input_shapes(part: Part, box: Box, moment: Moment) -> Sequence[Shape]:
    assert isinstance(box, InputBox)
    assert box.tiles is not None
    tiles, maps = box.tiles, fitting_maps(moment)
    level, nothing = None, np.zeros(tiles.slots)
    made: list[Shape] = []
    if maps is not None:
        reach = _reach(maps)
        made.append(Maps(tiles, maps.inputs, reach, mark=mark(moment)))
        if "a" in part.values:
            level = np.asarray(part.values["a"]) / reach
    made.append(Beads(tiles, level, nothing, nothing > 0))
    texts = tuple(moment.names.of_feature(unit) for unit in tiles.units)
    return [*made, Captions(tiles, texts, italic=True)]


# ---- outputs
def measure_outputs(part: Part, room: Room) -> Form:
    form = choose_column(part, room, room.density.outputs, room.density.columns, room.pins(part))
    named = part.units > 1 and bool(room.names.classes)
    return replace(form, margin=room.density.right + (CLASS_NAMES if named else 0.0))


def place_outputs(part: Part, form: Form, left: float, room: Room, before: Box | None) -> LayerBox:
    box = place_column(part, form, left, room)
    pitch = room.px(form.pitch) if box.slots > 1 else box.tile
    labels = OutputLabels(float(box.leave_x[0]) + room.px(4), box.right, 0.0, pitch)
    return place_column(part, form, left, room, labels)


def output_shapes(part: Part, box: Box, moment: Moment) -> Sequence[Shape]:
    """The outputs in the colours of the map of what the network has learned."""
    assert isinstance(box, LayerBox)
    said, maps = moment.said, fitting_maps(moment)
    middle, full = (0.5, 0.5) if said == "side" else (0.0, 1.0)
    if said == "value":
        full = moment.value_full
    made: list[Shape] = []
    if maps is not None:
        values = maps.layers[box.index]
        made.append(Maps(box, values, full, middle, said == "classes", mark(moment)))
    beads = bead_shape(part, box, moment)
    level = None
    if "a" in part.values:
        level = (np.asarray(part.values["a"])[list(box.units)] - middle) / full
    made.append(Beads(box, level, beads.bias, beads.dead, said == "classes"))
    if said == "classes":
        made.append(Captions(box, tuple(moment.names.of_class(unit) for unit in box.units)))
    return [*made, Stack(box)] if box.folded else made


def fitting_maps(moment: Moment) -> PlaneMaps | None:
    """The maps, if they are of a network of this shape."""
    maps = moment.maps
    if maps is None:
        return None
    wanted = [moment.input.features, *(part.units for part in moment.columns)]
    return maps if [len(maps.inputs), *(len(values) for values in maps.layers)] == wanted else None


def mark(moment: Moment) -> tuple[float, float] | None:
    """Where the point is, as a share of a tile from its top left corner."""
    if moment.maps is None or moment.point is None:
        return None
    x, y = (float(c) / (2 * moment.maps.extent) for c in moment.point)
    return 0.5 + x, 0.5 - y


def _reach(maps: PlaneMaps) -> Floats:
    """(d,) the largest magnitude of each input over the plane, where its colour is full."""
    reach: Floats = np.maximum(np.abs(maps.inputs).max(axis=(1, 2)), np.float32(1e-12))
    return reach
