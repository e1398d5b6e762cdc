"""How like the digits learned a picture is: the most similar ones, and how far it is from them.

The distance is that of Simard, LeCun and Denker ("Efficient pattern recognition using a new transformation
distance", 1993), one-sided: Euclidean, but moving a known digit a little to the side, up or down, or giving
it a thicker or thinner line, costs nothing. That brings drawn digits nearer to it than scribbles.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.data.augment import enlarged

_BLUR = 2.5  # standard deviation, in pixels of the picture enlarged eightfold, before it is differentiated
_TILE = 512  # digits enlarged at a time

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Known:
    """Digits to be compared with: pictures (m, 64) of 0..1, and planes (64, m, 3), what each may change by.

    A plane is an orthonormal basis of a digit's changes by two shifts and by thickness. labels (m,): what
    they are. taught: so many of them, the last, are drawings that were taught.
    """

    pictures: Floats
    planes: Floats
    on_planes: Floats  # (m, 3): each picture's own coordinates on its plane
    labels: NDArray[np.int64]
    taught: int = 0

    @classmethod
    def of(cls, pictures: ArrayLike, labels: ArrayLike) -> Known:
        """The digits (m, 64), 0..1, and what they are; a tenth of a second for 1,437."""
        known = np.asarray(pictures, dtype=np.float64)
        bases = np.linalg.qr(np.concatenate([_changes(part) for part in _tiles(known)]))[0]
        planes = np.ascontiguousarray(bases.transpose(1, 0, 2))
        on_planes = np.einsum("md,dmk->mk", known, planes)
        return cls(known, planes, on_planes, np.asarray(labels, dtype=np.int64))

    def with_taught(self, pictures: ArrayLike, labels: ArrayLike) -> Known:
        """The same digits and drawings (n, 64) that were taught, n >= 1, in place of those taught before."""
        own = len(self.pictures) - self.taught
        new = Known.of(pictures, labels)
        return Known(
            np.concatenate([self.pictures[:own], new.pictures]),
            np.ascontiguousarray(np.concatenate([self.planes[:, :own], new.planes], axis=1)),
            np.concatenate([self.on_planes[:own], new.on_planes]),
            np.concatenate([self.labels[:own], new.labels]),
            len(new.pictures),
        )

    def is_taught(self, index: int) -> bool:
        """Whether the digit of that number is a drawing that was taught."""
        return index >= len(self.pictures) - self.taught

    def nearest(self, pictures: ArrayLike, count: int = 1) -> tuple[NDArray[np.int64], Floats]:
        """Which ``count`` known digits are most like each picture (n, 64), and their distances.

        Both (n, count), the most like first.
        """
        x = np.asarray(pictures, dtype=np.float64)
        squared = (x**2).sum(axis=1)[:, None] + (self.pictures**2).sum(axis=1) - 2 * x @ self.pictures.T
        changed = (x @ self.planes.reshape(len(self.planes), -1)).reshape(len(x), *self.on_planes.shape)
        squared -= ((changed - self.on_planes) ** 2).sum(axis=2)
        index = np.argpartition(squared, np.arange(count), axis=1)[:, :count]
        return index.astype(np.int64), np.sqrt(np.maximum(np.take_along_axis(squared, index, axis=1), 0))


def _tiles(known: Floats) -> list[Floats]:
    return [known[start : start + _TILE] for start in range(0, len(known), _TILE)]


def _changes(pictures: Floats) -> Floats:
    """(m, 64, 3): how pictures change when moved right, moved down, and drawn with a thicker pen."""
    fine = enlarged(pictures * 16).astype(np.float64)
    side = fine.shape[1]
    places = np.arange(side)
    blur = np.exp(-((places[:, None] - places) ** 2) / (2 * _BLUR**2))
    blur /= blur.sum(axis=1, keepdims=True)
    slope = np.asarray(np.gradient(np.eye(side), axis=0))  # as a matrix: quicker
    cells = np.kron(np.eye(8), np.full((1, side // 8), 8 / side))  # the mean of the rows of each pixel
    blurred = blur @ fine @ blur.T
    right, down = blurred @ slope.T, slope @ blurred
    changes = (right, down, np.sqrt(right**2 + down**2))
    return np.stack([cells @ change @ cells.T for change in changes], axis=-1).reshape(-1, 64, 3)
