"""The marks that a picture of a lesson consists of, in px, and the spots of it that can be gone to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nnviz.drawing.layout import Rect

Point = tuple[float, float]
Family = Literal["ui", "mono", "math"]
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Pen:
    """A line's colour, as 0xffRRGGBB, its width, and what of it is drawn and left out in turn."""

    colour: int
    width: float = 1.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Path:
    """A line through ``points``; ``closed``: round an area, which may have a ``fill``. ``curved``: behind the
    first point each three are those of a cubic curve."""

    points: tuple[Point, ...]
    pen: Pen | None = None
    fill: int | None = None
    closed: bool = False
    curved: bool = False


@dataclass(frozen=True)
class Disc:
    """A disc, or without a ``fill`` a ring."""

    x: float
    y: float
    radius: float
    fill: int | None = None
    pen: Pen | None = None


@dataclass(frozen=True)
class Box:
    """A rectangle with corners as round as ``radius``."""

    rect: Rect
    radius: float = 0.0
    fill: int | None = None
    pen: Pen | None = None


@dataclass(frozen=True)
class Words:
    """A text in one font, ``size`` px high, its middle at the height ``y``; ``x`` is its start, middle or
    end. A Sentence is translated by whoever paints it."""

    x: float
    y: float
    text: str
    size: float
    colour: int
    family: Family = "ui"
    weight: str = "regular"
    italic: bool = False
    anchor: Anchor = "middle"


Mark = Path | Disc | Box | Words


@dataclass(frozen=True)
class Spot:
    """A part of the picture that the pointer and the arrow keys go to: its ``name`` for the program, and what
    is ``told`` of it."""

    name: str
    rect: Rect
    told: str


@dataclass(frozen=True)
class Sheet:
    """A picture: its marks in the order of painting, its spots, and what is ``told`` of it as a whole."""

    marks: tuple[Mark, ...] = ()
    spots: tuple[Spot, ...] = ()
    told: str = ""

    @property
    def texts(self) -> list[str]:
        """All that is written in it."""
        return [mark.text for mark in self.marks if isinstance(mark, Words)]

    def spot(self, name: str) -> Spot | None:
        """That of this name."""
        return next((spot for spot in self.spots if spot.name == name), None)
