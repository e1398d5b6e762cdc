"""How tall each part of the left panel is in a window of some height."""

from __future__ import annotations

from dataclasses import dataclass

_ROWS = 3  # of test images, if there is room
# gaps from the top edge to the bottom edge, in px at theme unit 1: at ease, and in a low window
_GAPS = ((14, 12, 10, 16, 6, 7, 14, 6, 18, 0, 8, 6, 14), (10, 8, 6, 10, 4, 4, 8, 4, 10, 0, 6, 4, 8))
_TILES = (64, 56)
# rows of images, and the canvas with them as a share of its full side, at the least; first choice first
_SMALLEST = ((3, 0.84), (2, 0.66), (1, 0.66), (1, 0.55))


@dataclass(frozen=True)
class Plan:
    """Sizes in px; ``gaps`` stand before each of the twelve parts and after the last."""

    canvas: int
    tile: int
    rows: int
    gaps: tuple[int, ...]
    height: int  # of everything; more than there is if the panel has to scroll


def plan(
    height: int, unit: float, fixed: int, row: int, row_gap: int, left_out: frozenset[int] = frozenset()
) -> Plan:
    """Share ``height`` px out: first the gaps close, then rows of images go, then the canvas shrinks.

    Room to spare becomes more rows of images, each ``row`` px high and ``row_gap`` px below the last one. All
    other parts, but for the canvas and the stages of the strip, are ``fixed`` px high together. The parts
    ``left_out``, counted from 1, are not there, and no gap stands before them.
    """
    tiles = (0, 0) if 5 in left_out else _TILES
    full = round(240 * unit)

    def rest(gaps: tuple[int, ...], tile: int, rows: int) -> int:
        return fixed + sum(gaps) + tile + rows * (row + row_gap) - row_gap

    def made(canvas: int, gaps: tuple[int, ...], tile: int, rows: int) -> Plan:
        return Plan(canvas, tile, rows, gaps, rest(gaps, tile, rows) + canvas)

    def gaps_of(tight: int) -> tuple[int, ...]:
        return tuple(
            0 if part in left_out else round(gap * unit) for part, gap in enumerate(_GAPS[tight], start=1)
        )

    at_ease, tile = gaps_of(0), round(tiles[0] * unit)
    spare = height - full - rest(at_ease, tile, _ROWS)
    if spare >= 0:
        return made(full, at_ease, tile, _ROWS + spare // (row + row_gap))
    for rows, share in _SMALLEST:
        for tight in (0, 1):
            gaps, tile = gaps_of(tight), round(tiles[tight] * unit)
            canvas = min(full, height - rest(gaps, tile, rows))
            if canvas >= share * full:
                return made(canvas, gaps, tile, rows)
    return made(round(_SMALLEST[-1][1] * full), gaps_of(1), round(tiles[1] * unit), 1)
