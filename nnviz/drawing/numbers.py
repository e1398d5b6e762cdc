"""Numbers as the window writes them: a point, a true minus, the same in every locale."""

from __future__ import annotations

import math

from nnviz.training.measures import Unit
from nnviz.training.written import MINUS, chosen, plain, scientific

__all__ = [
    "MINUS",
    "chosen",
    "count",
    "fitted",
    "measured",
    "percent",
    "plain",
    "scientific",
    "short_count",
    "signed",
]

_SPACE = "\xa0"  # non-breaking


def signed(value: float, digits: int = 2) -> str:
    """As :func:`plain`, with a ``+`` before what is above zero after rounding."""
    text = plain(value, digits)
    positive = value > 0 and (math.isinf(value) or float(f"{value:.{digits}f}") != 0)
    return f"+{text}" if positive else text


def fitted(value: float, digits: int = 3, *, sign: bool = False) -> str:
    """``value`` with ``digits`` decimals, or as :func:`scientific` where these would tell nothing.

    That is from 100,000 on, and below half of the last decimal unless it is exactly zero.
    """
    tells_nothing = value != 0 and math.isfinite(value) and abs(value) < 0.5 * 10.0**-digits
    if tells_nothing or (math.isfinite(value) and abs(value) >= 1e5):
        text = scientific(value)
        return f"+{text}" if sign and value > 0 else text
    return signed(value, digits) if sign else plain(value, digits)


def percent(share: float, digits: int = 0) -> str:
    """A share 0..1 as ``74 %``; what is not all or nothing never reads so: ``<1 %``, ``>99 %``."""
    if not math.isfinite(share):
        return f"?{_SPACE}%"
    edge = 10.0**-digits
    number = f"{share * 100:.{digits}f}"
    if share > 0 and float(number) == 0:
        number = f"<{edge:.{digits}f}"
    elif share < 1 and float(number) == 100:
        number = f">{100 - edge:.{digits}f}"
    return f"{number}{_SPACE}%"


def measured(value: float, unit: Unit, digits: int = 1) -> str:
    """A metric: of right answers the share, ``98.3 %``; R² is no share: ``0.912``, ``−14.298``."""
    if unit == "share":
        return percent(value, digits)
    if unit == "value" and math.isfinite(value) and value == round(value):  # what is counted
        return count(round(value))
    return plain(value, 3) if unit == "r2" else fitted(value)


def count(value: int) -> str:
    """A whole number with commas: ``1,797``."""
    return f"{value:,}".replace("-", MINUS)


def short_count(value: float) -> str:
    """A whole number of an axis: ``500``, ``2,500``, ``100k``, ``1.5M``."""
    for limit, letter in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= limit:
            base = {"G": 1e9, "M": 1e6, "k": 1e3}[letter]
            return f"{value / base:g}{letter}"
    return count(round(value))
