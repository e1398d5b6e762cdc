"""A picture that somebody brings, on as many pixels as the pictures of a data set have.

Nothing is cut out, centred or stood upright, as digits are (``data.ink``): all of it is shrunk as it is, for
where a thing is and how large may be what such data are about.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import frozen
from nnviz.data.ink import InkPicture

Floats = NDArray[np.float32]


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


def cut(grey: NDArray[np.floating], side: int, *, black: bool) -> InkPicture:
    """The square in the middle of a picture, (h, w) from 0 black to 1 white, on so many pixels wide and high;
    1 is ``black``, or else white."""
    values = np.asarray(grey, dtype=np.float64)
    seen = _averaged(values, side, side, min(values.shape) / side).astype(np.float32)
    return replace(_made(1 - seen if black else seen, 1.0, 0.0), empty=False)


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


def _made(ink: Floats, full: float, pen: float) -> InkPicture:
    seen = (ink * full).ravel().astype(np.float32)
    empty = not bool((ink > 0.05).any())
    return InkPicture(None, pen, 0.0, frozen(ink), frozen(seen), empty=empty)
