"""scikit-learn's digits of 8 x 8 pixels on 12 x 12: anywhere, or in the middle until they are tested."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import RawData, split
from nnviz.data.digits import digits
from nnviz.data.frames import Frame
from nnviz.data.pixels import pixel_names

SIDE, DIGIT = 12, 8  # pixels of a picture, and of a digit
MOST = SIDE - DIGIT  # pixels that a digit can be moved by, right and down
FRAME = Frame(SIDE, spans=(DIGIT, DIGIT), pens=(1.0, 1.0), room=MOST / 2, full=16.0, counted=True)


def moved_digits(seed: int, test_share: float) -> RawData:
    """Every digit anywhere on its picture, split and moved by ``seed``."""
    return _moved(seed, test_share, centred=False)


def centred_digits(seed: int, test_share: float) -> RawData:
    """The digits to learn from in the middle of their pictures, those to be tested on anywhere."""
    return _moved(seed, test_share, centred=True)


def _moved(seed: int, test_share: float, *, centred: bool) -> RawData:
    known = digits()
    places = np.random.default_rng(seed).integers(0, MOST + 1, (len(known.labels), 2))
    learned, tested = split(len(known.labels), test_share, seed)
    if centred:
        places[learned] = MOST // 2
    kept = np.zeros(len(known.labels), dtype=bool)
    kept[tested] = True
    return replace(
        known,
        features=on_canvas(known.features, places).reshape(len(places), -1),
        feature_names=pixel_names(SIDE, SIDE),
        feature_shape=(SIDE, SIDE),
        tested=kept,
    )


def on_canvas(counts: NDArray[np.generic], places: NDArray[np.int64]) -> NDArray[np.float64]:
    """(n, SIDE, SIDE) pictures of digits (n, 64) at their places (n, 2): rows and columns."""
    pictures = np.zeros((len(counts), SIDE, SIDE))
    for picture, digit, (row, column) in zip(pictures, counts, places.tolist(), strict=True):
        picture[row : row + DIGIT, column : column + DIGIT] = digit.reshape(DIGIT, DIGIT)
    return pictures
