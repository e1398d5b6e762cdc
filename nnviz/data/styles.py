"""Ways of writing that scikit-learn's writers hardly had: 0 with a slash, 1 with a foot, 7 without a bar.

They are common elsewhere, and a network that has never seen a 1 with a foot reads it as a 2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from nnviz.data.ink import INK
from nnviz.data.raster import FIELD

FINE = 64  # a side of the interpolated pictures
_OFTEN = {1: 1.5, 7: 0.2}  # times the share: a bare 7 is easily a 9 whose loop has run full
_UPSTROKES = 0.6  # of the 1 with a foot
_KEPT = 0.65  # of a digit's ink, before a stroke is added
_STEM = 5.0  # pixels to either side of its line that belong to the stem of a 7
_CROSSING = (0.38, 0.75)  # shares of the height between which a bar crosses it
_BLUR = 3.0  # pixels: what a line is blurred by before it is thinned
_PLACES = np.arange(FINE, dtype=np.float32) + np.float32(0.5)

Floats = NDArray[np.float32]
Segment = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]


def restyled(
    fine: Floats, labels: NDArray[np.integer], share: float, rng: np.random.Generator
) -> tuple[Floats, NDArray[np.bool_]]:
    """The pictures (n, 64, 64), 0..1, about ``share`` of each of STYLES's digits written in that style.

    And which of them are (n,).
    """
    drawn, changed = fine.copy(), np.zeros(len(fine), dtype=bool)
    for digit, rewritten in STYLES.items():
        chosen = np.flatnonzero((labels == digit) & (rng.random(len(labels)) < share * _OFTEN.get(digit, 1)))
        if chosen.size:
            drawn[chosen] = rewritten(drawn[chosen], rng)
            changed[chosen] = True
    return drawn, changed


def with_foot(pictures: Floats, rng: np.random.Generator) -> Floats:
    """The 1s with a line below, about as wide as digits are, not quite level; most with an upstroke, too."""
    count = len(pictures)
    _, _, top, bottom = _boxes(pictures)
    below, above = _middles(pictures, bottom), _middles(pictures, top)
    left, right = rng.uniform(8, 22, (2, count))
    y, tilt = bottom - rng.uniform(1, 4, count), rng.normal(0, 1.5, count)
    foot = _segment(below - left, y + tilt, below + right, y - tilt)
    reach = rng.uniform(6, 24, count) * (rng.random(count) < _UPSTROKES)
    upstroke = _segment(above - reach, top + 3 + reach * rng.uniform(0.4, 1.2, count), above, top + 3)
    return _drawn_over(pictures, [foot, upstroke], rng)


def with_slash(pictures: Floats, rng: np.random.Generator) -> Floats:
    """The 0s with a line from the upper right to the lower left, for some beyond the edge."""
    left, right, top, bottom = _boxes(pictures)
    a, b, e, f = rng.uniform(-0.1, 0.3, (4, len(pictures)))
    wide, high = right - left, bottom - top
    slash = _segment(right - a * wide, top + b * high, left + e * wide, bottom - f * high)
    return _drawn_over(pictures, [slash], rng)


def without_bar(pictures: Floats, rng: np.random.Generator) -> Floats:
    """The 7s with what crosses the stem rubbed out.

    The stem is taken to be straight, from the upper right corner to the middle of the foot.
    """
    _, right, top, bottom = _boxes(pictures)
    high = bottom - top
    y0, y1 = top + 0.1 * high, top + 0.92 * high
    x0, x1 = right - 6, _middles(pictures, y1)
    share = (_PLACES - y0[:, None]) / (y1 - y0)[:, None]
    stem = (x0[:, None] + share * (x1 - x0)[:, None])[:, :, None]
    beside = np.clip((np.abs(_PLACES - stem) - _STEM) / 4, 0, 1)
    down = (_PLACES - top[:, None]) / high[:, None]
    crossing = ((down > _CROSSING[0]) & (down < _CROSSING[1]))[:, :, None]
    return np.asarray(pictures * (1 - beside * crossing), dtype=np.float32)


#: Ways of writing by digit: pictures (m, 64, 64), 0..1, and a generator in, the pictures rewritten out.
STYLES: dict[int, Callable[[Floats, np.random.Generator], Floats]] = {
    0: with_slash,
    1: with_foot,
    7: without_bar,
}


def _drawn_over(pictures: Floats, segments: Sequence[Segment], rng: np.random.Generator) -> Floats:
    """The pictures with lines thinned and straight strokes added, one of each segment to a picture."""
    pen = rng.uniform(8, 13, len(pictures)).astype(np.float32)
    drawn = _thinned(pictures)
    for segment in segments:
        drawn = np.maximum(drawn, _stroke(*segment, pen))
    return drawn


def _thinned(pictures: Floats) -> Floats:
    """The pictures (m, 64, 64) with lines so thin that there is room for the ink of another stroke."""
    spread = np.exp(-((_PLACES[:, None] - _PLACES) ** 2) / (2 * _BLUR**2)).astype(np.float32)
    blurred = spread @ pictures @ spread
    wanted = round(_KEPT * INK * (FINE // FIELD) ** 2)
    edge = np.partition(blurred.reshape(len(pictures), -1), -wanted, axis=1)[:, -wanted]
    return np.asarray(np.clip(blurred / edge[:, None, None] - 0.5, 0, 1), dtype=np.float32)


def _segment(*ends: NDArray[np.floating]) -> Segment:
    x0, y0, x1, y1 = (np.asarray(end, dtype=np.float32) for end in ends)
    return x0, y0, x1, y1


def _boxes(pictures: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Left, right, top and bottom edge of each picture's ink, (m,)."""
    inked = pictures > 0.5
    edges = []
    for axis in (1, 2):
        line = np.asarray(inked.any(axis=axis))
        edges += [line.argmax(axis=1), FINE - line[:, ::-1].argmax(axis=1)]
    left, right, top, bottom = (edge.astype(np.float32) for edge in edges)
    return left, right, top, bottom


def _middles(pictures: Floats, y: Floats) -> Floats:
    """Where the ink's middle is, from left to right, around the height y of each picture, (m,)."""
    near = np.exp(-(((_PLACES - y[:, None]) / 4) ** 2))
    columns = np.einsum("mrc,mr->mc", pictures, near)
    return np.asarray((columns @ _PLACES) / np.maximum(columns.sum(axis=1), 1e-6), dtype=np.float32)


def _stroke(x0: Floats, y0: Floats, x1: Floats, y1: Floats, pen: Floats) -> Floats:
    """(m, 64, 64) ink 0..1 of a round pen drawn along a line each."""
    x0, y0, x1, y1, pen = (value[:, None, None] for value in (x0, y0, x1, y1, pen))
    wide, high = x1 - x0, y1 - y0
    away_x, away_y = _PLACES - x0, _PLACES[:, None] - y0
    share = np.clip((away_x * wide + away_y * high) / np.maximum(wide**2 + high**2, 1e-6), 0, 1)
    distance = np.hypot(away_x - share * wide, away_y - share * high)
    return np.asarray(np.clip(0.5 + (pen / 2 - distance) / 4, 0, 1), dtype=np.float32)
