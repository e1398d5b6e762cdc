"""How numbers are written where a person reads them: a point, a true minus, powers of ten."""

from __future__ import annotations

import math
from decimal import Decimal

MINUS: str = "−"
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def plain(value: float, digits: int = 2) -> str:
    """``value`` with ``digits`` decimals: ``0.30``, ``−0.30``, ``∞``, ``not a number``."""
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    text = f"{value:.{digits}f}"
    if text.startswith("-"):
        # What rounds to nothing has no sign.
        return text[1:] if float(text) == 0 else MINUS + text[1:]
    return text


def scientific(value: float, digits: int = 1) -> str:
    """``value`` as ``−3.1·10⁻⁷``; what is not finite as :func:`plain` has it."""
    if not math.isfinite(value) or value == 0:
        return plain(value, digits)
    mantissa, exponent = f"{value:.{digits}e}".split("e")
    return _times_ten(mantissa, exponent)


def chosen(value: float, digits: int = 6) -> str:
    """A number that somebody chose, or that follows from one: up to ``digits`` that tell it from others.

    ``0.05``, ``10000``, but ``1.5·10⁻⁵``: no more digits than it has, and no fewer.
    """
    if not math.isfinite(value):
        return plain(value)
    if value == 0:
        return "0"
    rounded = f"{value:.{digits - 1}e}"
    if 1e-4 <= abs(float(rounded)) < 1e5:
        # Decimal writes it out however few its digits are, where "g" has 1e+01 for a 10 of one digit.
        text = f"{Decimal(rounded):f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", MINUS)
    mantissa, exponent = rounded.split("e")
    return _times_ten(f"{float(mantissa):.{digits}g}", exponent)


def _times_ten(mantissa: str, exponent: str) -> str:
    return f"{mantissa}·10{str(int(exponent)).translate(_SUPERSCRIPT)}".replace("-", MINUS)
