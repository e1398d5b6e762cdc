"""A layer whose values are pictures: a map of what comes out of each channel, folded where they are many."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnviz.drawing.density import SIDES
from nnviz.drawing.glyph import Box, Form, Room, place_column, shown_units
from nnviz.drawing.glyphs.tiles import choose_column, column_form, fitting
from nnviz.drawing.layout import LayerBox
from nnviz.drawing.moment import Moment, activation_full
from nnviz.drawing.numbers import fitted
from nnviz.drawing.part import Part
from nnviz.drawing.shapes import Maps, Shape, Stack
from nnviz.said import translate

LARGEST = 64.0
ONE_COLUMN = 8  # channels in one column at most; more stand in two ...
MOST, FANNED = 16, 8  # ... and of more than so many, some are shown


def measure(part: Part, room: Room) -> Form:
    pins = room.pins(part)
    if part.units > MOST:
        units = shown_units(part.units, FANNED + 1, pins)
        fits = fitting(len(units) + 1, room, LARGEST, 1) or (SIDES[-1], 1)
        return column_form(units, part.units - len(units), *fits, room, beads=False)
    fewest = 1 if part.units <= ONE_COLUMN else 2
    return choose_column(part, room, LARGEST, 2, pins, fewest, beads=False)


def place(part: Part, form: Form, left: float, room: Room, before: Box | None) -> LayerBox:
    return place_column(part, form, left, room)


def shapes(part: Part, box: Box, moment: Moment) -> Sequence[Shape]:
    assert isinstance(box, LayerBox)
    made: list[Shape] = []
    if "a" in part.values:
        made.append(Maps(box, np.asarray(part.values["a"]), activation_full(part)))
    return [*made, Stack(box)] if box.folded else made


def describe(part: Part, unit: int, moment: Moment) -> tuple[str, tuple[str, ...]]:
    _, rows, columns = part.shape
    title = translate("Diagram", "Map {number} of layer {layer}").format(
        number=unit + 1, layer=part.index + 1
    )
    size = translate("Diagram", "{rows} × {columns} values").format(rows=rows, columns=columns)
    if "a" not in part.values:
        return title, (size,)
    values = np.asarray(part.values["a"])[unit]
    reach = translate("Diagram", "from {low} to {high}").format(
        low=fitted(float(values.min()), 3), high=fitted(float(values.max()), 3)
    )
    return title, (size, reach)
