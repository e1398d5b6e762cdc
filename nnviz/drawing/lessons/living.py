"""A living nerve cell, drawn as a picture to think with beside a neuron of a network.

Other cells end at its dendrites, as inputs do at a neuron; what its body gathers leaves by the axon.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from nnviz.drawing.lessons.marks import Pen, Point
from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.look import mix

Thick = tuple[float, float, float]  # x, y, half the width there

_PIECES = 14  # of a limb between two of its points
SOMA = (818.0, 76.0)  # where the middle of its body is across, and how large it is, in px of the picture
ENDS = 366.0  # where the cells before it end


@dataclass(frozen=True)
class Feed:
    """A cell that ends at a dendrite: at which height, how many impulses come along it, how much it passes on
    (0 to 1), and which way that works."""

    y: float
    impulses: int
    passed: float
    sign: float


class Living:
    """Draws the cell on ``paper`` from (left, top) on, at so many px for a length of the picture."""

    def __init__(self, paper: Paper, left: float, top: float, scale: float) -> None:
        self._paper, self._left, self._top, self._scale = paper, left, top, scale
        look = paper.look
        dark = look.theme == "dark"
        self._skin = mix(look.ramp(1, 2), look.surface("stage"), 0.35) if dark else 0xFFF6E3CB
        self._line = look.text("secondary") if dark else look.text()

    def _at(self, x: float, y: float) -> Point:
        return self._left + x * self._scale, self._top + y * self._scale

    def draw(self, feeds: Sequence[Feed], fires: int, y: float) -> None:
        """The cells that feed it, the cell with its body at the height ``y``, impulses on their way."""
        look, scale = self._paper.look, self._scale
        for feed in feeds:
            on = feed.passed > 0
            fill = look.ramp(feed.sign, 3) if on else look.surface("hover")
            self._body(_feeding(feed.y), fill, look.ramp(feed.sign, 8) if on else look.text("tertiary"))
        self._body(_cell([feed.y for feed in feeds], y), self._skin, self._line)
        self._myelin(y)
        x = SOMA[0] + 4
        pen = Pen(self._line, 3.5 * scale)
        self._paper.disc(*self._at(x, y), 26 * scale, mix(look.ramp(1, 5), self._skin, 0.3), pen)
        for feed in feeds:
            self._passing(feed)
        for place in range(fires):
            self._pulse(*((1180.0, y - 5), (930.0, y + 4), (872.0, y + 3))[place], look.ramp(1, 8))

    def _body(self, limbs: Sequence[Sequence[Thick]], fill: int, line: int) -> None:
        """All outlines, then all fills, so that limbs join."""
        paper, scale = self._paper, self._scale
        shapes = [_limb(tuple(limb)) for limb in limbs]
        for pen, inside in ((Pen(line, 7 * scale), line), (None, fill)):
            for limb, shape in zip(limbs, shapes, strict=True):
                if len(limb) > 1:
                    paper.area([self._at(*point) for point in shape], inside, pen)
                for x, y, half in (limb[0], limb[-1]):
                    paper.disc(*self._at(x, y), half * scale, inside, pen)

    def _myelin(self, y: float) -> None:
        look, scale = self._paper.look, self._scale
        fill = look.surface("hover" if look.theme == "dark" else "stage")
        for x in (956.0, 1030.0, 1104.0):
            left, top = self._at(x, y - 18)
            pen = Pen(self._line, 3.5 * scale)
            self._paper.box((left, top, 62 * scale, 36 * scale), fill, pen, 18 * scale)

    def _passing(self, feed: Feed) -> None:
        """Impulses on the way to the gap, and in it what the cell gives off: as much as it passes on."""
        look, scale = self._paper.look, self._scale
        colour = look.ramp(feed.sign, 8) if feed.passed else look.text("tertiary")
        for place in range(feed.impulses):
            self._pulse(96.0 + 95 * place, _height(feed.y, 96.0 + 95 * place), colour)
        for place in range(round(16 * feed.passed)):  # evenly spread, in no rows (the plastic number)
            across, down = (0.5 + place * 0.7548777) % 1, (0.5 + place * 0.5698403) % 1
            spot = self._at(386 + 50 * across, feed.y - 15 + 30 * down)
            self._paper.disc(*spot, 3.4 * scale, colour)

    def _pulse(self, x: float, y: float, colour: int) -> None:
        pen = Pen(self._paper.look.surface("stage"), 3.5 * self._scale)
        self._paper.disc(*self._at(x, y), 11 * self._scale, colour, pen)


def _height(y: float, x: float) -> float:
    """The height of a feeding cell at ``x``: as the limb of ``_feeding`` has it, piece by piece straight."""
    points = _feeding(y)[0]
    for (x0, y0, _), (x1, y1, _) in pairwise(points):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return y


def _feeding(y: float) -> list[list[Thick]]:
    """The last piece of a cell before, and its end."""
    return [
        [(-60, y - 6, 10), (70, y + 9, 9), (190, y + 2, 8), (300, y - 2, 7), (352, y, 7)],
        [(ENDS, y, 23.0)],
    ]


def _cell(dendrites: Sequence[float], y: float) -> list[list[Thick]]:
    """Body, dendrites that reach to these heights, axon and its ends."""
    x, size = SOMA
    limbs: list[list[Thick]] = [[(x - 16, y, size * 0.9), (x, y, size), (x + 18, y, size * 0.9)]]
    for place, end in enumerate(dendrites):
        off = (end - y) * 0.5
        limbs.append(
            [(x - 52, y + off * 0.75, 24), (650, y + off * 0.9, 14), (556, y + off * 1.45, 10),
             (482, end, 8), (444, end - 1, 10)]
        )  # fmt: skip
        way = -1 if end < y else 1
        limbs.append([(600, y + off * 1.2, 8), (560, end + way * 18, 6), (520, end + way * 34, 3.5),
                      (496, end + way * 38, 2)])  # fmt: skip
        if place in (0, len(dendrites) - 1):
            limbs.append([(x - 18, y + way * 62, 15), (x - 40, y + way * 84, 8), (x - 66, y + way * 98, 4),
                          (x - 84, y + way * 102, 2)])  # fmt: skip
    limbs.append([(x + 22, y + 60, 15), (x + 34, y + 86, 7), (x + 42, y + 106, 4), (x + 48, y + 118, 2)])
    limbs.append([(x + 50, y, 34), (x + 112, y + 2, 15), (960, y + 4, 9), (1060, y - 4, 8), (1180, y - 6, 8)])
    for dx, dy in ((84.0, -58.0), (96.0, 4.0), (78.0, 66.0)):
        limbs.append([(1168, y - 5, 8), (1168 + dx * 0.5, y - 5 + dy * 0.55, 6), (1168 + dx, y + dy, 6)])
        limbs.append([(1174 + dx, y + dy, 15)])
    return limbs


@lru_cache(maxsize=128)  # a weight that is moved redraws the same limbs again and again
def _limb(points: tuple[Thick, ...]) -> list[Point]:
    """The outline of a limb through these points, as thick as each says."""
    smooth = _smooth(points)
    left: list[Point] = []
    right: list[Point] = []
    for place, (x, y, half) in enumerate(smooth):
        before, after = smooth[max(0, place - 1)], smooth[min(len(smooth) - 1, place + 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        length = math.hypot(dx, dy) or 1.0
        left.append((x - dy / length * half, y + dx / length * half))
        right.append((x + dy / length * half, y - dx / length * half))
    return left + right[::-1]


def _smooth(points: Sequence[Thick]) -> list[Thick]:
    """More points between, on a curve through all (Catmull and Rom)."""
    found: list[Thick] = []
    last = len(points) - 1
    for place in range(last):
        around = [points[min(last, max(0, place + by))] for by in (-1, 0, 1, 2)]
        for step in range(_PIECES):
            u = step / _PIECES
            x, y, half = (_between([point[axis] for point in around], u) for axis in range(3))
            found.append((x, y, half))
    return [*found, points[-1]]


def _between(values: Sequence[float], u: float) -> float:
    a, b, c, d = values
    return 0.5 * (
        2 * b + (c - a) * u + (2 * a - 5 * b + 4 * c - d) * u * u + (3 * b - a - 3 * c + d) * u * u * u
    )
