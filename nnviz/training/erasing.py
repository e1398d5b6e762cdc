"""What the network would answer without a part of the picture: it is painted over, and the network asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.engine import Network
from nnviz.training.outputs import classes, probabilities

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Patch:
    """Rows and columns of a picture, the ends not included."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def around(cls, row: int, column: int, side: int, shape: tuple[int, int]) -> Patch:
        """A square of ``side`` px about that pixel, as far as it lies on a picture of that shape."""
        top, left = row - (side - 1) // 2, column - (side - 1) // 2
        return cls(max(0, top), max(0, left), min(shape[0], top + side), min(shape[1], left + side))


@dataclass(frozen=True, eq=False)
class Erased:
    """The answer without a patch, beside that with it: ``outputs`` and ``before`` (classes,), probabilities
    where the network gives such. ``patched`` (d,) is what it was asked."""

    patch: Patch
    patched: Array
    outputs: Array
    before: Array
    answer: int


def usual_side(shape: tuple[int, int]) -> int:
    """Of a patch: about a fifth of the picture."""
    return max(1, round(min(shape) / 5))


def background(dataset: Dataset) -> Array:
    """(d,) paper without ink, as the network takes it."""
    return dataset.scaled(np.zeros(dataset.input_size, dtype=np.float32))


def erase(network: Network, dataset: Dataset, inputs: Array, patch: Patch) -> Erased:
    """Paint the patch of the picture ``inputs`` (d,) over with paper and ask the network itself."""
    rows, columns = dataset.feature_shape[-2:]
    patched = np.array(inputs, dtype=np.float32).reshape(-1, rows, columns)
    paper = background(dataset).reshape(-1, rows, columns)
    there = slice(None), slice(patch.top, patch.bottom), slice(patch.left, patch.right)
    patched[there] = paper[there]
    outputs = network.predict(np.stack([patched.ravel(), np.asarray(inputs, dtype=np.float32)]))
    answer, activation = int(classes(outputs[:1])[0]), network.layers[-1].activation.name
    said = [np.asarray(row, dtype=np.float64) for row in outputs]
    shares = [probabilities(row, activation) for row in said]
    shown = [row if share is None else share for row, share in zip(said, shares, strict=True)]
    return Erased(patch, patched.ravel(), shown[0], shown[1], answer)
