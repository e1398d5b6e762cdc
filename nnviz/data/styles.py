"""Ways of writing that scikit-learn's writers hardly had: 0 with a slash, 1 with a foot, 7 with a bar.

They are common elsewhere, and a network that has never seen a 1 with a foot reads it as a 2.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

FINE = 64  # a side of the interpolated pictures
_PLACES = np.arange(FINE, dtype=np.float32) + np.float32(0.5)

Floats = NDArray[np.float32]
Segment = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]


def restyled(fine: Floats, labels: NDArray[np.integer], share: float, rng: np.random.Generator) -> Floats:
    """The pictures (n, 64, 64), 0..1, with a stroke added to about ``share`` of each of STYLES's digits."""
    drawn = fine.copy()
    for digit, segment in STYLES.items():
        chosen = np.flatnonzero((labels == digit) & (rng.random(len(labels)) < share))
        if chosen.size:
            pictures = drawn[chosen]
            pen = rng.uniform(4, 8, chosen.size).astype(np.float32)
            drawn[chosen] = np.maximum(pictures, _stroke(*segment(pictures, rng), pen))
    return drawn


def _foot(pictures: Floats, rng: np.random.Generator) -> Segment:
    """A line under the 1, about as wide as the digits are, not quite level."""
    _, _, _, bottom = _boxes(pictures)
    stem = _middles(pictures, bottom)
    y = bottom - rng.uniform(1, 4, len(pictures))
    return _segment(
        stem - rng.uniform(8, 22, len(pictures)),
        y + rng.normal(0, 1.5, len(pictures)),
        stem + rng.uniform(8, 22, len(pictures)),
        y + rng.normal(0, 1.5, len(pictures)),
    )


def _slash(pictures: Floats, rng: np.random.Generator) -> Segment:
    """A line through the 0 from the upper right to the lower left."""
    left, right, top, bottom = _boxes(pictures)
    a, b, c, d = rng.uniform(0, 0.3, (4, len(pictures)))
    wide, high = right - left, bottom - top
    return _segment(right - a * wide, top + b * high, left + c * wide, bottom - d * high)


def _bar(pictures: Floats, rng: np.random.Generator) -> Segment:
    """A line across the stem of the 7."""
    _, _, top, bottom = _boxes(pictures)
    y = top + rng.uniform(0.45, 0.6, len(pictures)) * (bottom - top)
    stem = _middles(pictures, y)
    return _segment(
        stem - rng.uniform(7, 14, len(pictures)),
        y + rng.normal(0, 1.5, len(pictures)),
        stem + rng.uniform(7, 14, len(pictures)),
        y + rng.normal(0, 1.5, len(pictures)),
    )


#: The strokes by digit: pictures (m, 64, 64) and a generator in, ends x0, y0, x1, y1, each (m,), out.
STYLES: dict[int, Callable[[Floats, np.random.Generator], Segment]] = {0: _slash, 1: _foot, 7: _bar}


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
