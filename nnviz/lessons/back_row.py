"""How large things must be in the picture on the wall for who sits at the back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from nnviz.drawing.look import LEAST_LINE
from nnviz.said import translate

#: What rounding to whole pixels takes of a size, in a picture on the laptop's own screen, is not told.
_ROUNDED: Final = 0.03
#: The height that all sizes of the room are drawn for, px.
HEIGHT: Final = 1080
#: The smallest text of the room's window at that height, px: it can be read from six picture heights away.
SMALLEST_TEXT: Final = 36.0
#: Small letters of about ten minutes of arc: 6 px of text for each picture height of distance.
_TEXT_AN_HEIGHT: Final = 6.0
#: How far the first row is from the picture, and each from the one before, in metres.
FIRST_ROW, NEXT_ROW = 4.0, 1.0
DISTANCES: Final = (1.0, 60.0)
PICTURE_HEIGHTS: Final = (0.3, 15.0)
MOST_LARGER: Final = 2.0


@dataclass(frozen=True)
class BackRow:
    """Where the last row sits: ``distance`` and ``picture``, the picture's height, in metres.

    Raises ``ValueError`` with one sentence for what no room has.
    """

    distance: float = 12.0
    picture: float = 2.0

    def __post_init__(self) -> None:
        for value, (low, high), sentence in (
            (
                self.distance,
                DISTANCES,
                translate("Presenting", "The last row sits {low} to {high} m away, not {value} m."),
            ),
            (
                self.picture,
                PICTURE_HEIGHTS,
                translate("Presenting", "The picture is {low} to {high} m high, not {value} m."),
            ),
        ):
            if not low <= value <= high:
                raise ValueError(sentence.format(low=f"{low:g}", high=f"{high:g}", value=f"{value:g}"))

    @classmethod
    def of_rows(cls, rows: int, picture: float = 2.0) -> BackRow:
        """The last of so many rows of a usual room. Raises ``ValueError`` where there can be no such room."""
        return cls(FIRST_ROW + NEXT_ROW * (rows - 1), picture)

    @property
    def rows(self) -> int:
        """About how many rows a room of that depth has."""
        return max(1, round((self.distance - FIRST_ROW) / NEXT_ROW) + 1)

    @property
    def text(self) -> float:
        """The smallest text that is read from there, px in a picture 1080 px high."""
        return self.distance / self.picture * _TEXT_AN_HEIGHT

    @property
    def line(self) -> float:
        """The thinnest line that is seen from there, likewise."""
        return self.text * LEAST_LINE

    @property
    def larger(self) -> float:
        """How many times the usual sizes that takes, 1 at least and ``MOST_LARGER`` at most."""
        return min(MOST_LARGER, max(1.0, self.text / SMALLEST_TEXT))


@dataclass(frozen=True)
class Mark:
    """Something in the room's window: what it is called, and its size in px at a height of 1080."""

    what: str
    size: float
    line: bool = False


def too_small(marks: Iterable[Mark], row: BackRow) -> tuple[Mark, ...]:
    """The smallest text and the thinnest line that cannot be made out from that row, text first."""
    worst: dict[bool, Mark] = {}
    for mark in marks:
        floor = row.line if mark.line else row.text
        if mark.size < floor * (1 - _ROUNDED) and (
            mark.line not in worst or mark.size < worst[mark.line].size
        ):
            worst[mark.line] = mark
    return tuple(worst[line] for line in (False, True) if line in worst)
