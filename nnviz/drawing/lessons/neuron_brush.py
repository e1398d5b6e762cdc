"""What the parts of a neuron's picture are drawn with: places of the picture, sizes, colours of numbers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from nnviz.drawing.lessons.marks import Anchor
from nnviz.drawing.lessons.neuron_plan import NeuronPlan
from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.lessons.unit import Unit

#: What stands where a number is not to be seen.
UNKNOWN: Final = "?"


@dataclass(frozen=True)
class Scales:
    """Which weights can be moved here, by their input (-1 the bias), and from where to where."""

    movable: Collection[int] = ()
    low: float = -3.0
    high: float = 3.0


@dataclass(frozen=True)
class Unseen:
    """Whether products and ``sums`` are not to be seen, and the ``output``: they are asked for, or not
    worked out yet."""

    sums: bool = False
    output: bool = False


class NeuronBrush:
    """Draws parts of ``unit`` on ``paper`` where ``plan`` has them."""

    def __init__(
        self, paper: Paper, plan: NeuronPlan, unit: Unit, scales: Scales, unseen: Unseen | None = None
    ) -> None:
        self._paper, self._plan, self._unit, self._scales = paper, plan, unit, scales
        self._unseen = unseen or Unseen()
        self._look, self._scale = paper.look, plan.scale
        self._largest = max((abs(part) for part in unit.parts), default=0.0) or 1.0
        self._least = plan.least

    def _size(self, size: float) -> float:
        return max(self._least, size * self._scale)

    def _ink(self, value: float) -> int:
        """The colour of a number's text: of its sign, and none of 0."""
        return self._look.text("secondary") if value == 0 else self._look.ramp(value, 8)

    def _words(
        self, text: str, x: float, y: float, size: float, colour: int | None = None, *, bold: bool = False,
        mono: bool = False, anchor: Anchor = "middle", room: float = 0.0,
    ) -> None:  # fmt: skip
        """A text at a place of the picture; ``room``: how wide it may be there."""
        family, weight = "mono" if mono else "ui", "semibold" if bold or mono else "regular"
        high = self._size(size)
        if room:
            high = min(high, room * self._scale / max(1, len(text)) / 0.6)
        where = self._plan.at(x, y)
        self._paper.words(text, *where, high, colour, family=family, weight=weight, anchor=anchor)  # type: ignore[arg-type]

    def _symbol(self, text: str, x: float, y: float, size: float, colour: int | None = None) -> None:
        self._paper.symbol(text, *self._plan.at(x, y), self._size(size), colour)

    def _thick(self, part: float) -> float:
        """How thick a line is that carries ``part`` of the sum."""
        return (4.0 + 13.0 * abs(part) / self._largest) * self._scale

    def _ground(self, text: str, x: float, y: float, size: float) -> None:
        """The stage behind a text that stands on a line."""
        wide = 0.62 * self._size(size) * len(text) / self._scale
        self._paper.box(self._plan.rect(x, y, wide + 12, size * 1.1), self._look.surface("stage"), radius=4)

    def _guide(self, x: float, top: float, bottom: float) -> None:
        if bottom - top > 8:
            dots = (3 * self._scale, 9 * self._scale)
            ends = self._plan.at(x, top), self._plan.at(x, bottom)
            outline = self._look.surface("outline")
            self._paper.line(*ends, colour=outline, width=3 * self._scale, dash=dots)


def ink_on(fill: int, one: int, other: int) -> int:
    """That of two colours which is read better on ``fill``."""

    def light(colour: int) -> float:
        return 0.3 * (colour >> 16 & 255) + 0.59 * (colour >> 8 & 255) + 0.11 * (colour & 255)

    return max((one, other), key=lambda ink: abs(light(ink) - light(fill)))
