"""A dense layer: a column of beads; where the input is a small picture, each with a tile of its weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from nnviz.drawing.density import Density
from nnviz.drawing.glyph import Box, Form, Room, place_column, shown_units
from nnviz.drawing.layout import OUTPUT_PITCH, LayerBox, OutputLabels, is_small_picture
from nnviz.drawing.moment import Moment, activation_full, never_fires
from nnviz.drawing.part import Part
from nnviz.drawing.shapes import Answers, Beads, Shape, Shares, Stack, Tiles, Truth

PITCH_MAX: Final = {64.0: 101.0, 30.0: 39.0, 18.0: 32.0}  # px between units of one of two sub-columns
RADIUS: Final = {64.0: 13.0, 30.0: 8.5, 18.0: 6.0}
BARE_PITCH: Final = 48.0
ONE_COLUMN_PITCH: Final = 60.0
NAME_LETTER, NAME_LEAST, NAME_MOST = 7.4, 30.0, 92.0  # px for a letter of a name, for a name
NAME_FROM, NAME_GAP = 38.0, 10.0  # px from where edges come in to a name, from there to the bar
VALUE_WIDTH = 74.0  # px for a value and its unit, where a table has values
APART, STACKED_PITCH = 8.0, 46.0  # px from an output's middle to its name above, its bar below; pitch for it
RING, OUTPUT_RING = 3.0, 4.0  # width at the largest bias
SHARES = ("softmax", "sigmoid")  # activations whose outputs go from 0 to 1


def measure(part: Part, room: Room) -> Form:
    """Tile size is the largest that fits; see "Diagram layout" in LOOK.md."""
    tiles = room.density.tiles if is_small_picture(part.input_shape) and part.index == 0 else ()
    return _form(
        part, room, room.density, tiles, room.density.columns * int(room.high // _need(room.density))
    )


def _need(density: Density) -> float:
    """Height that a bead needs."""
    return 2 * density.radius + 9


def _form(part: Part, room: Room, density: Density, tiles: Sequence[float], holds: int) -> Form:
    units = shown_units(part.units, max(1, holds), room.pins(part))
    slots = len(units) + (1 if len(units) < part.units else 0)
    for tile in (*tiles, 0.0):
        columns = _columns(slots, tile, room.high, density)
        if columns <= density.columns:
            break
    return _column(units, part.units, slots, tile, min(columns, density.columns), room)


def _columns(slots: int, tile: float, high: float, density: Density) -> int:
    """In how many sub-columns so many slots fit; staggered, they may stand closer."""
    if not tile:
        return max(1, int(-(-slots * _need(density) // high)))
    if slots * (tile + 8) <= high:
        return 1
    return max(2, int(-(-slots * (tile + 6) // high)))


def _column(units: tuple[int, ...], n: int, slots: int, tile: float, columns: int, room: Room) -> Form:
    density = room.density
    radius = RADIUS[tile] if tile else density.radius
    body = tile + 3 + 6 + 2 * radius + 3 if tile else 2 * radius + 6
    between = density.between if tile else min(density.between, 10.0)
    longest = max(ONE_COLUMN_PITCH, tile + 16)
    if columns > 1:
        longest = PITCH_MAX.get(tile, BARE_PITCH) / 2
    pitch = min(longest, (room.high - max(tile, 2 * radius) - 8) / max(1, slots - 1))
    step = body - 3 + between + (3 if tile else 0)
    lead, bead = (tile / 2 + 3, tile / 2 + 6 + radius) if tile else (radius + 3, 0.0)
    return Form(
        body + (columns - 1) * step, units, n - len(units), tile, radius, columns, pitch, step, lead, bead,
        radius + 3, RING,
    )  # fmt: skip


def place(part: Part, form: Form, left: float, room: Room, before: Box | None) -> LayerBox:
    return place_column(part, form, left, room)


def shapes(part: Part, box: Box, moment: Moment) -> Sequence[Shape]:
    assert isinstance(box, LayerBox)
    made: list[Shape] = []
    if box.tile:
        weights = part.parameters["weights"]
        rows, columns = part.input_shape
        made.append(Tiles(box, (rows, columns), weights, moment.tile_full))
    made.append(bead_shape(part, box, moment))
    return [*made, Stack(box)] if box.folded else made


def bead_shape(part: Part, box: LayerBox, moment: Moment) -> Beads:
    """Activations and biases of the units shown, and who is dead."""
    units = list(box.units)
    level = np.asarray(part.values["a"])[units] / activation_full(part) if "a" in part.values else None
    bias = np.asarray(part.parameters["bias"])[units] / moment.bias_full
    return Beads(box, level, bias, never_fires(part)[units])


# ---- the last layer
def measure_outputs(part: Part, room: Room) -> Form:
    """One column, wide enough for the classes and their bars."""
    density = room.density
    form = _form(part, room, replace(density, columns=1), (), int(room.usable // room.px(14)))
    pitch = min(OUTPUT_PITCH, room.high / form.slots)
    radius = min(13.0, pitch * 0.34)
    width = 18 + density.label + 18 + density.bar + 14
    name = _name_width(part, room)
    if not name:  # a large digit keeps off the ring
        radius = min(radius, max(6.0, density.label - 16))
    else:
        beside = name + NAME_GAP + density.bar
        width = NAME_FROM + (max(name, density.bar) if _stacked(pitch, room) else beside) + 14
    return Form(width, form.units, form.folded, 0.0, radius, 1, pitch, 0.0, 18.0, 0.0, radius, OUTPUT_RING)


def place_outputs(part: Part, form: Form, left: float, room: Room, before: Box | None) -> LayerBox:
    text, name, bar = left + room.px(18 + room.density.label), _name_width(part, room), room.density.bar
    if name and _stacked(form.pitch, room):
        start = left + room.px(NAME_FROM)
        labels = OutputLabels(
            start + room.px(name / 2), start, room.px(bar), room.px(form.pitch), room.px(name), room.px(APART)
        )
    elif name:
        text = left + room.px(NAME_FROM + name / 2)
        end = text + room.px(name / 2 + NAME_GAP)
        labels = OutputLabels(text, end, room.px(bar), room.px(form.pitch), room.px(name))
    else:
        labels = OutputLabels(text, text + room.px(18), room.px(bar), room.px(form.pitch))
    return place_column(part, form, left, room, labels)


def _stacked(pitch: float, room: Room) -> bool:
    """Whether names stand above their bars."""
    return room.density.stacked and pitch >= STACKED_PITCH


def _name_width(part: Part, room: Room) -> float:
    """px at unit 1 for the longest name of an output; 0 where all are a single letter or digit."""
    if room.names.row is not None and room.names.row.values:
        return VALUE_WIDTH
    names = room.names.classes if part.units > 1 else room.names.classes[1:2]
    longest = max(map(len, names), default=0)
    return min(NAME_MOST, max(NAME_LEAST, NAME_LETTER * longest)) if longest > 1 else 0.0


def output_shapes(part: Part, box: Box, moment: Moment) -> Sequence[Shape]:
    assert isinstance(box, LayerBox)
    assert box.labels is not None
    texts = tuple(moment.names.of_class(unit) for unit in box.units)
    answer = -1 if moment.answer is None else moment.answer
    if part.units == 1:  # it says how probable the second of two classes is; or it is a value
        texts = (moment.names.classes[1] if len(moment.names.classes) == 2 else "",)
        answer = 0 if answer == 1 and texts[0] else -1
    if moment.names.row is not None and moment.names.row.values:
        texts, answer = moment.values_said, 0 if part.units == 1 else -1
    shares = moment.answer is not None and part.activation in SHARES
    made: list[Shape] = [Answers(box, box.labels, texts, answer, shares)]
    if moment.truth is not None and moment.truth in box.units and part.units > 1:
        made.append(Truth(box, box.labels, box.slot_of(moment.truth)))
    made.append(bead_shape(part, box, moment))
    if box.folded:
        made.append(Stack(box))
    if shares:
        values = np.nan_to_num(np.asarray(part.values["a"]))
        sure = part.activation == "softmax" or part.units == 1
        made.append(Shares(box, box.labels, values, answer, sure))
    return made
