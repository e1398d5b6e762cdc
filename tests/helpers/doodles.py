"""Drawings of three classes by a hand that trembles, the same each time."""

from __future__ import annotations

import numpy as np

from nnviz.data.own.doodles import Doodle, doodle

CLASSES = ("circle", "house", "cross")


def drawn(name: str, rng: np.random.Generator) -> list[np.ndarray]:
    """One drawing of that class, somewhere, of some size."""
    if name == "circle":
        turn = np.linspace(0, 2 * np.pi, 25)
        points = np.stack([np.cos(turn), np.sin(turn)], axis=1) / 2
        strokes = [points]
    elif name == "house":
        strokes = [np.array([[0, 1], [0, 0.4], [0.5, 0], [1, 0.4], [1, 1], [0, 1]]) - 0.5]
    else:
        strokes = [np.array([[0, 0], [1, 1]]) - 0.5, np.array([[1, 0], [0, 1]]) - 0.5]
    size, place = rng.uniform(0.3, 0.6), rng.uniform(0.4, 0.6, 2)
    return [place + size * stroke + rng.normal(0, 0.01, stroke.shape) for stroke in strokes]


def doodles(each: int, seed: int = 0) -> tuple[Doodle, ...]:
    """So many of each class, one after the other."""
    rng = np.random.default_rng(seed)
    names = [name for _ in range(each) for name in CLASSES]
    return tuple(doodle(drawn(name, rng), name, when=float(k)) for k, name in enumerate(names))
