"""Points of the plane, for networks that can be watched drawing a line between them.

Coordinates go from -6 to 6. ``noise`` moves every point by a normal deviation of ``noise`` times 3, or,
for a regression, its value by one of ``noise``. All randomness comes from the generator given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Draw = Callable[[np.random.Generator, int, float], tuple[Array, NDArray[Any]]]

EXTENT = 6.0
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
        wrong = f"There is no input “{unknown[0]}”" if unknown else "A network needs at least one input"
        raise ValueError(f"{wrong}; there are {', '.join(FEATURES)}.")
    return np.stack([FEATURES[name].function(points) for name in names], axis=1)


def clouds(rng: np.random.Generator, count: int, noise: float) -> tuple[Array, NDArray[Any]]:
    """Two round clouds, one in each of two opposite quarters."""
    labels = _halves(count)
    centres = np.where(labels[:, np.newaxis] == 1, 2.0, -2.0)
    return _moved(rng, centres + rng.normal(0, 0.8, (count, 2)), noise), labels


def ring(rng: np.random.Generator, count: int, noise: float) -> tuple[Array, NDArray[Any]]:
    """A disc inside a ring."""
    labels = _halves(count)
    radius = np.where(labels == 1, rng.uniform(0, 2.4, count), rng.uniform(3.4, 5, count))
    return _moved(rng, _polar(radius, rng.uniform(0, 2 * np.pi, count)), noise), labels


def moons(rng: np.random.Generator, count: int, noise: float) -> tuple[Array, NDArray[Any]]:
    """Two half circles that interlock."""
    labels = _halves(count)
    angle = rng.uniform(0, np.pi, count)
    points = _polar(np.full(count, 3.0), np.where(labels == 1, angle + np.pi, angle))
    points += np.where(labels[:, np.newaxis] == 1, [1.5, 0.75], [-1.5, -0.75])
    return _moved(rng, points + rng.normal(0, 0.15, (count, 2)), noise), labels


def checkerboard(rng: np.random.Generator, count: int, noise: float) -> tuple[Array, NDArray[Any]]:
    """Four quarters, opposite ones alike: exclusive or, drawn."""
    points = rng.uniform(_GAP, 5, (count, 2)) * rng.choice([-1.0, 1.0], (count, 2))
    return _moved(rng, points, noise), (points[:, 0] * points[:, 1] > 0).astype(np.int64)


def spirals(rng: np.random.Generator, count: int, noise: float) -> tuple[Array, NDArray[Any]]:
    """Two spirals around each other: the hard one."""
    labels = _halves(count)
    along = np.sqrt(rng.uniform(0.005, 1, count))  # as dense outside as inside
    points = _polar(5 * along, along * 3.5 * np.pi + np.pi * labels)
    return _moved(rng, points + rng.normal(0, 0.08, (count, 2)), noise), labels


def stripes(rng: np.random.Generator, count: int, noise: float) -> tuple[Array, NDArray[Any]]:
    """Four slanting stripes, every other one alike."""
    stripe = rng.integers(0, 4, count)
    across = stripe * 2.5 - 5 + rng.uniform(_GAP, 2.5 - _GAP, count)
    along = rng.uniform(-3, 3, count)
    points = np.stack([across + along, along - across], axis=1) / np.sqrt(2)
    return _moved(rng, points, noise), stripe % 2


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


def _halves(count: int) -> NDArray[np.int64]:
    """0 and 1 in turn."""
    return np.arange(count) % 2


def _polar(radius: Array, angle: Array) -> Array:
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def _moved(rng: np.random.Generator, points: Array, noise: float) -> Array:
    # Drawn even without noise, so that turning it up moves the very points that are there.
    moved = points + rng.normal(0, 1, points.shape) * (noise * _JITTER)
    return np.clip(moved, -EXTENT, EXTENT)
