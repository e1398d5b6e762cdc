"""The array types that the engine's signatures speak of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from nnviz.said import translate

Array: TypeAlias = npt.NDArray[Any]
"""A floating-point array: float32 or float64, whichever the network was made with."""

Operation: TypeAlias = Callable[[], object]
"""Something with all its arguments bound: called once per step, it fills its arrays."""

Operations: TypeAlias = tuple[Operation, ...]

DTYPES = ("float32", "float64")


def floating(dtype: str) -> np.dtype[Any]:
    """The NumPy type called `dtype`; ValueError for anything but float32 and float64."""
    if dtype not in DTYPES:
        raise ValueError(
            translate("Engine", "The number type {dtype!r} is not known; there are {dtypes}.").format(
                dtype=dtype, dtypes=", ".join(DTYPES)
            )
        )
    return np.dtype(dtype)


def plain(value: Any) -> Any:
    """The same as one of Python's own numbers, where it is a number of NumPy's: JSON knows no others."""
    return value.item() if isinstance(value, np.generic) else value


def is_number(value: object) -> bool:
    """Whether it is a whole or decimal number of Python's own; True and False are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def read_only(values: Array) -> Array:
    """A copy of `values`, C-contiguous, that cannot be written to."""
    copy = np.array(values, order="C")
    copy.flags.writeable = False
    return copy
