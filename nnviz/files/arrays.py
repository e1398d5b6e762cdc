"""Arrays of numbers and texts in ``.npz`` files: how they are written. ``nnviz.data.npz`` reads them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.npz import MOST_ARRAYS, MOST_BYTES, DamagedError, read_arrays
from nnviz.data.saving import save_bytes

__all__ = ["MOST_ARRAYS", "MOST_BYTES", "DamagedError", "read_arrays", "write_arrays"]


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write an ``.npz`` file whole or not at all. Raises ``ValueError`` with one sentence if it cannot be."""
    content = io.BytesIO()
    np.savez(content, allow_pickle=False, **arrays)
    save_bytes(path, content.getvalue())
