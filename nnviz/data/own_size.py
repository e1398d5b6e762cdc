"""What is drawn, or shown in a picture, on as many pixels as the pictures of a data set have.

Nothing is cut out, centred or stood upright, as digits are (``data.ink``): the whole canvas is shrunk
as it is, for where a thing is and how large may be what such data are about.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.data.curve import smooth
from nnviz.data.dataset import frozen
from nnviz.data.ink import InkPicture, checked_strokes

THINNEST = 1.0  # pixels: a thinner line would be paler, not thinner
_AT_ONCE = 64  # pieces of a line that are measured together

Floats = NDArray[np.float32]


def drawn_at(strokes: Sequence[ArrayLike], rows: int, columns: int, full: float, brush: float) -> InkPicture:
    """The canvas (0..1 both ways) on ``rows`` x ``columns`` pixels, of which one all ink counts ``full``.

    ``brush`` is the width of the line as a share of the canvas. A pixel is as dark as its centre is near the
    line, falling off over one pixel. Raises ValueError, in a sentence, if a stroke is no list of points.
    """
    drawn = checked_strokes(strokes)
    wide = max(THINNEST, brush * max(rows, columns))
    if not drawn:
        return _made(np.zeros((rows, columns), dtype=np.float32), full, wide)
    away = _distances([stroke * (columns, rows) for stroke in smooth(drawn)], rows, columns)
    ink = np.clip(wide / 2 + 0.5 - away, 0, 1)
    return _made(ink.astype(np.float32), full, wide)


def shrunk(grey: NDArray[np.floating], rows: int, columns: int, full: float) -> InkPicture:
    """A picture, (h, w) from 0 black to 1 white, on so many pixels: what differs from its ground is ink.

    It is laid on ground in the middle, as large as it can be, its proportions kept.
    """
    ground = float(np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])))
    away = np.abs(np.asarray(grey, dtype=np.float64) - ground)
    strongest = float(away.max())
    ink = away / strongest if strongest > 0.05 else np.zeros_like(away)
    scale = max(ink.shape[0] / rows, ink.shape[1] / columns)
    return _made(_averaged(ink, rows, columns, scale).astype(np.float32), full, 0.0)


def _averaged(ink: NDArray[np.float64], rows: int, columns: int, scale: float) -> NDArray[np.float64]:
    """The mean of what each pixel covers of the picture: exactly, by the sums up to its edges."""
    sums = np.zeros((ink.shape[0] + 1, ink.shape[1] + 1))
    sums[1:, 1:] = ink.cumsum(axis=0).cumsum(axis=1)
    edges = []
    for length, cells in ((ink.shape[0], rows), (ink.shape[1], columns)):
        begin = (length - cells * scale) / 2
        edges.append(np.clip(begin + np.arange(cells + 1) * scale, 0, length))
    down = _between(sums, edges[0], axis=0)
    whole = _between(down, edges[1], axis=1)
    return np.asarray(np.diff(np.diff(whole, axis=0), axis=1) / scale**2)


def _between(sums: NDArray[np.float64], places: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """The sums at places that may lie within a pixel."""
    low = np.minimum(places.astype(np.intp), sums.shape[axis] - 2)
    share = (places - low).reshape(-1, 1) if axis == 0 else (places - low).reshape(1, -1)
    return np.asarray(sums.take(low, axis) * (1 - share) + sums.take(low + 1, axis) * share)


def _distances(strokes: Sequence[NDArray[np.float64]], rows: int, columns: int) -> NDArray[np.float64]:
    """(rows, columns) how far each pixel's centre is from the nearest stroke, in pixels."""
    starts = np.concatenate(
        [stroke[:-1] if len(stroke) > 1 else stroke for stroke in strokes], dtype=np.float32
    )
    ends = np.concatenate([stroke[1:] if len(stroke) > 1 else stroke for stroke in strokes], dtype=np.float32)
    y, x = np.mgrid[:rows, :columns].reshape(2, -1, 1).astype(np.float32) + np.float32(0.5)
    squares = np.full(rows * columns, np.inf, dtype=np.float32)
    for first in range(0, len(starts), _AT_ONCE):
        begin, way = starts[first : first + _AT_ONCE], (ends - starts)[first : first + _AT_ONCE]
        right, below = x - begin[:, 0], y - begin[:, 1]
        length = np.maximum((way**2).sum(axis=1), 1e-12)
        along = np.clip((right * way[:, 0] + below * way[:, 1]) / length, 0, 1)
        away = (right - along * way[:, 0]) ** 2 + (below - along * way[:, 1]) ** 2
        np.minimum(squares, away.min(axis=1), out=squares)
    return np.asarray(np.sqrt(squares).reshape(rows, columns))


def _made(ink: Floats, full: float, pen: float) -> InkPicture:
    seen = (ink * full).ravel().astype(np.float32)
    empty = not bool((ink > 0.05).any())
    return InkPicture(None, pen, 0.0, frozen(ink), frozen(seen), empty=empty)
