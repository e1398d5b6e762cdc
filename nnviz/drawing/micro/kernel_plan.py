"""Where everything stands on the stage where a micro-step is about one place of a map (M5b).

Row by row, a channel each: the map with the window, what lies in it, kernel, products, their sum; at the
right the adder, and the map that the result lands in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from nnviz.drawing.layout import Rect

# px at unit 1
_HEAD, _FOOT = 58, 34
_WIDE, _TIGHT = (22, 26, 62, 126), (14, 20, 58, 92)  # margin, between two tables, a sum, lines with the adder
_INDEX, _THUMB, _ADDER, _LANDING, _LEAST_LANDING = 16, 72, 20, 80, 56
_LADDER = 24  # more for the sums where their numbers stand before them
_ABOVE = 20  # between a map and the window below it
_FOLD = 44  # height of the row of the channels that are folded
_GAP = 2
_NUMBERED = 24  # from a cell with a number to the next
_USUAL, _ROOMY, _ROOM = 28, 40, 68  # the same where there is room, and on a projector
_OPEN = 6  # channels that stand open at most; of more one less
_FEW = 3


@dataclass(frozen=True)
class KernelRow:
    """A channel that stands open, or with ``channel`` None the ``count`` others; ``y`` is its middle.

    ``tables``: its cells are to be seen; ``summed``: its sum is.
    """

    channel: int | None
    y: float
    count: int = 1
    tables: bool = True
    summed: bool = True


@dataclass(frozen=True)
class KernelPlan:
    """The whole stage in px: ``tables`` are the left edges of the tables of cells, each of ``shape``.

    ``pitch`` from a cell to the next. ``thumb`` is the side of the maps that come in, 0 where there is no
    room; ``above``: the map stands over its window. ``sums`` is the right edge of the sums, ``adder`` the
    middle of the adder, ``landing`` the map of the result.
    """

    width: float
    height: float
    unit: float
    shape: tuple[int, int]
    pitch: float
    head: float
    thumb: float
    thumb_x: float
    above: bool
    tables: tuple[float, ...]
    sums: float
    adder: tuple[float, float]
    radius: float
    landing: Rect
    rows: tuple[KernelRow, ...]

    @property
    def gap(self) -> float:
        """Between two cells that have room for it."""
        return _GAP * self.unit if self.pitch >= 12 * self.unit else 0.0

    def table(self, number: int, row: KernelRow) -> Rect:
        """The ground of the cells of a table."""
        wide, high = self.shape[1] * self.pitch - self.gap, self.shape[0] * self.pitch - self.gap
        return self.tables[number], row.y - high / 2, wide, high

    def cell(self, number: int, row: KernelRow, cell: tuple[int, int]) -> Rect:
        """The ground of one cell of it."""
        x, y, _, _ = self.table(number, row)
        side = self.pitch - self.gap
        return x + cell[1] * self.pitch, y + cell[0] * self.pitch, side, side

    def map_in(self, row: KernelRow) -> Rect:
        """The ground of the map that comes in."""
        top = row.y - self.thumb / 2
        if self.above:
            top = self.table(0, row)[1] - self.thumb - _ABOVE * self.unit
        return self.thumb_x, top, self.thumb, self.thumb

    def cell_at(self, x: float, y: float) -> tuple[int, KernelRow, tuple[int, int]] | None:
        """(table, row, cell) at that point."""
        for row in self.rows:
            for number in range(len(self.tables) if row.tables else 0):
                left, top, wide, high = self.table(number, row)
                if left <= x < left + wide and top <= y < top + high:
                    return number, row, (int((y - top) // self.pitch), int((x - left) // self.pitch))
        return None


def fitting_rows(width: float, height: float, unit: float, shape: tuple[int, int], *, one: bool) -> int:
    """How many channels can stand open with numbers in their cells; ``one``: only one may."""
    if one:
        return 1
    least = shape[0] * _least(shape) * unit + 8 * unit
    return max(1, min(_OPEN, int((height - (_HEAD + _FOOT) * unit) // least)))


def make_plan(
    size: tuple[float, float],
    unit: float,
    shape: tuple[int, int],
    tables: int,
    channels: tuple[tuple[int, ...], tuple[int, ...]],
    spoken: int,
    *,
    one: bool,
) -> KernelPlan:
    """Lay out these ``channels`` (open, folded); ``one``: the tables of the ``spoken`` one only, large."""
    width, height = size
    few = one or len(channels[0]) <= _FEW
    top, room = _HEAD * unit, height - (_HEAD + _FOOT) * unit
    rows, each = _rows(channels, spoken, top, room, unit, one=one)
    across = _across(width, room if one else each, unit, shape, tables, few=few, one=one)
    alone = not across.thumb and (one or len(rows) == 1)
    thumb = min(150 * unit, room - shape[0] * across.pitch - 2 * _ABOVE * unit) if alone else across.thumb
    if alone:  # there is room for the map above its window
        rows = (*rows[:-1], replace(rows[-1], y=rows[-1].y + (thumb + _ABOVE * unit) / 2))
    x = across.left + (across.thumb + across.sign if across.thumb else 0.0)
    step = shape[1] * across.pitch - _GAP * unit + across.sign
    lefts = tuple(x + step * number for number in range(tables))
    sums, right = x + step * tables - across.sign + across.sum, width - across.margin
    landing = min(_LANDING * unit * (1.6 if one else 1.0), max(48 * unit, right - sums - across.lines))
    adder = min((sums + right - landing) / 2 + 12 * unit, right - landing - (_ADDER + 18) * unit)
    middle = top + room / 2 if len(rows) > 2 else rows[0].y
    return KernelPlan(
        width, height, unit, shape, across.pitch, top, thumb, across.left, alone, lefts, sums,
        (adder, middle), _ADDER * unit, (right - landing, middle - landing / 2, landing, landing), rows,
    )  # fmt: skip


@dataclass(frozen=True)
class _Across:
    """How the width is shared out: margin, left edge of all, between two tables, for a sum, for the lines."""

    margin: float
    left: float
    sign: float
    sum: float
    lines: float
    thumb: float
    pitch: float


def _across(
    width: float,
    high: float,
    unit: float,
    shape: tuple[int, int],
    tables: int,
    *,
    few: bool,
    one: bool,
) -> _Across:
    """The roomiest way in which cells have room for numbers; the maps that come in give way first."""
    most = (_ROOM if one else _ROOMY if few else _USUAL) * unit
    largest = min((150 if few else _THUMB) * unit, high - 14 * unit)
    found = None
    small = min(largest, 56 * unit)
    for roomy, thumb in ((True, largest), (True, min(largest, _THUMB * unit)), (False, small), (False, 0.0)):
        margin, sign, total, lines = (part * unit for part in (_WIDE if roomy else _TIGHT))
        total += _LADDER * unit if one else 0.0
        left = margin + _INDEX * unit
        fixed = left + margin + sign * (tables - 1) + total + lines + _LEAST_LANDING * unit
        fixed += thumb + sign if thumb else 0.0
        pitch = max(3.0, min(most, (width - fixed) / (tables * shape[1]), (high - 8 * unit) / shape[0]))
        found = _Across(margin, left, sign, total, lines, thumb, pitch)
        if not one and pitch >= min(_least(shape) * unit, (high - 8 * unit) / shape[0]):
            break
    assert found is not None
    return found


def _least(shape: tuple[int, int]) -> float:
    """From a cell to the next at least: those of up to 5 have numbers, of more a colour only."""
    return _NUMBERED if max(shape) <= 5 else 120 / max(shape)


def _rows(
    channels: tuple[tuple[int, ...], tuple[int, ...]],
    spoken: int,
    top: float,
    room: float,
    unit: float,
    *,
    one: bool,
) -> tuple[tuple[KernelRow, ...], float]:
    """The rows from top to bottom, and the height of one."""
    shown, folded = channels
    below = _FOLD * unit if folded else 0.0
    each = (room - below) / len(shown)
    if not one:
        each = min(each, (104 if len(shown) > _FEW else 230) * unit)
    start = top + (room - below - each * len(shown)) / 2
    rows = [
        KernelRow(channel, start + each * (place + 0.5), tables=not one)
        for place, channel in enumerate(shown)
    ]
    if folded:
        rows.append(KernelRow(None, start + each * len(shown) + below / 2, len(folded), tables=False))
    if one:  # the cells stand in the middle, beside the ladder of the sums
        rows.append(KernelRow(spoken, top + room / 2, summed=False))
    return tuple(rows), each
