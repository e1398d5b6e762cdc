"""scikit-learn's digits of 8 x 8 pixels, read row by row from the top: a row of pixels a step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnviz.data.dataset import RawData
from nnviz.data.digits import digits
from nnviz.data.pixels import pixel_names

SIDE = 8  # pixels


def digit_rows() -> RawData:
    """The digits with the pixels of a column as a feature, and of a row as a step."""
    known = digits()
    pixels = known.features.reshape(-1, SIDE, SIDE)
    called = np.array(pixel_names(SIDE, SIDE), dtype=object).reshape(SIDE, SIDE)
    return replace(
        known,
        features=np.ascontiguousarray(pixels.transpose(0, 2, 1)).reshape(len(pixels), -1),
        feature_names=tuple(called.T.ravel()),
        feature_shape=(SIDE, SIDE),
    )
