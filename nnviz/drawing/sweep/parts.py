"""What the pictures of a sweep share."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.lessons.marks import Words
from nnviz.drawing.lessons.paper import Paper

Line = NDArray[np.float64]
#: A sentence in the language of the window, for what is broken into lines here.
Tell = Callable[[object], str]


def spread_out(places: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Places from above to below, moved so that any two are so far apart, within the range if they can."""
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + apart) if moved else max(low, place))
    over = moved[-1] - high if moved else 0.0
    if over > 0:
        moved = [max(low + apart * k, place - over) for k, place in enumerate(moved)]
    return moved


def thinned(epochs: Line, values: Line, most: int = 400) -> tuple[Line, Line]:
    """(n,) epochs and (k, n) values, of which no more are drawn than can be told apart; ends stay."""
    if len(epochs) <= most:
        return epochs, values
    kept = np.unique(np.linspace(0, len(epochs) - 1, most).round().astype(int))
    return epochs[kept], values[:, kept]


def wrapped(paper: Paper, text: str, size: float, room: float) -> list[str]:
    """A text in lines that have so much room."""
    lines = list[str]()
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}".strip()
        if line and paper.measure(Words(0, 0, longer, size, 0)) > room:
            lines.append(line)
            longer = word
        line = longer
    return [*lines, line]
