"""Grey pictures as Qt images."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from nnviz.ui.theme import Theme

FULL = 16.0  # the largest count of a pixel of scikit-learn's digits


def grey_image(values: NDArray[Any], theme: Theme) -> QImage:
    """A (height, width) array of 0 paper to 1 ink as an opaque image in the theme's pixel colours."""
    rgb = np.ascontiguousarray(theme.pixel_rgb(values))
    height, width = rgb.shape
    # copy(): the image must own its bytes, the array is gone after this function
    return QImage(rgb.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
