"""The last layer of a network that gives back a picture: its outputs as the pixels that they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnviz.drawing.glyph import Box, Form, Room, place_column
from nnviz.drawing.glyphs.inputs import pixel_pitch
from nnviz.drawing.layout import LayerBox, Picture
from nnviz.drawing.moment import Moment
from nnviz.drawing.part import Part
from nnviz.drawing.shapes import Pixels, Shape

_LEAD, _MARGIN = 6.0, 28.0  # px at unit 1 before the picture, and beside it


def measure(part: Part, room: Room) -> Form:
    """As large as the picture of the input is."""
    _, columns = part.pixels
    cell = pixel_pitch(part.pixels, room) / room.unit
    half = cell / 2
    width = _LEAD + columns * cell + _MARGIN
    return Form(
        width,
        tuple(range(part.units)),
        0,
        cell,
        half,
        columns,
        cell,
        cell,
        _LEAD + half,
        0.0,
        half,
        level=True,
    )


def place(part: Part, form: Form, left: float, room: Room, before: Box | None) -> LayerBox:
    return place_column(part, form, left, room)


def shapes(part: Part, box: Box, moment: Moment) -> Sequence[Shape]:
    assert isinstance(box, LayerBox)
    rows, columns = part.pixels
    values = np.zeros(part.units)
    if "a" in part.values:
        given = np.nan_to_num(np.asarray(part.values["a"], dtype=np.float64))
        if part.activation == "tanh":  # from -1, paper, to 1, ink
            given = (given + 1) / 2
        values = np.clip(given, 0.0, 1.0)
    half = box.tile / 2
    picture = Picture(float(box.x[0]) - half, float(box.y[0]) - half, box.tile, rows, columns)
    return [Pixels(picture, values.reshape(rows, columns), box.tile > 2)]
