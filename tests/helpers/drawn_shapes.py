"""Figures and thin shapes as a hand draws them: strokes from -1 to 1 about (0, 0), by class name."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Strokes = list[NDArray[np.float64]]


def _line(*corners: tuple[float, float], points: int = 80) -> NDArray[np.float64]:
    """(points, 2) along straight lines from corner to corner, as far apart as a hand reports them."""
    places = np.array(corners, dtype=np.float64)
    lengths = np.r_[0, np.cumsum(np.hypot(*np.diff(places, axis=0).T))]
    wanted = np.linspace(0, lengths[-1], points)
    return np.stack([np.interp(wanted, lengths, places[:, axis]) for axis in (0, 1)], axis=1)


def _round(*radii: float) -> NDArray[np.float64]:
    """Closed, through corners at equal angles from the top, whose distances from the middle alternate."""
    turns = np.linspace(0, 2 * np.pi, len(radii) + 1)
    radius = np.r_[radii, radii[0]]
    return _line(*zip((radius * np.sin(turns)).tolist(), (-radius * np.cos(turns)).tolist(), strict=True))


def _heart() -> NDArray[np.float64]:
    t = np.linspace(0, 2 * np.pi, 60)
    down = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    return np.stack([np.sin(t) ** 3, -down / 16], axis=1)


_Q = 0.36
_CROSS = [(-_Q, -1), (_Q, -1), (_Q, -_Q), (1, -_Q), (1, _Q), (_Q, _Q), (_Q, 1)]
_CROSS += [(-_Q, 1), (-_Q, _Q), (-1, _Q), (-1, -_Q), (-_Q, -_Q), (-_Q, -1)]

OUTLINES: dict[str, Strokes] = {
    "circle": [_round(*[1.0] * 40)],
    "square": [_line((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9), (-0.9, -0.9))],
    "triangle": [_round(1.1, 1.1, 1.1)],
    "cross": [_line(*_CROSS)],
    "star": [_round(*[1.1, 0.48] * 5)],
    "heart": [_heart()],
}
THIN: dict[str, Strokes] = {
    "dash": [_line((-1, 0), (1, 0))],
    "bar": [_line((0, -1), (0, 1))],
    "plus": [_line((-1, 0), (1, 0)), _line((0, -1), (0, 1))],
    "times": [_line((-1, -1), (1, 1)), _line((1, -1), (-1, 1))],
    "square": [_line((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))],
    "triangle": [_line((0, -1), (1, 1), (-1, 1), (0, -1))],
}


def by_hand(strokes: Strokes, size: float, where: tuple[float, float], rng: np.random.Generator) -> Strokes:
    """The strokes on a canvas of 0..1, ``size`` from the middle to the edge, by a hand that is not steady."""
    drawn = []
    for stroke in strokes:
        shake = np.cumsum(rng.normal(0, 0.005, stroke.shape), axis=0)
        shake -= np.linspace(0, 1, len(shake))[:, np.newaxis] * shake[-1]
        drawn.append((stroke + shake) * size + where)
    return drawn
