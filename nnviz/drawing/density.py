"""How dense the diagram is drawn, from M1's generous form down to what still fits a small stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

ELIDE_SHOW: Final = 24  # units shown of a layer that holds more than its columns can
PITCH_MAX: Final = {64.0: 101.0, 30.0: 39.0, 18.0: 32.0, 0.0: 48.0}  # px between units of one sub-column
RADIUS: Final = {64.0: 13.0, 30.0: 8.5, 18.0: 6.0}
ONE_COLUMN_PITCH: Final = 60.0


@dataclass(frozen=True)
class Density:
    """One step of density; lengths in px at unit 1."""

    picture: float  # share of the picture's usual size
    margin: float
    ribbon: float  # from the picture to the dots
    gap: float  # least width between two layers
    bar: float  # width of a probability bar
    label: float  # from an output's bead to its class
    tiles: tuple[float, ...]
    columns: int  # sub-columns at most
    radius: float  # of beads without a tile
    between: float  # between two sub-columns


#: Tried in this order; the first that fits is taken.
DENSITIES: Final = (
    Density(1.0, 28, 52, 72, 84, 32, (64, 30, 18), 3, 8.5, 29),
    Density(0.95, 28, 52, 72, 84, 32, (30, 18), 3, 8.5, 26),
    Density(0.85, 24, 44, 66, 64, 30, (30, 18), 3, 8.5, 18),
    Density(0.75, 20, 36, 60, 52, 28, (18,), 3, 7.5, 12),
    Density(0.65, 16, 32, 54, 44, 26, (18,), 2, 7.5, 10),
    Density(0.55, 16, 28, 44, 40, 24, (18,), 1, 7.0, 8),
    Density(0.45, 12, 24, 32, 34, 22, (), 1, 6.0, 6),
    Density(0.36, 8, 18, 22, 30, 20, (), 1, 5.0, 4),
)

#: For a network alone on a small stage: beads close together rather than folded away.
BARE_DENSITIES: Final = (
    Density(1.0, 20, 40, 66, 56, 26, (18,), 2, 7.5, 12),
    Density(0.85, 20, 32, 46, 44, 24, (), 3, 6.5, 18),
    Density(0.75, 20, 26, 34, 40, 22, (), 3, 5.5, 18),
    Density(0.65, 16, 22, 28, 36, 20, (), 3, 5.0, 14),
    Density(0.5, 10, 14, 22, 24, 18, (), 3, 4.5, 8),
    Density(0.4, 8, 12, 16, 20, 17, (), 4, 4.0, 6),
    *DENSITIES[-2:],
)


@dataclass(frozen=True)
class Form:
    """How one layer is drawn: its units shown, the number folded, and its measures in px at unit 1."""

    units: tuple[int, ...]
    folded: int
    tile: float
    radius: float
    columns: int
    pitch: float  # from one unit to the next in height
    step: float  # from one sub-column to the next
    width: float


def choose_form(
    n: int, height: float, density: Density, tiles: bool, pins: tuple[int, ...], capacity: int | None = None
) -> Form:
    """The form of a layer of ``n`` units on ``height`` px (unit 1); see "Diagram layout" in LOOK.md."""
    need_least = 2 * density.radius + 9
    holds = capacity if capacity is not None else density.columns * int(height // need_least)
    units = shown_units(n, max(1, holds), pins)
    slots = len(units) + (1 if len(units) < n else 0)
    options = [t for t in density.tiles if tiles] + [0.0]
    for tile in options:
        need = tile + 8 if tile else need_least
        columns = -(-slots * need // height)
        if columns <= density.columns or tile == 0:
            return _form(units, n, slots, tile, int(min(columns, density.columns)), height, density)
    raise AssertionError("the last option always fits")


def _form(
    units: tuple[int, ...], n: int, slots: int, tile: float, columns: int, height: float, density: Density
) -> Form:
    columns = max(1, columns)
    radius = RADIUS[tile] if tile else density.radius
    body = tile + 3 + 6 + 2 * radius + 3 if tile else 2 * radius + 6
    between = density.between if tile else min(density.between, 10.0)
    longest = PITCH_MAX[tile] / columns if columns > 1 else max(ONE_COLUMN_PITCH, tile + 16)
    room = (height - max(tile, 2 * radius) - 8) / max(1, slots - 1)
    pitch = min(longest, room)
    step = body - 3 + between + (3 if tile else 0)
    return Form(units, n - len(units), tile, radius, columns, pitch, step, body + (columns - 1) * step)


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
