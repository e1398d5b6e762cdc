"""A logarithmic axis that nothing is clipped by: it grows by whole powers of ten."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.numbers import plain, scientific

_MOST = 4  # powers of ten that are marked
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class LogAxis:
    """From 10 to the power of ``low`` at the bottom to 10 to that of ``high`` at the top."""

    low: int
    high: int

    def share(self, value: float) -> float:
        """How far above the bottom a value above 0 stands, 0 to 1."""
        return (math.log10(value) - self.low) / (self.high - self.low)

    @property
    def ticks(self) -> tuple[int, ...]:
        """The powers of ten that are marked, from above."""
        step = max(1, math.ceil((self.high - self.low) / _MOST))
        return tuple(range(self.high, self.low - 1, -step))


def log_axis(series: Iterable[NDArray[Any]]) -> LogAxis:
    """The axis on which every value above 0 of these has a place; at least from 0.1 to 1."""
    values = np.concatenate([np.ravel(one) for one in series] or [np.ones(1)]).astype(np.float64)
    values = values[np.isfinite(values) & (values > 0)]
    if not len(values):
        return LogAxis(-1, 0)
    low, high = math.floor(math.log10(values.min())), math.ceil(math.log10(values.max()))
    return LogAxis(min(low, high - 1, -1), max(high, 0))


def power(exponent: int) -> str:
    """``1``, ``10⁻³``."""
    return "1" if exponent == 0 else "10" + str(exponent).translate(_RAISED)


def ratio_words(value: float) -> str:
    """A ratio as it stands beside its line: ``0.42``, ``1.5·10⁻⁹``, ``42``; "" where there is none."""
    if not math.isfinite(value):
        return ""
    if value == 0:
        return "0"
    if 0.005 <= value < 1000:
        return plain(value, 2 if value < 10 else 0)
    return scientific(value)
