"""The sheet that a picture of a lesson is drawn on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nnviz.drawing.layout import Rect
from nnviz.drawing.lessons.marks import Anchor, Box, Disc, Family, Mark, Path, Pen, Point, Sheet, Spot, Words
from nnviz.drawing.look import Look

#: How wide a text is, in px, by whoever knows the fonts.
Measure = Callable[[Words], float]

#: Widths of letters in shares of their size, where nobody knows the fonts.
_WIDE = {"mono": 0.6, "ui": 0.56, "math": 0.5}

_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def by_letters(words: Words) -> float:
    """About how wide a text is."""
    return _WIDE[words.family] * words.size * len(words.text)


@dataclass(frozen=True)
class Part:
    """A piece of a line of words; ``under`` is the colour of a dotted line below it, ``ground`` of a box
    behind it."""

    text: str
    colour: int | None = None
    family: Family = "mono"
    weight: str = "semibold"
    italic: bool = False
    under: int | None = None
    ground: int | None = None


class Paper:
    """Takes marks one by one. ``width`` and ``height`` are in px; sizes of text follow ``look``."""

    def __init__(self, width: float, height: float, look: Look, measure: Measure = by_letters) -> None:
        self.width, self.height, self.look, self.measure = width, height, look, measure
        self._marks: list[Mark] = []
        self._spots: list[Spot] = []

    @property
    def unit(self) -> float:
        """The enlargement of all lengths."""
        return self.look.unit

    def size(self, role: str) -> float:
        """The height of a text in px; in front of a class none is smaller than what the room reads."""
        least = self.look.type_px("label") if self.look.projector else 0.0
        return max(least, self.look.type_px(role))

    # ---- marks
    def line(self, *points: Point, colour: int, width: float = 1.0, dash: tuple[float, ...] = ()) -> None:
        """A line through these points."""
        self._marks.append(Path(points, Pen(colour, width, dash)))

    def curve(self, *points: Point, colour: int, width: float, dash: tuple[float, ...] = ()) -> None:
        """A cubic curve; behind the first point each three are the next piece."""
        self._marks.append(Path(points, Pen(colour, width, dash), curved=True))

    def area(self, points: Sequence[Point], fill: int | None, pen: Pen | None = None) -> None:
        """An area within these points."""
        self._marks.append(Path(tuple(points), pen, fill, closed=True))

    def disc(
        self, x: float, y: float, radius: float, fill: int | None = None, pen: Pen | None = None
    ) -> None:
        """A disc, or without ``fill`` a ring."""
        self._marks.append(Disc(x, y, radius, fill, pen))

    def box(self, rect: Rect, fill: int | None = None, pen: Pen | None = None, radius: float = 0.0) -> None:
        """A rectangle."""
        self._marks.append(Box(rect, radius, fill, pen))

    def words(
        self, text: str, x: float, y: float, size: float, colour: int | None = None, *,
        family: Family = "ui", weight: str = "regular", italic: bool = False, anchor: Anchor = "middle",
    ) -> Words:  # fmt: skip
        """A text; without a ``colour`` that of what is read first."""
        ink = self.look.text() if colour is None else colour
        words = Words(x, y, text, size, ink, family, weight, italic, anchor)
        self._marks.append(words)
        return words

    def symbol(self, text: str, x: float, y: float, size: float, colour: int | None = None) -> None:
        """A letter of mathematics; figures that end it stand below the line."""
        letters = text.rstrip("0123456789")
        index = text[len(letters) :].translate(_BELOW)
        self.words(letters + index, x, y, size, colour, family="math", italic=True)

    # ---- lines of words
    def wide(self, parts: Sequence[Part], size: float) -> float:
        """How wide a line of these parts is."""
        return sum(self._space(part, size) + self.measure(self._of(part, 0, 0, size)) for part in parts)

    def run(self, parts: Sequence[Part], x: float, y: float, size: float) -> list[Rect]:
        """A line of words from ``x`` on, and where each of its parts stands."""
        places: list[Rect] = []
        for part in parts:
            room = self._space(part, size) / 2
            words = self._of(part, x + room, y, size)
            wide, half = self.measure(words), size * 0.68
            if part.ground is not None:
                self.box((x, y - half, wide + 2 * room, 2 * half), part.ground, radius=size * 0.2)
            self._marks.append(words)
            if part.under is not None:
                dots = (size * 0.02, size * 0.16)
                below = y + size * 0.56
                self.line((x + room, below), (x + room + wide, below), colour=part.under, width=size * 0.08,
                          dash=dots)  # fmt: skip
            places.append((x, y - half, wide + 2 * room, 2 * half))
            x += wide + 2 * room
        return places

    def fitted(self, parts: Sequence[Part], size: float, room: float) -> float:
        """The size at which a line of these parts has room, at most ``size``."""
        return min(size, size * room / max(1.0, self.wide(parts, size)))

    def _space(self, part: Part, size: float) -> float:
        return 0.5 * size if part.ground is not None else 0.0

    def _of(self, part: Part, x: float, y: float, size: float) -> Words:
        ink = self.look.text() if part.colour is None else part.colour
        shrunk = size * 0.86 if part.family == "mono" else size
        return Words(x, y, part.text, shrunk, ink, part.family, part.weight, part.italic, "start")

    # ---- the sheet
    def spot(self, name: str, rect: Rect, told: str) -> None:
        """A part that can be gone to, in the order of reading."""
        self._spots.append(Spot(name, rect, told))

    def sheet(self, told: str = "") -> Sheet:
        """All that has been drawn."""
        return Sheet(tuple(self._marks), tuple(self._spots), told)


def math(text: str, colour: int | None = None) -> Part:
    """Letters of mathematics in a line of words."""
    return Part(text, colour, "math", "regular", italic=True)


def plain(text: str, colour: int | None = None) -> Part:
    """Signs between them."""
    return Part(text, colour, "math", "regular")


def number(text: str, colour: int | None = None, *, dotted: bool = False) -> Part:
    """A number in a line of words; ``dotted``: it is one of those that can be found in the picture."""
    return Part(text, colour, under=colour if dotted else None)


def result(text: str, look: Look) -> Part:
    """What a line comes to."""
    return Part(text, look.accent, ground=look.accent_quiet)
