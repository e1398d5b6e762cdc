"""More handwriting from little: the 8 x 8 digits, each bent and turned as other hands might write it.

A picture's counts are interpolated to 64 x 64, the field of 32 x 32 pixels is laid over them turned, scaled,
slanted, moved and elastically bent (Simard et al., "Best practices for convolutional neural networks applied
to visual document analysis", 2003), what is darker than a threshold is ink, and the ink is counted into 8 x 8
again, as the training set itself was made. A lower threshold is a thicker pen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.data.raster import FIELD, GRID

_FINE = 64  # a side of the interpolated picture
_KNOTS = 4  # a side of the grid of displacements between which the field is bent

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Augmentation:
    """How far copies may differ from their original; lengths in pixels of the 32 x 32 field.

    rotation: degrees either way. shear: pixels a row either way. scale: share either way, across and down
    separately. shift: either way. bend: standard deviation of the displacements. ink and ink_spread: mean and
    standard deviation of the threshold, 0.5 keeping the amount of ink.
    """

    rotation: float = 12.0
    shear: float = 0.15
    scale: float = 0.12
    shift: float = 1.5
    bend: float = 1.8
    ink: float = 0.5
    ink_spread: float = 0.1


def augmented(
    counts: NDArray[np.floating],
    copies: int,
    rng: np.random.Generator,
    how: Augmentation | None = None,
) -> Floats:
    """``copies`` variants of each picture, (copies * n, 64) float32 counts 0..16, all first ones first.

    counts: (n, 64), 0..16. The labels of the result are ``np.tile(labels, copies)``. Repeatable by ``rng``;
    about a second for 36,000 pictures.
    """
    how = how or Augmentation()
    small = np.asarray(counts, dtype=np.float32).reshape(-1, GRID, GRID) / 16
    up = _cubic(GRID, _FINE)
    fine = np.pad(up @ small @ up.T, ((0, 0), (1, 1), (1, 1))).astype(np.float32).reshape(len(small), -1)
    parts = [_variants(fine, rng, how) for _ in range(copies)]
    return np.concatenate(parts) if parts else np.zeros((0, GRID * GRID), dtype=np.float32)


def _variants(fine: NDArray[np.float32], rng: np.random.Generator, how: Augmentation) -> Floats:
    """One variant of each interpolated picture, (n, 64) counts."""
    count = len(fine)
    x, y = _places(count, rng, how)
    side = _FINE + 2
    columns = np.clip((x * (_FINE / FIELD)).astype(np.int32) + 1, 0, side - 1)
    rows = np.clip((y * (_FINE / FIELD)).astype(np.int32) + 1, 0, side - 1)
    dark = np.take_along_axis(fine, (rows * side + columns).reshape(count, -1), axis=1)
    threshold = np.clip(rng.normal(how.ink, how.ink_spread, (count, 1)), 0.12, 0.7)
    cell = FIELD // GRID
    blocks = (dark > threshold).reshape(count, GRID, cell, GRID, cell)
    return np.asarray(blocks.sum(axis=(2, 4)).reshape(count, -1), dtype=np.float32)


def _places(count: int, rng: np.random.Generator, how: Augmentation) -> tuple[Floats, Floats]:
    """x and y, each (n, 32, 32): from where in the original field each pixel of the variant is taken."""
    angle = np.radians(rng.uniform(-how.rotation, how.rotation, count))
    slant = rng.uniform(-how.shear, how.shear, count)
    across, down = np.exp(rng.uniform(-how.scale, how.scale, (2, count)))
    shift = rng.uniform(-how.shift, how.shift, (2, count, 1, 1))
    knots = rng.normal(0, how.bend, (2, count, _KNOTS, _KNOTS)).astype(np.float32)
    spread = _linear(_KNOTS, FIELD)
    bend = spread @ knots @ spread.T + (shift + FIELD / 2).astype(np.float32)
    turn = np.array(
        [
            [np.cos(angle) / across, (slant * np.cos(angle) - np.sin(angle)) / across],
            [np.sin(angle) / down, (slant * np.sin(angle) + np.cos(angle)) / down],
        ],
        dtype=np.float32,
    )[..., None, None]
    pixel = np.arange(FIELD, dtype=np.float32) + np.float32(0.5 - FIELD / 2)
    x = turn[0, 0] * pixel + turn[0, 1] * pixel[:, None] + bend[0]
    y = turn[1, 0] * pixel + turn[1, 1] * pixel[:, None] + bend[1]
    return x, y


def _cubic(given: int, wanted: int) -> Floats:
    """(wanted, given): cubic interpolation between cells' centres, paper all around (Keys, 1981)."""
    centres = (np.arange(wanted) + 0.5) * given / wanted - 0.5
    t = np.abs(centres[:, None] - np.arange(given))
    near = (1.5 * t - 2.5) * t**2 + 1
    far = ((-0.5 * t + 2.5) * t - 4) * t + 2
    return np.asarray(np.where(t <= 1, near, np.where(t < 2, far, 0)), dtype=np.float32)


def _linear(given: int, wanted: int) -> Floats:
    """(wanted, given): linear interpolation from the first knot to the last."""
    t = np.abs(np.linspace(0, given - 1, wanted)[:, None] - np.arange(given))
    return np.asarray(np.maximum(1 - t, 0), dtype=np.float32)
