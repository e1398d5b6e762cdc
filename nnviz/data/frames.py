"""What the pictures of a data set are like, so that a drawing can become one of them (``data.framed``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nnviz.data.steps import STEPS


@dataclass(frozen=True)
class Frame:
    """All in pixels of the pictures.

    ``side`` of a picture. ``spans``: smallest and largest of the longer side of a thing, its line and all.
    ``pens``: thinnest and widest line. ``room``: how far from the middle a thing may be, right and down.
    ``full``: what a pixel counts that is ink all over. ``weighed``: the middle of a thing is that of its ink,
    else of the box around it. ``crisp``: things fill whole pixels, and stand on whole ones, as the thin
    shapes do. ``counted``: things are digits as their 8 x 8 counts have them, whatever span and pen say.
    ``one``: what a pixel of a picture that is brought must be to count 1; of “ink” it must differ most from
    the ground. If “white” or “black” the square in the middle of the picture is taken as it is.
    """

    side: int
    spans: tuple[float, float]
    pens: tuple[float, float]
    room: float
    full: float = 1.0
    weighed: bool = False
    crisp: bool = False
    counted: bool = False
    one: Literal["ink", "white", "black"] = "ink"

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps of ``Steps`` that lie between a drawing and such a picture."""
        return STEPS if self.counted else ("crop", "pen")
