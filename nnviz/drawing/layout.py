"""Where everything in the diagram sits: values alone, worked out by :func:`nnviz.drawing.plan.arrange`.

All in device-independent pixels of the unzoomed stage. Neurons never move while a network learns, hence
everything that follows from positions alone can be computed once per layout.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Rect = tuple[float, float, float, float]  # x, y, width, height
Span = tuple[int, int]  # the first row or column, and the one after the last

TOP = 52.0  # px of the stage above the usable height: the headers
OUTPUT_PITCH = 60.0


PICTURE_GAP = 3.0  # between two pixels of a picture
SMALL_PICTURE = 10  # rows and columns up to which pixels are also drawn as a column of dots


def seen_shape(shape: tuple[int, ...]) -> tuple[int, ...]:
    """What an input of that shape is drawn as: of a picture with channels, the rows and columns."""
    return shape[-2:] if len(shape) == 3 else shape


def is_picture(shape: tuple[int, ...]) -> bool:
    """Whether an input that is drawn like that is a picture."""
    return len(shape) == 2 and min(shape) > 1


def is_small_picture(shape: tuple[int, ...]) -> bool:
    """Whether it is one whose pixels are drawn as dots, too."""
    return is_picture(shape) and max(shape) <= SMALL_PICTURE


@dataclass(frozen=True)
class Picture:
    """The input as an image: its top left corner, the pitch of its cells, and how many there are."""

    x: float
    y: float
    cell: float
    rows: int
    columns: int

    @property
    def right(self) -> float:
        return self.x + self.columns * self.cell

    @property
    def bottom(self) -> float:
        return self.y + self.rows * self.cell

    def cell_rect(self, row: int, column: int, unit: float) -> Rect:
        """The ground of one pixel."""
        side = self.cell - min(PICTURE_GAP * unit, self.cell * 0.15)
        return self.x + column * self.cell, self.y + row * self.cell, side, side


@dataclass(frozen=True)
class OutputLabels:
    """Beside the outputs: where the class is written, and the bar of its probability.

    Names longer than a letter are ``text_width`` px wide at most, round ``text_x``; 0 for shorter ones.
    A name stands ``apart`` px above the middle of its output and the bar as much below: 0 side by side.
    """

    text_x: float
    bar_x: float
    bar_width: float
    pitch: float
    text_width: float = 0.0
    apart: float = 0.0


@dataclass(frozen=True, eq=False)
class MapTiles:
    """Where the maps of a part stand: a tile of ``wide`` x ``high`` px round (x, y) for each of ``units``,
    the units that are shown. Each has ``rows`` x ``columns`` cells. ``index`` is that of their layer,
    ``place`` the number of the part among all.
    """

    index: int
    place: int
    units: tuple[int, ...]
    x: Floats
    y: Floats
    rows: int
    columns: int
    wide: float
    high: float

    @property
    def cell(self) -> tuple[float, float]:
        """Width and height of a cell."""
        return self.wide / self.columns, self.high / self.rows

    def rect(self, slot: int) -> Rect:
        """The ground of a map."""
        return float(self.x[slot]) - self.wide / 2, float(self.y[slot]) - self.high / 2, self.wide, self.high

    def span(self, slot: int, rows: Span, columns: Span) -> Rect:
        """The ground of these rows and columns of a map; they may lie beyond it."""
        left, top, _, _ = self.rect(slot)
        wide, high = self.cell
        return (
            left + columns[0] * wide, top + rows[0] * high,
            (columns[1] - columns[0]) * wide, (rows[1] - rows[0]) * high,
        )  # fmt: skip

    def at(self, x: float, y: float) -> tuple[int, int, int] | None:
        """Unit, row and column of the cell at (x, y)."""
        inside = (np.abs(self.x - x) < self.wide / 2) & (np.abs(self.y - y) < self.high / 2)
        if not inside.any():
            return None
        slot = int(np.flatnonzero(inside)[-1])  # later ones are painted over earlier ones
        left, top, _, _ = self.rect(slot)
        wide, high = self.cell
        row, column = int((y - top) / high), int((x - left) / wide)
        return self.units[slot], min(row, self.rows - 1), min(column, self.columns - 1)


@dataclass(frozen=True, eq=False)
class LayerBox:
    """A layer that has units; all arrays have one entry a slot, the last slot being the fold if there is one.

    A slot shows unit ``units[slot]``: a tile of ``tile`` px (0: none) round (x, y) and a bead of ``radius``
    (0: none), whose ring is at most ``ring`` px wide, round (bead_x, y). Edges come in at ``enter_x`` and go
    out at ``leave_x``, at the slot's y. ``labels`` say where an output's name and share stand. Where a tile
    is a map of cells, ``maps`` are those, and ``kernels`` the weights before each.
    """

    index: int
    size: int
    units: tuple[int, ...]
    folded: int
    x: Floats
    y: Floats
    bead_x: Floats
    enter_x: Floats
    leave_x: Floats
    tile: float
    radius: float
    ring: float
    left: float
    right: float
    labels: OutputLabels | None = None
    maps: MapTiles | None = None
    kernels: MapTiles | None = None

    @property
    def half(self) -> float:
        """Half the height of a node's tile."""
        return (self.tile if self.maps is None else self.maps.high) / 2

    @property
    def slots(self) -> int:
        return len(self.y)

    def slot_of(self, unit: int) -> int:
        """The slot that shows ``unit``; the fold's if it is folded."""
        return self.units.index(unit) if unit in self.units else self.slots - 1


@dataclass(frozen=True, eq=False)
class InputBox:
    """The inputs: a picture or none, dots or none, and where the edges leave (one place a feature).

    On the plane they are ``tiles``, as the neurons are. Left of dots that stand for named numbers there are
    ``name_width`` px for the names. ``by_row``: the edges of all pixels of a row leave at one place.
    Of a table there are ``number_width`` px more for the numbers; of two ``lines`` the number as entered
    stands below the name. Of many inputs those ``open`` have a bead of their own, the others share the last
    place.
    """

    picture: Picture | None
    dots: bool
    dot_radius: float
    dot_x: float
    leave_x: Floats  # (features,)
    leave_y: Floats
    left: float
    right: float
    tiles: LayerBox | None = None
    name_width: float = 0.0
    by_row: bool = False
    number_width: float = 0.0
    lines: int = 1
    open: tuple[int, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether lines leave the picture as a whole, not each of its pixels."""
        picture = self.picture
        return picture is not None and not self.dots and len(self.leave_y) < picture.rows * picture.columns

    def source_of(self, unit: int) -> int:
        """Where the edges of input ``unit`` leave: a place of its own, or its channel's."""
        if self.picture is not None and self.by_row:
            return unit // self.picture.columns
        if self.picture is None or len(self.leave_y) > unit:
            return unit
        return unit // (self.picture.rows * self.picture.columns)


@dataclass(frozen=True)
class BarBox:
    """A layer through which values pass one by one: a bar behind the layer ``after`` (-1: the input).

    ``place`` is its number among all parts.
    """

    place: int
    after: int
    left: float
    top: float
    right: float
    bottom: float

    def leave_x(self, before: Floats) -> Floats:
        """Where the edges go out that would begin at ``before``."""
        return np.full(len(before), self.right)

    def holds(self, x: float, y: float) -> bool:
        """Whether (x, y) is on it."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


@dataclass(frozen=True, eq=False)
class PoolBox(BarBox):
    """A pooling: beside each unit of the layer ``after`` what becomes of it, a smaller map or a bead.

    ``column`` has them as those of a layer; of a fold nothing is shown. Edges go out at ``out_x``, one
    place for each slot of the layer. ``source`` are the maps that it is made of, where they are shown;
    ``joins`` are lines (x, y, width, height) from each to what becomes of it, where there is room for them.
    """

    column: LayerBox
    out_x: Floats
    source: MapTiles | None = None
    joins: tuple[Rect, ...] = ()

    def leave_x(self, before: Floats) -> Floats:
        return self.out_x

    def holds(self, x: float, y: float) -> bool:
        box = self.column
        reach = np.maximum(box.tile / 2, box.radius + 4)
        return bool(((np.abs(box.bead_x - x) <= reach) & (np.abs(box.y - y) <= reach)).any())


@dataclass(frozen=True, eq=False)
class DiagramLayout:
    """Everything's place. ``strip``: the legend is a strip along the bottom, not a block in the corner."""

    width: float
    height: float
    unit: float
    centre_y: float
    inputs: InputBox
    layers: tuple[LayerBox, ...]
    bars: tuple[BarBox, ...]
    strip: bool
    density: int

    @cached_property
    def maps(self) -> dict[int, MapTiles]:
        """Where the maps of each part are, by its place; what a whole map became is one of a single cell."""
        boxes = (*self.layers, *(bar.column for bar in self.bars if isinstance(bar, PoolBox)))
        found = {box.maps.place: box.maps for box in boxes if box.maps is not None}
        return dict(sorted(found.items()))

    @property
    def planar(self) -> bool:
        """Whether every neuron is a tile of the plane."""
        return self.inputs.tiles is not None

    @property
    def labels(self) -> OutputLabels:
        """Beside the outputs; of no width where nothing is written there."""
        last = self.layers[-1]
        return last.labels or OutputLabels(last.right, last.right, 0.0, OUTPUT_PITCH * self.unit)

    def gap(self, layer: int) -> tuple[Floats, Floats, Floats, Floats]:
        """x0 (m,), y0 (m,), x1 (k,), y1 (k,): where the edges into ``layer`` begin and end."""
        before: InputBox | LayerBox = self.inputs if layer == 0 else self.layers[layer - 1]
        y0 = before.leave_y if isinstance(before, InputBox) else before.y
        after = self.layers[layer]
        x0 = before.leave_x
        for bar in self.bars:
            if bar.after == layer - 1:
                x0 = bar.leave_x(x0)
        return x0, y0, after.enter_x, after.y

    @property
    def gaps(self) -> list[tuple[Floats, Floats, Floats, Floats]]:
        """Those of every layer."""
        return [self.gap(layer) for layer in range(len(self.layers))]

    def gap_area(self, layer: int) -> float:
        """The ground in px² that the edges into ``layer`` cross."""
        x0, y0, x1, y1 = self.gap(layer)
        clear = float(x1.min() - x0.max())
        mean = float(x1.mean() - x0.mean())
        span = max(float(np.ptp(y0)), float(np.ptp(y1)), OUTPUT_PITCH * self.unit)
        return max(1.0, (clear + mean) / 2) * span
