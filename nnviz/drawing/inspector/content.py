"""What the Inspector says of a neuron, a line, an input, or the whole network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.inspector.contributions import Contributions

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Formula:
    """A line of mathematics: ``left`` in italics, ``middle`` the numbers put in, ``value`` the result.

    ``kind`` chooses the colour: plain, gradient, or hint (a sentence in place of a value).
    """

    left: str
    middle: str
    value: str
    kind: Literal["plain", "gradient", "hint"] = "plain"


@dataclass(frozen=True, eq=False)
class Picture:
    """Numbers as a picture: (rows, columns), each shown as ``values / scale``.

    ``signed`` values use the warm and cool ramp, others are pixels. NaN cells stay empty. ``marked`` is
    the (row, column) of the cell that is meant.
    """

    values: Floats
    scale: float
    signed: bool
    marked: tuple[int, int] | None = None


@dataclass(frozen=True, eq=False)
class Curve:
    """The activation a = function(z) around the present point (z, a)."""

    function: Callable[[Floats], Floats]
    z: float
    a: float
    tip: str


@dataclass(frozen=True, eq=False)
class Content:
    """All that the Inspector shows at one moment. ``summary`` are (name, value) lines.

    What is to be translated is a Sentence; mathematics and numbers are the same in every language.
    """

    title: str
    hint: str = ""
    picture: Picture | None = None
    curve: Curve | None = None
    caption: str = ""
    contributions: Contributions | None = None
    formulas: tuple[Formula, ...] = ()
    summary: tuple[tuple[str, str], ...] = ()


def as_picture(values: NDArray[Any], shape: tuple[int, ...]) -> Floats:
    """``values`` (n,) as a picture of ``shape``, or near a square, filled up with NaN."""
    flat = np.asarray(values, dtype=np.float64)
    if len(shape) == 2 and shape[0] * shape[1] == flat.size:
        return flat.reshape(shape)
    columns = int(np.ceil(np.sqrt(flat.size)))
    rows = -(-flat.size // columns)
    padded = np.full(rows * columns, np.nan)
    padded[: flat.size] = flat
    return padded.reshape(rows, columns)
