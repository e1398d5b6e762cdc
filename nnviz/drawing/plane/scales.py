"""The numbers that the sliders of the plane stand at: points, noise, share for testing."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from nnviz.drawing.numbers import count, percent, plain


@dataclass(frozen=True)
class Scale:
    """The ``steps + 1`` numbers that a slider can stand at, and how they are written."""

    steps: int
    value: Callable[[int], float]
    place: Callable[[float], float]
    text: Callable[[float], str]


def _rounded(value: float) -> float:
    """Two significant digits, but whole tens at least."""
    unit = max(10.0, 10.0 ** (math.floor(math.log10(value)) - 1))
    return unit * round(value / unit)


_LEAST, _RATIO, _STEPS = 10, 500.0, 80  # 10 to 5,000 points

#: Points on the plane: equal steps are equal ratios.
POINTS_SCALE = Scale(
    _STEPS,
    lambda place: int(_rounded(_LEAST * _RATIO ** (place / _STEPS))),
    lambda value: _STEPS * math.log(max(value, _LEAST) / _LEAST) / math.log(_RATIO),
    lambda value: count(round(value)),
)
NOISE_SCALE = Scale(60, lambda place: place / 100, lambda value: value * 100, lambda value: plain(value, 2))
SHARE_SCALE = Scale(55, lambda place: (place + 5) / 100, lambda value: value * 100 - 5, percent)
