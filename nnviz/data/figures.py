"""Six figures, filled or hollow, on 28 x 28 pixels: drawn by code at many places, sizes and angles.

How dark a pixel is follows from how far its centre is from the figure's edge: it falls off over one pixel,
so that edges are smooth. The distances are exact: of a polygon that of the nearest of its edges, less than 0
for a point in it (Inigo Quilez, "2D distance functions", 2020, whose heart this is too).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import RawData
from nnviz.data.frames import Frame
from nnviz.data.pixels import pixel_names
from nnviz.data.steady import in_turn, two_parts
from nnviz.said import translate

SIDE = 28  # pixels
FIGURES = 2880  # of which a sixth is kept for testing
_RADII = (6.5, 9.0)  # pixels
_MOST_MOVE = 2.4  # pixels from the middle, across and down: the largest figure is still all there
_MOST_TURN = 0.4  # radians
_HOLLOW = 0.5  # the share of figures of which there is but an outline
_LINES = (1.8, 3.2)  # pixels: how wide an outline is, half of it within the figure
_INK = (0.8, 1.0)  # how dark the figure is
_GRAIN = (0.0, 0.1)  # standard deviation of what is added to every pixel of a picture
#: Outlines of the middling sizes: those of the largest and smallest are read less well when a hand drew them.
FRAME = Frame(SIDE, spans=(16.0, 20.0), pens=(2.0, 3.2), room=2.0)

Array = NDArray[np.float64]
#: How far points (..., 2) are outside of a figure of radius 1 about (0, 0); less than 0 inside. y goes down.
Distance = Callable[[Array], Array]


def _ring(count: int, *radii: float) -> Array:
    """(count, 2) corners at equal angles, from the top, whose distances from the middle alternate."""
    turn = 2 * np.pi * np.arange(count) / count
    radius = np.resize(radii, count)
    return np.stack([radius * np.sin(turn), -radius * np.cos(turn)], axis=1)


def _polygon(corners: Array) -> Distance:
    """The distance from a polygon with these (n, 2) corners."""

    def distance(points: Array) -> Array:
        x, y = points[..., 0], points[..., 1]
        nearest, inside = np.full(x.shape, np.inf), np.zeros(x.shape, dtype=bool)
        for (x0, y0), (x1, y1) in zip(corners.tolist(), np.roll(corners, -1, axis=0).tolist(), strict=True):
            across, down, right, below = x1 - x0, y1 - y0, x - x0, y - y0
            along = np.clip((right * across + below * down) / (across**2 + down**2), 0, 1)
            np.minimum(nearest, (right - along * across) ** 2 + (below - along * down) ** 2, out=nearest)
            # A line to the right from a point within crosses the edges an odd number of times.
            crossed = (y0 > y) != (y1 > y)
            inside ^= crossed & ((right * down < below * across) == (down > 0))
        return np.asarray(np.where(inside, -1, 1) * np.sqrt(nearest))

    return distance


def _circle(points: Array) -> Array:
    return np.asarray(np.hypot(points[..., 0], points[..., 1]) - 1)


def _heart(points: Array) -> Array:
    x, y = np.abs(points[..., 0]) * 0.55, 0.55 - points[..., 1] * 0.55  # from the tip upwards, 1.1 high
    lobe = np.hypot(x - 0.25, y - 0.75) - np.sqrt(2) / 4
    half = 0.5 * np.maximum(x + y, 0)
    below = np.sqrt(np.minimum(x**2 + (y - 1) ** 2, (x - half) ** 2 + (y - half) ** 2)) * np.sign(x - y)
    return np.asarray(np.where(x + y > 1, lobe, below) / 0.55)


_ARM = 0.36  # half the width of a bar of the cross
_CROSS = np.array([[_ARM, -1], [_ARM, -_ARM], [1, -_ARM], [1, _ARM], [_ARM, _ARM], [_ARM, 1]])

#: The figures by name, in the order of their class numbers.
DISTANCES: dict[str, Distance] = {
    translate("Data", "circle"): _circle,
    translate("Data", "square"): _polygon(0.85 * np.array([[-1.0, -1], [1, -1], [1, 1], [-1, 1]])),
    translate("Data", "triangle"): _polygon(_ring(3, 1.1)),
    translate("Data", "cross"): _polygon(np.concatenate([_CROSS, -_CROSS])),
    translate("Data", "star"): _polygon(_ring(10, 1.1, 0.48)),
    translate("Data", "heart"): _heart,
}


@lru_cache(maxsize=2)  # runs on the same data are common, and to draw them takes a third of a second
def figures(seed: int, test_share: float) -> RawData:
    """``FIGURES`` pictures, 0 paper to 1 ink in hundredths, as many of each figure in either part.

    Drawn by ``seed``: the same one draws the same pictures, whatever is kept for testing.
    """
    generator = np.random.default_rng(seed)
    labels = in_turn(generator, FIGURES, len(DISTANCES))
    pictures = np.empty((FIGURES, SIDE, SIDE))
    low = np.array([_RADII[0], -_MOST_TURN, -_MOST_MOVE, -_MOST_MOVE, _LINES[0], _INK[0], 0, _GRAIN[0]])
    high = np.array([_RADII[1], _MOST_TURN, _MOST_MOVE, _MOST_MOVE, _LINES[1], _INK[1], 1, _GRAIN[1]])
    chance = generator.uniform(low, high, (FIGURES, len(low)))
    for number, distance in enumerate(DISTANCES.values()):
        chosen = labels == number
        pictures[chosen] = _drawn(distance, chance[chosen])
    pictures += chance[:, -1, np.newaxis, np.newaxis] * generator.standard_normal(pictures.shape)
    return RawData(
        np.rint(100 * np.clip(pictures, 0, 1)).reshape(FIGURES, -1) / 100,
        labels,
        class_names=tuple(DISTANCES),
        feature_names=pixel_names(SIDE, SIDE),
        feature_shape=(SIDE, SIDE),
        tested=two_parts(labels, test_share),
    )


def _drawn(distance: Distance, chance: Array) -> Array:
    """(n, SIDE, SIDE) pictures without grain; ``chance`` has the numbers of each in a row."""
    radius, turn, right, down, line, ink, hollow, _ = chance.T[..., np.newaxis, np.newaxis]
    centres = np.arange(SIDE) + 0.5 - SIDE / 2
    x, y = (centres - right) / radius, (centres[:, np.newaxis] - down) / radius
    cosine, sine = np.cos(turn), np.sin(turn)
    outside = radius * distance(np.stack([cosine * x + sine * y, cosine * y - sine * x], axis=-1))
    outside = np.where(hollow < _HOLLOW, np.abs(outside) - line / 2, outside)
    return np.asarray(ink * np.clip(0.5 - outside, 0, 1))
