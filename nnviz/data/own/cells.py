"""What a cell of a table says: a number in the marks of the file, a word, or nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from nnviz.data.own.reading import Reading

#: Digits of which a float32, or a float64, keeps every one of a whole number.
SURE = 2**24
#: Beyond it a number is taken for a mistake.
LARGEST = 1e30
_LONGEST = 15  # digits
_MEASURED = 60  # letters of a number with its unit
_SPACES = " \u00a0\u2009\u202f"
_SIGN = r"[+\-\u2212]?"
_EXPONENT = r"(?:[eE][+\-]?\d{1,3})?"
_AROUND = re.compile(r"^([^\w+\-\u2212.,]{0,3}?)\s*([+\-\u2212.,]?\d.*?)\s*([^\d\s.,][^\d]{0,11})?$")


class Cells:
    """Reads cells as a ``Reading`` says; ``number`` is exact and slow, for what is not plain at first sight.

    Of numbers with a ``unit`` around them, all alike, those are taken away first: before and after.
    """

    def __init__(self, reading: Reading, unit: tuple[str, str] = ("", "")) -> None:
        self._gaps = frozenset(reading.gaps)
        self._decimal, self._thousands = reading.decimal or ".", reading.thousands or ""
        self._unit = unit
        self._quick = self._decimal == "." and not self._thousands

    @cached_property
    def _form(self) -> re.Pattern[str]:
        return re.compile(self._pattern, re.ASCII)

    @cached_property
    def _forms(self) -> re.Pattern[str]:
        """Numbers with their units, each with a zero byte behind it."""
        before, after = map(re.escape, self._unit)
        return re.compile(rf"(?:(?>{before}\s*{self._pattern}\s*{after})\0)*+", re.ASCII)

    @cached_property
    def _pattern(self) -> str:
        point = re.escape(self._decimal)
        whole = r"\d+"
        if self._thousands:
            between = f"[{_SPACES}]" if self._thousands == " " else re.escape(self._thousands)
            whole = rf"(?:[1-9]\d{{0,2}}(?:{between}\d{{3}})+|\d+)"  # 0,942 is a fraction
        return rf"{_SIGN}(?:{whole}(?:{point}\d*)?|{point}\d+){_EXPONENT}"

    def gap(self, cell: str) -> bool:
        """Whether nothing is there."""
        word = cell.strip()
        return not word or word.lower() in self._gaps

    def number(self, cell: str) -> float | None:
        """The number in a cell, NaN for a gap, None for anything else."""
        word = cell.strip()
        if not word or word.lower() in self._gaps:
            return math.nan
        before, after = self._unit
        if before or after:
            if not (word.startswith(before) and word.endswith(after)):
                return None
            word = word[len(before) : len(word) - len(after)].strip()
        if self._quick and "_" not in word:
            try:
                value = float(word)
            except ValueError:
                return None
            return value if abs(value) <= LARGEST else None
        if not self._form.fullmatch(word):
            return None
        value = float(self._plainly(word))
        return value if abs(value) <= LARGEST else None

    def numbers(self, cells: Sequence[str]) -> list[str] | None:
        """The same of many cells without gaps as texts that Python reads; None unless all are numbers."""
        joined = "\0".join([*cells, ""])
        if not self._forms.fullmatch(joined):
            return None
        for part in self._unit:
            joined = joined.replace(part, "") if part else joined
        return self._plainly(joined).split("\0")[:-1]

    def _plainly(self, text: str) -> str:
        """Numbers as Python writes them."""
        for mark in _SPACES if self._thousands == " " else self._thousands:
            text = text.replace(mark, "")
        return text.replace(self._decimal, ".").replace("\u2212", "-")


def is_code(cells: Iterable[str]) -> bool:
    """Whether digits are a code and no number: some begin with 0, or have more than a number keeps."""
    for cell in cells:
        word = cell.strip()
        if word.isdigit() and (len(word) > _LONGEST or (len(word) > 1 and word[0] == "0")):
            return True
    return False


def common_unit(cells: Iterable[str]) -> tuple[str, str] | None:
    """What stands before and after the number of every cell, such as ("", "mm"); None where they differ."""
    units: set[tuple[str, str]] = set()
    for cell in cells:
        found = _AROUND.match(cell.strip()) if len(cell) <= _MEASURED else None
        if found is None:
            return None
        units.add((found[1].strip(), (found[3] or "").strip()))
        if len(units) > 1:
            return None
    unit = units.pop() if units else ("", "")
    return unit if any(unit) else None
