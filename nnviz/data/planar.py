"""Points of the plane, for networks that can be watched drawing a line between them.

Coordinates go from -6 to 6. ``noise`` moves every point by a normal deviation of ``noise`` times 3, or,
for a regression, its value by one of ``noise``. Points are of two classes, or of as many as ``classes``
says. All randomness comes from the generator given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.said import translate

Array = NDArray[np.float64]
#: (generator, count, noise), and the number of classes where there can be more than two -> points, labels
Draw = Callable[..., tuple[Array, NDArray[Any]]]

EXTENT = 6.0
#: The classes of points are called by their colours, in the order in which these are given.
CLASS_NAMES = (
    translate("ClassColours", "blue"),
    translate("ClassColours", "amber"),
    translate("ClassColours", "green"),
    translate("ClassColours", "violet"),
    translate("ClassColours", "rose"),
    translate("ClassColours", "grey"),
)
_JITTER = 3.0
_GAP = 0.3  # between a point and the border of its field, on either side


@dataclass(frozen=True)
class Feature:
    """An input made from a point: (n, 2) points -> (n,) values."""

    label: str
    function: Callable[[Array], Array]


#: The inputs that a network on the plane may have.
FEATURES: dict[str, Feature] = {
    "x1": Feature("x₁", lambda p: p[:, 0]),
    "x2": Feature("x₂", lambda p: p[:, 1]),
    "x1_squared": Feature("x₁²", lambda p: p[:, 0] ** 2),
    "x2_squared": Feature("x₂²", lambda p: p[:, 1] ** 2),
    "x1x2": Feature("x₁x₂", lambda p: p[:, 0] * p[:, 1]),
    "sin_x1": Feature("sin x₁", lambda p: np.sin(p[:, 0])),
    "sin_x2": Feature("sin x₂", lambda p: np.sin(p[:, 1])),
}


def planar_features(points: Array, names: Sequence[str]) -> Array:
    """(n, d) inputs of a network with these features at the (n, 2) points.

    Raises ``ValueError`` for no feature at all and for unknown ones.
    """
    unknown = [name for name in names if name not in FEATURES]
    if unknown or not names:
        text = translate("Data", "A network needs at least one input; there are {features}.")
        if unknown:
            text = translate("Data", "There is no input “{name}”; there are {features}.")
        raise ValueError(text.format(name="".join(unknown[:1]), features=", ".join(FEATURES)))
    return np.stack([FEATURES[name].function(points) for name in names], axis=1)


def clouds(
    rng: np.random.Generator, count: int, noise: float, classes: int = 2
) -> tuple[Array, NDArray[Any]]:
    """Round clouds, evenly around the middle; two lie in opposite quarters."""
    labels = _in_turn(count, classes)
    if classes == 2:
        centres = np.where(labels[:, np.newaxis] == 1, 2.0, -2.0)
    else:
        centres = _polar(np.full(count, 4.0), np.pi * (1.25 + 2 * labels / classes))
    return moved(rng, centres + rng.normal(0, 0.8, (count, 2)), noise), labels


def ring(rng: np.random.Generator, count: int, noise: float, classes: int = 2) -> tuple[Array, NDArray[Any]]:
    """A disc inside a ring, or inside several; the disc is the last class."""
    labels = _in_turn(count, classes)
    borders = np.linspace(0, 5, classes + 1)
    bands = [(low + _GAP / 2, high - _GAP / 2) for low, high in pairwise(borders)]
    if classes == 2:
        bands = [(0, 2.4), (3.4, 5)]
    radii = np.stack([rng.uniform(low, high, count) for low, high in bands])
    radius = radii[classes - 1 - labels, np.arange(count)]
    return moved(rng, _polar(radius, rng.uniform(0, 2 * np.pi, count)), noise), labels


def moons(rng: np.random.Generator, count: int, noise: float) -> tuple[Array, NDArray[Any]]:
    """Two half circles that interlock."""
    labels = _in_turn(count, 2)
    angle = rng.uniform(0, np.pi, count)
    points = _polar(np.full(count, 3.0), np.where(labels == 1, angle + np.pi, angle))
    points += np.where(labels[:, np.newaxis] == 1, [1.5, 0.75], [-1.5, -0.75])
    return moved(rng, points + rng.normal(0, 0.15, (count, 2)), noise), labels


def checkerboard(
    rng: np.random.Generator, count: int, noise: float, classes: int = 2
) -> tuple[Array, NDArray[Any]]:
    """As many squares in a row as classes; with two, opposite quarters alike: exclusive or, drawn."""
    if classes == 2:
        points = rng.uniform(_GAP, 5, (count, 2)) * rng.choice([-1.0, 1.0], (count, 2))
        return moved(rng, points, noise), (points[:, 0] * points[:, 1] > 0).astype(np.int64)
    side, square = 10 / classes, rng.integers(0, classes, (count, 2))
    points = square * side - 5 + rng.uniform(_GAP / 2, side - _GAP / 2, (count, 2))
    return moved(rng, points, noise), square.sum(axis=1) % classes


def spirals(
    rng: np.random.Generator, count: int, noise: float, classes: int = 2
) -> tuple[Array, NDArray[Any]]:
    """Spirals around each other, the more of them the less wound: the hard one."""
    labels = _in_turn(count, classes)
    along = np.sqrt(rng.uniform(0.005, 1, count))  # as dense outside as inside
    points = _polar(5 * along, along * (7 / classes) * np.pi + 2 * np.pi / classes * labels)
    return moved(rng, points + rng.normal(0, 0.08, (count, 2)), noise), labels


def stripes(
    rng: np.random.Generator, count: int, noise: float, classes: int = 2
) -> tuple[Array, NDArray[Any]]:
    """Slanting stripes, the classes in turn: each has two stripes, or one where that would be too narrow."""
    stripes = classes * (2 if classes <= 3 else 1)
    width = 10 / stripes
    stripe = rng.integers(0, stripes, count)
    across = stripe * width - 5 + rng.uniform(_GAP, width - _GAP, count)
    along = rng.uniform(-3, 3, count)
    points = np.stack([across + along, along - across], axis=1) / np.sqrt(2)
    return moved(rng, points, noise), stripe % classes


def plane(rng: np.random.Generator, count: int, noise: float) -> tuple[Array, NDArray[Any]]:
    """A value that rises evenly from one corner to the opposite one, from -1 to 1."""
    points = rng.uniform(-EXTENT, EXTENT, (count, 2))
    return points, points.sum(axis=1) / (2 * EXTENT) + rng.normal(0, 1, count) * noise


def waves(rng: np.random.Generator, count: int, noise: float) -> tuple[Array, NDArray[Any]]:
    """Hills and valleys: sin(x1 / 2) cos(x2 / 2)."""
    points = rng.uniform(-EXTENT, EXTENT, (count, 2))
    values = np.sin(points[:, 0] / 2) * np.cos(points[:, 1] / 2)
    return points, values + rng.normal(0, 1, count) * noise


def sine(rng: np.random.Generator, count: int, noise: float) -> tuple[Array, NDArray[Any]]:
    """The sine of x1; x2 says nothing."""
    points = rng.uniform(-EXTENT, EXTENT, (count, 2))
    return points, np.sin(points[:, 0]) + rng.normal(0, 1, count) * noise


def _in_turn(count: int, classes: int) -> NDArray[np.int64]:
    """0, 1, ... and again from 0."""
    return np.arange(count) % classes


def _polar(radius: Array, angle: Array) -> Array:
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def moved(rng: np.random.Generator, points: Array, noise: float) -> Array:
    """The points, each moved by chance, and none beyond the border."""
    # Drawn even without noise, so that turning it up moves the very points that are there.
    moved = points + rng.normal(0, 1, points.shape) * (noise * _JITTER)
    return np.clip(moved, -EXTENT, EXTENT)
