"""The sheet of noise as the generator lays it out: the images of lines along which one number stays."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import frozen
from nnviz.training.plane import NOISE_REACH

Floats = NDArray[np.floating[Any]]

REACH: Final = NOISE_REACH
LINES, PIECES = 13, 72  # each way, and into how many points one is divided


@lru_cache(maxsize=4)
def noise_lines(lines: int = LINES, pieces: int = PIECES) -> Floats:
    """(2 lines, pieces, 2) float64: first those along which z1 stays, then those along which z2 does."""
    held, along = np.linspace(-REACH, REACH, lines), np.linspace(-REACH, REACH, pieces)
    first = np.stack(np.broadcast_arrays(held[:, np.newaxis], along), axis=-1)
    return frozen(np.concatenate([first, first[..., ::-1]]))


def sheet(predict: Callable[[Floats], Floats]) -> Floats:
    """(lines, pieces, 2) where a generator of two noise numbers puts the lines of equal noise."""
    lines = noise_lines()
    made = np.asarray(predict(lines.reshape(-1, 2)))
    laid: Floats = made.reshape(*lines.shape[:2], -1)
    return laid
