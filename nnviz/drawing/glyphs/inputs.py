"""What enters the network: a picture, its pixels as a column of dots, or a dot for each number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.glyph import Box, Form, Room
from nnviz.drawing.layout import InputBox, Picture, is_picture, is_small_picture, seen_shape
from nnviz.drawing.moment import Moment
from nnviz.drawing.part import Floats, Part
from nnviz.drawing.shapes import Dots, Pixels, Ribbons, Shape

PICTURE_SHARE = 0.26  # of the stage's width, for the picture of the input
PICTURE_CELL_MAX = 48.0
DOT_RADIUS = 3.2
NAME_LETTER, NAME_MOST, NAME_GAP = 6.2, 118.0, 14.0  # px for a letter of a name, for a name, right of it
NAME_PITCH = 13.0  # px at unit 1 between inputs, below which names would touch
ROW_PITCH, ROW_RADIUS, TWO_LINES = 60.0, 11.0, 31.0  # of a row of a table: at most; from here on in two lines
SCALED, BOTH, BRACKET = 46.0, 122.0, 26.0  # px of the number as scaled, of both numbers, of a group's bracket
ROW_FULL = 2.0  # deviations from the mean at which the colour of an input of a table is full


def _has_dots(part: Part, room: Room) -> bool:
    shape = seen_shape(part.shape)
    return room.flat and (not is_picture(shape) or is_small_picture(shape))


def pixel_pitch(shape: tuple[int, ...], room: Room) -> float:
    """Pitch of the cells of a picture (rows, columns) in px; whole pixels where there is room for two."""
    rows, columns = shape
    share = room.width * PICTURE_SHARE * room.density.picture / columns
    space = min(share, room.usable * 0.7 / rows, room.px(PICTURE_CELL_MAX))
    if is_small_picture((rows, columns)):
        return max(4.0, float(int(space)))
    return float(int(space)) if space >= 2 else max(1.0, space)


def measure(part: Part, room: Room) -> Form:
    """From the left margin to where the edges begin."""
    density = room.density
    if not is_picture(seen_shape(part.shape)):
        beside = max(density.ribbon, _name_width(part, room) + NAME_GAP + _number_width(part, room))
        if room.names.row is not None:
            beside += ROW_RADIUS + (BRACKET if room.names.row.groups else 0.0)
        return Form(density.margin + 2 * DOT_RADIUS + 5 + beside)
    picture = seen_shape(part.shape)[1] * pixel_pitch(seen_shape(part.shape), room) / room.unit
    return Form(density.margin + picture + (density.ribbon + 5 if _has_dots(part, room) else 0.0))


def place(part: Part, form: Form, left: float, room: Room, before: Box | None) -> InputBox:
    margin, picture, shape = room.px(room.density.margin), None, seen_shape(part.shape)
    if is_picture(shape):
        rows, columns = shape
        cell = pixel_pitch(shape, room)
        picture = Picture(margin, room.centre - rows * cell / 2, cell, rows, columns)
    if not _has_dots(part, room) and picture is not None:
        x, y = _beside(picture, part, room)
        return InputBox(picture, False, 0.0, 0.0, x, y, margin, picture.right)
    y, pitch = _dot_column(part, room)
    of_row = room.names.row is not None
    bead = DOT_RADIUS if picture is not None else ROW_RADIUS if of_row else 8.5
    radius = min(room.px(bead), pitch * 0.36)
    reach = radius + room.px(2) if of_row else room.px(5)
    dot_x = room.px(form.width) - reach
    x = np.full(part.features, dot_x + reach)
    names = room.px(_name_width(part, room))
    numbers, lines = room.px(_number_width(part, room)), 2 if pitch >= room.px(TWO_LINES) else 1
    right = dot_x + reach
    return InputBox(
        picture,
        True,
        radius,
        dot_x,
        x,
        y,
        margin,
        right,
        name_width=names,
        number_width=numbers,
        lines=lines,
        open=_open(part, room),
    )


def _name_width(part: Part, room: Room) -> float:
    """px at unit 1 for the longest name of an input; 0 where it is a picture, or names would touch."""
    if is_picture(seen_shape(part.shape)) or _dot_column(part, room)[1] < room.px(NAME_PITCH):
        return 0.0
    names = room.names.features if room.names.row is None else room.names.row.labels
    letters = max(map(len, names), default=0)
    return min(NAME_MOST, NAME_LETTER * (letters + 1)) if letters else 0.0  # of few, one may be wide


def _number_width(part: Part, room: Room) -> float:
    """px at unit 1 for the numbers of a row of a table: as scaled, and in one line also as entered."""
    if room.names.row is None or not _name_width(part, room):
        return 0.0
    return SCALED if _dot_column(part, room)[1] >= room.px(TWO_LINES) else BOTH


def _open(part: Part, room: Room) -> tuple[int, ...]:
    """The inputs that have a bead of their own; () for all."""
    row = room.names.row
    return () if row is None or len(row.labels) != part.features else row.shown


def _beside(picture: Picture, part: Part, room: Room) -> tuple[Floats, Floats]:
    """Where edges leave the picture itself: at the height of each row, or once for each channel."""
    x = picture.right + room.px(2)
    if not room.flat:
        channels = part.shape[0] if len(part.shape) == 3 else 1
        y = picture.y + (np.arange(channels) + 1) / (channels + 1) * picture.rows * picture.cell
        return np.full(channels, x), y
    y = np.repeat(picture.y + (np.arange(picture.rows) + 0.5) * picture.cell, picture.columns)
    return np.full(part.features, x), y


def _dot_column(part: Part, room: Room) -> tuple[Floats, float]:
    """y (features,) of the column of dots, parted after every row of a picture, and their pitch."""
    n, seen = part.features, is_picture(seen_shape(part.shape))
    if opened := _open(part, room):
        pitch = min(room.px(ROW_PITCH), (room.usable - room.px(8)) / (len(opened) + 1))
        y = np.full(n, float(len(opened)))
        y[[*opened]] = np.arange(len(opened))
        return room.centre + (y - len(opened) / 2) * pitch, pitch
    run = seen_shape(part.shape)[1] if seen else n
    index = np.arange(n, dtype=np.float64)
    pitch = (room.usable - room.px(8)) / (n + (n - 1) // run * 5 / 9)
    pitch = min(room.px(9.0 if seen else 39.0 if room.names.row is None else ROW_PITCH), pitch)
    y = index * pitch + (np.arange(n) // run) * (pitch * 5 / 9)
    return room.centre - y[-1] / 2 + y, pitch


def _colours(channels: Floats) -> NDArray[np.uint32] | None:
    """0xffRRGGBB (rows, columns) of a picture (3, rows, columns) 0..1; None for one that is not in colour."""
    if len(channels) != 3:
        return None
    red, green, blue = np.round(channels * 255).astype(np.uint32)
    found: NDArray[np.uint32] = 0xFF000000 | red << 16 | green << 8 | blue
    return found


def shapes(part: Part, box: Box, moment: Moment) -> Sequence[Shape]:
    assert isinstance(box, InputBox)
    values, row = np.zeros(part.features), moment.names.row
    signed = part.signed or row is not None
    if "a" in part.values:
        found = np.asarray(part.values["a"], dtype=np.float64).ravel()
        if moment.names.row is not None:
            found = found / ROW_FULL
        values = np.clip(np.nan_to_num(found), -1.0 if signed else 0.0, 1.0)
    made: list[Shape] = []
    picture = box.picture
    if picture is not None:
        channels = values.reshape(-1, picture.rows, picture.columns)
        grey = channels.mean(axis=0)
        if box.dots:
            made.append(Ribbons(box, picture, grey.max(axis=1)))
        made.append(Pixels(picture, grey, box.dots, None if signed else _colours(channels)))
    if not box.dots:
        return made
    names = tuple(map(moment.names.of_feature, range(part.features))) if box.name_width else ()
    if row is not None and moment.row is not None and names:
        fits = len(row.labels) == len(moment.row) == part.features  # names may come before their network
        return [
            *made,
            Dots(box, values, row.labels, signed, moment.row, row.groups)
            if fits
            else Dots(box, values, names, signed),
        ]
    return [*made, Dots(box, values, names, signed)]
