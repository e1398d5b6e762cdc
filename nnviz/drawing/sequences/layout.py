"""Where the rows of an unrolled network stand, and its columns, a step each. Lengths in px."""

from __future__ import annotations

import math
from dataclasses import dataclass

ALL_STEPS, WINDOW = 80, 40  # of more steps than these a window of so many is shown, and a strip of all
OPEN_UNITS, ALL_UNITS, FOLDED = 12, 48, 24  # rows with gaps; rows at all; rows of more units than that
ROOM_STEPS = 12  # in front of a class
LEFT, RIGHT = 107.0, 26.0  # px at unit 1 beside the columns
FAR_LEFT = 124.0  # in front of a class
PITCH, FEW_PITCH, FEW = 36.0, 90.0, 20  # from a step to the next, at most; and where there are few steps
ROW, LEAST_ROW, DENSE_ROW = 9.0, 5.0, 4.0  # px at unit 1 of a unit's row: at most, with a gap, without
LONE_ROW = 16.0
STRIPS = 0.36  # of the height, at most
_TOP, _SYMBOL, _SLOPE = 24.0, 26.0, 18.0  # above all; a symbol; |dL/dx| below it
_APART, _LEGEND, _OVERVIEW, _CAPTION, _AXIS = 11.0, 30.0, 18.0, 20.0, 22.0
_SHARES = {"conveyor": 0.44, "asked": 0.28, "blame": 0.28}  # of the height that is left
_LEAST = {"conveyor": 60.0, "asked": 34.0, "blame": 40.0}
#: What gives way first where there is too little height.
_ORDER = ("asked", "blame", "conveyor")


@dataclass(frozen=True)
class Span:
    """A row: from ``top`` to ``bottom``."""

    top: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Rows:
    """What is to be laid out: how many ``strips`` of how many ``units``, and which rows there are."""

    steps: int
    units: int
    strips: int
    conveyor: bool = True
    asked: bool = True
    blame: bool = True
    slope: bool = True


@dataclass(frozen=True)
class Layout:
    """Columns of ``count`` steps from ``first`` on, ``pitch`` apart; ``x0`` is the middle of the first.

    ``units`` are those that have a row in each of the ``strips``, ``row`` high with a ``gap`` of it between.
    ``overview`` is the strip of all steps where not all have a column.
    """

    width: float
    height: float
    unit: float
    first: int
    count: int
    x0: float
    pitch: float
    units: tuple[int, ...]
    row: float
    gap: float
    symbols: Span
    slopes: Span | None
    strips: tuple[Span, ...]
    legend: float
    conveyor: Span | None
    asked: Span | None
    caption: float
    blame: Span | None
    overview: Span | None
    axis: float

    def x(self, step: int) -> float:
        """The middle of the column of a step."""
        return self.x0 + (step - self.first) * self.pitch

    @property
    def cell(self) -> float:
        """The width of a cell of a strip."""
        return min(self.pitch * 0.74, 44 * self.unit) if self.pitch > 14 else max(1.0, self.pitch - 1)

    @property
    def left(self) -> float:
        return self.x0 - self.pitch / 2

    @property
    def right(self) -> float:
        return self.x0 + (self.count - 0.5) * self.pitch

    @property
    def last(self) -> int:
        return self.first + self.count - 1

    def shows(self, step: int) -> bool:
        """Whether that step has a column."""
        return self.first <= step <= self.last

    def step_at(self, x: float) -> int | None:
        """The step in whose column ``x`` lies."""
        at = math.floor((x - self.left) / self.pitch)
        return self.first + at if 0 <= at < self.count else None

    def cell_at(self, x: float, y: float) -> tuple[int, int, int] | None:
        """(strip, unit, step) of the cell there."""
        step = self.step_at(x)
        for number, strip in enumerate(self.strips):
            if step is not None and strip.top <= y < strip.bottom:
                row = min(int((y - strip.top) / self.row), len(self.units) - 1)
                return number, self.units[row], step
        return None

    def row_span(self, strip: int, unit: int) -> Span | None:
        """Where a unit's row of a strip is; None for one that is folded away."""
        if unit not in self.units:
            return None
        top = self.strips[strip].top + self.units.index(unit) * self.row
        return Span(top, top + self.row - self.gap)

    def overview_x(self, step: float, steps: int) -> float:
        """Where a step is in the strip of all ``steps``."""
        return self.left + (step + 0.5) / steps * (self.right - self.left)

    def overview_step(self, x: float, steps: int) -> int:
        """The step at ``x`` in the strip of all."""
        share = (x - self.left) / max(1.0, self.right - self.left)
        return min(steps - 1, max(0, math.floor(share * steps)))


def shown_units(units: int, chosen: int, room: int) -> tuple[int, ...]:
    """All units where ``room`` rows are enough, else so many, evenly spread, and the ``chosen`` one."""
    most = min(FOLDED if units > ALL_UNITS else units, max(1, room))
    if units <= most:
        return tuple(range(units))
    spread = {round(at * (units - 1) / max(1, most - 1)) for at in range(most)}
    if chosen not in spread:
        spread.discard(min(spread, key=lambda at: abs(at - chosen)))
        spread.add(chosen)
    return tuple(sorted(spread))


def window(steps: int, chosen: int, most: int) -> tuple[int, int]:
    """(first, count) of the steps that have a column: all, or a window about the ``chosen`` one."""
    if steps <= most:
        return 0, steps
    count = min(WINDOW, most)
    return min(max(0, chosen - count // 2), steps - count), count


def lay_out(
    rows: Rows,
    width: float,
    height: float,
    unit: float,
    chosen: tuple[int, int],
    most: int = ALL_STEPS,
    *,
    alone: bool = False,
    share: float | None = None,
) -> Layout:
    """The rows in a stage of that size; ``chosen`` is (unit, step), at most ``most`` steps have a column.

    ``alone``: of each strip the chosen unit is shown, in one larger row. ``share`` is what the strips may
    take of the height; their rows are then at most twice as high as usual.
    """
    px = unit
    first, count = window(rows.steps, chosen[1], most)
    left = FAR_LEFT if alone else LEFT
    room = width - (left + RIGHT) * px
    pitch = max(2.0, min((FEW_PITCH if count < FEW else PITCH) * px, room / count))
    x0 = left * px + pitch / 2
    y = _TOP * px
    symbols = Span(y, y + _SYMBOL * px)
    y = symbols.bottom
    slopes = Span(y + 3 * px, y + _SLOPE * px) if rows.slope else None
    y += (_SLOPE + 8 if rows.slope else 12) * px
    units, row, gap = _strip_rows(rows, height, px, chosen[0], share)
    if alone:
        units, row, gap = (chosen[0],), math.floor(LONE_ROW * px), 1.0
    strips = []
    for _ in range(rows.strips):
        strips.append(Span(y, y + row * len(units)))
        y = strips[-1].bottom + _APART * px
    overview = Span(0, 0) if count < rows.steps else None
    foot = height - _AXIS * px - (_OVERVIEW * px if overview else 0)
    if overview is not None:
        overview = Span(foot + 4 * px, foot + (_OVERVIEW - 4) * px)
    legend = y + _LEGEND * px / 2 - _APART * px / 2
    spans = _flexible(rows, y + (_LEGEND - _APART) * px, foot - 4 * px, px)
    blame = spans.get("blame")
    caption = blame.top - _CAPTION * px / 2 if blame is not None else 0.0
    return Layout(
        width, height, unit, first, count, x0, pitch, units, row, gap, symbols, slopes, tuple(strips), legend,
        spans.get("conveyor"), spans.get("asked"), caption, blame, overview, height - _AXIS * px / 2,
    )  # fmt: skip


def _strip_rows(
    rows: Rows, height: float, px: float, chosen: int, share: float | None
) -> tuple[tuple[int, ...], float, float]:
    """The units that have a row, how high it is, and the gap of it."""
    room = (share or STRIPS) * height / max(1, rows.strips) - _APART * px
    dense = rows.units > OPEN_UNITS
    most = ROW * px if share is None else 2 * ROW * px
    row = math.floor(min(most, room / max(1, rows.units)))
    if not dense and row >= LEAST_ROW * px:
        return tuple(range(rows.units)), float(row), 1.0
    row = max(2, math.floor(DENSE_ROW * px))
    return shown_units(rows.units, chosen, max(1, math.floor(room / row))), float(row), 0.0


def _flexible(rows: Rows, top: float, bottom: float, px: float) -> dict[str, Span]:
    """The rows that share what height is left; those for which there is none are left out."""
    wanted = [name for name in _SHARES if getattr(rows, name)]
    apart = {"conveyor": 12 * px, "asked": 10 * px, "blame": (_CAPTION + 4) * px}

    def left() -> float:
        return bottom - top - sum(apart[name] for name in wanted)

    for name in _ORDER:
        if left() >= sum(_LEAST[one] * px for one in wanted):
            break
        if name in wanted and len(wanted) > 1:
            wanted.remove(name)
    whole, y, spans = sum(_SHARES[name] for name in wanted), top, {}
    for name in wanted:
        y += apart[name]
        high = max(0.0, left()) * _SHARES[name] / whole
        spans[name] = Span(y, y + high)
        y += high
    return spans
