"""Values in few digits, and pictures as ink. No Qt."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing import numbers


def short(value: float) -> str:
    """A value in about three digits: 0.42, 3.1, 128."""
    size = abs(value)
    return numbers.fitted(value, 0 if size >= 99.95 else 1 if size >= 9.995 else 2)


def to_ink(raw: NDArray[Any]) -> NDArray[Any]:
    """Pictures as 0 paper to 1 ink."""
    low, high = float(raw.min()), float(raw.max())
    return (raw - low) / (high - low) if high > low else np.zeros_like(raw)
