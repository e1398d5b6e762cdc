"""How dense the diagram is drawn, from M1's and M2's generous forms down to what still fits a small stage."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True)
class Density:
    """One step of density; lengths in px at unit 1. Each glyph takes what concerns it."""

    gap: float  # least width between two layers
    tiles: tuple[float, ...]  # sides of a tile, the largest first
    columns: int  # sub-columns at most
    between: float  # between two sub-columns
    margin: float  # left of the input
    radius: float = 0.0  # of beads without a tile
    picture: float = 1.0  # share of the picture's usual size
    ribbon: float = 0.0  # from the picture to the dots
    bar: float = 0.0  # width of a probability bar
    label: float = 0.0  # from an output's bead to its class
    inputs: float = 0.0  # sides of the largest tiles of inputs and outputs
    outputs: float = 0.0
    right: float = 0.0  # right of the outputs
    maps: tuple[float, float] = (56.0, 36.0)  # sides of feature maps in one column, in two, at most
    stacked: bool = False  # names of outputs stand above their bars


@dataclass(frozen=True)
class Densities:
    """Tried in this order; the first that fits is taken. ``gaps``: how the first gap, those between hidden
    layers and the last share the width that is left."""

    steps: tuple[Density, ...]
    gaps: tuple[float, float, float]


def _beads(
    picture: float, margin: float, ribbon: float, gap: float, bar: float, label: float,
    tiles: tuple[float, ...], columns: int, radius: float, between: float,
) -> Density:  # fmt: skip
    return Density(gap, tiles, columns, between, margin, radius, picture, ribbon, bar, label)


_LAST: Final = (
    _beads(0.45, 12, 24, 32, 34, 24, (), 1, 6.0, 6),
    _beads(0.36, 8, 18, 22, 30, 22, (), 1, 5.0, 4),
)
_SHARES: Final = (137.0, 110.0, 81.0)  # M1
_NUMBER: Final = 62.0  # px at unit 1 that “>99 %” takes in front of a class

#: Beads, for any network.
BEADS: Final = Densities(
    (
        _beads(1.0, 28, 52, 72, 84, 32, (64, 30, 18), 3, 8.5, 29),
        _beads(0.95, 28, 52, 72, 84, 32, (30, 18), 3, 8.5, 26),
        _beads(0.85, 24, 44, 66, 64, 30, (30, 18), 3, 8.5, 18),
        _beads(0.75, 20, 36, 60, 52, 28, (18,), 3, 7.5, 12),
        _beads(0.65, 16, 32, 54, 44, 26, (18,), 2, 7.5, 10),
        _beads(0.55, 16, 28, 44, 40, 24, (18,), 1, 7.0, 8),
        *_LAST,
    ),
    _SHARES,
)

#: In front of a class: the number stands beside the bar, large, not below it; alone where room is scarce.
FAR: Final = Densities(
    (
        *(replace(step, bar=step.bar + _NUMBER) for step in BEADS.steps[:-2]),
        *(replace(step, bar=_NUMBER) for step in BEADS.steps[-2:]),
    ),
    _SHARES,
)

#: For a network alone on a small stage: beads close together rather than folded away.
BARE: Final = Densities(
    (
        _beads(1.0, 20, 40, 66, 56, 26, (18,), 2, 7.5, 12),
        _beads(0.85, 20, 32, 46, 44, 24, (), 3, 6.5, 18),
        _beads(0.75, 20, 26, 34, 40, 22, (), 3, 5.5, 18),
        _beads(0.65, 16, 22, 28, 36, 20, (), 3, 5.0, 14),
        _beads(0.5, 10, 14, 22, 24, 18, (), 3, 4.5, 8),
        _beads(0.4, 8, 12, 16, 20, 17, (), 4, 4.0, 6),
        *_LAST,
    ),
    _SHARES,
)


def _maps(
    picture: float, margin: float, gap: float, bar: float, one: float, two: float, columns: int, radius: float
) -> Density:
    return Density(
        gap, (), columns, 12, margin, radius, picture, 24, bar, 28, maps=(one, two), stacked=True
    )  # fmt: skip


#: Feature maps (M5): they take the room that a picture of the input and wide gaps have elsewhere.
MAPS: Final = Densities(
    (
        _maps(0.68, 26, 76, 84, 128, 76, 3, 10.0),  # on large screens
        _maps(0.60, 24, 60, 76, 112, 64, 3, 9.0),
        _maps(0.52, 22, 46, 72, 96, 52, 3, 8.5),
        _maps(0.48, 20, 40, 60, 84, 48, 2, 8.0),
        _maps(0.44, 16, 36, 52, 72, 40, 2, 7.5),
        _maps(0.42, 14, 32, 44, 60, 36, 2, 7.0),
        _maps(0.40, 12, 26, 38, 48, 32, 2, 6.5),
        _maps(0.36, 10, 20, 34, 40, 26, 1, 6.0),
        _maps(0.32, 8, 16, 30, 30, 20, 1, 5.0),
        _maps(0.28, 6, 14, 28, 24, 16, 1, 5.0),
    ),
    (47.0, 66.0, 48.0),  # M5
)

#: The same in front of a class.
MAPS_FAR: Final = Densities(tuple(replace(step, bar=step.bar + _NUMBER) for step in MAPS.steps), MAPS.gaps)

SIDES: Final = (80.0, 64.0, 56.0, 48.0, 40.0, 32.0, 24.0, 18.0, 14.0)


def _tiles(
    hidden: float, inputs: float, outputs: float, margin: float, right: float, gap: float, columns: int
) -> Density:
    sides = tuple(side for side in SIDES if side <= hidden)
    return Density(gap, sides, columns, 12.0, margin, inputs=inputs, outputs=outputs, right=right)


#: Every neuron a tile, inputs and outputs too: networks on the plane (M2).
PLANE: Final = Densities(
    (
        _tiles(80, 84, 122, 38, 24, 72, 1),  # on large screens
        _tiles(64, 60, 92, 36, 22, 56, 1),
        _tiles(56, 52, 80, 34, 18, 44, 1),
        _tiles(48, 48, 72, 34, 16, 36, 1),
        _tiles(40, 40, 64, 34, 14, 28, 2),
        _tiles(32, 36, 56, 32, 12, 24, 2),
        _tiles(24, 32, 48, 30, 10, 20, 2),
        _tiles(18, 24, 40, 28, 8, 18, 2),
        _tiles(14, 20, 32, 26, 6, 10, 1),
    ),
    (1.0, 1.0, 1.0),
)
