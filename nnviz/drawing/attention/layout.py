"""Where the lanes are, and the columns on them: strips, heads, answers. All in px of the stage."""

from __future__ import annotations

import math
from dataclasses import dataclass

LANE, LEAST_LANE, DENSE_LANE = 57.0, 28.0, 20.0  # px at unit 1 from one lane to the next
DENSE = 20  # steps above which squares have no gaps
SQUARE, LEAST_SQUARE = 17.5, 6.0  # px at unit 1 from one square to the next
ROOM_SQUARE, ROOM_LANES = 38.0, 7  # in front of a class, where unit 1.5 makes 57 px of it
OPEN_HEADS = 4  # heads of the layer that have squares; others are folded
STRIP, CELL = 80.0, 5.0  # px at unit 1 of a strip at most, of a number in it
RING, RING_ROOM = 8.0, 30.0  # px at unit 1, its radius and its room on the lane
GAP, HEAD_GAP = 12.0, 16.0
MINI, LEAST_MINI = 44.0, 14.0  # px at unit 1 of the matrix of a folded head
TOKEN, LEAST_TOKEN, MARGIN = 30.0, 34.0, 14.0  # px at unit 1 of a box, of its column, at the edges
BAR, MANY = 9.0, 12  # px at unit 1 of a class's bar; of more classes the likeliest has one
_TOP, _FOOT, _SPLIT = 86.0, 38.0, 22.0
_SAID = 34.0


@dataclass(frozen=True)
class Span:
    """From ``left`` to ``right``."""

    left: float
    right: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Mini:
    """The small matrix of a head that is folded away, with its upper left corner."""

    block: int
    head: int
    x: float
    y: float
    side: float


@dataclass(frozen=True)
class Columns:
    """What there is to place: ``heads`` of each block, ``strips`` of the one that is open with how many
    numbers on each, which of them are ``added`` to, ``classes`` (0: no answer)."""

    steps: int
    heads: tuple[int, ...]
    numbers: int
    added: tuple[bool, ...]
    classes: int
    given: int | None


@dataclass(frozen=True)
class Layout:
    """``first`` and ``count`` lanes are shown, ``pitch`` px apart. Squares are ``square`` px apart."""

    width: float
    height: float
    unit: float
    first: int
    count: int
    top: float
    pitch: float
    split: int | None
    token: Span
    strips: tuple[Span, ...]
    rings: tuple[float | None, ...]
    open: int
    heads: tuple[tuple[int, float], ...]
    square: float
    cell: float
    steps: int
    minis: tuple[Mini, ...]
    says: Span | None

    @property
    def last(self) -> int:
        return self.first + self.count - 1

    @property
    def lane_ends(self) -> tuple[float, float]:
        """Where lanes begin and end."""
        end = self.says.left - GAP * self.unit if self.says else self.width - MARGIN * self.unit
        return self.token.right, end

    def shows(self, step: int) -> bool:
        return self.first <= step <= self.last

    def y(self, step: int) -> float:
        """The middle of a lane; also of one that is not shown."""
        below = self.split is not None and step >= self.split and self.first < self.split <= self.last
        return self.top + (step - self.first + 0.5) * self.pitch + (_SPLIT * self.unit if below else 0.0)

    def step_at(self, y: float) -> int | None:
        """The lane at that height."""
        for step in range(self.first, self.last + 1):
            if abs(self.y(step) - y) <= self.pitch / 2:
                return step
        return None

    def head_x(self, head: int) -> float | None:
        """Where the squares of a head begin; None for one that is folded."""
        return dict(self.heads).get(head)

    def key_x(self, head_x: float, key: int) -> float:
        """The middle of the column of a step that is looked at."""
        return head_x + (key + 0.5) * self.square

    def square_at(self, x: float, y: float) -> tuple[int, int, int] | None:
        """Head, step that looks, step that is looked at."""
        query = self.step_at(y)
        for head, start in self.heads:
            key = math.floor((x - start) / self.square)
            if query is not None and 0 <= key < self.steps:
                return head, query, key
        return None

    def mini_at(self, x: float, y: float) -> Mini | None:
        for mini in self.minis:
            if 0 <= x - mini.x <= mini.side and 0 <= y - mini.y <= mini.side:
                return mini
        return None

    def strip_at(self, x: float) -> int | None:
        for number, span in enumerate(self.strips):
            if span.left <= x <= span.right:
                return number
        return None


def window(steps: int, chosen: int, most: int) -> tuple[int, int]:
    """(first, count) of the lanes that are shown: all, or as many as fit about the chosen one."""
    count = max(1, min(steps, most))
    return min(max(0, chosen - count // 2), steps - count), count


def open_heads(heads: int, chosen: int, most: int) -> tuple[int, ...]:
    """The heads that have squares: all, or so many from the first on, the chosen one among them."""
    first = max(0, min(chosen - most + 1, heads - most))
    return tuple(range(first, min(heads, first + most)))


def lay_out(
    columns: Columns, width: float, height: float, unit: float, chosen: tuple[int, int, int], *, alone: bool
) -> Layout:
    """``chosen`` is (block, head, query). ``alone``: in front of a class, of one head and few lanes, large;
    strips have no room there."""
    px, steps = unit, columns.steps
    block, head, query = chosen
    room = height - (_TOP + _FOOT) * px - (_SPLIT * px if columns.given is not None else 0.0)
    least = (DENSE_LANE if steps > DENSE else LEAST_LANE) * px
    most = min(ROOM_LANES, int(room // least)) if alone else int(room // least)
    first, count = window(steps, query, most)
    pitch = min((2 * LANE if alone else LANE) * px, room / count)
    x = _Walk(MARGIN * px)
    token = x.take(min(TOKEN * px, pitch * 0.92))
    x.at = max(x.at + GAP * px, (MARGIN + LEAST_TOKEN) * px)
    earlier = _mini_column(x, [(b, h) for b in range(block) for h in range(columns.heads[b])], room, px)
    strip = 0.0 if alone else min(STRIP * px, columns.numbers * CELL * px)
    rings = sum(columns.added) * RING_ROOM * px + (len(columns.added) - sum(columns.added)) * GAP * px
    says, later_heads = _says_width(columns.classes, px), [
        (b, h) for b in range(block + 1, len(columns.heads)) for h in range(columns.heads[b])
    ]  # fmt: skip
    minis_width = (MINI + GAP) * px
    fixed = x.at + (1 + len(columns.added)) * strip + rings + GAP * px + says + MARGIN * px
    fixed += minis_width if later_heads else 0.0
    opened, square = _squares(columns, block, head, width - fixed, px, alone, minis_width)
    strips = [x.take(strip)]
    x.skip(GAP * px)
    heads = []
    for one in opened:
        heads.append((one, x.at))
        x.skip(steps * square + HEAD_GAP * px)
    folded = [(block, one) for one in range(columns.heads[block]) if one not in opened]
    beside = _mini_column(x, folded, room, px)
    places: list[float | None] = []
    for added in columns.added:
        places.append(x.at + RING_ROOM / 2 * px if added else None)
        x.skip((RING_ROOM if added else GAP) * px)
        strips.append(x.take(strip))
    x.skip(GAP * px)
    later = _mini_column(x, later_heads, room, px)
    end = width - MARGIN * px
    return Layout(
        width, height, unit, first, count, _TOP * px, pitch, columns.given, token, tuple(strips),
        tuple(places), block, tuple(heads), square, min(square, pitch) * (1.0 if steps > DENSE else 0.88),
        steps, (*earlier, *beside, *later), Span(end - says + GAP * px, end) if says else None,
    )  # fmt: skip


class _Walk:
    """Goes from the left to the right."""

    def __init__(self, at: float) -> None:
        self.at = at

    def skip(self, by: float) -> None:
        self.at += by

    def take(self, by: float) -> Span:
        self.at += by
        return Span(self.at - by, self.at)


def _says_width(classes: int, px: float) -> float:
    if not classes:
        return 0.0
    return (GAP + (classes * BAR if classes <= MANY else 64.0) + _SAID) * px


def _squares(
    columns: Columns, block: int, head: int, room: float, px: float, alone: bool, mini: float
) -> tuple[tuple[int, ...], float]:
    """Which heads have squares, and how far these are apart: as many heads as leave them large enough."""
    heads = columns.heads[block]
    most = 1 if alone else min(OPEN_HEADS, heads)
    wanted = (ROOM_SQUARE if alone else SQUARE) * px
    for shown in range(most, 0, -1):
        left = room - (mini if shown < heads else 0.0) - shown * HEAD_GAP * px
        square = min(wanted, left / (shown * columns.steps))
        if square >= LEAST_SQUARE * px or shown == 1:
            break
    return open_heads(heads, head, shown), max(2.0, square)


def _mini_column(x: _Walk, folded: list[tuple[int, int]], room: float, px: float) -> list[Mini]:
    """Small matrices one above the other, where any are folded."""
    if not folded:
        return []
    side = max(LEAST_MINI * px, min(MINI * px, room / len(folded) - 6 * px))
    found = [
        Mini(block, head, x.at, _TOP * px + number * (side + 6 * px), side)
        for number, (block, head) in enumerate(folded)
    ]
    x.skip((MINI + GAP) * px)
    return found
