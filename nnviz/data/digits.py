"""scikit-learn's 1,797 handwritten digits of 8x8 pixels, read without importing scikit-learn."""

from __future__ import annotations

import gzip
import importlib.util
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import RawData
from nnviz.data.pixels import pixel_names

_SHAPE = (1797, 65)


def digits() -> RawData:
    """Pictures of 8x8 pixels, each 0 to 16, of the ten digits."""
    table = _table()
    return RawData(
        table[:, :64],
        table[:, 64],
        class_names=tuple("0123456789"),
        feature_names=pixel_names(8, 8),
        feature_shape=(8, 8),
        family="digits",
    )


@cache
def _table() -> NDArray[np.uint8]:
    """(1797, 65) counts: 64 pixels and the digit. Importing scikit-learn would cost seconds."""
    spec = importlib.util.find_spec("sklearn")
    if spec is not None and spec.origin is not None:
        packaged = Path(spec.origin).parent / "datasets" / "data" / "digits.csv.gz"
        try:
            numbers = np.array(gzip.decompress(packaged.read_bytes()).replace(b"\n", b",").split(b",")[:-1])
            table = numbers.astype(np.float64).astype(np.uint8).reshape(_SHAPE)
        except (OSError, ValueError, EOFError):
            pass  # packaged in some other way: ask scikit-learn itself
        else:
            return table
    from sklearn.datasets import load_digits

    pictures, labels = load_digits(return_X_y=True)
    return np.column_stack([pictures, labels]).astype(np.uint8)
