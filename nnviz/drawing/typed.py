"""Numbers as people type them, in every country: with a decimal point or a decimal comma."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from nnviz.drawing.numbers import MINUS

_GROUPS = re.compile(r"[+-]?\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*")  # 1,000,000
_POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def readings(text: str, *, whole: bool = False) -> list[float]:
    """All numbers that ``text`` may stand for, the one that is meant first; none if it is no number.

    A comma is as good as a point. What is written twice, or before the other one, parts thousands. One alone
    before three digits can be either, unless it stands as nnviz itself writes it: a point in a fraction, a
    comma in a ``whole`` number. Powers of ten may be written as ``1.5e-5`` or ``1.5·10⁻⁵``.
    """
    text = re.sub(r"[\u00a0\u202f\u2009]", " ", text.strip()).replace(MINUS, "-")
    text = re.sub(r" ?[·×*] ?10\^?([⁻-]?[⁰¹²³⁴⁵⁶⁷⁸⁹\d]+)$", r"e\1", text).translate(_POWERS)
    marks = [mark for mark in text if mark in ".,"]
    found: list[float] = []
    if len(set(marks)) == 2:  # the last is the decimal one
        head, _, tail = text.rpartition(marks[-1])
        if marks.count(marks[-1]) == 1 and _GROUPS.fullmatch(head):
            found += _plain(re.sub(r"[.,' ]", "", head) + "." + tail)
        return found
    fraction = _plain(text.replace(",", ".")) if len(marks) < 2 and " " not in text else []
    grouped = _plain(re.sub(r"[.,' ]", "", text)) if _GROUPS.fullmatch(text) else []
    if not re.match(r"[+-]?[1-9]", text):  # 0.125 is no thousand
        grouped = []
    if marks == ["."] and not whole:
        return fraction  # as nnviz writes it
    if marks == [","] and whole:
        return grouped or fraction
    return list(dict.fromkeys(fraction + grouped))


def _plain(text: str) -> list[float]:
    """What Python reads in a plain text, which knows more forms than people write."""
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text):
        return []
    return [float(text)]


def fitting_numbers(
    text: str, limits: tuple[float, float], *, whole: bool = False, words: Mapping[str, float]
) -> list[float]:
    """Of the numbers that ``text`` may stand for those within ``limits``; ``whole``: without a fraction.

    ``words`` are taken for values, e.g. ``{"full": 0}``.
    """
    if (value := words.get(text.strip().lower())) is not None:
        return [value]
    low, high = limits
    return [
        number
        for number in readings(text, whole=whole)
        if low <= number <= high and math.isfinite(number) and not (whole and number != round(number))
    ]
