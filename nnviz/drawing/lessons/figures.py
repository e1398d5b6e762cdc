"""Numbers as pictures of lessons write them: few digits, and no “=” where these do not come out."""

from __future__ import annotations

from typing import Final

from nnviz.drawing.numbers import MINUS, chosen

DIGITS: Final = 4
_MOST_DIGITS = 7
_EXACT = 1e-9
_HELD = 2e-7  # as exactly as 32 bits hold a number


def written(value: float, digits: int = DIGITS) -> str:
    """A number with as many digits as tell it from others, at most ``digits``; but what is not whole is not
    written as if it were: 0.999999 is no 1."""
    near = rounded(value, digits)
    while near == round(near) != 0 and abs(value - near) > _HELD * abs(near) and digits < _MOST_DIGITS:
        digits += 1
        near = rounded(value, digits)
    return chosen(near, digits)


def signed(value: float, digits: int = DIGITS) -> str:
    """The same with a plus before what is not below zero, as what is added has it."""
    text = written(value, digits)
    return text if text.startswith(MINUS) else f"+{text}"


def factor(value: float, digits: int = DIGITS) -> str:
    """The same in brackets where it is below zero, as it stands behind another sign."""
    text = written(value, digits)
    return f"({text})" if text.startswith(MINUS) else text


def rounded(value: float, digits: int = DIGITS) -> float:
    """The number with so many digits."""
    return float(f"{value:.{digits - 1}e}")


def equals(made_of: float, comes_to: float, digits: int = DIGITS) -> str:
    """“=” if the numbers as they are written come exactly to the result as it is written, else “≈”."""
    result = rounded(comes_to, digits)
    return "=" if abs(made_of - result) <= _EXACT * max(1.0, abs(result)) else "≈"
