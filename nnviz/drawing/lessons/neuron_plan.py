"""Where the parts of a neuron stand on the stage of a lesson."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from nnviz.drawing.layout import Rect
from nnviz.drawing.lessons.marks import Point

WIDE: Final = 1364.0  # px of the picture, whose lengths all others are
_LARGEST = 1.7
_CELL_LEAST = 0.42  # the scale below which there is no room for the living cell
_CELL_ROWS = 3  # inputs up to which it is drawn

IN, WEIGHT, SUM, BODY, CURVE, OUT = 126.0, 388.0, 722.0, 818.0, 914.0, 1226.0
LEFT, RIGHT = SUM - 112.0, CURVE + 116.0  # the body of the neuron
PRODUCT = 548.0
#: Up to so many inputs all lines bend from the input on; of more each goes straight to its weight first.
FEW: Final = 2
_PITCH = {1: 0.0, 2: 196.0, 3: 150.0, 4: 132.0, 5: 122.0}


@dataclass(frozen=True)
class NeuronPlan:
    """A picture of ``rows`` inputs in a stage of ``width`` x ``height`` px, in which no text is lower than
    ``least`` px."""

    width: float
    height: float
    rows: int
    least: float = 10.0

    # ---- in lengths of the picture
    @cached_property
    def pitch(self) -> float:
        """How far apart the inputs are."""
        return _PITCH.get(self.rows, 114.0)

    @cached_property
    def half(self) -> float:
        """From the middle input to the last."""
        return (self.rows - 1) * self.pitch / 2

    @cached_property
    def middle(self) -> float:
        """The height of the neuron's body."""
        return max(330.0, self.half + 200.0)

    @cached_property
    def words(self) -> float:
        """The height of the words below the neuron."""
        return self.middle + max(142.0, self.half + 58.0) + 70.0

    @cached_property
    def cell(self) -> bool:
        """Whether the living cell is drawn."""
        scale = min(self.width / WIDE, self.height / self._high(True))
        return self.rows <= _CELL_ROWS and scale >= _CELL_LEAST

    def _high(self, cell: bool) -> float:
        if not cell:
            return self.words + 76.0
        scale = min(self.width / WIDE, self.height / (self.words + 332.0))
        return self.words + 332.0 + (0.0 if self.least < 24.0 * scale else 60.0)

    @cached_property
    def scale(self) -> float:
        """How many px a length of the picture has."""
        return min(_LARGEST, self.width / WIDE, self.height / self._high(self.cell))

    @cached_property
    def corner(self) -> Point:
        """Where the picture begins, in px: it stands in the middle."""
        return (self.width - WIDE * self.scale) / 2, (self.height - self._high(self.cell) * self.scale) / 2

    @cached_property
    def soma(self) -> float:
        """The height of the body of the living cell."""
        return self.words + 196.0

    def row(self, place: int) -> float:
        """The height of an input."""
        return self.middle - self.half + place * self.pitch

    def entry(self, place: int) -> float:
        """The height at which its line comes to the body."""
        apart = min(92.0, 150.0 / max(1, self.rows - 1))
        return self.middle + (place - (self.rows - 1) / 2) * apart

    @property
    def bends_from(self) -> float:
        """Where a line begins to bend."""
        return IN if self.rows <= FEW else WEIGHT

    def line_height(self, place: int, x: float) -> float:
        """The height of its line at ``x``: an S that begins and ends level."""
        start = self.bends_from
        share = min(1.0, max(0.0, (x - start) / (LEFT - start)))
        along = share * share * (3 - 2 * share)
        return self.row(place) + (self.entry(place) - self.row(place)) * along

    def chip(self, place: int) -> float:
        """The height of the box of its weight."""
        return self.line_height(place, WEIGHT)

    @property
    def far(self) -> bool:
        """Whether texts are larger than the picture has room for: then some of them give way."""
        return self.least > 28.0 * self.scale

    def feeds(self) -> list[float]:
        """The heights of the cells that feed the living one."""
        return {1: [self.soma], 2: [self.soma - 48, self.soma + 60]}.get(
            self.rows, [self.soma - 76, self.soma, self.soma + 84]
        )

    # ---- in px
    def at(self, x: float, y: float) -> Point:
        """A place of the picture on the stage."""
        left, top = self.corner
        return left + x * self.scale, top + y * self.scale

    def rect(self, x: float, y: float, wide: float, high: float) -> Rect:
        """A rectangle around that place."""
        left, top = self.at(x - wide / 2, y - high / 2)
        return left, top, wide * self.scale, high * self.scale

    def slider(self, row: int) -> Rect:
        """Where the slider of the weight in that row, or (-1) of the bias, stands between its ends."""
        if row < 0:
            return self.rect(SUM + 252, self.middle - 190, 210, 40)
        return self.rect(WEIGHT, self.chip(row) - 58, 224, 40)
