"""Places a network on the plane: every neuron, inputs and outputs too, is a tile with its bead (M2).

:func:`arrange_plane` gives the same frozen ``DiagramLayout`` as :func:`nnviz.drawing.plan.arrange`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from nnviz.drawing.density import shown_units
from nnviz.drawing.layout import TOP, DiagramLayout, InputBox, LayerBox, OutputLabels
from nnviz.drawing.plan import BOTTOM, Pins, meets_corner

STRIP = 40.0
TILE_GAP = 5.0  # from a tile to its bead's ring
RIM = 3.0  # from a node to where its edges begin
PITCH_MOST, PITCH_SHARED = 170.0, 808.0  # few units stand apart: 170 for two, 134 for four, 101 for six
LETTER = 7.0  # px of a letter beside the largest tile
BETWEEN = 12.0  # between two sub-columns


@dataclass(frozen=True)
class _Size:
    """One step of density; lengths in px at unit 1. ``names`` is the room for those of the inputs."""

    hidden: float
    inputs: float
    output: float
    names: float
    right: float
    gap: float
    columns: int


_SIZES: Final = (
    _Size(64, 60, 92, 36, 22, 56, 1),
    _Size(56, 52, 80, 34, 18, 44, 1),
    _Size(48, 48, 72, 34, 16, 36, 1),
    _Size(40, 40, 64, 34, 14, 28, 2),
    _Size(32, 36, 56, 32, 12, 24, 2),
    _Size(24, 32, 48, 30, 10, 20, 2),
    _Size(18, 24, 40, 28, 8, 18, 2),
    _Size(14, 20, 32, 26, 6, 10, 1),
)
_TILES: Final = (64.0, 56.0, 48.0, 40.0, 32.0, 24.0, 18.0, 14.0)


def bead_radius(tile: float) -> float:
    """The radius of the bead beside a tile of that side."""
    return float(np.clip(3.0 + tile * 0.1, 4.4, 9.5))


def _apart(tile: float) -> float:
    """The least px from a tile to the next one below."""
    return 8.0 if tile > 48 else 6.0


@dataclass(frozen=True)
class _Column:
    """One layer: its units shown, the number folded, and its measures in px at unit 1."""

    units: tuple[int, ...]
    folded: int
    tile: float
    columns: int
    pitch: float

    @property
    def slots(self) -> int:
        return len(self.units) + (1 if self.folded else 0)

    @property
    def radius(self) -> float:
        return bead_radius(self.tile)

    @property
    def body(self) -> float:
        """From where its edges come in to where they go out."""
        return 2 * RIM + self.tile + TILE_GAP + 1.5 + 2 * self.radius

    @property
    def width(self) -> float:
        return self.body + (self.columns - 1) * (self.body + BETWEEN)


def arrange_plane(
    sizes: Sequence[int],
    width: float,
    height: float,
    unit: float = 1.0,
    *,
    pinned: Pins | None = None,
    corner: tuple[float, float] = (236.0, 112.0),
    named: bool = False,
    letters: int = 2,
) -> DiagramLayout:
    """Place a network with ``sizes`` = (inputs, hidden ..., outputs) on a stage of width x height px.

    ``unit``, ``pinned`` and ``corner`` are as for ``arrange``; ``named``: beside the outputs stands which
    class each is for. ``letters`` are those of the longest name of an input. Raises ``ValueError`` for
    fewer than two sizes.
    """
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError("A network has inputs and at least one layer, each with one unit or more.")
    best: DiagramLayout | None = None
    for number, size in enumerate(_SIZES):
        for strip in (False, True):
            plan = _PlanePlan(tuple(sizes), width, height, unit, size, strip, pinned or {}, named, letters)
            best = plan.layout(number)
            if not strip and _needs_corner(best, corner):
                continue
            if plan.gap >= size.gap * unit:
                return best
            break
    assert best is not None
    return best


def _needs_corner(layout: DiagramLayout, corner: tuple[float, float]) -> bool:
    """Whether a node stands where the legend's block would."""
    right, top = (corner[0] + 12) * layout.unit, layout.height - (corner[1] + 6) * layout.unit
    boxes = [box for box in (layout.inputs.tiles, *layout.layers) if box is not None]
    low = any(box.left < right and float(box.y.max()) + box.tile / 2 > top for box in boxes)
    return low or meets_corner(layout, corner)


@dataclass(frozen=True)
class _PlanePlan:
    """One try: a density, with or without the strip."""

    sizes: tuple[int, ...]
    width: float
    height: float
    unit: float
    size: _Size
    strip: bool
    pinned: Pins
    named: bool
    letters: int

    @property
    def usable(self) -> float:
        """Height for the nodes, in px at unit 1."""
        strip = STRIP if self.strip else 0.0
        return max(80.0, self.height / self.unit - TOP - BOTTOM - strip)

    @property
    def centre(self) -> float:
        return (TOP + self.usable / 2) * self.unit

    def columns(self) -> list[_Column]:
        """Inputs, hidden layers, outputs."""
        size, last = self.size, len(self.sizes) - 1
        found = [self.column(self.sizes[0], size.inputs, 1, None)]
        for k, n in enumerate(self.sizes[1:]):
            output = k + 1 == last
            pins = tuple(u for u in self.pinned.get(k, ()) if u < n)
            found.append(self.column(n, size.output if output else size.hidden, size.columns, pins))
        return found

    def column(self, n: int, most: float, columns: int, pins: tuple[int, ...] | None) -> _Column:
        """The form of a layer of ``n`` units with tiles of at most ``most``; without ``pins`` none folds."""
        tiles = [most, *(t for t in _TILES if t < most)]
        for across in range(1, columns + 1):
            for tile in tiles:
                high = -(-n // across) * (tile + _apart(tile))
                if tile * across >= 24 * (across - 1) and high <= self.usable:
                    return self._column(tuple(range(n)), 0, tile, across)
        tile = tiles[-1]
        if pins is None:
            tile = max(4.0, min(tile, self.usable / n - 1))
            return self._column(tuple(range(n)), 0, tile, 1)
        units = shown_units(n, max(1, columns * int(self.usable // (tile + _apart(tile)))), pins)
        return self._column(units, n - len(units), tile, columns)

    def _column(self, units: tuple[int, ...], folded: int, tile: float, across: int) -> _Column:
        slots = len(units) + (1 if folded else 0)
        room = (self.usable - tile - 4) / max(1, slots - 1)
        wanted = min(PITCH_MOST, PITCH_SHARED / (slots + 2)) * (0.6 + 0.4 * tile / 64)
        pitch = min(room, max(wanted, (tile + 10) / across))
        return _Column(units, folded, tile, across, pitch)

    @property
    def gap(self) -> float:
        """px between two layers; it may be negative where they do not fit."""
        taken = self.names + sum(c.width for c in self.columns()) + self.right
        return (self.width - taken * self.unit) / (len(self.sizes) - 1)

    @property
    def names(self) -> float:
        """Room for the names of the inputs."""
        return self.size.names + max(0, self.letters - 2) * LETTER * self.size.inputs / 60

    @property
    def right(self) -> float:
        return self.size.right + (34.0 if self.named else 0.0)

    def layout(self, number: int) -> DiagramLayout:
        columns, gap = self.columns(), max(8.0, self.gap)
        x = self.names * self.unit
        boxes = []
        for k, column in enumerate(columns):
            boxes.append(self.place(k - 1, column, x))
            x += column.width * self.unit + gap
        first, layers = boxes[0], boxes[1:]
        inputs = InputBox(
            None, False, 0.0, 0.0, first.leave_x, first.y, first.left - self.names * self.unit * 0.8,
            first.right, first,
        )  # fmt: skip
        out = layers[-1]
        text = float(out.leave_x[0]) + 4 * self.unit
        pitch = columns[-1].pitch * self.unit if out.slots > 1 else out.tile
        labels = OutputLabels(text, out.right, 0.0, pitch)
        unit, strip = self.unit, self.strip
        return DiagramLayout(
            self.width, self.height, unit, self.centre, inputs, tuple(layers), labels, strip, number
        )

    def place(self, index: int, column: _Column, left: float) -> LayerBox:
        unit, slots = self.unit, column.slots
        y = self.centre + (np.arange(slots) - (slots - 1) / 2) * (column.pitch * unit)
        step = np.arange(slots) % column.columns * ((column.body + BETWEEN) * unit)
        enter = left + step
        x = enter + (RIM + column.tile / 2) * unit
        bead = x + (column.tile / 2 + TILE_GAP + 1.5 + column.radius) * unit
        return LayerBox(
            index, self.sizes[index + 1], column.units, column.folded, x, y, bead, enter,
            bead + (column.radius + RIM) * unit, column.tile * unit, column.radius * unit,
            left, left + column.width * unit,
        )  # fmt: skip
