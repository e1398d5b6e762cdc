"""Named arrays as safetensors: the one place where that library writes.

It takes the bytes of an array as they lie in memory: of a transposed, sliced or Fortran-ordered one it writes
other numbers, without an error (its issue 825). Here every array is made contiguous first.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnviz.engine.arrays import Array


def tensor_bytes(arrays: Mapping[str, Array], metadata: Mapping[str, str] | None = None) -> bytes:
    """A whole safetensors file: the arrays by name, and what is to be known of them as text."""
    from safetensors.numpy import save

    contiguous = {name: np.asarray(array, order="C") for name, array in arrays.items()}
    return save(contiguous, dict(metadata) if metadata else None)
