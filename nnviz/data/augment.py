"""More handwriting from little: the 8 x 8 digits, each bent and turned as other hands might write it.

A picture's counts are interpolated to 64 x 64, the field of 32 x 32 pixels is laid over them turned, scaled,
slanted, squeezed, moved and elastically bent (Simard et al., "Best practices for convolutional neural
networks applied to visual document analysis", 2003), what is darker than a threshold is ink, and the ink is
counted into 8 x 8 again, as the training set itself was made. A lower threshold is a thicker pen. Every
drawing is put upright and stretched to its box before a network sees it, and so is a share of the copies.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.data.raster import FIELD, GRID
from nnviz.data.styles import FINE, restyled

_KNOTS = 4  # a side of the grid of displacements between which the field is bent
_MIDDLE = FIELD / 2
_ZOOM = 1.25  # how much of the surroundings is looked at for a copy's box
_EDGE_ROWS = 3  # rows at the top and at the bottom whose left edges are to line up, as in data.ink
_INKED = 0.5  # from this darkness on it is ink
_MOST_FIT = (0.5, 1.8)  # times the size, when a copy is fitted into its original's box
_PIXEL = np.arange(FIELD, dtype=np.float32) + np.float32(0.5 - _MIDDLE)  # centres, from the field's middle

Floats = NDArray[np.float32]
Reals = NDArray[np.floating]


@dataclass(frozen=True)
class Augmentation:
    """How far copies may differ from their original; lengths in pixels of the 32 x 32 field.

    rotation: degrees either way. shear: pixels a row either way. scale: share either way, across and down
    separately. shift: either way. bend: standard deviation of the displacements. ink and ink_spread: mean and
    standard deviation of the threshold, 0.5 keeping the amount of ink. squeeze: how far the middle moves, up
    or down and to the sides, the edges staying. upright: share of the copies that are put upright and
    into their original's box after turning. style: share of the 0 that get a slash, of the 1 that get a foot,
    of the 7 that lose their bar.
    """

    rotation: float = 16.0
    shear: float = 0.2
    scale: float = 0.12
    shift: float = 1.5
    bend: float = 1.8
    ink: float = 0.5
    ink_spread: float = 0.1
    squeeze: float = 2.0
    upright: float = 0.5
    style: float = 0.3


def augmented(
    counts: ArrayLike,
    copies: int,
    rng: np.random.Generator,
    how: Augmentation | None = None,
    labels: NDArray[np.integer] | None = None,
) -> Floats:
    """``copies`` variants of each picture, (copies * n, 64) float32 counts 0..16, all first ones first.

    counts: (n, 64), 0..16; labels: (n,) digits, without which nobody's style changes. The labels of the
    result are ``np.tile(labels, copies)``. Repeatable by ``rng``; about two seconds for 36,000 pictures.
    """
    how = how or Augmentation()
    fine = enlarged(counts)
    parts = []
    for _ in range(copies):
        drawn, foreign = fine, np.zeros(len(fine), dtype=bool)
        if labels is not None:
            drawn, foreign = restyled(fine, labels, how.style, rng)
        parts.append(_variants(drawn, foreign, rng, how))
    return np.concatenate(parts) if parts else np.zeros((0, GRID * GRID), dtype=np.float32)


def enlarged(counts: ArrayLike) -> Floats:
    """The pictures (n, 64) of counts 0..16 interpolated to (n, 64, 64), about 0 paper to 1 ink."""
    small = np.asarray(counts, dtype=np.float32).reshape(-1, GRID, GRID) / 16
    up = _cubic(GRID, FINE)
    return np.asarray(up @ small @ up.T, dtype=np.float32)


def _variants(
    fine: Floats, foreign: NDArray[np.bool_], rng: np.random.Generator, how: Augmentation
) -> Floats:
    """One variant of each interpolated picture, (n, 64) counts; those of foreign style are put upright."""
    count = len(fine)
    padded = np.pad(fine, ((0, 0), (1, 1), (1, 1))).reshape(count, -1)
    x, y = _placed(count, rng, how)
    hand = _Hand.drawn(count, rng, how)
    upright = np.flatnonzero(foreign | (rng.random(count) < how.upright))
    if upright.size:
        x[upright], y[upright] = _uprighted(x[upright], y[upright], padded[upright], hand.of(upright))
    dark = _darkness(padded, *hand.moved(x, y))
    threshold = np.clip(rng.normal(how.ink, how.ink_spread, (count, 1)), 0.12, 0.7)
    cell = FIELD // GRID
    blocks = (dark.reshape(count, -1) > threshold).reshape(count, GRID, cell, GRID, cell)
    return np.asarray(blocks.sum(axis=(2, 4)).reshape(count, -1), dtype=np.float32)


def _placed(count: int, rng: np.random.Generator, how: Augmentation) -> tuple[Floats, Floats]:
    """x and y, each (n, 32, 32), from the field's middle: the pixels moved, scaled and slanted at random."""
    across, down = np.exp(rng.uniform(-how.scale, how.scale, (2, count, 1, 1))).astype(np.float32)
    right, below = rng.uniform(-how.shift, how.shift, (2, count, 1, 1)).astype(np.float32)
    slant = rng.uniform(-how.shear, how.shear, (count, 1, 1)).astype(np.float32)
    y = np.broadcast_to((_PIXEL[:, None] - below) / down, (count, FIELD, FIELD)).copy()
    return (_PIXEL - right) / across + slant * y, y


@dataclass(frozen=True, eq=False)
class _Hand:
    """How n copies are turned and bent: angle (n,) in radians, bend (2, n, 32 * 32), squeeze (2, n)."""

    angle: Reals
    bend: Reals
    squeeze: Reals

    @classmethod
    def drawn(cls, count: int, rng: np.random.Generator, how: Augmentation) -> _Hand:
        angle = np.radians(rng.uniform(-how.rotation, how.rotation, count)).astype(np.float32)
        knots = rng.normal(0, how.bend, (2, count, _KNOTS, _KNOTS)).astype(np.float32)
        spread = _linear(_KNOTS, FIELD)
        bend = (spread @ knots @ spread.T).reshape(2, count, -1)
        squeeze = rng.uniform(-how.squeeze, how.squeeze, (2, count)).astype(np.float32)
        return cls(angle, bend, squeeze)

    def of(self, rows: NDArray[np.intp]) -> _Hand:
        """Those at ``rows`` alone."""
        return _Hand(self.angle[rows], self.bend[:, rows], self.squeeze[:, rows])

    def moved(self, x: Reals, y: Reals) -> tuple[Reals, Reals]:
        """Where in the original each place (n, h, w) of a copy comes from, both from the field's middle."""
        columns, rows = (np.clip((v / _ZOOM + _MIDDLE).astype(np.int32), 0, FIELD - 1) for v in (x, y))
        at = (rows * FIELD + columns).reshape(len(x), -1)
        aside, down = (np.take_along_axis(bend, at, axis=1).reshape(x.shape) for bend in self.bend)
        cosine, sine = np.cos(self.angle)[:, None, None], np.sin(self.angle)[:, None, None]
        turned_x, turned_y = cosine * x - sine * y, sine * x + cosine * y
        bow_x, bow_y = (
            amount[:, None, None] * np.maximum(1 - (place / _MIDDLE) ** 2, 0)
            for amount, place in zip(self.squeeze, (turned_x, turned_y), strict=True)
        )
        return turned_x + aside + bow_x, turned_y + down + bow_y


def _uprighted(x: Reals, y: Reals, padded: Floats, hand: _Hand) -> tuple[Reals, Reals]:
    """Places of upright copies as places of the copies as they were turned and bent.

    The left edges near the top and near the bottom are lined up, and the copy fills its original's box.
    """
    count = len(x)
    still_x, still_y = np.broadcast_arrays(_PIXEL, _PIXEL[:, None], np.empty((count, 1, 1)))[:2]
    left, right, top, bottom = _box(_darkness(padded, still_x, still_y) > _INKED, 1.0, np.zeros(count))
    turned = _darkness(padded, *hand.moved(still_x * _ZOOM, still_y * _ZOOM)) > _INKED
    slope = _slopes(turned)
    x0, x1, y0, y1 = _box(turned, _ZOOM, slope)
    across = np.clip((right - left) / np.maximum(x1 - x0, 2), *_MOST_FIT)
    down = np.clip((bottom - top) / np.maximum(y1 - y0, 2), *_MOST_FIT)
    y = (y - _each((top + bottom) / 2)) / _each(down) + _each((y0 + y1) / 2)
    x = (x - _each((left + right) / 2)) / _each(across) + _each((x0 + x1) / 2)
    return x - _each(slope) * y, y


def _slopes(inked: NDArray[np.bool_]) -> Floats:
    """(n,) pixels that each row has to move right of the one above for (n, 32, 32) to stand upright."""
    rows = np.asarray(inked.any(axis=2))
    first, last = rows.argmax(axis=1), FIELD - 1 - rows[:, ::-1].argmax(axis=1)
    steps, each = np.arange(_EDGE_ROWS), np.arange(len(inked))[:, None]
    left = inked.argmax(axis=2)
    top = left[each, np.minimum(first[:, None] + steps, FIELD - 1)].mean(axis=1)
    bottom = left[each, np.maximum(last[:, None] - steps, 0)].mean(axis=1)
    height = np.maximum(last - first - _EDGE_ROWS + 1, 2 * _EDGE_ROWS)
    return np.asarray(np.clip((top - bottom) / height, -1, 1), dtype=np.float32)


def _box(inked: NDArray[np.bool_], zoom: float, slope: Reals) -> tuple[Floats, ...]:
    """Left, right, top and bottom of each picture's ink, (n,), once its rows have moved by ``slope``."""
    columns = _PIXEL + _each(slope) * _PIXEL[:, None]
    left = np.where(inked, columns, _MIDDLE).min(axis=(1, 2)) - 0.5
    right = np.where(inked, columns, -_MIDDLE).max(axis=(1, 2)) + 0.5
    rows = np.asarray(inked.any(axis=2))
    top = rows.argmax(axis=1) - _MIDDLE
    bottom = _MIDDLE - rows[:, ::-1].argmax(axis=1)
    return tuple(np.asarray(edge * zoom, dtype=np.float32) for edge in (left, right, top, bottom))


def _each(values: Reals) -> Floats:
    return values.astype(np.float32)[:, None, None]


def _darkness(padded: Floats, x: Reals, y: Reals) -> Floats:
    """The interpolated pictures, 0..1, at the places x, y (n, h, w) from the field's middle."""
    side = FINE + 2
    columns, rows = (
        np.clip(((v + _MIDDLE) * (FINE / FIELD)).astype(np.int32) + 1, 0, side - 1) for v in (x, y)
    )
    flat = (rows * side + columns).reshape(len(padded), -1)
    return np.take_along_axis(padded, flat, axis=1).reshape(x.shape)


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
