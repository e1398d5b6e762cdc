"""The conveyor of one unit: what is kept, written and forgotten at each step, as rectangles on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnviz.drawing.sequences.layout import Layout, Span
from nnviz.training.gates import Conveyor

Kind = Literal["kept", "written", "forgotten"]
BLOCK, OPPOSED = 0.84, 0.32  # of a cell: the width of a block, of one that opposes what is kept


@dataclass(frozen=True)
class Scale:
    """``zero`` is the y of 0, ``by`` so many px a unit of the value."""

    zero: float
    by: float
    low: float
    high: float

    def y(self, value: float) -> float:
        return self.zero - value * self.by


@dataclass(frozen=True)
class Block:
    """From ``top`` to ``bottom``, in px; ``value`` is its number, ``share`` that of the largest one held."""

    kind: Kind
    step: int
    x: float
    wide: float
    top: float
    bottom: float
    value: float
    share: float


@dataclass(frozen=True)
class Ribbon:
    """What joins the number held after a step to what is kept of it in the next."""

    start: float
    end: float
    from_y: float
    to_y: float
    value: float


@dataclass(frozen=True)
class Bars:
    """The conveyor of a unit as it is drawn. ``ticks`` are (x, y, wide) of what is held after each step."""

    scale: Scale
    ribbons: tuple[Ribbon, ...]
    blocks: tuple[Block, ...]
    ticks: tuple[tuple[float, float, float], ...]


def scale_of(conveyor: Conveyor, unit: int, steps: slice, span: Span) -> Scale:
    """One linear scale for all that is drawn of a unit; 0 is always on it."""
    parts = [conveyor.held[unit, steps], conveyor.before[unit, steps]]
    if conveyor.kept is not None:
        parts.append(conveyor.kept[unit, steps])
    values = np.nan_to_num(np.concatenate(parts))
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    by = span.height / (high - low) if high > low else 0.0
    return Scale(span.top + high * by if by else span.bottom, by, low, high)


def bars(conveyor: Conveyor, unit: int, layout: Layout, span: Span) -> Bars:
    """What is drawn of the steps that have a column."""
    shown = range(layout.first, layout.last + 1)
    scale = scale_of(conveyor, unit, slice(layout.first, layout.last + 1), span)
    largest = max(abs(scale.low), abs(scale.high)) or 1.0
    wide = layout.cell * BLOCK
    blocks, ribbons, ticks = [], [], []
    for step in shown:
        x = layout.x(step) - wide / 2
        before, held = float(conveyor.before[unit, step]), float(conveyor.held[unit, step])
        written, kept = float(conveyor.written[unit, step]), 0.0
        if conveyor.kept is not None:
            kept = float(conveyor.kept[unit, step])
            if step > layout.first:
                start = layout.x(step - 1) + wide / 2
                ribbons.append(Ribbon(start, x, scale.y(before), scale.y(kept), before))
            blocks.append(_block("kept", step, x, wide, scale, (0.0, kept), kept, largest))
            blocks.append(_block("forgotten", step, x, wide, scale, (kept, before), before - kept, largest))
        opposed = written * kept < 0
        narrow = layout.cell * OPPOSED if opposed else wide
        left = x + wide - narrow
        blocks.append(_block("written", step, left, narrow, scale, (kept, kept + written), written, largest))
        ticks.append((x - 2, scale.y(held), wide + 4))
    return Bars(scale, tuple(ribbons), tuple(blocks), tuple(ticks))


def _block(
    kind: Kind,
    step: int,
    x: float,
    wide: float,
    scale: Scale,
    ends: Sequence[float],
    value: float,
    full: float,
) -> Block:
    tops = sorted(scale.y(end) for end in ends)
    return Block(kind, step, x, wide, tops[0], tops[1], value, value / full)
