"""What people draw that is no digit: scribbles and letters as strokes on a canvas of 0..1, by seed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Drawing = list[Points]


def scribbles(count: int, seed: int = 0) -> list[Drawing]:
    """That many scribbles, of SCRIBBLES in turn, each in its own place and size."""
    rng = np.random.default_rng(seed)
    kinds = list(SCRIBBLES.values())
    return [_placed(kinds[index % len(kinds)](rng), rng) for index in range(count)]


def letters(count: int, seed: int = 0) -> list[Drawing]:
    """That many letters, of LETTERS in turn, each written with a hand of its own."""
    rng = np.random.default_rng(seed)
    shapes = list(LETTERS.values())
    return [_placed(_handwritten(shapes[index % len(shapes)], rng), rng) for index in range(count)]


def _zigzag(rng: np.random.Generator) -> Drawing:
    turns = int(rng.integers(6, 14))
    x = np.linspace(0, 1, turns) + rng.normal(0, 0.05, turns)
    y = np.where(np.arange(turns) % 2, 0.85, 0.15) + rng.normal(0, 0.1, turns)
    return [np.column_stack([x, y])]


def _wave(rng: np.random.Generator) -> Drawing:
    t = np.linspace(0, 1, 80)
    return [np.column_stack([t, 0.5 + rng.uniform(0.15, 0.4) * np.sin(2 * np.pi * rng.uniform(2, 5) * t)])]


def _spiral(rng: np.random.Generator) -> Drawing:
    t = np.linspace(0, 1, 120)
    angle = 2 * np.pi * rng.uniform(2.5, 5) * t + rng.uniform(0, 6)
    return [np.column_stack([0.5 + 0.5 * t * np.cos(angle), 0.5 + 0.5 * t * np.sin(angle)])]


def _tangle(rng: np.random.Generator) -> Drawing:
    knots = rng.uniform(0, 1, (int(rng.integers(8, 16)), 2))
    return [_rounded(knots)]


def _hatching(rng: np.random.Generator) -> Drawing:
    lines = []
    for place in np.linspace(0, 1, int(rng.integers(4, 8))):
        lean = rng.uniform(-0.3, 0.3)
        lines.append(np.array([[place - lean, 0.0], [place + lean, 1.0]]) + rng.normal(0, 0.03, (2, 2)))
    return lines


def _dots(rng: np.random.Generator) -> Drawing:
    return [
        place + np.array([[0, 0], [0.04, 0.02]]) for place in rng.uniform(0, 1, (int(rng.integers(5, 12)), 2))
    ]


def _strokes(rng: np.random.Generator) -> Drawing:
    return [_rounded(rng.uniform(0, 1, (4, 2))) for _ in range(int(rng.integers(3, 6)))]


def _star(rng: np.random.Generator) -> Drawing:
    angles = np.radians(np.arange(6) * 144 + rng.uniform(0, 72))
    return [0.5 + 0.5 * np.column_stack([np.cos(angles), np.sin(angles)]) + rng.normal(0, 0.03, (6, 2))]


def _flower(rng: np.random.Generator) -> Drawing:
    t = np.linspace(0, 2 * np.pi, 160)
    radius = 0.3 + 0.2 * np.cos(int(rng.integers(4, 8)) * t + rng.uniform(0, 6))
    return [0.5 + radius[:, None] * np.column_stack([np.cos(t), np.sin(t)])]


def _crossed_box(rng: np.random.Generator) -> Drawing:
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]) + rng.normal(0, 0.04, (5, 2))
    return [corners, np.array([[0.0, 0], [1, 1]]), np.array([[1.0, 0], [0, 1]])]


#: Ways to scribble: a generator in, a drawing of about 0..1 out.
SCRIBBLES: dict[str, Callable[[np.random.Generator], Drawing]] = {
    "zigzag": _zigzag,
    "wave": _wave,
    "spiral": _spiral,
    "tangle": _tangle,
    "hatching": _hatching,
    "dots": _dots,
    "strokes": _strokes,
    "star": _star,
    "flower": _flower,
    "crossed box": _crossed_box,
}

#: Letters that no digit looks like: lists of strokes, each a list of points on a grid 0..4 wide, 0..6 high.
LETTERS: dict[str, list[list[tuple[float, float]]]] = {
    "A": [[(0, 6), (2, 0), (4, 6)], [(0.8, 4), (3.2, 4)]],
    "E": [[(4, 0), (0, 0), (0, 6), (4, 6)], [(0, 3), (3, 3)]],
    "F": [[(4, 0), (0, 0), (0, 6)], [(0, 3), (3, 3)]],
    "H": [[(0, 0), (0, 6)], [(4, 0), (4, 6)], [(0, 3), (4, 3)]],
    "K": [[(0, 0), (0, 6)], [(4, 0), (0, 3), (4, 6)]],
    "M": [[(0, 6), (0, 0), (2, 3.5), (4, 0), (4, 6)]],
    "N": [[(0, 6), (0, 0), (4, 6), (4, 0)]],
    "R": [[(0, 6), (0, 0), (3, 0), (4, 1.5), (3, 3), (0, 3), (4, 6)]],
    "T": [[(0, 0), (4, 0)], [(2, 0), (2, 6)]],
    "V": [[(0, 0), (2, 6), (4, 0)]],
    "W": [[(0, 0), (1, 6), (2, 2), (3, 6), (4, 0)]],
    "X": [[(0, 0), (4, 6)], [(4, 0), (0, 6)]],
    "Y": [[(0, 0), (2, 3), (4, 0)], [(2, 3), (2, 6)]],
    "m": [[(0, 6), (0, 2)], [(0, 3), (1, 2), (2, 3), (2, 6)], [(2, 3), (3, 2), (4, 3), (4, 6)]],
    "k": [[(0, 0), (0, 6)], [(3, 2), (0, 4.2), (3, 6)]],
}


def _rounded(knots: Points) -> Points:
    """A curve that wanders along the knots."""
    t = np.linspace(0, len(knots) - 1, 20 * len(knots))
    weights = np.maximum(1 - np.abs(t[:, None] - np.arange(len(knots))), 0)
    return np.asarray(weights @ knots)


def _handwritten(shape: list[list[tuple[float, float]]], rng: np.random.Generator) -> Drawing:
    """The letter with its corners moved a little, slanted and turned a little."""
    angle, slant = np.radians(rng.uniform(-8, 8)), rng.uniform(-0.15, 0.15)
    turn = np.array([[np.cos(angle), np.sin(angle)], [slant - np.sin(angle), np.cos(angle)]])
    return [(np.array(stroke) + rng.normal(0, 0.2, (len(stroke), 2))) / 6 @ turn for stroke in shape]


def _placed(drawing: Drawing, rng: np.random.Generator) -> Drawing:
    """The drawing somewhere on the canvas, a fifth to four fifths of it large."""
    points = np.concatenate(drawing)
    low, size = points.min(axis=0), np.ptp(points, axis=0)
    scale = rng.uniform(0.2, 0.8) / size.max()
    corner = rng.random(2) * (1 - scale * size)
    return [(stroke - low) * scale + corner for stroke in drawing]
