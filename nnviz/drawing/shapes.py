"""What a drawing consists of: each shape is one array of like marks, whoever paints them.

The places come from the layout and stay; the numbers are those of one moment. A bead's ``level`` and the
like are -1..1, 1 being full colour. Where there is a ``box``, marks are one for each of its slots.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.layout import BarBox, InputBox, LayerBox, MapTiles, OutputLabels, Picture, Rect
from nnviz.drawing.named_row import RowInput
from nnviz.drawing.numbers import percent, plain
from nnviz.drawing.part import Floats

Marks = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Ribbons:
    """From each row of the picture to its dots: flattening only lays the rows one after another.

    ``values`` (rows,) 0..1 are the strongest pixel of each row.
    """

    inputs: InputBox
    picture: Picture
    values: Floats


@dataclass(frozen=True, eq=False)
class Pixels:
    """The input as a picture of ``values`` (rows, columns) 0..1, its pixels ``apart`` or as an image; one in
    colour has ``colours`` (rows, columns) 0xffRRGGBB of its own."""

    picture: Picture
    values: Floats
    apart: bool
    colours: NDArray[np.uint32] | None = None


@dataclass(frozen=True, eq=False)
class Dots:
    """Each input as a dot of ``values`` (features,) 0..1, with its name left of it if there are ``names``;
    ``signed``: -1..1, with the colours of signed numbers. Of a table ``row`` says what enters, and inputs of
    one column stand in ``groups``."""

    inputs: InputBox
    values: Floats
    names: tuple[str, ...] = ()
    signed: bool = False
    row: tuple[RowInput, ...] = ()
    groups: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, eq=False)
class Beads:
    """How strongly each unit fires (fill; ``level`` None: not computed) and its bias (ring); ``dead``: it
    never fires, the ring is dashed. As ``colours`` the fill is a share of each class's."""

    box: LayerBox
    level: Floats | None
    bias: Floats
    dead: Marks
    colours: bool = False


@dataclass(frozen=True, eq=False)
class Tiles:
    """The weights into each unit as a picture: ``values`` (features, units), full at ``full``."""

    box: LayerBox
    shape: tuple[int, int]
    values: Floats
    full: Floats | float


@dataclass(frozen=True, eq=False)
class Maps:
    """What each unit says in many places: ``values`` (units, rows, columns).

    Colour is full at ``middle`` ± ``full`` (a number, or one for each unit); as ``colours`` it is a share of
    each unit's own. ``mark`` is a place to mark in each, in shares of its side.
    """

    box: LayerBox
    values: Floats
    full: Floats | float = 1.0
    middle: float = 0.0
    colours: bool = False
    mark: tuple[float, float] | None = None


@dataclass(frozen=True, eq=False)
class Grids:
    """Pictures of many numbers, cell by cell: ``values`` (units of the layer, rows, columns), in full colour
    at ``full`` (a number, or one for each unit); None where nothing is computed yet."""

    box: MapTiles
    values: Floats | None
    full: Floats | float = 1.0

    @property
    def shares(self) -> Floats:
        """(units shown, rows, columns) float32, 1 being full colour; nothing where there are no values."""
        if self.values is None:
            return np.empty((0, self.box.rows, self.box.columns), dtype=np.float32)
        units = list(self.box.units)
        chosen = self.values if len(units) == len(self.values) else self.values[units]
        full = self.full
        if not isinstance(full, float | int):
            full = np.asarray(full, dtype=np.float32)[units, None, None]
        shares: Floats = np.asarray(chosen / full, dtype=np.float32)
        return shares


@dataclass(frozen=True, eq=False)
class Joins:
    """Short lines from each map of a layer to what is made of it: ``lines`` are x, y, width, height."""

    box: LayerBox
    lines: tuple[Rect, ...]


@dataclass(frozen=True, eq=False)
class Places:
    """The cell of each map shown that is the largest: ``cells`` (units shown, 2) are rows and columns, -1
    where nothing is to be marked."""

    box: MapTiles
    cells: NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Stack:
    """The fold: a stack of cards as wide as a node, with the number of units in it."""

    box: LayerBox

    def card(self, unit: float, words: float) -> Rect:
        """The lowest card, with room for ``words`` px."""
        box, slot = self.box, self.box.slots - 1
        side, enter, leave = box.tile or 2 * box.radius, float(box.enter_x[slot]), float(box.leave_x[slot])
        width = max(side, words + 8 * unit, leave - enter - 6 * unit)
        height = min(side, 14 * unit)
        left = min((enter + leave) / 2 - width / 2, leave - width)  # off what follows the layer
        return left, float(box.y[slot]) - height / 2, width, height


@dataclass(frozen=True, eq=False)
class Captions:
    """What stands beside each unit: ``italic`` names of inputs left of it, else names of classes right of
    it, in their colours."""

    box: LayerBox
    texts: tuple[str, ...]
    italic: bool = False


@dataclass(frozen=True, eq=False)
class Answers:
    """Beside each output its class, the winner's larger, and where the outputs are shares the ground of a
    bar. ``answer`` is the winner, -1 without one."""

    box: LayerBox
    labels: OutputLabels
    texts: tuple[str, ...]
    answer: int
    bars: bool


@dataclass(frozen=True, eq=False)
class Truth:
    """A dashed frame about the output in ``slot``, which is the right one."""

    box: LayerBox
    labels: OutputLabels
    slot: int


@dataclass(frozen=True, eq=False)
class Shares:
    """The bars and numbers of all outputs, ``values`` (units,): written as ``percent`` if they sum to 1."""

    box: LayerBox
    labels: OutputLabels
    values: Floats
    answer: int
    percent: bool = True

    def text(self, value: float) -> str:
        """A value as it is written beside its bar."""
        return percent(value) if self.percent else plain(value)


@dataclass(frozen=True, eq=False)
class Bar:
    """A layer through which values pass one by one: what it is, and a ``note`` where there is room.

    One that is not ``known`` is grey.
    """

    box: BarBox
    title: str
    note: str
    known: bool = True


Shape = (
    Ribbons | Pixels | Dots | Beads | Tiles | Maps | Grids | Joins | Places
    | Stack | Captions | Answers | Truth | Shares | Bar
)  # fmt: skip

PLACE_SIDE = 5.0  # px at unit 1 of the frame round a cell, at least


def place_frame(tiles: MapTiles, slot: int, row: int, column: int, unit: float) -> Rect:
    """The frame round one cell of a map."""
    x, y, wide, high = tiles.span(slot, (row, row + 1), (column, column + 1))
    across, down = max(wide + 2 * unit, PLACE_SIDE * unit), max(high + 2 * unit, PLACE_SIDE * unit)
    return x + (wide - across) / 2, y + (high - down) / 2, across, down


BAR_FROM, TEXT_FROM = 0.004, 0.0095  # shares below are too small to be drawn, to be written
TEXT_PITCH = 30.0  # px at unit 1 between outputs, below which no share is written


def bar_radius(labels: OutputLabels, unit: float) -> float:
    """Half the height of a bar."""
    return min(8 * unit, labels.pitch * 0.35) / 2


def bar_rect(labels: OutputLabels, y: float, share: float, radius: float) -> Rect:
    """The bar of a ``share`` 0..1 of the output at the height ``y``."""
    return (
        labels.bar_x,
        y + labels.apart - radius,
        max(radius, labels.bar_width * min(1.0, share)),
        2 * radius,
    )


DOT_EMPTY = 0.04  # a dot below this is nothing but an outline


def pixel_radius(picture: Picture, unit: float) -> float:
    """How round the corners of a pixel are."""
    return min(3.5 * unit, picture.cell * 0.13)


def ribbon_ends(shape: Ribbons, row: int, unit: float) -> tuple[float, float, float, float, float, float]:
    """x of both ends of a row's ribbon, then y from and to at the first end and at the second."""
    inputs, picture = shape.inputs, shape.picture
    first, last = row * picture.columns, (row + 1) * picture.columns - 1
    _, top, _, side = picture.cell_rect(row, 0, unit)
    reach = inputs.dot_radius + 0.8
    start, end = float(inputs.leave_y[first]) - reach, float(inputs.leave_y[last]) + reach
    return picture.right + unit, inputs.dot_x - 7 * unit, top + 2 * unit, top + side, start, end
