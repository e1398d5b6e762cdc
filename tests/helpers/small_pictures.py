"""Pictures of 28 x 28 pixels as MNIST's are: light ink, 20 pixels high, drawn for the tests."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nnviz.data.raster import distances, ink_within
from tests.helpers.strokes import DIGIT_STROKES, moved


def small_pictures(count: int = 10) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """(count, 28, 28) and labels: the ten digits again and again, tilted a little differently each time."""
    pictures = np.zeros((count, 28, 28), np.uint8)
    labels = np.arange(count) % 10
    for i, label in enumerate(labels):
        strokes = moved(DIGIT_STROKES[int(label)], tilt=(i // 10 % 5 - 2) * 3.0)
        points = np.concatenate(strokes)
        low, high = points.min(axis=0), points.max(axis=0)
        scale = 17 / (high - low).max()
        placed = [(stroke - (low + high) / 2) * scale + 16 for stroke in strokes]
        pictures[i] = np.rint(ink_within(distances(placed), 2.4)[2:30, 2:30] * 255).astype(np.uint8)
    return pictures, labels.astype(np.uint8)
