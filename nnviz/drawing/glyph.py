"""What a glyph is: how one kind of layer is drawn, as functions of numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from nnviz.drawing.density import Density
from nnviz.drawing.layout import TOP, BarBox, InputBox, LayerBox, MapTiles, OutputLabels
from nnviz.drawing.moment import Moment
from nnviz.drawing.part import Floats, Names, Part
from nnviz.drawing.shapes import Shape
from nnviz.training.snapshot import EdgeKind

Pins = Mapping[int, tuple[int, ...]]
Box = InputBox | LayerBox | BarBox

BOTTOM = 12.0
STRIP = 40.0  # of the legend along the bottom
KERNEL_GAP = 8.0  # px at unit 1 from the weights of a filter to its map
STACK_REACH, STACK_OFF = 14.0, 6.0  # px at unit 1 that a stack takes above its middle; moved at most
ELIDE_SHOW = 24  # units shown of a layer that holds more than its columns can


@dataclass(frozen=True)
class Room:
    """The stage at one density, whose lengths are px at unit 1. ``flat``: no layer takes the input as a
    picture; ``outputs``: how many there are."""

    width: float
    height: float
    unit: float
    density: Density
    strip: bool
    names: Names
    flat: bool
    outputs: int
    pinned: Pins = field(default_factory=dict)

    def px(self, value: float) -> float:
        return value * self.unit

    @property
    def usable(self) -> float:
        """Height for the network, in px."""
        strip = STRIP if self.strip else 0.0
        return max(80.0, self.height - (TOP + BOTTOM + strip) * self.unit)

    @property
    def high(self) -> float:
        """The same in px at unit 1."""
        return self.usable / self.unit

    @property
    def centre(self) -> float:
        return TOP * self.unit + self.usable / 2

    def pins(self, part: Part) -> tuple[int, ...]:
        """The units of a layer that are not to be folded away."""
        return tuple(u for u in self.pinned.get(part.index, ()) if u < part.units)


@dataclass(frozen=True)
class MapForm:
    """Maps of ``rows`` x ``columns`` cells, each ``wide`` x ``high`` px at unit 1, and before each the
    weights of ``kernel`` (rows, columns), a cell of which is ``kernel_cell`` px."""

    rows: int
    columns: int
    wide: float
    high: float
    kernel: tuple[int, int] = (0, 0)
    kernel_cell: float = 0.0

    @property
    def width(self) -> float:
        return self.columns * self.wide

    @property
    def height(self) -> float:
        return self.rows * self.high


@dataclass(frozen=True)
class Form:
    """How one part is drawn: its units shown, the number folded, and its measures in px at unit 1.

    Without ``units`` it is a bar. From where the edges come in to the middle of a tile it is ``lead``, from
    there to the middle of the bead ``bead``, from there to where the edges go out ``tail``. ``margin`` is
    kept free beside it. Where tiles are ``maps``, ``beside`` is what poolings take right of each. ``level``:
    units of several sub-columns stand in rows, else each a little below the one beside it.
    """

    width: float
    units: tuple[int, ...] = ()
    folded: int = 0
    tile: float = 0.0
    radius: float = 0.0
    columns: int = 1
    pitch: float = 0.0  # from one unit to the next in height
    step: float = 0.0  # from one sub-column to the next
    lead: float = 0.0
    bead: float = 0.0
    tail: float = 0.0
    ring: float = 0.0  # of a bead, at its widest
    margin: float = 0.0
    maps: MapForm | None = None
    beside: float = 0.0
    level: bool = False

    @property
    def slots(self) -> int:
        return len(self.units) + (1 if self.folded else 0)


@dataclass(frozen=True)
class Glyph:
    """How one kind of layer is drawn.

    ``measure`` chooses a form for the room there is; ``place`` puts it at an x (the box is that of the part
    before). ``shapes`` are what is seen there at a moment. ``edges`` are the numbers of the lines that come
    in, (inputs, units) or fewer rows where inputs are channels. ``describe`` says in a title and a few
    words what a unit is (a bar has the unit 0). Such a kind may be drawn otherwise as the network's last
    layer, there ``as_picture`` where its outputs are pixels, on the plane, and where its values are those of
    a sequence, ``over_steps``. ``beside`` is its form where it stands beside each map of the layer before,
    whose form it is given: what it takes right of each map is its width. ``kernels`` are the weights that
    every unit looks at a window with, (units, channels, rows, columns). ``opaque``: nobody knows what it
    does, and no line leads from the units before it to those behind it.
    """

    measure: Callable[[Part, Room], Form]
    place: Callable[[Part, Form, float, Room, Box | None], Box]
    shapes: Callable[[Part, Box, Moment], Sequence[Shape]]
    edges: Callable[[Part, EdgeKind], Floats]
    describe: Callable[[Part, int, Moment], tuple[str, tuple[str, ...]]]
    as_output: Glyph | None = None
    as_picture: Glyph | None = None
    on_plane: Glyph | None = None
    over_steps: Glyph | None = None
    beside: Callable[[Part, Form], Form] | None = None
    kernels: Callable[[Part], Floats] | None = None
    opaque: bool = False

    def suited(self, part: Part, planar: bool) -> Glyph:
        """The glyph for this part of a network."""
        if part.sequence and self.over_steps is not None:
            return self.over_steps
        if part.pixels and self.as_picture is not None:
            return self.as_picture
        glyph = self.on_plane if planar and self.on_plane is not None else self
        return glyph.as_output if part.last and glyph.as_output is not None else glyph


def shown_units(n: int, holds: int, pins: tuple[int, ...]) -> tuple[int, ...]:
    """All units, or as many as LOOK.md says, evenly spaced, with the pinned ones; in order."""
    if n <= holds:
        return tuple(range(n))
    count = max(1, min(ELIDE_SHOW, holds - 1))
    chosen = {round(u) for u in np.linspace(0, n - 1, count)}
    kept = list(dict.fromkeys(pins))[-count:]
    for pin in kept:  # each pin takes the place of the nearest that is not pinned
        if pin not in chosen:
            chosen.discard(min((u for u in chosen if u not in kept), key=lambda u: abs(u - pin)))
            chosen.add(pin)
    return tuple(sorted(chosen))


def place_column(
    part: Part, form: Form, left: float, room: Room, labels: OutputLabels | None = None
) -> LayerBox:
    """The units one below the other about the middle of the stage, in one or more sub-columns.

    The stack of those that are folded stands a little off the last of them, which it would touch.
    """
    slots, px = form.slots, room.px
    steps = np.arange(slots) // (form.columns if form.level else 1)
    y = room.centre + (steps - steps[-1] / 2) * px(form.pitch)
    if form.folded:
        reach = max(form.tile / 2, form.tail) + STACK_REACH
        off = px(min(STACK_OFF, max(0.0, reach - form.pitch)))
        y[:-1] -= off / 2
        y[-1] += off / 2
    enter = left + np.arange(slots) % form.columns * px(form.step)
    x = enter + px(form.lead)
    bead = x + px(form.bead)
    maps, kernels = _map_tiles(part, form, x, y, room)
    return LayerBox(
        part.index, part.units, form.units, form.folded, x, y, bead, enter, bead + px(form.tail),
        px(form.tile), px(form.radius), px(form.ring), left, left + px(form.width), labels, maps, kernels,
    )  # fmt: skip


def _map_tiles(
    part: Part, form: Form, x: Floats, y: Floats, room: Room
) -> tuple[MapTiles | None, MapTiles | None]:
    """Where the maps of a column are, and the kernels before them."""
    maps, px, shown = form.maps, room.px, len(form.units)
    if maps is None:
        return None, None
    x, y = x[:shown], y[:shown]
    size = (maps.rows, maps.columns, px(maps.width), px(maps.height))
    tiles = MapTiles(part.index, part.place, form.units, x, y, *size)
    rows, columns = maps.kernel
    if not maps.kernel_cell:
        return tiles, None
    wide, high = px(columns * maps.kernel_cell), px(rows * maps.kernel_cell)
    at = x - tiles.wide / 2 - px(KERNEL_GAP) - wide / 2
    return tiles, MapTiles(part.index, part.place, form.units, at, y, rows, columns, wide, high)
